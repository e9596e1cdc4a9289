package postgres_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"motcua/internal/chat"
	"motcua/internal/ticket"
)

// Jobs are of the same transaction, name the ticket alone, and never run out of attempts.
func TestJobsOfATicket(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	got, _, err := p.OpenTicket(t.Context(), waiting("c"), "k", []ticket.Line{said("x")}, []ticket.Later{
		{Args: ticket.RingArgs{}}, {Args: ticket.SilenceArgs{}, At: at(23)}, {Args: ticket.RelayArgs{}},
	})
	must(t, err)
	rows, err := p.db.Query(t.Context(), "SELECT kind || ' ' || args::text || ' ' || queue || ' ' || (max_attempts > 30000)::text, scheduled_at FROM river.river_job ORDER BY id")
	must(t, err)
	defer rows.Close()
	for _, kind := range []string{"ring", "silence", "relay"} {
		var job string
		var when time.Time
		if !rows.Next() {
			t.Fatal("a job is missing")
		}
		must(t, rows.Scan(&job, &when))
		if want := fmt.Sprintf(`%s {"ticket": %d} desk true`, kind, got.ID); job != want {
			t.Errorf("job %s, want %s", job, want)
		}
		if kind == "silence" && !when.Equal(at(23)) {
			t.Errorf("silence at %v", when)
		}
	}
}

// Lines are a history: nothing of them can be changed or taken away but words.
func TestTicketLinesAreAppendOnly(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	_, _, err := p.OpenTicket(t.Context(), waiting("c"), "k", []ticket.Line{{
		At: at(8), What: ticket.Passed, By: 1, Text: "x", Reply: &chat.Reply{Text: "x"}, File: &chat.File{ID: "f"}, Reason: "vì bận",
	}}, nil)
	must(t, err)
	for _, bad := range []string{
		"text = 'y'", "reason = 'y'", `reply = '{"text":"y"}'`, `file = '{"id":"g"}'`, "what = 'said'", "volunteer = 0", "at = now()",
		"seq = 7", "n = 7", "key = NULL", "team = 1", "to_volunteer = 1", "text = '', what = 'said'",
	} {
		if _, err := p.db.Exec(t.Context(), "UPDATE ticket_lines SET "+bad); err == nil || !strings.Contains(err.Error(), "append-only") {
			t.Errorf("SET %s: %v", bad, err)
		}
	}
	if _, err := p.db.Exec(t.Context(), "DELETE FROM ticket_lines"); err == nil || !strings.Contains(err.Error(), "append-only") {
		t.Errorf("DELETE: %v", err)
	}
	for _, blank := range []string{"text = ''", "reason = ''", "reply = NULL", "file = NULL"} {
		_, err := p.db.Exec(t.Context(), "UPDATE ticket_lines SET "+blank)
		must(t, err)
	}
}
