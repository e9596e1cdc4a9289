package procedure

import (
	"slices"
	"strings"
	"time"

	"motcua/internal/dossier"
)

// Guide is what a citizen is told of a procedure: the record in short answers. Where
// people wrote it short (a brief) that is taken, else it is read out of the record.
// Empty means unknown, never "none" and never "free".
type Guide struct {
	Code     string
	Name     string // as published, without "Thủ tục"
	Called   Words  // the everyday name
	Field    string
	NameOnly bool   // nothing but the entry is known: say so
	Gone     bool   // the source says that it is not in the catalogue any more
	Level    string // as published
	Decides  string // the deciding body, as published

	At     At     // who receives it
	Reach  Reach  // where it may be handed in
	Online Online // how far it can be done online
	Portal Portal // where online

	Ways  []Way // counter, online, post: in this order, those that exist
	Ask   Words // the question that tells the cases apart
	Cases []Case
	Notes []Words // what must be known beforehand, at most three

	Steps  []string
	Forms  []string // names of forms, as published
	Legal  []Law
	Result string
	URL    string // its page on the official portal

	CheckedAt time.Time // when a person compared it with the portal; zero: nobody has
	TakenIn   time.Time // the month in which its source was read; zero: unknown
	Brief     bool      // written short by people
	Sensitive bool      // its name alone tells a secret
	Grave     bool      // a death, an illness, poverty: no cheer, no sign
	Death     bool
}

// Words are the same in Vietnamese and in English. English may be empty.
type Words struct {
	Vi string `toml:"vi"`
	En string `toml:"en"`
}

// In gives the words in a language, Vietnamese where the other lacks them.
func (w Words) In(lang string) string {
	if lang == "en" && w.En != "" {
		return w.En
	}
	return w.Vi
}

// At is the kind of office that receives a procedure.
type At string

// Kinds of offices.
const (
	AtCentre         At = "centre"          // the commune's one-stop centre
	AtPolice         At = "police"          // the commune's police
	AtProvincePolice At = "province_police" // the province's police
	AtLand           At = "land"            // land registration office; handed in at the centre or there
	AtInsurance      At = "insurance"       // social insurance
	AtSchool         At = "school"
	AtProvince       At = "province" // a department of the province
	AtOther          At = "other"    // as Decides says
)

// Reach is where a procedure may be handed in.
type Reach string

// Reaches. "" is: at the office responsible.
const (
	InProvince Reach = "province" // any such office of the province
	InCountry  Reach = "country"  // any such office
)

// Online is how far a procedure can be done online.
type Online string

// Levels of online service. "" is unknown.
const (
	OnlineFull    Online = "full"    // toàn trình
	OnlinePartial Online = "partial" // một phần: must appear once
	OnlineNone    Online = "none"
)

// Portal is where a procedure is handed in online.
type Portal string

// Portals.
const (
	NationalPortal  Portal = "national"  // dichvucong.gov.vn
	VNeID           Portal = "vneid"     // the app, or the public-security portal
	BusinessPortal  Portal = "business"  // hokinhdoanh.dkkd.gov.vn
	InsurancePortal Portal = "insurance" // VssID, dichvucong.baohiemxahoi.gov.vn
)

// Channels of handing in, as Ways have them.
const (
	ByCounter = "counter"
	ByOnline  = "online"
	ByPost    = "post"
)

// Way is one way of handing in.
type Way struct {
	Channel string
	Time    Limit
	Fee     Fee
}

// Limit is a time limit. The zero Limit is unknown.
type Limit struct {
	N      int    // with Unit
	Unit   string // same_day, hour, working_hour, working_day, day, month; "" = see Text
	Cutoff string // same_day: received later than this, the next working day: "15:00"
	Most   bool   // N is the most, not the rule
	Text   string // as published, where it is no plain number
	Unsure bool   // sources disagree, or nobody knows: not told as sure
	Note   Words
}

// Known reports whether anything can be told.
func (l Limit) Known() bool { return l.Unit != "" || l.Text != "" }

// FeeKind is what can be said of a fee.
type FeeKind string

// Kinds of Fee; they are three messages and never one.
const (
	FeeUnpublished FeeKind = ""            // nothing there: not free
	FeeFree        FeeKind = "free"        // said so in words
	FeeAmount      FeeKind = "amount"      // one sum
	FeeMixed       FeeKind = "mixed"       // several, by case: Text
	FeeByProvince  FeeKind = "by_province" // set by the province's council
)

// Fee is what one way costs.
type Fee struct {
	Kind     FeeKind
	Amount   int64 // đồng
	Most     int64 // FeeMixed: the largest sum named, 0 unknown; Amount the smallest
	Per      Words // "trang", "bản"
	Text     string
	Note     Words // "miễn nếu làm trong 60 ngày"
	Reduced  int64 // until Until the sum is this
	Until    time.Time
	Unsure   bool // sources disagree: not told as sure
	FromUnit bool // the unit's own word
}

// On gives the fee as it is on a day: what was only until a day before is left out.
func (f Fee) On(day time.Time) Fee {
	if f.Until.IsZero() || !day.After(f.Until.AddDate(0, 0, 1)) {
		return f
	}
	if f.Reduced == 0 && f.Kind != FeeFree { // the sum itself was for a time, and nobody knows the next
		return Fee{Unsure: true}
	}
	f.Text, _ = withoutEnded(f.Text, day)
	f.Reduced, f.Until = 0, time.Time{}
	return f
}

// Case is one situation with its papers.
type Case struct {
	ID    string // short and stable; "" where there is only one
	Label Words
	Items []Item
}

// What is done with a paper.
const (
	Submit  = "submit"  // nộp
	Present = "present" // xuất trình
	Lookup  = "lookup"  // the office looks it up
	Remark  = "remark"  // no paper, a remark
)

// Item is one paper of a case.
type Item struct {
	ID        string // short and stable: what was ticked stays ticked
	Name      string // in Vietnamese in every language: it is shown at the counter
	Full      string // as published, where Name is shorter
	Kind      string
	Originals int
	Copies    int
	Form      string // number of the form, "CT01"
	Hint      Words  // "nếu không có: văn bản của người làm chứng"
}

// selfWritten are the beginnings of papers that one writes oneself.
var selfWritten = []string{"Tờ khai", "Đơn", "Giấy đề nghị", "Phiếu", "Bản khai", "Văn bản", "Thông báo", "Mẫu", "Ảnh", "Giấy ủy quyền"}

// Written reports whether one writes it oneself: of such papers there is no "original".
func (i Item) Written() bool {
	return i.Form != "" || slices.ContainsFunc(selfWritten, func(w string) bool { return strings.HasPrefix(i.Name, w) })
}

// Overlay is what a unit says beside the national record.
type Overlay struct {
	Unit, Fee, Note string
}

// Case gives the case with this id, the only one for "".
func (g *Guide) Case(id string) (Case, bool) {
	for _, c := range g.Cases {
		if c.ID == id || len(g.Cases) == 1 {
			return c, true
		}
	}
	return Case{}, false
}

// Guided makes the Guide of a record: of its brief where it has one, else of its text.
func Guided(p *Procedure, own Overlay) *Guide {
	b := briefs()[p.Code]
	var g *Guide
	if b != nil && b.tellsWays() { // reading them out of the record costs most
		g = withoutWays(p)
	} else {
		g = fromRecord(p)
	}
	if b == nil || len(b.Papers) == 0 {
		g.Cases = papers(p.Papers, plainName(p.Name))
	}
	if b != nil {
		b.fill(g)
	}
	if own.Fee != "" {
		if len(g.Ways) == 0 {
			g.Ways = []Way{{Channel: ByCounter}}
		}
		for i := range g.Ways {
			g.Ways[i].Fee = Fee{Kind: FeeMixed, Text: own.Fee, FromUnit: true}
		}
	}
	if own.Note != "" {
		g.Notes = append([]Words{{Vi: own.Note}}, g.Notes...)
	}
	return g
}

// quiet writes a name that is all in large letters as others are written.
func quiet(name string) string {
	if name != strings.ToUpper(name) {
		return name
	}
	return strings.ReplaceAll(strings.ToLower(name), "việt nam", "Việt Nam")
}

// fromRecord reads a Guide out of a published text, but for its papers: these take the
// longest, and a brief has its own.
func fromRecord(p *Procedure) *Guide {
	g := withoutWays(p)
	g.Ways = ways(p, g.TakenIn)
	return g
}

// withoutWays leaves out what each way of submitting takes and costs.
func withoutWays(p *Procedure) *Guide {
	// What stands in brackets is one thing among others: "(khai sinh; khai tử; …)" is no death.
	d := dossier.Dossier{Procedure: plainName(p.Name), Field: p.Field}
	g := &Guide{
		Code: p.Code, Name: capital(quiet(plainName(p.Name))), Field: p.Field, NameOnly: p.Detail != Full,
		Gone: p.Status != "", Level: p.Level, Decides: p.Agency,
		At: office(p), Reach: reach(p), Online: online(p), Portal: portal(p),
		Steps: steps(p.Steps), Forms: forms(p.Papers), Legal: p.Legal,
		Result: p.Result, URL: p.URL, CheckedAt: p.CheckedAt, TakenIn: takenIn(p.Source),
		Sensitive: d.Sensitive(), Grave: d.Grave(), Death: d.Death(),
	}
	g.Called.Vi = g.Name
	return g
}
