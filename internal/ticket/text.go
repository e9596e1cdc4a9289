package ticket

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"motcua/internal/chat"
	"motcua/internal/vntext"
)

// Lengths of what people write, in signs.
const (
	MostText   = 4000
	MostReason = 500
)

// said is the text of an asker as it is kept: numbers that are nobody's business are
// dots.
func said(text string, file *chat.File) (string, error) {
	text, err := written(text, file, MostText)
	if err != nil {
		return "", err
	}
	text, _ = vntext.Redact(text)
	return text, nil
}

// written is a text without what surrounds it.
func written(text string, file *chat.File, most int) (string, error) {
	text = strings.TrimSpace(strings.ToValidUTF8(text, ""))
	switch {
	case text == "" && file == nil:
		return "", ErrEmpty
	case utf8.RuneCountInString(text) > most:
		return "", ErrTooLong
	}
	return text, nil
}

// answer is the text of a volunteer as it is kept. Phones stay, since a volunteer tells
// people whom to call; identity numbers, cards and one-time codes do not.
func answer(text string, file *chat.File) (string, error) {
	text, err := written(text, file, MostText)
	if err != nil {
		return "", err
	}
	return hideButPhones(text), nil
}

// hideButPhones hides as Redact does, and puts phones back.
func hideButPhones(text string) string {
	hidden, kinds := vntext.Redact(text)
	if !slices.Contains(kinds, string(vntext.Phone)) {
		return hidden
	}
	plain, dots := []rune(text), []rune(hidden) // one for one
	for start := 0; start < len(dots); start++ {
		if dots[start] == plain[start] {
			continue
		}
		end := endOfNumber(plain, dots, start)
		if isPhone(plain, start, end) {
			copy(dots[start:end], plain[start:end])
		}
		start = end
	}
	return string(dots)
}

// isPhone says whether what stands there is a phone number and nothing else, alone or
// with the plus sign or bracket in front of it.
func isPhone(plain []rune, start, end int) bool {
	_, kinds := vntext.Redact(string(plain[max(0, start-2):end]))
	return slices.Equal(kinds, []string{string(vntext.Phone)})
}

// endOfNumber is where a hidden number ends: dots, and single signs between them.
func endOfNumber(plain, dots []rune, start int) int {
	end := start
	for i := start; i < len(dots) && i-end <= 2; i++ {
		switch {
		case dots[i] != plain[i]:
			end = i + 1
		case unicode.IsLetter(plain[i]) || plain[i] == '\n' || plain[i] == ',' || plain[i] == ';':
			return end
		}
	}
	return end
}
