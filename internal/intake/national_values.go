package intake

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
	"time"

	"motcua/internal/workday"
)

// told is a value as the text of a cell, whether its file wrote a text, a number or a
// yes: vendors differ. Empty and "null" are "not said": no cell and nothing raw. Lists
// stay as they are.
func (v value) told() value {
	if v.cell == "" && len(v.raw) > 0 {
		switch v.raw[0] {
		case '[', '{':
			return v
		case '"':
			if s, plain := plainText(v.raw); plain {
				v.cell = s
			} else if json.Unmarshal(v.raw, &v.cell) != nil {
				return v
			}
		default:
			v.cell = string(v.raw)
		}
	}
	v.raw = nil
	if v.cell = strings.TrimSpace(v.cell); strings.EqualFold(v.cell, "null") {
		v.cell = ""
	}
	return v
}

func (v value) said() bool { return v.cell != "" || len(v.raw) > 0 }

// Layouts of times, the most usual first. A day and a month may have one digit.
var (
	isoLayouts = []string{
		"2006-1-2 15:04:05", "2006-1-2T15:04:05", "2006-1-2", time.RFC3339, "2006-1-2 15:04", "2006-1-2T15:04",
	}
	dayFirstLayouts = []string{
		"2/1/2006 15:04:05", "2/1/2006", "2/1/2006 15:04", "15:04 2/1/2006", "15:04:05 2/1/2006",
	}
)

// nationalTime reads a time as Vietnamese systems write it. The zero time without a
// reason is what they write for none.
func nationalTime(s string) (time.Time, Reason) {
	s = strings.Join(strings.Fields(s), " ")
	layouts := dayFirstLayouts
	switch {
	case s == "":
		return time.Time{}, ""
	case len(s) > 4 && s[4] == '-':
		layouts = isoLayouts
	case isDigits(s):
		layouts = []string{"20060102150405", "20060102"}
		if len(s) != 14 && len(s) != 8 {
			return time.Time{}, NotDate
		}
	default:
		s = dayFirstMarks.Replace(s)
	}
	wrong := NotDate
	for _, layout := range layouts {
		t, err := time.ParseInLocation(layout, s, workday.Zone)
		switch {
		case err == nil && (t.Year() <= 1 || t.Year() == 1900 && t.YearDay() == 1):
			return time.Time{}, "" // what databases write for no date
		case err == nil && (t.Year() < 1900 || t.Year() > 2200):
			return time.Time{}, NoSuchDate
		case err == nil:
			return t.In(workday.Zone).Truncate(time.Microsecond), ""
		case strings.Contains(err.Error(), "out of range"):
			wrong = NoSuchDate
		}
	}
	return time.Time{}, wrong
}

// Dates are written 25/11/2026, 25-11-2026 and 25.11.2026.
var dayFirstMarks = strings.NewReplacer("-", "/", ".", "/")

// serialShape is a day as spreadsheets count them: days since 30 December 1899, the time
// as a fraction. Five digits are the years 1927 to 2173.
var serialShape = regexp.MustCompile(`^[1-9][0-9]{4}([.,][0-9]{1,12})?$`)

func serialTime(s string) (time.Time, bool) {
	if !serialShape.MatchString(s) {
		return time.Time{}, false
	}
	days, err := strconv.ParseFloat(strings.Replace(s, ",", ".", 1), 64)
	if err != nil {
		return time.Time{}, false
	}
	whole := int(days)
	seconds := int((days-float64(whole))*24*60*60 + 0.5)
	return time.Date(1899, 12, 30+whole, 0, 0, seconds, 0, workday.Zone), true
}

// when reads a time of any of the shapes, or the number of a day.
func (v value) when(to *time.Time) *Reject {
	if t, ok := serialTime(v.cell); ok {
		*to = t
		return nil
	}
	t, wrong := nationalTime(v.cell)
	if v.cell == "" {
		wrong = NotDate // a list
	}
	if wrong != "" {
		return v.reject(wrong)
	}
	*to = t
	return nil
}

// bornIn reads the year of a birth out of a year or a date.
func (v value) bornIn(to *int) *Reject {
	if len(v.cell) <= 4 {
		return v.birthYear(to)
	}
	var t time.Time
	if r := v.when(&t); r != nil || t.IsZero() {
		return r
	}
	*to = t.Year()
	return nil
}

var (
	currency = regexp.MustCompile(`(?i)\s*(đồng|đ|vnđ|vnd|d)\.?$`)
	// Thousands with dots or commas, and with cents that are none.
	moneyShape = regexp.MustCompile(`^([0-9]{1,3}(\.[0-9]{3})*(,00?)?|[0-9]{1,3}(,[0-9]{3})*(\.00?)?|[0-9]+([.,]00?)?)$`)
	noCents    = regexp.MustCompile(`[.,]00?$`)
	noMoney    = foldedSet([]string{"Không", "Miễn phí", "Không thu", "Miễn"})
	thousands  = strings.NewReplacer(".", "", ",", "")
)

// money reads a sum of đồng: 50000, 50.000, 50,000 đ, 50.000 đồng.
func (v value) money(to **int64) *Reject {
	if noMoney[folded(v.cell)] {
		*to = new(int64(0))
		return nil
	}
	s := currency.ReplaceAllString(v.cell, "")
	s = strings.Join(strings.Fields(s), "")
	if !moneyShape.MatchString(s) {
		return v.reject(NotMoney)
	}
	n, err := strconv.ParseInt(thousands.Replace(noCents.ReplaceAllString(s, "")), 10, 64)
	if err != nil || n > 1e15 {
		return v.reject(NotMoney)
	}
	*to = new(n)
	return nil
}

var (
	yesWords = foldedSet([]string{"Có", "x", "1", "true", "Rồi", "Đã", "yes", "Đúng", "Đã thanh toán", "Đã số hóa"})
	noWords  = foldedSet([]string{"Không", "0", "false", "Chưa", "no", "Chưa thanh toán", "Chưa số hóa"})
)

// yesOrNo reads a yes as Vietnamese tables write it, or as our own files do.
func (v value) yesOrNo(to **bool) *Reject {
	v = v.told()
	word := folded(v.cell)
	switch {
	case yesWords[word], strings.ContainsAny(v.cell, "✓✔√"):
		*to = new(true)
	case noWords[word]:
		*to = new(false)
	default:
		return v.reject(NotYesNo)
	}
	return nil
}

// paidOnline is 1 on the national portal, 2 at the gateway of the place, 0 neither.
func (v value) paidOnline(to **bool) *Reject {
	if v.cell == "2" {
		*to = new(true)
		return nil
	}
	return v.yesOrNo(to)
}

// returnWay reads the record's HinhThuc: 0 at the counter, 1 by post. Anything else that
// stands under this name is unknown: tables use it for the way in as well.
func (v value) returnWay(to *string) *Reject {
	switch v.cell {
	case "0":
		*to = "counter"
	case "1":
		*to = "post"
	}
	return nil
}

// phoneText reads a phone. Spreadsheets take the zero before a number away.
func (v value) phoneText(to *string) *Reject {
	if r := v.text(to, short); r != nil {
		return r
	}
	if s := *to; len(s) == 9 && s[0] != '0' && isDigits(s) {
		*to = "0" + s
	}
	return nil
}

// elements are the objects of a list by the folded names of their fields: a list, one
// object, or either as JSON in a text.
func (v value) elements() ([]map[string]value, *Reject) {
	raw := []byte(v.raw)
	if v.cell != "" {
		raw = []byte(v.cell)
	}
	var objects []map[string]json.RawMessage
	if json.Unmarshal(raw, &objects) != nil {
		var one map[string]json.RawMessage
		if json.Unmarshal(raw, &one) != nil {
			return nil, v.reject(NotList)
		}
		objects = []map[string]json.RawMessage{one}
	}
	list := make([]map[string]value, 0, len(objects))
	for i, object := range objects {
		fields := make(map[string]value, len(object))
		for name, raw := range object {
			key := folded(name)
			if x := (value{field: inList(v.field, i, name), raw: raw}).told(); x.said() {
				fields[key] = x
			}
		}
		list = append(list, fields)
	}
	return list, nil
}

// inList names a field of an element as rejects tell it.
func inList(list string, i int, name string) string {
	return list + "[" + strconv.Itoa(i+1) + "]." + cut(name)
}

// first is the first of several names that an element has, to be judged as our field.
func first(of map[string]value, own string, names ...string) (value, bool) {
	for _, name := range names {
		if v, ok := of[name]; ok {
			v.own = own
			return v, true
		}
	}
	return value{}, false
}
