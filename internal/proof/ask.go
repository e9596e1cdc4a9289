package proof

import (
	"strings"
	"time"

	"motcua/internal/dossier"
	"motcua/internal/vntext"
	"motcua/internal/workday"
)

// Reason is why the weak proof cannot be asked for at a dossier.
type Reason string

// Reasons. Ask is none: it may be asked for.
const (
	Ask       Reason = ""
	Sensitive Reason = "sensitive" // it would open nothing
	Business  Reason = "business"  // an organisation has no year of birth
	NoPhone   Reason = "no_phone"  // none on file
	NoYear    Reason = "no_year"   // none on file
	Child     Reason = "child"     // a stranger guesses the year
)

// youngest is the least age, in years, at which a year of birth is not guessed at once.
const youngest = 15

// Askable says whether the weak proof may be asked for. What follows from the dossier's
// public card comes first, so that the answer tells as little as it can of what is on file.
func Askable(d dossier.Dossier, on OnFile, now time.Time) Reason {
	switch {
	case d.Sensitive():
		return Sensitive
	case registersBirth(d.Procedure):
		return Child
	case !on.Year && d.OfBody():
		return Business
	case !on.Phone:
		return NoPhone
	case !on.Year:
		return NoYear
	case on.BirthYear > now.In(workday.Zone).Year()-youngest-1:
		return Child
	}
	return Ask
}

// registersBirth: the year in such a dossier is this one or the last. An adult whose
// birth is registered again has a year as anybody else.
func registersBirth(procedure string) bool {
	words := strings.Join(strings.Fields(vntext.Fold(procedure)), " ")
	return strings.Contains(words, "dang ky khai sinh")
}
