package bot

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"motcua/internal/chat"
	"motcua/store/redis"
	"motcua/store/storetest"
)

// stage is a Bot on a real Redis, with a Handler and a channel made for a test.
type stage struct {
	*Bot
	*testing.T

	redis   *goredis.Client
	store   *redis.Store
	log     *safeBuffer
	channel *channel

	mu       sync.Mutex
	handle   func(ctx context.Context, m chat.Message, s chat.Session) (chat.Session, []chat.Reply, error)
	handled  []string // ids, in order
	met      []chat.Session
	outcomes []string
}

func newStage(t *testing.T) *stage {
	t.Helper()
	s := newStageOn(t, storetest.RedisURL(t))
	s.redis = storetest.Redis(t)
	return s
}

func newStageOn(t *testing.T, address string) *stage {
	t.Helper()
	store, err := redis.Open(address)
	ok(t, err)
	t.Cleanup(store.Close)
	s := &stage{T: t, store: store, log: &safeBuffer{}, channel: &channel{}}
	s.handle = says("một", "hai", "ba")
	s.Bot = s.anotherBot()
	return s
}

// anotherBot is another process with the same store, in what a Turn can see.
func (s *stage) anotherBot() *Bot {
	return New(s, s.store, Options{
		Log: slog.New(slog.NewJSONHandler(s.log, nil)),
		Observe: func(outcome string, _ time.Duration) {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.outcomes = append(s.outcomes, outcome)
		},
	})
}

func (s *stage) Handle(ctx context.Context, m chat.Message, session chat.Session) (chat.Session, []chat.Reply, error) {
	s.mu.Lock()
	s.handled = append(s.handled, m.ID)
	s.met = append(s.met, session)
	handle := s.handle
	s.mu.Unlock()
	return handle(ctx, m, session)
}

func (*stage) Apology(chat.Message) []chat.Reply { return []chat.Reply{{Text: "xin lỗi"}} }

// message is a new one, in a chat of its own.
func message() chat.Message { return messageIn(rand.Text()) }

func messageIn(id string) chat.Message {
	return chat.Message{Channel: chat.Web, Chat: id, From: id, ID: rand.Text(), Text: "gọi 0912345678 giúp tôi"}
}

// send runs a Turn and checks its outcome and what was delivered by it.
func (s *stage) send(m chat.Message, outcome string, delivered ...string) error {
	s.Helper()
	before := len(s.channel.sent())
	err := s.Turn(s.Context(), m, s.channel)
	s.mu.Lock()
	got := s.outcomes[len(s.outcomes)-1]
	s.mu.Unlock()
	if got != outcome {
		s.Fatalf("outcome %s, want %s (%v)", got, outcome, err)
	}
	if got := s.channel.sent()[before:]; !slices.Equal(got, delivered) {
		s.Fatalf("delivered %v, want %v", got, delivered)
	}
	return err
}

func (s *stage) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.handled)
}

// loseTurn ends the lease of a message's turn.
func (s *stage) loseTurn(m chat.Message) {
	s.Helper()
	n, err := s.redis.Del(s.Context(), s.turnKey(m)).Result()
	if err != nil || n != 1 {
		s.Errorf("%d turns lost, %v", n, err)
	}
}

// turnKey finds the key by its parts, as somebody at a terminal would.
func (s *stage) turnKey(m chat.Message) string {
	s.Helper()
	keys, err := s.redis.Keys(s.Context(), "*turn:*"+m.Chat+"*").Result()
	if err != nil || len(keys) != 1 {
		s.Errorf("turns of %s: %v, %v", m.Chat, keys, err)
		return ""
	}
	return keys[0]
}

// holdElsewhere takes the turn as another process would.
func (s *stage) holdElsewhere(m chat.Message) {
	s.Helper()
	h := chat.Hold{Key: chat.Key{Channel: m.Channel, Chat: m.Chat, ID: rand.Text()}, Speaker: m.Speaker(), Token: rand.Text(), Lease: time.Hour}
	turn, err := s.store.Begin(s.Context(), h)
	if err != nil || turn.State != chat.TurnTaken {
		s.Fatalf("%v, %v", turn.State, err)
	}
}

func says(texts ...string) func(context.Context, chat.Message, chat.Session) (chat.Session, []chat.Reply, error) {
	return func(_ context.Context, _ chat.Message, s chat.Session) (chat.Session, []chat.Reply, error) {
		replies := make([]chat.Reply, len(texts))
		for i, text := range texts {
			replies[i].Text = text
		}
		s.Lost++
		return s, replies, nil
	}
}

func fails(err error) func(context.Context, chat.Message, chat.Session) (chat.Session, []chat.Reply, error) {
	return func(context.Context, chat.Message, chat.Session) (chat.Session, []chat.Reply, error) {
		return chat.Session{}, nil, err
	}
}

// channel keeps what is delivered. refuse makes it fail.
type channel struct {
	mu     sync.Mutex
	lines  []string
	refuse func(ctx context.Context, n int) error
}

func (c *channel) Deliver(ctx context.Context, _ chat.Message, n int, r chat.Reply) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refuse != nil {
		if err := c.refuse(ctx, n); err != nil {
			return err
		}
	}
	c.lines = append(c.lines, fmt.Sprint(n, " ", r.Text))
	return nil
}

func (c *channel) sent() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.lines)
}

// watched tells of each question to the store.
type watched struct {
	Turns

	begun, renewed chan struct{}
}

func watch(t Turns) *watched {
	return &watched{t, make(chan struct{}, 1000), make(chan struct{}, 1000)}
}

func (w *watched) Begin(ctx context.Context, h chat.Hold) (chat.Turn, error) {
	defer func() { w.begun <- struct{}{} }()
	return w.Turns.Begin(ctx, h)
}

func (w *watched) Renew(ctx context.Context, h chat.Hold) (bool, error) {
	defer func() { w.renewed <- struct{}{} }()
	return w.Turns.Renew(ctx, h)
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

func is(t *testing.T, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("error %v, want %v", err, want)
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
