package main

import (
	"context"
	"strings"

	"github.com/blevesearch/bleve/v2"
	"github.com/jackc/pgx/v5"

	"motcua/internal/procedure"
	"motcua/store/embedded"
)

// openBleve indexes the catalogue in memory with bleve's default mapping, and asks it
// with its default match query.
func openBleve(all []procedure.Procedure, aliases []procedure.Alias) (finder, error) {
	index, err := bleve.NewMemOnly(bleve.NewIndexMapping())
	if err != nil {
		return nil, err
	}
	names := byCode(aliases)
	batch := index.NewBatch()
	for i := range all {
		name, rest := texts(&all[i], names)
		if err := batch.Index(all[i].Code, map[string]string{"name": name, "rest": rest}); err != nil {
			return nil, err
		}
	}
	if err := index.Batch(batch); err != nil {
		return nil, err
	}
	return func(_ context.Context, question string) ([]string, error) {
		found, err := index.Search(bleve.NewSearchRequestOptions(bleve.NewMatchQuery(question), wanted, 0, false))
		if err != nil {
			return nil, err
		}
		var codes []string
		for _, h := range found.Hits {
			codes = append(codes, h.ID)
		}
		return codes, nil
	}, nil
}

// database is a private PostgreSQL with the catalogue, once with official texts alone
// and once with everyday names.
type database struct{ conn *pgx.Conn }

// Texts and questions are folded here: PostgreSQL has no dictionary for Vietnamese.
const schema = `
CREATE EXTENSION pg_trgm;
CREATE TABLE docs (kind text, code text, name text, words tsvector);
CREATE INDEX ON docs USING gin (words);
CREATE INDEX ON docs USING gin (name gin_trgm_ops)`

func openPostgres(ctx context.Context, dir string, all []procedure.Procedure, aliases []procedure.Alias) (*database, func(), error) {
	server, err := embedded.Postgres(ctx, dir, embedded.Scratch)
	if err != nil {
		return nil, nil, err
	}
	stop := func() { _ = server.Stop() }
	conn, err := pgx.Connect(ctx, server.URL())
	if err != nil {
		stop()
		return nil, nil, err
	}
	if _, err := conn.Exec(ctx, schema); err != nil {
		stop()
		return nil, nil, err
	}
	for kind, names := range map[string]map[string][]string{"official": nil, "everyday": byCode(aliases)} {
		if err := fill(ctx, conn, kind, all, names); err != nil {
			stop()
			return nil, nil, err
		}
	}
	return &database{conn}, stop, nil
}

const insert = `
INSERT INTO docs VALUES ($1, $2, $3, setweight(to_tsvector('simple', $4), 'A') || setweight(to_tsvector('simple', $5), 'D'))`

func fill(ctx context.Context, conn *pgx.Conn, kind string, all []procedure.Procedure, names map[string][]string) error {
	var batch pgx.Batch
	for i := range all {
		name, rest := texts(&all[i], names)
		// Trigrams compare with one name at a time; words are searched in all of them.
		for line := range strings.Lines(name) {
			batch.Queue(insert, kind, all[i].Code, procedure.Folded(line), "", "")
		}
		batch.Queue(insert, kind+" words", all[i].Code, "", procedure.Folded(name), procedure.Folded(rest))
	}
	return conn.SendBatch(ctx, &batch).Close()
}

const askWords = `
SELECT code FROM docs, to_tsquery('simple', $2) q WHERE kind = $1 AND words @@ q
 ORDER BY ts_rank(words, q, 1) DESC, code LIMIT $3`

func (d *database) fullText(kind string) finder {
	return func(ctx context.Context, question string) ([]string, error) {
		words := strings.Join(strings.Fields(procedure.Folded(question)), " | ")
		return d.codes(ctx, askWords, kind+" words", words, wanted)
	}
}

const askTrigrams = `
SELECT code FROM docs WHERE kind = $1 AND name <> ''
 GROUP BY code ORDER BY max(word_similarity(name, $2) * similarity(name, $2)) DESC, code LIMIT $3`

func (d *database) trigrams(kind string) finder {
	return func(ctx context.Context, question string) ([]string, error) {
		return d.codes(ctx, askTrigrams, kind, procedure.Folded(question), wanted)
	}
}

func (d *database) codes(ctx context.Context, query string, args ...any) ([]string, error) {
	rows, err := d.conn.Query(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}
