package main

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"motcua/internal/intake"
)

// counted are rows of which so many were read.
type counted int64

func (*counted) Notes() []intake.Said { return nil }
func (c *counted) RowsRead() int64    { return int64(*c) }

// Where nobody watches a terminal, a long import says every half minute how far it is.
func TestProgressInLines(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{
		"vi": "a.csv: đã đọc 639.000 dòng, 21.300 dòng/giây, còn khoảng 2 phút\na.csv: đã đọc 640.000 dòng, 33 dòng/giây, còn khoảng 61 giây\n",
		"en": "a.csv: read 639,000 rows, 21,300 rows/s, about 2 minutes left\na.csv: read 640,000 rows, 33 rows/s, about 61 seconds left\n",
	} {
		now := time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC)
		var stderr bytes.Buffer
		in := &importInput{Reader: strings.NewReader(strings.Repeat("x", 500)), size: 500}
		p := newProgress("a.csv", in, &stderr, lang, func() time.Time { return now })
		var rows counted
		p.follow(&rows)
		read := func(bytes int, n counted, after time.Duration) {
			rows, now = n, now.Add(after)
			if _, err := io.CopyN(io.Discard, p.reader(in), int64(bytes)); err != nil {
				t.Fatal(err)
			}
		}
		read(1, 1000, time.Second)
		read(99, 639_000, 29*time.Second)
		read(133, 640_000, progressEvery)
		if got := stderr.String(); got != want {
			t.Errorf("%s:\n got %swant %s", lang, got, want)
		}
	}
}
