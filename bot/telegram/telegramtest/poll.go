package telegramtest

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// polling is what getUpdates remembers between two calls.
type polling struct {
	calls  int // the newest ends those before
	offset int64
	began  time.Time
}

// pollMost is how long Telegram lets a poll wait.
const pollMost = 50 * time.Second

func (s *Server) getUpdates(r *http.Request, params map[string]string) answer {
	offset, _ := strconv.ParseInt(params["offset"], 10, 64)
	limit, _ := strconv.Atoi(params["limit"])
	seconds, _ := strconv.Atoi(params["timeout"])
	wait := min(time.Duration(seconds)*time.Second, pollMost)
	if limit < 1 || limit > 100 {
		limit = 100
	}
	s.mu.Lock()
	s.allow(params)
	now := s.now()
	s.poll.calls++
	call := s.poll.calls
	if offset == s.poll.offset && call > 1 {
		if wait < 3*time.Second && now.Before(s.poll.began.Add(3*time.Second)) {
			wait = 3 * time.Second
		}
		if now.Before(s.poll.began.Add(time.Second / 2)) {
			limit = 1
		}
	}
	s.poll.offset, s.poll.began = offset, now
	s.confirm(offset)
	s.change() // ends the poll before
	s.mu.Unlock()
	return s.longPoll(r.Context(), call, limit, now.Add(wait))
}

// longPoll waits for updates until a moment.
func (s *Server) longPoll(ctx context.Context, call, limit int, end time.Time) answer {
	for {
		s.mu.Lock()
		open, left, changed := s.waiting(), end.Sub(s.now()), s.changed
		newer, hooked := s.poll.calls != call, s.hook != nil
		s.mu.Unlock()
		switch {
		case hooked:
			return refuse(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first")
		case newer:
			return refuse(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
		case len(open) > 0 || left <= 0:
			return result(bodies(open[:min(limit, len(open))]))
		}
		timer := time.NewTimer(left)
		select {
		case <-changed:
		case <-timer.C:
		case <-ctx.Done():
		case <-s.closed:
		}
		timer.Stop()
		if ctx.Err() != nil || s.ended() {
			return answer{cut: true}
		}
	}
}

func bodies(updates []*update) []json.RawMessage {
	all := make([]json.RawMessage, len(updates))
	for i, u := range updates {
		all[i] = u.body
	}
	return all
}

// confirm forgets what is older than offset; from the end when it is negative. The
// lock is held.
func (s *Server) confirm(offset int64) {
	open := s.waiting()
	for i, u := range open {
		if (offset > 0 && u.id < offset) || (offset < 0 && int64(i) < int64(len(open))+offset) {
			u.gone = true
		}
	}
}
