package dossier

// Family is a shape of code in circulation (domain: "Dossier codes").
type Family string

// Families. ABefore2020 is the order of QCVN 102:2016, small unit first
// ("000.00.19.H09-231024-0001"); Short is the same with leading groups dropped
// ("38.98.H29-210519-0013"); National is the order of QĐ 20/2020 ("H09.17-231024-0012"),
// Deep the same with further groups, MinistryPortal with a 6 or 7 digit sequence;
// MinistrySystem has an 8-digit date ("G09.20-20260609-0092637").
// Police (G01) and Insurance ("03706/2026/07906") are seldom held by a one-stop office.
const (
	ABefore2020    Family = "A"
	Short          Family = "A'"
	National       Family = "B"
	Deep           Family = "B'"
	Police         Family = "C"
	MinistryPortal Family = "D"
	MinistrySystem Family = "E"
	Insurance      Family = "F"
)

// Holder says who keeps the dossiers that we never hold.
type Holder string

// Holders with a pointer of their own. HolderUs is the zero value: we hold it.
const (
	HolderUs        Holder = ""
	HolderPolice    Holder = "police"
	HolderInsurance Holder = "insurance"
	HolderLand      Holder = "land"
)

// Reading is what ParseCode found in one text. Nothing in it carries a phone or an
// identity number.
type Reading struct {
	Codes []Found // at most five, in the order of the text, no code twice
	Slips []Slip  // things meant as codes that cannot be one
	More  bool    // more than five codes were in the text
	// What else was seen. None of it is looked up or kept.
	Phone       bool // a phone number
	Identity    bool // an identity number (9 or 12 digits)
	ReceiptBook bool // "BN 1234", "1234/BN-UBND": an office's receipt book
	TooShort    bool // "0012", "231024-0012": a piece of a code
}

// Found is one possible code.
type Found struct {
	// Spellings in order of trust: the first is the code as typed and cleaned,
	// the others are aliases to try if it is not stored. Never empty.
	Spellings []Code
	Family    Family
	Holder    Holder // HolderUs, or who holds such files instead of us
	// Spoken: dictated in words; read it back in groups and look it up only after a yes.
	Spoken bool
	// Swap is the code with its date read day-first turned round, "" when that is
	// no possible date: proposed (never assumed) when the code is not found.
	Swap Code
}

// Code is the code as typed and cleaned.
func (f Found) Code() Code { return f.Spellings[0] }

// SlipKind is what is wrong with a code.
type SlipKind string

// Kinds of slips.
const (
	SlipMonth  SlipKind = "month"  // no such month: Part has month Month
	SlipDay    SlipKind = "day"    // the month has only Days days, or day 00
	SlipYear   SlipKind = "year"   // before 2018 or after next year
	SlipLonger SlipKind = "longer" // a digit too many, or glued to a longer number
	// SlipShorter is a date with a digit missing: "H29.171-26120-0012".
	SlipShorter SlipKind = "shorter"
	// SlipForm is a date not written as year, month, day in six digits ("24/10/2023",
	// "24102023"): Part as typed, the date as meant, and always a Proposal.
	SlipForm SlipKind = "form"
	// SlipDots is an organisation part whose dots are missing ("H0917") and which no
	// known identifier reads so: Part is the organisation part as typed.
	SlipDots SlipKind = "dots"
)

// Slip is a code that cannot be: the place to look at again, and a proposal where
// one is possible.
type Slip struct {
	Kind     SlipKind
	Typed    string // the cleaned code, e.g. "H29.171-261305-0012"
	Part     string // the part to look at, e.g. "261305"
	Year     int    // as read from Part, four digits
	Month    int
	Day      int
	Days     int  // SlipDay: how many days that month has
	Proposal Code // e.g. the day-first date turned round; "" = none
}
