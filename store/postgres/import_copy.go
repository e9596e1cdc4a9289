package postgres

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
)

// copyRows are rows as COPY ... (FORMAT binary) reads them. We write them ourselves: by the
// driver's general way the packing of a dossier costs more than the server's taking it in.
type copyRows []byte

const (
	copyHead = "PGCOPY\n\xff\r\n\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	copyTail = "\xff\xff"
)

// epoch is where the server's clock begins, 1 January 2000, in microseconds of ours.
const epoch = 946_684_800_000_000

// row begins a row of so many columns.
func (c *copyRows) row(columns int) { *c = binary.BigEndian.AppendUint16(*c, uint16(columns)) }

func (c *copyRows) null() { c.size(-1) }

func (c *copyRows) size(n int) { *c = binary.BigEndian.AppendUint32(*c, uint32(int32(n))) }

func (c *copyRows) text(s string) {
	c.size(len(s))
	*c = append(*c, s...)
}

// bytes writes a bytea; nil is NULL.
func (c *copyRows) bytes(b []byte) {
	if b == nil {
		c.null()
		return
	}
	c.size(len(b))
	*c = append(*c, b...)
}

// jsonb writes a JSON text, after the number of the form's version.
func (c *copyRows) jsonb(text []byte) {
	c.size(1 + len(text))
	*c = append(append(*c, 1), text...)
}

func (c *copyRows) int4(n int) {
	c.size(4)
	*c = binary.BigEndian.AppendUint32(*c, uint32(int32(n)))
}

func (c *copyRows) int8(n int64) {
	c.size(8)
	*c = binary.BigEndian.AppendUint64(*c, uint64(n))
}

func (c *copyRows) bool(yes bool) {
	c.size(1)
	if yes {
		*c = append(*c, 1)
		return
	}
	*c = append(*c, 0)
}

// moment writes a timestamptz; the zero time, "not said", is NULL.
func (c *copyRows) moment(t time.Time) {
	if t.IsZero() {
		c.null()
		return
	}
	c.int8(t.UnixMicro() - epoch)
}

func (c *copyRows) dong(n *int64) {
	if n == nil {
		c.null()
		return
	}
	c.int8(*n)
}

func (c *copyRows) yesNo(b *bool) {
	if b == nil {
		c.null()
		return
	}
	c.bool(*b)
}

// copyInto sends rows, begun with copyHead, into a table.
func copyInto(ctx context.Context, tx pgx.Tx, table string, columns []string, rows copyRows) error {
	rows = append(rows, copyTail...)
	into := fmt.Sprintf("COPY %s (%s) FROM STDIN (FORMAT binary)", table, strings.Join(columns, ", "))
	_, err := tx.Conn().PgConn().CopyFrom(ctx, bytes.NewReader(rows), into)
	return err
}
