package main

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"motcua/store/storetest"
)

// A file that would reach more than a thousand people is looked at by a human first.
func TestImportTellsManyOnlyWithYes(t *testing.T) {
	t.Parallel()
	i := importing{t, storetest.DB(t)}
	const code = "H29.171-261119-0001"
	row := func(status, at string) string {
		return fmt.Sprintf(`{"code":%q,"status":%q,"updated_at":"2026-11-25T%s:00+07:00"}`, code, status, at)
	}
	if _, errs, exit := i.run(row("processing", "08:00"), "dossiers", "-", "--format", "ndjson"); exit != 0 {
		t.Fatal(errs)
	}
	db, err := pgx.Connect(t.Context(), i.url)
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(t.Context(), `
INSERT INTO follows (channel, chat, dossier, label, lang, address, at, told_event, told_status)
SELECT 'telegram', n::text, d.id, '', 'vi', '', now(), 0, 'processing' FROM dossiers d, generate_series(1, 1001) n`)
	if err = errors.Join(err, db.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	completed := row("completed", "09:00")
	out, errs, exit := i.run(completed, "dossiers", "-", "--format", "ndjson", "--dry-run")
	if exit != 0 {
		t.Errorf("dry run: %d, %s", exit, errs)
	}
	contains(t, "a dry run", out, "followers to be told: 1001")
	out, errs, exit = i.run(completed, "dossiers", "-", "--format", "ndjson")
	if exit != importedNone {
		t.Errorf("without --yes: %d, %s", exit, out)
	}
	contains(t, "without --yes", errs, "1001 followers", "more than 1000", "--dry-run", "--yes")
	out, errs, exit = i.run(completed, "dossiers", "-", "--format", "ndjson", "--yes")
	if exit != 0 || strings.Contains(errs, "yes") {
		t.Errorf("with --yes: %d, %s", exit, errs)
	}
	contains(t, "with --yes", out, "changed    1", "followers to be told: 1001")
}
