package telegramtest

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// webhook is where updates are sent to.
type webhook struct {
	url, secret string
	slots       chan struct{} // as many as connections are allowed
	lastError   string
	lastErrorAt time.Time
}

// backOff is how a failed delivery is tried again: at once, after first, then twice
// as long each time.
type backOff struct{ first, most time.Duration }

func (b backOff) after(failures int) time.Duration {
	if failures < 2 {
		return 0
	}
	wait := b.first
	for range failures - 2 {
		wait = min(2*wait, b.most)
	}
	return wait
}

// Delivery is one update posted to the webhook. Status is 0 when nobody answered.
type Delivery struct {
	Update int64
	Status int
	At     time.Time
}

// Deliveries to the webhook, oldest first.
func (s *Server) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Delivery(nil), s.deliveries...)
}

// Retry shortens the waits between deliveries of one update: 2 s and a minute are
// what Telegram takes.
func (s *Server) Retry(first, most time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.retry = backOff{first, most}
}

// Dropped says whether the bot ever asked to forget what waits.
func (s *Server) Dropped() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dropped
}

// allow keeps the kinds of updates that the bot asks for. The lock is held.
func (s *Server) allow(params map[string]string) {
	if list := params["allowed_updates"]; list != "" {
		_ = json.Unmarshal([]byte(list), &s.allowed)
	}
}

func (s *Server) setWebhook(params map[string]string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dropped = s.dropped || params["drop_pending_updates"] == "true"
	address := params["url"]
	if address != "" && !strings.HasPrefix(address, "http") {
		return refuse(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
	}
	s.hook = nil
	if address != "" {
		connections, _ := strconv.Atoi(params["max_connections"])
		if connections < 1 || connections > 100 {
			connections = 40
		}
		s.allow(params)
		s.hook = &webhook{url: address, secret: params["secret_token"], slots: make(chan struct{}, connections)}
		for queue := range s.queues {
			s.drain(queue)
		}
	}
	s.change()
	return result(true)
}

func (s *Server) webhookInfo() answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	info := map[string]any{"url": "", "has_custom_certificate": false, "pending_update_count": len(s.waiting())}
	if s.hook != nil {
		info["url"] = s.hook.url
		info["max_connections"] = cap(s.hook.slots)
		if s.hook.lastError != "" {
			info["last_error_message"], info["last_error_date"] = s.hook.lastError, s.hook.lastErrorAt.Unix()
		}
	}
	return result(info)
}

// drain sends a queue to the webhook, one at a time, if nobody does so already. The
// lock is held.
func (s *Server) drain(queue string) {
	if s.hook == nil || s.draining[queue] || s.ended() {
		return
	}
	s.draining[queue] = true
	s.working.Go(func() {
		for s.deliverHead(queue) {
		}
	})
}

// deliverHead sends the first update of a queue until it is taken. It is false when
// the queue is empty.
func (s *Server) deliverHead(queue string) bool {
	failures := 0
	for {
		s.mu.Lock()
		u, hook := s.head(queue), s.hook
		if u == nil || hook == nil || s.ended() {
			delete(s.draining, queue)
			s.mu.Unlock()
			return false
		}
		s.mu.Unlock()
		status, after := s.post(hook, u)
		s.mu.Lock()
		s.deliveries = append(s.deliveries, Delivery{u.id, status, s.now()})
		taken := status >= 200 && status < 300
		u.gone = u.gone || taken
		if !taken {
			hook.lastError, hook.lastErrorAt = "Wrong response from the webhook: "+strconv.Itoa(status), s.now()
		}
		failures++
		again := s.now().Add(max(after, s.retry.after(failures)))
		s.change()
		s.mu.Unlock()
		if taken {
			return true
		}
		s.until(context.Background(), again)
	}
}

// post sends one update. It gives the status and what the bot's Retry-After asks for.
func (s *Server) post(hook *webhook, u *update) (int, time.Duration) {
	select {
	case hook.slots <- struct{}{}:
		defer func() { <-hook.slots }()
	case <-s.closed:
		return 0, 0
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	stop := make(chan struct{})
	defer close(stop)
	go func() {
		select {
		case <-s.closed:
			cancel()
		case <-stop:
		}
	}()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, hook.url, bytes.NewReader(u.body))
	if err != nil {
		return 0, 0
	}
	r.Header.Set("Content-Type", "application/json")
	if hook.secret != "" {
		r.Header.Set("X-Telegram-Bot-Api-Secret-Token", hook.secret)
	}
	resp, err := poster.Do(r)
	if err != nil {
		return 0, 0
	}
	_ = resp.Body.Close()
	seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
	return resp.StatusCode, min(time.Duration(seconds)*time.Second, time.Hour)
}

// poster keeps as many connections as Telegram does.
var poster = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100, IdleConnTimeout: time.Minute}}
