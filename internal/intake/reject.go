package intake

import (
	"cmp"
	"fmt"
	"regexp"
	"strings"

	"motcua/internal/vntext"
)

// Reject is a row that does not go in, and why.
type Reject struct {
	Line   int    // where the row begins in its file, counted from 1
	Nth    int    // which row of the file it is, counted from 1: a line may hold several; 0 is unknown
	Field  string // "" when the whole row is meant
	Value  string // as sent and shortened; never anything personal
	Reason Reason
	Args   []any // what the reason speaks of
}

// Text is the reject in words of a language, "vi" or "en".
func (r Reject) Text(lang string) string {
	var b strings.Builder
	fmt.Fprintf(&b, say(lang, "line %d", "dòng %d"), r.Line)
	if r.Field != "" {
		b.WriteString(": " + r.Field)
	}
	if r.Value != "" {
		fmt.Fprintf(&b, " = %q", r.Value)
	}
	words := reasons[r.Reason]
	fmt.Fprintf(&b, ": "+say(lang, words.en, words.vi), r.Args...)
	return b.String()
}

// Why is the reason alone, with the field: what the row itself stands beside.
func (r Reject) Why(lang string) string {
	words := reasons[r.Reason]
	why := fmt.Sprintf(say(lang, words.en, words.vi), r.Args...)
	if r.Field != "" {
		why = r.Field + ": " + why
	}
	return why
}

func say(lang, en, vi string) string {
	if lang == "vi" {
		return vi
	}
	return en
}

// reject says what is wrong with this value. Values of fields that tell of a person, or
// are written in free words, are not repeated; in the others a phone or identity number
// that strayed there is blotted out.
func (v value) reject(reason Reason, args ...any) *Reject {
	r := &Reject{Field: strings.Join(strings.Fields(v.field), " "), Reason: reason, Args: args}
	if personal.MatchString(cmp.Or(v.own, v.field)) {
		return r
	}
	shown := v.cell
	if shown == "" {
		shown = string(v.raw)
		if unquoted, ok := strings.CutPrefix(shown, `"`); ok {
			shown = strings.TrimSuffix(unquoted, `"`)
		}
	}
	shown, _ = vntext.Redact(shown)
	r.Value = cut(shown)
	return r
}

var personal = regexp.MustCompile(`(^|\.)(applicant|phone|birth_year|reason|note|name|url|address)$|^(results|supplements|extensions|events)$|^(` +
	strings.Join([]string{nationalFees, nationalSupplements, nationalResults, nationalStepUnit, nationalStepNote}, "|") + `)$`)
