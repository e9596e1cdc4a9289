package citizen

import (
	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/words"
)

// humanOnly asks for a person and says nothing else: meant for the assistant, also where
// others read along.
var humanOnly = list(`=gap nguoi, =gap nguoi that, =gap nhan vien, =gap tu van vien, =gap tinh nguyen vien, =gap can bo`)

// group answers in a group, where others read along: nothing about a dossier, only
// once to whom it was about one, where to write alone. All else is their own talk.
func (t *Talk) group() (chat.Session, []chat.Reply) {
	s := t.Session
	_, _, command := typedCommand(t.text)
	read := dossier.ParseCode(t.text, t.place.known, t.Now)
	meant := command || t.Message.Press != "" || humanOnly.in(t.said()) || len(read.Codes)+len(read.Slips) > 0
	if s.Greeted || !meant {
		return s, nil
	}
	s.Greeted = true
	if t.Message.Private == "" {
		t.Say("group.alone", nil)
	} else {
		t.Say("group.private", words.Args{"link": t.Message.Private})
	}
	return s, t.replies
}
