package postgres

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"motcua/internal/doctor"
	"motcua/internal/mailing"
	"motcua/internal/unit"
)

// Examine gives the facts of a database that an operator is to know. It changes nothing,
// needs no secret key, and ends when ctx does; what could not be read says so.
func Examine(ctx context.Context, url string, now time.Time) doctor.Database {
	var d doctor.Database
	cfg, err := pgxpool.ParseConfig(url)
	if err != nil {
		d.Server.Err = errURL.Error()
		return d
	}
	cfg.ConnConfig.ConnectTimeout, cfg.MaxConns = connectTimeout, 4
	db, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		d.Server.Err = err.Error()
		return d
	}
	defer db.Close()
	s := &Store{db: db}
	if err := s.examineServer(ctx, &d.Server); err != nil {
		d.Server.Err = err.Error()
		return d
	}
	if d.Server.Schema != d.Server.Wanted {
		return d
	}
	var all sync.WaitGroup
	for _, look := range []struct {
		at  func(context.Context) error
		err *string
	}{
		{func(ctx context.Context) error { return s.examineData(ctx, &d.Data, now) }, &d.Data.Err},
		{func(ctx context.Context) (err error) { d.Sources.All, err = s.Sources(ctx); return err }, &d.Sources.Err},
		{func(ctx context.Context) error { return s.examineTeam(ctx, &d.Team) }, &d.Team.Err},
		{func(ctx context.Context) error { return s.examineWork(ctx, &d.Work, now) }, &d.Work.Err},
		{func(ctx context.Context) error { return s.examineMails(ctx, &d.Mails) }, &d.Mails.Err},
	} {
		all.Go(func() {
			defer func() {
				if p := recover(); p != nil {
					*look.err = fmt.Sprint("a fault of ours: ", p)
				}
			}()
			if err := look.at(ctx); err != nil {
				*look.err = err.Error()
			}
		})
	}
	all.Wait()
	return d
}

// pg_stat_database counts who is connected for every account; pg_stat_activity does not.
const selectServer = `
SELECT current_setting('server_version_num')::int, current_setting('fsync') = 'on', current_setting('full_page_writes') = 'on',
       current_setting('synchronous_commit') <> 'off',
       current_setting('max_connections')::int,
       current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
           - coalesce(current_setting('reserved_connections', true)::int, 0)
           - (SELECT coalesce(sum(numbackends), 0) FROM pg_stat_database)::int,
       pg_database_size(current_database())`

// Asked alone, so that the way there and back is short.
const selectClock = `SELECT clock_timestamp()`

func (s *Store) examineServer(ctx context.Context, d *doctor.Server) error {
	var fsync, pages, commit bool
	err := s.db.QueryRow(ctx, selectServer).Scan(&d.Version, &fsync, &pages, &commit, &d.Most, &d.Left, &d.Size)
	if err != nil {
		return err
	}
	for name, on := range map[string]bool{"fsync": fsync, "full_page_writes": pages, "synchronous_commit": commit} {
		if !on {
			d.Unsafe = append(d.Unsafe, name)
		}
	}
	slices.Sort(d.Unsafe)
	d.Pool = int(poolSize(runtime.NumCPU()))
	var there time.Time
	before := time.Now()
	if err := s.db.QueryRow(ctx, selectClock).Scan(&there); err != nil {
		return err
	}
	d.Ahead = there.Sub(before.Add(time.Since(before) / 2))
	d.Schema, d.Wanted, err = schemaCurrent(ctx, s.db)
	return err
}

const selectAmounts = `
SELECT (SELECT count(*) FROM units),
       (SELECT count(*) FROM units WHERE kind = 'centre' AND hours <> '[]' AND (valid_to IS NULL OR valid_to >= $1::date)),
       (SELECT count(DISTINCT code) FROM procedures),
       EXISTS (SELECT FROM dossiers)`

func (s *Store) examineData(ctx context.Context, d *doctor.Data, now time.Time) error {
	if err := s.db.QueryRow(ctx, selectAmounts, writeDay(now)).Scan(&d.Units, &d.Centres, &d.Procedures, &d.Dossiers); err != nil {
		return err
	}
	open, err := s.Unchecked(ctx, now)
	if err != nil {
		return err
	}
	d.Unchecked = len(open)
	return s.examineUnits(ctx, d)
}

// The newest rows by number: an index gives them, however many there are.
const selectNewestUnits = `
SELECT unit, received_by, return_at, coalesce(received_at, submitted_at, updated_at) FROM dossiers ORDER BY id DESC LIMIT 10000`

// examineUnits counts dossiers that name a unit nobody knows, as an import would.
func (s *Store) examineUnits(ctx context.Context, d *doctor.Data) error {
	all, err := s.allUnits(ctx)
	if err != nil {
		return err
	}
	units := unit.NewDirectory(all)
	rows, _ := s.db.Query(ctx, selectNewestUnits)
	var refs [3]string
	var at time.Time
	_, err = pgx.ForEachRow(rows, []any{&refs[0], &refs[1], &refs[2], &at}, func() error {
		d.Looked++
		unknown := false
		for _, ref := range refs {
			if _, ok := units.Find(ref, at); ok || ref == "" {
				continue
			}
			unknown = true
			if len(d.Unknown) < 3 && !slices.Contains(d.Unknown, ref) {
				d.Unknown = append(d.Unknown, ref)
			}
		}
		if unknown {
			d.UnknownUnits++
		}
		return nil
	})
	return err
}

const selectPeople = `
SELECT count(*), count(*) FILTER (WHERE role = 'coordinator') FROM volunteers WHERE ended_at IS NULL`

func (s *Store) examineTeam(ctx context.Context, d *doctor.Team) error {
	return s.db.QueryRow(ctx, selectPeople).Scan(&d.Volunteers, &d.Coordinators)
}

const selectLate = `
SELECT (SELECT count(*) FROM river.river_job WHERE state = 'discarded'),
       (SELECT count(*) FROM river.river_job WHERE state = 'running' AND attempted_at < $1::timestamptz - interval '10 minutes'),
       count(*), coalesce(min(at), 'epoch') FROM outbox WHERE at < $1::timestamptz - interval '1 hour'`

func (s *Store) examineWork(ctx context.Context, d *doctor.Work, now time.Time) error {
	return s.db.QueryRow(ctx, selectLate, now).Scan(&d.Discarded, &d.Stuck, &d.Unsent, &d.Since)
}

func (s *Store) examineMails(ctx context.Context, d *doctor.Mails) error {
	all, err := s.Mails(ctx)
	for i := range all {
		d.Orders++
		switch m := &all[i]; {
		case !m.RefusedAt.IsZero():
			d.Refused++
		case m.Last.State == mailing.Refused || m.Last.State == mailing.GivenUp:
			d.Failed++
		}
	}
	return err
}
