package ticket

import (
	"slices"

	"motcua/internal/team"
)

// rings are those that a Ticket passes through, in order. A sensitive one begins with
// the officers, and then goes past its own ward.
func (t Ticket) rings() []Ring {
	if t.Sensitive {
		return []Ring{Officers, City}
	}
	return []Ring{OwnTeam, City, Officers}
}

// FirstRing is where a Ticket is offered first.
func (t Ticket) FirstRing() Ring { return t.rings()[0] }

// NextRing is the one after the present; false: it is the last.
func (t Ticket) NextRing() (Ring, bool) {
	all := t.rings()
	next := slices.Index(all, t.Ring) + 1
	if next == len(all) {
		return t.Ring, false
	}
	return all[next], true
}

// atLast says that there is nobody further whom it could be offered to.
func (t Ticket) atLast() bool {
	_, more := t.NextRing()
	return !more && t.Team == 0 && t.Only == 0
}

// MaySee says whether a Ticket is for a Volunteer: it is in their hands (or was, to its
// end), or it waits and is offered to them.
func MaySee(t Ticket, v team.Volunteer) bool {
	if !v.EndedAt.IsZero() {
		return false
	}
	if t.Holder != 0 && t.Holder == v.ID {
		return true
	}
	return t.State == Waiting && offered(t, v)
}

// MayList says whether a Volunteer may see that a Ticket is there: a coordinator sees
// all of their Unit, and of every Unit where they belong to none.
func MayList(t Ticket, v team.Volunteer) bool { return MaySee(t, v) || coordinates(t, v) }

// MayRead says whether a Volunteer may read what was written: a coordinator reads what
// they list, but nothing sensitive, and nothing that is not for neighbours as one.
func MayRead(t Ticket, v team.Volunteer) bool {
	return MaySee(t, v) || coordinates(t, v) && !t.Sensitive && !neighbour(t, v)
}

// MayPass says whether a Ticket may be passed on to a Volunteer.
func MayPass(t Ticket, v team.Volunteer) bool { return v.EndedAt.IsZero() && !neighbour(t, v) }

// MayPassTo says whether a Ticket may be passed on to a Team.
func MayPassTo(t Ticket, k team.Team) bool { return k.EndedAt.IsZero() && !near(t, k) }

// Rung says whether a Volunteer was among those that a waiting Ticket was announced to
// in this round already.
func Rung(t Ticket, v team.Volunteer) bool {
	before := t
	before.Ring = t.RungRing
	return t.RungRing != 0 && MaySee(before, v)
}

// GaveAway are those who had a Ticket in hand since it was last opened and have it no
// more: they are not the first to be asked again.
func GaveAway(lines []Line) map[int64]bool {
	gone := map[int64]bool{}
	var holder int64
	for _, l := range lines {
		switch l.What {
		case Claimed:
			holder = l.By
		case Returned, Passed:
			gone[holder] = true
		case Reopened:
			holder = l.By
			clear(gone)
		}
	}
	return gone
}

func coordinates(t Ticket, v team.Volunteer) bool {
	if v.Role != team.Coordinator || !v.EndedAt.IsZero() {
		return false
	}
	hasUnit := false
	for _, m := range v.Teams {
		if m.Unit != "" && (m.Unit == t.Unit || t.Unit == "") {
			return true
		}
		hasUnit = hasUnit || m.Unit != ""
	}
	return !hasUnit
}

// offered says whether a Ticket, were it waiting, would wait for this Volunteer too.
func offered(t Ticket, v team.Volunteer) bool {
	switch {
	case neighbour(t, v):
		return false
	case t.Only != 0:
		return t.Only == v.ID
	}
	return slices.ContainsFunc(v.Teams, func(m team.Member) bool {
		if t.Team != 0 {
			return m.ID == t.Team
		}
		return inRing(t, m.Team)
	})
}

// inRing says whether a Team is within the Ticket's Ring.
func inRing(t Ticket, k team.Team) bool {
	local := k.Kind == team.OfArea || k.Kind == team.OfUnit
	switch t.Ring {
	case OwnTeam:
		return local && ours(t, k)
	case City:
		return k.Kind != team.Officers || t.Sensitive
	case Officers:
		return k.Kind == team.Officers || !t.Sensitive
	}
	return false
}

// neighbour says whether a Volunteer is one of those who must not see the Ticket since
// they may know the asker. An officer is one by office.
func neighbour(t Ticket, v team.Volunteer) bool {
	return !v.Officer() && slices.ContainsFunc(v.Teams, func(m team.Member) bool { return near(t, m.Team) })
}

// near says whether a Team is too near to the asker. What is unknown is near.
func near(t Ticket, k team.Team) bool {
	local := k.Kind == team.OfArea || k.Kind == team.OfUnit
	switch {
	case !local || !ours(t, k):
		return false
	case t.Sensitive:
		return true
	}
	return t.Far && k.Kind == team.OfArea && (t.Area == "" || k.Area == "" || k.Area == t.Area)
}

// ours says whether a Team stands for the Ticket's Unit, as far as known.
func ours(t Ticket, k team.Team) bool { return t.Unit == "" || k.Unit == "" || k.Unit == t.Unit }
