package telegram

// windowMost is how many updates may be in hand.
const windowMost = 100

// window is what is known of the updates that Telegram still keeps: asking for an
// offset acknowledges all before it, so the oldest in hand is asked for again and
// again, and what is known is passed over.
type window struct {
	hand  map[int64]bool // not ended
	ended map[int64]bool // ended, and behind one that is not
	next  int64          // after the newest taken; 0: none yet
	asked int64          // the last offset that was asked for
}

func newWindow() *window { return &window{hand: map[int64]bool{}, ended: map[int64]bool{}} }

// oldest is the offset to ask for.
func (w *window) oldest() int64 {
	oldest := w.next
	for id := range w.hand {
		oldest = min(oldest, id)
	}
	return oldest
}

// ask is oldest, and forgets what no answer to it can name.
func (w *window) ask() int64 {
	w.asked = w.oldest()
	for id := range w.ended {
		if id < w.asked {
			delete(w.ended, id)
		}
	}
	return w.asked
}

func (w *window) full() bool { return len(w.hand) >= windowMost }

// take is false for an update that is known, or for which there is no room: that one
// is asked for again.
func (w *window) take(id int64) bool {
	if w.hand[id] || w.ended[id] || w.full() {
		return false
	}
	if id < w.asked { // after a week of silence Telegram counts from anywhere
		w.next, w.asked = 0, 0
	}
	w.hand[id] = true
	w.next = max(w.next, id+1)
	return true
}

func (w *window) end(id int64) {
	delete(w.hand, id)
	w.ended[id] = true
}
