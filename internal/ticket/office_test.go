package ticket

import (
	"errors"
	"slices"
	"testing"
	"time"

	"motcua/internal/dossier"
)

// office is a world that a test walks through by hand.
type office struct {
	*testing.T
	*world
}

func newOffice(t *testing.T) *office { t.Helper(); return &office{t, newWorld()} }

// asked opens a question of "a" in ward P1.
func (o *office) asked(change ...func(*Question)) Ticket {
	o.Helper()
	q := Question{Asker: web("a"), Unit: "P1", Area: "Khu phố 1", Code: code, Text: "Hồ sơ của tôi đến đâu rồi?"}
	for _, c := range change {
		c(&q)
	}
	t, fresh, err := o.desk.Open(o.Context(), "open", q)
	o.ok(err)
	if !fresh {
		o.Fatal("it is not a new one")
	}
	return t
}

const code dossier.Code = "H29.171-261119-0012"

// held opens a question and gives it to Lan.
func (o *office) held(change ...func(*Question)) Ticket {
	o.Helper()
	t := o.asked(change...)
	return o.done(o.desk.Claim(o.Context(), "claim", t.ID, lan.ID))
}

func (o *office) ok(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

func (o *office) done(t Ticket, err error) Ticket {
	o.Helper()
	o.ok(err)
	return t
}

// fails wants an error, and nothing written.
func (o *office) fails(want error, verb func() error) {
	o.Helper()
	was, jobs := slices.Clone(o.tickets), len(o.jobs)
	if err := verb(); !errors.Is(err, want) {
		o.Errorf("error %v, want %v", err, want)
	}
	if !slices.Equal(was, o.tickets) || jobs != len(o.jobs) {
		o.Error("something was written")
	}
}

// happened are the kinds of a Ticket's Lines.
func (o *office) happened(id int64, want ...What) {
	o.Helper()
	var got []What
	for _, l := range o.lines[id] {
		got = append(got, l.What)
	}
	if !slices.Equal(got, want) {
		o.Errorf("it happened %v, want %v", got, want)
	}
}

func (o *office) last(id int64) Line { return o.lines[id][len(o.lines[id])-1] }

// look lets the clock look at a time after noon.
func (o *office) look(after time.Duration) Ticket {
	o.Helper()
	o.now = noon.Add(after)
	_, err := o.desk.Silence(o.Context(), 1)
	o.ok(err)
	return o.tickets[0]
}

func far(q *Question) { q.Far = true }

func sensitive(q *Question) { q.Sensitive = true }
