package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"motcua/internal/dossier"
	"motcua/internal/workday"
)

// Hit and miss take the same one query, so that the time of an answer tells nothing.
// It takes the codes of all who ask at the same time.
const selectDossiers = selectAllOfDossiers + `
 WHERE d.code = ANY ($1)`

// selectAllOfDossiers is what scanDossier reads.
const selectAllOfDossiers = `
SELECT d.code, d.procedure_code, d.procedure, d.field, d.unit, d.received_by, d.return_at,
       d.return_channel, d.channel, d.applicant, coalesce(d.birth_year, 0),
       d.submitted_at, d.received_at, d.due_at, d.finished_at, d.returned_at,
       d.status, d.fee_due, d.fee_paid, d.paid_online, d.digitised, d.e_result,
       nullif(d.results, '[]'), nullif(d.supplements, '[]'), nullif(d.extensions, '[]'),
       d.reason, d.updated_at, d.source, s.last_import_at, coalesce(s.every_hours, 0), coalesce(s.every_days, 0),
       (SELECT jsonb_agg(jsonb_build_object('at', e.at, 'status', e.status, 'unit', e.unit, 'note', e.note)
                         ORDER BY e.at, e.seen_at, e.id)
          FROM dossier_events e WHERE e.dossier_id = d.id)
  FROM dossiers d LEFT JOIN sources s ON s.name = d.source`

// lookup is one who asks for dossiers.
type lookup struct {
	spellings []dossier.Code
	found     []dossier.Dossier
	err       error
}

// DossiersByCode gives the dossiers stored under any of these spellings, in the order
// of the spellings, each with its events, oldest first. Phone stays empty. It heeds no
// context: who asks together with others waits as long as they do.
func (s *Store) DossiersByCode(_ context.Context, spellings []dossier.Code) ([]dossier.Dossier, error) {
	mine := &lookup{spellings: spellings, err: errUnasked}
	s.lookups.Ask(mine)
	if mine.err != nil {
		return nil, fmt.Errorf("read dossiers of %d spellings: %w", len(spellings), mine.err)
	}
	return mine.found, nil
}

// lookUp answers all who ask, with one query. Where one asks for what no row can hold,
// each is asked for alone.
func (s *Store) lookUp(all []*lookup) {
	stored, err := s.dossiersOf(all)
	if len(all) > 1 && refusesData(err) {
		for _, one := range all {
			s.lookUp([]*lookup{one})
		}
		return
	}
	for _, one := range all {
		one.found, one.err = pick(stored, one.spellings), err
	}
}

// refusesData is the server's word on what it was given, not on how it is.
func refusesData(err error) bool {
	answer, ok := errors.AsType[*pgconn.PgError](err)
	return ok && strings.HasPrefix(answer.Code, "22")
}

// dossiersOf reads what all of them ask for, by code.
func (s *Store) dossiersOf(all []*lookup) (map[dossier.Code]dossier.Dossier, error) {
	ctx, cancel := context.WithTimeout(context.Background(), answerTimeout)
	defer cancel()
	codes := make([]string, 0, 2*len(all))
	for _, one := range all {
		for _, c := range one.spellings {
			codes = append(codes, string(c))
		}
	}
	rows, _ := s.db.Query(ctx, selectDossiers, codes)
	found, err := pgx.CollectRows(rows, scanDossier)
	if err != nil {
		return nil, away(err)
	}
	stored := make(map[dossier.Code]dossier.Dossier, len(found))
	for _, d := range found {
		stored[d.Code] = d
	}
	return stored, nil
}

// pick gives what is stored of the spellings, each once, in their order.
func pick(stored map[dossier.Code]dossier.Dossier, spellings []dossier.Code) []dossier.Dossier {
	var found []dossier.Dossier
	for i, code := range spellings {
		if d, ok := stored[code]; ok && !slices.Contains(spellings[:i], code) {
			found = append(found, d)
		}
	}
	return found
}

func scanDossier(row pgx.CollectableRow) (dossier.Dossier, error) {
	var d dossier.Dossier
	var submitted, received, due, finished, returned, seen *time.Time
	var supplements []supplementRow
	var extensions []extensionRow
	var events []eventRow
	err := row.Scan(&d.Code, &d.ProcedureCode, &d.Procedure, &d.Field, &d.Unit, &d.ReceivedBy, &d.ReturnAt,
		&d.ReturnChannel, &d.Channel, &d.Applicant, &d.BirthYear,
		&submitted, &received, &due, &finished, &returned,
		&d.Status, &d.FeeDue, &d.FeePaid, &d.PaidOnline, &d.Digitised, &d.EResult,
		&d.Results, &supplements, &extensions, &d.Reason, &d.UpdatedAt, &d.Source, &seen, &d.SourceEvery.Hours, &d.SourceEvery.Days,
		&events)
	if err != nil {
		return d, err
	}
	d.SubmittedAt, d.ReceivedAt, d.DueAt = here(submitted), here(received), here(due)
	d.FinishedAt, d.ReturnedAt, d.SourceSeenAt = here(finished), here(returned), here(seen)
	d.UpdatedAt = d.UpdatedAt.In(workday.Zone)
	for _, x := range supplements {
		d.Supplements = append(d.Supplements, dossier.Supplement{Name: x.Name, Reason: x.Reason, AskedAt: here(x.AskedAt), DueAt: here(x.DueAt)})
	}
	for _, x := range extensions {
		d.Extensions = append(d.Extensions, dossier.Extension{From: here(x.From), To: here(x.To), Reason: x.Reason, At: here(x.At)})
	}
	for _, x := range events {
		d.Events = append(d.Events, dossier.Event{At: here(&x.At), Status: x.Status, Unit: x.Unit, Note: x.Note})
	}
	return d, nil
}

// The rows of the jsonb columns. A nil time is one that was not said.
type (
	supplementRow struct {
		Name    string     `json:"name"`
		Reason  string     `json:"reason"`
		AskedAt *time.Time `json:"asked_at"`
		DueAt   *time.Time `json:"due_at"`
	}
	extensionRow struct {
		From   *time.Time `json:"from"`
		To     *time.Time `json:"to"`
		Reason string     `json:"reason"`
		At     *time.Time `json:"at"`
	}
	eventRow struct {
		At     time.Time      `json:"at"`
		Status dossier.Status `json:"status"`
		Unit   string         `json:"unit"`
		Note   string         `json:"note"`
	}
)

// here gives a time as the offices' clocks show it; nil is the zero time.
func here(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return t.In(workday.Zone)
}
