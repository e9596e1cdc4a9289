package postgres

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/procedure"
	"motcua/internal/workday"
)

// searchAge is how long the search is used before asking whether it is still good.
const searchAge = 2 * time.Second

// buildTimeout bounds reading the whole catalogue.
const buildTimeout = time.Minute

// searcher is the search in memory.
type searcher struct {
	mu      sync.Mutex
	now     *procedure.Index
	version int64
	day     string // versions of procedures begin to hold at midnight
	checked time.Time
	build   chan struct{} // closed when the build that runs is over; nil = none runs
	err     error         // of the last build
}

// forget lets the next reader ask whether the search is still good.
func (s *searcher) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.checked = time.Time{}
}

const selectProceduresVersion = `SELECT n FROM procedures_version`

// Search gives the search over the catalogue as it is now. When an import changed
// the catalogue a new one is built aside, and until it is ready the old one answers;
// only the very first caller waits. With the server away, the one we hold is better
// than none.
func (s *Store) Search(ctx context.Context) (*procedure.Index, error) {
	f := &s.search
	f.mu.Lock()
	now, building := f.now, f.build
	if now != nil && (building != nil || time.Since(f.checked) < searchAge) {
		f.mu.Unlock()
		return now, nil
	}
	if building == nil {
		building = make(chan struct{})
		f.build, f.checked = building, time.Now()
		go s.renewSearch(context.WithoutCancel(ctx), building)
	}
	f.mu.Unlock()
	if now != nil {
		return now, nil
	}
	return s.firstSearch(ctx, building)
}

func (s *Store) firstSearch(ctx context.Context, building <-chan struct{}) (*procedure.Index, error) {
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-building:
	}
	s.search.mu.Lock()
	defer s.search.mu.Unlock()
	if s.search.now == nil {
		return nil, s.search.err
	}
	return s.search.now, nil
}

// renewSearch builds the search anew if the catalogue or the day is another.
func (s *Store) renewSearch(ctx context.Context, done chan struct{}) {
	ctx, cancel := context.WithTimeout(ctx, buildTimeout)
	defer cancel()
	f := &s.search
	day := time.Now().In(workday.Zone).Format(time.DateOnly)
	var version int64
	err := s.db.QueryRow(ctx, selectProceduresVersion).Scan(&version)
	f.mu.Lock()
	good := f.now != nil && f.version == version && f.day == day
	f.mu.Unlock()
	var index *procedure.Index
	if err == nil && !good {
		// What is read now may be newer than version, never older.
		index, err = s.buildSearch(ctx, day)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err = away(err); index != nil {
		f.now, f.version, f.day = index, version, day
	}
	f.build = nil
	close(done)
}

func (s *Store) buildSearch(ctx context.Context, day string) (*procedure.Index, error) {
	all, err := s.catalogue(ctx, day)
	if err != nil {
		return nil, err
	}
	changes, err := s.aliasChanges(ctx)
	if err != nil {
		return nil, err
	}
	return procedure.NewIndex(all, procedure.Mend(procedure.Shipped(), changes)), nil
}

const selectAliases = `
SELECT DISTINCT ON (code, key) alias, code, kind, mark, removed FROM procedure_aliases
 ORDER BY code, key, id DESC`

// aliasChanges gives the everyday names that people added or took away.
func (s *Store) aliasChanges(ctx context.Context) ([]procedure.AliasChange, error) {
	rows, _ := s.db.Query(ctx, selectAliases)
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (procedure.AliasChange, error) {
		var c procedure.AliasChange
		err := row.Scan(&c.Text, &c.Code, &c.Kind, &c.Mark, &c.Removed)
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("read everyday names: %w", away(err))
	}
	return all, nil
}
