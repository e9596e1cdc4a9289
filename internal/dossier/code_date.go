package dossier

import (
	"strconv"
	"time"
)

// firstYear is the year from which codes have been given out in these shapes.
const firstYear = 2018

// receiptDay is the date of receipt as read from a code; it need not exist.
type receiptDay struct{ year, month, day int }

// readDate reads "231024" or "20231024", year first.
func readDate(digits string) receiptDay {
	if len(digits) == 8 {
		return receiptDay{number(digits[:4]), number(digits[4:6]), number(digits[6:])}
	}
	return receiptDay{2000 + number(digits[:2]), number(digits[2:4]), number(digits[4:])}
}

// readDayFirst reads "241023" or "24102023", as dates are said in Vietnam.
func readDayFirst(digits string) receiptDay {
	d := receiptDay{day: number(digits[:2]), month: number(digits[2:4]), year: number(digits[4:])}
	if len(digits) == 6 {
		d.year += 2000
	}
	return d
}

func number(digits string) int {
	n, _ := strconv.Atoi(digits) // callers pass only digits, few enough to fit
	return n
}

// wrong says what makes the date impossible; "" if it is a real day in the years of
// codes, which end with the year after today's.
func (d receiptDay) wrong(today time.Time) SlipKind {
	switch {
	case d.year < firstYear || d.year > today.Year()+1:
		return SlipYear
	case d.month < 1 || d.month > 12:
		return SlipMonth
	case d.day < 1 || d.day > d.monthDays():
		return SlipDay
	}
	return ""
}

func (d receiptDay) monthDays() int {
	if d.month < 1 || d.month > 12 {
		return 0
	}
	return time.Date(d.year, time.Month(d.month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// digits writes the date as codes have it, with the century if wide.
func (d receiptDay) digits(wide bool) string {
	s := strconv.Itoa(d.year*10000 + d.month*100 + d.day)
	if wide {
		return s
	}
	return s[2:]
}

// swapped turns a date that may have been written day first round; ok only if that
// gives another, possible date.
func swapped(digits string, today time.Time) (receiptDay, bool) {
	d := readDayFirst(digits)
	ok := d.wrong(today) == "" && d != readDate(digits)
	return d, ok
}
