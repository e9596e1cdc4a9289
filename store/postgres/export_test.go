package postgres

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
)

// ForgetSearch is what two seconds do: the next search asks whether it is still good.
func (s *Store) ForgetSearch() { s.search.forget() }

// SearchRenewed waits until a build that runs is over.
func (s *Store) SearchRenewed(ctx context.Context) error {
	s.search.mu.Lock()
	building := s.search.build
	s.search.mu.Unlock()
	if building == nil {
		return nil
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-building:
		return nil
	}
}

// DB is the store's own pool, for what only tests ask.
func DB(s *Store) *pgxpool.Pool { return s.db }

// SelectUsed is looked at for its plan.
const SelectUsed = selectUsed

// These are looked at for their plans as well.
const (
	OpenByPhone   = openByPhone
	SelectPast    = selectPast
	SelectOpening = selectOpening
	SelectMine    = selectMine
	SelectOnFile  = selectOnFile
)

// What a batch asks, looked at for its plan.
const (
	SelectDossiers = selectDossiers
	SortRows       = sortRows
	CreateStaging  = createStaging
	MatchRows      = matchRows
	AddEvents      = addEvents
	UpdateDossiers = updateDossiers
	SetStatus      = setStatus
)

// OddSteps is an argument of AddEvents.
var OddSteps = oddSteps

// NextMorning is when followers are looked after next.
func NextMorning(now time.Time) time.Time { return eachMorning{}.Next(now) }
