//go:build faults

package main

import (
	"context"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	goredis "github.com/redis/go-redis/v9"

	"motcua/bot/telegram/telegramtest"
)

// latency is how long Telegram takes to say that it took a message: who is killed
// meanwhile does not hear it.
const latency = 150 * time.Millisecond

// crowd is many people who write to the bot, none of them waiting for an answer.
type crowd struct {
	*messenger

	chats int
	texts func(i int) []string // what a chat writes
	done  context.Context      // ends when all have written and Telegram keeps nothing any more
	began time.Time
	last  time.Time // when the last of them wrote

	redis   *goredis.Client
	tokens  map[string]bool // of turns and sendings that earlier kills broke off
	repeats map[int64]int   // what the kills explain, by chat
	flying  int
	kills   int
}

// speak lets people write, each some time after the last.
func (m *messenger) speak(chats int, apart time.Duration, texts func(i int) []string) *crowd {
	m.t.Helper()
	m.t.Cleanup(m.api.Fail(telegramtest.Fault{Method: "sendMessage", Delay: latency}))
	done, end := context.WithCancel(m.t.Context())
	c := &crowd{
		messenger: m, chats: chats, texts: texts, done: done, began: time.Now(),
		redis: m.look(), tokens: map[string]bool{}, repeats: map[int64]int{},
	}
	var all sync.WaitGroup
	for i := range chats {
		all.Go(func() {
			for _, text := range texts(i) {
				now := time.Now()
				pause(m.t, now.Add(rand.N(apart)).Truncate(beat).Add(beat).Sub(now))
				m.api.Say(int64(i+1), text)
			}
		})
	}
	go func() {
		defer end()
		all.Wait()
		c.last = time.Now()
		_ = m.api.Wait(m.t.Context(), func() bool { return m.api.Pending() == 0 })
	}()
	return c
}

// learn has each talk once with nobody killed, and gives what is answered.
func (m *messenger) learn() (want [][]string) {
	m.t.Helper()
	for i, talk := range talks {
		chat := int64(1_000_000 + i)
		for _, text := range talk[:perChat] {
			m.api.Say(chat, text)
			m.ended()
		}
		want = append(want, m.texts(chat))
		if told := want[i]; len(slices.Compact(slices.Clone(told))) != len(told) || len(told) < perChat {
			m.t.Fatalf("these answers show nothing: %q", told)
		}
	}
	return want
}

// perChat is how many messages of a talk a chat writes.
const perChat = 4

func ofTalks(i int) []string { return talks[i%len(talks)][:perChat] }

// next waits until somebody has sent for a while, then for a send, then for any moment
// until its answer; false when all is done.
func (c *crowd) next(every time.Duration) bool {
	return c.sent() && before(c.done.Done(), time.After(every)) &&
		c.sent() && before(c.done.Done(), time.After(rand.N(latency)))
}

// sent waits for a send; false when all is done.
func (c *crowd) sent() bool {
	sends := func() int { return len(c.api.Calls("sendMessage")) }
	n := sends()
	return c.api.Wait(c.done, func() bool { return sends() > n }) == nil
}

// cut kills a server and notes what may be repeated for it.
func (c *crowd) cut(s *server) {
	c.t.Helper()
	s.kill()
	c.kills++
	for _, chat := range append(c.turnsInFlight(), c.sendingsInFlight()...) {
		c.repeats[chat]++
		c.flying++
	}
}

// turnsInFlight are the chats of the Turns that were just broken off between commit and
// end (and of those that another replica has in hand).
func (c *crowd) turnsInFlight() (chats []int64) {
	ctx := context.Background()
	turns, err := c.redis.Keys(ctx, "motcua:turn:{telegram:*").Result()
	must(c.t, err)
	records, err := c.redis.Keys(ctx, "motcua:message:{telegram:*").Result()
	must(c.t, err)
	pipe := c.redis.Pipeline()
	committed, tokens := map[string]*goredis.BoolCmd{}, map[string]*goredis.StringCmd{}
	for _, key := range records {
		committed[key] = pipe.HExists(ctx, key, "committed")
	}
	for _, key := range turns {
		tokens[chatIn(key)] = pipe.Get(ctx, key)
	}
	_, _ = pipe.Exec(ctx) // a lease may have ended meanwhile
	for key, is := range committed {
		token := tokens[chatIn(key)]
		if !is.Val() || token == nil || token.Val() == "" || c.tokens[token.Val()] {
			continue
		}
		c.tokens[token.Val()] = true
		chats = append(chats, chatNumber(c.t, chatIn(key)))
	}
	return chats
}

// sendingsInFlight are the chats whose outbox was just being sent.
func (c *crowd) sendingsInFlight() (chats []int64) {
	ctx := context.Background()
	db, err := pgx.Connect(ctx, c.db)
	must(c.t, err)
	rows, _ := db.Query(ctx, `SELECT chat, token FROM outbox_chats WHERE until > now()`)
	var chat, token string
	_, err = pgx.ForEachRow(rows, []any{&chat, &token}, func() error {
		if !c.tokens[token] {
			c.tokens[token] = true
			chats = append(chats, chatNumber(c.t, chat))
		}
		return nil
	})
	must(c.t, err)
	must(c.t, db.Close(ctx))
	return chats
}

// chatIn is the chat in the tag of a key.
func chatIn(key string) string {
	_, tag, _ := strings.Cut(key, "{telegram:")
	chat, _, _ := strings.Cut(tag, "}")
	return chat
}

func chatNumber(t *testing.T, id string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(id, 10, 64)
	must(t, err)
	return n
}

// check reads every chat: nothing lost, all in order, and repeated only what was in
// flight when somebody was killed.
func (c *crowd) check(want func(i int) []string, texts func(chat int64) []string) {
	c.t.Helper()
	c.ended()
	all := 0
	for i := range c.chats {
		chat := int64(i + 1)
		repeats := c.inOrder(chat, texts(chat), want(i))
		if repeats > c.repeats[chat] {
			c.t.Errorf("chat %d was told %d times again, explained are %d", chat, repeats, c.repeats[chat])
		}
		all += repeats
	}
	c.t.Logf("%d messages in %d chats, all answered after %v, %v after the last was written; %d killed, %d sends in flight then, %d repeated",
		c.chats*perChat, c.chats, time.Since(c.began).Round(time.Second/10), time.Since(c.last).Round(time.Second/10), c.kills, c.flying, all)
}

// size is the long form of a load, or the short one.
func size(chats int, apart time.Duration) (int, time.Duration) {
	if *long {
		return 400, 8 * time.Second
	}
	return chats, apart
}

// Killed again and again while people write.
func TestFaultTelegramLoadWithKills(t *testing.T) {
	t.Parallel()
	bothModes(t, ownWorld, func(m *messenger) { // many servers need many connections
		s, most := m.serve(), 1000
		if !*long {
			m.api.Retry(200*time.Millisecond, time.Second)
			most = 3
		}
		want := m.learn()
		chats, apart := size(80, 4*time.Second) // the second kill comes after the dead poller's lease
		c := m.speak(chats, apart, ofTalks)
		for c.kills < most && c.next(killEvery) {
			c.cut(s)
			s.start()
		}
		<-c.done.Done()
		c.check(func(i int) []string { return want[i%len(want)] }, m.texts)
		if c.flying == 0 {
			m.t.Error("no kill met a send: this shows nothing")
		}
	})
}

// Three replicas, and one of them killed: the one that polls, where they poll.
func TestFaultTelegramOnThreeReplicas(t *testing.T) {
	t.Parallel()
	bothModes(t, ownWorld, func(m *messenger) { // many servers need many connections
		servers := []*server{m.serve()}
		want := m.learn() // the first has the poller's lease by now
		servers = append(servers, m.serve(), m.serve())
		if !*long {
			m.api.Retry(200*time.Millisecond, time.Second)
		}
		chats, apart := size(40, 1500*time.Millisecond)
		c := m.speak(chats, apart, ofTalks)
		for i := 0; (*long || i == 0) && c.next(killEvery); i++ {
			dies := servers[i%len(servers)]
			c.cut(dies)
			killed := time.Now()
			c.sent()
			m.t.Logf("the others sent %v after the kill", time.Since(killed).Round(time.Second/10))
			dies.start()
		}
		<-c.done.Done()
		c.check(func(i int) []string { return want[i%len(want)] }, m.texts)
		if c.kills == 0 {
			m.t.Error("nobody was killed: this shows nothing")
		}
	})
}

// Killed while answers wait to be sent, and again while these are being sent.
func TestFaultTelegramKilledWithAFullOutbox(t *testing.T) {
	t.Parallel()
	bothModes(t, ownWorld, func(m *messenger) {
		s := m.serve()
		m.ask(1_000_000, code)
		m.ended()
		m.api.Flood(0, 6*time.Second)
		c := m.speak(40, 500*time.Millisecond, ofCodes)
		<-c.done.Done()
		if told := m.toldInAll(c.chats); told != 0 {
			m.t.Fatalf("%d answers were sent in time: this shows nothing", told)
		}
		c.cut(s)
		s.start()
		m.await("the outbox is being sent", func() bool { return m.toldInAll(c.chats) > c.chats/2 })
		pause(m.t, rand.N(latency))
		c.cut(s)
		s.start()
		c.check(ofCodes, m.told)
		m.noOffence()
	})
}

// toldInAll counts the answers to the first chats.
func (m *messenger) toldInAll(chats int) (n int) {
	for i := range chats {
		n += len(m.told(int64(i + 1)))
	}
	return n
}
