package clock_test

import (
	"errors"
	"fmt"
	"testing"

	"motcua/internal/ticket"
)

// pairs plays two verbs against one another on twenty questions at once, and gives each
// question afterwards to check.
func (o *office) pairs(one, two func(k ticket.Ticket) error, check func(k ticket.Ticket, lines []ticket.Line, one, two error)) {
	o.Helper()
	tickets := make([]ticket.Ticket, atOnce)
	for i := range tickets {
		tickets[i] = o.open(fmt.Sprint("page", i), true)
	}
	errs := together(2*atOnce, func(i int) error {
		if i%2 == 0 {
			return one(tickets[i/2])
		}
		return two(tickets[i/2])
	})
	for i := range tickets {
		k, err := o.store.Ticket(o.Context(), tickets[i].ID)
		o.ok(err)
		check(k, o.lines(k.ID), errs[2*i], errs[2*i+1])
	}
}

// kept wants an answer that was refused to have left no words, and another to be there.
func kept(t *testing.T, lines []ticket.Line, err, refused error) {
	t.Helper()
	want := 1
	if err != nil {
		want = 0
		if !errors.Is(err, refused) {
			t.Error(err)
		}
	}
	if n := count(lines, ticket.Answered); n != want {
		t.Errorf("%d answers after %v", n, err)
	}
}

func TestAnswerAgainstWithdraw(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil, ticket.Times{})
	withdraw := func(k ticket.Ticket) error {
		_, err := o.desk.Withdraw(o.Context(), fmt.Sprint("w", k.ID), k.ID, k.Asker)
		return err
	}
	o.pairs(o.answer, withdraw, func(k ticket.Ticket, lines []ticket.Line, one, two error) {
		kept(t, lines, one, ticket.ErrClosed)
		if two != nil || k.State != ticket.Closed || lines[len(lines)-1].What != ticket.TakenBack {
			t.Errorf("%v, %+v", two, k)
		}
	})
}

func TestPassAgainstAnswer(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil, ticket.Times{})
	pass := func(k ticket.Ticket) error {
		_, err := o.desk.Pass(o.Context(), fmt.Sprint("p", k.ID), k.ID, o.cast.Lan.ID, ticket.To{}, ticket.Unsure)
		return err
	}
	o.pairs(o.answer, pass, func(k ticket.Ticket, lines []ticket.Line, one, two error) {
		kept(t, lines, one, ticket.ErrNotYours)
		if two != nil || k.State != ticket.Waiting || k.Holder != 0 || k.Ring != ticket.City {
			t.Errorf("%v, %+v", two, k)
		}
	})
}

// What the asker wrote is read by somebody, whoever was first.
func TestFinishAgainstAdd(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil, ticket.Times{})
	finish := func(k ticket.Ticket) error {
		o.ok(o.answer(k))
		_, err := o.desk.Finish(o.Context(), fmt.Sprint("f", k.ID), k.ID, o.cast.Lan.ID, ticket.Guided, "")
		return err
	}
	o.pairs(finish, o.add, func(k ticket.Ticket, lines []ticket.Line, one, two error) {
		if two != nil || count(lines, ticket.Said) != 2 {
			t.Errorf("%v, %d lines", two, count(lines, ticket.Said))
		}
		last := lines[len(lines)-1].What
		switch {
		case errors.Is(one, ticket.ErrNews) && k.State == ticket.Held: // it came in between
		case one == nil && k.State == ticket.Waiting && last == ticket.Said: // it opened it again
		case one == nil && k.State == ticket.Closed && last == ticket.Finished: // it was there when they closed
		default:
			t.Errorf("%v, %+v", one, k)
		}
	})
}
