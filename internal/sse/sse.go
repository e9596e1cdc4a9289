// Package sse writes server-sent events: one answer that stays open and carries
// events as they happen. It must not know what the events mean.
package sse

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

const (
	// writeTime is how long one event may take to leave. A reader that is gone
	// without a word then ends the stream, where a stream without limit would stay.
	writeTime = 15 * time.Second
	// retry is what the reader waits before it comes back, in milliseconds.
	retry = 3000
)

// lineBreaks are all that the reader takes for the end of a line.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// Writer sends events to one reader. It is not safe for two goroutines.
type Writer struct {
	w       http.ResponseWriter
	control *http.ResponseController
}

// Start answers with an open stream. It fails when w cannot send piece by piece.
func Start(w http.ResponseWriter) (*Writer, error) {
	h := w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no") // proxies must not hold events back
	s := &Writer{w: w, control: http.NewResponseController(w)}
	// The whole answer outlives any read limit that the server sets on a request.
	if err := s.control.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil, fmt.Errorf("start a stream: %w", err)
	}
	if err := s.send(fmt.Sprintf("retry: %d\n\n", retry)); err != nil {
		return nil, fmt.Errorf("start a stream: %w", err)
	}
	return s, nil
}

// Event sends one event. An empty id or name is left out; data may have many lines.
func (s *Writer) Event(id, name, data string) error {
	var b strings.Builder
	field(&b, "id", oneLine(id))
	field(&b, "event", oneLine(name))
	for line := range strings.SplitSeq(lineBreaks.Replace(data), "\n") {
		b.WriteString("data: " + line + "\n")
	}
	b.WriteString("\n")
	return s.send(b.String())
}

// Beat sends a comment, so that proxies see life and a reader that is gone is noticed.
func (s *Writer) Beat() error { return s.send(":\n\n") }

func (s *Writer) send(text string) error {
	err := s.control.SetWriteDeadline(time.Now().Add(writeTime))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := s.w.Write([]byte(text)); err != nil {
		return err
	}
	return s.control.Flush()
}

func field(b *strings.Builder, name, value string) {
	if value != "" {
		b.WriteString(name + ": " + value + "\n")
	}
}

// oneLine keeps an id or a name from becoming fields of its own.
func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == 0 {
			return -1
		}
		return r
	}, s)
}
