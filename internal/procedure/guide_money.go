package procedure

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// money is one sum in a text.
type money struct {
	at, end int // where it stands, with its unit and what it is paid for
	n       int64
	foreign bool   // not in đồng
	per     string // "trang", "giấy chứng nhận"
}

// dotted writes thousands as people here do: "15.000", whatever the source did.
func dotted(s string) string {
	b := []byte(s)
	for i := 1; i+3 < len(b); i++ {
		if b[i] == ',' && isDigit(b[i-1]) && isDigit(b[i+1]) && isDigit(b[i+2]) && isDigit(b[i+3]) && (i+4 == len(b) || !isDigit(b[i+4])) {
			b[i] = '.'
		}
	}
	return string(b)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// sums finds the sums in a text of small letters with dotted thousands.
func sums(s string) []money {
	var all []money
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			continue
		}
		if i > 0 && (s[i-1] == '/' || s[i-1] == '.' || s[i-1] == ',') { // of a law, of a date
			i += digits(s[i:]) - 1
			continue
		}
		m, ok := sum(s, i)
		if ok {
			all = append(all, m)
		}
		i = max(m.end, i+digits(s[i:])) - 1
	}
	return all
}

// sum reads the sum that begins at i. Without a unit it is one only where it is written
// with thousands and paid "for" something: "160.000/hộ chiếu".
func sum(s string, i int) (money, bool) {
	end := i + digits(s[i:])
	text := s[i:end]
	n, grouped := amount(text)
	if n < 0 {
		return money{end: end}, false
	}
	m := money{at: i, end: end, n: n}
	rest := strings.TrimLeft(s[end:], " ")
	unit, times := unitOf(rest)
	switch {
	case unit == "usd":
		m.foreign = true
	case unit == "" && (!grouped || !strings.HasPrefix(rest, "/")):
		return money{end: end}, false
	}
	m.n *= times
	m.end = len(s) - len(rest) + len(unit)
	m.per, m.end = perOf(s, m.end)
	return m, true
}

// digits is the length of a number with its thousands at the head of s.
func digits(s string) int {
	n := 0
	for n < len(s) && (isDigit(s[n]) || s[n] == '.' && n+1 < len(s) && isDigit(s[n+1])) {
		n++
	}
	return n
}

// amount reads "15.000"; -1 where the dots do not part thousands.
func amount(s string) (n int64, grouped bool) {
	parts := strings.Split(s, ".")
	for _, p := range parts[1:] {
		if len(p) != 3 {
			return -1, false
		}
	}
	n, err := strconv.ParseInt(strings.Join(parts, ""), 10, 64)
	if err != nil || n > 1e12 {
		return -1, false
	}
	return n, len(parts) > 1
}

// unitOf reads what a number counts. The longest words come first.
func unitOf(s string) (unit string, times int64) {
	for _, u := range []struct {
		word  string
		times int64
	}{
		{"triệu đồng", 1e6}, {"nghìn đồng", 1e3}, {"ngàn đồng", 1e3}, {"đồng", 1}, {"vnđ", 1}, {"vnd", 1}, {"usd", 1}, {"đ", 1},
	} {
		if !strings.HasPrefix(s, u.word) {
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[len(u.word):])
		if u.word != "đ" || strings.ContainsRune("/ .,;)(", next) || next == utf8.RuneError {
			return u.word, u.times
		}
	}
	return "", 1
}

// perOf reads what a sum is paid for: "/giấy", "/ tờ khai", "(/bản)".
func perOf(s string, at int) (per string, end int) {
	rest := strings.TrimLeft(s[at:], " (")
	if !strings.HasPrefix(rest, "/") {
		return "", at
	}
	rest = strings.TrimLeft(rest[1:], " 01")
	stop := strings.IndexAny(rest, ".,;:()+\n")
	if stop < 0 {
		stop = len(rest)
	}
	if dash := strings.Index(rest[:stop], " -"); dash >= 0 {
		stop = dash
	}
	per = strings.TrimSpace(rest[:stop])
	if utf8.RuneCountInString(per) > 30 || per == "" {
		return "", at
	}
	return per, len(s) - len(rest) + stop
}

// ending is the time in which a sum, or a reduction, holds.
type ending struct {
	at    int // where the words of it begin
	until time.Time
}

// endings finds the last days in a text of small letters: "đến hết ngày 31/12/2026",
// "đến 30/6/2026", "đến hết ngày 31 tháng 12 năm 2026".
func endings(s string) []ending {
	var all []ending
	for from := 0; ; {
		i := strings.Index(s[from:], "đến ")
		if i < 0 {
			return all
		}
		at := from + i
		from = at + len("đến ")
		rest := s[from:]
		for _, w := range []string{"hết ", "ngày "} {
			rest = strings.TrimPrefix(rest, w)
		}
		if day, ok := dayAt(rest); ok {
			all = append(all, ending{at, day})
		}
	}
}

// dayAt reads the date at the head of s.
func dayAt(s string) (time.Time, bool) {
	s = strings.NewReplacer(" tháng ", "/", " năm ", "/").Replace(s[:min(len(s), 40)])
	n := 0
	for n < len(s) && (isDigit(s[n]) || s[n] == '/') {
		n++
	}
	day, err := time.Parse("2/1/2006", s[:n])
	return day, err == nil
}
