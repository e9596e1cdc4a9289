package telegram

import (
	"context"
	"crypto/rand"
	"time"

	"motcua/internal/chat"
)

// runPoll polls whenever this process is the poller.
func (c *Channel) runPoll(ctx context.Context) {
	if c.c.Poller == nil {
		c.poll(ctx).confirm()
		return
	}
	token := rand.Text()
	for ctx.Err() == nil {
		if held, _ := c.hold(ctx, token); held {
			c.lead(ctx, token)
			continue
		}
		pause(ctx, c.times.standby)
	}
}

// hold takes or renews the lease. A store that hangs is one that is away.
func (c *Channel) hold(ctx context.Context, token string) (bool, error) {
	ctx, cancel := context.WithTimeout(ctx, c.times.lease/3)
	defer cancel()
	held, err := c.c.Poller.HoldPoller(ctx, chat.Telegram, token, c.times.lease)
	if err != nil && ctx.Err() == nil {
		c.c.Log.Debug("the poller's lease could not be asked for", "err", err)
	}
	return held, err
}

// lead polls until ctx ends or another is the poller.
func (c *Channel) lead(ctx context.Context, token string) {
	leading, lose := context.WithCancel(ctx)
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		defer lose()
		c.keep(leading, token)
	}()
	done := c.poll(leading)
	lose()
	<-kept
	if ctx.Err() != nil { // a call after the lease was lost would disturb the new poller
		done.confirm()
	}
	leaving, cancel := context.WithTimeout(context.WithoutCancel(ctx), c.times.leave)
	defer cancel()
	if err := c.c.Poller.LeavePoller(leaving, chat.Telegram, token); err != nil {
		c.c.Log.Debug("the poller's lease was not given back; it ends by itself", "err", err)
	}
}

// keep renews the lease until it is lost, or is about to end with the store away.
func (c *Channel) keep(ctx context.Context, token string) {
	renewed := time.Now()
	for pause(ctx, c.times.lease/3) {
		asked := time.Now()
		held, err := c.hold(ctx, token)
		switch {
		case err == nil && !held:
			return
		case err == nil:
			renewed = asked
		case time.Since(renewed) >= c.times.lease*2/3: // it would end before the next try
			return
		}
	}
}
