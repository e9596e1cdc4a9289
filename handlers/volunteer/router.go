package volunteer

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"motcua/internal/vntext"
)

// Verbs of a press: "v:queue", "v:claim:127", "v:close:127:guided".
const (
	verbQueue   = "queue"
	verbMine    = "mine"
	verbDuty    = "duty"
	verbClaim   = "claim"
	verbCase    = "case"
	verbMore    = "more"
	verbTo      = "to"
	verbWhom    = "whom"
	verbDrop    = "drop"
	verbNote    = "note"
	verbCard    = "card"
	verbGuide   = "guide"
	verbHint    = "hint"
	verbRead    = "read"
	verbLook    = "look"
	verbDetails = "details"
	verbPass    = "pass"
	verbReturn  = "return"
	verbClose   = "close"
	verbReopen  = "reopen"
	verbLink    = "link"
)

// action is one thing a volunteer can do; id is the case it is about, 0 for none, and
// rest what else the press says.
type action func(h *Handler, ctx context.Context, t *Talk, id int64, rest string) error

// presses is what a press leads to. It carries its whole meaning, and rights are
// looked at as if it had been typed.
var presses = map[string]action{
	verbQueue:   (*Handler).queue,
	verbMine:    (*Handler).mine,
	verbDuty:    (*Handler).duty,
	verbClaim:   (*Handler).claim,
	verbCase:    (*Handler).choose,
	verbMore:    (*Handler).more,
	verbTo:      (*Handler).sendDraft,
	verbWhom:    (*Handler).whomElse,
	verbDrop:    (*Handler).drop,
	verbNote:    (*Handler).note,
	verbCard:    (*Handler).card,
	verbGuide:   (*Handler).guide,
	verbHint:    (*Handler).hint,
	verbRead:    (*Handler).read,
	verbLook:    (*Handler).look,
	verbDetails: (*Handler).details,
	verbPass:    (*Handler).pass,
	verbReturn:  (*Handler).giveBack,
	verbClose:   (*Handler).finish,
	verbReopen:  (*Handler).reopen,
}

// awaits is what a typed text is after a press that asked for one.
var awaits = map[string]func(h *Handler, ctx context.Context, t *Talk) error{
	waitsNote:   (*Handler).noted,
	waitsCode:   (*Handler).coded,
	waitsReason: (*Handler).reasoned,
	waitsWhom:   (*Handler).drafted,
}

// intents is what typed words lead to, whole and without marks. Those that could as
// well be an answer are doubtful: with a case in hand they are asked about.
var intents = []intent{
	{said: []string{"ban truc", "menu", "hang cho", "desk", "queue"}, press: pressOf(verbQueue, 0)},
	{said: []string{"cau dang giu", "dang giu", "my cases"}, press: pressOf(verbMine, 0)},
	{said: []string{"bat truc", "vao truc", "on duty"}, press: pressOf(verbDuty, 0, "on")},
	{said: []string{"tat truc", "nghi truc", "off duty"}, press: pressOf(verbDuty, 0, "off")},
	{said: []string{"truc"}, press: pressOf(verbDuty, 0, "on"), doubtful: "duty.turn_on"},
	{said: []string{"nghi"}, press: pressOf(verbDuty, 0, "off"), doubtful: "duty.turn_off"},
	{said: dropWords, press: pressOf(verbDrop, 0), doubtful: "draft.drop"},
}

type intent struct {
	said     []string
	press    string
	doubtful string // the choice that it may mean instead
}

// commands are shortcuts for words, as messengers list them.
var commands = map[string]string{
	"/bantruc": pressOf(verbQueue, 0),
	"/desk":    pressOf(verbQueue, 0),
}

// dropWords end what is being asked for.
var dropWords = []string{"huy", "bo", "bo qua", "thoi", "cancel"}

// route finds what a volunteer's message means; false: nothing for the desk.
func (h *Handler) route(ctx context.Context, t *Talk) (bool, error) {
	switch {
	case t.Message.Press != "":
		return h.press(ctx, t, t.Message.Press)
	case t.Message.File != nil:
		return h.typed(ctx, t)
	case t.text == "":
		return false, nil
	case strings.HasPrefix(t.text, "/"):
		return h.press(ctx, t, commands[firstWord(t.text)])
	}
	if press, ok := t.listed(); ok {
		return h.press(ctx, t, press)
	}
	return h.typed(ctx, t)
}

// press does what a Choice stands for; one of the citizen's side is not ours.
func (h *Handler) press(ctx context.Context, t *Talk, press string) (bool, error) {
	rest, mine := strings.CutPrefix(press, ours)
	if !mine {
		return false, nil
	}
	verb, rest, _ := strings.Cut(rest, ":")
	do := presses[verb]
	if do == nil { // of a newer program, or made up
		return true, h.queue(ctx, t, 0, "")
	}
	first, after, _ := strings.Cut(rest, ":")
	if id, err := strconv.ParseInt(first, 10, 64); err == nil && id > 0 {
		return true, do(h, ctx, t, id, after)
	}
	return true, do(h, ctx, t, 0, rest)
}

// typed takes what was written or sent: for what was asked for, as words for the
// desk, or as a line to an asker.
func (h *Handler) typed(ctx context.Context, t *Talk) (bool, error) {
	_, quoted := quotedCase(t.Message.Quote)
	if do := awaits[t.Awaited]; do != nil && !quoted {
		if t.Message.File == nil && slices.Contains(dropWords, t.folded()) {
			return true, h.drop(ctx, t, 0, "")
		}
		return true, do(h, ctx, t)
	}
	if t.Awaited != "" && !strings.HasPrefix(t.Awaited, ours) && !quoted {
		return false, nil // the citizen's side asked last
	}
	if in, ok := t.intent(); ok && !quoted {
		if in.doubtful != "" {
			return h.doubt(ctx, t, in)
		}
		return h.press(ctx, t, in.press)
	}
	return h.line(ctx, t)
}

// intent finds the words that were typed, and nothing beside them.
func (t *Talk) intent() (intent, bool) {
	folded := t.folded()
	if t.Message.File != nil || folded == "" {
		return intent{}, false
	}
	for _, in := range intents {
		if slices.Contains(in.said, folded) {
			return in, true
		}
	}
	return intent{}, false
}

// listed finds the choice of the newest list that a typed number or label means.
func (t *Talk) listed() (press string, ok bool) {
	folded := t.folded()
	for n, c := range t.Session.Choices {
		if folded == strconv.Itoa(n+1) || folded == fold(c.Label) {
			return c.Press, true
		}
	}
	return "", false
}

// folded is a short typed text without marks, signs and capitals; "" of a long one.
func (t *Talk) folded() string {
	if len(t.text) > 200 {
		return ""
	}
	return fold(t.text)
}

func fold(s string) string {
	return strings.Join(strings.FieldsFunc(vntext.Fold(norm.NFC.String(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

func firstWord(text string) string {
	word := strings.ToLower(strings.Fields(text)[0])
	word, _, _ = strings.Cut(word, "@")
	return word
}
