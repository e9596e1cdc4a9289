package main

import (
	"context"
	"crypto/rand"
	"sync"
	"time"

	"motcua/internal/chat"
	"motcua/internal/city"
)

// askNowAndThen lets made-up citizens ask for a human until ctx ends: the first soon
// after the start, so that the desk has something to show.
func (a *app) askNowAndThen(ctx context.Context, first, every time.Duration) {
	wait := time.NewTimer(first)
	defer wait.Stop()
	var all sync.WaitGroup
	defer all.Wait()
	for n := 0; ; n++ {
		select {
		case <-ctx.Done():
			return
		case <-wait.C:
		}
		all.Go(func() { a.ask(ctx, city.AskerNo(n)) })
		wait.Reset(every)
	}
}

// ask is one made-up citizen on the web chat: asks, agrees, adds something, and
// thanks for the first answer.
func (a *app) ask(ctx context.Context, who city.Asker) {
	c := &madeCitizen{app: a, chat: "demo-" + rand.Text()}
	if err := c.talk(ctx, who); err != nil && ctx.Err() == nil {
		a.log.Warn("a made-up citizen could not ask", "err", err)
	}
}

// madeCitizen is one conversation.
type madeCitizen struct {
	*app

	chat string
	seen int64 // the last line read
}

func (c *madeCitizen) talk(ctx context.Context, who city.Asker) error {
	heard, stop := c.redis.Listen(ctx, "web:"+c.chat)
	defer stop()
	if err := c.say(ctx, chat.Message{Text: who.Question}); err != nil {
		return err
	}
	if err := c.agree(ctx); err != nil {
		return err
	}
	if who.Then != "" {
		if !waited(ctx, 20*time.Second) {
			return nil
		}
		if err := c.say(ctx, chat.Message{Text: who.Then}); err != nil {
			return err
		}
	}
	for {
		answered, err := c.answered(ctx)
		if err != nil || answered {
			break
		}
		select {
		case <-ctx.Done():
			return nil
		case <-heard:
		}
	}
	if !waited(ctx, 10*time.Second) {
		return nil
	}
	return c.say(ctx, chat.Message{Text: who.Thanks})
}

func waited(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// say takes the same way as a page's message.
func (c *madeCitizen) say(ctx context.Context, m chat.Message) error {
	m.Channel, m.Chat, m.From, m.ID = chat.Web, c.chat, c.chat, rand.Text()
	m.Greeted, m.At = true, time.Now()
	if _, err := c.store.AddLine(ctx, m.Key(), 0, m.At, &chat.Said{Text: m.Text, Press: m.Press != ""}, nil); err != nil {
		return err
	}
	return c.turns.Turn(ctx, m, c.page)
}

// agree presses the first choice of the question whether what is written may be kept.
func (c *madeCitizen) agree(ctx context.Context) error {
	lines, err := c.news(ctx)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if l.Reply == nil {
			continue
		}
		for _, choice := range l.Reply.Choices {
			if choice.Press == "consent:yes" {
				return c.say(ctx, chat.Message{Text: choice.Label, Press: choice.Press})
			}
		}
	}
	return nil
}

// answered says whether a human has answered since the last look.
func (c *madeCitizen) answered(ctx context.Context) (bool, error) {
	lines, err := c.news(ctx)
	for _, l := range lines {
		if l.Reply != nil && l.Reply.By != nil {
			return true, nil
		}
	}
	return false, err
}

func (c *madeCitizen) news(ctx context.Context) ([]chat.Line, error) {
	lines, err := c.store.LinesAfter(ctx, c.chat, c.seen)
	if len(lines) > 0 {
		c.seen = lines[len(lines)-1].Seq
	}
	return lines, err
}
