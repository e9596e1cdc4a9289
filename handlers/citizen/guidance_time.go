package citizen

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"motcua/internal/chat"
	"motcua/internal/procedure"
	"motcua/internal/words"
)

// timeLimits tells how long each way takes.
func (h *Handler) timeLimits(ctx context.Context, t *Talk, about string) error {
	x, err := h.guidance(ctx, t, about)
	if err != nil || x == nil {
		return err
	}
	t.topic().Aspect = verbTime
	if x.g.Gone || x.nameOnly() {
		x.sayCard()
		return nil
	}
	c := x.newCard()
	x.all = true
	value := x.timeWords()
	c.Facts = []chat.Fact{{Name: x.Text("guidance.fact.time", nil), Value: value}}
	c.Notes = x.timeNotes()
	text := []string{x.Text("guidance.time_head", words.Args{"called": inside(c.Title), "time": value})}
	if x.timeUnsure() {
		c.Phone = x.place.hotline
		text[0] = sentences(text[0], x.Text("guidance.ask_counter", nil))
	}
	x.reply(c, append(text, c.Notes...))
	t.Offer(x.choices(verbTime)...)
	return nil
}

// timeWords is how long it takes: once where all ways are alike, else each way.
func (x *guidance) timeWords() string {
	return x.eachWay(func(w procedure.Way) wayWords {
		return wayWords{what: x.limitWords(w.Time), note: x.aside(w.Time.Note), known: w.Time.Known()}
	})
}

// timeUnsure reports that nobody can say how long it takes.
func (x *guidance) timeUnsure() bool {
	for _, w := range x.g.Ways {
		if w.Time.Known() && !w.Time.Unsure {
			return false
		}
	}
	return true
}

// wayWords is what is said of one way of handing in.
type wayWords struct {
	what  string
	note  string // stands in brackets behind it
	known bool
}

// aside is a note that is short enough for brackets.
func (x *guidance) aside(note procedure.Words) string {
	if words := strings.TrimSuffix(x.say(note), "."); utf8.RuneCountInString(words) <= longestAside {
		return words
	}
	return ""
}

const longestAside = 90

// eachWay puts together what differs from way to way. The counter's word comes first and
// stands alone where the others say the same; a way of which nothing is known says
// nothing beside one that says something, nor does the post on the first screen. A note
// of several ways is said once.
func (x *guidance) eachWay(of func(procedure.Way) wayWords) string {
	ways := x.waysToTell(of)
	if len(ways) == 0 {
		return of(procedure.Way{}).what
	}
	base, common := of(ways[0]), commonNote(ways, of)
	var out []string
	for i, w := range ways {
		own := of(w)
		line := own.what
		if common == "" {
			line += inBrackets(own.note)
		}
		switch {
		case i > 0 && own.what == base.what && (own.note == base.note || common != ""):
			continue
		case i > 0 || w.Channel != procedure.ByCounter && x.byChannel(procedure.ByCounter):
			line = x.byWay(w.Channel, line)
		}
		if !slices.Contains(out, line) {
			out = append(out, line)
		}
	}
	return strings.Join(out, "; ") + inBrackets(common)
}

// waysToTell are the ways of which something is known. Few hand in by post: that way is
// told to who asks.
func (x *guidance) waysToTell(of func(procedure.Way) wayWords) []procedure.Way {
	var ways, post []procedure.Way
	for _, w := range x.g.Ways {
		switch {
		case !of(w).known:
		case w.Channel == procedure.ByPost && !x.all:
			post = append(post, w)
		default:
			ways = append(ways, w)
		}
	}
	if len(ways) == 0 {
		return post
	}
	return ways
}

// commonNote is the one note that stands beside several ways, "" where notes differ.
func commonNote(ways []procedure.Way, of func(procedure.Way) wayWords) string {
	common, n := "", 0
	for _, w := range ways {
		note := of(w).note
		if note == "" {
			continue
		}
		if common != "" && note != common {
			return ""
		}
		common, n = note, n+1
	}
	if n < 2 && n < len(ways) {
		return ""
	}
	return common
}

// byWay is what is said of one way: "nộp qua mạng 7.000 đồng".
func (x *guidance) byWay(channel, what string) string {
	switch channel {
	case procedure.ByOnline:
		return x.Text("guidance.way.online", words.Args{"what": what})
	case procedure.ByPost:
		return x.Text("guidance.way.post", words.Args{"what": what})
	}
	return x.Text("guidance.way.counter", words.Args{"what": what})
}

// limitWords is a time limit inside a sentence.
func (x *guidance) limitWords(l procedure.Limit) string {
	switch {
	case !l.Known():
		return x.Text("guidance.limit.unknown", nil)
	case l.Unsure:
		return x.Text("guidance.limit.unsure", nil)
	case l.Unit == "":
		return x.publishedLimit(shorten(strings.TrimSuffix(tidy(l.Text), "."), 180))
	}
	out := x.plainLimit(l)
	if l.Most {
		out = x.Text("guidance.limit.most", words.Args{"limit": out})
	}
	return out
}

// publishedLimit is a limit that is no plain number; of several values nobody says which
// is whose.
func (x *guidance) publishedLimit(text string) string {
	if !strings.Contains(text, ";") {
		return text
	}
	return x.Text("guidance.limit.several", words.Args{"limits": strings.ReplaceAll(text, ";", ",")})
}

func (x *guidance) plainLimit(l procedure.Limit) string {
	if l.Unit == "same_day" {
		if l.Cutoff == "" {
			return x.Text("guidance.limit.same_day", nil)
		}
		return x.Text("guidance.limit.same_day_cutoff", words.Args{"cutoff": l.Cutoff})
	}
	key := "guidance.limit." + l.Unit
	if l.N == 1 {
		key = "guidance.limit.one_" + l.Unit
	}
	return x.Text(key, words.Args{"count": strconv.Itoa(l.N)})
}

// timeNotes are what is said beside the limits, each once.
func (x *guidance) timeNotes() []string {
	var out []string
	for _, w := range x.g.Ways {
		note := ""
		if x.aside(w.Time.Note) == "" {
			note = x.say(w.Time.Note)
		}
		if note == "" && w.Time.Unit != "" && !w.Time.Unsure {
			note = tidy(w.Time.Text)
		}
		if note = ended(shorten(words.Capital(note), 300)); note != "" && !slices.Contains(out, note) {
			out = append(out, note)
		}
	}
	return out
}
