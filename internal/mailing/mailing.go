// Package mailing says which figures go to which mailbox on which day, and writes the
// letters. It knows reports, their tables and the calendar of working days, and must not
// know SMTP, SQL or who works the jobs. A letter says nothing of a person: codes,
// procedures, days and numbers alone.
package mailing

import (
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"time"
)

// What is sent: a report of each period that ends, or each working day's list.
type What string

// What can be ordered.
const (
	Month      What = "month"
	Quarter    What = "quarter"
	Half       What = "6m"
	NineMonths What = "9m"
	Year       What = "year"
	Late       What = "late" // dossiers past their date, and close to it
)

// Whats are all of them.
var Whats = []What{Month, Quarter, Half, NineMonths, Year, Late}

// Order is what a mailbox is sent again and again.
type Order struct {
	ID      int64
	Mailbox string
	What    What
	Unit    string // its code: of it and of what is below it; "" everybody's
	Lang    string
	MadeAt  time.Time
	// RefusedAt is when a server would not take anything for the mailbox; nothing more is
	// sent until a letter to it has gone through. Zero: it takes mail.
	RefusedAt time.Time
}

// State of a letter.
type State string

// States: Waiting is tried until it is one of the others.
const (
	Waiting State = "waiting"
	Sent    State = "sent"
	Refused State = "refused"  // for good, by a server
	GivenUp State = "given_up" // tried until it was of no more use
)

// Sending is the letter of one period.
type Sending struct {
	Period  string // a key of forms.Choice, or a day
	State   State
	Tries   int
	MadeAt  time.Time
	TriedAt time.Time // last; zero: never
	SentAt  time.Time
	Cause   string // why it did not go when it was tried last
}

// Standing is an Order with its newest letter; Last.Period is "" where there was none.
type Standing struct {
	Order

	Last Sending
}

// Task is a letter in the hands of who sends it. Its Tries tell it from a later try.
type Task struct {
	Order

	Period string
	MadeAt time.Time // of the letter
	Tries  int
}

// Letter is what is sent.
type Letter struct {
	To      string
	ID      string // the same for each try, so that a mailbox which has it already can tell
	Subject string
	Text    string
	At      time.Time
	// File is the name of what is attached, "" nothing.
	File string
	Data []byte
}

// Errors of orders.
var (
	// ErrNone is an order, or a letter, that is not there or has nothing more to be done.
	ErrNone = errors.New("no such mail")
	// ErrOrdered is an order that was there already.
	ErrOrdered = errors.New("it is sent there already")
)

// RefusedError is a letter that a server will not take, however often it is sent.
type RefusedError struct {
	Mailbox bool   // nothing else either: it is the mailbox that is refused
	Said    string // by the server
}

// Error is what was said.
func (e *RefusedError) Error() string { return e.Said }

const longestCause = 300

// Cause is an error as it is kept for the operator: one short line.
func Cause(err error) string {
	runes := []rune(strings.Join(strings.Fields(err.Error()), " "))
	if len(runes) > longestCause {
		runes = append(runes[:longestCause], '…')
	}
	return string(runes)
}

const (
	longestMailbox = 254
	official       = ".gov.vn"
)

// ParseMailbox reads an office's mailbox. Figures that are not published go there, so it is
// one under .gov.vn, or one of the house that sends (from, "" unknown).
func ParseMailbox(text, from string) (string, error) {
	a, err := mail.ParseAddress(text)
	if err != nil || a.Name != "" || a.Address != strings.TrimSpace(text) || len(a.Address) > longestMailbox {
		return "", fmt.Errorf("mailbox %q is no address: write it as vanthu@thuanan.example.gov.vn", text)
	}
	if strings.ContainsFunc(a.Address, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", fmt.Errorf("mailbox %q has letters that not every server takes: write it in ASCII", text)
	}
	local, host := cutAddress(a.Address)
	_, ours := cutAddress(from)
	if !strings.HasSuffix("."+host, official) && host != ours {
		return "", fmt.Errorf("mailbox %q is not an office's: it must end in %s, or be of the same house as MAIL_FROM", text, official)
	}
	return local + "@" + host, nil
}

// cutAddress gives the host in small letters; what stands before the last @ is the server's own affair.
func cutAddress(address string) (local, host string) {
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return address, ""
	}
	return address[:at], strings.ToLower(address[at+1:])
}

// ParseWhat reads what is to be sent.
func ParseWhat(text string) (What, error) {
	if w := What(text); slices.Contains(Whats, w) {
		return w, nil
	}
	return "", fmt.Errorf("%q cannot be sent: it is one of %v", text, Whats)
}

// PlanArgs is the job that looks, each morning, what is to be sent.
type PlanArgs struct{}

// Kind names the job.
func (PlanArgs) Kind() string { return "mail_plan" }

// SendArgs is the job that sends one letter.
type SendArgs struct {
	Order  int64  `json:"order"`
	Period string `json:"period"`
}

// Kind names the job.
func (SendArgs) Kind() string { return "mail_send" }
