package desk

import (
	"time"

	"motcua/internal/chat"
)

// cardView is a dossier's public card, or a procedure's, as the desk draws it: smaller
// than the citizen sees it, with the same words.
type cardView struct {
	chat.Card

	Icon string
	Due  string // the leaf's date as short as people say it: "10/12"
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
	v := &cardView{Card: c}
	if !c.Plain {
		v.Icon = toneIcons[c.Tone]
	}
	if c.Leaf != nil && len(c.Leaf.Date) == len(time.DateOnly) {
		v.Due = c.Leaf.Date[8:] + "/" + c.Leaf.Date[5:7]
	}
	return v
}
