package follow

import (
	"testing"
	"time"

	"motcua/internal/dossier"
	"motcua/internal/workday"
)

// What the card said of the appointment is not told again at once.
func TestBegin(t *testing.T) {
	t.Parallel()
	due := time.Date(2026, 12, 10, 17, 0, 0, 0, workday.Zone)
	for _, c := range []struct {
		what       string
		now, fresh time.Time
		want       Told
	}{
		{"far", due.AddDate(0, 0, -7), due.AddDate(0, 0, -7), Told{Due: due}},
		{"near", due.AddDate(0, 0, -1), due.AddDate(0, 0, -1), Told{Due: due, Soon: due}},
		{"passed", due.AddDate(0, 0, 4), due.AddDate(0, 0, 1), Told{Due: due, Over: due}},
		{"perhaps passed", due.AddDate(0, 0, 4), due.AddDate(0, 0, -1), Told{Due: due}},
	} {
		c.want.Event, c.want.Status = 7, dossier.Processing
		d := dossier.Dossier{Status: dossier.Processing, DueAt: due, UpdatedAt: c.fresh}
		if got := Begin(d, 7, c.now, workday.Default()); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.what, got, c.want)
		}
	}
}
