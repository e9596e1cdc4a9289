package ticket

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestWithdrawWhileHeld(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.held()
	o.fails(ErrNone, func() error { _, err := o.desk.Withdraw(o.Context(), "w", 1, web("b")); return err })
	k := o.done(o.desk.Withdraw(o.Context(), "w", 1, web("a")))
	if k.State != Closed || k.Outcome != Withdrawn || k.Holder != lan.ID || !o.waits("relay", 1) {
		t.Errorf("%+v", k)
	}
	o.fails(ErrClosed, func() error { _, err := o.desk.Withdraw(o.Context(), "v", 1, web("a")); return err })
}

// What the asker writes while the case is being closed keeps it open; what they write
// after it opens it again: in both cases somebody reads it.
func TestFinishAgainstAdd(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.held()
	o.now = noon.Add(time.Minute)
	o.done(o.desk.Answer(o.Context(), "a", 1, lan.ID, "xong ạ", nil))
	o.between = func() { o.done(o.desk.Add(o.Context(), "add", 1, web("a"), "còn một việc", nil)) }
	if _, err := o.desk.Finish(o.Context(), "f", 1, lan.ID, Guided, ""); !errors.Is(err, ErrNews) {
		t.Errorf("error %v", err)
	}
	k := o.done(o.desk.Finish(o.Context(), "f2", 1, lan.ID, Guided, ""))
	if k.State != Closed || k.Help != Remote || k.Outcome != Guided || k.Holder != lan.ID {
		t.Errorf("%+v", k)
	}
	k = o.done(o.desk.Add(o.Context(), "add2", 1, web("a"), "cho hỏi thêm", nil))
	if k.State != Waiting || k.Holder != 0 || k.Outcome != "" || k.Help != "" || !k.ClosedAt.IsZero() || k.Ring != OwnTeam || !k.WaitingAt.Equal(o.now) {
		t.Errorf("%+v", k)
	}
	o.happened(1, Said, Claimed, Answered, Said, Finished, Reopened, Said)
}

func TestFinish(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.held()
	for _, bad := range []struct {
		o Outcome
		h Help
	}{{Withdrawn, Remote}, {"", Remote}, {Guided, "moon"}} {
		o.fails(ErrEmpty, func() error { _, err := o.desk.Finish(o.Context(), "f", 1, lan.ID, bad.o, bad.h); return err })
	}
	o.fails(ErrNotYours, func() error { _, err := o.desk.Finish(o.Context(), "f", 1, mai.ID, Guided, Remote); return err })
	o.done(o.desk.Finish(o.Context(), "f", 1, lan.ID, ToCounter, InPerson))
	o.now = noon.Add(72*time.Hour + time.Second)
	o.fails(ErrClosed, func() error { _, err := o.desk.Add(o.Context(), "late", 1, web("a"), "alo", nil); return err })
	o.fails(ErrClosed, func() error { _, err := o.desk.Reopen(o.Context(), "late", 1, lan.ID); return err })
}

func TestReopen(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.held()
	o.fails(ErrOpen, func() error { _, err := o.desk.Reopen(o.Context(), "r", 1, mai.ID); return err })
	o.done(o.desk.Finish(o.Context(), "f", 1, lan.ID, Guided, Remote))
	o.done(o.desk.Rate(o.Context(), "rate", 1, web("a"), NotYet))
	o.fails(ErrHidden, func() error { _, err := o.desk.Reopen(o.Context(), "r", 1, mai.ID); return err })
	k := o.done(o.desk.Reopen(o.Context(), "r", 1, hanh.ID))
	if k.State != Held || k.Holder != hanh.ID || k.Rating != 0 || k.Outcome != "" {
		t.Errorf("%+v", k)
	}
}

func TestRate(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.held()
	rate := func(who string, r Rating) func() error {
		return func() error {
			_, err := o.desk.Rate(context.Background(), "r"+who+string(rune('0'+r)), 1, web(who), r)
			return err
		}
	}
	o.fails(ErrOpen, rate("a", Helped))
	o.done(o.desk.Finish(o.Context(), "f", 1, lan.ID, Guided, Remote))
	o.fails(ErrNone, rate("b", Helped))
	o.fails(ErrEmpty, rate("a", 4))
	o.ok(rate("a", Partly)())
	if k := o.tickets[0]; k.Rating != Partly || o.last(1).Reason != "2" {
		t.Errorf("%+v", k)
	}
}

func TestLogHelp(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	k := o.done(o.desk.LogHelp(o.Context(), "h", lan.ID, "P1", VNeID))
	if k.State != Closed || k.Help != InPerson || k.Outcome != VNeID || k.Asker.Chat != "" || k.Holder != lan.ID || !k.AnsweredAt.IsZero() {
		t.Errorf("%+v", k)
	}
	o.done(o.desk.LogHelp(o.Context(), "h", lan.ID, "P1", VNeID))
	o.done(o.desk.LogHelp(o.Context(), "h2", lan.ID, "P1", VNeID))
	if len(o.tickets) != 2 || len(o.jobs) != 0 {
		t.Errorf("%d tickets, %d jobs", len(o.tickets), len(o.jobs))
	}
	o.fails(ErrEmpty, func() error { _, err := o.desk.LogHelp(o.Context(), "h3", lan.ID, "P1", Withdrawn); return err })
	o.fails(ErrHidden, func() error { _, err := o.desk.LogHelp(o.Context(), "h3", left.ID, "P1", Guided); return err })
	o.fails(ErrClosed, func() error { _, err := o.desk.Reopen(o.Context(), "h4", 1, lan.ID); return err })
	o.fails(ErrNone, func() error { _, err := o.desk.Rate(o.Context(), "h5", 1, Asker{}, Helped); return err })
}
