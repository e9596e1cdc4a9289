package backup

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5"
)

// tally is what a table holds: how many rows, and a sum over all that stands in them.
type tally struct {
	rows int64
	sum  string
}

// census is what all tables hold, by schema and name.
type census map[string]tally

const selectTables = `SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND n.nspname <> 'information_schema' AND n.nspname NOT LIKE 'pg\_%'
ORDER BY 1, 2`

// take counts every table in a transaction, or on a connection where nobody writes.
func take(ctx context.Context, q interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
},
) (census, error) {
	rows, err := q.Query(ctx, selectTables)
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	names, err := pgx.CollectRows(rows, pgx.RowToStructByPos[struct{ Schema, Table string }])
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	all := census{}
	for _, n := range names {
		var t tally
		// The sum does not depend on the order of rows, nor does a row on how it is stored.
		err := q.QueryRow(ctx, `SELECT count(*), coalesce(sum(hashtextextended(t::text, 0)), 0)::text FROM `+
			pgx.Identifier{n.Schema, n.Table}.Sanitize()+` t`).Scan(&t.rows, &t.sum)
		if refused(err) {
			return nil, fmt.Errorf("count table %s: %w: the account of DATABASE_URL may not read it: use the one that owns the tables", n.Table, err)
		}
		if err != nil {
			return nil, fmt.Errorf("count table %s: %w", n.Table, err)
		}
		all[n.Schema+"."+n.Table] = t
	}
	return all, nil
}

func (c census) rows() int64 {
	var n int64
	for _, t := range c {
		n += t.rows
	}
	return n
}

// same says in which table a copy differs.
func (c census) same(copied census) error {
	for name, want := range c {
		got, ok := copied[name]
		switch {
		case !ok:
			return fmt.Errorf("table %s is not in the copy", name)
		case got.rows != want.rows:
			return fmt.Errorf("table %s has %d rows in the copy and had %d", name, got.rows, want.rows)
		case got.sum != want.sum:
			return fmt.Errorf("table %s has other content in the copy", name)
		}
	}
	if len(copied) != len(c) {
		return fmt.Errorf("the copy has %d tables and there were %d", len(copied), len(c))
	}
	return nil
}
