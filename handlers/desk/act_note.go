package desk

import "context"

// note keeps words for the team alone.
func (d *Desk) note(ctx context.Context, a action) error {
	_, err := d.c.Verbs.Note(ctx, a.key, a.t.ID, a.me.ID, a.PostFormValue("text"))
	return err
}
