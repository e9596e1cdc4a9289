package clock_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"motcua/handlers/clock"
	"motcua/internal/ticket"
)

func TestOneClaims(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil, ticket.Times{})
	k := o.open("page", false)
	won := 0
	for _, err := range together(atOnce, func(i int) error {
		_, err := o.desk.Claim(o.Context(), fmt.Sprint("c", i), k.ID, o.team[i])
		return err
	}) {
		switch {
		case err == nil:
			won++
		case !errors.Is(err, ticket.ErrTaken):
			t.Error(err)
		}
	}
	if n := count(o.lines(k.ID), ticket.Claimed); won != 1 || n != 1 {
		t.Errorf("%d won, %d lines", won, n)
	}
}

func TestNoLineIsLost(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil, ticket.Times{})
	k := o.open("page", true)
	for _, err := range together(atOnce, func(i int) error {
		_, err := o.desk.Add(o.Context(), fmt.Sprint("a", i), k.ID, k.Asker, fmt.Sprint("dòng ", i), nil)
		return err
	}) {
		o.ok(err)
	}
	var texts []string
	for _, l := range o.lines(k.ID) {
		if l.What == ticket.Said {
			texts = append(texts, l.Text)
		}
	}
	slices.Sort(texts)
	if got := slices.Compact(texts); len(got) != atOnce+1 {
		t.Errorf("%d lines", len(got))
	}
}

func TestOneQuestionAChat(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil, ticket.Times{})
	ids := make([]int64, atOnce)
	var fresh sync.Map
	for _, err := range together(atOnce, func(i int) error {
		k, made, err := o.desk.Open(o.Context(), fmt.Sprint("o", i), question("page"))
		ids[i] = k.ID
		if made {
			fresh.Store(i, true)
		}
		return err
	}) {
		o.ok(err)
	}
	n := 0
	fresh.Range(func(any, any) bool { n++; return true })
	if got := len(slices.Compact(ids)); n != 1 || got != 1 {
		t.Errorf("%d opened, %d questions", n, got)
	}
	if n := count(o.lines(ids[0]), ticket.Said); n != atOnce {
		t.Errorf("%d lines", n)
	}
}

func TestSameKey(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil, ticket.Times{})
	for _, err := range together(atOnce, func(int) error {
		_, _, err := o.desk.Open(o.Context(), "open", question("page"))
		return err
	}) {
		o.ok(err)
	}
	k, _, err := o.store.TicketOf(o.Context(), question("page").Asker)
	o.ok(err)
	for _, verb := range []func() error{
		func() error { _, err := o.desk.Add(o.Context(), "add", k.ID, k.Asker, "thêm", nil); return err },
		func() error { _, err := o.desk.Claim(o.Context(), "claim", k.ID, o.cast.Lan.ID); return err },
		func() error {
			_, err := o.desk.Answer(o.Context(), "answer", k.ID, o.cast.Lan.ID, "đây ạ", nil)
			return err
		},
		func() error {
			_, err := o.desk.Finish(o.Context(), "finish", k.ID, o.cast.Lan.ID, ticket.Guided, "")
			return err
		},
	} {
		for _, err := range together(atOnce, func(int) error { return verb() }) {
			o.ok(err)
		}
	}
	var happened []ticket.What
	for _, l := range o.lines(k.ID) {
		happened = append(happened, l.What)
	}
	if want := []ticket.What{ticket.Said, ticket.Said, ticket.Claimed, ticket.Answered, ticket.Finished}; !slices.Equal(happened, want) {
		t.Errorf("%v", happened)
	}
}

// A claim and a withdrawal at once: nobody holds what was taken back.
func TestClaimAgainstWithdraw(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil, ticket.Times{})
	k := o.open("page", false)
	errs := together(atOnce, func(i int) error {
		if i == 7 {
			_, err := o.desk.Withdraw(o.Context(), "w", k.ID, k.Asker)
			return err
		}
		_, err := o.desk.Claim(o.Context(), fmt.Sprint("c", i), k.ID, o.team[i])
		return err
	})
	o.ok(errs[7])
	for i, err := range errs {
		if i != 7 && err != nil && !errors.Is(err, ticket.ErrClosed) && !errors.Is(err, ticket.ErrTaken) {
			t.Error(err)
		}
	}
	if now, err := o.store.Ticket(o.Context(), k.ID); err != nil || now.State != ticket.Closed || now.Outcome != ticket.Withdrawn {
		t.Errorf("%v, %+v", err, now)
	}
}

// What opens a closed question while the asker has a newer one goes to the newer one.
func TestAddToAnOldOne(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil, ticket.Times{})
	old := o.open("page", true)
	_, err := o.desk.Finish(o.Context(), "f", old.ID, o.cast.Lan.ID, ticket.Guided, "")
	o.ok(err)
	next, fresh, err := o.desk.Open(o.Context(), "next", question("page"))
	o.ok(err)
	k, err := o.desk.Add(o.Context(), "add", old.ID, old.Asker, "còn một việc", nil)
	if err != nil || !fresh || k.ID != next.ID || count(o.lines(next.ID), ticket.Said) != 2 {
		t.Errorf("%v, %+v", err, k)
	}
	if _, err := o.desk.Reopen(o.Context(), "r", old.ID, o.cast.Lan.ID); !errors.Is(err, ticket.ErrSecond) {
		t.Errorf("error %v", err)
	}
}

// Twenty relays of twenty lines at once: each line once, in order.
func TestRelaysAtOnce(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil, ticket.Times{})
	c, err := clock.New(clock.Config{Store: o.store, Desk: o.desk, Lists: o.store, Follows: o.store, Units: o.store})
	o.ok(err)
	k := o.open("page", true)
	for _, err := range together(atOnce, func(i int) error {
		if _, err := o.desk.Answer(o.Context(), fmt.Sprint("a", i), k.ID, o.cast.Lan.ID, fmt.Sprint("dòng ", i), nil); err != nil {
			return err
		}
		return c.Relay(o.Context(), k.ID)
	}) {
		o.ok(err)
	}
	var want, got []string
	for _, l := range o.lines(k.ID) {
		if l.What == ticket.Answered {
			want = append(want, l.Text)
		}
	}
	for _, l := range o.page("page") {
		if l.Reply.By != nil {
			got = append(got, l.Reply.Text)
		}
	}
	if !slices.Equal(want, got) || len(got) != atOnce {
		t.Errorf("%q, want %q", got, want)
	}
}
