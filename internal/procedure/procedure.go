// Package procedure knows the catalogue of administrative procedures and finds in it
// the one that people mean. The words by which it does so (everyday names,
// abbreviations, dialect, decoys) are files under data, to be mended by hand. It must
// not know SQL, the network, files of the catalogue, or any sentence that is said to a citizen.
package procedure

import (
	"strings"
	"time"
)

// Procedure is one record of the catalogue in the version that is in force. Empty
// means unknown, never "none".
type Procedure struct {
	Code     string `json:"code"`
	Name     string `json:"name"`
	Field    string `json:"field,omitempty"`    // lĩnh vực
	Agency   string `json:"agency,omitempty"`   // who carries it out
	Issuer   string `json:"issuer,omitempty"`   // who published it
	Level    string `json:"level,omitempty"`    // cấp thực hiện, as published
	Subjects string `json:"subjects,omitempty"` // who may apply, as published
	Detail   Detail `json:"detail,omitempty"`
	Status   string `json:"status,omitempty"` // what the source says against it

	How         []How    `json:"how,omitempty"`
	Steps       []string `json:"steps,omitempty"`
	Papers      []Paper  `json:"papers,omitempty"`
	Fee         string   `json:"fee,omitempty"`
	FeeStatus   string   `json:"fee_status,omitempty"`
	TimeLimit   string   `json:"time_limit,omitempty"`
	Result      string   `json:"result,omitempty"`
	Conditions  string   `json:"conditions,omitempty"`
	Legal       []Law    `json:"legal_basis,omitempty"`
	OnlineLevel string   `json:"online_level,omitempty"`
	URL         string   `json:"url,omitempty"`
	Aliases     []string `json:"aliases,omitempty"`

	Decision  string    `json:"decision,omitempty"`  // that published this version
	ValidFrom time.Time `json:"valid_from,omitzero"` // since when it is in force
	CheckedAt time.Time `json:"checked_at,omitzero"` // when a person compared it with the portal
	Source    string    `json:"source,omitempty"`    // where the record was taken from
	Truncated []string  `json:"truncated,omitempty"` // what the source shortened
}

// Detail is how much of a procedure the catalogue holds.
type Detail string

// Details. Of a NameOnly procedure nothing but the entry is known; who tells of it
// must say so.
const (
	Full     Detail = "full"
	NameOnly Detail = "name_only"
)

// How is one way to hand in, with its time and fee.
type How struct {
	Channel string `json:"channel,omitempty"`
	Time    string `json:"time,omitempty"`
	Fee     string `json:"fee,omitempty"`
	Note    string `json:"note,omitempty"`
}

// Paper is one thing to bring.
type Paper struct {
	Name      string `json:"name"`
	Originals int    `json:"originals,omitempty"`
	Copies    int    `json:"copies,omitempty"`
	Form      string `json:"form,omitempty"`
	Case      string `json:"case,omitempty"` // in which situation
	Kind      string `json:"kind,omitempty"` // submit, present or lookup
}

// Law is one legal ground.
type Law struct {
	Number string `json:"number,omitempty"`
	Name   string `json:"name,omitempty"`
}

// Version names one published text of a procedure. A dossier keeps the one it was
// received under.
type Version struct {
	Code      string
	Decision  string
	ValidFrom time.Time
}

// Version gives the version of this record.
func (p *Procedure) Version() Version { return Version{p.Code, p.Decision, p.ValidFrom} }

// Missing names what a citizen would ask and the record does not say.
func (p *Procedure) Missing() []string {
	var missing []string
	for _, part := range []struct {
		name  string
		known bool
	}{
		{"papers", len(p.Papers) > 0},
		{"steps", len(p.Steps) > 0},
		{"time_limit", p.TimeLimit != "" || p.anyHow(func(h How) string { return h.Time })},
		{"fee", p.Fee != "" || p.anyHow(func(h How) string { return h.Fee })},
		{"level", p.Level != ""},
	} {
		if !part.known {
			missing = append(missing, part.name)
		}
	}
	return missing
}

func (p *Procedure) anyHow(of func(How) string) bool {
	for _, h := range p.How {
		if of(h) != "" {
			return true
		}
	}
	return false
}

// plainName is the name without what every name may have: "Thủ tục" in front, and brackets.
func plainName(name string) string {
	name = strings.TrimSpace(name)
	for _, lead := range []string{"Thủ tục ", "THỦ TỤC ", "thủ tục "} {
		name = strings.TrimPrefix(name, lead)
	}
	var b strings.Builder
	depth := 0
	for _, r := range name {
		switch {
		case r == '(':
			depth++
		case r == ')' && depth > 0:
			depth--
		case depth == 0:
			b.WriteRune(r)
		}
	}
	if plain := strings.TrimSpace(b.String()); plain != "" {
		return plain
	}
	return name
}
