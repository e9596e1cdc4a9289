package redis

import (
	"sync"
	"time"

	"motcua/internal/chat"
)

// alonePace is the pace as one process knows it: what channels told it to wait, and,
// while Redis is away, the rhythm by the same rule as the script.
type alonePace struct {
	mu    sync.Mutex
	until map[string]time.Time // of holds
	back  map[string]time.Time // when all that was taken is given back
}

func newAlonePace() *alonePace {
	return &alonePace{until: map[string]time.Time{}, back: map[string]time.Time{}}
}

// held is how long the channel or the chat still has to wait.
func (a *alonePace) held(channel chat.Channel, chatID string, now time.Time) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.until) == 0 {
		return 0
	}
	return max(0, a.until[heldKey(channel)].Sub(now), a.until[heldChatKey(channel, chatID)].Sub(now))
}

func (a *alonePace) hold(key string, until time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.until) >= aloneMost {
		forgetPast(a.until, time.Now())
	}
	if until.After(a.until[key]) {
		a.until[key] = until
	}
}

// take is the script in Go; keys are of the channel and of the chat.
func (a *alonePace) take(keys []string, beats [2]beat, now time.Time) time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.back) >= aloneMost {
		forgetPast(a.back, now)
	}
	var ahead [2]time.Duration
	var wait time.Duration
	for i, b := range beats {
		ahead[i] = max(0, a.back[keys[i]].Sub(now))
		if b.waits {
			wait = max(wait, ahead[i]-time.Duration(b.burst-1)*b.each)
		}
	}
	if wait > 0 {
		return wait
	}
	for i, b := range beats {
		a.back[keys[i]] = now.Add(min(ahead[i]+b.each, time.Duration(b.burst)*b.each))
	}
	return 0
}

func forgetPast(times map[string]time.Time, now time.Time) {
	for key, at := range times {
		if !at.After(now) {
			delete(times, key)
		}
	}
}
