package desk

import (
	"context"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/ticket"
	"motcua/internal/workday"
)

// list is where a row stands on the page.
type list string

const (
	inWaiting list = "waiting"
	inMine    list = "mine"
	inTaken   list = "taken" // another has it: shown for a moment, then gone
	inGone    list = "gone"
	inDone    list = "done"
)

// rowView is a Summary as its template wants it.
type rowView struct {
	ID      int64
	Version int64
	List    list
	At      int64  // the moment that is counted from, in seconds
	N       int    // how many of the unit
	Unit    string // minute, hour, day
	Clock   string // "18:42", shown when nothing can be counted
	Late    bool
	Excerpt string
	Private bool // sensitive: no excerpt
	Counter bool // help given at the counter: nobody asked here
	Channel chat.Channel
	Place   string
	HasCode bool
	Unread  int
	Last    int64
	Holder  string
	Outcome ticket.Outcome
	Key     string // of the claim: the same press twice is one
}

func (d *Desk) row(ctx context.Context, s ticket.Summary, in list) rowView {
	now := d.c.Now()
	at := s.WaitingAt
	switch {
	case in == inDone:
		at = s.ClosedAt
	case in == inMine && s.Unread > 0:
		at = s.AskedAt
	case in == inMine:
		at = latest(s.AskedAt, s.SpokenAt, s.HeldAt)
	}
	v := rowView{
		ID: s.ID, Version: s.Version, List: in, At: at.Unix(), Clock: clock(at),
		Late:    in == inWaiting && now.Sub(at) >= late,
		Excerpt: s.Excerpt, Private: s.Sensitive && s.Excerpt == "", Channel: s.Asker.Channel, Place: d.place(ctx, s.Ticket), HasCode: s.Code != "", Counter: s.Asker.Chat == "",
		Unread: s.Unread, Last: s.LastLine, Holder: s.HolderName, Outcome: s.Outcome,
	}
	if s.Sensitive && in == inWaiting {
		v.Excerpt, v.Private = "", true
	}
	v.N, v.Unit = ago(now.Sub(at))
	v.Key = claimKey(s.Ticket)
	return v
}

// ago counts as people do: minutes, then hours, then days.
func ago(d time.Duration) (int, string) {
	switch {
	case d < time.Minute:
		return 0, "minute"
	case d < time.Hour:
		return int(d / time.Minute), "minute"
	case d < 24*time.Hour:
		return int(d / time.Hour), "hour"
	}
	return int(d / (24 * time.Hour)), "day"
}

// place is where a question comes from: the neighbourhood, else the unit.
func (d *Desk) place(ctx context.Context, t ticket.Ticket) string {
	if t.Area != "" {
		return t.Area
	}
	name := d.unitName(ctx, t.Unit)
	for _, kind := range []string{"Phường ", "Xã "} { // everybody here knows that it is one
		name = strings.TrimPrefix(name, kind)
	}
	return name
}

func (d *Desk) unitName(ctx context.Context, code string) string {
	if code == "" {
		return ""
	}
	dir, err := d.c.Units.Directory(ctx)
	if err != nil {
		return "" // a row without a place is still a row
	}
	u, _ := dir.Find(code, d.c.Now())
	return u.Name
}

func latest(times ...time.Time) time.Time {
	var out time.Time
	for _, t := range times {
		if t.After(out) {
			out = t
		}
	}
	return out
}

// clock is the time of day in Vietnam.
func clock(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(workday.Zone).Format("15:04")
}

// day is a date as people write it.
func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(workday.Zone).Format("02/01/2006")
}
