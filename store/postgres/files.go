package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/chat"
	"motcua/internal/ticket"
)

const (
	// FilesKept is how long a file of a ticket is kept at the latest.
	FilesKept = 30 * 24 * time.Hour
	// FileAfter is how long it is kept after its ticket closed, as fileEnded says.
	FileAfter = 24 * time.Hour
)

// attachFiles and freeFiles are two halves of one statement: between them stands where
// the ticket (t.id) comes from. A file that belongs to another ticket stays there.
const (
	attachFiles = `
    UPDATE files f SET ticket = t.id, until = @files_until`
	freeFiles = `
    f.id = ANY (@file_ids::text[]) AND f.ticket IS NULL`
)

const keepFile = `
INSERT INTO files (id, ticket, kind, type, name, size, data, until)
VALUES ($1, nullif($2::bigint, 0), $3, $4, $5, $6, $7, $8)
ON CONFLICT (id) DO NOTHING`

// KeepFile keeps a file that was checked, for a ticket or (0) until a Line names it: it
// is then the ticket's, and until counts no more. The same again is no error.
func (s *Store) KeepFile(ctx context.Context, id int64, f chat.File, data []byte, until time.Time) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, keepFile, f.ID, id, f.Kind, f.Type, f.Name, f.Size, data, until); err != nil {
		return fmt.Errorf("keep a file: %w", away(err))
	}
	return nil
}

// fileEnded says that a file f is past its end at the time $1.
const fileEnded = `(f.until <= $1 OR EXISTS (
    SELECT FROM tickets t WHERE t.id = f.ticket AND t.state = 'closed' AND t.closed_at <= $1::timestamptz - interval '1 day'))`

const selectFile = `
SELECT f.kind, f.type, f.name, f.size, f.data, coalesce(f.ticket, 0) FROM files f WHERE f.id = $2 AND NOT ` + fileEnded

// FileData gives a file, its content and the ticket that it belongs to (0: none yet).
// ticket.ErrNone when there is no such file, or it is past its end.
func (s *Store) FileData(ctx context.Context, id string, now time.Time) (chat.File, []byte, int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	f := chat.File{ID: id}
	var data []byte
	var of int64
	err := s.db.QueryRow(ctx, selectFile, now, id).Scan(&f.Kind, &f.Type, &f.Name, &f.Size, &data, &of)
	if errors.Is(err, pgx.ErrNoRows) {
		return chat.File{}, nil, 0, ticket.ErrNone
	}
	if err != nil {
		return chat.File{}, nil, 0, fmt.Errorf("read a file: %w", away(err))
	}
	return f, data, of, nil
}

const dropFile = `DELETE FROM files WHERE id = $1 AND ticket IS NULL`

// DropFile deletes a file that no ticket has taken; where there is none it is no error.
func (s *Store) DropFile(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	if _, err := s.db.Exec(ctx, dropFile, id); err != nil {
		return fmt.Errorf("drop a file: %w", away(err))
	}
	return nil
}

const forgetFiles = `DELETE FROM files f WHERE ` + fileEnded

// ForgetFiles deletes the files that are past their end, and gives their number.
func (s *Store) ForgetFiles(ctx context.Context, now time.Time) (int64, error) {
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	tag, err := s.db.Exec(ctx, forgetFiles, now)
	if err != nil {
		return 0, fmt.Errorf("forget files: %w", away(err))
	}
	return tag.RowsAffected(), nil
}
