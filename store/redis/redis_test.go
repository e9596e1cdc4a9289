package redis

import (
	"crypto/rand"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/chat"
	"motcua/store/embedded"
	"motcua/store/storetest"
)

func newStore(t *testing.T) *Store {
	t.Helper()
	s, err := Open(storetest.RedisURL(t))
	ok(t, err)
	t.Cleanup(s.Close)
	return s
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// hold is a first try for a new message in a chat of its own.
func hold() chat.Hold {
	who := chat.Speaker{Channel: chat.Web, Chat: rand.Text(), From: "citizen"}
	return again(chat.Hold{Speaker: who, Key: chat.Key{Channel: who.Channel, Chat: who.Chat, ID: rand.Text()}})
}

// again is another try for the same message.
func again(h chat.Hold) chat.Hold {
	h.Token, h.Lease = rand.Text(), 5*time.Second
	return h
}

// next is a try for another message of the same speaker.
func next(h chat.Hold) chat.Hold {
	h.Key.ID = rand.Text()
	return again(h)
}

// begin takes a turn and checks where it stands.
func begin(t *testing.T, s *Store, h chat.Hold, want chat.TurnState) chat.Turn {
	t.Helper()
	turn, err := s.Begin(t.Context(), h)
	ok(t, err)
	if turn.State != want {
		t.Fatalf("state %s, want %s", turn.State, want)
	}
	return turn
}

func commit(t *testing.T, s *Store, h chat.Hold, session chat.Session, texts ...string) bool {
	t.Helper()
	replies := make([]chat.Reply, len(texts))
	for i, text := range texts {
		replies[i].Text = text
	}
	ours, err := s.Commit(t.Context(), h, session, replies)
	ok(t, err)
	return ours
}

func TestTurnIsOneSpeakersAtATime(t *testing.T) {
	t.Parallel()
	s, first := newStore(t), hold()
	begin(t, s, first, chat.TurnTaken)
	begin(t, s, next(first), chat.TurnBusy)
	begin(t, s, again(first), chat.TurnBusy)
	neighbour := next(first)
	neighbour.Speaker.From = "neighbour"
	begin(t, s, neighbour, chat.TurnTaken)
	if turn := begin(t, s, first, chat.TurnTaken); turn.Attempt != 1 { // asked twice after a broken connection
		t.Errorf("attempt %d", turn.Attempt)
	}
	ok(t, s.End(t.Context(), first))
	begin(t, s, next(first), chat.TurnTaken)
}

func TestAttemptsAreCounted(t *testing.T) {
	t.Parallel()
	s, h := newStore(t), hold()
	for i, counted := range []bool{true, false, false, true, true} {
		h = again(h)
		want := []int{1, 2, 2, 2, 3}[i]
		if turn := begin(t, s, h, chat.TurnTaken); turn.Attempt != want {
			t.Errorf("attempt %d, want %d", turn.Attempt, want)
		}
		ok(t, s.Release(t.Context(), h, counted))
	}
}

func TestCommitAndDelivery(t *testing.T) {
	t.Parallel()
	s, h := newStore(t), hold()
	begin(t, s, h, chat.TurnTaken)
	session := chat.Session{Lang: "en", Await: "code", Choices: []chat.Choice{{Label: "Theo dõi", Press: "follow:H29"}}}
	if !commit(t, s, h, session, "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11") {
		t.Fatal("the turn is not ours")
	}
	ok(t, s.MarkSent(t.Context(), h.Key, 1))
	ok(t, s.MarkSent(t.Context(), h.Key, 2))
	ok(t, s.Release(t.Context(), h, true))
	h = again(h)
	var order []string
	for _, u := range begin(t, s, h, chat.TurnCommitted).Unsent {
		order = append(order, u.Reply.Text)
		if u.Reply.Text != rangeText(u.N) {
			t.Errorf("reply %d is %q", u.N, u.Reply.Text)
		}
	}
	if want := strings.Fields("3 4 5 6 7 8 9 10 11"); !slices.Equal(order, want) {
		t.Errorf("order %v", order)
	}
	ok(t, s.End(t.Context(), h))
	begin(t, s, again(h), chat.TurnEnded)
	if diff := cmp.Diff(session, begin(t, s, next(h), chat.TurnTaken).Session); diff != "" {
		t.Error(diff)
	}
}

func rangeText(n int) string {
	return strings.Fields("1 2 3 4 5 6 7 8 9 10 11")[n-1]
}

// Whoever lost the turn changes nothing.
func TestLostTurn(t *testing.T) {
	t.Parallel()
	s, h := newStore(t), hold()
	begin(t, s, h, chat.TurnTaken)
	ok(t, storetest.Redis(t).Del(t.Context(), turnKey(h.Speaker)).Err())
	other := again(h)
	begin(t, s, other, chat.TurnTaken)
	ours, err := s.Renew(t.Context(), h)
	ok(t, err)
	if ours || commit(t, s, h, chat.Session{Lang: "en"}, "too late") {
		t.Error("the lost turn is still ours")
	}
	ok(t, s.Release(t.Context(), h, false))
	if ours, err := s.Renew(t.Context(), other); err != nil || !ours {
		t.Errorf("the other lost it too: %v", err)
	}
	ok(t, s.Release(t.Context(), other, true))
	if turn := begin(t, s, again(h), chat.TurnTaken); turn.Session.Lang != "" || turn.Attempt != 3 {
		t.Errorf("%+v", turn)
	}
}

// Everything ends by itself, and every key carries the chat's tag.
func TestKeysEndAndAreTagged(t *testing.T) {
	t.Parallel()
	s, h := newStore(t), hold()
	client := storetest.Redis(t)
	check := func(limits map[string]time.Duration) {
		t.Helper()
		keys, err := client.Keys(t.Context(), "*"+h.Key.Chat+"*").Result()
		ok(t, err)
		if len(keys) != len(limits) {
			t.Errorf("keys %v", keys)
		}
		for _, key := range keys {
			left, err := client.PTTL(t.Context(), key).Result()
			ok(t, err)
			kind := strings.Split(key, ":")[1]
			if left <= 0 || left > limits[kind] || left < limits[kind]-time.Minute {
				t.Errorf("%s has %v left", key, left)
			}
			if !strings.Contains(key, "{web:"+h.Key.Chat+"}") {
				t.Errorf("%s has no tag", key)
			}
		}
	}
	begin(t, s, h, chat.TurnTaken)
	commit(t, s, h, chat.Session{Lang: "vi"}, "một")
	check(map[string]time.Duration{"turn": 5 * time.Second, "session": 24 * time.Hour, "message": 48 * time.Hour, "open": 48 * time.Hour})
	ok(t, s.End(t.Context(), h))
	check(map[string]time.Duration{"session": 24 * time.Hour, "message": 48 * time.Hour})
}

// Who asked to be forgotten has no Session any more; what was said last can still be sent.
func TestAnEmptySessionIsNone(t *testing.T) {
	t.Parallel()
	s, h := newStore(t), hold()
	begin(t, s, h, chat.TurnTaken)
	commit(t, s, h, chat.Session{Lang: "en"}, "một")
	ok(t, s.End(t.Context(), h))
	if got, there, err := s.Session(t.Context(), h.Speaker); err != nil || !there || got.Lang != "en" {
		t.Errorf("remembered: %+v, %v, %v", got, there, err)
	}
	h.Key.ID, h.Token = "next", "next"
	begin(t, s, h, chat.TurnTaken)
	commit(t, s, h, chat.Session{}, "hai")
	if got, there, err := s.Session(t.Context(), h.Speaker); err != nil || there {
		t.Errorf("left: %+v, %v, %v", got, there, err)
	}
	if turn := begin(t, s, h, chat.TurnCommitted); len(turn.Unsent) != 1 {
		t.Errorf("unsent: %+v", turn.Unsent)
	}
}

func TestForget(t *testing.T) {
	t.Parallel()
	s, h := newStore(t), hold()
	begin(t, s, h, chat.TurnTaken)
	commit(t, s, h, chat.Session{Lang: "en"}, "bí mật")
	ok(t, s.Forget(t.Context(), h.Speaker))
	ours, err := s.Renew(t.Context(), h)
	ok(t, err)
	if ours || commit(t, s, h, chat.Session{Lang: "en"}, "bí mật") {
		t.Error("the turn outlived it")
	}
	begin(t, s, again(h), chat.TurnEnded)
	if turn := begin(t, s, next(h), chat.TurnTaken); turn.Session.Lang != "" {
		t.Errorf("session %+v", turn.Session)
	}
}

// A Session that cannot be read is none.
func TestUnreadableSession(t *testing.T) {
	t.Parallel()
	s, h := newStore(t), hold()
	ok(t, storetest.Redis(t).Set(t.Context(), sessionKey(h.Speaker), "{broken", time.Minute).Err())
	if turn := begin(t, s, h, chat.TurnTaken); turn.Session.Lang != "" || turn.Attempt != 1 {
		t.Errorf("%+v", turn)
	}
}

func TestAwayIsSaidSo(t *testing.T) {
	t.Parallel()
	server, err := embedded.Redis(t.Context(), storetest.Dir(t))
	ok(t, err)
	s, err := Open(server.URL())
	ok(t, err)
	defer s.Close()
	ok(t, s.Ping(t.Context()))
	ok(t, server.Stop())
	if err := s.Ping(t.Context()); !errors.Is(err, chat.ErrAway) {
		t.Errorf("%v", err)
	}
	if _, err := s.Begin(t.Context(), hold()); err == nil {
		t.Error("a turn began without Redis")
	}
}

func TestURLs(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"redis://localhost:6379/1", "rediss://user:secret@localhost:6379", "unix:///run/redis.sock?db=2",
		"redis://one:26379/0?master_name=city&addr=two:26379",
	} {
		s, err := Open(address)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		s.Close()
	}
	for _, address := range []string{"", "http://secret@localhost", "redis://:secret@local host", "redis://:secret@h:1?wrong=1"} {
		if _, err := Open(address); err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "REDIS_URL") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
