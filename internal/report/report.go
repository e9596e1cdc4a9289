// Package report counts what offices did in a period: the figures of form II.06a, of the
// national index and of the centre's own report, each with what it is a share of. It works
// on counts that a store took and must not know SQL, files, pages or people.
package report

import "time"

// Period is [From, To): local days of Vietnam, From the first, To the day after the last.
type Period struct{ From, To time.Time }

// Tally is what one group of dossiers did in a Period: those of one Unit, Field, procedure
// and source. Everything that a report prints is a sum of Tallies. All counts are dossiers
// where nothing else is said.
//
// A dossier is received when received_at lies in the Period. It ends with its first event
// completed, else returned, else stopped, else rejected, else (where it had been accepted) a
// request to withdraw; finished_at where the source sends no events.
// Carried over: received before From and not ended before it. Days are compared, not times.
// Source: docs/city.md and form II.06a of Thông tư 01/2020/TT-VPCP.
type Tally struct {
	Unit      string // a Unit's code where the directory knows it, else as sent; "" not said
	Field     string
	Procedure string // its code
	Name      string // its name
	Source    string // who sends it

	// Received in the Period, by channel; Unsaid is counted with the counter.
	Online, Counter, Post, Unsaid int64
	Carried                       int64

	// Ended in the Period, against the day of due_at. Without one: on time if ended on the
	// working day of its receipt, else late. Stopped and withdrawn ones are on time by form
	// II.06a; Stopped says how many of OnTime they are.
	Early, OnTime, Late int64
	Stopped             int64
	NoDue               int64 // of all three: had no due_at

	// Open at the end of the Period: received before To and not ended before it, against the
	// Period's last day. Those that wait for the citizen stand in time; Waiting says how
	// many of OpenInTime they are.
	OpenInTime, OpenLate int64
	Waiting              int64

	Rejected int64 // never received, and rejected in the Period

	// Of the national index (Quyết định 766/QĐ-TTg), over dossiers received or ended in the
	// Period: InTime ended in time or still in time, the time of waiting for the citizen
	// subtracted, and not asked for papers twice.
	Handled int64 // all that it is a share of
	InTime  int64

	// Asked, and asked more than once, of the dossiers that ended in the Period.
	Asked, AskedAgain int64

	// Handling time of those that ended in the Period and whose receipt is known, the wait
	// for the citizen subtracted: whole working days.
	Timed, TimedDays int64

	Returned  int64 // with an event returned in the Period (or returned_at, without events)
	Digitised int64 // of the returned
	EResult   int64 // of the digitised
	AnyResult int64 // with an electronic result, of the returned

	// Of the received.
	FeeBearing int64 // whose fee is known and not 0
	PaidOnline int64
	PaidDong   int64 // đồng, paid online
}
