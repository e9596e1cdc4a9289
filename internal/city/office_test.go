package city

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"testing"
	"time"

	"motcua/internal/dossier"
	"motcua/internal/intake"
)

// stored is what an import keeps of rows, as far as an office looks at it.
type stored map[dossier.Code]dossier.Dossier

func (s stored) take(t *testing.T, ndjson []byte) []dossier.Dossier {
	t.Helper()
	var rows []dossier.Dossier
	for in := intake.NewDossiers(bytes.NewReader(ndjson), intake.NDJSON, intake.Defaults{}); ; {
		row, reject, err := in.Next()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil || reject != nil {
			t.Fatalf("%v %v", err, reject)
		}
		rows = append(rows, row.Dossier)
		if old, ok := s[row.Code]; !ok || !row.UpdatedAt.Before(old.UpdatedAt) {
			s[row.Code] = row.Dossier
		}
	}
}

func (s stored) find(codes []dossier.Code) []dossier.Dossier {
	var found []dossier.Dossier
	for _, c := range codes {
		if d, ok := s[c]; ok {
			found = append(found, d)
		}
	}
	return found
}

// opened is an office that knows what is stored already.
func (s stored) opened(t *testing.T, now time.Time) *Office {
	t.Helper()
	s.take(t, Dossiers(now))
	o := NewOffice(now)
	o.Resume(s.find(o.Set()))
	for {
		found := s.find(o.Arrivals(50))
		if len(found) == 0 {
			return o
		}
		o.Resume(found)
	}
}

const pace = 30 * time.Second

// steps are fewer where the race detector makes each of them slow.
func steps(n int) int {
	if underRace {
		return n / 3
	}
	return n
}

// A day at the office, the night as well.
func TestOfficeKeepsTheTable(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a Thursday", "midnight", "Tết"} {
		now, s := days[name], stored{}
		o := s.opened(t, now)
		held := map[string]dossier.Status{}
		for _, try := range Tries(now) {
			held[try.Code] = s[dossier.Code(try.Code)].Status
		}
		row, watch := o.Watch(now)
		s.take(t, row)
		seen := map[dossier.Status]int{}
		extended, paid := 0, 0
		for n := range steps(1000) {
			now = now.Add(pace)
			before := len(s[dossier.Code(watch.Code)].Events)
			for _, d := range s.take(t, o.Step(now)) {
				wrongStep(t, &d, now)
				seen[d.Status]++
				extended += len(d.Extensions)
				if d.PaidOnline != nil && *d.PaidOnline && *d.FeePaid > 0 {
					paid++
				}
			}
			if d := s[dossier.Code(watch.Code)]; n < 7 && len(d.Events) != before+1 {
				t.Errorf("%s: the watched one is still %s", name, d.Status)
			}
		}
		if d := s[dossier.Code(watch.Code)]; d.Status != dossier.Returned || len(d.Events) != 8 {
			t.Errorf("%s: the watched one went %+v", name, d.Events)
		}
		for code, status := range held {
			if s[dossier.Code(code)].Status != status {
				t.Errorf("%s: %s is %s now", name, code, s[dossier.Code(code)].Status)
			}
		}
		if len(seen) != len(dossier.Statuses) || extended == 0 || paid == 0 || len(o.live) < o.room-5 || len(o.live) > o.room+5 {
			t.Errorf("%s: %v, %d extensions, %d paid, %d of %d live", name, seen, extended, paid, len(o.live), o.room)
		}
	}
}

func wrongStep(t *testing.T, d *dossier.Dossier, now time.Time) {
	t.Helper()
	var last dossier.Event
	for _, e := range d.Events {
		if e.At.Before(last.At) || e.At.After(now) || dossier.Odd(last.Status, e.Status) {
			t.Errorf("%s: %s at %s after %s", d.Code, e.Status, e.At, last.Status)
		}
		last = e
	}
	if last.Status != d.Status || d.UpdatedAt.After(now) {
		t.Errorf("%s: %s, its history ends with %s", d.Code, d.Status, last.Status)
	}
	if code, _, ok := dossier.Canonical(string(d.Code)); !ok || code != d.Code {
		t.Errorf("code %s", d.Code)
	}
	if accepted := slices.ContainsFunc(d.Events, func(e dossier.Event) bool { return e.Status == dossier.Accepted }); accepted != !d.ReceivedAt.IsZero() {
		t.Errorf("%s: accepted %v, received %s", d.Code, accepted, d.ReceivedAt)
	}
}

func TestOfficeIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	run := func() []byte {
		now := days["a Thursday"]
		o := NewOffice(now)
		all, _ := o.Watch(now)
		for range 300 {
			now = now.Add(pace)
			all = append(all, o.Step(now)...)
		}
		return all
	}
	if !bytes.Equal(run(), run()) {
		t.Error("two offices of one day differ")
	}
}

// Started again it goes on with what is stored: no history loses a step, no code is given
// to another dossier, nobody changes the name or the phone.
func TestOfficeGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	now, s := days["a Thursday"], stored{}
	for range 4 {
		o := s.opened(t, now)
		row, _ := o.Watch(now)
		s.continues(t, row)
		for range steps(200) {
			now = now.Add(pace)
			s.continues(t, o.Step(now))
		}
		now = now.Add(time.Hour)
	}
	if len(s) < 400 {
		t.Errorf("only %d dossiers", len(s))
	}
}

// continues takes rows that must continue what is stored.
func (s stored) continues(t *testing.T, ndjson []byte) {
	t.Helper()
	for _, d := range (stored{}).take(t, ndjson) {
		old, ok := s[d.Code]
		same := func(a, b dossier.Event) bool { return a.At.Equal(b.At) && a.Status == b.Status }
		switch {
		case !ok && len(d.Events) != 1:
			t.Errorf("%s begins with %+v", d.Code, d.Events)
		case ok && (len(d.Events) < len(old.Events) || !slices.EqualFunc(old.Events, d.Events[:len(old.Events)], same)):
			t.Errorf("%s went on from %+v to %+v", d.Code, old.Events, d.Events)
		case ok && (d.Applicant != old.Applicant || d.Phone != old.Phone || d.BirthYear != old.BirthYear || d.ProcedureCode != old.ProcedureCode):
			t.Errorf("%s is another dossier now", d.Code)
		}
		s[d.Code] = d
	}
}
