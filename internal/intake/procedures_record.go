package intake

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"motcua/internal/procedure"
)

// The record of the national database says in codes and numbers what the portal says
// in words. Here it becomes the portal's words, so that both are shown alike.

var (
	levelWords = map[string]string{"commune": "Cấp xã", "province": "Cấp tỉnh", "ministry": "Cấp bộ", "other": "Cơ quan khác"}
	// Other audiences are kept as they are sent.
	audienceWords = map[string]string{"citizen": "Công dân Việt Nam", "business": "Doanh nghiệp", "organisation": "Tổ chức", "foreigner": "Người nước ngoài"}
	onlineWords   = map[string]string{"full": "toàn trình", "partial": "một phần", "info": "cung cấp thông tin"}
	unitWords     = map[string]string{"working_hour": "giờ làm việc", "working_day": "ngày làm việc", "day": "ngày", "month": "tháng"}
)

// wordsOf reads an array of words of a closed list, or of an open one.
func wordsOf(v value, known map[string]string, open bool) (string, *Reject) {
	var all []string
	if r := v.lines(&all); r != nil {
		return "", r
	}
	for i, word := range all {
		if said, ok := known[word]; ok {
			all[i] = said
		} else if !open {
			return "", v.reject(UnknownWord, listed(known))
		}
	}
	return strings.Join(all, ", "), nil
}

func listed(words map[string]string) string {
	return strings.Join(slices.Sorted(maps.Keys(words)), ", ")
}

func readLevels(p *ProcedureRow, v value) *Reject {
	var r *Reject
	p.Level, r = wordsOf(v, levelWords, false)
	return r
}

func readAudience(p *ProcedureRow, v value) *Reject {
	var r *Reject
	p.Subjects, r = wordsOf(v, audienceWords, true)
	return r
}

func readOnline(p *ProcedureRow, v value) *Reject {
	var s string
	if r := v.text(&s, short); r != nil || s == "" {
		return r
	}
	said, ok := onlineWords[s]
	if !ok {
		return v.reject(UnknownWord, listed(onlineWords))
	}
	p.OnlineLevel = said
	return nil
}

// object reads an object: it is a list of one.
func object[T any](v value, to *T, known []field[T]) *Reject {
	var one []T
	raw := string(v.raw)
	if v.cell != "" {
		raw = v.cell
	}
	if !strings.HasPrefix(strings.TrimSpace(raw), "{") {
		return v.reject(NotObject)
	}
	if r := list(value{field: v.field, raw: []byte("[" + raw + "]")}, &one, known); r != nil {
		return r
	}
	*to = one[0]
	return nil
}

// naming is a thing with a code and a name.
type naming struct{ code, name string }

var namingFields = []field[naming]{
	{fieldCode, func(n *naming, v value) *Reject { return v.text(&n.code, short) }},
	{fieldName, func(n *naming, v value) *Reject { return v.text(&n.name, prose) }},
	{"url", func(n *naming, v value) *Reject { return v.url(&n.code) }},
}

// named reads a name, or an object with a code and a name.
func (v value) named(to *string) *Reject {
	if v.cell != "" || len(v.raw) == 0 || v.raw[0] != '{' {
		return v.text(to, long)
	}
	var n naming
	r := object(v, &n, namingFields)
	*to = n.name
	return r
}

func readResults(p *ProcedureRow, v value) *Reject {
	var all []naming
	r := list(v, &all, namingFields)
	names := make([]string, len(all))
	for i, n := range all {
		names[i] = n.name
	}
	p.Result = strings.Join(names, "; ")
	return r
}

// readForms checks the forms; which paper has which form its own row says.
func readForms(_ *ProcedureRow, v value) *Reject {
	var all []naming
	return list(v, &all, namingFields)
}

// authority is who decides and who receives. Who receives is the unit's own business
// here, and whether any unit may is not used yet.
type authority struct {
	decides, receives string
	anywhere          *bool
}

func readAuthority(p *ProcedureRow, v value) *Reject {
	var a authority
	r := object(v, &a, []field[authority]{
		{"decides", func(a *authority, v value) *Reject { return v.text(&a.decides, prose) }},
		{"receives", func(a *authority, v value) *Reject { return v.text(&a.receives, prose) }},
		{"non_territorial", func(a *authority, v value) *Reject { return v.yesNo(&a.anywhere) }},
	})
	p.Agency = a.decides
	return r
}

// requirementFields are those of a paper by the record's names. Whether it is required
// and when is in its case; where the office looks it up itself, its kind says so.
var requirementFields = append(slices.Clip(paperFields),
	field[procedure.Paper]{"id", func(_ *procedure.Paper, v value) *Reject { var s string; return v.text(&s, short) }},
	field[procedure.Paper]{"required", func(_ *procedure.Paper, v value) *Reject { var b *bool; return v.yesNo(&b) }},
	field[procedure.Paper]{"when", func(p *procedure.Paper, v value) *Reject { return v.text(&p.Case, prose) }},
	field[procedure.Paper]{"data_source", func(_ *procedure.Paper, v value) *Reject { var s string; return v.text(&s, long) }},
)

// limit is a time limit in numbers.
type limit struct {
	n            int
	unit, cutoff string
}

func (l limit) String() string {
	if l.unit == "same_day" {
		if l.cutoff == "" {
			return "trong ngày"
		}
		return "trong ngày; nhận sau " + l.cutoff + " thì ngày làm việc tiếp theo"
	}
	return strconv.Itoa(l.n) + " " + unitWords[l.unit]
}

var limitFields = []field[limit]{
	{"n", func(l *limit, v value) *Reject {
		var n int64
		r := v.number(&n, 0, 10_000)
		l.n = int(n)
		return r
	}},
	{"unit", func(l *limit, v value) *Reject {
		return oneOf(v, &l.unit, []string{"same_day", "working_hour", "working_day", "day", "month"}, UnknownWord)
	}},
	{"cutoff", func(l *limit, v value) *Reject { return v.matching(&l.cutoff, clockShape) }},
}

// fee is one fee of a method.
type fee struct {
	kind, per, note string
	amount          *int64
	exempt          []string
}

func (f fee) String() string {
	var parts []string
	if f.amount != nil {
		sum := dots(*f.amount) + " đồng"
		if f.per != "" {
			sum += "/" + f.per
		}
		parts = append(parts, sum)
	}
	if f.note != "" {
		parts = append(parts, f.note)
	}
	if len(f.exempt) > 0 {
		parts = append(parts, "miễn cho "+strings.Join(f.exempt, ", "))
	}
	return strings.Join(parts, "; ")
}

// dots writes a sum as people do: 400.000.
func dots(n int64) string {
	if n < 1000 {
		return strconv.FormatInt(n, 10)
	}
	return fmt.Sprintf("%s.%03d", dots(n/1000), n%1000)
}

var feeFields = []field[fee]{
	{"kind", func(f *fee, v value) *Reject { return v.text(&f.kind, short) }},
	{"amount", func(f *fee, v value) *Reject { return v.dong(&f.amount) }},
	{"per", func(f *fee, v value) *Reject { return v.text(&f.per, long) }},
	{"note", func(f *fee, v value) *Reject { return v.text(&f.note, prose) }},
	{"exempt", func(f *fee, v value) *Reject { return v.lines(&f.exempt) }},
}

var methodFields = []field[procedure.How]{
	{"channel", func(h *procedure.How, v value) *Reject {
		r := oneOf(v, &h.Channel, channels, UnknownChannel)
		if h.Channel == "counter" {
			h.Channel = "in_person"
		}
		return r
	}},
	{"time", func(h *procedure.How, v value) *Reject {
		var l limit
		r := object(v, &l, limitFields)
		h.Time = l.String()
		return r
	}},
	{"fees", func(h *procedure.How, v value) *Reject {
		var all []fee
		r := list(v, &all, feeFields)
		said := make([]string, len(all))
		for i, f := range all {
			said[i] = f.String()
		}
		h.Fee = strings.Join(said, "; ")
		return r
	}},
}

func readMethods(p *ProcedureRow, v value) *Reject { return list(v, &p.How, methodFields) }
