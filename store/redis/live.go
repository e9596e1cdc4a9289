package redis

import (
	"context"
	"crypto/rand"
	"strings"
	"sync"
	"time"

	goredis "github.com/redis/go-redis/v9"
)

const newsPrefix = "motcua:live:"

// live spreads news that something changed: to listeners of this process at once, to
// those of others by Redis. One connection a process hears all topics; a topic
// without a listener here costs one lookup.
type live struct {
	client goredis.UniversalClient
	self   string        // what we say ourselves is not told twice
	out    chan string   // topics on their way to Redis
	end    chan struct{} // closed by close

	mu        sync.Mutex
	news      *goredis.PubSub // nil until somebody listens
	closed    bool
	listeners map[string]map[chan struct{}]struct{}
}

const (
	// waiting is how many topics may wait for a slow Redis.
	waiting = 1000
	// gather is how long a word waits for others to travel with.
	gather = 5 * time.Millisecond
)

func newLive(client goredis.UniversalClient) *live {
	l := &live{
		client: client, self: rand.Text(),
		out: make(chan string, waiting), end: make(chan struct{}),
		listeners: map[string]map[chan struct{}]struct{}{},
	}
	go l.publish()
	return l
}

// publish tells the other processes, in one journey all that waits. It does its best:
// with Redis away they hear nothing until they connect anew.
func (l *live) publish() {
	ctx := context.Background()
	for {
		select {
		case <-l.end:
			return
		case topic := <-l.out:
			select {
			case <-l.end: // what waits goes at once
			case <-time.After(gather):
			}
			several := l.client.Pipeline()
			several.Publish(ctx, newsPrefix+topic, l.self)
			for range len(l.out) {
				several.Publish(ctx, newsPrefix+<-l.out, l.self)
			}
			_, _ = several.Exec(ctx) // see above
		}
	}
}

// Wake tells every listener of the topic, in all processes, to look again. It never
// waits for Redis; with Redis away only listeners of this process hear it.
func (s *Store) Wake(_ context.Context, topic string) {
	s.live.tell(topic)
	select {
	case s.live.out <- topic:
	default: // Redis is slow or away, and enough wait already
	}
}

// Listen gives a channel that speaks when the topic was woken, several times taken
// together, and also when the connection was made anew and something may have been
// missed: look first, then again at each word. With Redis away it hears only this
// process. The function, or the end of ctx, ends it; the channel is never closed.
func (s *Store) Listen(ctx context.Context, topic string) (<-chan struct{}, func()) {
	heard := make(chan struct{}, 1)
	s.live.add(context.WithoutCancel(ctx), topic, heard)
	stop := context.AfterFunc(ctx, func() { s.live.remove(topic, heard) })
	return heard, func() {
		stop()
		s.live.remove(topic, heard)
	}
}

// add takes a listener in; ctx is for the connection and outlives the listener.
func (l *live) add(ctx context.Context, topic string, heard chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	if l.news == nil {
		l.news = l.client.PSubscribe(ctx)
		go l.hear(ctx, l.news)
	}
	if l.listeners[topic] == nil {
		l.listeners[topic] = map[chan struct{}]struct{}{}
	}
	l.listeners[topic][heard] = struct{}{}
}

func (l *live) remove(topic string, heard chan struct{}) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.listeners[topic], heard)
	if len(l.listeners[topic]) == 0 {
		delete(l.listeners, topic)
	}
}

// hear passes on what comes until the connection is closed. It subscribes here and
// not in add, since that may wait for a connection.
func (l *live) hear(ctx context.Context, news *goredis.PubSub) {
	_ = news.PSubscribe(ctx, newsPrefix+"*") // tried again with each new connection
	for word := range news.ChannelWithSubscriptions() {
		switch word := word.(type) {
		case *goredis.Subscription:
			l.tellAll()
		case *goredis.Message:
			if word.Payload != l.self {
				l.tell(strings.TrimPrefix(word.Channel, newsPrefix))
			}
		}
	}
}

func (l *live) tell(topic string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for heard := range l.listeners[topic] {
		speak(heard)
	}
}

// tellAll is for a connection made anew: what was said before it is lost.
func (l *live) tellAll() {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, listeners := range l.listeners {
		for heard := range listeners {
			speak(heard)
		}
	}
}

// speak never waits: a word that nobody took yet says as much as two.
func speak(heard chan struct{}) {
	select {
	case heard <- struct{}{}:
	default:
	}
}

func (l *live) close() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	l.closed = true
	close(l.end)
	if l.news != nil {
		_ = l.news.Close() // nothing of it is worth keeping
	}
}
