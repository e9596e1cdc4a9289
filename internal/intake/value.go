package intake

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"motcua/internal/workday"
)

// Longest texts, in bytes. What is indexed must stay well under a page of an index.
const (
	short = 200    // codes, names of sources
	long  = 1000   // names
	prose = 20_000 // reasons, notes
)

// Names of fields that stand in several lists or are told when they are missing.
const (
	fieldCode   = "code"
	fieldStatus = "status"
	fieldName   = "name"
	fieldReason = "reason"
	fieldUnit   = "unit"
)

// value is what one field of a row says: raw JSON, or the text of a cell.
type value struct {
	field string // its name, with the place in a list: "events[2].at"
	own   string // our name of it where the file has another
	raw   json.RawMessage
	cell  string // CSV: never empty
}

func (v value) text(to *string, limit int) *Reject {
	s, plain := v.cell, v.cell != ""
	if !plain {
		s, plain = plainText(v.raw)
	}
	if !plain {
		if err := json.Unmarshal(v.raw, &s); err != nil || v.raw[0] != '"' {
			return v.reject(NotText)
		}
	}
	// One spelling of a name, whether its marks were typed apart or not.
	s = strings.TrimSpace(norm.NFC.String(s))
	if strings.ContainsRune(s, 0) {
		return v.reject(ControlSign)
	}
	if len(s) > limit {
		return v.reject(TextTooLong, limit)
	}
	*to = s
	return nil
}

// plainText is a JSON text that nothing is escaped in. Most are, and the row as a whole
// is known to be JSON already.
func plainText(raw []byte) (string, bool) {
	if len(raw) < 2 || raw[0] != '"' || bytes.IndexByte(raw, '\\') >= 0 {
		return "", false
	}
	return string(raw[1 : len(raw)-1]), true
}

// oneOf reads a word of a closed list.
func oneOf[T ~string](v value, to *T, known []T, reason Reason) *Reject {
	if len(v.raw) > 2 {
		for _, k := range known {
			if string(v.raw[1:len(v.raw)-1]) == string(k) && v.raw[0] == '"' {
				*to = k
				return nil
			}
		}
	}
	var s string
	if r := v.text(&s, long); r != nil {
		return r
	}
	if s != "" && !slices.Contains(known, T(s)) {
		words := make([]string, len(known))
		for i, k := range known {
			words[i] = string(k)
		}
		return v.reject(reason, strings.Join(words, ", "))
	}
	*to = T(s)
	return nil
}

// moment reads a time, or a date, which is the midnight it begins with.
func (v value) moment(to *time.Time) *Reject {
	if t, ok := quickTime(v.raw); ok {
		*to = t
		return nil
	}
	var s string
	if r := v.text(&s, short); r != nil {
		return r
	}
	if s == "" {
		return nil
	}
	t, wrong := readTime(s)
	if day, clock, both := strings.Cut(v.cell, " "); both && wrong == NotTime {
		t, wrong = readTime(day + "T" + clock + "+07:00") // a sheet's cell of a time has no zone to write
	}
	if wrong != "" {
		return v.reject(wrong)
	}
	*to = t
	return nil
}

// quickTime reads what most times are: a JSON text of our own zone, to the second. A text and
// a zone made for each would cost more than the reading.
func quickTime(raw []byte) (time.Time, bool) {
	const form, zone = `"2006-01-02T15:04:05`, `+07:00"`
	if len(raw) != len(form)+len(zone) || string(raw[len(form):]) != zone {
		return time.Time{}, false
	}
	var t time.Time
	utc := [len(form)]byte(raw[1:])
	utc[len(form)-1] = 'Z'
	if err := t.UnmarshalText(utc[:]); err != nil || t.Year() < 1901 || t.Year() > 2199 {
		return time.Time{}, false
	}
	return t.Add(-7 * time.Hour).In(workday.Zone), true
}

// ReadTime reads a time as files write it, RFC 3339 or a date.
func ReadTime(s string) (time.Time, bool) {
	t, wrong := readTime(s)
	return t, wrong == ""
}

func readTime(s string) (time.Time, Reason) {
	t, err := time.Parse(time.RFC3339, s)
	if len(s) == len(time.DateOnly) {
		t, err = time.ParseInLocation(time.DateOnly, s, workday.Zone)
	}
	switch {
	case err != nil && strings.Contains(err.Error(), "out of range"):
		return time.Time{}, NoSuchDate
	case err != nil:
		return time.Time{}, NotTime
	case t.Year() < 1900 || t.Year() > 2200:
		return time.Time{}, NoSuchDate
	}
	return t.In(workday.Zone), ""
}

// day reads a date alone.
func (v value) day(to *time.Time) *Reject {
	if r := v.moment(to); r != nil {
		return r
	}
	if h, m, s := to.Clock(); h+m+s != 0 {
		return v.reject(NotDay)
	}
	return nil
}

func (v value) number(to *int64, least, most int64) *Reject {
	s := v.cell
	if s == "" {
		s = string(v.raw)
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return v.reject(NotNumber)
	}
	if n < least || n > most {
		return v.reject(OutOfRange, least, most)
	}
	*to = n
	return nil
}

func (v value) dong(to **int64) *Reject {
	*to = new(int64)
	return v.number(*to, 0, 1e15)
}

func (v value) yesNo(to **bool) *Reject {
	word := v.cell
	if word == "" {
		word = string(v.raw)
	} else {
		word = strings.ToLower(word)
	}
	switch {
	case word == "true", v.cell == "1":
		*to = new(true)
	case word == "false", v.cell == "0":
		*to = new(false)
	default:
		return v.reject(NotBool)
	}
	return nil
}

// field is one field of a row of T by its name in files.
type field[T any] struct {
	name string
	read func(*T, value) *Reject
}

// fill reads a record into a row. The first thing wrong is told: unknown fields first,
// then in the order of the list.
func fill[T any](to *T, from map[string]value, known []field[T]) *Reject {
	left := len(from)
	var first *Reject
	for _, f := range known {
		v, ok := from[f.name]
		if !ok {
			continue
		}
		left--
		if r := f.read(to, v); r != nil && first == nil {
			first = r
		}
	}
	if left > 0 {
		return unknownField(from, known)
	}
	return first
}

// unknownField names the first unknown field. Its value may be anything, also somebody's
// name, and is not told.
func unknownField[T any](from map[string]value, known []field[T]) *Reject {
	var unknown []string
	for name, v := range from {
		if !slices.ContainsFunc(known, func(f field[T]) bool { return f.name == name }) {
			unknown = append(unknown, v.field)
		}
	}
	return &Reject{Field: cut(slices.Min(unknown)), Reason: UnknownField}
}

// list reads an array of objects. In CSV it is JSON in its cell.
func list[T any](v value, to *[]T, known []field[T]) *Reject {
	raw := []byte(v.raw)
	if v.cell != "" {
		raw = []byte(v.cell)
	}
	elements, ok := scanList(raw)
	if !ok {
		if elements, ok = scanListSlowly(raw); !ok {
			return v.reject(NotList)
		}
	}
	for i, fields := range elements {
		var x T
		if r := fill(&x, fields, known); r != nil {
			r.Field = cut(fmt.Sprintf("%s[%d].%s", v.field, i+1, r.Field))
			return r
		}
		*to = append(*to, x)
	}
	return nil
}

// texts reads an array of texts.
func (v value) texts(to *[]string) *Reject {
	raw := []byte(v.raw)
	if v.cell != "" {
		raw = []byte(v.cell)
	}
	var elements []json.RawMessage
	if err := json.Unmarshal(raw, &elements); err != nil {
		return v.reject(NotList)
	}
	for i, raw := range elements {
		var s string
		if r := (value{field: fmt.Sprintf("%s[%d]", v.field, i+1), raw: raw}).text(&s, long); r != nil {
			return r
		}
		*to = append(*to, s)
	}
	return nil
}

// cut keeps what is told of a value short and fit to be printed.
func cut(s string) string {
	const most = 60
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '·'
	}, s)
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
