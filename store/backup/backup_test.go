package backup_test

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"motcua/store/backup"
	"motcua/store/embedded"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// exec runs SQL on a database.
func exec(t *testing.T, address, sql string, args ...any) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	must(t, err)
	_, err = conn.Exec(t.Context(), sql, args...)
	must(t, errors.Join(err, conn.Close(t.Context())))
}

// ask reads one number.
func ask(t *testing.T, address, sql string) int {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	must(t, err)
	var n int
	must(t, conn.QueryRow(t.Context(), sql).Scan(&n))
	must(t, conn.Close(t.Context()))
	return n
}

const (
	countDossiers = `SELECT count(*) FROM dossiers`
	moreDossiers  = `INSERT INTO dossiers (code, status, applicant, updated_at) SELECT 'T-' || n, 'processing', 'Nguyễn Văn ' || n, now() FROM generate_series($1::int, $2::int) n`
	moreTickets   = `INSERT INTO tickets (state, channel, chat, lang, address, unit, area, code, field, sensitive, grave, far, ring, team, only_volunteer,
		holder, opened_at, details, outcome, help, rating, last_line, told_asker, told_holder, rung_ring)
		SELECT 'waiting', 'web', 'chat ' || n, 'vi', 'chị', '', '', '', '', false, false, false, 0, 0, 0, 0, now(), '', '', '', 0, 0, 0, 0, 0 FROM generate_series(1, 9) n`
	moreJobs = `INSERT INTO river.river_job (args, kind, max_attempts, queue, state, scheduled_at) SELECT '{"id": 1}', 'remind', 5, 'default', 'scheduled', now() + interval '1 day' FROM generate_series(1, 7)`
)

// filled is a database with dossiers and jobs in it.
func filled(t *testing.T) string {
	t.Helper()
	db := storetest.DB(t)
	fill(t, db)
	return db
}

func fill(t *testing.T, db string) {
	t.Helper()
	exec(t, db, moreDossiers, 1, 500)
	exec(t, db, moreTickets)
	exec(t, db, moreJobs)
}

// dump is a verified dump in a folder of the test's own.
func dump(t *testing.T, db string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "a.dump")
	d, err := backup.Dump(t.Context(), backup.DumpOptions{URL: db, File: file, Verify: true, Scratch: storetest.Dir(t)})
	must(t, err)
	if !d.Verified {
		t.Fatal("not verified")
	}
	return file
}

// databases are those whose name begins like this one's.
func databases(t *testing.T, db string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), db)
	must(t, err)
	rows, err := conn.Query(t.Context(), `SELECT datname FROM pg_database WHERE datname LIKE left(current_database(), 30) || '%' ORDER BY 1`)
	must(t, err)
	names, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, errors.Join(err, conn.Close(t.Context())))
	return names
}

// dropOld removes what restores kept, at the end of a test.
func dropOld(t *testing.T, db string) {
	t.Helper()
	t.Cleanup(func() {
		if _, err := backup.DropOld(context.WithoutCancel(t.Context()), db); err != nil {
			t.Error(err)
		}
	})
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	db := filled(t)
	dropOld(t, db)
	file := dump(t, db)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; others must not read it", info.Mode(), err)
	}
	exec(t, db, `DELETE FROM river.river_job; UPDATE tickets SET forgotten = true, chat = 'gone ' || id; UPDATE dossiers SET applicant = 'changed'`)
	exec(t, db, moreDossiers, 501, 600)

	_, err := backup.Restore(t.Context(), backup.RestoreOptions{URL: db, File: file})
	if err == nil || !strings.Contains(err.Error(), "--replace") {
		t.Fatalf("a database with data is replaced only when told so: %v", err)
	}
	r, err := backup.Restore(t.Context(), backup.RestoreOptions{URL: db, File: file, Replace: true})
	must(t, err)
	if n := ask(t, db, countDossiers); n != 500 {
		t.Errorf("%d dossiers, want the 500 of the dump", n)
	}
	if n := ask(t, db, `SELECT count(*) FROM river.river_job`); n != 7 {
		t.Errorf("%d jobs, want 7", n)
	}
	// What somebody deleted since is back; docs/operations.md says so.
	if n := ask(t, db, `SELECT count(*) FROM tickets WHERE NOT forgotten AND chat LIKE 'chat %' AND state = 'waiting'`); n != 9 {
		t.Errorf("%d questions, want 9", n)
	}
	if n := ask(t, db, `SELECT count(*) FROM dossiers WHERE applicant = 'changed'`); n != 0 {
		t.Errorf("%d dossiers are not as they were", n)
	}
	u, err := url.Parse(db)
	must(t, err)
	u.Path = "/" + r.Kept
	if n := ask(t, u.String(), countDossiers); n != 600 {
		t.Errorf("the old database holds %d dossiers, want 600", n)
	}
	// Numbers go on where they were, so that the next dossier gets one of its own.
	exec(t, db, moreDossiers, 1000, 1001)
	if got := databases(t, db); len(got) != 2 {
		t.Errorf("databases %v, want the new and the old one", got)
	}
	names, err := backup.DropOld(t.Context(), db)
	must(t, err)
	if len(names) != 1 || len(databases(t, db)) != 1 {
		t.Errorf("dropped %v, left %v", names, databases(t, db))
	}
}

func TestRestoreIntoAnEmptyDatabase(t *testing.T) {
	t.Parallel()
	file := dump(t, filled(t))
	for name, db := range map[string]string{"nothing in it": storetest.Empty(t), "migrated": storetest.DB(t)} {
		r, err := backup.Restore(t.Context(), backup.RestoreOptions{URL: db, File: file})
		must(t, err)
		if n := ask(t, db, countDossiers); n != 500 || r.Kept != "" || len(databases(t, db)) != 1 {
			t.Errorf("%s: %d dossiers, kept %q, %v", name, n, r.Kept, databases(t, db))
		}
	}
}

func TestDumpWhileCitizensWrite(t *testing.T) {
	t.Parallel()
	db := filled(t)
	ctx, stop := context.WithCancel(t.Context())
	wrote := make(chan error, 1)
	first := make(chan struct{})
	go func() {
		conn, err := pgx.Connect(ctx, db)
		if err != nil {
			wrote <- err
			close(first)
			return
		}
		for i := 0; ctx.Err() == nil; i++ {
			_, err = conn.Exec(ctx, `INSERT INTO dossiers (code, status, applicant, updated_at) VALUES ($1, 'processing', '', now())`, fmt.Sprintf("W-%d", i))
			if i == 0 {
				close(first)
			}
			if err != nil {
				break
			}
		}
		if ctx.Err() != nil {
			err = nil
		}
		wrote <- errors.Join(err, conn.Close(context.WithoutCancel(ctx)))
	}()
	<-first
	before := ask(t, db, countDossiers)
	dump(t, db) // verified: the copy and the counts are of one moment
	after := ask(t, db, countDossiers)
	stop()
	must(t, <-wrote)
	if after <= before {
		t.Fatalf("nobody wrote meanwhile: %d, then %d", before, after)
	}
}

func TestDamagedFilesAreRefused(t *testing.T) {
	t.Parallel()
	db := filled(t)
	whole, err := os.ReadFile(dump(t, db))
	must(t, err)
	// Somewhere in the data: a byte that the sums of the compressed blocks do not like.
	flipped := append([]byte(nil), whole...)
	at := len(flipped) - len(flipped)/4
	for i := range 64 {
		flipped[at+i] ^= 0xff
	}
	for name, content := range map[string][]byte{
		"empty": {}, "a text": []byte("SELECT 1;"), "cut off early": whole[:200], "cut off late": whole[:len(whole)-len(whole)/3], "flipped": flipped,
	} {
		file := filepath.Join(t.TempDir(), "bad.dump")
		must(t, os.WriteFile(file, content, 0o600))
		_, err := backup.Restore(t.Context(), backup.RestoreOptions{URL: db, File: file, Replace: true})
		if err == nil {
			t.Errorf("%s: restored", name)
			continue
		}
		if strings.Contains(err.Error(), "Nguyễn") {
			t.Errorf("%s: the error repeats a row: %v", name, err)
		}
		if n := ask(t, db, countDossiers); n != 500 || len(databases(t, db)) != 1 {
			t.Errorf("%s: %d dossiers, %v", name, n, databases(t, db))
		}
	}
}

func TestForeignAndNewerDumpsAreRefused(t *testing.T) {
	t.Parallel()
	target := storetest.Empty(t)
	newer := filled(t)
	exec(t, newer, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, true)`)
	_, err := backup.Restore(t.Context(), backup.RestoreOptions{URL: target, File: dump(t, newer)})
	if err == nil || !strings.Contains(err.Error(), "newer motcua") {
		t.Errorf("newer: %v", err)
	}
	_, err = backup.Dump(t.Context(), backup.DumpOptions{URL: target, File: filepath.Join(t.TempDir(), "a.dump"), Verify: true})
	if err == nil || !strings.Contains(err.Error(), "no tables of motcua") {
		t.Errorf("a dump of an empty database: %v", err)
	}
	if n := ask(t, target, `SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace`); n != 0 {
		t.Errorf("%d things were made", n)
	}
}

func TestRestoreOfAnOlderSchemaMigrates(t *testing.T) {
	t.Parallel()
	older := filled(t)
	// As if the last migration of this program had not been there yet.
	exec(t, older, `DELETE FROM goose_db_version WHERE version_id = (SELECT max(version_id) FROM goose_db_version);
		DROP TABLE report_letters, report_mails`)
	file := dump(t, older)
	db := storetest.Empty(t)
	r, err := backup.Restore(t.Context(), backup.RestoreOptions{URL: db, File: file})
	must(t, err)
	have, want, err := postgres.SchemaCurrent(t.Context(), db)
	must(t, err)
	if have != want || r.From >= r.To || r.To != want {
		t.Errorf("schema %d of %d, from %d to %d", have, want, r.From, r.To)
	}
	if n := ask(t, db, countDossiers); n != 500 {
		t.Errorf("%d dossiers", n)
	}
}

func TestRestoreRefusesWhileSomebodyIsConnected(t *testing.T) {
	t.Parallel()
	db := filled(t)
	file := dump(t, db)
	conn, err := pgx.Connect(t.Context(), db)
	must(t, err)
	_, err = backup.Restore(t.Context(), backup.RestoreOptions{URL: db, File: file, Replace: true})
	if err == nil || !strings.Contains(err.Error(), "stop motcua serve") {
		t.Errorf("%v", err)
	}
	must(t, conn.Close(t.Context()))
	if n := ask(t, db, countDossiers); n != 500 {
		t.Errorf("%d dossiers", n)
	}
}

// ownServer is a server where the test may make accounts.
func ownServer(t *testing.T) string {
	t.Helper()
	server, err := embedded.Postgres(t.Context(), storetest.Dir(t), embedded.Scratch)
	must(t, err)
	t.Cleanup(func() { must(t, server.Stop()) })
	must(t, postgres.Migrate(t.Context(), server.URL()))
	fill(t, server.URL())
	return server.URL()
}

// as is the same address for another account.
func as(t *testing.T, address, account string) string {
	t.Helper()
	u, err := url.Parse(address)
	must(t, err)
	q := u.Query()
	q.Set("user", account)
	u.RawQuery = q.Encode()
	return u.String()
}

func TestAnAccountThatMayNotMakeDatabases(t *testing.T) {
	t.Parallel()
	super := ownServer(t)
	exec(t, super, `CREATE ROLE plain LOGIN; ALTER DATABASE motcua OWNER TO plain; ALTER SCHEMA public OWNER TO plain; ALTER SCHEMA river OWNER TO plain`)
	exec(t, super, `DO $$ DECLARE r record; BEGIN
		FOR r IN SELECT oid::regclass AS n FROM pg_class WHERE relnamespace IN ('public'::regnamespace, 'river'::regnamespace) AND relkind = 'r' LOOP EXECUTE format('ALTER TABLE %s OWNER TO plain', r.n); END LOOP;
		FOR r IN SELECT oid::regprocedure AS n FROM pg_proc WHERE pronamespace IN ('public'::regnamespace, 'river'::regnamespace) LOOP EXECUTE format('ALTER ROUTINE %s OWNER TO plain', r.n); END LOOP;
		FOR r IN SELECT oid::regtype AS n FROM pg_type WHERE typnamespace IN ('public'::regnamespace, 'river'::regnamespace) AND typtype = 'e' LOOP EXECUTE format('ALTER TYPE %s OWNER TO plain', r.n); END LOOP;
	END $$`)
	plain := as(t, super, "plain")
	file := filepath.Join(t.TempDir(), "a.dump")
	d, err := backup.Dump(t.Context(), backup.DumpOptions{URL: plain, File: file, Verify: true, Scratch: storetest.Dir(t)})
	must(t, err)
	if !d.Verified || !strings.Contains(d.VerifiedOn, "private") {
		t.Errorf("verified %v in %s", d.Verified, d.VerifiedOn)
	}
	exec(t, super, `CREATE TABLE of_a_newer_program (); ALTER TABLE of_a_newer_program OWNER TO plain`)
	exec(t, super, moreDossiers, 501, 600)
	scratch := t.TempDir()
	r, err := backup.Restore(t.Context(), backup.RestoreOptions{URL: plain, File: file, Replace: true, Scratch: scratch})
	must(t, err)
	if n := ask(t, super, countDossiers); n != 500 || !r.InPlace {
		t.Errorf("%d dossiers, in place %v", n, r.InPlace)
	}
	if n := ask(t, super, `SELECT count(*) FROM pg_class WHERE relname = 'of_a_newer_program'`); n != 0 {
		t.Error("a table that the dump does not know is still there")
	}
	if left, err := os.ReadDir(scratch); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestAnAccountThatMayNotRead(t *testing.T) {
	t.Parallel()
	super := ownServer(t)
	exec(t, super, `CREATE ROLE stranger LOGIN; GRANT SELECT ON goose_db_version TO stranger; GRANT USAGE ON SCHEMA river TO stranger; GRANT SELECT ON river.river_migration TO stranger`)
	dir := t.TempDir()
	_, err := backup.Dump(t.Context(), backup.DumpOptions{URL: as(t, super, "stranger"), File: filepath.Join(dir, "a.dump"), Verify: true})
	if err == nil || !strings.Contains(err.Error(), "the one that owns the tables") {
		t.Errorf("%v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestKilledHalfWay(t *testing.T) {
	t.Parallel()
	db := filled(t)
	// pg_dump waits for this lock with its file begun; then the server throws it out.
	holder, err := pgx.Connect(t.Context(), db)
	must(t, err)
	_, err = holder.Exec(t.Context(), `BEGIN; LOCK TABLE dossiers`)
	must(t, err)
	dir := t.TempDir()
	failed := make(chan error, 1)
	go func() {
		_, err := backup.Dump(t.Context(), backup.DumpOptions{URL: db, File: filepath.Join(dir, "a.dump"), Verify: true})
		failed <- err
	}()
	for ask(t, db, `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
		WHERE datname = current_database() AND application_name IN ('motcua', 'pg_dump') AND wait_event_type = 'Lock'`) == 0 {
	}
	// The count waits for the table too, until it is told that nobody needs it.
	if err := <-failed; err == nil {
		t.Error("a dump that was cut off went well")
	}
	must(t, holder.Close(t.Context()))
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	if got := databases(t, db); len(got) != 1 {
		t.Errorf("databases %v", got)
	}
	dump(t, db) // the next one is not kept from its work
}

func TestToldToStop(t *testing.T) {
	t.Parallel()
	db := filled(t)
	holder, err := pgx.Connect(t.Context(), db)
	must(t, err)
	_, err = holder.Exec(t.Context(), `BEGIN; LOCK TABLE dossiers`)
	must(t, err)
	dir := t.TempDir()
	ctx, stop := context.WithCancel(t.Context())
	failed := make(chan error, 1)
	go func() {
		_, err := backup.Dump(ctx, backup.DumpOptions{URL: db, File: filepath.Join(dir, "a.dump"), Verify: true})
		failed <- err
	}()
	for ask(t, db, `SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) == 0 {
	}
	stop()
	if err := <-failed; !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	must(t, holder.Close(t.Context()))
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestLeftoversOfAKilledRunAreCleared(t *testing.T) {
	t.Parallel()
	db := filled(t)
	u, err := url.Parse(db)
	must(t, err)
	name := strings.TrimPrefix(u.Path, "/")
	exec(t, db, `CREATE DATABASE "`+name+`_check_20261101_120000"`)
	exec(t, db, `CREATE DATABASE "`+name+`_new_20261101_120000"`)
	dump(t, db)
	if got := databases(t, db); len(got) != 1 {
		t.Errorf("databases %v", got)
	}
}

func TestOneAtATime(t *testing.T) {
	t.Parallel()
	db := filled(t)
	conn, err := pgx.Connect(t.Context(), db)
	must(t, err)
	_, err = conn.Exec(t.Context(), `SELECT pg_advisory_lock(hashtext('motcua backup'))`)
	must(t, err)
	_, err = backup.Dump(t.Context(), backup.DumpOptions{URL: db, File: filepath.Join(t.TempDir(), "a.dump")})
	if err == nil || !strings.Contains(err.Error(), "another backup") {
		t.Errorf("%v", err)
	}
	must(t, conn.Close(t.Context()))
}
