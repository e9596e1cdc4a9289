package procedure

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// longestName is the most letters of an Item's Name, longestLabel of a Case's label:
// what is read on a phone at one look.
const (
	longestName  = 110
	longestLabel = 60
)

// What a heading above papers does.
type headingKind int

const (
	plain     headingKind = iota // "Thành phần hồ sơ": nothing
	present                      // to be shown
	remarks                      // to be known
	officeGot                    // the office has it
	internal                     // papers between offices: nobody's business here
	group                        // belongs to every case, under a condition or a name of its own
	situation                    // one of several situations
	maybe                        // a situation where there are several, else a group
)

// heading is what stands above papers.
type heading struct {
	kind  headingKind
	label string // without marks and without what every heading says
	key   string // the same for headings that say the same
	one   bool   // any one of its papers is enough
	proxy bool   // for who acts for another
	web   bool   // for who hands in online
}

// readHeading reads what stands above papers.
func readHeading(text string) heading {
	s := bare(text)
	s = strings.TrimLeft(s, "(")
	low := strings.ToLower(s)
	h := heading{label: label(s), one: says(low, "một trong"), proxy: says(low, "ủy quyền", "uỷ quyền"), web: handedInOnline(low)}
	h.key = strings.ToLower(h.label)
	h.kind = kindOfHeading(low)
	return h
}

func kindOfHeading(low string) headingKind {
	condition := says(low, "trường hợp", "đối với", "nếu ", "cấp lại", "cấp mới", "cấp đổi", "gia hạn", "lần đầu", "điều chỉnh", "sửa đổi")
	switch {
	case low == "", startsWith(low, "bao gồm", "gồm"):
		return plain
	case startsWith(low, "lưu ý", "ghi chú", "chú ý", "số lượng"):
		return remarks
	case says(low, "được tạo lập khi"):
		return officeGot
	case startsWith(low, "trường hợp khai thác", "mẫu đơn", "trong phiếu"): // about the dossier itself
		return plain
	case betweenOffices(low):
		return internal
	case says(low, "ủy quyền", "uỷ quyền") && !startsWith(low, "giấy tờ"), adds(low), handedInOnline(low):
		return group
	case startsWith(low, "giấy tờ phải xuất trình", "giấy tờ xuất trình", "các giấy tờ phải xuất trình", "giấy tờ cần xuất trình", "xuất trình"),
		says(low, "phải xuất trình") && !says(low, "trường hợp", "nộp 0"):
		return present
	case startsWith(low, "giấy tờ phải nộp", "các giấy tờ phải nộp", "giấy tờ nộp", "các giấy tờ nộp", "chứng từ phải nộp", "các giấy tờ gửi", "hồ sơ gồm", "hồ sơ bao gồm") && !condition,
		startsWith(low, "hồ sơ gồm bản sao"):
		return plain
	case startsWith(low, "thành phần", "tthành phần", "hồ sơ", "các giấy tờ", "người yêu cầu chứng thực nộp") && !condition:
		return generic(low)
	case says(low, "hình thức trực tiếp", "gửi trực tiếp", "nộp trực tiếp"):
		return group
	case condition:
		return situation
	}
	return maybe
}

// generic is a heading about the dossier: of a person's own ("Hồ sơ của người nhận con
// nuôi", needed beside the child's), of something, or of all.
func generic(low string) headingKind {
	switch {
	case startsWith(low, "hồ sơ của "):
		return group
	case startsWith(low, "thành phần", "tthành phần", "hồ sơ, ", "các giấy tờ"), low == "hồ sơ":
		return plain
	}
	return maybe
}

// adds reports a heading of papers that come beside the others: more of them, or what
// one of them may be.
func adds(low string) bool {
	return startsWith(low, "giấy tờ chứng minh", "giấy tờ làm căn cứ", "một trong", "một bản sao", "nhóm ", "ngoài ra", "ngoài các", "tài liệu", "văn bản", "tờ trình", "đơn ", "bản sao", "phiếu") ||
		says(low, "nộp thêm", "phải có thêm", "nêu trên") || strings.HasSuffix(low, "bổ sung")
}

// handedInOnline reports a heading for who hands in online.
func handedInOnline(low string) bool {
	return says(low, "biểu mẫu điện tử", "nộp hồ sơ trực tuyến", "gửi hồ sơ trực tuyến", "trên môi trường điện tử", "phương thức điện tử") && !says(low, "không được gửi")
}

// betweenOffices reports a heading of papers that one office sends to another.
func betweenOffices(low string) bool {
	return startsWith(low, "hồ sơ sở ", "hồ sơ cơ quan", "thành phần hồ sơ cơ quan", "hồ sơ ủy ban", "hồ sơ ubnd", "hồ sơ trình ") &&
		says(low, " trình ", " gửi ")
}

// label is a heading short enough to be pressed.
func label(s string) string {
	for range 3 {
		for _, lead := range []string{"Thành phần hồ sơ ", "Hồ sơ gồm ", "Về ", "Đối với các ", "Đối với ", "Trường hợp: ", "Trường hợp ", "đối với ", "trường hợp ", "trong ", "Các trường hợp ", "Hồ sơ ", "Đề nghị ", "đề nghị "} {
			s = strings.TrimPrefix(s, lead)
		}
	}
	low := strings.ToLower(s)
	if len(low) == len(s) {
		for _, tail := range []string{", thành phần hồ sơ", ", hồ sơ ", " hồ sơ gồm", " hồ sơ bao gồm", " thì hồ sơ", ", ngoài ", " bao gồm", " gồm"} {
			if i := strings.LastIndex(low, tail); i > 6 && len(low)-i < len(tail)+45 {
				s, low = s[:i], low[:i]
			}
		}
	}
	return capital(bare(s))
}

// sorted is one paper as it is read, with the heading it stands under.
type sorted struct {
	item  Item
	under heading
}

// papers reads the papers of a record: its cases, each with all that belongs to it.
func papers(list []Paper, name string) []Case {
	all := readPapers(list)
	order := situations(all)
	slices.SortStableFunc(order, func(a, b heading) int { return apartFrom(a, name) - apartFrom(b, name) })
	if len(order) < 2 {
		return []Case{{Items: items(all, "", false)}}
	}
	labels := distinct(order, name)
	rest := apartFrom(order[0], name) > 0 && slices.ContainsFunc(all, func(p sorted) bool { return p.under.kind == plain && p.item.Kind == Submit })
	var out []Case
	for i, h := range order {
		if len(order) > mostCases && i >= mostCases-1 {
			rest = true
			break
		}
		out = append(out, Case{ID: stable(h.key), Label: labels[i], Items: items(all, h.key, true)})
	}
	if rest {
		out = append(out, others(all, order[len(out):]))
	}
	return out
}

// apartFrom puts the cases that are called like the procedure first: they are the rule,
// the others the exceptions.
func apartFrom(h heading, name string) int {
	if name != "" && strings.HasPrefix(h.key, strings.ToLower(name)) {
		return 0
	}
	return 1
}

// mostCases is how many can be told apart by pressing, without the one for all others.
const mostCases = 4

// others is the case of whoever is in none of those told: what belongs to all, and the
// papers of the cases that were too many, each with its own.
func others(all []sorted, left []heading) Case {
	c := Case{ID: "khac", Label: Words{Vi: "Trường hợp khác", En: "Another case"}}
	for _, p := range all {
		switch {
		case p.under.kind != situation:
			c.Items = add(c.Items, p.item)
		case slices.ContainsFunc(left, func(h heading) bool { return h.key == p.under.key }):
			p.item.Hint.Vi = cmp.Or(p.item.Hint.Vi, shortened(p.under.label, longestLabel))
			c.Items = add(c.Items, p.item)
		}
	}
	arrange(c.Items)
	return c
}

// readPapers reads each paper, and decides what the headings are when all are known.
func readPapers(list []Paper) []sorted {
	list = whole(list)
	headings := map[string]heading{}
	open := 0
	for _, p := range list {
		if _, ok := headings[p.Case]; !ok {
			h := readHeading(p.Case)
			headings[p.Case] = h
			if h.kind == situation || h.kind == maybe {
				open++
			}
		}
	}
	counted := slices.ContainsFunc(list, func(p Paper) bool { return p.Originals+p.Copies > 0 })
	var all []sorted
	for _, p := range list {
		h := headings[p.Case]
		switch {
		case h.kind == maybe && open > 1:
			h.kind = situation
		case h.kind == maybe:
			h.kind = plain
		case h.kind == situation && open == 1:
			h.kind = group
		}
		if item, ok := readPaper(p, h, counted); ok && h.kind != internal {
			all = append(all, sorted{item, h})
		}
	}
	return all
}

// whole puts papers together again that the source cut at a bracket: "Hợp đồng (01 bản
// chính hoặc 01 bản sao" and "có chứng thực)".
func whole(list []Paper) []Paper {
	if !slices.ContainsFunc(list, func(p Paper) bool { return piece(p.Name) }) {
		return list
	}
	var out []Paper
	for _, p := range list {
		last := len(out) - 1
		if last < 0 || out[last].Case != p.Case || !piece(p.Name) {
			out = append(out, p)
			continue
		}
		out[last].Name = strings.TrimSpace(out[last].Name) + " " + strings.TrimSpace(p.Name)
		out[last].Originals, out[last].Copies = max(out[last].Originals, p.Originals), max(out[last].Copies, p.Copies)
	}
	return out
}

// piece reports a text that cannot begin where it does.
func piece(s string) bool {
	s = strings.TrimSpace(s)
	closing, opening := strings.IndexByte(s, ')'), strings.IndexByte(s, '(')
	switch {
	case s == "hoặc", s == "và", strings.HasPrefix(s, "(khoản ") || strings.HasPrefix(s, "(điểm "):
		return true
	case closing < 0 || opening >= 0 && opening < closing || number(s) > closing:
		return false
	}
	return startsWith(s, "có chứng thực", "kèm ", "hoặc ") // and not "a) Đơn"
}

// situations gives the headings that are situations, as published, the ones with papers.
func situations(all []sorted) []heading {
	var order []heading
	for _, p := range all {
		known := func(h heading) bool { return h.key == p.under.key }
		if p.under.kind == situation && p.item.Kind != Remark && !slices.ContainsFunc(order, known) {
			order = append(order, p.under)
		}
	}
	return order
}

// items gives the papers of one case: its own and those of all.
func items(all []sorted, key string, own bool) []Item {
	var out []Item
	for _, p := range all {
		if p.under.kind != situation || !own || p.under.key == key {
			out = add(out, p.item)
		}
	}
	arrange(out)
	return out
}

// add puts a paper into a list that does not have it yet.
func add(list []Item, it Item) []Item {
	if slices.ContainsFunc(list, func(have Item) bool { return have.ID == it.ID }) {
		return list
	}
	return append(list, it)
}

// arrange puts first what is handed in, the form before all, then what is shown, then
// what the office looks up; sources have no order among the papers of a case.
func arrange(list []Item) {
	ranks := map[string]int{}
	for i := range list {
		ranks[list[i].ID] = rank(&list[i])
	}
	slices.SortStableFunc(list, func(a, b Item) int { return ranks[a.ID] - ranks[b.ID] })
}

func rank(it *Item) int {
	at := slices.Index([]string{Submit, Present, Lookup, Remark}, it.Kind) * 3
	low := strings.ToLower(it.Name)
	switch {
	case startsWith(low, "tờ khai", "đơn ", "giấy đề nghị", "phiếu", "mẫu ", "văn bản đề nghị"):
		return at
	case startsWith(low, "trường hợp", "văn bản ủy quyền", "giấy ủy quyền", "đối với") || it.Hint.Vi != "":
		return at + 2
	}
	return at + 1
}

// distinct makes labels of headings, none like another: without the procedure's own
// name, and of those that begin alike without the beginning.
func distinct(list []heading, name string) []Words {
	full, labels := make([]string, len(list)), make([]Words, len(list))
	for i, h := range list {
		full[i] = withoutName(h.label, name)
		labels[i].Vi = shortened(full[i], longestLabel)
	}
	for i := range labels {
		for j := range i {
			if labels[i].Vi == labels[j].Vi {
				from := common(full[i], full[j])
				labels[i].Vi, labels[j].Vi = shortened("…"+full[i][from:], longestLabel), shortened("…"+full[j][from:], longestLabel)
			}
		}
	}
	for i := range labels {
		switch labels[i].Vi {
		case "":
			labels[i] = Words{Vi: "Trường hợp thông thường", En: "The ordinary case"}
		case "…":
			labels[i] = Words{Vi: "Trường hợp " + strconv.Itoa(i+1), En: "Case " + strconv.Itoa(i+1)}
		}
	}
	return labels
}

// withoutName leaves the procedure's name out at the head of a label.
func withoutName(label, name string) string {
	low, lead := strings.ToLower(label), strings.ToLower(name)
	if len(low) != len(label) || !strings.HasPrefix(low, lead) {
		return label
	}
	rest := label[len(lead):]
	if rest == "" || rest[0] == ' ' && len(rest) > 8 {
		return capital(strings.TrimLeft(rest, " "))
	}
	return label
}

// common gives the place from which a and b are to be read to tell them apart: two
// words before the one that differs, which alone may say nothing.
func common(a, b string) int {
	var starts [3]int
	for i := 0; i < len(a) && i < len(b) && a[i] == b[i]; i++ {
		if a[i] == ' ' {
			starts = [3]int{starts[1], starts[2], i + 1}
		}
	}
	return starts[0]
}
