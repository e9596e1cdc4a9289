package procedure

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
)

// Group is several procedures that people call by one word, so that always one question
// is due: "chứng thực" may be a copy, a signature, a contract or a will.
type Group struct {
	Key     string
	Called  Words
	Ask     Ask
	Vague   bool // a talk about a procedure explains it
	Options []Option

	names []spelled
	alone bool
}

// Ask is what the question asks for.
type Ask string

// Asks.
const (
	AskWork  Ask = ""      // which work
	AskCase  Ask = "case"  // which case
	AskPaper Ask = "paper" // which paper
	AskDeath Ask = "death" // who died
)

// Option is one thing that a Group may mean: a procedure, or another group.
type Option struct {
	Code  string `toml:"code"`
	Group string `toml:"group"`
	Label Words  `toml:"label"`
}

// Groups are all groups, in the order in which they are tried.
type Groups struct {
	all    []Group
	polite byFirst
	beside byFirst // polite, and what is asked of any procedure
	short  map[string][]shortForm
}

// shortForm is what an abbreviation may stand for.
type shortForm struct {
	as, full spelled
	notNot   bool // not before a word for "not"
}

// ShippedGroups are the groups that come with the program.
var ShippedGroups = sync.OnceValue(func() *Groups {
	text, err := data.ReadFile("data/groups.toml")
	if err != nil {
		panic(err)
	}
	g, err := readGroups(string(text))
	if err != nil {
		panic("data/groups.toml: " + err.Error()) // a mistake of ours stops the program at its start
	}
	return g
})

func readGroups(text string) (*Groups, error) {
	var file struct {
		Polite, Asking []string
		Group          []struct {
			Key    string
			Called Words
			Ask    Ask
			Alone  bool
			Vague  bool
			Names  []string
			Option []Option
		}
	}
	meta, err := toml.Decode(text, &file)
	if err != nil {
		return nil, err
	}
	if more := meta.Undecoded(); len(more) > 0 {
		return nil, fmt.Errorf("nobody reads %v", more)
	}
	asking := slices.Concat(file.Polite, file.Asking)
	for _, row := range table("stops.tsv", 2) {
		asking = append(asking, row[0])
	}
	g := &Groups{polite: ordered(file.Polite), beside: ordered(asking), short: readShort()}
	for _, r := range file.Group {
		g.all = append(g.all, Group{
			Key: r.Key, Called: r.Called, Ask: r.Ask, Vague: r.Vague, Options: r.Option, alone: r.Alone, names: spelledAll(r.Names),
		})
	}
	return g, nil
}

// readShort reads abbreviations of one syllable.
func readShort() map[string][]shortForm {
	all := map[string][]shortForm{}
	for _, row := range table("abbreviations.tsv", 2) {
		text, notNot := strings.CutPrefix(row[0], "!")
		as, full := spell(text), spell(row[1])
		if len(as) != 1 || (text == "kh" || text == "hk") && row[1] == "không" {
			continue // "đk kh" is no bare "đăng ký"
		}
		all[as[0].folded] = append(all[as[0].folded], shortForm{as, full, notNot})
	}
	return all
}

// Get finds a group by its key.
func (g *Groups) Get(key string) (Group, bool) {
	i := slices.IndexFunc(g.all, func(o Group) bool { return o.Key == key })
	if i < 0 {
		return Group{}, false
	}
	return g.all[i], true
}

// longestBare is how many syllables a question may have that says no more than a group.
const longestBare = 20

// Of finds the group that a question names, where nothing in it tells the options apart.
func (g *Groups) Of(question string) (Group, bool) {
	if len(question) > 20*longestBare {
		return Group{}, false
	}
	said := spell(question)
	if len(said) == 0 || len(said) > longestBare {
		return Group{}, false
	}
	var found Group
	most, torn := 0, false
	for _, r := range g.readings(said) {
		group, n := g.named(r)
		switch {
		case n > most:
			found, most, torn = group, n, false
		case n == most && n > 0 && group.Key != found.Key:
			torn = true // "cc" is one thing or another
		}
	}
	return found, most > 0 && !torn
}

// named finds the group that most of a reading names, and how many syllables do.
func (g *Groups) named(said spelled) (found Group, most int) {
	for _, group := range g.all {
		beside := g.beside
		if group.alone {
			beside = g.polite
		}
		if n := names(said, group.names, beside); n > most {
			found, most = group, n
		}
	}
	return found, most
}

// names counts the syllables that are names, where a reading is names and what stands
// beside them and nothing else; 0 where it is not.
func names(said spelled, names []spelled, beside byFirst) int {
	marked := said.marked()
	best := make([]int, len(said)+1) // of the first i syllables; -1: not covered
	for i := 1; i < len(best); i++ {
		best[i] = -1
	}
	for i := range said {
		if best[i] < 0 {
			continue
		}
		for _, p := range names {
			if said[i:].begins(p) {
				best[i+len(p)] = max(best[i+len(p)], best[i]+len(p))
			}
		}
		for _, p := range beside[said[i].folded] {
			if said[i:].begins(p) && !tellsApart(said[i], p, best[i] > 0, marked) {
				best[i+len(p)] = max(best[i+len(p)], best[i])
			}
		}
	}
	return max(0, best[len(said)])
}

// tellsApart reports whether a word that is mostly nothing says something here: "không lương
// hưu", or "thi" among words with marks, which is no "thì".
func tellsApart(typed spelling, beside spelled, named, marked bool) bool {
	if len(beside) > 1 {
		return false
	}
	word := beside[0]
	return !named && (word.folded == "khong" || word.folded == "chua") || marked && typed.marked != word.marked
}

// mostReadings bounds the work where much is shortened.
const mostReadings = 64

// readings are the ways to read a question with its abbreviations written out.
func (g *Groups) readings(said spelled) []spelled {
	all := []spelled{{}}
	for i, s := range said {
		instead := []spelled{{s}}
		for _, short := range g.short[s.folded] {
			if s.fits(short.as[0]) && !short.denied(said[i:]) {
				instead = append(instead, short.full)
			}
		}
		var more []spelled
		for _, before := range all {
			for _, next := range instead {
				if len(more) < mostReadings {
					more = append(more, slices.Concat(before, next))
				}
			}
		}
		all = more
	}
	return all
}

// denied reports whether what stands behind forbids the reading: "dk ko" asks whether it
// is allowed, and only "đk" with its mark does not.
func (s shortForm) denied(said spelled) bool {
	mayBeOther := s.notNot || said[0].plain() && !s.as[0].plain()
	return mayBeOther && len(said) > 1 && notWords[said[1].folded]
}

var notWords = map[string]bool{"k": true, "ko": true, "kh": true, "hk": true, "khong": true, "hong": true, "hok": true}

// spelling is one syllable with and without its marks.
type spelling struct{ marked, folded string }

type spelled []spelling

func spell(text string) spelled {
	var all spelled
	for s := (scanner{rest: text}); s.next(); {
		all = append(all, spelling{string(s.marked), string(s.folded)})
	}
	return all
}

func spelledAll(texts []string) []spelled {
	all := make([]spelled, len(texts))
	for i, t := range texts {
		all[i] = spell(t)
	}
	return all
}

// byFirst are phrases by the folded form of their first syllable.
type byFirst map[string][]spelled

func ordered(texts []string) byFirst {
	all := byFirst{}
	for _, p := range spelledAll(texts) {
		all[p[0].folded] = append(all[p[0].folded], p)
	}
	return all
}

// fits reports whether a typed syllable may be this word: without marks it may be any.
func (s spelling) fits(word spelling) bool {
	return s.folded == word.folded && (s.plain() || s.marked == word.marked)
}

func (s spelling) plain() bool { return s.marked == s.folded }

// marked reports whether a text is typed with marks.
func (s spelled) marked() bool {
	n := 0
	for _, syllable := range s {
		if !syllable.plain() {
			n++
		}
	}
	return 3*n > len(s)
}

func (s spelled) begins(with spelled) bool {
	if len(with) == 0 || len(with) > len(s) {
		return false
	}
	for i, w := range with {
		if !s[i].fits(w) {
			return false
		}
	}
	return true
}
