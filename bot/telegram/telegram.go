// Package telegram is the channel to Telegram: it receives updates by long poll or
// webhook, makes Messages of them, and sends Replies through the Bot API. An update is
// acknowledged only when its Turn has ended. The package must not know dossiers, SQL
// or what is answered, and nobody outside it knows a type of the Bot API.
package telegram

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"motcua/bot"
	"motcua/internal/chat"
)

// Poller is the store's row that lets one process at a time ask for updates.
type Poller interface {
	// HoldPoller takes or renews it; false: another has it.
	HoldPoller(ctx context.Context, channel chat.Channel, token string, lease time.Duration) (bool, error)
	LeavePoller(ctx context.Context, channel chat.Channel, token string) error
}

// Accounts keeps who stopped the bot.
type Accounts interface {
	BlockAccount(ctx context.Context, channel chat.Channel, chatID string, at time.Time) error
	UnblockAccount(ctx context.Context, channel chat.Channel, chatID string) error
}

// Files keeps what Replies carry.
type Files interface {
	FileData(ctx context.Context, id string, now time.Time) (chat.File, []byte, error)
}

// Command is one entry of the menu beside the line of input: a name without the
// slash, and what it does.
type Command struct {
	Name string `json:"command"`
	What string `json:"description"`
}

// Config is what a Channel stands on. Token and Turn are required.
type Config struct {
	Token Secret
	API   string // base address; "": Telegram's own
	// WebhookURL is the full address that Telegram is to call; "": long poll.
	WebhookURL string
	// WebhookSecret comes with each call of the webhook. "": one made from Token, for
	// an https address; none for http, which only an own Bot API server calls.
	WebhookSecret Secret
	// Client makes the requests; nil: one that takes the proxy from the environment.
	Client   *http.Client
	Turn     func(ctx context.Context, m chat.Message, to bot.Deliverer) error
	Poller   Poller   // nil: no other process polls
	Accounts Accounts // nil: nobody wants to know
	Files    Files    // nil: a Reply's words go without its file
	// OwnData puts together what is kept about a chat; nil: nothing does.
	OwnData  func(ctx context.Context, chatID, lang string) (chat.File, []byte, error)
	Commands map[string][]Command // by language code; "" for everybody else
	Log      *slog.Logger
	Now      func() time.Time
}

// Channel is one bot on Telegram.
type Channel struct {
	c        Config
	api      api
	path     string // of the webhook
	secret   string // of the webhook
	times    times
	state    state
	flood    flood
	moved    moved
	username atomic.Value  // string; as the API last said
	trouble  chan struct{} // a send found no API: the webhook's own looks are far apart

	mu   sync.Mutex
	hand map[chat.Key]int // messages taken whose Turn has not ended
}

// times of a Channel. Tests shorten them.
type times struct {
	poll      time.Duration // how long the API lets a poll wait for updates
	slack     time.Duration // what a poll may take on top
	call      time.Duration // any other call
	press     time.Duration // the answer to a press, which nobody needs later
	file      time.Duration // the whole of a file, as it comes
	upload    time.Duration // a call with a file
	ask       time.Duration // between two polls that ask for the same
	next      time.Duration // between two polls while updates are in hand
	lease     time.Duration // of the poller
	standby   time.Duration // between two tries to become the poller
	wait      time.Duration // after the first failure, then twice as long
	waitMost  time.Duration
	look      time.Duration // after the webhook
	leave     time.Duration // to say goodbye
	turnAgain time.Duration // before a Turn that did not end is tried again
	turnMost  time.Duration
}

func usualTimes() times {
	return times{
		poll: 50 * time.Second, slack: 15 * time.Second,
		call: 20 * time.Second, press: 3 * time.Second,
		file: time.Minute, upload: 40 * time.Second,
		ask: 550 * time.Millisecond, next: 100 * time.Millisecond,
		lease: 6 * time.Second, standby: time.Second,
		wait: time.Second, waitMost: 15 * time.Second,
		look: time.Minute, leave: 500 * time.Millisecond,
		turnAgain: 200 * time.Millisecond, turnMost: 5 * time.Second,
	}
}

// New makes a Channel. It does not speak to the network yet: a Bot API out of reach
// must not keep the rest from starting.
func New(c Config) (*Channel, error) {
	if c.Turn == nil {
		return nil, errors.New("telegram: Config.Turn is missing")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	ch := &Channel{c: c, times: usualTimes(), trouble: make(chan struct{}, 1), hand: map[chat.Key]int{}}
	ch.username.Store("")
	var err error
	if ch.api, err = newAPI(c); err != nil {
		return nil, err
	}
	if c.WebhookURL != "" {
		err = ch.readWebhook()
	}
	return ch, err
}

// Username is the bot's name without "@", for links t.me/<name>; "" until the API
// has told it.
func (c *Channel) Username() string {
	name, _ := c.username.Load().(string)
	return name
}

// Run receives updates until ctx ends, with Turns in hand finished by then.
func (c *Channel) Run(ctx context.Context) error {
	if c.c.WebhookURL == "" {
		c.runPoll(ctx)
		return nil
	}
	c.runWebhook(ctx)
	return nil
}

// pause waits; false: ctx ended.
func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// absolute reads an http address.
func absolute(what, address string) (*url.URL, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
		return nil, errors.New("telegram: " + what + " must be an http or https address, such as https://example.org/telegram")
	}
	return u, nil
}
