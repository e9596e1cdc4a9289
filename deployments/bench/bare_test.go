package bench

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/maintnotifications"
)

// bare is the least that can answer with the same round trips: it decides nothing,
// says always the same, and knows of no failure that it could survive.
type bare struct {
	db                                *pgxpool.Pool
	redis                             *redis.Client
	said                              []byte // the row of the citizen's line
	reply                             []byte // the row of the reply, and what is committed
	state                             []byte // the Session
	begin, allow, charge, commit, end *redis.Script
}

// serveBare serves until SIGTERM, the page or Telegram.
func serveBare(which string) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var h http.Handler
	var err error
	if which == barePage {
		h, err = newBare(ctx)
	} else {
		h, err = newBareTelegram(ctx)
	}
	if err != nil {
		return err
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	fmt.Fprintf(os.Stderr, `{"msg":"serving","addr":%q}`+"\n", ln.Addr())
	server := &http.Server{Handler: h, ReadHeaderTimeout: 5 * time.Second}
	go func() { <-ctx.Done(); _ = server.Close() }()
	if err := server.Serve(ln); ctx.Err() == nil {
		return err
	}
	return nil
}

func newBare(ctx context.Context) (*bare, error) {
	client, err := bareRedis()
	if err != nil {
		return nil, err
	}
	h := &bare{redis: client, said: []byte(`{"text":"H29.171-261119-0012"}`),
		reply: []byte(os.Getenv("BARE_REPLY")), state: []byte(os.Getenv("BARE_SESSION"))}
	if h.db, err = pgxpool.New(ctx, os.Getenv("DATABASE_URL")+"&pool_max_conns=8"); err != nil {
		return nil, err
	}
	for name, script := range map[string]**redis.Script{
		"begin": &h.begin, "allow": &h.allow, "charge": &h.charge, "commit": &h.commit, "end": &h.end,
	} {
		text, err := os.ReadFile(filepath.Join("..", "..", "store", "redis", name+".lua"))
		if err != nil {
			return nil, err
		}
		*script = redis.NewScript(string(text))
	}
	return h, nil
}

// bareRedis speaks to Redis as the program does.
func bareRedis() (*redis.Client, error) {
	opts, err := redis.ParseURL(os.Getenv("REDIS_URL"))
	if err != nil {
		return nil, err
	}
	opts.DisableIdentity, opts.Protocol = true, 2
	opts.MaintNotificationsConfig = &maintnotifications.Config{Mode: maintnotifications.ModeDisabled}
	return redis.NewClient(opts), nil
}

// ServeHTTP takes the message and makes its round trips, in their order.
func (h *bare) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var m struct{ ID, Text, Press string }
	cookie, err := r.Cookie("motcua")
	if err == nil {
		err = json.NewDecoder(r.Body).Decode(&m)
	}
	if err == nil {
		err = h.turn(r.Context(), cookie.Value, r.Header.Get("X-Forwarded-For"), m.ID, m.Text)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write([]byte("{}"))
}

func (h *bare) turn(ctx context.Context, chat, network, id, code string) error {
	tag := "{web:" + chat + "}:"
	turn, session, record, open := "bare:turn:"+tag, "bare:session:"+tag, "bare:message:"+tag+id, "bare:open:"+tag
	rates := []string{"bare:hits:{" + chat + "}", "bare:misses:{" + chat + "}", "bare:hits:{" + network + "}", "bare:misses:{" + network + "}"}
	token := rand.Text()
	return first(
		func() error { return h.line(ctx, addSaid, chat, id, 0, h.said) },
		func() error { return h.redis.Publish(ctx, "bare:"+chat, "bare").Err() },
		func() error {
			return h.begin.Run(ctx, h.redis, []string{turn, session, record, open}, token, 5000, id, 172800000).Err()
		},
		func() error {
			return h.allow.Run(ctx, h.redis, rates, 1000000, 3, 1000000, 3, 1000, 3600, 30, 120000).Err()
		},
		func() error { return h.dossier(ctx, code) },
		func() error { return h.charge.Run(ctx, h.redis, rates, 1, 3, 0, 3, 1, 3600, 0, 120000).Err() },
		func() error {
			return h.commit.Run(ctx, h.redis, []string{turn, session, record}, token, 5000, h.state, 86400000, 172800000, h.reply).Err()
		},
		func() error { return h.line(ctx, addReply, chat, id, 1, h.reply) },
		func() error { return h.redis.Publish(ctx, "bare:"+chat, "bare").Err() },
		func() error { return h.end.Run(ctx, h.redis, []string{turn, record, open}, token, id, 172800000).Err() },
	)
}

// first does one step after the other up to the first error.
func first(steps ...func() error) error {
	for _, step := range steps {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// The statements of the program, with numbers for names.
const (
	addSaid = `
WITH next AS (
    INSERT INTO web_chats AS c (chat, seq, added_at) VALUES ($1, 1, $4)
    ON CONFLICT (chat) DO UPDATE SET seq = c.seq + 1, added_at = greatest(c.added_at, excluded.added_at)
    RETURNING seq)
INSERT INTO web_lines (chat, seq, key, n, at, said) SELECT $1, seq, $2, $3, $4, $5 FROM next
ON CONFLICT (chat, key, n) DO NOTHING`

	addReply = `
WITH next AS (
    UPDATE web_chats SET seq = seq + 1, added_at = greatest(added_at, $4)
    WHERE chat = $1 AND EXISTS (SELECT FROM web_lines WHERE chat = $1 AND key = $2 AND n = 0)
    RETURNING seq)
INSERT INTO web_lines (chat, seq, key, n, at, reply) SELECT $1, seq, $2, $3, $4, $5 FROM next
ON CONFLICT (chat, key, n) DO NOTHING`

	selectDossier = `
SELECT d.code, d.procedure_code, d.procedure, d.field, d.unit, d.received_by, d.return_at,
       d.return_channel, d.channel, d.applicant, coalesce(d.birth_year, 0),
       d.submitted_at, d.received_at, d.due_at, d.finished_at, d.returned_at,
       d.status, d.fee_due, d.fee_paid, d.paid_online, d.digitised, d.e_result,
       nullif(d.results, '[]'), nullif(d.supplements, '[]'), nullif(d.extensions, '[]'),
       d.reason, d.updated_at, d.source, s.last_import_at,
       (SELECT jsonb_agg(jsonb_build_object('at', e.at, 'status', e.status, 'unit', e.unit, 'note', e.note)
                         ORDER BY e.at, e.seen_at, e.id)
          FROM dossier_events e WHERE e.dossier_id = d.id)
  FROM dossiers d LEFT JOIN sources s ON s.name = d.source
 WHERE d.code = ANY ($1)`
)

func (h *bare) line(ctx context.Context, add, chat, id string, n int, row []byte) error {
	_, err := h.db.Exec(ctx, add, chat, id, n, time.Now(), row)
	return err
}

// dossier fetches one dossier; that it is there is all that is looked at.
func (h *bare) dossier(ctx context.Context, code string) error {
	rows, err := h.db.Query(ctx, selectDossier, []string{code})
	if err != nil {
		return err
	}
	defer rows.Close()
	if !rows.Next() {
		return fmt.Errorf("no dossier %s", code)
	}
	rows.Close()
	return rows.Err()
}
