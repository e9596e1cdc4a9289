package dossier

import (
	"slices"
	"strings"

	"motcua/internal/vntext"
)

// candidate is a possible code: its letter and the groups of digits behind it.
type candidate struct {
	*scan
	letter int
	runs   []run
}

// organisation is one way to read the first part of a candidate: the identifier,
// where it begins in the text, and how many groups it takes.
type organisation struct {
	id    string
	start int
	runs  int
}

// codeAt reads a code whose letter stands at i. The first reading that can be a code
// wins over one that can only be a slip, however early the slip comes.
func (s *scan) codeAt(i int) (item, bool) {
	if !s.mayBegin(i) {
		return item{}, false
	}
	c := candidate{scan: s, letter: i, runs: s.runsFrom(i + 1)}
	if len(c.runs) == 0 {
		return item{}, false
	}
	var slip item
	for _, read := range c.readings() {
		it, ok := read()
		switch {
		case ok && it.isCode():
			return s.withNeighbours(it), true
		case ok && slip.end == 0:
			slip = it
		}
	}
	if slip.end > 0 {
		return slip, true
	}
	s.fragment = s.fragment || c.begun()
	return item{}, false
}

// readings are the ways to read a candidate, the plainest first. Digits glued to the
// front of the letter ("0000019H09") are no dotted identifier.
func (c candidate) readings() [5]func() (item, bool) {
	if c.letter > c.floor() && isDigit(c.text[c.letter-1]) {
		return [...]func() (item, bool){c.undotted, c.unparted, c.dotted, c.miscounted, c.dotsMissing}
	}
	return [...]func() (item, bool){c.dotted, c.undotted, c.unparted, c.miscounted, c.dotsMissing}
}

// mayBegin is the cheap look before the dear one: a letter with digits behind it. A
// letter that may be a digit itself ("O9" in "HO9.17") must have two real ones.
func (s *scan) mayBegin(i int) bool {
	t := s.text
	if i < s.floor() || i+2 >= len(t) {
		return false
	}
	if digitFor(t[i]) != 0 {
		return isDigit(t[i+1]) && isDigit(t[i+2])
	}
	return isDigit(t[i+1]) || digitFor(t[i+1]) != 0 && isDigit(t[i+2]) || aloneBeforeDigit(t, i)
}

// dotted reads the identifier as it is written, with its dots.
func (c candidate) dotted() (item, bool) {
	var slip item
	for _, o := range c.dottedOrganisations() {
		it, ok := c.dateAndSequence(o)
		if ok && it.isCode() {
			return it, true
		}
		if ok && slip.end == 0 {
			slip = it
		}
	}
	return slip, slip.end > 0
}

func (c candidate) dottedOrganisations() []organisation {
	root := c.text[c.letter:c.letter+1] + c.runs[0].digits
	if !isRoot(root) {
		return nil
	}
	var all []organisation
	if groups, start := c.groupsBefore(c.letter); len(groups) > 0 && !c.groupBehind() {
		all = append(all, organisation{strings.Join(groups, ".") + "." + root, start, 1})
	}
	behind := 1
	id := root
	longest := []organisation{{id, c.letter, 1}}
	for behind < len(c.runs) && behind <= 5 && c.runs[behind].sign == '.' && len(c.runs[behind].digits) <= 3 {
		id += "." + c.runs[behind].digits
		behind++
		longest = append(longest, organisation{id, c.letter, behind})
	}
	for _, l := range slices.Backward(longest) {
		all = append(all, l)
	}
	return all
}

// groupBehind reports whether the identifier goes on behind its letter and digits:
// then the groups before it cannot be family A's.
func (c candidate) groupBehind() bool {
	return len(c.runs) > 1 && c.runs[1].sign == '.' && len(c.runs[1].digits) <= 3
}

// undotted reads an identifier whose dots are missing or are spaces. It is dotted
// only the way a known identifier is.
func (c candidate) undotted() (item, bool) {
	if len(c.known.undots) == 0 {
		return item{}, false
	}
	before, start := c.undottedBefore(c.letter)
	for _, from := range []organisation{{before, start, 0}, {"", c.letter, 0}} {
		id := from.id + c.text[c.letter:c.letter+1]
		for k := 1; k < len(c.runs); k++ {
			id += c.runs[k-1].digits
			it, ok := c.anyOf(c.known.undots[id], from.start, k)
			if ok {
				return it, true
			}
		}
	}
	return item{}, false
}

// anyOf joins the codes that several dotted readings of one identifier give.
func (c candidate) anyOf(ids []string, start, runs int) (item, bool) {
	var all item
	for _, id := range ids {
		it, ok := c.dateAndSequence(organisation{id, start, runs})
		if ok && it.isCode() {
			all.span = it.span
			all.codes = append(all.codes, it.codes...)
		}
	}
	return all, all.isCode()
}

// unparted reads a code with no sign between identifier and date, perhaps none at
// all ("H291712612030012"): a known identifier, then a date that exists.
func (c candidate) unparted() (item, bool) {
	if len(c.known.undots) == 0 {
		return item{}, false
	}
	before, start := c.undottedBefore(c.letter)
	least := len(before) + 3
	all := before + c.text[c.letter:c.letter+1]
	for m, r := range c.runs {
		if r.sign == '-' || r.sign == '/' {
			break
		}
		all += r.digits
		for n := least; n <= len(all)-6 && n <= maxRun; n++ {
			for _, id := range c.known.undots[all[:n]] {
				if it, ok := c.afterIdentifier(id, all[n:], m); ok {
					it.start = start
					return it, true
				}
			}
		}
	}
	return item{}, false
}

// afterIdentifier reads the digits behind an identifier that ran into the date: the
// date alone, with the sequence in the next group, or both.
func (c candidate) afterIdentifier(id, digits string, m int) (item, bool) {
	if canonicalDate(digits) && m+1 < len(c.runs) && len(c.runs[m+1].digits) <= 8 {
		d := readDate(digits)
		if d.wrong(c.today) != "" {
			return item{}, false
		}
		p := parts{org: id, date: digits, seq: c.runs[m+1].digits}
		return item{span: span{end: c.runs[m+1].end}, codes: []parts{p}}, true
	}
	codes := c.splitDate(id, digits)
	return item{span: span{end: c.runs[m].end}, codes: codes}, len(codes) > 0
}

// splitDate splits digits where the dash is missing: date and a sequence of the
// lengths in circulation (four, six, seven). Only dates that exist count.
func (c candidate) splitDate(id, digits string) []parts {
	var codes []parts
	for _, at := range []int{6, 8} {
		if len(digits) <= at || !canonicalDate(digits[:at]) {
			continue
		}
		if seq := len(digits) - at; seq != 4 && seq != 6 && seq != 7 {
			continue
		}
		if d := readDate(digits[:at]); d.wrong(c.today) == "" {
			codes = append(codes, parts{org: id, date: digits[:at], seq: digits[at:]})
		}
	}
	return codes
}

// trusted reports whether these are the letter and signs of a code, so that an
// impossible date is a slip and not just other words: dashes, or a letter of
// provinces and ministries, or an identifier we know.
func (c candidate) trusted(o organisation, signs ...byte) bool {
	dashes := true
	for _, sign := range signs {
		dashes = dashes && sign == '-'
	}
	l := c.text[c.letter]
	return dashes || l == 'H' || l == 'G' || c.known.knows(o.id)
}

// begun reports whether the candidate is the beginning of a code without its end:
// "H29.171", "H29.171-261203".
func (c candidate) begun() bool {
	orgs := c.dottedOrganisations()
	if len(orgs) == 0 {
		return false
	}
	o := orgs[0]
	if c.known.knows(o.id) {
		return true
	}
	if !c.trusted(o, 0) {
		return false
	}
	return o.runs > 1 || len(c.runs) > 1 && len(c.runs[1].digits) == 6
}

// private reports whether the digits are a phone or an identity number.
func private(digits string) bool {
	for _, n := range vntext.FindNumbers(digits) {
		if n.Start == 0 && n.End == len(digits) && n.Kind != vntext.Card {
			return true
		}
	}
	return false
}
