package bot

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/internal/chat"
)

// Too many wait for one chat, another is not held up; the time is obeyed.
func TestFlushIsToldToWait(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c, other := rand.Text(), rand.Text()
	o.add(c, "một", "hai")
	o.add(other, "một")
	o.sender.failing(func(chatID, _ string) (bool, error) {
		return chatID != c, map[bool]error{true: &SendError{Kind: SendLater, After: 7 * time.Second, Err: errBroken}}[chatID == c]
	})
	if wait := o.flush(c, false); wait != 7*time.Second {
		t.Errorf("again in %v, want 7 s", wait)
	}
	o.flush(other, true)
	o.sender.failing(nil)
	if wait := o.flush(c, false); wait <= 0 || wait > 7*time.Second {
		t.Errorf("asked too early: again in %v", wait)
	}
	o.arrived(c)
	o.arrived(other, "một")
}

// Out of reach for a while: each time it takes longer to come again, up to a limit.
func TestFlushWithoutANetwork(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.add(c, "một", "hai", "ba")
	o.sender.failing(func(string, string) (bool, error) { return false, errBroken })
	var waited []time.Duration
	for range 6 {
		waited = append(waited, o.flush(c, false))
	}
	ms := time.Millisecond
	if want := []time.Duration{10 * ms, 20 * ms, 40 * ms, 80 * ms, 100 * ms, 100 * ms}; !slices.Equal(waited, want) {
		t.Errorf("came again after %v, want %v", waited, want)
	}
	o.sender.failing(nil)
	o.flush(c, true)
	o.arrived(c, "một", "hai", "ba")
}

// A timeout is unknown, not failed: a Reply is sent once more, a Notice is not.
func TestFlushTimesOut(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.add(c, "một", "hai")
	o.sender.failing(func(_, text string) (bool, error) {
		return true, map[bool]error{true: &SendError{Kind: SendUnknown, Err: errBroken}}[text != "hai"]
	})
	o.flush(c, false)
	o.flush(c, true)
	o.arrived(c, "một", "một", "hai")
	notice := chat.Outgoing{
		Key: chat.Key{Channel: chat.Telegram, Chat: c, ID: "notice"}, Priority: chat.ForNotice, At: time.Now(),
		Unsent: chat.Unsent{N: 1, Reply: chat.Reply{Text: "tin"}},
	}
	ok(t, o.out.AddToOutbox(t.Context(), []chat.Outgoing{notice}))
	o.flush(c, true)
	o.arrived(c, "một", "một", "hai", "tin")
	if o.counted(Unsure, 0) != 2 {
		t.Errorf("%d unsure", o.counted(Unsure, 0))
	}
}

// Killed between send and delete: that row again, once, when the lease is over.
func TestFlushIsKilled(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.add(c, "một", "hai", "ba")
	broken := &brokenOutbox{Outbox: o.out, next: true}
	o.outbox = broken
	o.flush(c, false)
	broken.next = false
	if left := o.flush(c, false); left < 3*time.Second || left > o.times.lease {
		t.Errorf("again in %v, want when the dead one's lease is over", left)
	}
	o.arrived(c, "một")
	o.exec("UPDATE outbox_chats SET until = now()")
	o.flush(c, true)
	o.arrived(c, "một", "một", "hai", "ba")
}

// An answer that came too late: another sends by now, and we do not.
func TestFlushThatWasTooSlow(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.add(c, "một")
	o.times.lease = 20 * time.Millisecond
	o.outbox = &brokenOutbox{Outbox: o.out, slow: func() {
		other := chat.Sending{Channel: chat.Telegram, Chat: c, Token: "other", Lease: time.Hour}
		for next := (chat.Next{}); !next.Held; {
			var err error
			next, err = o.out.NextInOutbox(t.Context(), other, 0)
			ok(t, err)
		}
	}}
	o.flush(c, false)
	o.arrived(c)
}

// A slow send keeps the lease.
func TestFlushKeepsTheLease(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.times.renew = time.Millisecond
	c := rand.Text()
	o.add(c, "một")
	sending, goOn := make(chan struct{}), make(chan struct{})
	o.sender.failing(func(string, string) (bool, error) {
		close(sending)
		<-goOn
		return true, nil
	})
	flushed := make(chan bool)
	go func() {
		_, done := o.Flush(t.Context(), chat.Telegram, c)
		flushed <- done
	}()
	wait(t, "it sends", sending)
	for kept := false; !kept; {
		o.exec("UPDATE outbox_chats SET until = now() WHERE until > now() + interval '1 s'")
		ok(t, o.db.QueryRow(t.Context(), "SELECT until > now() + interval '1 s' FROM outbox_chats").Scan(&kept))
	}
	close(goOn)
	if !<-flushed {
		t.Error("not flushed")
	}
}

// Told to end, it sends what is in hand to its end, and gives the rest back at once.
func TestFlushIsToldToEnd(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.add(c, "một", "hai")
	ctx, end := context.WithCancel(t.Context())
	o.sender.failing(func(string, string) (bool, error) {
		end()
		return true, nil
	})
	if again, done := o.Flush(ctx, chat.Telegram, c); done || again != 0 {
		t.Errorf("done %v, again in %v", done, again)
	}
	o.arrived(c, "một")
	o.flush(c, true)
	o.arrived(c, "một", "hai")
}

func TestFlushGivesUpWhatIsOld(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.add(c, "cũ")
	now := time.Now().Add(24 * time.Hour)
	o.now = func() time.Time { return now }
	o.add(c, "cũ") // as old
	o.exec("UPDATE outbox SET at = at + interval '1 minute' WHERE seq = 2")
	o.flush(c, true)
	o.arrived(c, "cũ")
	if o.counted(GivenUp, 0) != 1 {
		t.Errorf("%d given up", o.counted(GivenUp, 0))
	}
}

func TestFlushToOneWhoBlockedUs(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.add(c, "một", "hai")
	o.sender.failing(always(SendError{Kind: SendNever}))
	o.flush(c, true)
	if blocked, err := o.out.AccountBlocked(t.Context(), chat.Telegram, c); !blocked || err != nil || o.waiting(c) != 0 || o.counted(Blocked, 0) != 1 {
		t.Errorf("blocked %v, %v; %d wait, %d counted", blocked, err, o.waiting(c), o.counted(Blocked, 0))
	}
}

// What the channel will not take, and what makes it panic, does not hold up the rest.
func TestFlushOfARefusedReply(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	c := rand.Text()
	o.add(c, "một", "hai", "ba")
	o.sender.failing(func(_, text string) (bool, error) {
		switch text {
		case "một":
			return false, &SendError{Kind: SendRefused, Err: errBroken}
		case "hai":
			panic(errors.New(text))
		}
		return true, nil
	})
	o.flush(c, true)
	o.arrived(c, "ba")
	if o.counted(Refused, 0) != 2 || strings.Contains(o.log.String(), fmt.Sprint(errors.New("hai"))) {
		t.Errorf("%d refused: %s", o.counted(Refused, 0), o.log)
	}
}

// A channel that is not there any more.
func TestFlushOfNoChannel(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.add("c", "một")
	o.senders = nil
	o.flush("c", false)
	if o.waiting("c") != 1 {
		t.Error("it does not wait")
	}
}
