package telegram

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"path"
	"regexp"
	"strings"

	"motcua/internal/chat"
)

const (
	hookLimit   = 1 << 20
	secretField = "X-Telegram-Bot-Api-Secret-Token" //nolint:gosec // the name of a header
)

var secretShape = regexp.MustCompile(`^[A-Za-z0-9_-]{1,256}$`)

// readWebhook checks the address and the secret.
func (c *Channel) readWebhook() error {
	u, err := absolute("the address of the webhook", c.c.WebhookURL)
	if err != nil {
		return err
	}
	if u.Path == "" || path.Clean(u.Path) != u.Path || u.Path == "/" || strings.ContainsAny(u.Path, "{} ") {
		return errors.New("telegram: the address of the webhook needs a plain path of its own, such as https://example.org/telegram")
	}
	c.path, c.secret = u.Path, string(c.c.WebhookSecret)
	if c.secret == "" && u.Scheme == "https" {
		// Every replica makes the same, and who knows it knew the token already.
		mac := hmac.New(sha256.New, []byte(c.c.Token))
		mac.Write([]byte("the secret of the webhook"))
		c.secret = hex.EncodeToString(mac.Sum(nil))
	}
	if c.secret != "" && !secretShape.MatchString(c.secret) {
		return errors.New("telegram: the webhook's secret must be 1 to 256 letters, digits, _ or -")
	}
	return nil
}

// Webhook is what is to be served, and where; nil with the long poll.
func (c *Channel) Webhook() (at string, h http.Handler) {
	if c.path == "" {
		return "", nil
	}
	return c.path, http.HandlerFunc(c.receive)
}

// receive takes one update and answers when it has ended. What is not acknowledged
// comes again, and nothing of the same chat before it.
func (c *Channel) receive(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "only POST", http.StatusMethodNotAllowed)
		return
	}
	given := sha256.Sum256([]byte(r.Header.Get(secretField)))
	want := sha256.Sum256([]byte(c.secret))
	if c.secret != "" && subtle.ConstantTimeCompare(given[:], want[:]) != 1 {
		http.Error(w, "the secret is not the webhook's", http.StatusUnauthorized)
		return
	}
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, hookLimit))
	if err != nil {
		refuseBody(w, err)
		return
	}
	c.receiveUpdate(w, r, data)
}

func refuseBody(w http.ResponseWriter, err error) {
	if _, large := errors.AsType[*http.MaxBytesError](err); large {
		http.Error(w, "more than 1 MiB", http.StatusRequestEntityTooLarge)
		return
	}
	http.Error(w, "the body cannot be read", http.StatusBadRequest)
}

func (c *Channel) receiveUpdate(w http.ResponseWriter, r *http.Request, data []byte) {
	u, err := decode(data)
	switch {
	case errors.Is(err, errStrange):
		c.c.Log.Warn("an update was ignored", "channel", chat.Telegram, "update", u.ID, "err", err)
		return
	case err != nil:
		http.Error(w, "not an update in JSON", http.StatusBadRequest)
		return
	}
	t, ok := c.read(u)
	if !ok || !c.take(t) {
		return
	}
	defer c.put(t)
	if err := c.handle(r.Context(), t); err != nil {
		w.Header().Set("Retry-After", retryAfter(err))
		http.Error(w, "not yet: send it again", http.StatusServiceUnavailable)
	}
}

// retryAfter is in seconds: a store that is away is given a little longer.
func retryAfter(err error) string {
	if errors.Is(err, chat.ErrAway) {
		return "2"
	}
	return "1"
}
