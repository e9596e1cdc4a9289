package ticket

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"motcua/internal/chat"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	k := o.asked(func(q *Question) { q.At = noon.Add(-time.Hour); q.Text = " Gọi tôi 0901 234 567 nhé " })
	if k.State != Waiting || k.Ring != OwnTeam || !k.WaitingAt.Equal(noon.Add(-time.Hour)) || !k.WidenedAt.Equal(noon) {
		t.Errorf("%+v", k)
	}
	if got := o.last(1).Text; got != "Gọi tôi •••• ••• ••• nhé" {
		t.Errorf("kept %q", got)
	}
	if !o.waits("ring", 1) || !o.waits("silence", 1) || o.waits("relay", 1) {
		t.Errorf("jobs %v", o.jobs)
	}
	again, fresh, err := o.desk.Open(t.Context(), "more", Question{Asker: web("a"), Text: "thêm"})
	if err != nil || fresh || again.ID != 1 {
		t.Errorf("%d %v %v", again.ID, fresh, err)
	}
	_, fresh, err = o.desk.Open(t.Context(), "open", Question{Asker: web("a"), Text: "thêm"})
	if err != nil || fresh {
		t.Errorf("%v %v", fresh, err)
	}
	o.happened(1, Said, Said)
	for want, q := range map[error]Question{
		ErrEmpty: {Asker: web("b"), Text: " \n"}, ErrTooLong: {Asker: web("b"), Text: strings.Repeat("ă", 4001)}, ErrNone: {Text: "x"},
	} {
		o.fails(want, func() error { _, _, err := o.desk.Open(t.Context(), "bad", q); return err })
	}
}

// The one to join was closed a moment ago: it is a question of its own.
func TestOpenWhileTheOtherIsClosed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.held()
	o.between = func() { o.done(o.desk.Finish(o.Context(), "finish", 1, lan.ID, Guided, Remote)) }
	k, fresh, err := o.desk.Open(t.Context(), "next", Question{Asker: web("a"), Text: "việc khác"})
	if err != nil || fresh != true || k.ID != 2 {
		t.Errorf("%d %v %v", k.ID, fresh, err)
	}
}

func TestClaim(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.asked()
	claim := func(by int64) func() error {
		return func() error { _, err := o.desk.Claim(context.Background(), "c", 1, by); return err }
	}
	o.fails(ErrHidden, claim(nga.ID)) // of another ward
	o.fails(ErrHidden, claim(left.ID))
	o.fails(ErrHidden, claim(99))
	o.ok(claim(lan.ID)())
	o.fails(nil, func() error { _, err := o.desk.Claim(o.Context(), "pressed twice", 1, lan.ID); return err })
	other := func(by int64) func() error {
		return func() error { _, err := o.desk.Claim(context.Background(), "d", 1, by); return err }
	}
	o.fails(ErrTaken, other(mai.ID))
	o.fails(ErrHidden, other(nga.ID))
	o.done(o.desk.Withdraw(o.Context(), "w", 1, web("a")))
	o.fails(ErrClosed, other(mai.ID))
	o.fails(ErrNone, func() error { _, err := o.desk.Claim(o.Context(), "d", 7, lan.ID); return err })
}

// A coordinator takes what waits in their ward from the list, but nothing sensitive.
func TestClaimByCoordinator(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.asked()
	o.done(o.desk.Claim(o.Context(), "c", 1, root.ID))
	p := newOffice(t)
	p.asked(sensitive)
	p.fails(ErrHidden, func() error { _, err := p.desk.Claim(p.Context(), "c", 1, root.ID); return err })
	p.done(p.desk.Claim(p.Context(), "c", 1, thao.ID))
}

// One who lost the case says nothing, and nothing of it is kept.
func TestAnswerByOneWhoLostIt(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.held()
	o.between = func() { o.done(o.desk.Pass(o.Context(), "p", 1, lan.ID, To{Team: area2.ID}, "")) }
	o.now = noon.Add(time.Minute)
	if _, err := o.desk.Answer(o.Context(), "a", 1, lan.ID, "bí mật", nil); !errors.Is(err, ErrNotYours) {
		t.Errorf("error %v", err)
	}
	o.happened(1, Said, Claimed, Passed)
	o.fails(ErrNotYours, func() error { _, err := o.desk.Answer(o.Context(), "b", 1, mai.ID, "x", nil); return err })
	o.done(o.desk.Withdraw(o.Context(), "w", 1, web("a")))
	o.fails(ErrClosed, func() error { _, err := o.desk.Answer(o.Context(), "c", 1, lan.ID, "x", nil); return err })
}

func TestAnswer(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.held()
	o.now = noon.Add(3 * time.Minute)
	k := o.done(o.desk.Answer(o.Context(), "a", 1, lan.ID, "Mã OTP 123456 đừng gửi cho ai, kể cả số 079012345678, gọi 0274 000 0001", nil))
	if k.Unanswered() || !k.AnsweredAt.Equal(o.now) {
		t.Errorf("%+v", k)
	}
	if got := o.last(1).Text; got != "Mã OTP •••••• đừng gửi cho ai, kể cả số ••••••••••••, gọi 0274 000 0001" {
		t.Errorf("kept %q", got)
	}
	o.fails(ErrEmpty, func() error { _, err := o.desk.Answer(o.Context(), "e", 1, lan.ID, " ", nil); return err })
	o.done(o.desk.Answer(o.Context(), "f", 1, lan.ID, "", &chat.File{ID: "1", Kind: chat.Photo}))
	o.done(o.desk.Note(o.Context(), "n", 1, lan.ID, "gọi lại"))
	o.fails(ErrEmpty, func() error { _, err := o.desk.Note(o.Context(), "m", 1, lan.ID, ""); return err })
	o.done(o.desk.SendCard(o.Context(), "s", 1, lan.ID, code, chat.Reply{Text: "thẻ"}))
	o.fails(ErrEmpty, func() error {
		_, err := o.desk.SendCard(o.Context(), "t", 1, lan.ID, "", chat.Reply{Text: "thẻ"})
		return err
	})
	o.happened(1, Said, Claimed, Answered, Answered, Noted, CardSent)
}
