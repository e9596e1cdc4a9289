//go:build faults

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"motcua/store/storetest"
)

// killedRows is enough for several batches.
const killedRows = 35_000

// killedFile writes dossiers with two steps each, as of an hour of the day.
func killedFile(t *testing.T, hour int, status string) string {
	t.Helper()
	var b strings.Builder
	for n := range killedRows {
		fmt.Fprintf(&b, `{"code":"H29.171-261118-%05d","status":%q,"unit":"H29.171","updated_at":"2026-11-25T%02d:00:00+07:00","source":"killed",`+
			`"events":[{"at":"2026-11-19T08:10:00+07:00","status":"accepted"},{"at":"2026-11-20T09:00:00+07:00","status":"processing"}]}`+"\n", n, status, hour)
	}
	name := filepath.Join(t.TempDir(), "killed.ndjson")
	must(t, os.WriteFile(name, []byte(b.String()), 0o600))
	return name
}

// importOf is `motcua import dossiers` on a database.
func importOf(t *testing.T, db, file string) *exec.Cmd {
	t.Helper()
	at, err := binary()
	must(t, err)
	c := exec.CommandContext(t.Context(), at, "import", "dossiers", file)
	c.Env = append(os.Environ(), "DATABASE_URL="+db, "SECRET_KEY=a key of tests that is long enough")
	return c
}

// importedState is what imports leave, told apart from numbers that a killed one used up.
func importedState(t *testing.T, db string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db)
	must(t, err)
	defer func() { must(t, conn.Close(t.Context())) }()
	var state string
	must(t, conn.QueryRow(t.Context(), `
		SELECT (SELECT count(*) || ' ' || md5(string_agg(concat_ws('|', code, status, unit, updated_at, source), ',' ORDER BY code)) FROM dossiers) || ' ' ||
		       (SELECT count(*) || ' ' || md5(string_agg(concat_ws('|', d.code, e.at, e.status, e.seen_at, e.odd), ',' ORDER BY d.code, e.at, e.status))
		          FROM dossier_events e JOIN dossiers d ON d.id = e.dossier_id)`).Scan(&state))
	return state
}

// An import killed in the middle leaves whole batches, does not say that its source was seen as
// a whole, and run again ends as one that nobody killed: of new rows and of changed ones.
func TestFaultImportKilled(t *testing.T) {
	t.Parallel()
	killed, clean := &world{t: t, db: storetest.DB(t), allow: patience}, storetest.DB(t)
	for hour, status := range []string{"processing", "completed"} {
		file := killedFile(t, 8+hour, status)
		before := 0
		if hour > 0 {
			before = killedRows
		}
		run := importOf(t, killed.db, file)
		must(t, run.Start())
		killed.until(fmt.Sprintf("SELECT count(*) >= 10000 FROM dossiers WHERE updated_at = '2026-11-25 %02d:00+07'", 8+hour))
		must(t, run.Process.Kill())
		_ = run.Wait() // killed on purpose
		killed.until(`SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`)
		killed.until(fmt.Sprintf(`SELECT count(*) < %d AND count(*) %% 10000 = 0 FROM dossiers WHERE updated_at = '2026-11-25 %02d:00+07'`, killedRows, 8+hour))
		killed.until(fmt.Sprintf(`SELECT count(*) >= %d AND (SELECT count(*) FROM sources) = %d FROM dossiers`, before, hour))
		for _, db := range []string{killed.db, clean} {
			if out, err := importOf(t, db, file).CombinedOutput(); err != nil {
				t.Fatalf("import: %v\n%s", err, out)
			}
		}
		state := importedState(t, killed.db)
		if want := importedState(t, clean); state != want {
			t.Errorf("hour %d: %s, want %s", hour, state, want)
		}
		out, err := importOf(t, killed.db, file).CombinedOutput()
		if err != nil || !strings.Contains(string(out), fmt.Sprintf("unchanged  %d", killedRows)) || importedState(t, killed.db) != state {
			t.Errorf("the same again: %v\n%s", err, out)
		}
	}
}
