package postgres

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/unit"
	"motcua/internal/workday"
)

// directoryAge is how long a copy of the units is used before asking whether it is
// still good.
const directoryAge = 2 * time.Second

// directory is the copy of all units in memory. They are few and every answer needs
// them.
type directory struct {
	mu      sync.Mutex
	now     *unit.Directory
	version int64
	checked time.Time
}

// forget lets the next reader ask whether the copy is still good.
func (d *directory) forget() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.checked = time.Time{}
}

const selectUnitsVersion = `SELECT n FROM units_version`

// Directory gives all units, from memory; it is renewed when an import changed them.
// When the server is away, the copy we hold is better than none.
func (s *Store) Directory(ctx context.Context) (*unit.Directory, error) {
	u := &s.units
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.now != nil && time.Since(u.checked) < directoryAge {
		return u.now, nil
	}
	err := s.renewDirectory(ctx)
	if err != nil && u.now == nil {
		return nil, err
	}
	u.checked = time.Now()
	return u.now, nil
}

// renewDirectory reads the units again if they changed. The caller holds the lock.
func (s *Store) renewDirectory(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	u := &s.units
	var version int64
	if err := s.db.QueryRow(ctx, selectUnitsVersion).Scan(&version); err != nil {
		return fmt.Errorf("read version of units: %w", away(err))
	}
	if u.now != nil && version == u.version {
		return nil
	}
	// Units read now may be newer than version, never older.
	all, err := s.allUnits(ctx)
	if err != nil {
		return err
	}
	u.now, u.version = unit.NewDirectory(all), version
	return nil
}

const selectUnits = `
SELECT code, name, kind, parent, identifiers, valid_from, valid_to, former_names, address, phone, map_url, hours
  FROM units ORDER BY code`

func (s *Store) allUnits(ctx context.Context) ([]unit.Unit, error) {
	rows, _ := s.db.Query(ctx, selectUnits)
	all, err := pgx.CollectRows(rows, scanUnit)
	if err != nil {
		return nil, fmt.Errorf("read units: %w", away(err))
	}
	return all, nil
}

// identifierRow is one element of units.identifiers.
type identifierRow struct {
	ID   string `json:"id"`
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// hoursRow is one element of units.hours.
type hoursRow struct {
	Days  string `json:"days"`
	Open  string `json:"open"`
	Close string `json:"close"`
}

func scanUnit(row pgx.CollectableRow) (unit.Unit, error) {
	var u unit.Unit
	var from, to *time.Time
	var ids []identifierRow
	var hours []hoursRow
	err := row.Scan(&u.Code, &u.Name, &u.Kind, &u.Parent, &ids, &from, &to, &u.FormerNames, &u.Address, &u.Phone, &u.MapURL, &hours)
	if err != nil {
		return u, err
	}
	u.ValidFrom, u.ValidTo = midnight(from), midnight(to)
	for _, x := range ids {
		id := unit.Identifier{ID: x.ID}
		if id.From, err = readDay(x.From); err != nil {
			return u, err
		}
		if id.To, err = readDay(x.To); err != nil {
			return u, err
		}
		u.Identifiers = append(u.Identifiers, id)
	}
	for _, x := range hours {
		u.Hours = append(u.Hours, unit.Hours(x))
	}
	return u, nil
}

// midnight is a date column as the moment that day begins here.
func midnight(day *time.Time) time.Time {
	if day == nil {
		return time.Time{}
	}
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, workday.Zone)
}

func readDay(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	return time.ParseInLocation(time.DateOnly, s, workday.Zone)
}

func writeDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(workday.Zone).Format(time.DateOnly)
}
