package ticket

import (
	"strings"
	"unicode"

	"motcua/internal/vntext"
)

// mostExcerpt is how much of a question a list shows, in signs.
const mostExcerpt = 120

// Excerpt is what a list, and the call that a question waits, may show of an asker's
// text: nothing of a sensitive one, its beginning of any other, without numbers that
// could lead to somebody.
func Excerpt(t Ticket, text string) string {
	if t.Sensitive {
		return ""
	}
	text, _ = vntext.Redact(strings.Join(strings.Fields(text), " "))
	runes := []rune(withoutNumbers(text))
	if len(runes) <= mostExcerpt {
		return string(runes)
	}
	cut := mostExcerpt - 1
	for i := cut; i > cut/2; i-- {
		if runes[i] == ' ' {
			cut = i
			break
		}
	}
	return strings.TrimRight(string(runes[:cut]), " ,.;:") + "…"
}

// shortNumber is how many digits a number may have that says nothing of anybody: a day,
// a year, a house.
const shortNumber = 3

// withoutNumbers turns the digits of longer numbers into dots, those of codes too.
func withoutNumbers(text string) string {
	runes := []rune(text)
	for start := 0; start < len(runes); start++ {
		end := start
		for end < len(runes) && unicode.IsDigit(runes[end]) {
			end++
		}
		if end-start > shortNumber {
			for i := start; i < end; i++ {
				runes[i] = '•'
			}
		}
		start = max(start, end-1)
	}
	return string(runes)
}

// Asking is what the asker said since a human's last answer, else what they said
// last: what the next answer is to.
func Asking(lines []Line) string {
	var since []string
	last := ""
	for _, l := range lines {
		switch l.What {
		case Said:
			if l.Text != "" {
				since, last = append(since, l.Text), l.Text
			}
		case Answered, CardSent, GuideSent:
			since = nil
		}
	}
	if len(since) == 0 {
		return last
	}
	return strings.Join(since, " ")
}
