package report

import (
	"time"
)

// Flow is what a Turn was about, as far as figures tell flows apart.
type Flow string

// Flows, in the order of a list.
const (
	FlowLookup    Flow = "lookup"    // where a dossier stands
	FlowPhoto     Flow = "photo"     // a photo of a receipt
	FlowDetails   Flow = "details"   // what only the applicant may see
	FlowFollow    Flow = "follow"    // a dossier that is followed
	FlowGuidance  Flow = "guidance"  // how papers are made
	FlowChecklist Flow = "checklist" // papers ticked off
	FlowOffice    Flow = "office"    // where, and when open
	FlowHuman     Flow = "human"     // a person is asked
	FlowData      Flow = "data"      // what is kept about oneself
	FlowOther     Flow = "other"     // greetings, help, the menu
	FlowLost      Flow = "lost"      // not understood
)

// Turn is one message that the assistant answered by itself, with nothing of who wrote it.
type Turn struct {
	At        time.Time
	Flow      Flow
	Procedure string // its code, "" about none
	Unit      string // its code, "" about none
	Took      time.Duration
}

// Own is what the assistant and those who answer beside it did in a Period.
type Own struct {
	Period Period     `json:"period"`
	Tables []OwnTable `json:"tables"`
	Times  []OwnTime  `json:"times"`
}

// OwnTable is counts of one kind. Each column is a partition: its cells add up to the total.
type OwnTable struct {
	ID    string   `json:"id"`
	Name  Words    `json:"name"`
	Heads []Words  `json:"heads"` // of the columns
	Rows  []OwnRow `json:"rows"`
	Total []Cell   `json:"total"`
	// Withheld says that the rows of a published table were left out, since its total would
	// give them away.
	Withheld bool `json:"withheld,omitempty"`
}

// OwnRow is one line of an OwnTable.
type OwnRow struct {
	Key   string `json:"key"` // a flow, a code, an hour, an outcome; "" not known
	Name  Words  `json:"name"`
	Cells []Cell `json:"cells"`
}

// Cell is a count. A Hidden one has none: it is under Least, or stands beside one that is.
type Cell struct {
	N      int64 `json:"n"`
	Hidden bool  `json:"hidden,omitempty"`
}

// In gives a count as the language writes it. What is Hidden is not told from what is hidden
// for its sake, or the one would give the other away.
func (c Cell) In(lang string) string {
	if c.Hidden {
		return notSaid.In(lang)
	}
	return NumberIn(lang, c.N)
}

// String gives it in Vietnamese.
func (c Cell) String() string { return c.In("vi") }

// OwnTime is how long something took: half of them not longer than Median, nine in ten not
// longer than Ninetieth. Of the assistant's own answers only the Mean is known.
type OwnTime struct {
	ID        string        `json:"id"`
	Name      Words         `json:"name"`
	N         int64         `json:"n"` // how many it rests on
	Mean      time.Duration `json:"mean_ns"`
	Median    time.Duration `json:"median_ns,omitempty"`
	Ninetieth time.Duration `json:"ninetieth_ns,omitempty"`
}

// Table gives one by its ID; empty where there is none.
func (o *Own) Table(id string) OwnTable {
	for _, t := range o.Tables {
		if t.ID == id {
			return t
		}
	}
	return OwnTable{}
}
