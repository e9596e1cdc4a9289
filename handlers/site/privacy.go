package site

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"motcua/internal/words"
	"motcua/internal/workday"
)

// privacyPath is the notice's address. It is named in docs and on the chat page.
const privacyPath = "/quyen-rieng-tu"

// Kept is how long what is kept, as the program's own constants say: the notice is filled
// from here and cannot say anything else.
type Kept struct {
	Conversation time.Duration // what the conversation remembers, and lines of the page
	Marks        time.Duration // that a message was answered, without its words
	Words        time.Duration // of a question, after it closed
	File         time.Duration // at the latest
	FileAfter    time.Duration // after its question closed
	Photo        time.Duration // a photo of a receipt that could not be read
	Lists        time.Duration // since the last change
	Follows      time.Duration // after the dossier's end
	FollowsReady time.Duration // after its result was there
	Announced    time.Duration // to whom, after the announcement's end
	Details      time.Duration // open after a proof
	Tries        time.Duration // wrong ones
	Searches     time.Duration // pairs of words that found nothing
	AuditMonths  int
}

// Section is a part of the notice: paragraphs, points, what follows them, rows of a table.
type Section struct {
	Title  string
	Paras  []string
	Points []string
	After  []string
	Rows   [][2]string
}

// sections are the parts of the notice in order.
var sections = []string{"who", "why", "kept", "sees", "never", "abroad", "rights", "breach", "complaint"}

// Notice is the privacy notice in one language, for the page and for docs/privacy.md.
func (s *Site) Notice(lang, operator, hotline string) []Section {
	out := make([]Section, 0, len(sections))
	for _, name := range sections {
		args := words.Args{"operator": operator, "hotline": hotline}
		part := Section{Title: s.words.Say(lang, "privacy."+name+".title", args)}
		for line := range strings.Lines(s.words.Say(lang, "privacy."+name+".text", args)) {
			line = strings.TrimSpace(line)
			switch point, ok := strings.CutPrefix(line, "- "); {
			case ok:
				part.Points = append(part.Points, point)
			case line == "":
			case len(part.Points) > 0:
				part.After = append(part.After, line)
			default:
				part.Paras = append(part.Paras, line)
			}
		}
		if name == "kept" {
			part.Rows = s.keptRows(lang)
		}
		out = append(out, part)
	}
	return out
}

// keptRows are what is kept and how long.
func (s *Site) keptRows(lang string) [][2]string {
	k := s.c.Kept
	var out [][2]string
	for _, row := range []struct {
		name        string
		first, then string
	}{
		{"conversation", s.period(lang, k.Conversation), ""},
		{"marks", s.period(lang, k.Marks), ""},
		{"words", s.period(lang, k.Words), ""},
		{"file", s.period(lang, k.FileAfter), s.period(lang, k.File)},
		{"photo", s.period(lang, k.Photo), ""},
		{"lists", s.period(lang, k.Lists), ""},
		{"follows", s.period(lang, k.Follows), s.period(lang, k.FollowsReady)},
		{"hears", "", ""},
		{"announced", s.period(lang, k.Announced), ""},
		{"consents", "", ""},
		{"details", s.period(lang, k.Details), ""},
		{"tries", s.period(lang, k.Tries), ""},
		{"searches", s.period(lang, k.Searches), ""},
		{"audit", s.words.Say(lang, "privacy.period.month", words.Args{"n": strconv.Itoa(k.AuditMonths)}), ""},
	} {
		args := words.Args{"time": row.first, "most": row.then}
		out = append(out, [2]string{
			s.words.Say(lang, "privacy.row."+row.name+".what", args), s.words.Say(lang, "privacy.row."+row.name+".long", args),
		})
	}
	return out
}

// period is a time as people say it: in days from two days on, in hours, in minutes.
func (s *Site) period(lang string, d time.Duration) string {
	unit, n := "minute", d/time.Minute
	switch {
	case d >= 48*time.Hour:
		unit, n = "day", d/(24*time.Hour)
	case d >= time.Hour:
		unit, n = "hour", d/time.Hour
	}
	return s.words.Say(lang, "privacy.period."+unit, words.Args{"n": strconv.Itoa(int(n))})
}

// privacy shows the notice. It is there also while the offices cannot be read.
func (s *Site) privacy(w http.ResponseWriter, r *http.Request) {
	lang := words.First
	if r.URL.Query().Get("lang") == "en" {
		lang = "en"
	}
	p, err := s.page(r.Context(), lang, s.c.Now().In(workday.Zone))
	if err != nil {
		s.c.Log.Warn("the offices cannot be read; the privacy notice shows the hotline alone", "err", err)
	}
	p.Title, p.Notice = s.words.Say(lang, "privacy.title", nil), s.Notice(lang, p.Operator, p.Hotline)
	p.Sub = s.words.Say(lang, "privacy.sub", words.Args{"operator": p.Operator})
	s.write(w, http.StatusOK, "privacy", p)
}
