package follow

import (
	"errors"
	"time"

	"motcua/internal/dossier"
	"motcua/internal/workday"
)

// ErrTooMany says that a chat follows as many dossiers as it may.
var ErrTooMany = errors.New("as many dossiers are followed as may be")

// MostLabel is how many characters a label has at most: it stands in a lock screen's line.
const MostLabel = 30

// Kept is how long a Follow outlives its dossier's end.
const Kept = 30 * 24 * time.Hour

// KeptReady is how long a Follow lives on where a result is there and nobody records that
// it was handed over: who comes so late asks by the code.
const KeptReady = 90 * 24 * time.Hour

// Ends are the statuses after which nothing is to be heard any more: a Follow ends by
// itself so long after one of them.
var Ends = []dossier.Status{dossier.Rejected, dossier.Stopped, dossier.Returned}

// Begin is the watermark of who was just shown d: news is what comes after it, and that an
// appointment is near or has passed was seen. newest is the highest id of its events.
func Begin(d dossier.Dossier, newest int64, now time.Time, cal *workday.Calendar) Told {
	s := d.Standing(now, cal)
	t := Told{Event: newest, Status: d.Status, Due: s.Due}
	if s.DueSoon {
		t.Soon = s.Due
	}
	if s.Overdue {
		t.Over = s.Due
	}
	return t
}
