package postgres_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/chat"
	"motcua/internal/ticket"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// helped is a question about a procedure that closed and helped, with the asker's and the
// volunteer's words.
func helped(tb testing.TB, s *postgres.Store, n int, with func(*ticket.Ticket)) {
	tb.Helper()
	k := waiting(fmt.Sprint("asker ", n))
	k.Procedure = "1.004194/thue"
	k = ask(tb, s, k, fmt.Sprint("câu hỏi ", n))
	change(tb, s, k.ID, hold(1))
	change(tb, s, k.ID, func(t *ticket.Ticket) { finish(10)(t); with(t) },
		ticket.Line{At: at(9), What: ticket.Noted, By: 1, Text: fmt.Sprint("ghi chú ", n)},
		ticket.Line{At: at(9), What: ticket.Answered, By: 1, Text: fmt.Sprint("trả lời ", n)},
		ticket.Line{At: at(10), What: ticket.Answered, By: 1, Text: fmt.Sprint("mẫu ", n), File: &chat.File{ID: fmt.Sprint("f", n)}},
		ticket.Line{At: at(10), What: ticket.Finished, By: 1, Reason: string(ticket.Guided)})
}

func TestUsedAnswers(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	for n, with := range []func(*ticket.Ticket){
		func(*ticket.Ticket) {}, // 0: guided
		func(k *ticket.Ticket) { k.Rating, k.Outcome = ticket.Helped, ticket.Other },             // 1: said so
		func(k *ticket.Ticket) { k.Procedure, k.ClosedAt = "1.004194", at(12) },                  // 2: of another case, newer
		func(k *ticket.Ticket) { k.Rating = ticket.NotYet },                                      // 3
		func(k *ticket.Ticket) { k.Outcome = ticket.ToCounter },                                  // 4
		func(k *ticket.Ticket) { k.Sensitive = true },                                            // 5
		func(k *ticket.Ticket) { k.Grave = true },                                                // 6
		func(k *ticket.Ticket) { k.Lang = "en" },                                                 // 7
		func(k *ticket.Ticket) { k.Procedure = "1.001193" },                                      // 8
		func(k *ticket.Ticket) { k.ClosedAt = at(1).Add(-ticket.WordsKept) },                     // 9
		func(k *ticket.Ticket) { k.Procedure = "" },                                              // 10
		func(k *ticket.Ticket) { k.State, k.ClosedAt, k.Outcome = ticket.Held, time.Time{}, "" }, // 11
	} {
		helped(t, s, n, with)
	}
	said := func(code string) string {
		used, err := s.UsedAnswers(t.Context(), code, "vi", at(1).Add(-ticket.WordsKept+time.Hour))
		must(t, err)
		var out []string
		for _, u := range used {
			out = append(out, u.Text)
		}
		return strings.Join(out, ", ")
	}
	if got := said("1.004194"); got != "trả lời 2, trả lời 0, trả lời 1" && got != "trả lời 2, trả lời 1, trả lời 0" {
		t.Errorf("used %q", got)
	}
	if got := said("1.00419"); got != "" {
		t.Errorf("of the beginning of a code %q", got)
	}
	if _, err := s.ForgetTickets(t.Context(), at(13)); err != nil {
		t.Fatal(err)
	}
	if got := said("1.004194"); got != "" {
		t.Errorf("forgotten words come back: %q", got)
	}
}

// Among many questions the few about one procedure are found by the index.
func TestUsedAnswersUseTheIndex(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	db := postgres.DB(s)
	const many = `
INSERT INTO tickets (state, channel, chat, lang, address, unit, area, code, field, procedure, sensitive, grave, far, ring, team,
    only_volunteer, holder, opened_at, closed_at, details, outcome, help, rating, last_line, told_asker, told_holder, rung_ring)
SELECT 'closed', 'web', 'c' || n, 'vi', '', '', '', '', '', '1.' || lpad((n % 400)::text, 6, '0') || '/a', false, false, false, 1, 0, 0, 1,
    now() - n * interval '1 minute', now() - n * interval '1 minute', '', 'guided', 'remote', 0, 1, 1, 1, 0
FROM generate_series(1, 20000) n`
	const theirLines = `
INSERT INTO ticket_lines (ticket, seq, n, at, what, volunteer, text, team, to_volunteer, reason)
SELECT id, seq, 1, now(), (ARRAY['said', 'claimed', 'answered', 'closed'])[seq], 1, 'lời', 0, 0, '' FROM tickets, generate_series(1, 4) seq`
	must(t, pgx.BeginFunc(t.Context(), db, func(tx pgx.Tx) error {
		for _, sql := range []string{`SET LOCAL statement_timeout = 0`, many, theirLines, `ANALYZE tickets, ticket_lines`} {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				return err
			}
		}
		return nil
	}))
	rows, err := db.Query(t.Context(), "EXPLAIN "+postgres.SelectUsed, "1.000007", "vi", time.Now().Add(-ticket.WordsKept), 200)
	must(t, err)
	plan, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, err)
	all := strings.Join(plan, "\n")
	t.Log(all)
	if !strings.Contains(all, "tickets_procedure") || strings.Contains(all, "Seq Scan") {
		t.Errorf("plan\n%s", all)
	}
}
