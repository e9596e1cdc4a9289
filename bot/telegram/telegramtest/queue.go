package telegramtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// How long an update waits to be taken.
const (
	kept      = 24 * time.Hour
	keptPress = 150 * time.Second
)

// update is one that waits.
type update struct {
	id      int64
	queue   string
	body    []byte
	expires time.Time
	gone    bool // taken, or expired
}

// queueOfChat is where messages and edits of a chat stand. Presses stand by person,
// so that they may overtake a text.
func queueOfChat(chat int64) string { return "chat " + strconv.FormatInt(chat, 10) }

// push queues an update. The lock is held.
func (s *Server) push(queue string, life time.Duration, fields map[string]any) int64 {
	for kind := range fields {
		if len(s.allowed) > 0 && !slices.Contains(s.allowed, kind) {
			return 0
		}
	}
	s.ids++
	fields["update_id"] = s.ids
	body, err := json.Marshal(fields)
	if err != nil {
		panic(fmt.Sprintf("an update that is no JSON: %v", err))
	}
	u := &update{id: s.ids, queue: queue, body: body, expires: s.now().Add(life)}
	for len(s.updates) > 0 && s.updates[0].gone {
		s.updates = s.updates[1:]
	}
	s.updates = append(s.updates, u)
	s.head(queue) // drops what is gone
	s.queues[queue] = append(s.queues[queue], u)
	s.drain(queue)
	s.change()
	return u.id
}

// waiting are the updates that can still be taken, oldest first. The lock is held.
func (s *Server) waiting() []*update {
	now := s.now()
	for _, u := range s.updates {
		u.gone = u.gone || !u.expires.After(now)
	}
	first := slices.IndexFunc(s.updates, func(u *update) bool { return !u.gone })
	if first < 0 {
		first = len(s.updates)
	}
	s.updates = s.updates[first:]
	var open []*update
	for _, u := range s.updates {
		if !u.gone {
			open = append(open, u)
		}
	}
	return open
}

// head is the first update of a queue, nil when it is empty. The lock is held.
func (s *Server) head(queue string) *update {
	q := s.queues[queue]
	for len(q) > 0 && (q[0].gone || !q[0].expires.After(s.now())) {
		q[0].gone = true
		q = q[1:]
	}
	if len(q) == 0 {
		delete(s.queues, queue)
		return nil
	}
	s.queues[queue] = q
	return q[0]
}

// Pending is how many updates the bot has not taken.
func (s *Server) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting())
}
