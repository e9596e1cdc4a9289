package telegramtest

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"
)

// Fault makes calls fail. The zero value of a field says "any" or "not".
type Fault struct {
	Method string
	Chat   int64
	Times  int // so many calls; 0: until Mend

	Status      int // answered instead, with Description
	Description string
	RetryAfter  int
	HTML        bool          // the body is a page, as a proxy writes it
	Delay       time.Duration // answered late, by the server's clock
	Hang        bool          // never answered
	Cut         bool          // the connection is closed
	Done        bool          // the call is carried out first: only its answer is lost

	mended chan struct{}
}

// Fail adds a fault. The function ends it; calls that hang are cut then.
func (s *Server) Fail(f Fault) (mend func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.mended = make(chan struct{})
	added := &f
	s.faults = append(s.faults, added)
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if at := slices.Index(s.faults, added); at >= 0 {
			s.faults = slices.Delete(s.faults, at, at+1)
		}
		select {
		case <-added.mended:
		default:
			close(added.mended)
		}
	}
}

// fault finds the fault of a call and counts it. The lock is held.
func (s *Server) fault(method string, chat int64) *Fault {
	if f := s.flooded(method, chat); f != nil {
		return f
	}
	for i, f := range s.faults {
		if (f.Method != "" && f.Method != method) || (f.Chat != 0 && f.Chat != chat) {
			continue
		}
		if f.Times > 0 {
			if f.Times--; f.Times == 0 {
				s.faults = slices.Delete(slices.Clone(s.faults), i, i+1)
			}
		}
		return f
	}
	return nil
}

// fail does what a fault says.
func (s *Server) fail(ctx context.Context, f *Fault, carryOut func() answer) answer {
	a := answer{cut: true}
	whole := f.Status == 0 && !f.Hang && !f.Cut // only late
	if f.Done || whole {
		a = carryOut()
	}
	if f.Delay > 0 && !s.until(ctx, s.Now().Add(f.Delay)) {
		return answer{cut: true}
	}
	switch {
	case f.Hang:
		select {
		case <-ctx.Done():
		case <-f.mended:
		case <-s.closed:
		}
		return answer{cut: true}
	case f.Cut:
		return answer{cut: true}
	case f.HTML:
		return answer{status: f.Status, html: "<html><body><h1>502 Bad Gateway</h1></body></html>"}
	case f.RetryAfter > 0:
		return refuseWith(f.Status, f.Description, map[string]any{"retry_after": f.RetryAfter})
	case f.Status != 0:
		return refuse(f.Status, f.Description)
	}
	return a
}

// Flood answers 429 to what is sent to a chat (0: to any) for a time, with the
// seconds that are left. What is sent before they are over is an offence.
func (s *Server) Flood(chat int64, d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.floods[chat] = s.now().Add(d)
}

// Offences are the sends that came although the bot had been told to wait.
func (s *Server) Offences() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.offences
}

func (s *Server) flooded(method string, chat int64) *Fault {
	switch method {
	case "sendMessage", "editMessageText", "sendPhoto", "sendDocument", "sendVoice":
	default:
		return nil
	}
	for _, of := range []int64{0, chat} {
		left := s.floods[of].Sub(s.now())
		if left <= 0 {
			continue
		}
		if s.told(of, chat) {
			s.offences++
		}
		return &Fault{Status: 429, Description: fmt.Sprint("Too Many Requests: retry after ", wholeSeconds(left)), RetryAfter: wholeSeconds(left)}
	}
	return nil
}

// told says whether the chat was told before to wait, and notes that it is now.
func (s *Server) told(flood, chat int64) bool {
	c := s.chat(chat)
	before := c.told.Equal(s.floods[flood])
	c.told = s.floods[flood]
	return before
}

func wholeSeconds(d time.Duration) int { return int(math.Ceil(d.Seconds())) }
