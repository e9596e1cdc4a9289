package main

import (
	"bytes"
	"context"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"motcua/internal/chat"
	"motcua/store/storetest"
)

// heard tells of the first line of a log that holds some words.
type heard struct {
	safe

	words string
	lines chan string
}

func (h *heard) Write(p []byte) (int, error) {
	if bytes.Contains(p, []byte(h.words)) {
		select {
		case h.lines <- string(p):
		default:
		}
	}
	return h.safe.Write(p)
}

// What waits for a browser is sent by serve; an address that leads to ourselves is not asked,
// and stays out of the log.
func TestServeSendsToBrowsers(t *testing.T) {
	t.Parallel()
	address := storetest.DB(t)
	log := &heard{words: "a reply was refused", lines: make(chan string, 1)}
	a, err := openApp(t.Context(), settings{
		storeSettings: storeSettings{DatabaseURL: address, SecretKey: "a key of tests that is long enough", DataDir: t.TempDir()},
		LookupLimits:  "30/10m,5/1h", DeskTimes: "5m,15m,20m", TZ: "Asia/Ho_Chi_Minh",
	}, "motcua-test", slog.New(slog.NewJSONHandler(log, nil)))
	noError(t, err)
	t.Cleanup(a.close)
	db, err := pgxpool.New(t.Context(), address)
	noError(t, err)
	t.Cleanup(db.Close)
	// Straight into the table: the page would have refused it.
	_, err = db.Exec(t.Context(), `
WITH d AS (INSERT INTO dossiers (code, status, updated_at) VALUES ($1, 'returned', now()) RETURNING id),
f AS (INSERT INTO follows (channel, chat, dossier, label, lang, address, at, told_event, told_status)
      SELECT 'web', 'page', id, '', 'vi', '', now(), 0, 'returned' FROM d)
INSERT INTO push_subscriptions VALUES ('page', 'https://localhost/a-token', $2, $3, now())`,
		plantedCode, "BGsX0fLhLEJH-Lzm5WOkQPJ3A32BLeszoPShOUXYmMKWT-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU", "AAECAwQFBgcICQoLDA0ODw")
	noError(t, err)
	noError(t, a.store.AddToOutbox(t.Context(), []chat.Outgoing{{
		Key: chat.Key{Channel: chat.Push, Chat: "page", ID: "f1-1"}, Priority: chat.ForNotice, At: time.Now(),
		Unsent: chat.Unsent{N: 1, Reply: chat.Reply{Text: "tin", Lang: "vi"}},
	}}))
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	noError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.serve(ctx, ln) }()
	t.Cleanup(func() { stop(); noError(t, <-done) })
	select {
	case line := <-log.lines:
		if !strings.Contains(line, "not a public one") || !strings.Contains(line, `"channel":"push"`) {
			t.Errorf("%s", line)
		}
	case <-time.After(30 * time.Second):
		t.Fatal("nobody sends to browsers")
	}
	if strings.Contains(log.String(), "a-token") {
		t.Error("the log tells the address")
	}
}

func TestPushSubject(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{"https://hoso.example.gov.vn": "https://hoso.example.gov.vn", "http://127.0.0.1:8080": "nobody@localhost"} {
		if got := pushSubject(address); got != want {
			t.Errorf("%s: %s", address, got)
		}
	}
}
