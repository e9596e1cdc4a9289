package procedure

import (
	"slices"
	"strings"
	"time"
)

// ways reads the ways of handing in: one a channel, however many rows it has.
func ways(p *Procedure, read time.Time) []Way {
	onDay := theSameDay(p)
	whole := limit([]string{p.TimeLimit})
	if p.anyHow(func(h How) string { return h.Time }) {
		whole = Limit{} // it was put together from these
	}
	var out []Way
	for _, channel := range []string{ByCounter, ByOnline, ByPost} {
		var times, fees []string
		there := false
		for _, h := range p.How {
			if channelOf(h.Channel) != channel {
				continue
			}
			there = true
			t := h.Time
			if t == "" {
				t = noteTime(h.Note)
			}
			times, fees = append(times, t), append(fees, h.Fee)
		}
		if !there && (channel != ByCounter || len(p.How) > 0 || p.TimeLimit == "" && p.Fee == "" && p.FeeStatus == "") {
			continue
		}
		w := Way{Channel: channel, Time: limit(times)}
		if w.Time == (Limit{}) {
			w.Time = whole
		}
		if onDay {
			w.Time = onTheDay(w.Time)
		}
		if !slices.ContainsFunc(fees, func(s string) bool { return s != "" }) && !p.anyHow(func(h How) string { return h.Fee }) {
			fees = []string{p.Fee}
		}
		w.Fee = fee(fees, p.FeeStatus, read)
		out = append(out, w)
	}
	return out
}

// channelOf gives the name that we have for a channel of the source.
func channelOf(s string) string {
	switch strings.ToLower(s) {
	case "in_person", "counter", "direct":
		return ByCounter
	case "online":
		return ByOnline
	case "post", "postal":
		return ByPost
	}
	return ""
}
