// Package push tells browsers of news while the page is closed: a channel that only sends.
// A Notice goes encrypted (RFC 8291) and signed (RFC 8292) to the push service of the
// browser's maker, who sees when, not what. It must not know dossiers, SQL or sentences.
package push

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	webpush "github.com/SherClockHolmes/webpush-go"

	"motcua/bot"
	"motcua/internal/chat"
)

// Subscriptions keeps the browsers of web chats.
type Subscriptions interface {
	PushOf(ctx context.Context, chatID string) (chat.Subscription, bool, error)
	// DropPush forgets one, if it is still at that endpoint.
	DropPush(ctx context.Context, chatID, endpoint string) error
}

// Config is what a Channel works with.
type Config struct {
	Subscriptions Subscriptions
	Key           Key
	Subject       string // whom a push service writes to: our https address, or an e-mail address
	Title         func(lang string) string
	// HTTP does the requests; nil: what goes to public addresses only.
	HTTP *http.Client
	Log  *slog.Logger
	Now  func() time.Time
}

// Channel sends to browsers.
type Channel struct{ c Config }

// New makes a Channel.
func New(c Config) (*Channel, error) {
	if c.Subscriptions == nil || c.Title == nil || c.Key.private == "" || c.Subject == "" {
		return nil, errors.New("push: Subscriptions, Key, Subject and Title are needed")
	}
	if c.HTTP == nil {
		c.HTTP = publicOnly()
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	return &Channel{c}, nil
}

const (
	// kept is how long a push service keeps what it cannot deliver: as long as we keep what
	// we cannot send. The page shows it for longer.
	kept = 24 * time.Hour
	// payloadMost is what fits in one record; wordsMost, in bytes, is more than any Notice has.
	payloadMost = 3900
	wordsMost   = 3500
	// answerMost of a push service's answer is read; nothing in it is needed.
	answerMost = 4 << 10
)

// payload is what the page's service worker reads.
type payload struct {
	Title string `json:"title"`
	Body  string `json:"body"`
	Tag   string `json:"tag"` // a newer one of the same takes the older one's place
	Lang  string `json:"lang"`
}

// Send sends a Reply to the browser of a web chat. Its error is a *bot.SendError.
func (c *Channel) Send(ctx context.Context, chatID string, r chat.Reply) error {
	sub, ok, err := c.c.Subscriptions.PushOf(ctx, chatID)
	if err != nil {
		return &bot.SendError{Kind: bot.SendLater, Err: err}
	}
	if !ok {
		return &bot.SendError{Kind: bot.SendNever, Err: errors.New("push: the chat has no browser any more")}
	}
	tag := topic(chatID, r.Topic)
	body, err := pack(payload{Title: c.c.Title(r.Lang), Tag: tag, Lang: r.Lang}, r)
	if err != nil {
		return &bot.SendError{Kind: bot.SendRefused, Err: err}
	}
	answer, err := webpush.SendNotificationWithContext(ctx, body,
		&webpush.Subscription{Endpoint: sub.Endpoint, Keys: webpush.Keys{Auth: sub.Auth, P256dh: sub.P256dh}},
		&webpush.Options{
			HTTPClient: c.c.HTTP, Subscriber: c.c.Subject, Topic: tag, TTL: int(kept / time.Second), Urgency: webpush.UrgencyNormal,
			VAPIDPublicKey: c.c.Key.Public, VAPIDPrivateKey: c.c.Key.private,
		})
	if err != nil {
		return failed(err)
	}
	_, _ = io.Copy(io.Discard, io.LimitReader(answer.Body, answerMost)) // so that the connection is used again
	_ = answer.Body.Close()
	return c.read(ctx, chatID, sub, answer)
}

// read says what an answer means for what is to be done next.
func (c *Channel) read(ctx context.Context, chatID string, sub chat.Subscription, a *http.Response) error {
	why := fmt.Errorf("push: %s answered %d", host(sub.Endpoint), a.StatusCode)
	switch {
	case a.StatusCode >= 200 && a.StatusCode < 300:
		return nil
	case a.StatusCode == http.StatusNotFound, a.StatusCode == http.StatusGone:
		if err := c.c.Subscriptions.DropPush(ctx, chatID, sub.Endpoint); err != nil {
			return &bot.SendError{Kind: bot.SendLater, Err: err}
		}
		return &bot.SendError{Kind: bot.SendNever, Err: why}
	case a.StatusCode == http.StatusTooManyRequests, a.StatusCode >= 500:
		return &bot.SendError{Kind: bot.SendLater, After: retryAfter(a.Header.Get("Retry-After"), c.c.Now()), Err: why}
	}
	return &bot.SendError{Kind: bot.SendRefused, Err: why}
}

// failed is a request without an answer. What may have arrived may go again: it would only
// take its own place. The address must not get into a log.
func failed(err error) error {
	kind := bot.SendLater
	if errors.Is(err, errNotPublic) {
		kind = bot.SendRefused
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	return &bot.SendError{Kind: kind, Err: fmt.Errorf("push: %w", err)}
}

// host is whose push service it is.
func host(endpoint string) string {
	u, err := url.Parse(endpoint)
	if err != nil {
		return "a push service"
	}
	return u.Hostname()
}

// longestWait is more than we let a service make us wait; then it is asked again.
const longestWait = time.Hour

// retryAfter reads seconds or a date; 0 where there is neither.
func retryAfter(said string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(said); err == nil {
		return min(time.Duration(max(n, 0))*time.Second, longestWait)
	}
	if at, err := http.ParseTime(said); err == nil {
		return min(max(at.Sub(now), 0), longestWait)
	}
	return 0
}

// topic is a name for what news is about that tells the push service nothing: at most 32
// letters of base64url (RFC 8030).
func topic(chatID, about string) string {
	if about == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(chatID + "|" + about))
	return base64.RawURLEncoding.EncodeToString(sum[:24])
}

// pack writes a payload with as many of the words as fit.
func pack(p payload, r chat.Reply) ([]byte, error) {
	for most := wordsMost; ; most -= 500 {
		p.Body = words(r, most)
		data, err := json.Marshal(p)
		if err != nil || len(data) <= payloadMost || most <= 0 {
			return data, err
		}
	}
}

// words are what the lock screen shows, in so many bytes at most.
func words(r chat.Reply, most int) string {
	text := r.Text
	if r.Sign != "" {
		text = r.Sign + " " + text
	}
	if len(text) <= most {
		return text
	}
	cut := max(0, most)
	for !utf8.RuneStart(text[cut]) {
		cut--
	}
	return strings.TrimSpace(text[:cut]) + "…"
}
