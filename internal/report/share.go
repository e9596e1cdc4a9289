package report

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// Words is one text in both languages.
type Words struct {
	Vi string `json:"vi"`
	En string `json:"en"`
}

// In gives it in a language, Vietnamese where there is no such.
func (w Words) In(lang string) string {
	if lang == "en" {
		return w.En
	}
	return w.Vi
}

// String gives the Vietnamese one.
func (w Words) String() string { return w.Vi }

// Share is a part of something, never without what it is a part of.
type Share struct {
	Part int64
	Base int64
	Of   Words // what Base counts
}

// Known reports whether there is anything to have a share of.
func (s Share) Known() bool { return s.Base != 0 }

// Hundredths are the hundredths of a per cent, a half rounded up: 8234 is 82,34 %. Only
// where the Share is Known. Counts stay far below what a multiplication could overflow.
func (s Share) Hundredths() int64 {
	twice := 2 * 10_000 * s.Part
	if twice < 0 {
		return -((-twice + s.Base) / (2 * s.Base))
	}
	return (twice + s.Base) / (2 * s.Base)
}

// Percent gives "82,34%" in Vietnamese, "82.34%" in English, and says so where the base is zero.
func (s Share) Percent(lang string) string {
	if !s.Known() {
		return none.In(lang)
	}
	return decimal(s.Hundredths(), lang) + "%"
}

// In gives the percentage with its numerator, denominator and base in words.
func (s Share) In(lang string) string {
	part, base, of := NumberIn(lang, s.Part), NumberIn(lang, s.Base), s.Of.In(lang)
	if lang == "en" {
		return fmt.Sprintf("%s (%s of %s %s)", s.Percent(lang), part, base, of)
	}
	return fmt.Sprintf("%s (%s trên %s %s)", s.Percent(lang), part, base, of)
}

// String gives the Vietnamese words: "82,34 % (8.906 trên 10.816 hồ sơ đã giải quyết)".
func (s Share) String() string { return s.In("vi") }

// MarshalJSON gives numerator, denominator, base in words, and the percentage as a number
// with two decimals, null where the base is zero.
func (s Share) MarshalJSON() ([]byte, error) {
	percent := json.RawMessage("null")
	if s.Known() {
		percent = json.RawMessage(point(s.Hundredths()))
	}
	return json.Marshal(struct {
		Part    int64           `json:"part"`
		Base    int64           `json:"base"`
		Of      Words           `json:"of"`
		Percent json.RawMessage `json:"percent"`
	}{s.Part, s.Base, s.Of, percent})
}

// UnmarshalJSON reads it again; the percentage follows from the rest.
func (s *Share) UnmarshalJSON(data []byte) error {
	var v struct {
		Part int64 `json:"part"`
		Base int64 `json:"base"`
		Of   Words `json:"of"`
	}
	err := json.Unmarshal(data, &v)
	*s = Share{Part: v.Part, Base: v.Base, Of: v.Of}
	return err
}

// none stands where a percentage or an average would be of nothing.
var none = Words{Vi: "không có số", En: "N/A"}

// Number gives 10551 as it is written in Vietnamese: "10.551".
func Number(n int64) string { return NumberIn("vi", n) }

// NumberIn gives a count as the language writes it: "10.551", in English "10,551".
func NumberIn(lang string, n int64) string {
	mark := "."
	if lang == "en" {
		mark = ","
	}
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	first := (len(digits)-1)%3 + 1
	out := []string{digits[:first]}
	for i := first; i < len(digits); i += 3 {
		out = append(out, digits[i:i+3])
	}
	return sign + strings.Join(out, mark)
}

// decimal gives hundredths as the language writes them: 8234 is "82,34".
func decimal(hundredths int64, lang string) string {
	mark := ","
	if lang == "en" {
		mark = "."
	}
	sign := ""
	if hundredths < 0 {
		sign, hundredths = "-", -hundredths
	}
	return fmt.Sprintf("%s%s%s%02d", sign, NumberIn(lang, hundredths/100), mark, hundredths%100)
}

// point gives hundredths as machines read them: 8234 is "82.34".
func point(hundredths int64) string {
	sign := ""
	if hundredths < 0 {
		sign, hundredths = "-", -hundredths
	}
	return fmt.Sprintf("%s%d.%02d", sign, hundredths/100, hundredths%100)
}
