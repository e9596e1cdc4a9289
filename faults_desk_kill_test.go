//go:build faults

package main

import (
	"math/rand/v2"
	"testing"
	"time"

	"motcua/bot/telegram/telegramtest"
)

// cuts notes what kills explain, as in a crowd that only hears.
func (o *office) cuts() *crowd {
	o.t.Helper()
	return &crowd{messenger: o.messenger, redis: o.look(), tokens: map[string]bool{}, repeats: map[int64]int{}}
}

// again starts a killed server; what it had in hand need not wait for its leases.
func (o *office) again(s *server) {
	o.t.Helper()
	o.freeTurns()
	s.start()
}

// pairs are volunteers of whom half sit at a browser and half have Telegram only, and
// their questions.
func (o *office) pairs(n int) (*server, []*story) {
	o.t.Helper()
	agents := make([]*agent, n)
	for i := range agents {
		agents[i] = o.member()
		if i%2 == 0 {
			agents[i].withPhone()
		}
	}
	s := o.serve()
	for i, a := range agents {
		if i%2 == 0 {
			o.enters(a)
		} else {
			a.atBrowser(s)
		}
	}
	return s, o.stories(s, agents...)
}

// Killed again and again while askers and volunteers talk, on pages and in Telegram.
func TestFaultDeskKilled(t *testing.T) {
	t.Parallel()
	bothModes(t, ownWorld, func(m *messenger) { // many servers need many connections
		o := newOffice(m)
		cases, lines, apart, most := 6, 5, 1500*time.Millisecond, 3
		switch {
		case *long:
			cases, lines, apart, most = 40, 20, 4*time.Second, 1000
		case m.front == nil:
			most = 1 // another poller has to wait for the lease of the dead
		}
		s, all := o.pairs(cases)
		m.t.Cleanup(o.api.Fail(telegramtest.Fault{Method: "sendMessage", Delay: latency}))
		c := o.cuts()
		done := talk(all, 1, lines, apart)
		for c.kills < most && before(done, time.After(killEvery)) && o.said(done) && before(done, time.After(rand.N(latency))) {
			c.cut(s)
			o.again(s)
		}
		<-done
		o.allTold(all, lines, c.repeats)
		m.t.Logf("%d kills", c.kills)
		if c.kills == 0 {
			m.t.Error("nobody was killed: this shows nothing")
		}
	})
}

// said waits until somebody's line is kept; false when all is done.
func (o *office) said(done <-chan struct{}) bool {
	o.t.Helper()
	const count = `SELECT count(*) FROM ticket_lines`
	for n := o.number(count); o.number(count) == n; {
		if !before(done, time.After(2*time.Millisecond)) {
			return false
		}
	}
	return true
}

// Killed at each step on the way of a line to the other side.
func TestFaultDeskKilledAtEachStep(t *testing.T) {
	t.Parallel()
	o := inDesk(t, newWorld, true)
	s, all := o.pairs(2)
	line, speakers := 0, []func(int){all[0].says, all[0].answers, all[1].says, all[1].answers}
	for _, step := range []struct {
		what, table string
		speaker     int
	}{
		{"the line of an asker at a page is being kept", "ticket_lines", 0},
		{"it is being handed on to the volunteer's Telegram", "outbox", 0},
		{"an answer from Telegram is being kept", "ticket_lines", 1},
		{"it is being handed on to the asker's page", "web_lines", 1},
		{"the line of an asker in Telegram is being kept", "ticket_lines", 2},
		{"an answer of a browser is being kept", "ticket_lines", 3},
		{"it is being handed on to the asker's Telegram", "outbox", 3},
	} {
		line++
		release := o.hold("LOCK TABLE " + step.table + " IN EXCLUSIVE MODE")
		spoken := make(chan struct{})
		go func() { defer close(spoken); speakers[step.speaker](line) }()
		o.stuck(step.table)
		s.kill()
		o.unstick(step.table)
		release()
		began := time.Now()
		o.again(s)
		<-spoken
		o.settled()
		t.Logf("%s: told %v after it was killed", step.what, time.Since(began).Round(time.Second/100))
		for i, speaks := range speakers {
			if i != step.speaker {
				speaks(line)
			}
		}
		o.settled() // the next kill meets one line alone
	}
	o.allTold(all, line, nil)
}

// Killed when Telegram has a line already and did not say so yet: Telegram cannot be
// asked, so the line comes twice, and no other.
func TestFaultDeskKilledWhileSending(t *testing.T) {
	t.Parallel()
	o := inDesk(t, newWorld, true)
	s, all := o.pairs(2)
	phone, browser := all[0], all[1]
	explained := map[int64]int{}
	for chat, speaks := range map[int64]func(int){phone.agent.phone: phone.says, browser.chat: browser.answers} {
		mend := o.api.Fail(telegramtest.Fault{Method: "sendMessage", Chat: chat, Times: 1, Hang: true, Done: true})
		sent := len(o.texts(chat))
		speaks(1)
		o.await("it arrives", func() bool { return len(o.texts(chat)) > sent })
		s.kill()
		mend()
		o.again(s)
		o.settled()
		explained[chat]++
		if n := len(o.texts(chat)) - sent; n != 2 {
			t.Errorf("the line came %d times: this shows nothing", n)
		}
	}
	phone.answers(1)
	browser.says(1)
	o.allTold(all, 1, explained)
}
