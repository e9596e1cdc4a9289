// Package dossier holds what a dossier is: its code, its statuses and history,
// where it stands today, and what of it may be shown to whom. It must not know
// SQL, chat or sentences.
package dossier

import (
	"slices"
	"time"

	"motcua/internal/source"
	"motcua/internal/workday"
)

// Code is a dossier's public number in canonical form: upper-case ASCII, "." inside
// the organisation part, one "-" between parts, sequence digits as issued.
// A Code is a locator, never a proof of who asks.
type Code string

// Status is where a dossier stands, by the ten states of the National Public
// Service Portal (field TrangThaiHoSo).
type Status string

// The ten statuses, in the portal's order 1 to 10.
const (
	Registered          Status = "registered"
	Accepted            Status = "accepted"
	Rejected            Status = "rejected"
	Processing          Status = "processing"
	SupplementRequested Status = "supplement_requested"
	PaymentRequested    Status = "payment_requested"
	WithdrawalRequested Status = "withdrawal_requested"
	Stopped             Status = "stopped"
	Completed           Status = "completed"
	Returned            Status = "returned"
)

// Statuses are all ten, in the portal's order: Statuses[n-1] is number n.
var Statuses = []Status{
	Registered, Accepted, Rejected, Processing, SupplementRequested,
	PaymentRequested, WithdrawalRequested, Stopped, Completed, Returned,
}

// Known reports whether s is one of the ten.
func (s Status) Known() bool {
	return slices.Contains(Statuses, s)
}

// Dossier is one submission by one applicant, as its source last described it.
// A zero time, a nil pointer and an empty string mean "the source did not say".
// Unit, ReceivedBy and ReturnAt are as sent: a Unit's code, an identifier or a name.
type Dossier struct {
	Code          Code
	ProcedureCode string
	Procedure     string
	Field         string
	Unit          string // who resolves
	ReceivedBy    string // where it was handed in
	ReturnAt      string // place of return; never guessed from Unit
	ReturnChannel string // counter, online, post
	Channel       string // counter, online, post
	Applicant     string
	Phone         string // only on its way in: stores keep keyed hashes, reads leave it empty
	BirthYear     int
	SubmittedAt   time.Time
	ReceivedAt    time.Time
	DueAt         time.Time
	FinishedAt    time.Time
	ReturnedAt    time.Time
	Status        Status
	FeeDue        *int64 // đồng
	FeePaid       *int64 // đồng
	PaidOnline    *bool
	Digitised     *bool
	EResult       *bool
	Results       []Result
	Supplements   []Supplement
	Extensions    []Extension
	Reason        string // free text of the office; only after proof
	Events        []Event
	UpdatedAt     time.Time // when the source saw this state
	Source        string
	// RawStatus and RawUnit are what the source wrote where we read it as something
	// else: a number or a label of its own. They are never shown to a citizen.
	RawStatus, RawUnit string
	// SourceSeenAt is the time of the source's last whole import (read only);
	// Fresh gives the later of the two. SourceEvery is how often the source is to come.
	SourceSeenAt time.Time
	SourceEvery  source.Every
}

// Fresh is the moment the data is good for: the later of the dossier's own
// update and its source's last whole import.
func (d Dossier) Fresh() time.Time {
	if d.SourceSeenAt.After(d.UpdatedAt) {
		return d.SourceSeenAt
	}
	return d.UpdatedAt
}

// Stale reports whether newer news should be here by now: its source is late by what was
// said of it, or, where nobody said anything, what is here is older than one working day.
// What has ended cannot become stale.
func (d Dossier) Stale(now time.Time, cal *workday.Calendar) bool {
	if d.Status == Rejected || d.Status == Stopped || d.Status == Returned {
		return false
	}
	if d.SourceEvery.Told() {
		_, late := d.SourceEvery.LateSince(d.Fresh(), now, cal)
		return late
	}
	return cal.Between(d.Fresh(), now) > 1
}

// Result is one result file.
type Result struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

// Supplement is one paper that the office asked for.
type Supplement struct {
	Name    string
	Reason  string
	AskedAt time.Time
	DueAt   time.Time
}

// Extension is a new date with an apology (form 04). Only one counts.
type Extension struct {
	From   time.Time
	To     time.Time
	Reason string
	At     time.Time
}

// Event is one dated step of the history. Note is internal: a citizen never sees it.
type Event struct {
	At     time.Time
	Status Status
	Unit   string
	Note   string
}
