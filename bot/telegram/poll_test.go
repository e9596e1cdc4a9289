package telegram

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/bot"
	"motcua/bot/telegram/telegramtest"
	"motcua/internal/chat"
)

// held is a Turn that goes on when it is told to.
func held(t *testing.T, goOn <-chan struct{}, chats ...string) turnFunc {
	t.Helper()
	return func(ctx context.Context, m chat.Message, to bot.Deliverer) error {
		for _, c := range chats {
			if m.Chat == c {
				wait(t, "the Turn may go on", goOn)
			}
		}
		return echo(ctx, m, to)
	}
}

// A slow chat holds back itself only, and what waits for it is not asked for in vain
// more than twice a second.
func TestASlowChatHoldsBackItselfOnly(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	goOn := make(chan struct{})
	s.on(held(t, goOn, number(lan)))
	began := time.Now()
	s.run()
	s.server.Say(lan, "một")
	s.server.Say(lan, "hai")
	s.await("the slow Turn begins", func() bool { return len(s.begun()) == 1 })
	for n := range 3 {
		s.server.Say(minh, strconv.Itoa(n))
		s.server.AwaitSent(t, minh, n+1)
	}
	if most, polls := int(time.Since(began)/s.times.next)+3, len(s.server.Calls("getUpdates")); polls > most {
		t.Errorf("%d polls, want at most %d", polls, most)
	}
	equal(t, "not acknowledged", s.server.Pending() >= 5, true) // Minh's as well: they stand behind Lan's
	close(goOn)
	s.server.AwaitSent(t, lan, 2)
	s.acknowledged()
	equal(t, "Turns", len(s.begun()), 5) // each once, though asked for many times
}

func TestTheWindowIsBounded(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	goOn := make(chan struct{})
	var chats []string
	for n := range int64(130) {
		s.server.Say(lan+n, "chào")
		chats = append(chats, number(lan+n))
	}
	s.on(held(t, goOn, chats...))
	s.run()
	s.await("the window is full", func() bool { return len(s.begun()) == windowMost })
	calls := len(s.server.Calls("getUpdates"))
	equal(t, "in hand", len(s.begun()), windowMost)
	equal(t, "polls", len(s.server.Calls("getUpdates")), calls)
	close(goOn)
	s.acknowledged()
	equal(t, "Turns", len(s.begun()), 130)
}

func TestWindow(t *testing.T) {
	t.Parallel()
	w := newWindow()
	for _, id := range []int64{5, 6, 7} {
		equal(t, "new", w.take(id), true)
	}
	w.end(6)
	equal(t, "offset", w.ask(), int64(5))
	equal(t, "known", []bool{w.take(5), w.take(6), w.take(7), w.take(9)}, []bool{false, false, false, true})
	w.end(5)
	equal(t, "ended meanwhile", w.take(5), false)
	equal(t, "offset", w.ask(), int64(7))
	w.end(7)
	w.end(9)
	equal(t, "offset", w.ask(), int64(10))
	equal(t, "forgotten", len(w.ended), 0)
	equal(t, "counted from anywhere", w.take(3), true)
	equal(t, "offset", w.ask(), int64(3))
	w.end(3)
	equal(t, "offset", w.ask(), int64(4))
}

// Stopped: Turns in hand are finished and acknowledged, what has not begun is not.
func TestStoppedInTheMiddle(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	goOn, told := make(chan struct{}), make(chan struct{})
	s.on(func(ctx context.Context, m chat.Message, to bot.Deliverer) error {
		<-ctx.Done()
		close(told)
		<-goOn
		return echo(context.WithoutCancel(ctx), m, to)
	})
	s.run()
	s.server.Say(lan, "một")
	s.server.Say(lan, "hai")
	s.await("the Turn begins", func() bool { return len(s.begun()) == 1 })
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		s.stop()
	}()
	wait(t, "the Turn is told", told)
	select {
	case <-stopped:
		t.Fatal("it did not wait for the Turn in hand")
	default:
	}
	close(goOn)
	freed := time.Now()
	wait(t, "it ends", stopped)
	if took := time.Since(freed); took > time.Second {
		t.Errorf("it took %v", took)
	}
	equal(t, "waiting", s.server.Pending(), 1)
	next := newStageOn(t, s.server) // the next process
	next.run()
	s.server.AwaitSent(t, lan, 2)
	next.acknowledged()
	equal(t, "sent", s.texts(lan), []string{"nghe: một", "nghe: hai"})
}

// A long poll is left at once.
func TestStoppedWhilePolling(t *testing.T) {
	t.Parallel()
	s := pollStage(t)
	s.server.Await(t, "it polls", func() bool { return len(s.server.Calls("getUpdates")) > 0 })
	began := time.Now()
	s.stop()
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %v", took)
	}
}

// Two pollers without a lease: both back off and say so, and nothing is lost.
func TestTwoPollers(t *testing.T) {
	t.Parallel()
	a := pollStage(t)
	a.server.Await(t, "the first polls", func() bool { return len(a.server.Calls("getUpdates")) > 0 })
	b := newStageOn(t, a.server)
	b.run()
	a.await("the first says so", func() bool { return strings.HasPrefix(a.State(), "telegram: conflict since ") })
	a.server.Say(lan, "chào")
	a.server.AwaitSent(t, lan, 1)
	b.stop()
	a.await("it is well again", func() bool { return a.State() == "" })
	a.server.Say(lan, "còn đó không")
	a.await("it is answered", func() bool { texts := a.texts(lan); return texts[len(texts)-1] == "nghe: còn đó không" })
}

// A webhook that was left behind is taken away, one that comes later is a conflict.
func TestAWebhookLeftBehind(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	setWebhook := func() {
		_, err := s.api.call(t.Context(), time.Minute, "setWebhook", map[string]string{"url": "https://example.org/old"})
		ok(t, err)
	}
	setWebhook()
	s.run()
	s.server.Say(lan, "chào")
	s.server.AwaitSent(t, lan, 1)
	setWebhook()
	s.await("the conflict is named", func() bool { return strings.HasPrefix(s.State(), "telegram: conflict") })
	equal(t, "dropped", s.server.Dropped(), false)
}

// A Bot API out of reach is named and waited for; what was said meanwhile is answered.
func TestTheAPIIsAway(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.server.Down()
	s.run()
	s.await("it is named", func() bool { return strings.HasPrefix(s.State(), "telegram: unreachable since ") })
	s.server.Say(lan, "một")
	ok(t, s.server.Up())
	s.server.AwaitSent(t, lan, 1)
	s.await("it is well again", func() bool { return s.State() == "" })
	equal(t, "name", s.Username(), telegramtest.Username)
	s.server.Down()
	s.server.Say(lan, "hai")
	s.await("it is named again", func() bool { return strings.HasPrefix(s.State(), "telegram: unreachable since ") })
	ok(t, s.server.Up())
	s.server.AwaitSent(t, lan, 2)
	equal(t, "said once while away", strings.Count(s.log.String(), `"msg":"telegram is degraded; it is tried again"`), 2)
}

func TestHowAPollFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fault telegramtest.Fault
		state string
	}{
		"a page":      {telegramtest.Fault{Status: 502, HTML: true}, "telegram: unreachable"},
		"cut":         {telegramtest.Fault{Cut: true}, "telegram: unreachable"},
		"token":       {faultOf("", 401, "Unauthorized"), "telegram: token refused"},
		"told":        {telegramtest.Fault{Status: 429, Description: "Too Many Requests: retry after 1", RetryAfter: 1}, "telegram: told to wait"},
		"bad request": {faultOf("", 400, "Bad Request"), "telegram: refused"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newStage(t)
			c.fault.Method = "getUpdates"
			mend := s.server.Fail(c.fault)
			s.run()
			s.await("it is named", func() bool { return strings.HasPrefix(s.State(), c.state+" since ") })
			mend()
			s.server.Say(lan, "chào")
			s.server.AwaitSent(t, lan, 1)
		})
	}
}

// A poll that nobody answers is given up when it has taken longer than it may.
func TestAPollThatHangs(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.times.poll, s.times.slack = 0, 100*time.Millisecond
	defer s.server.Fail(telegramtest.Fault{Method: "getUpdates", Hang: true})()
	s.run()
	s.await("it is named", func() bool { return strings.HasPrefix(s.State(), "telegram: unreachable since ") })
	s.await("it is tried again", func() bool { return len(s.server.Calls("getUpdates")) > 2 })
}

// An API that answers at once with nothing, whatever is asked.
func TestNothingAtOnceIsNotHammered(t *testing.T) {
	t.Parallel()
	calls := make(chan time.Time, 100)
	s := newStage(t, apiThat(t, func(w http.ResponseWriter) {
		calls <- time.Now()
		fmt.Fprint(w, `{"ok":true,"result":[]}`)
	}))
	s.times.ask = 50 * time.Millisecond
	s.run()
	for range 2 { // getMe, deleteWebhook
		<-calls
	}
	first := <-calls
	for range 3 {
		<-calls
	}
	if took := (<-calls).Sub(first); took < 4*s.times.ask-20*time.Millisecond {
		t.Errorf("four polls in %v", took)
	}
}

// An API server that knows nothing but what a bot cannot do without.
func TestCallsThatTheAPIDoesNotKnow(t *testing.T) {
	t.Parallel()
	both(t, func(s *stage) {
		t := s.T
		s.stop()
		for _, method := range []string{"getMe", "setMyCommands", "deleteWebhook", "getWebhookInfo", "answerCallbackQuery"} {
			defer s.server.Fail(faultOf(method, 500, ""))()
		}
		next := newStageOn(t, s.server, func(c *Config) {
			*c = s.c
			c.Commands = map[string][]Command{"": {{Name: "tracuu", What: "Tra cứu hồ sơ"}}}
		})
		next.run()
		s.server.Press(lan, 1, "menu")
		s.server.AwaitSent(t, lan, 1)
	})
}

func TestCommandsInBothLanguages(t *testing.T) {
	t.Parallel()
	s := pollStage(t, func(c *Config) {
		c.Commands = map[string][]Command{
			"":   {{Name: "tracuu", What: "Tra cứu hồ sơ"}},
			"en": {{Name: "tracuu", What: "Look up a dossier"}},
		}
	})
	s.server.Await(t, "it polls", func() bool { return len(s.server.Calls("getUpdates")) > 0 })
	equal(t, "commands", s.server.Commands("")+s.server.Commands("en"),
		`[{"command":"tracuu","description":"Tra cứu hồ sơ"}][{"command":"tracuu","description":"Look up a dossier"}]`)
}
