package site

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/internal/checklist"
	"motcua/internal/procedure"
	"motcua/internal/unit"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// page is what a template shows. Every string is finished and in one language.
type page struct {
	Lang     string
	Operator string
	Hotline  string
	Today    string
	Code     string
	Title    string
	Sub      string
	Items    []item
	Looked   string // what the office looks up
	Remarks  []string
	Where    fact
	Counter  fact // one place where it can be handed in: name, address, hours
	Time     fact
	Fee      fact
	Hours    []string // of the hotline
	Checked  string
	Cases    []option // to choose from
	Grave    bool
	Notice   []Section // of the privacy notice
	Figures  *figuresView
	Open     bool // there is a page of open figures

	words     *words.Catalogue
	now       time.Time
	directory *unit.Directory
	counter   unit.Unit // that the hotline rings at; zero where none is known
	guide     *procedure.Guide
}

// item is one paper. Long: its name is a whole sentence, as published.
type item struct {
	Name string
	Note string
	Have bool
	Long bool
}

// fact is a short answer: the big line with what belongs to it in small, and lines under it.
type fact struct {
	Big  string
	Tail string
	More []string
}

// longName is from how many characters on a name is set smaller.
const longName = 90

// option is one case to choose.
type option struct{ Label, URL string }

// page begins a page: who speaks, and whom to call. It is good enough for bad news even
// where it comes with an error.
func (s *Site) page(ctx context.Context, lang string, now time.Time) (*page, error) {
	p := &page{Lang: lang, Operator: s.c.Operator, Hotline: s.c.Hotline, Open: s.c.Figures != nil, words: s.words, now: now}
	p.Today = p.date(now)
	directory, err := s.c.Units.Directory(ctx)
	if err == nil {
		p.directory = directory
		if u, ok := directory.Counter(s.c.Hotline); ok {
			p.counter = u
		}
	}
	if p.Hotline == "" {
		p.Hotline = p.counter.Phone
	}
	if p.Hotline == "" {
		p.Hotline = cityLine
	}
	p.Hours = p.week(p.counter)
	return p, err
}

// say gives a text of this page.
func (p *page) say(key string, pairs ...string) string {
	args := words.Args{}
	for i := 0; i+1 < len(pairs); i += 2 {
		args[pairs[i]] = pairs[i+1]
	}
	return p.words.Say(p.Lang, key, args)
}

// show fills the page with the papers of a case; have are ids of those at hand.
func (p *page) show(at procedure.Case, have string) {
	g := p.guide
	p.Code, p.Title, p.Grave = g.Code, g.Named(at, p.Lang), g.Grave
	ticked := strings.Split(have, ",")
	for _, i := range checklist.Papers(at) {
		name := procedure.Tidy(i.Name)
		p.Items = append(p.Items, item{name, p.note(i), slices.Contains(ticked, i.ID), len([]rune(name)) > longName})
	}
	p.Sub = p.say("site.bring", "count", strconv.Itoa(len(p.Items)))
	var looked []string
	for _, i := range checklist.OfKind(at, procedure.Lookup) {
		looked = append(looked, procedure.Tidy(i.Name))
	}
	if len(looked) > 0 {
		p.Looked = p.say("site.looked", "papers", strings.Join(looked, "; "))
	}
	for _, i := range checklist.OfKind(at, procedure.Remark) {
		p.Remarks = append(p.Remarks, p.remark(i))
	}
	for _, note := range g.Notes {
		p.Remarks = append(p.Remarks, procedure.Tidy(note.In(p.Lang))+".")
	}
	p.Where, p.Counter, p.Time, p.Fee = p.whereWords(), p.counterWords(), p.timeWords(), p.feeWords()
	p.Checked = p.checkedWords()
}

// remark is a sentence beside the papers; in English its hint says it.
func (p *page) remark(i procedure.Item) string {
	if p.Lang != words.First && i.Hint.En != "" {
		return words.Capital(procedure.Tidy(i.Hint.En)) + "."
	}
	return words.Capital(procedure.Tidy(i.Name)) + "."
}

// choose fills the page with the cases.
func (p *page) choose() {
	p.Code, p.Title, p.Grave = p.guide.Code, procedure.Tidy(p.guide.Called.In(p.Lang)), p.guide.Grave
	for _, c := range p.guide.Cases {
		query := url.Values{"case": {c.ID}}
		if p.Lang != words.First {
			query.Set("lang", p.Lang)
		}
		p.Cases = append(p.Cases, option{procedure.Tidy(c.Label.In(p.Lang)), "/giay-to/" + p.guide.Code + "?" + query.Encode()})
	}
}

// note is the line under a paper: how many, only to be shown, a hint.
func (p *page) note(i procedure.Item) string {
	var out []string
	if i.Kind == procedure.Present {
		out = append(out, p.say("site.present"))
	} else {
		if i.Originals > 0 {
			key := "site.originals"
			if i.Written() {
				key = "site.sheets"
			}
			out = append(out, p.say(key, "count", strconv.Itoa(i.Originals)))
		}
		if i.Copies > 0 {
			out = append(out, p.say("site.copies", "count", strconv.Itoa(i.Copies)))
		}
	}
	if hint := procedure.Tidy(i.Hint.In(p.Lang)); hint != "" {
		out = append(out, words.Capital(hint)+".")
	}
	return strings.Join(out, " ")
}

// whereWords is which kind of office receives it, and how else it can be handed in.
func (p *page) whereWords() fact {
	g := p.guide
	f := fact{Big: p.say("site.where.ask")}
	if key := "site.at." + string(g.At); g.At != "" && g.At != procedure.AtOther && p.words.Has(p.Lang, key) {
		f.Big = p.say(key)
	} else if g.Decides != "" {
		f.More = append(f.More, p.say("site.where.decides", "office", procedure.Tidy(g.Decides)))
	}
	if g.Reach != "" {
		f.More = append(f.More, p.say("site.reach."+string(g.Reach)))
	}
	if g.Online == procedure.OnlineFull || g.Online == procedure.OnlinePartial {
		key := "site.portal." + string(g.Portal)
		if !p.words.Has(p.Lang, key) {
			key = "site.portal.national"
		}
		f.More = append(f.More, p.say(key))
	}
	return f
}

// counterWords is the one place that is known to receive it: the centre of the hotline, or
// the police of the same commune.
func (p *page) counterWords() fact {
	u, ok := p.counter, p.counter.Code != ""
	switch p.guide.At {
	case procedure.AtCentre:
	case procedure.AtPolice:
		u, ok = p.policeNearby()
	default:
		return fact{}
	}
	if !ok || u.Address == "" || !u.Valid(p.now) {
		return fact{}
	}
	return fact{Big: u.Name, More: append([]string{u.Address}, p.week(u)...)}
}

// policeNearby is the only police office beside the counter.
func (p *page) policeNearby() (unit.Unit, bool) {
	if p.directory == nil {
		return unit.Unit{}, false
	}
	ward, ok := p.directory.Parent(p.counter)
	if !ok {
		return unit.Unit{}, false
	}
	var found []unit.Unit
	for _, u := range p.directory.Children(ward) {
		if u.Kind == unit.Police {
			found = append(found, u)
		}
	}
	if len(found) != 1 {
		return unit.Unit{}, false
	}
	return found[0], true
}

// week is an office's hours, one line for days that are alike.
func (p *page) week(u unit.Unit) []string {
	var out []string
	for _, row := range unit.Week(u) {
		days := p.weekday(row.From)
		if row.From != row.To {
			days = p.say("site.days", "from", days, "to", p.weekday(row.To))
		}
		var times []string
		for _, at := range row.Times {
			times = append(times, trimHour(at.Open.String())+"–"+trimHour(at.Close.String()))
		}
		out = append(out, words.Capital(days)+": "+strings.Join(times, ", "))
	}
	return out
}

func trimHour(clock string) string { return strings.TrimPrefix(clock, "0") }

// weekday names day 1 (Monday) to 7 (Sunday).
func (p *page) weekday(n int) string { return p.say("site.weekday_" + strconv.Itoa(n)) }

// checkedWords says who compared it with the portal, and when.
func (p *page) checkedWords() string {
	g := p.guide
	switch {
	case !g.CheckedAt.IsZero():
		return p.say("site.checked", "date", p.date(g.CheckedAt))
	case !g.TakenIn.IsZero():
		return p.say("site.unchecked_since", "month", g.TakenIn.Format("1/2006"))
	}
	return p.say("site.unchecked")
}

func (p *page) date(at time.Time) string {
	if p.Lang == "en" {
		return at.In(workday.Zone).Format("2 January 2006")
	}
	return at.In(workday.Zone).Format("02/01/2006")
}

// Tel is the hotline as a telephone dials it.
func (p *page) Tel() string { return strings.ReplaceAll(p.Hotline, " ", "") }

// money is a sum as people write it: "15.000 đồng".
func (p *page) money(n int64) string {
	sep := "."
	if p.Lang == "en" {
		sep = ","
	}
	digits := strconv.FormatInt(n, 10)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + sep + digits[i:]
	}
	return p.say("site.fee.dong", "sum", digits)
}
