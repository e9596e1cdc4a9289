package telegram

import (
	"context"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/internal/chat"
)

// lease is a Poller of two processes.
type lease struct {
	mu     sync.Mutex
	holder string
	err    error
	asked  map[string]int
}

func (l *lease) HoldPoller(_ context.Context, _ chat.Channel, token string, _ time.Duration) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.asked == nil {
		l.asked = map[string]int{}
	}
	l.asked[token]++
	if l.err != nil {
		return false, l.err
	}
	if l.holder == "" {
		l.holder = token
	}
	return l.holder == token, nil
}

func (l *lease) LeavePoller(_ context.Context, _ chat.Channel, token string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.holder == token {
		l.holder = ""
	}
	return nil
}

func (l *lease) give(to string, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.holder, l.err = to, err
}

func (l *lease) heldBy() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.holder
}

func (l *lease) askers() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.asked)
}

func TestOnePollerByTheLease(t *testing.T) {
	t.Parallel()
	row := &lease{}
	with := func(c *Config) { c.Poller = row }
	a := pollStage(t, with)
	a.server.Await(t, "the first polls", func() bool { return len(a.server.Calls("getUpdates")) > 0 })
	b := newStageOn(t, a.server, with)
	b.run()
	a.await("the second asks for the lease", func() bool { return row.askers() == 2 })
	a.server.Say(lan, "một")
	a.server.AwaitSent(t, lan, 1)
	equal(t, "Turns of the second", len(b.begun()), 0)
	a.stop()
	a.server.Say(lan, "hai")
	a.server.AwaitSent(t, lan, 2)
	equal(t, "Turns of the second", len(b.begun()), 1)
	if strings.Contains(a.log.String()+b.log.String(), "conflict") {
		t.Error("they were in each other's way")
	}
	b.stop()
	equal(t, "holder", row.heldBy(), "")
}

// A lease that another took, or that cannot be renewed, ends the polling.
func TestTheLeaseIsLost(t *testing.T) {
	t.Parallel()
	for name, lose := range map[string]func(*lease){
		"taken":         func(l *lease) { l.give("another", nil) },
		"store is away": func(l *lease) { l.give("", chat.ErrAway) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			row := &lease{}
			s := newStage(t, func(c *Config) { c.Poller = row })
			s.times.lease = 30 * time.Millisecond
			s.run()
			s.server.Say(lan, "một")
			s.server.AwaitSent(t, lan, 1)
			s.acknowledged()
			lose(row)
			try := 0
			s.await("another polls without meeting it", func() bool {
				try++
				_, err := s.api.call(t.Context(), time.Minute, "getUpdates", map[string]string{"timeout": "1", "offset": strconv.Itoa(try)})
				return err == nil
			})
			equal(t, "state", s.State(), "")
			row.give("", nil)
			s.server.Say(lan, "hai")
			s.server.AwaitSent(t, lan, 2)
		})
	}
}
