package desk

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"sync"
	"time"

	"motcua/internal/sse"
	"motcua/internal/team"
	"motcua/internal/ticket"
)

const (
	// queued is how much may wait for a slow page before it is made to come back.
	queued = 64
	// beat is how often a page that hears nothing gets a sign of life, and its session is
	// looked at.
	beat = 20 * time.Second
)

// stream is one open page.
type stream struct {
	desk *Desk
	me   who
	open int64 // the case on the page, 0 for none
	lang string
	out  chan event
	gone chan struct{} // closed to make the page come back
	once sync.Once

	mu    sync.Mutex
	seen  int64 // its last line that the page has
	shown map[int64]list
}

// events sends what changes. It begins with everything as it is, so that a page that was
// away is right again.
func (d *Desk) events(w http.ResponseWriter, r *http.Request) {
	me, err := d.whoAsks(r)
	if err != nil {
		if away(err) {
			http.Error(w, "", http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusNoContent) // tells an EventSource to stop asking
		return
	}
	ended, stop := d.c.Live.Listen(r.Context(), sessionTopic(me.session.ID))
	defer stop()
	out, err := sse.Start(w)
	if err != nil {
		d.c.Log.Error("a live stream could not start", "err", err)
		return
	}
	q := r.URL.Query()
	s := &stream{
		desk: d, me: me, lang: me.look.Lang, out: make(chan event, queued), gone: make(chan struct{}),
		open: number(q.Get("case")), seen: number(q.Get("after")), shown: map[int64]list{},
	}
	d.hub.add(s) // before the first look, so that nothing falls between
	defer d.hub.remove(s)
	if s.begin(r.Context(), out) == nil {
		s.run(r, out, ended)
	}
}

// begin sends all rows, and the lines that the page lacks.
func (s *stream) begin(ctx context.Context, out *sse.Writer) error {
	f := s.desk.frame(ctx, s.me, "")
	if f.Away {
		return errors.New("the lists could not be read")
	}
	s.mu.Lock()
	for _, row := range f.Waiting {
		s.shown[row.ID] = inWaiting
	}
	for _, row := range f.Mine {
		s.shown[row.ID] = inMine
	}
	s.mu.Unlock()
	html, err := s.desk.draw(s.lang, "lists", f)
	if err != nil {
		return err
	}
	if err := out.Event("", "lists", html); err != nil {
		return err
	}
	return s.beginCase(ctx, out)
}

func (s *stream) beginCase(ctx context.Context, out *sse.Writer) error {
	if s.open == 0 {
		return nil
	}
	t, err := s.desk.readCase(ctx, s.me, s.open)
	if err != nil {
		return nil //nolint:nilerr // not there, or not mine to read: the lists are still worth a stream
	}
	n := &news{desk: s.desk, summary: ticket.Summary{Ticket: t}, drawn: map[string]string{}}
	s.mu.Lock()
	html, err := n.newLines(ctx, s.lang, s.me.ID, s.seen)
	s.seen = n.last(s.seen)
	s.mu.Unlock()
	if err != nil || html == "" {
		return err
	}
	if err := out.Event("", "line", html); err != nil {
		return err
	}
	return out.Event("", "case", strconv.FormatInt(t.Version, 10))
}

// run ends with the request, with the session, or when the page cannot be reached.
func (s *stream) run(r *http.Request, out *sse.Writer, ended <-chan struct{}) {
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		var err error
		select {
		case <-r.Context().Done():
			return
		case <-s.gone:
			return
		case e := <-s.out:
			err = out.Event("", e.name, e.data)
		case <-ended:
			err = s.checkSession(r, out)
		case <-tick.C:
			if err = out.Beat(); err == nil {
				err = s.checkSession(r, out)
			}
		}
		if err != nil {
			return
		}
	}
}

// checkSession ends the stream of a session that is over; the page says so.
func (s *stream) checkSession(r *http.Request, out *sse.Writer) error {
	_, err := s.desk.whoAsks(r)
	if errors.Is(err, team.ErrUnknown) || errors.Is(err, team.ErrExpired) {
		_ = out.Event("", "ended", "") // the stream ends either way
		return err
	}
	return nil
}

// offer hands a change to the page, as far as it concerns it.
func (s *stream) offer(ctx context.Context, n *news) {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := n.summary.Ticket
	before, was := s.shown[t.ID]
	in := s.listFor(t)
	switch {
	case in == inWaiting || in == inMine:
		s.shown[t.ID] = in
	case !was:
		in = ""
	default:
		delete(s.shown, t.ID)
		if in == inTaken && before != inWaiting {
			in = inGone
		}
	}
	if in != "" {
		html, err := n.row(ctx, s.lang, in)
		s.push(event{"row", html}, err)
	}
	if t.ID == s.open {
		s.offerCase(ctx, n)
	}
}

// listFor is where a ticket stands for this volunteer.
func (s *stream) listFor(t ticket.Ticket) list {
	switch {
	case t.State == ticket.Held && t.Holder == s.me.ID:
		return inMine
	case t.State == ticket.Waiting && ticket.MaySee(t, s.me.Volunteer):
		return inWaiting
	case t.State == ticket.Held:
		return inTaken
	}
	return inGone
}

// offerCase sends the new lines of the open case, and says that its state changed.
func (s *stream) offerCase(ctx context.Context, n *news) {
	if !ticket.MayRead(n.summary.Ticket, s.me.Volunteer) {
		s.push(event{"case", "0"}, nil) // the page asks, and is told that it may not
		return
	}
	html, err := n.newLines(ctx, s.lang, s.me.ID, s.seen)
	if err != nil || html != "" {
		s.push(event{"line", html}, err)
	}
	s.seen = n.last(s.seen)
	s.push(event{"case", strconv.FormatInt(n.summary.Version, 10)}, nil)
}

// push never waits: a page that is too slow comes back and reads everything.
func (s *stream) push(e event, err error) {
	if err != nil {
		s.desk.c.Log.Warn("news could not be drawn; the page comes back for it", "err", err)
		s.drop()
		return
	}
	select {
	case s.out <- e:
	default:
		s.drop()
	}
}

func (s *stream) drop() { s.once.Do(func() { close(s.gone) }) }
