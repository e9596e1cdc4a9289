package forms

import (
	"fmt"
	"regexp"
	"strconv"
	"time"

	"motcua/internal/report"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// Choice is a usual period: a month, a quarter, the first months of a year, a year.
type Choice struct {
	Key    string // 2026-11, 2026-q3, 2026-9m, 2026
	Period report.Period
}

// Name is what people call it: "Tháng 11/2026", "9 tháng đầu năm 2026".
func (c Choice) Name(lang string) string {
	year, part, _ := cutKey(c.Key)
	args := words.Args{"year": strconv.Itoa(year), "n": strconv.Itoa(part.n)}
	if part.kind == 'q' {
		args["n"] = [...]string{"I", "II", "III", "IV"}[part.n-1]
	}
	return texts.Say(lang, "forms.period."+map[byte]string{'y': "year", 'q': "quarter", 'm': "months", 0: "month"}[part.kind], args)
}

type yearPart struct {
	kind byte // q: quarter, m: first months, y: the year, 0: a month
	n    int
}

var keyShape = regexp.MustCompile(`^(20[0-9]{2})(?:-(?:(0[1-9]|1[0-2])|q([1-4])|([1-9]|1[01])m))?$`)

func cutKey(key string) (year int, part yearPart, ok bool) {
	m := keyShape.FindStringSubmatch(key)
	if m == nil {
		return 0, yearPart{}, false
	}
	number := func(s string) int {
		n, _ := strconv.Atoi(s) // the shape has digits only
		return n
	}
	year = number(m[1])
	switch {
	case m[2] != "":
		return year, yearPart{0, number(m[2])}, true
	case m[3] != "":
		return year, yearPart{'q', number(m[3])}, true
	case m[4] != "":
		return year, yearPart{'m', number(m[4])}, true
	}
	return year, yearPart{'y', 12}, true
}

// ParseChoice reads a Choice's key.
func ParseChoice(key string) (Choice, error) {
	year, part, ok := cutKey(key)
	if !ok {
		return Choice{}, fmt.Errorf("period %q is not like 2026-11 (a month), 2026-q3 (a quarter), 2026-9m (the first nine months) or 2026", key)
	}
	from, months := 1, part.n
	switch part.kind {
	case 'q':
		from, months = 3*part.n-2, 3
	case 0:
		from, months = part.n, 1
	}
	begin := time.Date(year, time.Month(from), 1, 0, 0, 0, 0, workday.Zone)
	return Choice{key, report.Period{From: begin, To: begin.AddDate(0, months, 0)}}, nil
}

// ParseDays reads a period by its first and its last day, like 2026-01-31.
func ParseDays(first, last string) (report.Period, error) {
	from, err := time.ParseInLocation(time.DateOnly, first, workday.Zone)
	if err != nil {
		return report.Period{}, fmt.Errorf("first day %q is no day like 2026-01-31", first)
	}
	to, err := time.ParseInLocation(time.DateOnly, last, workday.Zone)
	if err != nil {
		return report.Period{}, fmt.Errorf("last day %q is no day like 2026-01-31", last)
	}
	if to.Before(from) {
		return report.Period{}, fmt.Errorf("last day %q lies before the first, %q", last, first)
	}
	if to.After(from.AddDate(5, 0, 0)) {
		return report.Period{}, fmt.Errorf("from %q to %q are more than five years; ask for each by itself", first, last)
	}
	return report.Period{From: from, To: to.AddDate(0, 0, 1)}, nil
}

// Choices are the usual periods of a day, the month before first: it is the one that
// reports are written of.
func Choices(now time.Time) []Choice {
	now = now.In(workday.Zone)
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, workday.Zone)
	var keys []string
	for _, back := range []int{-1, 0, -2, -3} {
		keys = append(keys, month.AddDate(0, back, 0).Format("2006-01"))
	}
	for _, back := range []int{0, -3} {
		at := month.AddDate(0, back, 0)
		keys = append(keys, fmt.Sprintf("%d-q%d", at.Year(), (int(at.Month())+2)/3))
	}
	year := now.Year()
	for _, n := range []int{6, 9} {
		if int(now.Month()) > n {
			keys = append(keys, fmt.Sprintf("%d-%dm", year, n))
		}
	}
	keys = append(keys, strconv.Itoa(year), fmt.Sprintf("%d-9m", year-1), strconv.Itoa(year-1))
	out := make([]Choice, 0, len(keys))
	for _, key := range keys {
		if c, err := ParseChoice(key); err == nil {
			out = append(out, c)
		}
	}
	return out
}

// openMonths is how many months anybody may ask for.
const openMonths = 12

// Open are the periods that anybody may ask for: the last twelve whole months, the newest
// first. Never a quarter or a year beside them: what is hidden in a month would follow from
// the difference.
func Open(now time.Time) []Choice {
	now = now.In(workday.Zone)
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, workday.Zone)
	out := make([]Choice, 0, openMonths)
	for range openMonths {
		before := month.AddDate(0, -1, 0)
		out = append(out, Choice{before.Format("2006-01"), report.Period{From: before, To: month}})
		month = before
	}
	return out
}
