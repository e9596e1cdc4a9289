package postgres

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/chat"
	"motcua/internal/ticket"
)

// insertLines and newLines are two halves of one statement: between them stands where
// the ticket (t.id) and its last line (t.last_line) come from.
const (
	insertLines = `
    INSERT INTO ticket_lines (ticket, seq, key, n, at, what, volunteer, text, reply, file, team, to_volunteer, reason)
    SELECT t.id, t.last_line + l.n, @key, l.n, l.at, l.what, l.volunteer, l.text, l.reply::jsonb, l.file::jsonb, l.team, l.to_volunteer, l.reason`
	newLines = `
    unnest(@ats::timestamptz[], @whats::text[], @volunteers::bigint[], @texts::text[], @replies::text[], @files::text[],
           @teams::bigint[], @tos::bigint[], @reasons::text[])
    WITH ORDINALITY AS l (at, what, volunteer, text, reply, file, team, to_volunteer, reason, n)`
)

// lineArgs adds Lines as columns.
func lineArgs(args pgx.NamedArgs, lines []ticket.Line) (pgx.NamedArgs, error) {
	n := len(lines)
	ats, whats, texts, reasons := make([]time.Time, n), make([]string, n), make([]string, n), make([]string, n)
	volunteers, teams, tos := make([]int64, n), make([]int64, n), make([]int64, n)
	replies, files := make([]*string, n), make([]*string, n)
	ids := []string{}
	var last time.Time
	for i, l := range lines {
		ats[i], whats[i], texts[i], reasons[i] = l.At, string(l.What), l.Text, l.Reason
		volunteers[i], teams[i], tos[i] = l.By, l.Team, l.To
		last = l.At
		var err error
		if l.Reply != nil {
			if replies[i], err = asJSON(l.Reply); err != nil {
				return nil, err
			}
		}
		if l.File != nil {
			ids = append(ids, l.File.ID)
			if files[i], err = asJSON(l.File); err != nil {
				return nil, err
			}
		}
	}
	args["count"], args["ats"], args["whats"], args["texts"], args["reasons"] = n, ats, whats, texts, reasons
	args["volunteers"], args["teams"], args["tos"], args["replies"], args["files"] = volunteers, teams, tos, replies, files
	args["file_ids"], args["files_until"] = ids, last.Add(FilesKept)
	return args, nil
}

func asJSON(v any) (*string, error) {
	text, err := json.Marshal(v)
	s := string(text)
	return &s, err
}

const selectTicketLines = `
SELECT ticket, seq, at, what, volunteer, text, reply, file, team, to_volunteer, reason
FROM ticket_lines WHERE ticket = $1 AND seq > $2 ORDER BY seq`

// Lines gives the Lines of a Ticket that came after the one numbered after.
func (s *Store) Lines(ctx context.Context, id, after int64) ([]ticket.Line, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	rows, _ := s.db.Query(ctx, selectTicketLines, id, after)
	lines, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (ticket.Line, error) {
		var l ticket.Line
		var at time.Time
		var reply *chat.Reply
		var file *chat.File
		err := r.Scan(&l.Ticket, &l.Seq, &at, &l.What, &l.By, &l.Text, &reply, &file, &l.Team, &l.To, &l.Reason)
		l.At, l.Reply, l.File = here(&at), reply, file
		return l, err
	})
	if err != nil {
		return nil, fmt.Errorf("read lines of a ticket: %w", away(err))
	}
	return lines, nil
}
