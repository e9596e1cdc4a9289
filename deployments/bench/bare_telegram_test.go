package bench

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"
)

// Which handler a bare process is.
const (
	barePage     = "page"
	bareTelegram = "telegram"
)

// leastTelegram is the least that can answer an update: it claims the message in Redis,
// reads the dossier, writes a Session, sends a message. It decides nothing, says always
// the same, and a second try, a crash or a slow store would be its end.
type leastTelegram struct {
	db     *pgxpool.Pool
	redis  *redis.Client
	http   *http.Client
	send   string     // address of sendMessage
	secret string     // of the webhook
	form   url.Values // a usual reply as the program sends it
	state  string     // the Session
}

func newBareTelegram(ctx context.Context) (*leastTelegram, error) {
	client, err := bareRedis()
	if err != nil {
		return nil, err
	}
	form, err := url.ParseQuery(os.Getenv("BARE_REPLY"))
	if err != nil {
		return nil, err
	}
	db, err := pgxpool.New(ctx, os.Getenv("DATABASE_URL")+"&pool_max_conns=10") // as many as the program has on two cores
	return &leastTelegram{
		db: db, redis: client, form: form, state: os.Getenv("BARE_SESSION"),
		http:   &http.Client{Transport: &http.Transport{MaxIdleConns: 100, MaxIdleConnsPerHost: 100}}, // two, the default, would connect anew nearly each time
		send:   os.Getenv("TELEGRAM_API_URL") + "/bot" + os.Getenv("TELEGRAM_BOT_TOKEN") + "/sendMessage",
		secret: os.Getenv("TELEGRAM_WEBHOOK_SECRET"),
	}, err
}

// ServeHTTP takes an update and makes its round trips, in their order.
func (h *leastTelegram) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	given := r.Header.Get("X-Telegram-Bot-Api-Secret-Token")
	if subtle.ConstantTimeCompare([]byte(given), []byte(h.secret)) != 1 {
		http.Error(w, "the secret is another", http.StatusUnauthorized)
		return
	}
	var u struct {
		Message struct {
			ID   int64 `json:"message_id"`
			Chat struct {
				ID int64 `json:"id"`
			} `json:"chat"`
			Text string `json:"text"`
		} `json:"message"`
	}
	err := json.NewDecoder(r.Body).Decode(&u)
	if err == nil {
		err = h.turn(r.Context(), strconv.FormatInt(u.Message.Chat.ID, 10), strconv.FormatInt(u.Message.ID, 10), u.Message.Text)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func (h *leastTelegram) turn(ctx context.Context, chat, id, code string) error {
	tag := "{telegram:" + chat + "}:"
	return first(
		func() error {
			claimed, err := h.redis.SetNX(ctx, "bare:message:"+tag+id, rand.Text(), 48*time.Hour).Result()
			if err == nil && !claimed {
				err = fmt.Errorf("message %s came twice", id)
			}
			return err
		},
		func() error { return h.dossier(ctx, code) },
		func() error { return h.redis.Set(ctx, "bare:session:"+tag+chat, h.state, 24*time.Hour).Err() },
		func() error { return h.sendMessage(ctx, chat) },
	)
}

// dossier reads a row with its events as it comes, the lists as text.
func (h *leastTelegram) dossier(ctx context.Context, code string) error {
	var words [14]*string
	var times [7]*time.Time
	var lists [4][]byte
	var born int
	var due, paid *int64
	var flags [3]*bool
	row := h.db.QueryRow(ctx, selectDossier, []string{code})
	return row.Scan(&words[0], &words[1], &words[2], &words[3], &words[4], &words[5], &words[6],
		&words[7], &words[8], &words[9], &born,
		&times[0], &times[1], &times[2], &times[3], &times[4],
		&words[10], &due, &paid, &flags[0], &flags[1], &flags[2],
		&lists[0], &lists[1], &lists[2], &words[11], &times[5], &words[12], &times[6], &lists[3])
}

func (h *leastTelegram) sendMessage(ctx context.Context, chat string) error {
	form := url.Values{"chat_id": {chat}}
	for _, field := range []string{"text", "parse_mode", "link_preview_options", "reply_markup"} {
		form.Set(field, h.form.Get(field))
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, h.send, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	res, err := h.http.Do(req)
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, res.Body)
	_ = res.Body.Close()
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("sendMessage: %d", res.StatusCode)
	}
	return err
}
