package postgres_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"motcua/internal/doctor"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// runSQL puts rows there as nobody else does.
func runSQL(t *testing.T, address string, statements ...string) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	for _, s := range statements {
		if _, err := conn.Exec(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestExamine(t *testing.T) {
	t.Parallel()
	address, now := storetest.DB(t), time.Now()
	got := postgres.Examine(t.Context(), address, now)
	s := got.Server
	if s.Err != "" || s.Version < 150000 || s.Schema != s.Wanted || s.Most == 0 || s.Left <= 0 || s.Left >= s.Most || s.Size == 0 || s.Pool < 6 {
		t.Errorf("the server: %+v", s)
	}
	if s.Ahead.Abs() > 2*time.Second {
		t.Errorf("the clock of this machine is %v ahead of itself", s.Ahead)
	}
	if slices.Contains(s.Unsafe, "synchronous_commit") {
		t.Errorf("commits wait for the disk: %v", s.Unsafe)
	}
	if diff := cmp.Diff(doctor.Data{}, got.Data) + cmp.Diff(doctor.Team{}, got.Team); diff != "" || len(got.Sources.All) > 0 {
		t.Errorf("an empty one: %s", diff)
	}

	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	runSQL(t, address,
		"ALTER DATABASE "+strings.TrimPrefix(u.Path, "/")+" SET synchronous_commit = off",
		`INSERT INTO units (code, name, kind, hours, identifiers) VALUES
			('A', 'Trung tâm A', 'centre', '[{"days":"1-5","open":"07:30","close":"11:30"}]', '[{"id":"H29.1"}]'),
			('B', 'Trung tâm B', 'centre', '[]', '[]'), ('C', 'Phường C', 'commune', '[]', '[]')`,
		"UPDATE units SET valid_to = '2020-01-01' WHERE code = 'B'",
		`INSERT INTO dossiers (code, status, updated_at, unit, received_by, return_at) VALUES
			('1', 'accepted', now(), 'A', 'H29.1', 'Phường C'), ('2', 'accepted', now(), 'A', 'Phường D', 'Phường D'), ('3', 'accepted', now(), '', '', '')`,
		"INSERT INTO sources (name, last_import_at) VALUES ('s', now())",
		`INSERT INTO volunteers (name, role, lang, added_at, ended_at) VALUES
			('a', 'coordinator', 'vi', now(), now()), ('b', 'volunteer', 'vi', now(), NULL)`,
		"INSERT INTO outbox_chats (channel, chat, seq, in_group) VALUES ('telegram', '1', 2, false)",
		`INSERT INTO outbox (channel, chat, seq, key, n, priority, reply, at, doubtful) VALUES
			('telegram', '1', 1, 'a', 0, 1, '{}', now() - interval '2 hours', false), ('telegram', '1', 2, 'b', 0, 1, '{}', now(), false)`,
		`INSERT INTO river.river_job (kind, args, max_attempts, state, attempted_at, finalized_at) VALUES
			('x', '{}', 9, 'running', now() - interval '11 minutes', NULL), ('x', '{}', 9, 'running', now(), NULL), ('x', '{}', 9, 'discarded', now(), now())`,
	)
	got = postgres.Examine(t.Context(), address, now)
	if !slices.Contains(got.Server.Unsafe, "synchronous_commit") {
		t.Errorf("unsafe: %v", got.Server.Unsafe)
	}
	want := doctor.Data{Units: 3, Centres: 1, Dossiers: true, Looked: 3, UnknownUnits: 1, Unknown: []string{"Phường D"}}
	if diff := cmp.Diff(want, got.Data) + cmp.Diff(doctor.Team{Volunteers: 1}, got.Team); diff != "" || len(got.Sources.All) != 1 {
		t.Error(diff)
	}
	if w := got.Work; w.Err != "" || w.Discarded != 1 || w.Stuck != 1 || w.Unsent != 1 || now.Sub(w.Since).Round(time.Hour) != 2*time.Hour {
		t.Errorf("work: %+v", w)
	}
}

func TestExamineEmpty(t *testing.T) {
	t.Parallel()
	got := postgres.Examine(t.Context(), storetest.Empty(t), time.Now())
	if got.Server.Err != "" || got.Server.Schema != 0 || got.Server.Wanted == 0 || got.Data.Err != "" {
		t.Errorf("%+v", got)
	}
}

// One table that cannot be read does not hide the others.
func TestExamineInPart(t *testing.T) {
	t.Parallel()
	address := storetest.DB(t)
	runSQL(t, address, "DROP TABLE procedure_checks", "INSERT INTO volunteers (name, role, lang, added_at) VALUES ('a', 'coordinator', 'vi', now())")
	got := postgres.Examine(t.Context(), address, time.Now())
	if got.Data.Err == "" || got.Team.Err != "" || got.Team.Coordinators != 1 {
		t.Errorf("%+v", got)
	}
}

func TestExamineAway(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"postgres://m:hunter2hunter2@127.0.0.1:1/x", "postgres://m:hunter2hunter2@h:port/x"} {
		got := postgres.Examine(t.Context(), address, time.Now())
		if got.Server.Err == "" || strings.Contains(got.Server.Err, "hunter2") {
			t.Errorf("%+v", got.Server)
		}
	}
}
