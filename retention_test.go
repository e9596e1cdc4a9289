package main

import (
	"log/slog"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"

	"motcua/internal/announce"
	"motcua/internal/audit"
	"motcua/internal/checklist"
	"motcua/internal/follow"
	"motcua/internal/proof"
	"motcua/internal/ticket"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// aging is one kind of what is kept: how a row of it comes, how one counts what is left of
// it, and how long it is kept. $1 is the moment from which its time counts.
type aging struct {
	what, insert, left string
	kept               time.Duration
	slack              time.Duration // zero: a minute
}

const closedQuestion = `
WITH t AS (INSERT INTO tickets (state, channel, chat, lang, address, unit, area, code, field, sensitive, grave, far, ring, team,
    only_volunteer, holder, opened_at, closed_at, details, outcome, help, rating, last_line, told_asker, told_holder, rung_ring)
  VALUES ('closed', 'telegram', '777000111', 'vi', '', '', '', '', '', false, false, false, 1, 0, 0, 0, $1, $1, '', 'guided', '', 0, 1, 1, 1, 1) RETURNING id)
INSERT INTO ticket_lines (ticket, seq, n, at, what, volunteer, text, team, to_volunteer, reason) SELECT id, 1, 1, $1, 'said', 0, 'dấu', 0, 0, '' FROM t`

func agings() []aging {
	return []aging{
		{"lines of the page", `WITH c AS (INSERT INTO web_chats VALUES ('w', 1, $1)) INSERT INTO web_lines (chat, seq, key, n, at) VALUES ('w', 1, 'm', 0, $1)`,
			`SELECT count(*) FROM web_lines`, linesKept, 0},
		{"answers on their way", `WITH c AS (INSERT INTO outbox_chats VALUES ('telegram', '777000111', 1, false))
			INSERT INTO outbox (channel, chat, seq, key, n, priority, reply, at, doubtful) VALUES ('telegram', '777000111', 1, 'm', 1, 1, '{}', $1, false)`,
			`SELECT count(*) FROM outbox`, linesKept, 0},
		{"a file that nobody sent on", `INSERT INTO files (id, kind, type, name, size, data, until) VALUES ('lone', 'photo', 'image/jpeg', '', 1, 'x', $1::timestamptz + interval '1 hour')`,
			`SELECT count(*) FROM files WHERE id = 'lone'`, fileWaits, 0},
		{"details that are open", `WITH d AS (INSERT INTO dossiers (code, status, updated_at) VALUES ('H29.171-261119-8888', 'processing', $1) RETURNING id)
			INSERT INTO openings SELECT 'telegram', '777000111', id, 'weak', $1::timestamptz + interval '30 minutes' FROM d`,
			`SELECT count(*) FROM openings`, proof.Lasts, 0},
		{"wrong tries", `WITH d AS (INSERT INTO dossiers (code, status, updated_at) VALUES ('H29.171-261119-8889', 'processing', $1) RETURNING id)
			INSERT INTO proof_tries SELECT id, 'x', $1 FROM d`, `SELECT count(*) FROM proof_tries`, postgres.TriesKept, 0},
		{"words of a closed question", closedQuestion, `SELECT count(*) FROM ticket_lines WHERE text <> ''`, ticket.WordsKept, 0},
		{"who asked it", "", `SELECT count(*) FROM tickets WHERE chat <> ''`, ticket.WordsKept, 0},
		{"a file of a closed question", `INSERT INTO files (id, ticket, kind, type, name, size, data, until)
			SELECT 'sent', max(id), 'photo', 'image/jpeg', '', 1, 'x', $1::timestamptz + interval '30 days' FROM tickets`,
			`SELECT count(*) FROM files WHERE id = 'sent'`, postgres.FileAfter, 0},
		{"a checklist", `INSERT INTO checklists (channel, chat, procedure, situation, ticked, lang, address, touched_at) VALUES ('web', 'w', '1.004194', '', '{}', 'vi', '', $1)`,
			`SELECT count(*) FROM checklists`, checklist.Kept, 0},
		{"a follow", `WITH d AS (INSERT INTO dossiers (code, status, updated_at) VALUES ('H29.171-261119-8890', 'returned', $1) RETURNING id)
			INSERT INTO follows (channel, chat, dossier, label, lang, address, at, told_event, told_status)
			SELECT 'web', 'w', id, '', 'vi', '', $1::timestamptz - interval '1 day', 0, 'processing' FROM d`,
			`SELECT count(*) FROM follows`, follow.Kept, 0},
		{"a follow whose result is there", `WITH d AS (INSERT INTO dossiers (code, status, updated_at) VALUES ('H29.171-261119-8891', 'completed', $1) RETURNING id)
			INSERT INTO follows (channel, chat, dossier, label, lang, address, at, told_event, told_status)
			SELECT 'web', 'w', id, '', 'vi', '', $1::timestamptz - interval '1 day', 0, 'completed' FROM d`,
			`SELECT count(*) FROM follows`, follow.KeptReady, 0},
		{"a page that hears announcements", `INSERT INTO listeners VALUES ('web', 'w', 'SG-LT', 'vi', '', $1)`, `SELECT count(*) FROM listeners`, linesKept, 0},
		{"whom an announcement was sent to", `WITH a AS (INSERT INTO announcements (unit, text, state, ended_at) VALUES ('SG-LT', 'Tin', 'done', $1) RETURNING id)
			INSERT INTO announced SELECT id, 'telegram', '777000111', $1 FROM a`, `SELECT count(*) FROM announced`, announce.Kept, 0},
		{"searches in vain", `INSERT INTO search_misses VALUES (($1::timestamptz AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, 'none', 'hai từ', 1)`,
			`SELECT count(*) FROM search_misses`, missesKept, 25 * time.Hour},
		{"the audit", `INSERT INTO audit (at, account, volunteer, code, what, by_right) VALUES ($1, 'x', 0, '', 'export', 'own')`,
			`SELECT count(*) FROM audit`, 0, 0},
	}
}

// Everything that is kept for a time goes when it is over, and not before.
func TestEverythingEndsInItsTime(t *testing.T) {
	t.Parallel()
	address := storetest.DB(t)
	store, err := postgres.Open(t.Context(), address, []byte("the key that tests hash with"))
	noError(t, err)
	t.Cleanup(store.Close)
	db, err := pgxpool.New(t.Context(), address)
	noError(t, err)
	t.Cleanup(db.Close)
	a := &app{store: store, metrics: newMetrics(), log: slog.New(slog.DiscardHandler)}
	for _, k := range agings() {
		// Long enough ago that the database itself, which guards the audit, finds it over.
		began := time.Now().AddDate(0, -audit.Kept-2, 0).Truncate(time.Second)
		ends := began.Add(k.kept)
		if k.what == "the audit" {
			ends = began.AddDate(0, audit.Kept, 0)
		}
		if k.insert != "" {
			_, err := db.Exec(t.Context(), k.insert, began)
			noError(t, err)
		} else if _, err := db.Exec(t.Context(), closedQuestion, began); err != nil {
			t.Fatal(err)
		}
		slack := max(k.slack, time.Minute)
		for _, look := range []struct {
			at   time.Time
			want int
		}{{ends.Add(-slack), 1}, {ends.Add(slack), 0}} {
			noError(t, a.forgetOld(t.Context(), look.at))
			var left int
			noError(t, db.QueryRow(t.Context(), k.left).Scan(&left))
			if left != look.want {
				t.Errorf("%s: %d left %v after it began, want %d", k.what, left, look.at.Sub(began), look.want)
			}
		}
	}
}
