package webchat

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"motcua/internal/sse"
)

// events sends the conversation's lines as they come. Its event ids are the
// lines' seq, so a page that lost its line resumes where it was.
func (p *Page) events(w http.ResponseWriter, r *http.Request) {
	id, ok := p.known(w, r)
	if !ok {
		// 204 tells an EventSource to stop asking: there is no conversation.
		w.WriteHeader(http.StatusNoContent)
		return
	}
	wake, stop := p.c.Live.Listen(r.Context(), topic(id))
	defer stop()
	out, err := sse.Start(w)
	if err != nil {
		p.c.Log.Error("a live stream could not start", "err", err)
		return
	}
	s := stream{page: p, out: out, chatID: id, lang: p.lookOf(r).Lang, mode: p.modeOf(r), seen: seen(r)}
	s.run(r.Context(), wake)
}

// stream is one page that is listening.
type stream struct {
	page   *Page
	out    *sse.Writer
	chatID string
	lang   string
	mode   mode
	seen   int64
}

// run ends with the request, with the server, or when the page cannot be reached.
func (s *stream) run(ctx context.Context, wake <-chan struct{}) {
	tick := time.NewTicker(s.page.lookEvery)
	defer tick.Stop()
	for {
		if err := s.sendNew(ctx); err != nil {
			return
		}
		select {
		case <-ctx.Done():
			return
		case _, open := <-wake:
			if !open {
				wake = nil // no more news; the clock goes on
			}
		case <-tick.C:
			if err := s.out.Beat(); err != nil {
				return
			}
		}
	}
}

// sendNew sends what the page has not seen. A store that is away is no reason
// to end the stream: the next look finds the same lines.
func (s *stream) sendNew(ctx context.Context) error {
	lines, err := s.page.c.Lines.LinesAfter(ctx, s.chatID, s.seen)
	if err != nil {
		if ctx.Err() == nil {
			s.page.c.Log.Warn("lines could not be read; it is tried again", "err", err)
		}
		return nil
	}
	for _, l := range lines {
		html, err := s.page.lineHTML(s.lang, s.mode, l)
		if err != nil {
			return err
		}
		if err := s.out.Event(strconv.FormatInt(l.Seq, 10), "line", html); err != nil {
			return err
		}
		s.seen = l.Seq
	}
	return nil
}

// seen is the last seq that the page has: what the browser remembers of the
// stream, or what the page said when it opened it.
func seen(r *http.Request) int64 {
	return max(number(r.Header.Get("Last-Event-ID")), number(r.URL.Query().Get("after")))
}

func number(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// lines gives the same lines once, for a page whose stream is not open.
func (p *Page) lines(w http.ResponseWriter, r *http.Request) {
	type lineHTML struct {
		Seq  int64  `json:"seq"`
		HTML string `json:"html"`
	}
	out := struct {
		Lines []lineHTML `json:"lines"`
	}{[]lineHTML{}}
	id, ok := p.known(w, r)
	if !ok {
		writeJSON(w, http.StatusOK, out)
		return
	}
	lines, err := p.c.Lines.LinesAfter(r.Context(), id, number(r.URL.Query().Get("after")))
	if err != nil {
		p.notTaken(w, err)
		return
	}
	for _, l := range lines {
		html, err := p.lineHTML(p.lookOf(r).Lang, p.modeOf(r), l)
		if err != nil {
			p.notTaken(w, err)
			return
		}
		out.Lines = append(out.Lines, lineHTML{l.Seq, html})
	}
	writeJSON(w, http.StatusOK, out)
}
