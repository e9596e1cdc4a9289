package dossier

import (
	"strings"

	"motcua/internal/vntext"
)

// withNeighbours looks at both sides of a code. A digit there, or a "." or "-" with a
// digit behind it, means a longer number, which is a slip. A letter is a glued word,
// a phone or identity number a thing of its own, and the code before a separator of
// its own.
func (s *scan) withNeighbours(it item) item {
	before, after := s.numberBefore(it.start), s.numberAfter(it.end)
	if before == "" && after == "" {
		return it
	}
	p := it.codes[0]
	var long string
	kind := SlipLonger
	if after != "" {
		long = p.seq + after
	} else {
		long = before + p.org
		if len(before) > 1 && isDigit(before[len(before)-1]) && !strings.Contains(p.org, ".") {
			kind = SlipDots // "0000019H09": not longer, but without its dots
		}
	}
	slip := slipOf(kind, p, long)
	slip.Typed = withoutLongNumbers(before + string(p.Code()) + after)
	if besideSign(before) && besideSign(after) {
		slip.Proposal = p.Code()
	}
	return item{span: it.span, slip: slip}
}

// besideSign reports whether what is glued to a code is at most two digits and a sign
// ("1.", "-2"): a list's number or a count. Then the code itself is worth proposing.
func besideSign(glued string) bool {
	return glued == "" || len(glued) <= 3 && strings.ContainsAny(glued, ".-")
}

// numberBefore is the digits and sign glued to the front of a code at i.
func (s *scan) numberBefore(i int) string {
	if i <= s.floor() {
		return ""
	}
	end := i
	if s.text[end-1] == '.' || s.text[end-1] == '-' {
		end--
	}
	if end <= s.floor() {
		return ""
	}
	from := end
	for from > s.floor() && isDigit(s.text[from-1]) {
		from--
	}
	if from == end || s.privateUpTo(end) {
		return ""
	}
	return s.text[from:i]
}

// numberAfter is the sign and digits glued to the end of a code at i.
func (s *scan) numberAfter(i int) string {
	at := i
	if at < len(s.text) && (s.text[at] == '.' || s.text[at] == '-') {
		at++
	}
	size := digitsAt(s.text, at)
	if size == 0 {
		return ""
	}
	for _, n := range vntext.FindNumbers(s.text[at:min(at+maxRun, len(s.text))]) {
		if n.Start == 0 {
			return ""
		}
	}
	return s.text[i : at+size]
}

// privateUpTo reports whether a phone or an identity number ends at end.
func (s *scan) privateUpTo(end int) bool {
	from := max(end-maxRun, s.floor())
	for from < end && from > 0 && isDigit(s.text[from-1]) {
		from++ // never begin in the middle of a number
	}
	for _, n := range vntext.FindNumbers(s.text[from:end]) {
		if from+n.End == end {
			return true
		}
	}
	return false
}

// miscounted reads a code whose dashes stand but whose date has a digit too many or
// too few.
func (c candidate) miscounted() (item, bool) {
	for _, o := range c.dottedOrganisations() {
		rest := c.runs[o.runs:]
		if len(rest) < 2 || rest[0].sign != '-' || rest[1].sign != '-' || len(rest[1].digits) > 8 {
			continue
		}
		kind := SlipLonger
		switch n := len(rest[0].digits); {
		case n < 6:
			kind = SlipShorter
		case n == 6 || n == 8 || private(rest[0].digits):
			continue
		}
		p := parts{org: o.id, date: rest[0].digits, seq: rest[1].digits}
		return item{span: span{o.start, rest[1].end}, slip: slipOf(kind, p, p.date)}, true
	}
	return item{}, false
}

// dotsMissing is the last resort: date and sequence are a code's, but the identifier
// has lost its dots and none that we know reads so.
func (c candidate) dotsMissing() (item, bool) {
	if l := c.text[c.letter]; l != 'H' && l != 'G' || len(c.runs[0].digits) < 2 {
		return item{}, false
	}
	for k := 1; k+1 < len(c.runs); k++ {
		date, seq := c.runs[k], c.runs[k+1]
		if len(date.digits) != 6 || len(seq.digits) > 8 || seq.sign == ' ' && len(seq.digits) < 3 {
			continue
		}
		if d := readDate(date.digits); d.wrong(c.today) != "" {
			continue
		}
		_, start := c.undottedBefore(c.letter)
		org := strings.ReplaceAll(c.text[start:c.runs[k-1].end], " ", "")
		p := parts{org: org, date: date.digits, seq: seq.digits}
		return item{span: span{start, seq.end}, slip: slipOf(SlipDots, p, org)}, true
	}
	return item{}, false
}
