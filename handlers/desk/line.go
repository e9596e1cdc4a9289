package desk

import (
	"context"
	"strconv"

	"motcua/internal/chat"
	"motcua/internal/pages"
	"motcua/internal/ticket"
)

// lineView is a Line as its template wants it.
type lineView struct {
	DOM    string // the element's id
	Case   int64
	Seq    int64
	Kind   string // said, answered, note, card, event
	Time   string
	Name   string // of the volunteer
	Own    bool   // I am that volunteer
	Paras  []string
	Blank  bool // its words are deleted
	File   *chat.File
	Size   string
	Card   *cardView
	Guide  bool   // the card is of a procedure
	Event  string // the key of what happened
	To     string // passed: to whom
	Why    string // a reason in words, as typed
	Reason string // the key of a reason that has a code
}

// voices are the lines that are drawn as somebody's words; all others are events.
var voices = map[ticket.What]string{
	ticket.Said: "said", ticket.Answered: "answered", ticket.Noted: "note", ticket.CardSent: "card", ticket.GuideSent: "card",
}

// reasons are the codes that the clock and the forms give.
var reasons = map[string]string{
	ticket.Unsure: "reason.unsure", ticket.BySilence: "reason.silence", ticket.DutyEnded: "reason.duty_ended",
	ticket.HolderEnded: "reason.ended", ticket.ByDistance: "reason.far", ticket.BySecret: "reason.private", ticket.NobodyCame: "reason.unanswered",
	byBoard: "reason.board",
}

func (d *Desk) line(ctx context.Context, l ticket.Line, viewer int64) lineView {
	ros := d.roster(ctx)
	v := lineView{
		DOM:  "l-" + strconv.FormatInt(l.Ticket, 10) + "-" + strconv.FormatInt(l.Seq, 10),
		Case: l.Ticket, Seq: l.Seq, Kind: voices[l.What], Time: clock(l.At),
		Name: d.name(ctx, l.By), Own: l.By != 0 && l.By == viewer,
		Paras: pages.Paragraphs(l.Text), File: l.File, Reason: reasons[l.Reason],
	}
	switch {
	case l.What == ticket.Rated, l.What == ticket.GuideSent, l.What == ticket.Assigned: // no words of a person
	case l.What == ticket.Finished && l.By != 0:
		v.Reason = "outcome." + l.Reason
	case v.Reason == "":
		v.Why = l.Reason
	}
	if l.File != nil {
		v.Size = size(l.File.Size)
	}
	switch v.Kind {
	case "":
		v.Kind, v.Event = "event", eventKey(l)
		v.To = d.name(ctx, l.To)
		if l.Team != 0 {
			v.To = ros.teams[l.Team].Name
		}
		if l.What == ticket.Assigned {
			v.To = l.Text
		}
	case "card":
		v.Guide = l.What == ticket.GuideSent
		if l.Reply != nil && l.Reply.Card != nil {
			v.Card = viewCard(*l.Reply.Card)
		} else if l.Reply != nil {
			v.Paras = pages.Paragraphs(l.Reply.Text)
		}
	}
	v.Blank = v.Kind != "event" && len(v.Paras) == 0 && v.File == nil && v.Card == nil
	return v
}

// eventKey is the text of what happened; the clock has its own words.
func eventKey(l ticket.Line) string {
	key := "line." + string(l.What)
	if l.By == 0 && (l.What == ticket.Returned || l.What == ticket.Finished) {
		return key + "_by_clock"
	}
	if l.By == 0 && l.What == ticket.Reopened {
		return key + "_by_asker"
	}
	if l.What == ticket.Assigned && l.Text == "" { // its words are deleted
		return key + "_blank"
	}
	if l.What == ticket.Passed && l.Team == 0 && l.To == 0 {
		return key + "_on"
	}
	if l.What == ticket.Rated {
		return key + "_" + oneOf(l.Reason, []string{"1", "2", "3"})
	}
	return key
}

// size is how large a file is, as people write it.
func size(bytes int64) string {
	switch {
	case bytes < 1<<20:
		return strconv.FormatInt(max(1, bytes>>10), 10) + " KB"
	default:
		return strconv.FormatInt(bytes>>20, 10) + " MB"
	}
}
