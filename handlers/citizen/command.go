package citizen

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"

	"motcua/internal/dossier"
)

// commands are shortcuts for words, as messengers list them; words always do the same.
var commands = map[string]action{
	"start":      asks((*Talk).introduce),
	"tracuu":     asks((*Talk).askCode),
	"lookup":     asks((*Talk).askCode),
	"diachi":     asks((*Talk).officeNow),
	"office":     asks((*Talk).officeNow),
	"trogiup":    asks((*Talk).help),
	"help":       asks((*Talk).help),
	"english":    switches("en"),
	"tiengviet":  switches("vi"),
	"gapnguoi":   (*Handler).human,
	"human":      (*Handler).human,
	"dulieu":     (*Handler).mydata,
	"mydata":     (*Handler).mydata,
	"xoadulieu":  (*Handler).erase,
	"erase":      (*Handler).erase,
	"hosocuatoi": (*Handler).mine,
	"mydossiers": (*Handler).mine,
	"theodoi":    (*Handler).listFollows,
	"follows":    (*Handler).listFollows,
	"dung":       (*Handler).stopNews,
	"stop":       (*Handler).stopNews,
	"huy":        asks((*Talk).cancel),
	"cancel":     asks((*Talk).cancel),
}

// Commands are those to be listed in a messenger's menu, in order, by language.
func (h *Handler) Commands(lang string) []Command {
	var out []Command
	for _, c := range []struct{ name, key string }{
		{"tracuu", "command.lookup"}, {"diachi", "command.office"}, {"trogiup", "command.help"}, {"huy", "command.cancel"},
	} {
		out = append(out, Command{Name: c.name, Words: h.words.Say(lang, c.key, nil)})
	}
	if h.Proofs != nil {
		out = slices.Insert(out, 1, Command{Name: "hosocuatoi", Words: h.words.Say(lang, "command.mine", nil)})
	}
	if h.Desk != nil {
		out = slices.Insert(out, 1, Command{Name: "gapnguoi", Words: h.words.Say(lang, "command.human", nil)})
		out = append(out,
			Command{Name: "dulieu", Words: h.words.Say(lang, "command.mydata", nil)},
			Command{Name: "xoadulieu", Words: h.words.Say(lang, "command.erase", nil)})
	}
	other := Command{Name: "english", Words: h.words.Say(lang, "command.english", nil)}
	if lang == "en" {
		other = Command{Name: "tiengviet", Words: h.words.Say(lang, "command.vietnamese", nil)}
	}
	return append(out, other)
}

// Command is a shortcut and what it does, in words.
type Command struct {
	Name  string
	Words string
}

// typedCommand reads "/tracuu", "/tracuu@our_bot", "/start PAYLOAD".
func typedCommand(text string) (name, rest string, ok bool) {
	first, rest, _ := strings.Cut(strings.TrimSpace(text), " ")
	name, ok = strings.CutPrefix(first, "/")
	name, _, _ = strings.Cut(strings.ToLower(name), "@")
	return name, strings.TrimSpace(rest), ok && name != ""
}

// command does what a shortcut stands for. One that is not known, and whatever is
// written behind one, is read as words.
func (h *Handler) command(ctx context.Context, t *Talk, name, rest string) error {
	do := commands[name]
	if name == "start" {
		return h.start(ctx, t, rest)
	}
	if rest != "" || do == nil {
		t.text = strings.TrimSpace(name + " " + rest)
		if do != nil {
			t.text = rest
		}
		return h.typed(ctx, t)
	}
	return do(h, ctx, t, "")
}

// start greets; a payload that carries a code shows its dossier as if it had been
// typed. A payload can be copied to others, so it only shows and never acts.
func (h *Handler) start(ctx context.Context, t *Talk, payload string) error {
	raw, _ := base64.RawURLEncoding.DecodeString(payload) // what cannot be read carries no code
	read := dossier.ParseCode(string(raw), t.place.known, t.Now)
	if len(read.Codes) == 0 {
		t.introduce()
		return nil
	}
	return h.answer(ctx, t, read)
}
