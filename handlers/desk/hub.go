package desk

import (
	"context"
	"slices"
	"sync"
	"time"

	"motcua/internal/team"
	"motcua/internal/ticket"
)

// Times of the hub.
const (
	lookEvery = 3 * time.Second  // when nothing wakes it
	lookBack  = 10 * time.Second // changes do not appear in the order of their times
	keepKnown = time.Minute      // longer than lookBack, so that nothing is told twice
)

// hub follows the tickets for all open pages of this process. What changed is read once,
// drawn once a language, and handed to the streams that may see it.
type hub struct {
	desk   *Desk
	roster rosterCopy
	looked time.Time // the last look that read something; of run alone

	mu      sync.Mutex
	streams map[*stream]struct{}
	known   map[int64]seenVersion
}

type seenVersion struct {
	version int64
	at      time.Time
}

func newHub(d *Desk) *hub {
	return &hub{desk: d, streams: map[*stream]struct{}{}, known: map[int64]seenVersion{}}
}

// run looks at each word of Live and every few seconds by itself, until ctx ends.
func (h *hub) run(ctx context.Context) {
	wake, stop := h.desk.c.Live.Listen(ctx, ticket.Topic)
	defer stop()
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	h.looked = time.Now()
	for {
		h.look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-tick.C:
		}
	}
}

// look reads what changed and tells it. A store that is away is no reason to end: the
// next look finds the same, and what was missed for long a page reads when it comes back.
func (h *hub) look(ctx context.Context) {
	if !h.anybody() {
		h.looked = time.Now()
		return
	}
	changed, err := h.desk.c.Store.TicketsChangedSince(ctx, time.Now().Add(-lookBack))
	if err != nil {
		if ctx.Err() == nil {
			h.desk.c.Log.Warn("changes could not be read; it is tried again", "err", err)
		}
		return
	}
	if time.Since(h.looked) > lookBack/2 {
		h.dropAll() // away for long: pages come back and read everything
	}
	h.looked = time.Now()
	h.dropChanged(ctx)
	for _, s := range changed {
		if h.isNews(s) {
			h.tell(ctx, s)
		}
	}
}

// isNews remembers a version, and says whether it is one that was not told.
func (h *hub) isNews(s ticket.Summary) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := time.Now()
	if k, ok := h.known[s.ID]; ok && k.version >= s.Version {
		h.known[s.ID] = seenVersion{k.version, now}
		return false
	}
	h.known[s.ID] = seenVersion{s.Version, now}
	if len(h.known)%100 == 0 {
		for id, k := range h.known {
			if now.Sub(k.at) > keepKnown {
				delete(h.known, id)
			}
		}
	}
	return true
}

// tell hands a change to everybody whom it concerns.
func (h *hub) tell(ctx context.Context, s ticket.Summary) {
	n := &news{desk: h.desk, summary: s, drawn: map[string]string{}}
	for _, st := range h.all() {
		st.offer(ctx, n)
	}
}

func (h *hub) anybody() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.streams) > 0
}

func (h *hub) all() []*stream {
	h.mu.Lock()
	defer h.mu.Unlock()
	out := make([]*stream, 0, len(h.streams))
	for s := range h.streams {
		out = append(out, s)
	}
	return out
}

// dropChanged makes those come back who may see other tickets than before.
func (h *hub) dropChanged(ctx context.Context) {
	now := h.desk.roster(ctx).people
	for _, s := range h.all() {
		if v, ok := now[s.me.ID]; ok && !sameRights(v, s.me.Volunteer) {
			s.drop()
		}
	}
}

func sameRights(a, b team.Volunteer) bool {
	return a.Role == b.Role && slices.EqualFunc(a.Teams, b.Teams, func(x, y team.Member) bool {
		return x.ID == y.ID && x.Kind == y.Kind && x.Unit == y.Unit && x.Area == y.Area
	})
}

// dropAll makes all pages come back and read everything: they may have missed something.
func (h *hub) dropAll() {
	for _, s := range h.all() {
		s.drop()
	}
}

func (h *hub) add(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.streams[s] = struct{}{}
}

func (h *hub) remove(s *stream) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.streams, s)
}
