package dossier

import "strings"

// dateAndSequence reads what follows an identifier, in the order of how plainly it
// is written: two groups, one group where the dash is missing, a date with signs.
func (c candidate) dateAndSequence(o organisation) (item, bool) {
	rest := c.runs[o.runs:]
	for _, read := range []func(organisation, []run) (item, bool){c.twoGroups, c.oneGroup, c.signedDate} {
		if it, ok := read(o, rest); ok {
			return it, true
		}
	}
	return item{}, false
}

// twoGroups reads date and sequence parted by a dash, or by a space for the dash.
func (c candidate) twoGroups(o organisation, rest []run) (item, bool) {
	if len(rest) < 2 || len(rest[0].digits) != 6 && len(rest[0].digits) != 8 {
		return item{}, false
	}
	date, seq := rest[0], rest[1]
	if seq.sign == ' ' && len(seq.digits) < 3 || !c.trusted(o, date.sign, seq.sign) {
		return item{}, false // "... 12 ngày": a number of its own
	}
	if len(seq.digits) > 8 {
		return c.longSequence(o, date, seq)
	}
	return c.judge(o, date.digits, seq)
}

// longSequence is a sequence of more than eight digits. A phone or an identity
// number is left in the text, where it is recognised; the slip never shows it.
func (candidate) longSequence(o organisation, date, seq run) (item, bool) {
	if seq.sign != '-' {
		return item{}, false
	}
	end := seq.end
	if private(seq.digits) {
		end = date.end
	}
	p := parts{org: o.id, date: date.digits, seq: seq.digits}
	return item{span: span{o.start, end}, slip: slipOf(SlipLonger, p, seq.digits)}, true
}

// oneGroup reads date and sequence with the dash missing.
func (c candidate) oneGroup(o organisation, rest []run) (item, bool) {
	if len(rest) == 0 || !c.trusted(o, rest[0].sign) {
		return item{}, false
	}
	digits := rest[0].digits
	at := span{o.start, rest[0].end}
	if codes := c.splitDate(o.id, digits); len(codes) > 0 {
		return item{span: at, codes: codes}, true
	}
	// No date possible: a slip, unless it begins with 0 like every phone and every
	// identity number of twelve digits.
	if n := len(digits); digits[0] == '0' || n != 10 && n != 12 && n != 13 {
		return item{}, false
	}
	return c.judge(o, digits[:6], run{span: at, digits: digits[6:]})
}

// signedDate reads a date with signs in it ("24/10/2023"): never canonical, so it
// is a slip with the code that is meant. Pairs parted by spaces ("26 12 03") are
// read as they stand, year first.
func (c candidate) signedDate(o organisation, rest []run) (item, bool) {
	if len(rest) < 4 || rest[1].sign != rest[2].sign || len(rest[3].digits) > 8 {
		return item{}, false
	}
	a, b, y := rest[0].digits, rest[1].digits, rest[2].digits
	if rest[1].sign == ' ' {
		if len(a) != 2 || len(b) != 2 || len(y) != 2 || !c.trusted(o) {
			return item{}, false
		}
		return c.judge(o, a+b+y, rest[3])
	}
	if len(a) == 4 {
		a, y = y, a // 2023-10-24: the year first
	}
	if len(a) > 2 || len(b) > 2 || len(y) != 2 && len(y) != 4 {
		return item{}, false
	}
	dayFirst := twoDigits(a) + twoDigits(b) + y
	part := c.text[rest[0].start:rest[2].end]
	p := parts{org: o.id, date: strings.ReplaceAll(part, " ", ""), seq: rest[3].digits}
	it := item{span: span{o.start, rest[3].end}}
	it.slip = c.dayFirstSlip(p, dayFirst)
	return it, true
}

func twoDigits(s string) string {
	if len(s) == 1 {
		return "0" + s
	}
	return s
}

// dayFirstSlip is the slip of a date written day first: with the code that is meant,
// or, if there is no such day either, with what is wrong.
func (c candidate) dayFirstSlip(p parts, digits string) Slip {
	d := readDayFirst(digits)
	kind := d.wrong(c.today)
	if yearFirst := readDate(digits); kind != "" && len(digits) == 6 && yearFirst.wrong(c.today) == "" {
		kind, d = "", yearFirst
	}
	if kind != "" {
		return dateSlip(kind, p, d)
	}
	slip := dateSlip(SlipForm, p, d)
	slip.Proposal = p.withDate(d)
	return slip
}

// withDate is the code with another date. Only ministries write the century, and
// only with a sequence of seven digits.
func (p parts) withDate(d receiptDay) Code {
	p.date = d.digits(p.org[0] == 'G' && len(p.seq) == 7)
	return p.Code()
}

// judge looks whether the date exists: a code, or a slip that points at the spot,
// with the date turned round where that gives a day.
func (c candidate) judge(o organisation, digits string, seq run) (item, bool) {
	p := parts{org: o.id, date: digits, seq: seq.digits}
	it := item{span: span{o.start, seq.end}}
	if !canonicalDate(digits) { // eight digits that do not begin with the century
		if d := readDayFirst(digits); d.year < firstYear || d.year > c.today.Year()+1 {
			it.slip = slipOf(SlipLonger, p, digits)
			return it, true
		}
		it.slip = c.dayFirstSlip(p, digits)
		return it, true
	}
	d := readDate(digits)
	kind := d.wrong(c.today)
	if kind == "" {
		it.codes = []parts{p}
		return it, true
	}
	it.slip = dateSlip(kind, p, d)
	if turned, ok := swapped(digits, c.today); ok {
		it.slip.Proposal = p.withDate(turned)
	}
	return it, true
}

func dateSlip(kind SlipKind, p parts, d receiptDay) Slip {
	slip := slipOf(kind, p, p.date)
	slip.Year, slip.Month, slip.Day = d.year, d.month, d.day
	if kind == SlipDay {
		slip.Days = d.monthDays()
	}
	return slip
}

func slipOf(kind SlipKind, p parts, part string) Slip {
	return Slip{Kind: kind, Typed: withoutLongNumbers(string(p.Code())), Part: withoutLongNumbers(part)}
}

// withoutLongNumbers writes "…" for nine digits and more in a row: it may be a phone
// or an identity number, and those are never echoed.
func withoutLongNumbers(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		n := digitsAt(s, i)
		switch {
		case n == 0:
			b.WriteByte(s[i])
			n = 1
		case n >= 9:
			b.WriteString("…")
		default:
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}
