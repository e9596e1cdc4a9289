package intake

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// shown is how a style shows a number.
type shown struct {
	date   bool
	digits int // zeros in front up to so many digits
}

// shownBy tells it by the number format: the built-in ones by their number, others by
// their code.
func shownBy(id int, code string) shown {
	switch {
	case id >= 14 && id <= 22, id >= 27 && id <= 36, id >= 45 && id <= 47, id >= 50 && id <= 58:
		return shown{date: id != 46} // 46 is a length of time
	case code == "":
		return shown{}
	case strings.Trim(code, "0") == "" && len(code) > 1:
		return shown{digits: len(code)}
	}
	return shown{date: datesIn(code)}
}

// datesIn tells whether a format shows a day or a time: one of the letters y m d h s
// outside of quotes and brackets.
func datesIn(code string) bool {
	code, _, _ = strings.Cut(strings.ToLower(code), ";") // how positive numbers are shown
	if strings.Contains(code, "general") {
		return false
	}
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			i = skipTo(code, i, '"')
		case '[':
			end := skipTo(code, i, ']')
			if inside := strings.Trim(code[i+1:end], "hms"); inside == "" {
				return false // [h]:mm is a length of time
			}
			i = end
		case '\\', '_', '*':
			i++
		case 'y', 'm', 'd', 'h', 's':
			return true
		}
	}
	return false
}

func skipTo(code string, i int, end byte) int {
	if n := strings.IndexByte(code[i+1:], end); n >= 0 {
		return i + 1 + n
	}
	return len(code)
}

// mostSerial is the last moment that a spreadsheet knows, the end of 9999.
const mostSerial = 2958466

// number writes a number cell: a date as one, others as plain digits.
func (s shown) number(raw string, from1904 bool) string {
	n, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return raw
	}
	if s.date && n >= 0 && n < mostSerial {
		return moment(n, from1904)
	}
	if strings.Trim(raw, "0123456789") != "" {
		// As spreadsheets show it: 15 digits are true, what follows is noise.
		n, _ = strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64)
		raw = strconv.FormatFloat(n, 'f', -1, 64)
	}
	if zeros := s.digits - len(raw); zeros > 0 && n >= 0 {
		raw = strings.Repeat("0", zeros) + raw
	}
	return raw
}

// moment reads the count of days that spreadsheets keep for a date.
func moment(days float64, from1904 bool) string {
	seconds := int64(math.Round(days * 86400))
	if days < 1 && !from1904 {
		return time.Unix(seconds, 0).UTC().Format("15:04:05") // a time of no day
	}
	epoch := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	if days < 60 {
		epoch = epoch.AddDate(0, 0, 1) // they believe that 1900 had a 29 February
	}
	if from1904 {
		epoch = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	at := time.Unix(epoch.Unix()+seconds, 0).UTC()
	if h, m, s := at.Clock(); h+m+s == 0 {
		return at.Format(time.DateOnly)
	}
	return at.Format(time.DateTime)
}
