package clock

import (
	"context"
	"errors"
	"fmt"

	"motcua/internal/chat"
	"motcua/internal/team"
	"motcua/internal/ticket"
)

// rereads is how often a Relay looks again when another was faster.
const rereads = 20

// Relay hands on what is new in a Ticket, to its asker and to those who hold or held it.
// It may run at any time, twice and in several processes: who moves the Ticket's count
// on has told, and nobody else.
func (c *Clock) Relay(ctx context.Context, id int64) error {
	for range rereads {
		told, err := c.relay(ctx, id)
		if told || err != nil {
			return err
		}
	}
	return fmt.Errorf("relay ticket %d: others were faster %d times", id, rereads)
}

// relay is false when another was faster: what it did not see is still to be told.
func (c *Clock) relay(ctx context.Context, id int64) (bool, error) {
	t, err := c.Store.Ticket(ctx, id)
	if errors.Is(err, ticket.ErrNone) {
		return true, nil
	}
	if err != nil {
		return false, err
	}
	lines, err := c.Store.Lines(ctx, id, 0)
	if err != nil || len(lines) == 0 {
		return true, err
	}
	talk := &talk{Clock: c, Ticket: t, lines: lines, people: map[int64]team.Volunteer{}}
	asker, err := talk.tellAsker(ctx)
	if err != nil {
		return false, err
	}
	holder, err := talk.tellHolder(ctx)
	return asker && holder, err
}

// talk is a Ticket with all that happened in it.
type talk struct {
	*Clock
	ticket.Ticket

	lines  []ticket.Line
	people map[int64]team.Volunteer // as read in this job
}

// last is the newest Line that was read.
func (t *talk) last() int64 { return t.lines[len(t.lines)-1].Seq }

// after are the Lines behind a count.
func (t *talk) after(count int64) []ticket.Line {
	for i, l := range t.lines {
		if l.Seq > count {
			return t.lines[i:]
		}
	}
	return nil
}

// volunteer is one by id; one that nobody knows any more has no name.
func (t *talk) volunteer(ctx context.Context, id int64) (team.Volunteer, error) {
	if v, ok := t.people[id]; ok {
		return v, nil
	}
	v, err := t.Store.Volunteer(ctx, id)
	if err != nil && !errors.Is(err, team.ErrUnknown) {
		return v, err
	}
	t.people[id] = v
	return v, nil
}

// tell keeps Replies for their chats and moves a count on; false when it stood elsewhere.
func (t *talk) tell(ctx context.Context, whom ticket.Whom, from int64, out []chat.Outgoing) (bool, error) {
	if from >= t.last() {
		return true, nil
	}
	return t.Store.Tell(ctx, ticket.Told{Ticket: t.ID, Whom: whom, From: from, To: t.last(), Out: out})
}
