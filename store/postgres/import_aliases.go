package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"

	"motcua/internal/intake"
)

// ImportAliases brings in changes of everyday names. Each is kept with who made it,
// when and why; a row that changes nothing is not. A name of a procedure that the
// catalogue does not have is rejected: it would never be found.
func (s *Store) ImportAliases(ctx context.Context, rows rowsOf[intake.AliasRow], o ImportOptions) (intake.Summary, error) {
	return importBatches(ctx, s, rows, o, putAliases)
}

const putAlias = `
INSERT INTO procedure_aliases (code, key, alias, kind, mark, removed, made_by, why, at)
SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9
 WHERE NOT EXISTS (
       SELECT FROM (SELECT kind, mark, removed FROM procedure_aliases WHERE code = $1 AND key = $2 ORDER BY id DESC LIMIT 1) last
        WHERE (last.kind, last.mark, last.removed) = ($4, $5, $6))
RETURNING NOT EXISTS (SELECT FROM procedure_aliases WHERE code = $1 AND key = $2)`

const selectKnown = `SELECT DISTINCT code FROM procedures WHERE code = ANY ($1)`

func putAliases(ctx context.Context, tx pgx.Tx, batch []intake.AliasRow) (int, int, []intake.Reject, error) {
	codes := make([]string, len(batch))
	for i, a := range batch {
		codes[i] = a.Code
	}
	rows, _ := tx.Query(ctx, selectKnown, codes)
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		return 0, 0, nil, err
	}
	known := map[string]bool{}
	for _, code := range list {
		known[code] = true
	}
	added, changed := 0, 0
	var rejects []intake.Reject
	var all pgx.Batch
	for _, a := range batch {
		if !known[a.Code] {
			rejects = append(rejects, intake.Reject{Line: a.Line, Field: "code", Value: a.Code, Reason: intake.UnknownProcedure})
			continue
		}
		all.Queue(putAlias, a.Code, a.Key(), a.Text, a.Kind, a.Mark, a.Remove, a.By, a.Why, a.At).Query(countRows(&added, &changed))
	}
	return added, changed, rejects, tx.SendBatch(ctx, &all).Close()
}
