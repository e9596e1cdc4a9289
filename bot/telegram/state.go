package telegram

import (
	"errors"
	"net/http"
	"sync"
	"time"
)

// state is what is wrong with the channel now.
type state struct {
	mu   sync.Mutex
	what string
}

const conflict = "telegram: conflict" // another polls, too

// State is "" when all is well, else why the channel is degraded.
func (c *Channel) State() string {
	c.state.mu.Lock()
	defer c.state.mu.Unlock()
	return c.state.what
}

// set notes what is wrong; the same again keeps its beginning. It is true for news.
func (s *state) set(what, since string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.what) >= len(what) && s.what[:len(what)] == what && what != "" {
		return false
	}
	news := s.what != what
	s.what = what
	if what != "" {
		s.what += since
	}
	return news
}

// well notes that the API answers.
func (c *Channel) well() {
	if c.state.set("", "") {
		c.c.Log.Info("telegram is well again")
	}
}

// unwell notes why it does not answer, and logs it once.
func (c *Channel) unwell(err error) {
	what := "telegram: unreachable"
	if e, ok := errors.AsType[*callError](err); ok {
		switch {
		case e.code == http.StatusConflict:
			what = conflict
		case e.code == http.StatusUnauthorized, e.code == http.StatusNotFound:
			what = "telegram: token refused"
		case e.code == http.StatusTooManyRequests:
			what = "telegram: told to wait"
		case e.code >= http.StatusBadRequest && e.code < http.StatusInternalServerError:
			what = "telegram: refused"
		}
	}
	if c.state.set(what, " since "+c.c.Now().Format(time.RFC3339)) {
		c.c.Log.Warn("telegram is degraded; it is tried again", "state", what, "err", err)
	}
}

// backOff is how long to wait after failures in a row.
type backOff struct {
	first, most time.Duration
	failures    int
}

// next is the wait after one more failure; a retry_after counts if it is longer.
func (b *backOff) next(err error) time.Duration {
	wait := b.first << min(b.failures, 10)
	b.failures++
	var e *callError
	if errors.As(err, &e) && e.retryAfter > 0 {
		return e.retryAfter
	}
	return min(wait, b.most)
}
