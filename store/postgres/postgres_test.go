package postgres_test

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"motcua/internal/chat"
	"motcua/internal/checklist"
	"motcua/internal/dossier"
	"motcua/internal/intake"
	"motcua/internal/procedure"
	"motcua/store/embedded"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

func TestMigrateTwoAtOnce(t *testing.T) {
	t.Parallel()
	url := storetest.Empty(t)
	have, want, err := postgres.SchemaCurrent(t.Context(), url)
	if must(t, err); have != 0 || want == 0 {
		t.Fatalf("empty database: have %d, want %d", have, want)
	}
	var both errgroup.Group
	for range 2 {
		both.Go(func() error { return postgres.Migrate(t.Context(), url) })
	}
	must(t, both.Wait())
	have, want, err = postgres.SchemaCurrent(t.Context(), url)
	if must(t, err); have != want {
		t.Errorf("after two at once: have %d, want %d", have, want)
	}
	store, err := postgres.Open(t.Context(), url, []byte("k"))
	must(t, err)
	defer store.Close()
	must(t, store.Ping(t.Context()))
	if again, _, err := store.SchemaCurrent(t.Context()); err != nil || again != have {
		t.Errorf("through the store: %d, %v", again, err)
	}
}

// A database from before the outbox, and one that River's next version meets, are old;
// migrating them keeps what is in them.
func TestMigrateAnOldDatabase(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	url := p.db.Config().ConnString()
	_, err := p.AddLine(t.Context(), key("c", "m"), 0, at(8), &chat.Said{Text: "x"}, nil)
	must(t, err)
	for name, older := range map[string]string{
		"River": "DELETE FROM river.river_migration WHERE version = (SELECT max(version) FROM river.river_migration)",
		"ours": "DROP TABLE report_letters, report_mails; DROP TABLE api_tokens; DROP TRIGGER volunteers_keep_duty ON volunteers; DROP FUNCTION keep_duty; DROP TABLE duties, bot_figures; DROP FUNCTION facts_of_gone, facts_of_gone_steps CASCADE; DROP TABLE facts_due, dossier_facts, fact_groups; DROP TABLE announced, announcement_log, announcements, listeners; DROP FUNCTION only_added; DROP TABLE push_subscriptions; ALTER TABLE web_lines DROP COLUMN follow; DROP TABLE follows; ALTER TABLE sources DROP COLUMN every_hours, DROP COLUMN every_days; DROP TABLE mappings; ALTER TABLE dossiers DROP COLUMN raw_status, DROP COLUMN raw_unit; DROP FUNCTION forget_told, forget_told_of_gone CASCADE; ALTER TABLE dossiers DROP COLUMN told; DROP TABLE audit, openings, proof_tries; DROP FUNCTION refuse_young_delete; DROP INDEX dossiers_phone_hash, web_lines_fades; DROP TABLE procedure_checks, checklists, search_misses, procedures_version, procedure_aliases, procedure_overlays, procedures;" +
			"DROP TABLE consents, canned, desk_sessions, invites, team_members, volunteers, teams, files, ticket_lines, tickets;" +
			"DROP FUNCTION only_blank; DROP TABLE pollers, accounts, outbox, outbox_chats; DROP SCHEMA river CASCADE; DELETE FROM goose_db_version WHERE version_id > 2",
	} {
		_, err := p.db.Exec(t.Context(), older)
		must(t, err)
		have, want, err := postgres.SchemaCurrent(t.Context(), url)
		if must(t, err); have >= want || have == 0 {
			t.Errorf("%s: have %d, want %d", name, have, want)
		}
		must(t, postgres.Migrate(t.Context(), url))
		if have, want, err := postgres.SchemaCurrent(t.Context(), url); have != want || err != nil {
			t.Errorf("%s, migrated: have %d, want %d, %v", name, have, want, err)
		}
		store, err := postgres.Open(t.Context(), url, []byte("k"))
		must(t, err)
		must(t, store.AddToOutbox(t.Context(), []chat.Outgoing{outgoing("c", name, 1)}))
		store.Close()
	}
	if lines, err := p.LinesAfter(t.Context(), "c", 0); err != nil || len(lines) != 1 {
		t.Errorf("%d lines left, %v", len(lines), err)
	}
}

func TestBadURLIsNotRepeated(t *testing.T) {
	t.Parallel()
	const url = "postgres://me:s3cret@host:notaport/db"
	_, openErr := postgres.Open(t.Context(), url, []byte("k"))
	_, _, schemaErr := postgres.SchemaCurrent(t.Context(), url)
	for _, err := range []error{openErr, schemaErr, postgres.Migrate(t.Context(), url)} {
		if err == nil || strings.Contains(err.Error(), "s3cret") || !strings.Contains(err.Error(), "postgres://user:password") {
			t.Errorf("bad URL: %v", err)
		}
	}
	if _, err := postgres.Open(t.Context(), "postgres:///x", nil); err == nil {
		t.Error("no key: accepted")
	}
}

// noList leaves out that a list is not there: the store has answered.
func noList(err error) error {
	if errors.Is(err, checklist.ErrNone) {
		return nil
	}
	return err
}

// calls are the ways into the store that a Turn or a page uses.
func calls(s *postgres.Store) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"Ping":           s.Ping,
		"DossiersByCode": func(ctx context.Context) error { _, err := s.DossiersByCode(ctx, []dossier.Code{code}); return err },
		"Directory":      func(ctx context.Context) error { _, err := s.Directory(ctx); return err },
		"LinesAfter":     func(ctx context.Context) error { _, err := s.LinesAfter(ctx, "c", 0); return err },
		"AddLine": func(ctx context.Context) error {
			_, err := s.AddLine(ctx, key("c", "m"), 0, at(8), nil, nil)
			return err
		},
		"OutboxWaits":     func(ctx context.Context) error { _, err := s.OutboxWaits(ctx, chat.Telegram, "c"); return err },
		"AddToOutbox":     func(ctx context.Context) error { return s.AddToOutbox(ctx, []chat.Outgoing{outgoing("c", "m", 1)}) },
		"NextInOutbox":    func(ctx context.Context) error { _, err := s.NextInOutbox(ctx, sending("c", "a"), 0); return err },
		"KeepOutbox":      func(ctx context.Context) error { _, err := s.KeepOutbox(ctx, sending("c", "a")); return err },
		"EndOutbox":       func(ctx context.Context) error { _, err := s.EndOutbox(ctx, sending("x", "a"), 0); return err },
		"PutBackInOutbox": func(ctx context.Context) error { return s.PutBackInOutbox(ctx, sending("x", "a"), 0, false) },
		"OutboxDepth":     func(ctx context.Context) error { _, _, err := s.OutboxDepth(ctx); return err },
		"Checklists":      func(ctx context.Context) error { _, err := s.Checklists(ctx, chat.Web, "c"); return err },
		"Checklist":       func(ctx context.Context) error { _, err := s.Checklist(ctx, 0); return noList(err) },
		"KeepChecklist": func(ctx context.Context) error {
			return s.KeepChecklist(ctx, checklist.List{Channel: chat.Telegram, Chat: "c", Procedure: "1.000001", TouchedAt: at(8)})
		},
		"DropChecklist": func(ctx context.Context) error { return s.DropChecklist(ctx, chat.Web, "c", "1.000001") },
		"SetReminder": func(ctx context.Context) error {
			_, err := s.SetReminder(ctx, chat.Telegram, "c", "1.000001", at(20), at(8))
			return err
		},
		"StopReminders":    func(ctx context.Context) error { _, err := s.StopReminders(ctx, chat.Web, "c"); return err },
		"Remind":           func(ctx context.Context) error { _, err := s.Remind(ctx, checklist.List{}, nil); return err },
		"ForgetChecklists": func(ctx context.Context) error { _, err := s.ForgetChecklists(ctx, at(8)); return err },
		"ForgetOutbox":     func(ctx context.Context) error { _, err := s.ForgetOutbox(ctx, at(8)); return err },
		"BlockAccount":     func(ctx context.Context) error { return s.BlockAccount(ctx, chat.Telegram, "c", at(8)) },
		"UnblockAccount":   func(ctx context.Context) error { return s.UnblockAccount(ctx, chat.Telegram, "c") },
		"AccountBlocked":   func(ctx context.Context) error { _, err := s.AccountBlocked(ctx, chat.Telegram, "c"); return err },
		"HoldPoller": func(ctx context.Context) error {
			_, err := s.HoldPoller(ctx, chat.Telegram, "a", time.Hour)
			return err
		},
		"LeavePoller":   func(ctx context.Context) error { return s.LeavePoller(ctx, chat.Telegram, "a") },
		"DeleteChat":    func(ctx context.Context) error { return s.DeleteChat(ctx, "c") },
		"ForgetLines":   func(ctx context.Context) error { _, err := s.ForgetLines(ctx, at(8)); return err },
		"SchemaCurrent": func(ctx context.Context) error { _, _, err := s.SchemaCurrent(ctx); return err },
		"ImportUnits": func(ctx context.Context) error {
			file := intake.NewUnits(strings.NewReader(`{"code":"A","name":"A","kind":"commune"}`), intake.NDJSON)
			_, err := s.ImportUnits(ctx, file, postgres.ImportOptions{})
			return err
		},
		"ImportProcedures": func(ctx context.Context) error {
			file := intake.NewProcedures(strings.NewReader(`{"code":"1.000001","name":"A"}`), intake.NDJSON)
			_, err := s.ImportProcedures(ctx, file, postgres.ImportOptions{})
			return err
		},
		"ImportAliases": func(ctx context.Context) error {
			file := intake.NewAliases(strings.NewReader(`{"alias":"a","code":"1.000001"}`), intake.NDJSON, intake.AliasRow{By: "b", Why: "c"})
			_, err := s.ImportAliases(ctx, file, postgres.ImportOptions{})
			return err
		},
		"Procedure":    func(ctx context.Context) error { _, _, err := s.Procedure(ctx, "1.000001", "A", at(8)); return err },
		"Search":       func(ctx context.Context) error { _, err := s.Search(ctx); return err },
		"NoteMiss":     func(ctx context.Context) error { return s.NoteMiss(ctx, []string{"a b"}, procedure.Nothing, at(8)) },
		"Misses":       func(ctx context.Context) error { _, err := s.Misses(ctx, at(8), 1, 1); return err },
		"ForgetMisses": func(ctx context.Context) error { return s.ForgetMisses(ctx, at(8)) },
		"ImportDossiers": func(ctx context.Context) error {
			_, err := s.ImportDossiers(ctx, &stopping{left: 1}, postgres.ImportOptions{AsOf: at(8)})
			return err
		},
	}
}

// withDesk are calls and those of the desk.
func withDesk(s *postgres.Store) map[string]func(context.Context) error {
	all := calls(s)
	maps.Copy(all, deskCalls(s))
	maps.Copy(all, peopleCalls(s))
	maps.Copy(all, proofCalls(s))
	return all
}

// fromMemory are calls that do without the server once they were made.
var fromMemory = []string{"Directory", "Search", "Teams", "TeamByID", "Volunteer", "Volunteers", "OnDuty", "VolunteerByTelegram"}

func TestStoppedServerIsAway(t *testing.T) {
	t.Parallel()
	server, err := embedded.Postgres(t.Context(), storetest.Dir(t), embedded.Scratch)
	must(t, err)
	defer func() { must(t, server.Stop()) }()
	must(t, postgres.Migrate(t.Context(), server.URL()))
	store, err := postgres.Open(t.Context(), server.URL(), []byte("k"))
	must(t, err)
	defer store.Close()
	storetest.Team(t, store) // volunteer 1 in team 1
	_, _, err = store.OpenTicket(t.Context(), waiting("c"), "", nil, nil)
	must(t, err)
	for name, call := range withDesk(store) {
		if err := call(t.Context()); err != nil {
			t.Errorf("%s, server up: %v", name, err)
		}
	}
	_, err = store.Volunteers(t.Context())
	must(t, err)
	must(t, server.Stop())
	for name, call := range withDesk(store) {
		err := call(t.Context())
		if slices.Contains(fromMemory, name) {
			if err != nil {
				t.Errorf("%s, server stopped: %v; the copy in memory is still good", name, err)
			}
		} else if !errors.Is(err, chat.ErrAway) {
			t.Errorf("%s, server stopped: %v", name, err)
		}
	}
	if err := postgres.Migrate(t.Context(), server.URL()); !errors.Is(err, chat.ErrAway) {
		t.Errorf("Migrate, server stopped: %v", err)
	}
	fresh, err := postgres.Open(t.Context(), server.URL(), []byte("k"))
	must(t, err)
	defer fresh.Close()
	for _, name := range fromMemory {
		if err := withDesk(fresh)[name](t.Context()); !errors.Is(err, chat.ErrAway) {
			t.Errorf("first %s, server stopped: %v", name, err)
		}
	}
}

// What the server answers, and a caller who gives up, are not "away".
func TestNotAway(t *testing.T) {
	t.Parallel()
	store, err := postgres.Open(t.Context(), storetest.Empty(t), []byte("k"))
	must(t, err)
	defer store.Close()
	if _, err := store.LinesAfter(t.Context(), "c", 0); err == nil || errors.Is(err, chat.ErrAway) {
		t.Errorf("no such table: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := store.LinesAfter(ctx, "c", 0); !errors.Is(err, context.Canceled) || errors.Is(err, chat.ErrAway) {
		t.Errorf("caller gave up: %v", err)
	}
}
