package report

import "fmt"

// Report is what offices did in a Period, and the same of the period before and of the same
// period a year ago. What it prints as a percentage is a Share, so that it never stands
// without its base.
type Report struct {
	Period   Period `json:"period"`
	Before   Period `json:"before"`    // the period before, as long
	LastYear Period `json:"last_year"` // the same days a year ago

	Total       Line   `json:"total"`
	Groups      []Line `json:"groups"` // communes, the offices above them, offices that nobody knows: those that there are
	ByField     []Line `json:"by_field"`
	ByUnit      []Line `json:"by_unit"`
	ByProcedure []Line `json:"by_procedure"` // the most asked for first; these three lists end with the total

	Intake  Intake  `json:"intake"`
	Asked   Asked   `json:"asked"`
	Online  Payment `json:"online_payment"`
	Digital Digital `json:"digital"`

	Indices     []Index      `json:"indices"`
	Differences []Difference `json:"differences"`
	Missing     []Words      `json:"missing"` // what lies outside these figures, and why
}

// Line is one row of form II.06a (columns 3 to 13), and what else is said of the same dossiers.
type Line struct {
	Code string `json:"code,omitempty"` // of the Unit or procedure
	Name string `json:"name"`           // as published; Vietnamese
	Last bool   `json:"is_total,omitempty"`

	ToHandle   int64 `json:"to_handle"`    // 3 = 4 + 5 + 6
	Online     int64 `json:"online"`       // 4
	Counter    int64 `json:"counter"`      // 5: at the counter, by post, channel not said
	Carried    int64 `json:"carried"`      // 6
	Resolved   int64 `json:"resolved"`     // 7 = 8 + 9 + 10
	Early      int64 `json:"early"`        // 8
	OnTime     int64 `json:"on_time"`      // 9, with those stopped and withdrawn
	Late       int64 `json:"late"`         // 10
	Open       int64 `json:"open"`         // 11 = 12 + 13
	OpenInTime int64 `json:"open_in_time"` // 12, with those that wait for the citizen
	OpenLate   int64 `json:"open_late"`    // 13

	Stopped  int64   `json:"stopped"`  // of OnTime
	Waiting  int64   `json:"waiting"`  // of OpenInTime
	Rejected int64   `json:"rejected"` // never received, in no column
	Time     Average `json:"time"`
}

// Received is what came in in the Period: columns 4 and 5.
func (l *Line) Received() int64 { return l.Online + l.Counter }

// Column gives a numbered column of form II.06a, 3 to 13.
func (l *Line) Column(n int) int64 { return l.Columns()[n-3] }

// Columns are columns 3 to 13 of form II.06a.
func (l *Line) Columns() [11]int64 {
	return [11]int64{
		l.ToHandle, l.Online, l.Counter, l.Carried, l.Resolved, l.Early, l.OnTime, l.Late, l.Open, l.OpenInTime, l.OpenLate,
	}
}

// Progress is early, on time and late, each as a share of the resolved.
func (l *Line) Progress() Progress {
	return Progress{
		Early:  Share{l.Early, l.Resolved, ofResolved},
		OnTime: Share{l.OnTime, l.Resolved, ofResolved},
		Late:   Share{l.Late, l.Resolved, ofResolved},
	}
}

// Progress is how the resolved stand to their appointments.
type Progress struct {
	Early  Share `json:"early"`
	OnTime Share `json:"on_time"`
	Late   Share `json:"late"`
}

// Average is the handling time: whole working days of the dossiers that were resolved and
// whose receipt is known, the wait for the citizen subtracted.
type Average struct {
	Days     int64 `json:"days"`
	Dossiers int64 `json:"dossiers"`
}

// In gives "3,25 ngày làm việc (35.152 ngày của 10.816 hồ sơ)".
func (a Average) In(lang string) string {
	if a.Dossiers == 0 {
		return none.In(lang)
	}
	mean := decimal(a.hundredths(), lang)
	if lang == "en" {
		return fmt.Sprintf("%s working days (%s days of %s dossiers)", mean, NumberIn(lang, a.Days), NumberIn(lang, a.Dossiers))
	}
	return fmt.Sprintf("%s ngày làm việc (%s ngày của %s hồ sơ)", mean, Number(a.Days), Number(a.Dossiers))
}

// Intake is what came in in the Period, by channel.
type Intake struct {
	Received int64 `json:"received"`
	Online   Share `json:"online"`
	Counter  Share `json:"counter"`
	Post     Share `json:"post"`
	Unsaid   Share `json:"unsaid"` // the channel is not said: column 5 counts them
}

// Asked is how often papers were asked for, of the resolved.
type Asked struct {
	Once  Share `json:"asked"` // at all
	Again Share `json:"asked_again"`
}

// Payment is what was paid online for what came in.
type Payment struct {
	Share Share `json:"share"` // of dossiers that have a fee
	Dong  int64 `json:"dong"`
}

// Digital is what was digitised of what was returned. A source in which nothing was
// digitised keeps no such record: it is named and left out of All, as books that an office
// writes by hand never reach the province's system.
type Digital struct {
	All     DigitalSource   `json:"all"` // the sources that keep a record of it, together
	Sources []DigitalSource `json:"sources"`
}

// DigitalSource is Digital of one source.
type DigitalSource struct {
	Name      string `json:"name,omitempty"`
	Kept      bool   `json:"kept"` // it keeps a record
	Resolved  int64  `json:"resolved"`
	Returned  int64  `json:"returned"`
	Digitised Share  `json:"digitised"`            // of the returned
	EResult   Share  `json:"electronic_results"`   // of the returned: what Quyết định 766 asks for
	Both      Share  `json:"digitised_electronic"` // with an electronic result, of the digitised
}

// Index is one of Quyết định 766/QĐ-TTg, as far as it can be computed from dossiers.
type Index struct {
	ID      string   `json:"id"`
	Name    Words    `json:"name"`
	Means   Words    `json:"definition"`
	Share   Share    `json:"share"`
	Average *Average `json:"average,omitempty"` // of 2.2, which is no Share
	Full    int64    `json:"full_at,omitempty"` // per cent from which it has its full score; 0 not said
}

// Difference is one figure held against two other periods. A nil one: nothing is known of
// that period.
type Difference struct {
	ID       string `json:"id"`
	Name     Words  `json:"name"`
	Now      Value  `json:"now"`
	Before   *Value `json:"before"`
	LastYear *Value `json:"last_year"`
}

// Value is a count of dossiers or, where one stands, a Share or an Average.
type Value struct {
	Count   int64    `json:"count"`
	Share   *Share   `json:"share,omitempty"`
	Average *Average `json:"average,omitempty"`
}

// hundredths of a day, a half rounded up.
func (a Average) hundredths() int64 { return (200*a.Days + a.Dossiers) / (2 * a.Dossiers) }
