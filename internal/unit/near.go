package unit

// longName is how many letters a name has, its spaces counted, in which one wrong letter
// still tells which name it is.
const longName = 7

// endLetters is how many letters of either end lead to a name.
const endLetters = 3

func endsOf(key string) [2]string {
	return [2]string{"^" + key[:endLetters], "$" + key[len(key)-endLetters:]}
}

// near finds names with one wrong letter: behind a word for a kind of place, or where the
// text is nothing but a name.
func (p *places) near(words []token, lives func(entry) bool) []span {
	for i := range words {
		l := kindBefore(words, i)
		if l == 0 && !allFillers(words[:i]) {
			continue
		}
		for n := min(p.longest+1, len(words)-i); n > 0; n-- {
			if l == 0 && !allFillers(words[i+n:]) {
				continue
			}
			if s := (span{from: i, to: i + n, entries: p.like(foldedWords(words[i:i+n]), l, lives), sure: l != 0}); len(s.entries) > 0 {
				return []span{s}
			}
		}
	}
	return nil
}

func allFillers(words []token) bool {
	for _, w := range words {
		if !fillers[w.folded] {
			return false
		}
	}
	return true
}

// like gives the names of what lives that differ from key in one letter.
func (p *places) like(key string, l level, lives func(entry) bool) []entry {
	if len(key) < longName-1 {
		return nil
	}
	var out []entry
	seen := map[string]bool{}
	for _, end := range endsOf(key) {
		for _, other := range p.ends[end] {
			if !seen[other] && oneOff(key, other) {
				out = append(out, ofLevel(keep(p.byKey[other], lives), l, 2)...)
			}
			seen[other] = true
		}
	}
	return keep(out, func(e entry) bool { return e.level != streets })
}

// oneOff reports whether two texts differ by one letter: another one, one more, one less,
// or two that changed places.
func oneOff(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 || a == b {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(a) < len(b) {
		return a[i:] == b[i+1:]
	}
	return a[i+1:] == b[i+1:] ||
		i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}
