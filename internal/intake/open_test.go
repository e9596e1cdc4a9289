package intake

import (
	"bytes"
	"compress/gzip"
	"io"
	"testing"
)

// packed is gzip of a text, as a stream.
func packed(t *testing.T, text []byte) io.Reader {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	_, err := w.Write(text)
	must(t, err)
	must(t, w.Close())
	return &out
}
