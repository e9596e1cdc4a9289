package unit

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"motcua/internal/vntext"
)

// level is what kind of place a word before a name speaks of. Levels add up: "thành
// phố" is a former city in a province, or one that is a province.
type level uint8

const (
	communes level = 1 << iota
	districts
	provinces
	streets
	anything = communes | districts | provinces
)

// kinds are the words before a name, folded.
var kinds = map[string]level{
	"phuong": communes, "xa": communes, "thi tran": communes, "dac khu": communes,
	"quan": districts, "huyen": districts, "thi xa": districts,
	"thanh pho": districts | provinces, "tinh": provinces,
	"duong": streets, "pho": streets,
	// Behind a name, in English.
	"ward": communes, "commune": communes, "district": districts, "city": districts | provinces, "province": provinces,
}

// before are words that let the next ones be a place without saying which kind.
var before = set(`o tai ben den toi qua ve cong an ubnd ban tam vuc cua thuoc in at of`)

// shortForms are what people write for the kinds, alone or glued to a number.
var shortForms = map[string]string{
	"p": "phuong", "f": "phuong", "fuong": "phuong", "phuog": "phuong", "x": "xa", "q": "quan", "h": "huyen",
	"tp": "thanh pho", "tx": "thi xa", "tt": "thi tran",
	"tphcm": "thanh pho ho chi minh", "hcm": "ho chi minh", "tpho": "thanh pho",
}

// entry is one name of one place.
type entry struct {
	unit   int // its place in the directory
	how    How
	name   string
	level  level
	marked string // the name without its kind, with marks in one spelling
}

// places are the tables of Search. They never change once made.
type places struct {
	byKey   map[string][]entry
	longest int // words of the longest key
	// Longer keys by their first and their last letters: a wrong letter leaves one of
	// the two ends whole.
	ends map[string][]string
}

func newPlaces(units []Unit) *places {
	p := &places{byKey: map[string][]entry{}, ends: map[string][]string{}}
	for i, u := range units {
		if u.Kind == Commune || u.Kind == Province {
			p.add(i, ByName, u.Name, levelOf(u))
			for _, former := range u.FormerNames {
				p.former(i, u, former)
			}
		}
		p.street(i, u.Address)
	}
	for key := range p.byKey {
		if len(key) >= longName {
			for _, end := range endsOf(key) {
				p.ends[end] = append(p.ends[end], key)
			}
		}
	}
	for _, keys := range p.ends {
		slices.Sort(keys)
	}
	return p
}

func levelOf(u Unit) level {
	if u.Kind == Province {
		return provinces
	}
	return communes
}

// former reads "Phường Lái Thiêu (thành phố Thuận An, tỉnh Bình Dương)": a former unit,
// and what it lay in.
func (p *places) former(unit int, u Unit, written string) {
	own, around, _ := strings.Cut(written, "(")
	own = strings.TrimSpace(own)
	p.add(unit, ByFormer, own, levelOf(u))
	if u.Kind != Commune {
		return
	}
	for old := range strings.SplitSeq(strings.TrimSuffix(strings.TrimSpace(around), ")"), ",") {
		p.add(unit, ByOld, strings.TrimSpace(old), districts)
	}
}

func (p *places) add(unit int, how How, name string, l level) {
	words := tokens(name)
	n, said := kindAt(words, 0)
	if n > 0 && n < len(words) {
		words = words[n:]
		if how == ByOld || how == ByFormer {
			l = said
		}
	}
	if len(words) == 0 {
		return
	}
	key := foldedWords(words)
	p.byKey[key] = append(p.byKey[key], entry{unit, how, name, l, markedWords(words)})
	p.longest = max(p.longest, len(words))
}

// street takes "đường Nguyễn Trãi" and "12 Nguyễn Trãi" out of an address.
func (p *places) street(unit int, address string) {
	for part := range strings.SplitSeq(address, ",") {
		words := tokens(part)
		for len(words) > 0 && (words[0].folded == "so" || words[0].number()) {
			words = words[1:]
		}
		if n, l := kindAt(words, 0); l == streets {
			words = words[n:]
		} else if l != 0 {
			continue // the ward
		}
		if len(words) == 0 {
			continue
		}
		key := foldedWords(words)
		p.byKey[key] = append(p.byKey[key], entry{unit, ByAddress, strings.TrimSpace(part), streets, markedWords(words)})
		p.longest = max(p.longest, len(words))
	}
}

// token is one word as it was typed and folded. Its marks are in one spelling: "hoà"
// and "hòa" are the same.
type token struct{ folded, marked string }

func (t token) number() bool { return strings.Trim(t.folded, "0123456789") == "" }

// tokens cuts a text into words, short forms of the kinds written out.
func tokens(text string) []token {
	var out []token
	for _, w := range strings.FieldsFunc(norm.NFKC.String(strings.ToLower(text)), notInWord) {
		folded := vntext.Fold(w)
		letters := strings.TrimRight(folded, "0123456789")
		full, known := shortForms[letters]
		switch {
		case folded == "":
			continue
		case known:
			for f := range strings.FieldsSeq(full + " " + folded[len(letters):]) {
				out = append(out, token{f, f})
			}
		default:
			out = append(out, token{folded, oneSpelling(w)})
		}
		if len(out) > mostWords {
			return out[:mostWords]
		}
	}
	return out
}

func notInWord(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r)
}

// tones are the marks that stand on either vowel of a pair.
const tones = "\u0300\u0301\u0303\u0309\u0323"

// oneSpelling puts the tone of a word at its end.
func oneSpelling(w string) string {
	var body, tone strings.Builder
	for _, r := range norm.NFD.String(w) {
		if strings.ContainsRune(tones, r) {
			tone.WriteRune(r)
		} else {
			body.WriteRune(r)
		}
	}
	return body.String() + tone.String()
}

func foldedWords(words []token) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = w.folded
	}
	return strings.Join(all, " ")
}

func markedWords(words []token) string {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = w.marked
	}
	return strings.Join(all, " ")
}

// kindAt reads a kind of place that begins at i: how many words, and which.
func kindAt(words []token, i int) (int, level) {
	for n := 2; n > 0; n-- {
		if i >= 0 && i+n <= len(words) {
			if l := kinds[foldedWords(words[i:i+n])]; l != 0 {
				return n, l
			}
		}
	}
	return 0, 0
}

// kindBefore reads the kind of place right before i; kindBehind the one right behind it.
func kindBefore(words []token, i int) level {
	if n, l := kindAt(words, i-2); n == 2 {
		return l
	}
	if i > 0 {
		return kinds[words[i-1].folded]
	}
	return 0
}

func kindBehind(words []token, i int) level {
	if i < len(words) && words[i].folded == words[i].marked {
		switch words[i].folded {
		case "ward", "commune", "district", "city", "province":
			return kinds[words[i].folded]
		}
	}
	return 0
}

// span is a stretch of a text that names a place.
type span struct {
	from, to int
	entries  []entry
	sure     bool
	called   bool
}

// everyday are names of communes by which people mean a whole city, unless the kind
// stands before them.
var everyday = map[string]bool{"sai gon": true}

// exact finds the names in a text, the longest that begins at each word. A word for a
// kind is that before it is part of a name: "phuong binh" is a commune too. What does not
// live any more hides no shorter name of what does.
func (p *places) exact(words []token, lives func(entry) bool) []span {
	var out []span
	for i := 0; i < len(words); {
		n, _ := kindAt(words, i)
		s, ok := p.at(words, i+n, lives)
		if !ok && n > 0 {
			s, ok = p.at(words, i, lives)
		}
		if !ok {
			i++
			continue
		}
		out = append(out, s)
		i = s.to
	}
	return out
}

func (p *places) at(words []token, i int, lives func(entry) bool) (span, bool) {
	for n := min(p.longest, len(words)-i); n > 0; n-- {
		key := foldedWords(words[i : i+n])
		all, l := keep(p.byKey[key], lives), kindBefore(words, i)|kindBehind(words, i+n)
		if len(all) == 0 || everyday[key] && l&communes == 0 {
			continue
		}
		s := span{from: i, to: i + n, called: l != 0}
		marked := markedWords(words[i : i+n])
		withMarks := marked != key
		s.entries = ofLevel(all, l, n)
		s.entries = ofMarks(s.entries, marked, withMarks, l != 0 || n+1 >= len(words))
		s.entries = ofTime(s.entries, words, i+n)
		s.sure = l != 0 || n > 1 && (withMarks || i > 0 && before[words[i-1].folded])
		if len(s.entries) > 0 {
			return s, true
		}
	}
	return span{}, false
}

// ofLevel keeps what the word before the name speaks of. Where none does, people mix the
// kinds up: all are kept. A street, and a name of one syllable or number, is only what it
// is called.
func ofLevel(all []entry, l level, n int) []entry {
	fitting := keep(all, func(e entry) bool { return e.level&l != 0 })
	if len(fitting) > 0 || l == streets || n == 1 && (l == 0 || all[0].number()) {
		return fitting
	}
	return keep(all, func(e entry) bool { return e.level&anything != 0 })
}

func (e entry) number() bool { return token{folded: e.marked}.number() }

// ofMarks keeps the names that are written like this, if there are marks at all. Wrong
// marks are forgiven where it must be a place.
func ofMarks(all []entry, marked string, withMarks, place bool) []entry {
	if !withMarks {
		return all
	}
	same := keep(all, func(e entry) bool { return e.marked == marked })
	if len(same) > 0 || !place {
		return same
	}
	return all
}

// ofTime keeps the past where "cũ" stands behind the name.
func ofTime(all []entry, words []token, behind int) []entry {
	if behind < len(words) && words[behind].folded == "cu" {
		if past := keep(all, func(e entry) bool { return e.how != ByName }); len(past) > 0 {
			return past
		}
	}
	return all
}

func keep(all []entry, fits func(entry) bool) []entry {
	var out []entry
	for _, e := range all {
		if fits(e) {
			out = append(out, e)
		}
	}
	return out
}
