package postgres

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/dossier"
	"motcua/internal/intake"
	"motcua/internal/workday"
)

// content are the columns of a dossier that its source fills in, beside code, status
// and updated_at; rowContent and dossierContent are the same of a staged row and of a
// stored dossier. stagedRow gives the values in this order.
const (
	content = `source, procedure_code, procedure, field, unit, received_by, return_at, return_channel, channel,
		applicant, phone_hash, phone_tail_hash, birth_year, submitted_at, received_at, due_at, finished_at, returned_at,
		fee_due, fee_paid, paid_online, digitised, e_result, results, supplements, extensions, reason, raw_status, raw_unit`
	rowContent = `r.source, r.procedure_code, r.procedure, r.field, r.unit, r.received_by, r.return_at, r.return_channel, r.channel,
		r.applicant, r.phone_hash, r.phone_tail_hash, r.birth_year, r.submitted_at, r.received_at, r.due_at, r.finished_at, r.returned_at,
		r.fee_due, r.fee_paid, r.paid_online, r.digitised, r.e_result, r.results, r.supplements, r.extensions, r.reason, r.raw_status, r.raw_unit`
	dossierContent = `d.source, d.procedure_code, d.procedure, d.field, d.unit, d.received_by, d.return_at, d.return_channel, d.channel,
		d.applicant, d.phone_hash, d.phone_tail_hash, d.birth_year, d.submitted_at, d.received_at, d.due_at, d.finished_at, d.returned_at,
		d.fee_due, d.fee_paid, d.paid_online, d.digitised, d.e_result, d.results, d.supplements, d.extensions, d.reason, d.raw_status, d.raw_unit`
)

// The staging tables are the transaction's own and never analysed: with statistics the
// planner compares a batch with the whole of a table of millions.
const createStaging = `
CREATE TEMP TABLE import_rows ON COMMIT DROP AS
       SELECT 0 AS n, 0 AS round, code, status, updated_at, ` + content + ` FROM dossiers WITH NO DATA;
CREATE TEMP TABLE import_events (
       n int, place int, at timestamptz, status text, unit text, note text, made bool) ON COMMIT DROP;
CREATE TEMP TABLE import_match (
       n int, round int, code text, dossier_id bigint, is_new bool, was text, taken bool, differs bool,
       added bigint NOT NULL DEFAULT 0, odd bigint NOT NULL DEFAULT 0) ON COMMIT DROP`

var (
	rowColumns   = append([]string{"n", "round", "code", "status", "updated_at"}, columnNames(content)...)
	eventColumns = []string{"n", "place", "at", "status", "unit", "note", "made"}
)

func columnNames(list string) []string {
	names := strings.Split(list, ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names
}

// stage copies a batch into the staging tables and gives the number of rounds.
func (s *Store) stage(ctx context.Context, tx pgx.Tx, rows []intake.DossierRow) (int, error) {
	if _, err := tx.Exec(ctx, createStaging); err != nil {
		return 0, err
	}
	rounds := 0
	seen := make(map[dossier.Code]int, len(rows))
	var events [][]any
	source := pgx.CopyFromSlice(len(rows), func(n int) ([]any, error) {
		row := rows[n]
		seen[row.Code]++
		rounds = max(rounds, seen[row.Code])
		events = append(events, stagedEvents(n, row)...)
		return s.stagedRow(n, seen[row.Code], row)
	})
	if _, err := tx.CopyFrom(ctx, pgx.Identifier{"import_rows"}, rowColumns, source); err != nil {
		return 0, err
	}
	_, err := tx.CopyFrom(ctx, pgx.Identifier{"import_events"}, eventColumns, pgx.CopyFromRows(events))
	return rounds, err
}

func (s *Store) stagedRow(n, round int, d intake.DossierRow) ([]any, error) {
	results, err := json.Marshal(orEmpty(d.Results))
	if err != nil {
		return nil, err
	}
	supplements := make([]supplementRow, len(d.Supplements))
	for i, x := range d.Supplements {
		supplements[i] = supplementRow{x.Name, x.Reason, told(x.AskedAt), told(x.DueAt)}
	}
	extensions := make([]extensionRow, len(d.Extensions))
	for i, x := range d.Extensions {
		extensions[i] = extensionRow{told(x.From), told(x.To), x.Reason, told(x.At)}
	}
	phone, tail := s.phoneHashes(d.Phone, d.BirthYear)
	return []any{n, round, d.Code, d.Status, told(d.UpdatedAt),
		d.Source, d.ProcedureCode, d.Procedure, d.Field, d.Unit, d.ReceivedBy, d.ReturnAt, d.ReturnChannel, d.Channel,
		d.Applicant, phone, tail, orNull(d.BirthYear),
		told(d.SubmittedAt), told(d.ReceivedAt), told(d.DueAt), told(d.FinishedAt), told(d.ReturnedAt),
		d.FeeDue, d.FeePaid, d.PaidOnline, d.Digitised, d.EResult, results, supplements, extensions, d.Reason, d.RawStatus, d.RawUnit}, nil
}

// stagedEvents are the steps of a row in their order, the made one last.
func stagedEvents(n int, d intake.DossierRow) [][]any {
	staged := make([][]any, 0, len(d.Events)+1)
	for i, e := range d.Events {
		staged = append(staged, []any{n, i, told(e.At), e.Status, e.Unit, e.Note, false})
	}
	if e := d.Made; e != nil {
		staged = append(staged, []any{n, len(d.Events), told(e.At), e.Status, e.Unit, e.Note, true})
	}
	return staged
}

// phoneHashes are what is kept of a phone: enough to recognise it when it is shown, not
// to read it: that of the whole number, and that of its last four digits with the birth
// year. Nil where something is missing.
func (s *Store) phoneHashes(phone string, birthYear int) ([]byte, []byte) {
	digits := phoneDigits(phone)
	if len(digits) < shortestPhone {
		return nil, nil
	}
	whole := s.hash(phoneText(digits))
	if birthYear == 0 {
		return whole, nil
	}
	return whole, s.hash(tailText(digits[len(digits)-4:], birthYear))
}

// shortestPhone is the number of digits of the shortest phone.
const shortestPhone = 9

// phoneDigits writes a phone as one dials it at home: +84 90… and 84 90… are 090….
func phoneDigits(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
	digits = strings.TrimPrefix(digits, "00")
	if home, ok := strings.CutPrefix(digits, "84"); ok && len(home) >= 9 {
		return "0" + strings.TrimPrefix(home, "0")
	}
	return digits
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func orNull(n int) *int {
	if n == 0 {
		return nil
	}
	return &n
}

// told is a time as Postgres keeps it, in one zone so that the same moment is the same
// text in a list; the zero time is NULL.
func told(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.Truncate(time.Microsecond).In(workday.Zone)
	return &t
}
