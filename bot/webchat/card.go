package webchat

import (
	"html/template"
	"strings"

	"motcua/internal/chat"
)

// mostPips is up to how many days are drawn one by one.
const mostPips = 10

// cardView is a Card as its template wants it.
type cardView struct {
	chat.Card
	Icon      string
	CodeParts []string // the code may break after each
	Abouts    []string // the procedure, the applicant: each stays in one piece where it can
	Tel       template.URL
	Pips      []bool // one a working day, true when gone; nil for none or too many
	Items     []itemView
	Lists     []listView
	Notes     [][]piece
}

type itemView struct{ Icon, Words string }

// listView is papers under one heading.
type listView struct {
	Title string
	Items []itemView
}

var toneIcons = map[chat.Tone]string{
	chat.ToneRunning: "hourglass",
	chat.ToneWaiting: "triangle-alert",
	chat.ToneLate:    "calendar-clock",
	chat.ToneReady:   "circle-check",
	chat.ToneEnded:   "archive",
	chat.ToneGuide:   "file-text",
}

func viewCard(c chat.Card) *cardView {
	v := &cardView{Card: c, CodeParts: strings.SplitAfter(c.Code, "-"), Tel: tel(c.Phone)}
	if c.About != "" {
		v.Abouts = strings.Split(c.About, " · ")
	}
	if !c.Plain {
		v.Icon = toneIcons[c.Tone]
	}
	if c.Leaf != nil {
		v.Pips = pips(c.Leaf.Done, c.Leaf.Total)
	}
	if c.Bring != nil {
		v.Items = viewItems(c.Bring.Items)
	}
	for _, l := range c.Lists {
		v.Lists = append(v.Lists, listView{l.Title, viewItems(l.Items)})
	}
	for _, note := range c.Notes {
		v.Notes = append(v.Notes, pieces(note, true))
	}
	return v
}

func viewItems(items []string) []itemView {
	var out []itemView
	for _, words := range items {
		out = append(out, itemView{itemIcon(words), words})
	}
	return out
}

func pips(done, total int) []bool {
	if total <= 0 || total > mostPips {
		return nil
	}
	out := make([]bool, total)
	for i := range out {
		out[i] = i < done
	}
	return out
}

// itemIcon draws an identity card for one and paper for all else; the words
// beside it say which.
func itemIcon(words string) string {
	low := strings.ToLower(words)
	if strings.Contains(low, "căn cước") || strings.Contains(low, "identity") || strings.Contains(low, "id card") {
		return "id-card"
	}
	return "file-text"
}
