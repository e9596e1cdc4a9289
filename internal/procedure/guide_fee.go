package procedure

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The portal shows "Miễn phí" wherever the amount is 0, and 0 wherever nobody filled it
// in. So these words alone, a zero and an empty field are one and the same: unpublished.
// Free is only what other words say to be free, for everybody.

// leastFee is the smallest sum believed. Below it the thousands were lost, or it was
// another money: "20 đồng" is 20.000 đồng here and 20 USD there.
const leastFee = 1000

// feePart is one published fee: a field of the source with what stands in brackets.
type feePart struct {
	text    string // cleaned, as published; "" says nothing
	words   string // the same without the amount of the field
	low     string // words in small letters
	n       int64  // the sum; 0 = none, or several
	more    []int64
	foreign bool
	unsure  bool
	per     string
	reduced int64     // until the end of until
	until   time.Time // of the reduction; with no reduction, of the sum itself
}

// fee reads the published fees of one way. What ended before read is not told.
func fee(rows []string, status string, read time.Time) Fee {
	parts := feeParts(rows, read)
	f := feeOf(parts)
	switch status {
	case "unpublished":
		return Fee{}
	case "free":
		return Fee{Kind: FeeFree, Text: f.Text}
	case "by_province":
		return Fee{Kind: FeeByProvince, Text: joined(parts, func(p feePart) string { return p.words })}
	case "amount":
		if f.Kind != FeeAmount && f.Text != "" {
			f.Kind = FeeMixed
		}
	case "mixed":
		f.Kind, f.Text = FeeMixed, joined(parts, func(p feePart) string { return p.text })
	}
	return f
}

func feeParts(rows []string, read time.Time) []feePart {
	var parts []feePart
	for _, row := range rows {
		for _, text := range pieces(dotted(row)) {
			p := readPart(text, read)
			same := func(q feePart) bool { return q.text == p.text }
			if p.text != "" && !slices.ContainsFunc(parts, same) {
				parts = append(parts, p)
			}
		}
	}
	return parts
}

// pieces parts a row at line ends and at semicolons outside of brackets, before what
// begins a new field.
func pieces(s string) []string {
	var all []string
	for line := range strings.SplitSeq(s, "\n") {
		line = oneLine(line)
		if strings.HasPrefix(line, "File đính kèm") {
			continue
		}
		depth, from := 0, 0
		for i := range len(line) {
			switch line[i] {
			case '(':
				depth++
			case ')':
				depth = max(depth-1, 0)
			case ';':
				if depth == 0 && fieldAt(strings.ToLower(line[i+1:min(len(line), i+80)])) {
					all = append(all, line[from:i])
					from = i + 1
				}
			}
		}
		all = append(all, line[from:])
	}
	return all
}

// fieldAt reports whether a field with an amount begins here.
func fieldAt(s string) bool {
	s = strings.TrimLeft(s, " ")
	if startsWith(s, "miễn phí", "trường hợp công dân thuộc diện") {
		return true
	}
	n := digits(s)
	unit, _ := unitOf(strings.TrimLeft(s[n:], " "))
	return n > 0 && unit != ""
}

// readPart reads one field.
func readPart(text string, read time.Time) feePart {
	p := feePart{text: strings.TrimSpace(text)}
	field, rest := amountField(p.text)
	rest = unwrapped(rest)
	if again, inner := amountField(rest); again.n > 0 && again.n == field.n { // written twice
		rest = unwrapped(inner)
	}
	words, ended := withoutEnded(rest, read)
	if ended {
		return feePart{}
	}
	p.words = strings.TrimLeft(strings.Trim(words, " ;"), "-*+ ")
	p.low = strings.ToLower(p.words)
	if saysNothing(p.low) {
		p.words, p.low = "", ""
	}
	p.text = p.words
	if field.n > 0 {
		p.text = strings.TrimSpace(written(field) + " " + bracketed(p.words))
	}
	p.count(field)
	return p
}

// amountField cuts the amount that the source keeps apart: "15.000 đồng (…)", "Phí :
// 0 Đồng (…)", "Miễn phí (…)".
func amountField(s string) (field money, rest string) {
	low := strings.ToLower(s)
	if len(low) != len(s) { // a letter that is longer in small: no place can be trusted
		return money{}, s
	}
	at := 0
	for _, label := range []string{"lệ phí", "phí"} {
		if after, ok := strings.CutPrefix(low, label+" :"); ok {
			at = len(low) - len(strings.TrimLeft(after, " "))
			break
		}
	}
	for _, empty := range []string{"miễn phí đồng", "miễn phí (", "0 đồng", "không đồng", "o đồng", "đồng (", "đồng"} {
		if strings.HasPrefix(low[at:], empty) && !says(low[at:], "miễn phí (đ") {
			return money{}, strings.TrimLeft(s[at+len(strings.TrimRight(empty, "(")):], " -")
		}
	}
	if n := digits(low[at:]); n > 0 {
		m, ok := sum(low, at)
		unit, _ := unitOf(strings.TrimLeft(low[at+n:], " "))
		after := at + n + strings.Index(low[at+n:], unit) + len(unit)
		if ok && unit != "" && (after == len(low) || strings.HasPrefix(strings.TrimLeft(low[after:], " "), "(")) {
			return m, strings.TrimLeft(s[after:], " ")
		}
	}
	return money{}, s[at:]
}

// unwrapped takes the brackets off that stand around the whole.
func unwrapped(s string) string {
	s = strings.TrimSpace(s)
	if !strings.HasPrefix(s, "(") {
		return s
	}
	s = s[1:]
	if strings.Count(s, ")") > strings.Count(s, "(") {
		if i := strings.LastIndexByte(s, ')'); i >= 0 {
			s = s[:i] + s[i+1:]
		}
	}
	return strings.TrimSpace(s)
}

func bracketed(s string) string {
	if s == "" {
		return ""
	}
	return "(" + s + ")"
}

// written writes the amount of a field.
func written(m money) string {
	if m.foreign {
		return thousands(m.n) + " USD"
	}
	return thousands(m.n) + " đồng"
}

// thousands writes a number as it is read here: 15.000.
func thousands(n int64) string {
	var b []byte
	for i := 0; ; i++ {
		if i > 0 && i%3 == 0 {
			b = append(b, '.')
		}
		b = append(b, byte('0'+n%10))
		if n /= 10; n == 0 {
			slices.Reverse(b)
			return string(b)
		}
	}
}

// saysNothing reports words that are no word about a fee.
func saysNothing(low string) bool {
	low = strings.Trim(low, " .,;:-()*+/")
	return utf8.RuneCountInString(low) < 3 || isDigits(low) || slices.Contains([]string{
		"miễn phí", "không", "không có", "không quy định", "chưa quy định", "không đồng", "đồng", "phí", "lệ phí", "phí, lệ phí",
		"phí thẩm định", "hồ sơ", "lần cấp", "1 lần", "không thông tin",
	}, low)
}

// withoutEnded leaves out each sentence about a time that was over when the source was
// read: an old reduction is not told. Whole tells that the sum before it was meant, so
// that nothing is left.
func withoutEnded(s string, read time.Time) (left string, whole bool) {
	for {
		low := strings.ToLower(s)
		if len(low) != len(s) { // a letter that is longer in small: no place can be trusted
			return s, false
		}
		all := endings(low)
		i := slices.IndexFunc(all, func(e ending) bool { return e.until.Before(read) })
		if i < 0 {
			return s, false
		}
		from, to := clause(s, all[i].at)
		about := low[from:to]
		if !says(about, "miễn", "bằng ") && len(sums(about)) == 0 {
			return "", true
		}
		s = strings.TrimRight(strings.TrimRight(s[:from], " ")+" "+s[to:], " (;")
	}
}

// clause gives the bounds of what belongs together around a place.
func clause(s string, at int) (from, to int) {
	to = len(s)
	for _, stop := range []string{". ", "; ", " - ", "("} {
		if i := strings.LastIndex(s[:at], stop); i >= 0 {
			from = max(from, i+len(stop))
		}
	}
	for _, begin := range []string{"Miễn ", " Kể từ", " Mức phí kể từ"} { // glued on
		if i := strings.LastIndex(s[:at], begin); i >= 0 {
			from = max(from, i)
		}
	}
	for _, stop := range []string{". ", "; ", " - ", ")"} {
		if i := strings.Index(s[at:], stop); i >= 0 {
			to = min(to, at+i+len(stop))
		}
	}
	return from, to
}

// count finds the sums of a field.
func (p *feePart) count(field money) {
	all := sums(p.low)
	for _, m := range all {
		p.foreign = p.foreign || m.foreign
		if m.n > 0 && !slices.Contains(p.more, m.n) {
			p.more = append(p.more, m.n)
		}
	}
	p.foreign = p.foreign || field.foreign
	if len(all) > 0 {
		p.per = all[0].per
		if i := strings.Index(p.low, p.per); len(p.low) == len(p.words) { // its names keep their large letters
			p.per = lower(p.words[i : i+len(p.per)])
		}
	} else if per, _ := perOf(p.low, 0); per != "" {
		p.per = per
	} else if startsWith(p.low, "đồng/") {
		p.per, _ = perOf(p.low, len("đồng"))
	}
	p.n = field.n
	if p.foreign {
		return
	}
	p.reduce()
	switch {
	case p.n == 0 && len(p.more) == 1:
		p.n, p.more = p.more[0], nil
	case p.n > 0 && len(p.more) > 0 && !slices.Contains(p.more, p.n):
		p.disagree()
	}
	p.more = slices.DeleteFunc(p.more, func(n int64) bool { return n == p.n })
	p.unsure = p.unsure || p.n > 0 && p.n < leastFee
	if p.n > 0 && p.n < leastFee {
		p.n, p.text = 0, p.words
	}
}

// disagree settles a field whose amount is not among the sums of its words: thousands
// that were lost are found again, of anything else nobody knows which is right.
func (p *feePart) disagree() {
	if len(p.more) == 1 && p.more[0] == p.n*1000 {
		p.n, p.more, p.text = p.more[0], nil, p.words
		return
	}
	p.unsure = true
	p.more = append(p.more, p.n)
	p.n = 0
}

// reduce reads a reduction with its last day: one sum smaller than the field's, or half
// of it. Only where no other sum could be meant.
func (p *feePart) reduce() {
	ends := endings(p.low)
	if len(ends) == 0 {
		return
	}
	until := ends[0].until
	for _, t := range ends {
		if !t.until.Equal(until) {
			return
		}
	}
	others := slices.DeleteFunc(slices.Clone(p.more), func(n int64) bool { return n == p.n })
	switch {
	case p.n == 0 && len(p.more) == 2 && p.more[1]*2 == p.more[0]:
		p.n, p.reduced = p.more[0], p.more[1]
		p.more = nil
	case p.n >= leastFee && len(others) == 1 && others[0] < p.n && !says(p.low, "trực tuyến"):
		p.reduced = others[0]
		p.more = nil
	case p.n >= leastFee && len(others) == 0 && strings.Contains(p.low, "bằng 50% mức") && !says(p.low, "trực tuyến"):
		p.reduced = p.n / 2
	}
	p.until = until
}
