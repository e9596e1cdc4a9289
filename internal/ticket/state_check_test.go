package ticket

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"pgregory.net/rapid"
)

// check holds everything that must be true at any time.
func (w *world) check(rt *rapid.T) {
	for _, t := range w.tickets {
		if wrong := w.wrong(t); wrong != "" {
			rt.Fatalf("ticket %d: %s\n%+v\n%+v", t.ID, wrong, t, w.lines[t.ID])
		}
		w.before[t.ID] = len(w.lines[t.ID])
	}
	open := map[Asker]int{}
	written := map[string]int{}
	for _, t := range w.tickets {
		if t.State != Closed {
			open[t.Asker]++
		}
		for _, l := range w.lines[t.ID] {
			if l.What == Said {
				written[l.Text]++
			}
		}
	}
	for asker, n := range open {
		if n > 1 {
			rt.Fatalf("%v has %d open tickets", asker, n)
		}
	}
	for text := range w.texts {
		if written[text] != 1 {
			rt.Fatalf("%q is there %d times", text, written[text])
		}
	}
}

// wrong is what is wrong with a Ticket; "" is fine.
func (w *world) wrong(t Ticket) string {
	lines := w.lines[t.ID]
	state, holder, bad := replay(lines)
	switch {
	case bad != "":
		return bad
	case state != t.State || holder != t.Holder:
		return fmt.Sprintf("its lines say %s in the hands of %d", state, holder)
	case len(lines) < w.before[t.ID]:
		return "lines are gone"
	case t.State != Closed && !w.looksAt(t):
		return "nobody looks after it at " + w.desk.times.Due(t).String()
	case t.State == Waiting && t.RungRing != t.Ring && !w.waits("ring", t.ID):
		return "nobody is told that it waits"
	case w.untold(t, lines) && !w.waits("relay", t.ID):
		return "a line is not handed on"
	case (t.State == Closed) != (t.Outcome != "") || (t.State == Closed) == t.ClosedAt.IsZero():
		return "closed without an outcome, or the other way round"
	}
	return seen(t)
}

// looksAt says whether a job looks at the Ticket as soon as something is due.
func (w *world) looksAt(t Ticket) bool {
	due := w.desk.times.Due(t)
	return slices.ContainsFunc(w.jobs, func(l Later) bool {
		return l.Args.Kind() == "silence" && jobOf(l) == t.ID && !l.At.After(due)
	})
}

// untold says whether somebody is to hear of a Line and has not.
func (*world) untold(t Ticket, lines []Line) bool {
	asker := []What{Claimed, Answered, CardSent, GuideSent, DetailsAsked, Returned, Passed, Finished}
	holder := []What{Reminded, DetailsAllowed, DetailsRefused, TakenBack, Rated}
	held := false
	for _, l := range lines {
		switch l.What {
		case Claimed:
			held = true
		case Returned, Passed:
			held = false
		case Reopened:
			held = l.By != 0
		}
		if l.Seq > t.ToldAsker && slices.Contains(asker, l.What) ||
			l.Seq > t.ToldHolder && (slices.Contains(holder, l.What) || held && l.What == Said) {
			return true
		}
	}
	return false
}

// seen holds who may see a Ticket against the promise that neighbours do not.
func seen(t Ticket) string {
	for _, v := range everybody {
		ward := slices.Contains([]int64{minh.ID, mai.ID, lan.ID, hanh.ID}, v.ID)
		hidden := t.Sensitive && ward || t.Far && v.ID == minh.ID || !v.EndedAt.IsZero()
		if hidden && t.State != Closed && (MaySee(t, v) || MayRead(t, v)) {
			return v.Name + " sees it"
		}
	}
	return ""
}

// replay goes through Lines from the beginning: whose hands, and whether each might
// happen at all.
func replay(lines []Line) (state State, holder int64, wrong string) {
	state = Waiting
	for _, l := range lines {
		fine := true
		switch l.What {
		case Said:
			fine = l.Seq == 1 || state != Closed
		case Claimed:
			fine = state == Waiting
			state, holder = Held, l.By
		case Answered, Noted, CardSent, GuideSent, Assigned, DetailsAsked:
			fine = state == Held && l.By == holder
		case DetailsAllowed, DetailsRefused, Reminded:
			fine = state == Held && l.By == 0
		case Returned, Passed:
			fine = state == Held && (l.By == holder || l.By == 0)
			state, holder = Waiting, 0
		case Widened:
			fine = state == Waiting
		case Finished:
			fine = state == Held && (l.By == holder || l.By == 0) || state == Waiting && l.By == 0
			state = Closed
		case TakenBack:
			fine = state != Closed
			state = Closed
		case Reopened:
			fine = state == Closed
			state, holder = Held, l.By
			if l.By == 0 {
				state = Waiting
			}
		case Rated:
			fine = state == Closed
		}
		if !fine {
			return state, holder, strings.Join([]string{string(l.What), "at", strconv.FormatInt(l.Seq, 10), "cannot be"}, " ")
		}
	}
	return state, holder, ""
}
