package procedure

import (
	"slices"
	"strings"
)

// feeOf says of what kind the fees of one way are.
func feeOf(parts []feePart) Fee {
	words := func(p feePart) string { return p.words }
	text := func(p feePart) string { return p.text }
	switch {
	case len(parts) == 0:
		return Fee{}
	case slices.ContainsFunc(parts, func(p feePart) bool { return byProvince(p.low) }):
		return Fee{Kind: FeeByProvince, Text: joined(parts, words)}
	}
	all := amounts(parts)
	unsure := slices.ContainsFunc(parts, func(p feePart) bool { return p.unsure })
	foreign := slices.ContainsFunc(parts, func(p feePart) bool { return p.foreign })
	f := Fee{Text: joined(parts, text), Unsure: unsure, Until: parts[0].until}
	switch {
	case f.Text == "":
		return Fee{Unsure: unsure}
	case foreign:
		f.Kind = FeeMixed
	case len(all) == 0:
		f.Kind = freeOrNot(parts)
	case len(all) == 1 && !unsure && !strings.Contains(f.Text, "%"):
		f = oneSum(parts, all[0])
	case len(all) == 1 && parts[0].reduced > 0 && len(parts) == 1:
		f = oneSum(parts, all[0])
	default:
		f = pair(parts, f)
		if f.Kind == "" {
			f.Kind = FeeMixed
			f.Amount, f.Most = between(parts, all)
		}
	}
	return f
}

// between tells the smallest and the largest sum, where the words do not reckon with
// them: a floor, a ceiling, a share are no fee.
func between(parts []feePart, all []int64) (least, most int64) {
	for _, p := range parts {
		if p.unsure || says(p.low, "%", "tối đa", "tối thiểu", "không quá", " x ", "+ (", "giảm") {
			return 0, 0
		}
	}
	return slices.Min(all), slices.Max(all)
}

// oneSum is one fee of one sum.
func oneSum(parts []feePart, n int64) Fee {
	f := Fee{Kind: FeeAmount, Amount: n}
	for _, p := range parts {
		if p.n != n {
			continue
		}
		f.Per.Vi = p.per
		if p.reduced > 0 {
			f.Reduced, f.Until = p.reduced, p.until
		} else if !p.until.IsZero() { // the sum itself is for a time
			f.Kind, f.Amount, f.Until = FeeMixed, 0, p.until
		}
	}
	f.Text = joined(parts, func(p feePart) string {
		if f.Kind == FeeMixed {
			return p.text
		}
		if p.reduced > 0 && !says(p.low, "trường hợp", "đối với", "được miễn", "miễn lệ phí", "miễn phí") || !tells(p.low) {
			return ""
		}
		return p.words
	})
	return f
}

// pair is a fee and, in a field of its own, what it is until a day.
func pair(parts []feePart, f Fee) Fee {
	if len(parts) != 2 || len(parts[0].more)+len(parts[1].more) > 0 || parts[0].unsure || parts[1].unsure {
		return f
	}
	rule, now := parts[0], parts[1]
	if now.until.IsZero() {
		rule, now = now, rule
	}
	if now.until.IsZero() || !rule.until.IsZero() || now.n*2 != rule.n || rule.per != now.per {
		return f
	}
	return Fee{Kind: FeeAmount, Amount: rule.n, Reduced: now.n, Until: now.until, Per: Words{Vi: rule.per}}
}

func amounts(parts []feePart) []int64 {
	var all []int64
	for _, p := range parts {
		for _, n := range append([]int64{p.n}, p.more...) {
			if n > 0 && !slices.Contains(all, n) {
				all = append(all, n)
			}
		}
	}
	return all
}

// byProvince reports words by which the province sets the fee.
func byProvince(low string) bool {
	return says(low, "hội đồng nhân dân", "hđnd", "chính quyền địa phương", "địa phương quy định", "địa phương quyết định") ||
		says(low, "ủy ban nhân dân cấp tỉnh quy định", "ủy ban nhân dân tỉnh quy định", "ubnd tỉnh quy định", "ubnd cấp tỉnh quy định")
}

// freeOrNot is of words without a sum: free where they say so of everybody, by case
// where they say so of some, else nothing was published but where to look.
func freeOrNot(parts []feePart) FeeKind {
	kind := FeeUnpublished
	for _, p := range parts {
		at, found := freeAt(p.low)
		if !found {
			continue
		}
		said, rest := p.low[at:], ""
		if end := strings.IndexAny(said, ".;:("); end >= 0 {
			said, rest = said[:end], said[end:]
		}
		before := strings.TrimLeft(p.low[:at], " -(+*")
		if before != "" || says(said, "đối với", "trường hợp", " cho ", "nếu ", "với ", "từ ngày", "đến ", "khi ", "người ") {
			return FeeMixed
		}
		if says(rest, " phí ", " giá ") && !says(rest, "nếu có yêu cầu", "không được quy định") { // of another fee
			return FeeMixed
		}
		kind = FeeFree
	}
	return kind
}

func freeAt(low string) (at int, found bool) {
	for _, w := range []string{
		"không thu phí", "không thu lệ phí", "không thu tiền", "miễn lệ phí", "miễn phí", "miễn thu", "không phải nộp phí", "không phải nộp lệ phí",
		"không phải trả phí", "không có phí", "không có lệ phí", "không mất phí", "miễn chi phí",
	} {
		if i := strings.Index(low, w); i >= 0 && (!found || i < at) {
			at, found = i, true
		}
	}
	return at, found
}

// tells reports whether the words beside a sum tell more than where it is written.
func tells(low string) bool {
	if _, end := perOf(low, 0); end > 0 && end == len(low) {
		return false
	}
	if says(low, "miễn", "giảm", "trường hợp", "đối với", "riêng", "tối đa", "chưa bao gồm", "nếu ", "thời điểm") {
		return true
	}
	rest := low
	for _, m := range sums(low) {
		if m.at < len(rest) && m.end <= len(low) {
			rest = strings.Replace(rest, low[m.at:m.end], "", 1)
		}
	}
	rest = strings.Trim(rest, " .,;:()/-*+")
	for _, cited := range []string{"theo quy định", "thông tư", "quy định tại", "theo thông tư", "(theo", "căn cứ", "*theo", "quy định thông tư"} {
		if i := strings.Index(rest, cited); i >= 0 {
			rest = strings.Trim(rest[:i], " .,;:()/-*+")
		}
	}
	return len([]rune(rest)) > 12
}

// joined puts the words of fees together, each once.
func joined(parts []feePart, of func(feePart) string) string {
	var all []string
	for _, p := range parts {
		if s := of(p); s != "" && !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return strings.Join(all, "; ")
}
