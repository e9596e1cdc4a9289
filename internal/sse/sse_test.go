package sse_test

import (
	"bufio"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"motcua/internal/sse"
)

func TestEventsAsTheyAreWritten(t *testing.T) {
	t.Parallel()
	rec := httptest.NewRecorder()
	w, err := sse.Start(rec)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []struct{ id, name, data string }{
		{"7", "line", "<p>một\ncửa</p>"},
		{"", "", "a\r\nb\rc"},
		{"8\nevent: forged", "line", ""},
	} {
		if err := w.Event(e.id, e.name, e.data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Beat(); err != nil {
		t.Fatal(err)
	}
	want := "retry: 3000\n\n" +
		"id: 7\nevent: line\ndata: <p>một\ndata: cửa</p>\n\n" +
		"data: a\ndata: b\ndata: c\n\n" +
		"id: 8event: forged\nevent: line\ndata: \n\n" +
		":\n\n"
	if got := rec.Body.String(); got != want {
		t.Errorf("stream:\n%q\nwant\n%q", got, want)
	}
	if got := rec.Header().Get("Content-Type"); got != "text/event-stream; charset=utf-8" {
		t.Errorf("Content-Type %q", got)
	}
}

// A stream outlives the server's limits on one answer, and each event leaves at once.
func TestEachEventLeavesAtOnce(t *testing.T) {
	t.Parallel()
	next := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s, err := sse.Start(w)
		if err != nil {
			t.Error(err)
			return
		}
		for range next {
			if err := s.Event("", "", "x"); err != nil {
				t.Error(err)
			}
		}
	}))
	defer srv.Close()
	resp, err := http.Get(srv.URL)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	lines := bufio.NewReader(resp.Body)
	for i := range 3 {
		next <- struct{}{}
		if err := readUntil(lines, "data: x\n"); err != nil {
			t.Fatalf("event %d did not arrive: %v", i, err)
		}
	}
	close(next)
	if err := readUntil(lines, "data: x\n"); !errors.Is(err, io.EOF) {
		t.Errorf("the stream did not end: %v", err)
	}
}

func readUntil(r *bufio.Reader, want string) error {
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return err
		}
		if line == want {
			return nil
		}
	}
}

// plain is a ResponseWriter that cannot flush.
type plain struct{ http.ResponseWriter }

func TestStartFailsWhereNothingCanBeFlushed(t *testing.T) {
	t.Parallel()
	_, err := sse.Start(plain{struct{ http.ResponseWriter }{httptest.NewRecorder()}})
	if err == nil || !strings.Contains(err.Error(), "start a stream") {
		t.Errorf("error %v", err)
	}
}
