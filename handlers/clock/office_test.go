package clock_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"motcua/internal/chat"
	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// atOnce is how many do something at the same time.
const atOnce = 20

// office is a desk on a real store, with twenty volunteers of the ward.
type office struct {
	*testing.T

	store *postgres.Store
	desk  *ticket.Desk
	cast  storetest.Cast
	team  []int64
}

func newOffice(t *testing.T, live ticket.Live, times ticket.Times) *office {
	t.Helper()
	o := &office{T: t, store: storetest.Store(t)}
	o.cast = storetest.Team(t, o.store)
	o.desk = ticket.New(o.store, live, times, nil)
	for n := range atOnce {
		id, err := o.store.AddVolunteer(t.Context(), team.Volunteer{Name: fmt.Sprint("Bạn", n), Role: team.Plain, Lang: "vi"}, time.Now())
		o.ok(err)
		o.ok(o.store.AddMember(t.Context(), o.cast.Ward.ID, id, false))
		o.team = append(o.team, id)
	}
	return o
}

func (o *office) ok(err error) {
	o.Helper()
	if err != nil {
		o.Fatal(err)
	}
}

// together lets all begin at the same moment and waits for them.
func together(n int, do func(i int) error) []error {
	var all sync.WaitGroup
	begin, errs := make(chan struct{}), make([]error, n)
	for i := range n {
		all.Go(func() {
			<-begin
			errs[i] = do(i)
		})
	}
	close(begin)
	all.Wait()
	return errs
}

func question(page string) ticket.Question {
	return ticket.Question{
		Asker: ticket.Asker{Channel: chat.Web, Chat: page}, Lang: "vi", Unit: storetest.CastUnit, Text: "hỏi " + page,
	}
}

// open opens a question, and gives it to Lan if held.
func (o *office) open(page string, held bool) ticket.Ticket {
	o.Helper()
	t, fresh, err := o.desk.Open(o.Context(), "open"+page, question(page))
	o.ok(err)
	if !fresh {
		o.Fatal("it is not a new one")
	}
	if held {
		t, err = o.desk.Claim(o.Context(), "claim"+page, t.ID, o.cast.Lan.ID)
		o.ok(err)
	}
	return t
}

// lines reads what happened, and holds that nothing is missing between.
func (o *office) lines(id int64) []ticket.Line {
	o.Helper()
	lines, err := o.store.Lines(o.Context(), id, 0)
	o.ok(err)
	for i, l := range lines {
		if l.Seq != int64(i+1) {
			o.Errorf("line %d has number %d", i+1, l.Seq)
		}
	}
	return lines
}

func count(lines []ticket.Line, what ticket.What) (n int) {
	for _, l := range lines {
		if l.What == what {
			n++
		}
	}
	return n
}

func (o *office) answer(k ticket.Ticket) error {
	_, err := o.desk.Answer(o.Context(), fmt.Sprint("answer", k.ID), k.ID, o.cast.Lan.ID, "đây ạ", nil)
	return err
}

func (o *office) add(k ticket.Ticket) error {
	_, err := o.desk.Add(o.Context(), fmt.Sprint("add", k.ID), k.ID, k.Asker, "còn một việc", nil)
	return err
}

func (o *office) page(name string) []chat.Line {
	o.Helper()
	lines, err := o.store.LinesAfter(context.WithoutCancel(o.Context()), name, 0)
	o.ok(err)
	return lines
}
