package ticket

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"motcua/internal/chat"
)

// world is a model, a Desk on it and a clock, driven at random.
type world struct {
	*model

	desk   *Desk
	now    time.Time
	n      int            // of verbs
	before map[int64]int  // lines as last looked at
	texts  map[string]int // what askers wrote and was taken, by text
}

func newWorld() *world {
	w := &world{model: newModel(), now: noon, before: map[int64]int{}, texts: map[string]int{}}
	w.desk = New(w.model, nil, StandardTimes(), func() time.Time { return w.now })
	return w
}

var known = []error{
	ErrNone, ErrTaken, ErrNotYours, ErrClosed, ErrHidden, ErrNobody, ErrEmpty, ErrTooLong, ErrNoDetails, ErrNews, ErrOpen, ErrSecond,
}

// act does one verb, drawn at random, and then the same one again under the same key.
func (w *world) act(rt *rapid.T, again bool) {
	w.n++
	key := fmt.Sprint("k", w.n)
	verb := w.draw(rt, key)
	err := verb()
	if err != nil && !slices.ContainsFunc(known, func(k error) bool { return errors.Is(err, k) }) {
		rt.Fatalf("verb: %v", err)
	}
	if err != nil || !again {
		return
	}
	was := slices.Clone(w.tickets)
	count := len(w.jobs)
	// What left no trace (it changed nothing) may say something else the second time.
	traced := slices.ContainsFunc(was, func(t Ticket) bool { return w.keys[t.ID][key] })
	if err := verb(); traced && (err != nil || !slices.Equal(was, w.tickets) || count != len(w.jobs)) {
		rt.Fatalf("the same key again: %v", err)
	}
}

// draw gives one verb with everything it needs.
func (w *world) draw(rt *rapid.T, key string) func() error {
	ctx := context.Background()
	id := rapid.SampledFrom([]int64{1, 1, 1, 2, 3}).Draw(rt, "ticket")
	asker := web(rapid.SampledFrom([]string{"a", "a", "a", "b"}).Draw(rt, "asker"))
	v := rapid.SampledFrom(everybody).Draw(rt, "volunteer")
	if t, _, _ := w.TicketFor(ctx, id, ""); t.Holder != 0 && rapid.IntRange(0, 9).Draw(rt, "by another") > 0 {
		v, _ = w.Volunteer(ctx, t.Holder)
	}
	only := func(_ Ticket, err error) error { return err }
	text := "câu " + key
	switch rapid.IntRange(0, 19).Draw(rt, "verb") {
	case 0:
		q := Question{
			Asker: asker, Unit: "P1", Area: "Khu phố 1", Code: "H29.171-261119-0012", Text: text,
			Sensitive: rapid.Bool().Draw(rt, "sensitive"), Far: rapid.Bool().Draw(rt, "far"),
		}
		return func() error {
			_, _, err := w.desk.Open(ctx, key, q)
			return w.took(text, err)
		}
	case 1, 2:
		return func() error { return w.took(text, only(w.desk.Add(ctx, key, id, asker, text, nil))) }
	case 3:
		return func() error { return only(w.desk.Withdraw(ctx, key, id, asker)) }
	case 4:
		return func() error { return only(w.desk.Allow(ctx, key, id, asker)) }
	case 5:
		return func() error { return only(w.desk.Refuse(ctx, key, id, asker)) }
	case 6:
		return func() error { return only(w.desk.Rate(ctx, key, id, asker, Partly)) }
	case 7:
		return func() error { return only(w.desk.KeepFar(ctx, key, id, asker)) }
	case 8, 9:
		return func() error { return only(w.desk.Claim(ctx, key, id, v.ID)) }
	case 10:
		return func() error { return only(w.desk.Answer(ctx, key, id, v.ID, text, nil)) }
	case 11:
		return func() error { return only(w.desk.Note(ctx, key, id, v.ID, text)) }
	case 12:
		return func() error {
			return only(w.desk.SendCard(ctx, key, id, v.ID, "H29.171-261119-0012", chat.Reply{Text: "thẻ"}))
		}
	case 13:
		return func() error { return only(w.desk.AskDetails(ctx, key, id, v.ID)) }
	case 14:
		to := rapid.SampledFrom([]To{{}, {Team: 1}, {Team: 5}, {Team: 6}, {Team: 7}, {Volunteer: 1}, {Volunteer: 4}, {Volunteer: 9}}).Draw(rt, "to")
		return func() error { return only(w.desk.Pass(ctx, key, id, v.ID, to, Unsure)) }
	case 15:
		return func() error { return only(w.desk.Return(ctx, key, id, v.ID, DutyEnded)) }
	case 16:
		about := aSubject(rt)
		return func() error { return only(w.desk.Assign(ctx, key, id, v.ID, about)) }
	case 17:
		about := aSubject(rt)
		return func() error { return only(w.desk.SendGuide(ctx, key, id, v.ID, about, chat.Reply{Text: "thẻ"})) }
	case 18:
		return func() error { return only(w.desk.Finish(ctx, key, id, v.ID, Guided, Remote)) }
	default:
		return func() error { return only(w.desk.Reopen(ctx, key, id, v.ID)) }
	}
}

// aSubject is one of three procedures, the last a secret.
func aSubject(rt *rapid.T) Subject {
	return rapid.SampledFrom([]Subject{
		{Procedure: "1.004194", Name: "Đăng ký tạm trú"},
		{Procedure: "1.004194/thue", Name: "Đăng ký tạm trú"},
		{Procedure: "2.001263", Name: "Đăng ký nuôi con nuôi", Sensitive: true},
	}).Draw(rt, "procedure")
}

// took remembers what was taken of an asker.
func (w *world) took(text string, err error) error {
	if err == nil {
		w.texts[text]++
	}
	return err
}

// work works one waiting job, as the relays, rings and looks of the clock do.
func (w *world) work(rt *rapid.T) {
	if len(w.jobs) == 0 {
		return
	}
	i := rapid.IntRange(0, len(w.jobs)-1).Draw(rt, "job")
	w.job(rt, i)
}

func (w *world) job(rt *rapid.T, i int) {
	job := w.jobs[i]
	if job.At.After(w.now) {
		w.now = job.At
	}
	w.jobs = slices.Delete(w.jobs, i, i+1)
	t := &w.tickets[jobOf(job)-1]
	switch job.Args.(type) {
	case RelayArgs:
		t.ToldAsker, t.ToldHolder = t.LastLine, t.LastLine
	case RingArgs:
		if t.State == Waiting {
			t.RungRing = t.Ring
		}
	case SilenceArgs:
		next, err := w.desk.Silence(context.Background(), t.ID)
		if err != nil {
			rt.Fatalf("silence: %v", err)
		}
		if !next.IsZero() { // as a job that sleeps
			w.jobs = append(w.jobs, Later{Args: job.Args, At: next})
		}
	}
}

// Whatever people and the clock do, in any order, and one in the middle of the other.
func TestAnythingMayHappen(t *testing.T) {
	t.Parallel()
	for range 10 {
		rapid.Check(t, anything)
	}
}

func anything(rt *rapid.T) {
	w := newWorld()
	if rapid.Bool().Draw(rt, "a store that does not say why") {
		w.second = ErrConflict
	}
	rt.Repeat(map[string]func(*rapid.T){
		"": w.check,
		"verb": func(rt *rapid.T) {
			w.act(rt, true)
		},
		"two at once": func(rt *rapid.T) {
			w.between = func() { w.act(rt, false) }
			w.act(rt, false)
			w.between = nil
		},
		"job": w.work,
		"all jobs but the clock's": func(rt *rapid.T) {
			for i := 0; i < len(w.jobs); {
				if w.jobs[i].Args.Kind() == "silence" {
					i++
					continue
				}
				w.job(rt, i)
			}
		},
		"time": func(rt *rapid.T) {
			w.now = w.now.Add(time.Duration(rapid.IntRange(0, 60).Draw(rt, "minutes")) * time.Minute)
		},
	})
	w.rest(rt)
}

// rest lets the clock alone go on: everything comes to an end by itself.
func (w *world) rest(rt *rapid.T) {
	for range 400 {
		if len(w.jobs) == 0 {
			break
		}
		next := 0
		for i, j := range w.jobs {
			if j.At.Before(w.jobs[next].At) {
				next = i
			}
		}
		w.job(rt, next)
		w.check(rt)
	}
	for _, t := range w.tickets {
		if t.State != Closed {
			rt.Fatalf("ticket %d waits for ever: %+v", t.ID, t)
		}
	}
}
