package telegram

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"
	"time"

	"motcua/bot"
	"motcua/bot/telegram/telegramtest"
	"motcua/internal/chat"
)

// turnFunc is a Turn.
type turnFunc func(ctx context.Context, m chat.Message, to bot.Deliverer) error

// stage is a Channel with a Turn made for a test, and the API that it talks to.
type stage struct {
	*Channel
	*testing.T

	server *telegramtest.Server
	log    *safeBuffer
	stop   func() // ends Run and waits for it

	mu   sync.Mutex
	turn turnFunc
	met  []chat.Message // of Turns begun
}

// newStage does not run yet.
func newStage(t *testing.T, change ...func(*Config)) *stage {
	t.Helper()
	return newStageOn(t, telegramtest.New(t), change...)
}

func newStageOn(t *testing.T, server *telegramtest.Server, change ...func(*Config)) *stage {
	t.Helper()
	s := &stage{T: t, server: server, log: &safeBuffer{}, turn: echo}
	c := Config{
		Token: telegramtest.Token, API: server.URL(), Turn: s.takeTurn, Now: server.Now,
		Log: slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	for _, f := range change {
		f(&c)
	}
	channel, err := New(c)
	ok(t, err)
	channel.times.wait, channel.times.waitMost = 10*time.Millisecond, 50*time.Millisecond
	channel.times.standby, channel.times.turnAgain = 5*time.Millisecond, 5*time.Millisecond
	channel.times.look = 20 * time.Millisecond
	s.Channel = channel
	return s
}

// polling is a stage that polls; webhooked one that Telegram calls.
func pollStage(t *testing.T, change ...func(*Config)) *stage {
	t.Helper()
	s := newStage(t, change...)
	s.run()
	return s
}

func hookStage(t *testing.T, change ...func(*Config)) *stage {
	t.Helper()
	door := &door{}
	outside := httptest.NewServer(door)
	t.Cleanup(outside.Close)
	s := newStage(t, append([]func(*Config){func(c *Config) {
		c.WebhookURL, c.WebhookSecret = outside.URL+"/telegram", "made-for-tests"
	}}, change...)...)
	_, door.handler = s.Webhook()
	s.run()
	s.server.Await(t, "the webhook is set", func() bool { return len(s.server.Calls("getWebhookInfo")) > 0 })
	return s
}

// door is a server that has to be there before what stands behind it.
type door struct{ handler http.Handler }

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.handler.ServeHTTP(w, r) }

// both runs a test with the long poll and with the webhook.
func both(t *testing.T, test func(s *stage)) {
	t.Helper()
	t.Run("poll", func(t *testing.T) {
		t.Parallel()
		test(pollStage(t))
	})
	t.Run("webhook", func(t *testing.T) {
		t.Parallel()
		test(hookStage(t))
	})
}

func (s *stage) run() {
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := s.Channel.Run(ctx); err != nil {
			s.Error(err)
		}
	}()
	s.stop = func() {
		cancel()
		wait(s.T, "Run ends", ended)
	}
	s.Cleanup(s.stop)
}

func (s *stage) takeTurn(ctx context.Context, m chat.Message, to bot.Deliverer) error {
	s.mu.Lock()
	s.met = append(s.met, m)
	turn := s.turn
	s.mu.Unlock()
	return turn(ctx, m, to)
}

// on sets what Turns do from now on.
func (s *stage) on(turn turnFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.turn = turn
}

func (s *stage) begun() []chat.Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.met)
}

// await waits for what no server tells of.
func (s *stage) await(what string, holds func() bool) {
	s.Helper()
	for end := time.Now().Add(20 * time.Second); !holds(); {
		if time.Now().After(end) {
			s.Fatalf("never: %s", what)
		}
		<-time.After(time.Millisecond)
	}
}

// acknowledged waits until nothing is left to be taken.
func (s *stage) acknowledged() {
	s.Helper()
	s.server.Await(s.T, "all updates are acknowledged", func() bool { return s.server.Pending() == 0 })
}

// echo says back what it heard.
func echo(ctx context.Context, m chat.Message, to bot.Deliverer) error {
	return to.Deliver(ctx, m, 1, chat.Reply{Text: "nghe: " + m.Text + m.Press})
}

// texts of what a chat was sent.
func (s *stage) texts(chatID int64) []string {
	var texts []string
	for _, sent := range s.server.Sent(chatID) {
		texts = append(texts, sent.Text)
	}
	return texts
}

// safeBuffer is written by several Turns.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *safeBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if g, w := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", want); g != w {
		t.Fatalf("%s:\n got %s\nwant %s", what, g, w)
	}
}

// wait gives up on what should long have happened.
func wait(t *testing.T, what string, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(20 * time.Second):
		t.Fatalf("never: %s", what)
	}
}
