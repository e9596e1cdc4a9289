package citizen

import (
	"strings"
	"time"

	"motcua/internal/report"
	"motcua/internal/ticket"
)

// flows is what figures call the texts of a flow; the texts of all others are FlowOther.
var flows = map[string]report.Flow{
	"lookup": report.FlowLookup, "card": report.FlowLookup, "steps": report.FlowLookup, "confirm": report.FlowLookup,
	"slip": report.FlowLookup, "nocode": report.FlowLookup, "limit": report.FlowLookup,
	"photo":   report.FlowPhoto,
	"details": report.FlowDetails, "proof": report.FlowDetails, "mine": report.FlowDetails,
	"follow":   report.FlowFollow,
	"guidance": report.FlowGuidance, "which": report.FlowGuidance, "submit": report.FlowGuidance, "elsewhere": report.FlowGuidance,
	"checklist": report.FlowChecklist,
	"office":    report.FlowOffice, "spot": report.FlowOffice, "day": report.FlowOffice,
	"human": report.FlowHuman, "consent": report.FlowHuman, "rating": report.FlowHuman,
	"mydata": report.FlowData, "copy": report.FlowData,
}

// figure is the Turn as figures count it. It belongs to the flow whose words were said first.
func (t *Talk) figure(took time.Duration) report.Turn {
	f := report.Turn{At: t.Now, Flow: report.FlowOther, Procedure: t.ofProc, Unit: t.ofUnit, Took: took}
	flow, _, _ := strings.Cut(t.first, ".")
	switch {
	case t.silent: // a person reads it
		f.Flow = report.FlowHuman
	case t.lost:
		f.Flow = report.FlowLost
	case flows[flow] != "":
		f.Flow = flows[flow]
	}
	if f.Procedure == "" {
		f.Procedure = ticket.CodeOf(t.guidesTo())
	}
	if topic := t.Session.Topic; f.Unit == "" && f.Procedure != "" && topic != nil {
		f.Unit = topic.Unit
	}
	if f.Unit == "" && f.Flow == report.FlowHuman {
		f.Unit = t.ticket.Unit
	}
	return f
}
