package desk

import "context"

// claim takes a question into my hands. It carries the key of its row: two presses on
// the same row are one.
func (d *Desk) claim(ctx context.Context, a action) error {
	_, err := d.c.Verbs.Claim(ctx, a.key, a.t.ID, a.me.ID)
	return err
}
