package postgres

import (
	"context"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/workday"
)

// content are the columns of a dossier that its source fills in, beside code, status
// and updated_at; rowContent and dossierContent are the same of a staged row and of a
// stored dossier. A packer gives the values in this order.
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
       SELECT 0 AS n, 0 AS round, false AS step, code, status, updated_at, ` + content + `, told FROM dossiers WITH NO DATA;
CREATE TEMP TABLE import_events (
       n int, place int, made bool, at timestamptz, status text, unit text, note text) ON COMMIT DROP;
CREATE TEMP TABLE import_match (
       n int, round int, code text, dossier_id bigint, is_new bool, was text, taken bool, differs bool,
       added bigint NOT NULL DEFAULT 0, odd bigint NOT NULL DEFAULT 0) ON COMMIT DROP`

// The columns of what is copied: a packed row or step is the end of each.
var (
	bodyColumns    = append([]string{"code", "status", "updated_at"}, append(columnNames(content), "told")...)
	stepColumns    = []string{"at", "status", "unit", "note"}
	dossierColumns = append([]string{"id"}, bodyColumns...)
	eventColumns   = append([]string{"dossier_id", "seen_at", "odd"}, stepColumns...)
	stagedColumns  = append([]string{"n", "round", "step"}, bodyColumns...)
	stagedSteps    = append([]string{"n", "place", "made"}, stepColumns...)
)

func columnNames(list string) []string {
	names := strings.Split(list, ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	return names
}

// stage copies the rows of a batch with these numbers into the staging tables and gives the
// number of rounds.
func stage(ctx context.Context, tx pgx.Tx, b *batch, numbers []int) (int, error) {
	if _, err := tx.Exec(ctx, createStaging); err != nil {
		return 0, err
	}
	rounds := 0
	rows, events := copyRows(copyHead), copyRows(copyHead)
	for _, n := range numbers {
		r := &b.packed[n]
		rounds = max(rounds, r.round)
		rows.row(len(stagedColumns))
		rows.int4(n)
		rows.int4(r.round)
		rows.bool(b.rows[n].Step)
		rows = append(rows, r.body...)
		for place, e := range r.events {
			events.row(len(stagedSteps))
			events.int4(n)
			events.int4(place)
			events.bool(e.made)
			events = append(events, e.body...)
		}
	}
	if err := copyInto(ctx, tx, "import_rows", stagedColumns, rows); err != nil {
		return 0, err
	}
	return rounds, copyInto(ctx, tx, "import_events", stagedSteps, events)
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

// told is a time as Postgres keeps it, in one zone so that the same moment is the same
// text in a list; the zero time is NULL.
func told(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.Truncate(time.Microsecond).In(workday.Zone)
	return &t
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
