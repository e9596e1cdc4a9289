package api

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"

	"motcua/internal/intake"
	"motcua/internal/words"
)

// What may be wrong with a body before anybody looks at its rows.
var (
	errManyBytes = errors.New("the body is too large")
	errManyRows  = errors.New("the body has too many rows")
	errGzip      = errors.New("the packed body is damaged or cut off")
	errTwice     = errors.New("the body is packed twice")
)

// How long a sender may be silent, and all of a body take.
const (
	silence  = 30 * time.Second
	patience = 15 * time.Minute
)

// formatOf is how a body is written; nil, or why it cannot be read.
func (a *API) formatOf(c *call) (intake.Format, *Problem) {
	kind := c.r.Header.Get("Content-Type")
	media, _, err := mime.ParseMediaType(kind)
	switch {
	case kind == "", err == nil && (media == "application/x-ndjson" || media == "application/ndjson" || media == "application/jsonl"):
		return intake.NDJSON, nil
	case err == nil && media == "application/json":
		return intake.JSON, nil
	}
	return "", a.problem(c.lang, http.StatusUnsupportedMediaType, "media", words.Args{"kind": short(kind)})
}

// body reads what was sent, unpacked, within the limits.
func (a *API) body(c *call) (io.Reader, *Problem) {
	if coding := strings.ToLower(strings.TrimSpace(c.r.Header.Get("Content-Encoding"))); coding != "" && coding != "gzip" && coding != "identity" {
		p := a.problem(c.lang, http.StatusUnsupportedMediaType, "coding", words.Args{"coding": short(coding)})
		p.headers = http.Header{"Accept-Encoding": {"gzip"}}
		return nil, p
	}
	if c.r.ContentLength > a.c.Limits.Sent {
		return nil, a.large(c)
	}
	sent := &patientBody{
		in: http.MaxBytesReader(c.w, c.r.Body, a.c.Limits.Sent), control: http.NewResponseController(c.w), until: time.Now().Add(patience),
	}
	return &unpacking{sent: sent, left: a.c.Limits.Bytes}, nil
}

// patientBody lets a large body take its time, as long as something comes: the server's own
// deadline is for questions of citizens.
type patientBody struct {
	in      io.Reader
	control *http.ResponseController
	until   time.Time
}

func (b *patientBody) Read(p []byte) (int, error) {
	next := time.Now().Add(silence)
	if next.After(b.until) {
		next = b.until
	}
	_ = b.control.SetReadDeadline(next) // where there is no connection, there is no deadline
	n, err := b.in.Read(p)
	if err != nil {
		// From here on the server only listens whether the sender is still there.
		_ = b.control.SetReadDeadline(time.Time{})
	}
	return n, err
}

// unpacking unpacks what is packed, told by its first bytes, and stops where there is too much.
type unpacking struct {
	sent io.Reader
	in   io.Reader
	zip  bool
	left int64
	err  error // that ended it
}

var gzipMagic = []byte{0x1f, 0x8b}

func (u *unpacking) Read(p []byte) (int, error) {
	if u.err == nil && u.in == nil {
		u.err = u.open()
	}
	if u.err != nil {
		return 0, u.err
	}
	n, err := u.in.Read(p)
	if u.left -= int64(n); u.left < 0 {
		n, err = 0, errManyBytes
	}
	if u.zip && (errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.Is(err, io.ErrUnexpectedEOF) || isFlate(err)) {
		err = errGzip
	}
	u.err = err
	return n, err
}

// open looks at the first bytes. What is packed within what was packed is no body of rows.
func (u *unpacking) open() error {
	in := bufio.NewReaderSize(u.sent, 64<<10)
	u.in = in
	if head, _ := in.Peek(len(gzipMagic)); !bytes.Equal(head, gzipMagic) {
		return nil
	}
	unpacked, err := gzip.NewReader(in)
	if err != nil {
		return errGzip
	}
	inner := bufio.NewReaderSize(unpacked, 64<<10)
	if head, _ := inner.Peek(len(gzipMagic)); bytes.Equal(head, gzipMagic) {
		return errTwice
	}
	u.in, u.zip = inner, true
	return nil
}

// limitedRows ends where there are too many.
type limitedRows struct {
	Rows

	left int
}

func (l *limitedRows) Next() (intake.DossierRow, *intake.Reject, error) {
	row, reject, err := l.Rows.Next()
	if err == nil {
		if l.left--; l.left < 0 {
			return intake.DossierRow{}, nil, errManyRows
		}
	}
	return row, reject, err
}

func isFlate(err error) bool {
	_, corrupt := errors.AsType[flate.CorruptInputError](err)
	return corrupt
}
