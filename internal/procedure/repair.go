package procedure

import "slices"

// telex reads a syllable that an input method did not finish: "sinhf", "ddang",
// "d9a8ng". It gives the form only if some text has it.
func (x *Index) telex(s *scanner) (form, bool) {
	var out scanner
	out.tone = s.tone
	for _, c := range s.folded {
		if !out.key(c) {
			out.marked, out.folded = append(out.marked, c), append(out.folded, c)
		}
	}
	if len(out.folded) == 0 {
		return 0, false
	}
	// What was marked already stays marked.
	if len(out.folded) <= len(s.marked) {
		for i := range out.folded {
			if s.folded[i] == out.folded[i] && s.marked[i] != s.folded[i] {
				out.marked[i] = s.marked[i]
			}
		}
	}
	out.finish()
	f, ok := x.lex.forms[string(out.marked)]
	return f, ok && x.lex.catalogue[x.lex.foldOf[f]]
}

var telexTones = map[byte]byte{'s': '1', 'f': '2', 'r': '3', 'x': '4', 'j': '5', '1': '1', '2': '2', '3': '3', '4': '4', '5': '5'}

// key takes one key of Telex or VNI into the syllable; false if it is a letter.
func (s *scanner) key(c byte) bool {
	n := len(s.folded)
	if n == 0 {
		return false
	}
	if tone := telexTones[c]; tone != 0 && s.hasVowel() {
		s.tone = tone
		return true
	}
	last := s.folded[n-1]
	switch {
	case c == 'd' && s.folded[0] == 'd' && s.marked[0] == 'd' && n == 1, c == '9' && s.folded[0] == 'd':
		s.marked[0] = 'D'
		return true
	case (c == 'a' || c == 'e' || c == 'o') && last == c && s.marked[n-1] == c:
		s.marked[n-1] = c - 'a' + 'A'
		return true
	case c == 'w' || c >= '6' && c <= '8':
		return s.hook(c)
	}
	return false
}

// hook sets the quality of the last vowel that can have it: w and 7 and 8 make ơ, ư, ă,
// 6 makes â, ê, ô.
func (s *scanner) hook(c byte) bool {
	for i := len(s.folded) - 1; i >= 0; i-- {
		var q byte
		switch v := s.folded[i]; {
		case c == '6':
			q = qualities['\u0302'][v]
		case v == 'a':
			q = 'W'
		default:
			q = qualities['\u031b'][v]
		}
		if q == 0 {
			continue
		}
		s.marked[i] = q
		if i > 0 && q == 'Q' && s.folded[i-1] == 'u' {
			s.marked[i-1] = 'U'
		}
		return true
	}
	return false
}

func (s *scanner) hasVowel() bool {
	return slices.ContainsFunc(s.folded, vowel)
}

// maxRepairs bounds how many unknown words of one question are looked up as typos.
const maxRepairs = 6

// repair adds readings for syllables that nobody knows: two that were written as one,
// or one with a letter too many, too few, wrong, or in the wrong place.
func (x *Index) repair(q *question) {
	if x.tune.typo == 0 {
		return
	}
	done := 0
	for i, t := range q.tokens {
		if t.fold != unknown || len(t.text) < 3 || done == maxRepairs {
			continue
		}
		done++
		word := Folded(t.text)
		if a, b, ok := x.glued(word); ok {
			q.edges = append(q.edges, edge{i, i + 1, []ref{{a, unknown}, {b, unknown}}, x.tune.typo})
			continue
		}
		for _, fo := range x.near(word) {
			q.edges = append(q.edges, edge{i, i + 1, []ref{{fo, unknown}}, x.tune.typo})
		}
	}
}

func (x *Index) glued(word string) (fold, fold, bool) {
	for at := 2; at <= len(word)-2; at++ {
		a, okA := x.lex.folds[word[:at]]
		b, okB := x.lex.folds[word[at:]]
		if !okA || !okB || x.units.pairs[pairOf(a, b)] == nil {
			continue
		}
		return a, b, true
	}
	return 0, 0, false
}

// near gives the two commonest syllables of the catalogue that are one slip away.
func (x *Index) near(word string) []fold {
	var best []fold
	if word == "" || len(word) > 8 || word[0] <= '9' {
		return nil
	}
	for n := len(word) - 1; n <= len(word)+1; n++ {
		for _, fo := range x.byLength[n] {
			if oneSlip(word, x.lex.spelt[fo]) {
				best = append(best, fo)
			}
		}
	}
	if len(best) > 2 {
		x.commonestFirst(best)
		best = best[:2]
	}
	return best
}

// oneSlip reports whether one letter more, less, other, or two swapped make a of b.
func oneSlip(a, b string) bool {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	ra, rb := a[i:], b[i:]
	switch {
	case len(a) == len(b)+1:
		return ra[1:] == rb
	case len(b) == len(a)+1:
		return rb[1:] == ra
	case len(a) != len(b) || len(ra) == 0:
		return false
	case ra[1:] == rb[1:]:
		return true
	}
	return len(ra) > 1 && ra[0] == rb[1] && ra[1] == rb[0] && ra[2:] == rb[2:]
}
