package citizen

import "time"

// TicketConsent is the kind of consent that a question to a human needs.
const TicketConsent = "ticket"

// Kept is what is kept about a person in one chat, in numbers.
type Kept struct {
	Account   bool // the chat itself is remembered
	Consents  int  // that stand
	Open      int  // questions that are not closed
	Closed    int  // closed questions whose words are still there
	Lines     int  // things said and done in all of them
	Files     int
	ChatLines int // lines of the web page's conversation
	Waiting   int // answers still on their way
	// Checklists are lists of papers.
	Checklists int
	// Follows are dossiers that the chat follows.
	Follows int
	// Browser says that the page's browser is told of news.
	Browser bool
	// LastClosed is when the newest closed question closed, zero for none: words go so
	// many days after it.
	LastClosed time.Time
}

// Nothing says that there is nothing to delete.
func (k Kept) Nothing() bool { return k == Kept{} }
