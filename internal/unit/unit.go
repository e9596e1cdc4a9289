// Package unit holds the offices that receive and resolve dossiers: a tree with
// validity dates, identifiers, former names and opening hours. It must not know
// SQL, dossiers or sentences.
package unit

import "time"

// Kind of a Unit.
type Kind string

// Kinds, as imports name them.
const (
	Province   Kind = "province"
	Commune    Kind = "commune"
	Centre     Kind = "centre" // one-stop centre
	Department Kind = "department"
	Police     Kind = "police"
	Land       Kind = "land" // land registration office
)

// Unit is one office. Zero times mean "open-ended".
type Unit struct {
	Code        string
	Name        string
	Kind        Kind
	Parent      string // Code of the unit above, "" at the top
	Identifiers []Identifier
	ValidFrom   time.Time
	ValidTo     time.Time // last valid day
	FormerNames []string
	Address     string
	Phone       string
	MapURL      string
	Hours       []Hours
}

// Identifier is an organisation identifier (the first part of a dossier's code)
// and the days it belongs to the Unit. Meaning is never read out of its digits.
type Identifier struct {
	ID   string
	From time.Time
	To   time.Time // last day
}

// Hours is one span of opening on some weekdays: Days "1-5", "6" or "1,3,5" (1 is
// Monday), Open and Close "07:30".
type Hours struct {
	Days  string
	Open  string
	Close string
}
