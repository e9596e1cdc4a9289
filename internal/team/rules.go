package team

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ErrName says that a name cannot be shown to citizens.
var ErrName = errors.New("a name is one to thirty letters")

// mostName is how long a shown name may be, in signs.
const mostName = 30

// ShownName is a name as it is shown: letters, and what joins them. Numbers and links
// have no place in it.
func ShownName(s string) (string, error) {
	s = strings.Join(strings.Fields(s), " ")
	fits := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsMark(r) || strings.ContainsRune(" '-", r)
	}
	if strings.IndexFunc(s, unicode.IsLetter) != 0 || utf8.RuneCountInString(s) > mostName ||
		strings.IndexFunc(s, func(r rune) bool { return !fits(r) }) >= 0 {
		return "", ErrName
	}
	return s, nil
}

// In says whether they are a member of a Team.
func (v Volunteer) In(id int64) bool {
	return slices.ContainsFunc(v.Teams, func(m Member) bool { return m.ID == id })
}

// Officer says whether they answer for the centre.
func (v Volunteer) Officer() bool {
	return slices.ContainsFunc(v.Teams, func(m Member) bool { return m.Kind == Officers })
}

// Coordinates says whether they look after a Team: a coordinator after their own, and
// after all where they belong to none of a Unit.
func (v Volunteer) Coordinates(k Team) bool {
	if v.Role != Coordinator || !v.EndedAt.IsZero() {
		return false
	}
	units := false
	for _, m := range v.Teams {
		if m.ID == k.ID || m.Unit != "" && m.Unit == k.Unit {
			return true
		}
		units = units || m.Unit != ""
	}
	return !units
}
