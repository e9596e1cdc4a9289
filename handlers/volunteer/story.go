package volunteer

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/ticket"
	"motcua/internal/words"
)

// reads reads one question and what happened in it.
type reads interface {
	Ticket(ctx context.Context, id int64) (ticket.Ticket, error)
	Lines(ctx context.Context, ticket, after int64) ([]ticket.Line, error)
}

const (
	mostFiles   = 3   // of a talk are shown again
	mostOfLine  = 700 // letters of one line
	mostOfStory = 3000
)

// story tells a talk so far: its last lines as one Reply that begins with the case's
// name; for one who has just come in also, before it, the newest files.
func (h *Handler) story(ctx context.Context, t *Talk, tk ticket.Ticket, most int, fresh bool) error {
	all, err := h.Tickets.Lines(ctx, tk.ID, 0)
	if err != nil {
		return fmt.Errorf("read the lines of case %d: %w", tk.ID, err)
	}
	told := slices.DeleteFunc(slices.Clone(all), func(l ticket.Line) bool { return !tells(l) })
	earlier := max(len(told)-most, 0)
	told = told[earlier:]
	var paragraphs []string
	for _, l := range told {
		said, err := h.lineWords(ctx, t, l)
		if err != nil {
			return err
		}
		paragraphs = append(paragraphs, said)
	}
	var cut bool
	paragraphs, cut = lastOf(paragraphs)
	if fresh {
		t.files(tk.ID, told)
	}
	t.Say("story.head", words.Args{"id": number(tk.ID), "channel": t.channel(tk.Asker.Channel)})
	if earlier > 0 || cut {
		t.More(t.Text("story.earlier", nil))
	}
	t.More(paragraphs...)
	if slices.ContainsFunc(told, isPhoto) {
		t.Offer(t.choice("card.read_choice", nil, verbRead, tk.ID))
	}
	return nil
}

// tells says whether a line is a part of the talk, for one who takes it over.
func tells(l ticket.Line) bool {
	switch l.What {
	case ticket.Said, ticket.Answered, ticket.Noted, ticket.CardSent, ticket.GuideSent, ticket.Passed, ticket.Returned,
		ticket.DetailsAllowed, ticket.Reopened:
		return true
	}
	return false
}

func isPhoto(l ticket.Line) bool {
	return l.What == ticket.Said && l.File != nil && l.File.Kind == chat.Photo
}

// lastOf keeps the last paragraphs that fit into one message.
func lastOf(paragraphs []string) (kept []string, cut bool) {
	letters := 0
	for n, p := range slices.Backward(paragraphs) {
		letters += len([]rune(p))
		if letters > mostOfStory {
			return paragraphs[n+1:], true
		}
	}
	return paragraphs, false
}

// files shows the newest files that the asker sent.
func (t *Talk) files(id int64, told []ticket.Line) {
	var sent []ticket.Line
	for _, l := range told {
		if l.What == ticket.Said && l.File != nil {
			sent = append(sent, l)
		}
	}
	for _, l := range sent[max(len(sent)-mostFiles, 0):] {
		text := t.Text("story.file", words.Args{"id": number(id), "what": t.fileWords(l.File), "time": t.stamp(l.At)})
		t.Reply(chat.Reply{Text: text, File: l.File})
	}
}

// lineWords is one line of a talk in words.
func (h *Handler) lineWords(ctx context.Context, t *Talk, l ticket.Line) (string, error) {
	name := t.Text("story.asker", nil)
	if l.By != 0 {
		var err error
		if name, err = h.name(ctx, t, l.By); err != nil {
			return "", err
		}
	}
	text := l.Text
	if l.File != nil {
		text = strings.TrimSpace("[" + t.fileWords(l.File) + "] " + text)
	}
	args := words.Args{"time": t.stamp(l.At), "name": words.Capital(name), "text": shorten(text)}
	switch l.What {
	case ticket.Noted:
		return t.Text("story.noted", args), nil
	case ticket.CardSent:
		return t.Text("story.card", args), nil
	case ticket.GuideSent:
		return t.Text("story.guide", args), nil
	case ticket.Passed:
		args["reason"] = t.reason(l.Reason)
		return t.Text("story.passed", args), nil
	case ticket.Returned:
		return t.Text("story.returned", args), nil
	case ticket.DetailsAllowed:
		return t.Text("story.allowed", args), nil
	case ticket.Reopened:
		return t.Text("story.reopened", args), nil
	}
	if text == "" { // its words were blanked
		args["text"] = t.Text("story.blank", nil)
	}
	return t.Text("story.line", args), nil
}

// reason is why a case was passed on: a code, or a volunteer's own words.
func (t *Talk) reason(reason string) string {
	switch reason {
	case "":
		return t.Text("story.no_reason", nil)
	case unsure:
		return t.Text("story.unsure", nil)
	}
	return shorten(reason)
}

func shorten(text string) string {
	runes := []rune(text)
	if len(runes) <= mostOfLine {
		return text
	}
	return string(runes[:mostOfLine]) + "…"
}

// fileWords names a kind of file.
func (t *Talk) fileWords(f *chat.File) string {
	switch f.Kind {
	case chat.Photo:
		return t.Text("story.photo", nil)
	case chat.Voice:
		return t.Text("story.voice", nil)
	}
	return t.Text("story.document", nil)
}

// stamp is when a line was said; the day only where it is not today.
func (t *Talk) stamp(at time.Time) string {
	at = at.In(t.Now.Location())
	if at.YearDay() == t.Now.YearDay() && at.Year() == t.Now.Year() {
		return at.Format("15:04")
	}
	return at.Format("15:04 02/01")
}
