package dossier

import (
	"strings"
	"time"
)

// parts are the three parts of a code: organisation, date of receipt, sequence
// within the day. A code of family F has sequence, year, office instead, and slash
// set; they are kept in the order of writing.
type parts struct {
	org, date, seq string
	slash          bool
}

// Code puts the parts together.
func (p parts) Code() Code {
	sign := "-"
	if p.slash {
		sign = "/"
	}
	return Code(p.org + sign + p.date + sign + p.seq)
}

// Canonical reads a text that is to be exactly one code, as a source sends it. It
// forgives what cleaning forgives (case, spaces, dashes) and nothing else: letters
// for digits or missing dots in a source's data are the source's mistake. The day
// must exist and be of 2018 or later.
func Canonical(code string) (Code, Family, bool) {
	p, ok := splitCode(Clean(code))
	if !ok {
		return "", "", false
	}
	if !p.slash {
		d := readDate(p.date)
		if d.wrong(endOfTime) != "" {
			return "", "", false
		}
	}
	return p.Code(), p.family(), true
}

// endOfTime lifts the upper limit of the year where no today is known.
var endOfTime = time.Date(2099, 12, 31, 0, 0, 0, 0, time.UTC)

// splitCode takes a canonical code apart; it does not look whether the date exists.
func splitCode(s string) (parts, bool) {
	if p, ok := splitInsurance(s); ok {
		return p, true
	}
	org, rest, ok := strings.Cut(s, "-")
	if !ok {
		return parts{}, false
	}
	date, seq, ok := strings.Cut(rest, "-")
	if !ok || !canonicalOrg(org) || !canonicalDate(date) || !digitsBetween(seq, 1, 8) {
		return parts{}, false
	}
	return parts{org: org, date: date, seq: seq}, true
}

func splitInsurance(s string) (parts, bool) {
	seq, rest, ok := strings.Cut(s, "/")
	if !ok {
		return parts{}, false
	}
	year, office, ok := strings.Cut(rest, "/")
	ok = ok && digitsBetween(seq, 4, 6) && digitsBetween(office, 4, 6) &&
		digitsBetween(year, 4, 4) && strings.HasPrefix(year, "20")
	return parts{org: seq, date: year, seq: office, slash: true}, ok
}

func canonicalDate(s string) bool {
	return digitsBetween(s, 6, 6) || digitsBetween(s, 8, 8) && strings.HasPrefix(s, "20")
}

// canonicalOrg: letter and two digits with up to five groups of one to three digits
// behind, or one to three groups of two or three digits in front.
func canonicalOrg(s string) bool {
	groups := strings.Split(s, ".")
	last := len(groups) - 1
	switch {
	case isRoot(groups[0]):
		return last <= 5 && allDigits(groups[1:], 1)
	case isRoot(groups[last]):
		return last <= 3 && allDigits(groups[:last], 2)
	}
	return false
}

// isRoot reports whether s is a letter and two digits: "H09".
func isRoot(s string) bool {
	return len(s) == 3 && 'A' <= s[0] && s[0] <= 'Z' && digitsBetween(s[1:], 2, 2)
}

func allDigits(groups []string, least int) bool {
	for _, g := range groups {
		if !digitsBetween(g, least, 3) {
			return false
		}
	}
	return true
}

func digitsBetween(s string, least, most int) bool {
	if len(s) < least || len(s) > most {
		return false
	}
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// family tells the shape of a canonical code. G01 is the police whatever the order
// of its groups; after that the date and the sequence say more than the groups do.
func (p parts) family() Family {
	groups := strings.Split(p.org, ".")
	first, last := groups[0], groups[len(groups)-1]
	switch {
	case p.slash:
		return Insurance
	case first == "G01" || last == "G01":
		return Police
	case !isRoot(first) && len(groups) == 4:
		return ABefore2020
	case !isRoot(first):
		return Short
	case len(p.date) == 8:
		return MinistrySystem
	case len(p.seq) == 6 || len(p.seq) == 7:
		return MinistryPortal
	case len(groups) > 2:
		return Deep
	}
	return National
}

// Groups is the code in groups, for reading back what was dictated:
// "H29 . 171 - 26 10 24 - 0012". What is no canonical code comes back as it is.
func (c Code) Groups() string {
	p, ok := splitCode(string(c))
	if !ok {
		return string(c)
	}
	if p.slash {
		return p.org + " / " + p.date + " / " + p.seq
	}
	date := p.date[len(p.date)-6:]
	date = date[:2] + " " + date[2:4] + " " + date[4:]
	if len(p.date) == 8 {
		date = p.date[:2] + date
	}
	seq := p.seq
	if len(seq) > 4 {
		seq = seq[:len(seq)-4] + " " + seq[len(seq)-4:]
	}
	return strings.ReplaceAll(p.org, ".", " . ") + " - " + date + " - " + seq
}
