package procedure

import (
	"slices"
	"strconv"
	"strings"
)

// What published time limits are counted in.
const (
	sameDay    = "same_day"
	hour       = "hour"
	workingDay = "working_day"
	calDay     = "day"
	month      = "month"
)

// longestTime is the most letters of a text that is still told as a time limit.
const longestTime = 160

// limit reads the time limits of one way. Several that differ are all told; where they
// are counted alike, the longest is the most it takes.
func limit(rows []string) Limit {
	var texts []string
	var limits []Limit
	for _, row := range rows {
		for part := range strings.SplitSeq(row, ";") {
			text := timeText(part)
			if text == "" || slices.Contains(texts, text) {
				continue
			}
			texts = append(texts, text)
			limits = append(limits, oneLimit(text))
		}
	}
	switch len(texts) {
	case 0:
		return Limit{}
	case 1:
		return limits[0]
	}
	out := Limit{Text: strings.Join(texts, "; "), Most: true}
	for _, l := range limits {
		if l.Unit == "" || l.Unit != limits[0].Unit {
			return Limit{Text: out.Text}
		}
		out.Unit, out.N = l.Unit, max(out.N, l.N)
	}
	return out
}

// timeText cleans one published time; "" where it says nothing.
func timeText(s string) string {
	s = strings.ToLower(bare2(s))
	switch {
	case s == "", startsWith(s, "không quy định", "chưa quy định", "không có", "không xác định", "0 "), len([]rune(s)) > longestTime:
		return ""
	}
	if n := strings.TrimLeft(s, "0"); n != s && n != "" && n[0] >= '1' && n[0] <= '9' {
		s = n // "05 ngày"
	}
	if whole, rest, ok := strings.Cut(s, "."); ok && isDigits(whole) && rest != "" && rest[0] >= '0' && rest[0] <= '9' {
		s = whole + "," + rest // "1.5 ngày"
	}
	return s
}

// bare2 is oneLine without the signs around.
func bare2(s string) string { return strings.Trim(oneLine(s), " -–+*.;:") }

// oneLimit reads one time: a number and what it is counted in, and nothing beside.
func oneLimit(text string) Limit {
	digits, rest, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(digits)
	if err != nil || n <= 0 || n > 5000 {
		return Limit{Text: text}
	}
	units := map[string]string{"ngày làm việc": workingDay, "ngày": calDay, "giờ": hour, "giờ làm việc": "working_hour", "tháng": month}
	unit, ok := units[rest]
	if !ok {
		return Limit{Text: text}
	}
	return Limit{N: n, Unit: unit}
}

func isDigits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}

// noteTime is the time that stands in a remark to a way without one: "15 ngày làm việc
// kể từ ngày nhận đủ hồ sơ".
func noteTime(note string) string {
	note = strings.ToLower(bare2(note))
	note = strings.TrimPrefix(note, "trong thời hạn ")
	if note == "" || note[0] < '0' || note[0] > '9' || strings.ContainsAny(note, ";:\n") {
		return ""
	}
	for _, from := range []string{", kể từ", " kể từ", " từ ngày", " từ khi"} {
		if head, tail, ok := strings.Cut(note, from); ok && !says(tail, "trường hợp", "ngày làm việc", " giờ") && oneLimit(timeText(head)).Unit != "" {
			return head
		}
	}
	return ""
}

// theSameDay reports whether the steps say that it is done on the day, and on the next
// working day where it comes in after three: so it is with civil status and certifying.
func theSameDay(p *Procedure) bool {
	field := strings.ToLower(p.Field)
	if field != "hộ tịch" && field != "chứng thực" {
		return false
	}
	return slices.ContainsFunc(p.Steps, func(s string) bool {
		s = strings.ToLower(s)
		return says(s, "sau 15 giờ") && says(s, "ngày làm việc tiếp theo", "ngày tiếp theo")
	})
}

// onTheDay makes a limit of a day, or none, the same day where the steps say so.
func onTheDay(l Limit) Limit {
	if l == (Limit{}) || l.N == 1 && (l.Unit == workingDay || l.Unit == calDay) || l.Text == "1 ngày làm việc; 1 ngày" || l.Text == "1 ngày; 1 ngày làm việc" {
		return Limit{Unit: sameDay, Cutoff: "15:00"}
	}
	return l
}
