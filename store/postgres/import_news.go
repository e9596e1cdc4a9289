package postgres

import (
	"context"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/internal/dossier"
	"motcua/internal/follow"
	"motcua/internal/intake"
)

// importNews finds, within one batch, which followed dossiers change in what their
// followers are told: status and history, appointment, papers, apologies. New data of the
// same state, or another name in it, is no news.
type importNews struct {
	codes  []string
	before map[int64]string
}

const selectFollowedState = `
SELECT d.id, d.status || '|' || coalesce(d.due_at::text, '') || '|' || md5(d.supplements::text || d.extensions::text) || '|' ||
       coalesce((SELECT max(e.id) FROM dossier_events e WHERE e.dossier_id = d.id), 0)
  FROM dossiers d WHERE d.code = ANY ($1) AND EXISTS (SELECT FROM follows f WHERE f.dossier = d.id)`

// followedBefore remembers the state of what is followed among these rows of a batch, which
// has its lock. The others are of dossiers that are new, or bring nothing new.
func followedBefore(ctx context.Context, tx pgx.Tx, rows []intake.DossierRow, these []int) (*importNews, error) {
	n := &importNews{codes: make([]string, 0, len(these))}
	seen := make(map[dossier.Code]bool, len(these))
	for _, i := range these {
		if code := rows[i].Code; !seen[code] {
			seen[code] = true
			n.codes = append(n.codes, string(code))
		}
	}
	var err error
	n.before, err = n.states(ctx, tx)
	return n, err
}

func (n *importNews) states(ctx context.Context, tx pgx.Tx) (map[int64]string, error) {
	found := map[int64]string{}
	if len(n.codes) == 0 {
		return found, nil
	}
	var id int64
	var state string
	rows, _ := tx.Query(ctx, selectFollowedState, n.codes)
	_, err := pgx.ForEachRow(rows, []any{&id, &state}, func() error { found[id] = state; return nil })
	return found, err
}

// changed are the dossiers that are not as they were; one that is followed only since then
// is taken for one.
func (n *importNews) changed(ctx context.Context, tx pgx.Tx) ([]int64, error) {
	after, err := n.states(ctx, tx)
	var ids []int64
	for id, state := range after {
		if n.before[id] != state {
			ids = append(ids, id)
		}
	}
	return ids, err
}

const countFollowers = `SELECT dossier, count(*) FROM follows WHERE dossier = ANY ($1) GROUP BY dossier`

// newsOf inserts a job for each of these dossiers that has followers, and gives the number
// of followers.
func (s *Store) newsOf(ctx context.Context, tx pgx.Tx, ids []int64) (int, error) {
	if len(ids) == 0 {
		return 0, nil
	}
	followers := 0
	var jobs []river.InsertManyParams
	var id int64
	var n int
	rows, _ := tx.Query(ctx, countFollowers, ids)
	_, err := pgx.ForEachRow(rows, []any{&id, &n}, func() error {
		followers += n
		jobs = append(jobs, river.InsertManyParams{Args: follow.NewsArgs{Dossier: id}, InsertOpts: newsOpts(time.Time{})})
		return nil
	})
	if err != nil || len(jobs) == 0 {
		return 0, err
	}
	_, err = s.jobs.InsertManyFastTx(ctx, tx, jobs)
	return followers, err
}

// tellOf is newsOf within a limit: told is how many earlier batches of the import tell,
// most how many it may tell in all, 0 for any number, below 0 for none.
func (s *Store) tellOf(ctx context.Context, tx pgx.Tx, n *importNews, told, most int) (int, error) {
	ids, err := n.changed(ctx, tx)
	if err != nil {
		return 0, err
	}
	followers, err := s.newsOf(ctx, tx, ids)
	if err == nil && most != 0 && told+followers > max(most, 0) {
		err = &ManyToldError{Told: told + followers, Most: max(most, 0)}
	}
	return followers, err
}

// ManyToldError says that an import would tell more people than it may.
type ManyToldError struct{ Told, Most int }

// Error names the number and the way out.
func (e *ManyToldError) Error() string {
	return fmt.Sprintf("up to here the file would send news to %d followers, more than %d: look with --dry-run, then run again with --yes", e.Told, e.Most)
}
