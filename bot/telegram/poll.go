package telegram

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"motcua/internal/chat"
)

// polling is one stay as the poller.
type polling struct {
	*Channel
	ctx   context.Context
	moved chan struct{} // something has ended
	turns sync.WaitGroup
	began time.Time // of the last poll

	mu     sync.Mutex
	window *window
	queues map[chat.Speaker][]task // a speaker that has a key has a worker
}

// poll asks for updates until ctx ends; then it waits for the Turns in hand.
func (c *Channel) poll(ctx context.Context) *polling {
	p := &polling{
		Channel: c, ctx: ctx, moved: make(chan struct{}, 1),
		window: newWindow(), queues: map[chat.Speaker][]task{},
	}
	back := backOff{first: c.times.wait, most: c.times.waitMost}
	greeted := false
	for p.due() {
		err := p.once(&greeted)
		switch {
		case ctx.Err() != nil:
		case err != nil:
			c.unwell(err)
			pause(ctx, back.next(err))
		default:
			c.well()
			back.failures = 0
		}
	}
	p.turns.Wait()
	c.mu.Lock()
	clear(c.hand) // what was not begun comes again
	c.mu.Unlock()
	c.state.set("", "") // another polls now, or nobody
	return p
}

// once introduces the bot, or asks for updates.
func (p *polling) once(greeted *bool) error {
	if *greeted {
		return p.ask()
	}
	err := p.hello(p.ctx)
	if err == nil {
		err = p.tell(p.ctx, "deleteWebhook", nil)
	}
	*greeted = err == nil
	return err
}

// due waits until it is time to ask. Telegram answers at once as long as it keeps
// updates that we have in hand, and an API that is none of Telegram's may do so with
// nothing: the same offset is asked for only twice a second.
func (p *polling) due() bool {
	for p.ctx.Err() == nil {
		p.mu.Lock()
		offset, busy, full := p.window.oldest(), len(p.window.hand) > 0, p.window.full()
		asked := p.window.asked
		p.mu.Unlock()
		wait := p.times.ask
		switch {
		case full:
			wait = time.Hour
		case offset != asked && busy:
			wait = p.times.next
		case offset != asked:
			return true
		}
		left := time.Until(p.began.Add(wait))
		if left <= 0 {
			return true
		}
		timer := time.NewTimer(left)
		select {
		case <-timer.C:
		case <-p.moved:
		case <-p.ctx.Done():
		}
		timer.Stop()
	}
	return false
}

// ask is one poll.
func (p *polling) ask() error {
	p.mu.Lock()
	offset := p.window.ask()
	p.mu.Unlock()
	p.began = time.Now()
	result, err := p.api.call(p.ctx, p.times.poll+p.times.slack, "getUpdates", tgbotapi.Params{
		"offset": strconv.FormatInt(offset, 10), "limit": strconv.Itoa(windowMost),
		"timeout": strconv.Itoa(int(p.longest() / time.Second)), "allowed_updates": kinds,
	})
	if err != nil {
		return err
	}
	var updates []json.RawMessage
	if err := json.Unmarshal(result, &updates); err != nil {
		return errNoAPI
	}
	for _, data := range updates {
		p.add(data)
	}
	return nil
}

// longest is how long a poll may wait for updates: less after a failure, so that it is
// soon known that all is well again. Of two pollers each has to outwait the other's pause.
func (p *polling) longest() time.Duration {
	switch state := p.State(); {
	case state == "":
		return p.times.poll
	case strings.HasPrefix(state, conflict):
		return p.times.waitMost + 2*time.Second
	}
	return time.Second
}

// add takes an update into the window and its speaker's queue.
func (p *polling) add(data []byte) {
	u, err := decode(data)
	p.mu.Lock()
	defer p.mu.Unlock()
	if u.ID == 0 || !p.window.take(u.ID) {
		return
	}
	t, ok := task{}, false
	if err == nil {
		t, ok = p.read(u)
	} else {
		p.c.Log.Warn("an update was ignored", "channel", chat.Telegram, "update", u.ID, "err", err)
	}
	if !ok || !p.take(t) {
		p.window.end(u.ID)
		return
	}
	queue, working := p.queues[t.speaker]
	p.queues[t.speaker] = append(queue, t)
	if !working {
		p.turns.Go(func() { p.work(t.speaker) })
	}
}

// work does a speaker's tasks, one after the other.
func (p *polling) work(who chat.Speaker) {
	for {
		p.mu.Lock()
		queue := p.queues[who]
		if len(queue) == 0 {
			delete(p.queues, who)
			p.mu.Unlock()
			return
		}
		t := queue[0]
		p.queues[who] = queue[1:]
		p.mu.Unlock()
		if !p.finish(t) {
			return
		}
		p.put(t)
		p.mu.Lock()
		p.window.end(t.update)
		p.mu.Unlock()
		select {
		case p.moved <- struct{}{}:
		default:
		}
	}
}

// finish does a task until it has ended; false: we are to leave, and it comes again.
func (p *polling) finish(t task) bool {
	back := backOff{first: p.times.turnAgain, most: p.times.turnMost}
	for p.ctx.Err() == nil {
		err := p.handle(p.ctx, t)
		if err == nil {
			return true
		}
		pause(p.ctx, back.next(err))
	}
	return false
}

// confirm acknowledges what has ended since the last poll. Without it these updates
// come again, and end at once.
func (p *polling) confirm() {
	offset := p.window.oldest()
	if offset == p.window.asked {
		return
	}
	_, err := p.api.call(context.WithoutCancel(p.ctx), p.times.leave, "getUpdates", tgbotapi.Params{
		"offset": strconv.FormatInt(offset, 10), "limit": "1", "timeout": "0",
	})
	if err != nil {
		p.c.Log.Debug("the last updates were not acknowledged", "err", err)
	}
}
