package api

import (
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
)

// worthZipping is how long an answer is that is packed.
const worthZipping = 1 << 10

// zipped packs long answers for those who take them packed.
func zipped(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Encoding")
		if !takesGzip(r.Header.Get("Accept-Encoding")) {
			next.ServeHTTP(w, r)
			return
		}
		z := &zipWriter{ResponseWriter: w}
		defer z.end()
		next.ServeHTTP(z, r)
	})
}

func takesGzip(accepted string) bool {
	for part := range strings.SplitSeq(strings.ToLower(accepted), ",") {
		coding, weight, weighed := strings.Cut(part, ";")
		if strings.TrimSpace(coding) != "gzip" {
			continue
		}
		_, q, _ := strings.Cut(weight, "=")
		n, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
		return !weighed || (err == nil && n > 0)
	}
	return false
}

// zipWriter waits with the head of the answer for the first part of its body, which comes
// whole where it is short.
type zipWriter struct {
	http.ResponseWriter

	status int
	sent   bool
	packed *gzip.Writer
}

// Unwrap lets http.ResponseController through.
func (z *zipWriter) Unwrap() http.ResponseWriter { return z.ResponseWriter }

// WriteHeader remembers the status.
func (z *zipWriter) WriteHeader(status int) {
	if z.status == 0 {
		z.status = status
	}
}

// Write sends the head and this part.
func (z *zipWriter) Write(p []byte) (int, error) {
	if !z.sent {
		if len(p) >= worthZipping && z.Header().Get("Content-Encoding") == "" {
			z.Header().Set("Content-Encoding", "gzip")
			z.Header().Del("Content-Length")
			z.packed = gzip.NewWriter(z.ResponseWriter)
		}
		z.head()
	}
	if z.packed != nil {
		return z.packed.Write(p)
	}
	return z.ResponseWriter.Write(p)
}

func (z *zipWriter) head() {
	z.sent = true
	if z.status != 0 {
		z.ResponseWriter.WriteHeader(z.status)
	}
}

func (z *zipWriter) end() {
	if !z.sent {
		z.head()
	}
	if z.packed != nil {
		_ = z.packed.Close() // fails only when the reader is gone
	}
}
