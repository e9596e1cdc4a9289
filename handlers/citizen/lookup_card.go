package citizen

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/unit"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// telling is one dossier being told: the same facts as sentences and as a Card.
type telling struct {
	*Talk
	p      dossier.Public
	s      dossier.Standing
	steps  []dossier.Event
	online bool      // handed in online
	stale  bool      // newer news should be here by now
	shows  string    // what a proof would open
	sent   time.Time // when, as far as known
	sign   string
	own    words.Args // what every text about the dossier may name
	first  []string   // the first paragraph: the answer, and its date
	drawn  []string   // notes that only the Card needs: the text has said it
	card   chat.Card
}

// card tells where a dossier stands. typed is the code as the citizen wrote it.
func (t *Talk) card(d dossier.Dossier, typed dossier.Code) {
	x := &telling{Talk: t, p: d.Public(), s: d.Standing(t.Now, t.calendar), steps: d.Events, online: d.Channel == "online", sent: d.SubmittedAt, stale: d.Stale(t.Now, t.calendar)}
	if t.proofs {
		x.shows = detailOf(d)
	}
	x.card.Code = string(d.Code)
	x.own = words.Args{"code": x.card.Code}
	x.status()
	x.about()
	if d.Code != typed {
		x.note("lookup.stored", words.Args{"typed": string(typed), "code": string(d.Code)})
	}
	x.card.Steps = x.history()
	x.card.Fresh, x.card.Stale = t.fresh(x.p.Fresh), x.stale
	if x.stale && !x.s.Blind && !x.s.Overdue { // these two have said it
		x.note("card.stale", words.Args{"fresh": t.freshWords(x.p.Fresh)})
		if x.card.Phone == "" { // else it was said whom to call
			x.note("card.ask_now", nil)
			x.call()
		}
	}
	if d.Code == t.isFollowed {
		x.note("follow.followed", nil)
	}
	if x.p.Grave {
		x.sign, x.card.Plain = "", true
	}
	if x.p.Death {
		t.Say("card.condolence", nil)
	}
	text, card := x.text(), x.card
	card.Fresh = strings.TrimSuffix(card.Fresh, ".")
	card.Notes = append(card.Notes, x.drawn...)
	t.Reply(chat.Reply{Sign: x.sign, Text: text, Card: &card, Phone: card.Phone})
}

// text is the whole answer in words.
func (x *telling) text() string {
	c := x.card
	return lines(
		sentences(x.first...),
		sentences(append([]string{c.Todo}, c.Notes...)...),
		x.aboutWords(),
		c.Fresh,
	)
}

// say adds a sentence to the first paragraph.
func (x *telling) say(key string, args words.Args) {
	x.first = append(x.first, x.Text(key, args, x.own))
}

func (x *telling) note(key string, args words.Args) {
	x.card.Notes = append(x.card.Notes, x.Text(key, args, x.own))
}

func (x *telling) todo(key string) { x.card.Todo = x.Text(key, x.own) }

func (x *telling) title(tone chat.Tone, sign, key string, args words.Args) {
	x.card.Tone, x.sign, x.card.Title = tone, sign, x.Text(key, args, x.own)
}

// call shows the hotline to press.
func (x *telling) call() { x.card.Phone = x.place.hotline }

// about names the procedure, of a sensitive one its field only, and the applicant, masked.
func (x *telling) about() {
	what := x.p.Procedure
	if what == "" {
		what = x.p.Field
	}
	x.card.About = joined(" · ", []string{what, x.p.Applicant})
}

func (x *telling) aboutWords() string {
	what, who := "", ""
	switch {
	case x.p.Procedure != "":
		what = x.Text("card.about", words.Args{"what": x.p.Procedure})
	case x.p.Field != "":
		what = x.Text("card.about_field", words.Args{"what": x.p.Field})
	}
	if x.p.Applicant != "" {
		who = x.Text("card.applicant", words.Args{"name": x.p.Applicant})
	}
	return sentences(what, who)
}

// unitName is who resolves, as a word in a sentence. What is unknown is as sent.
func (x *telling) unitName() string {
	if x.p.Unit == "" {
		return x.Text("card.office", nil)
	}
	return x.nameOf(x.p.Unit)
}

// age is fresh, with a sentence of its own where newer data should be here by now.
func (t *Talk) age(d dossier.Dossier) string {
	fresh := t.fresh(d.Fresh())
	if !d.Stale(t.Now, t.calendar) {
		return fresh
	}
	return sentences(fresh, t.Text("card.stale", words.Args{"fresh": t.freshWords(d.Fresh())}), t.Text("card.ask_now", nil))
}

// fresh is under every status: how old the data is.
func (t *Talk) fresh(at time.Time) string {
	if !hasTime(at) {
		return t.Text("card.fresh_day", words.Args{"date": t.date(at)})
	}
	return t.Text("card.fresh", words.Args{"time": at.In(workday.Zone).Format("15:04"), "date": t.date(at)})
}

// nameOf is an office's name as of now inside a sentence: wards and the like are
// written small there.
func (t *Talk) nameOf(ref string) string {
	name := ref
	if u, ok := t.place.directory.Find(ref, t.Now); ok {
		name = u.Name
	}
	if t.Lang != words.First {
		return name
	}
	return insideSentence(name)
}

// leaf is the date as a calendar leaf.
func (x *telling) leaf(day time.Time, label string) *chat.Leaf {
	day = day.In(workday.Zone)
	return &chat.Leaf{
		Date: day.Format(time.DateOnly), Day: strconv.Itoa(day.Day()), Month: x.month(day),
		Weekday: words.Capital(x.weekday(day)), Label: x.Text(label, nil), Words: x.dayWords(day),
	}
}

// leftWords is the time until a day: "hôm nay", "ngày mai", "còn 3 ngày làm việc".
// Where the days off are not decided yet it is a guess, and called one.
func (t *Talk) leftWords(day time.Time, left int) string {
	today := workday.Date(t.Now)
	args := words.Args{"days": strconv.Itoa(left)}
	switch {
	case workday.Date(day).Equal(today):
		return t.Text("card.due.today", nil)
	case workday.Date(day).Equal(today.AddDate(0, 0, 1)):
		return t.Text("card.due.tomorrow", nil)
	case left <= 0 || workday.Date(day).Before(today):
		return ""
	case t.calendar.Provisional(t.Now, day):
		return t.Text("card.due.left_about", args)
	case left == 1:
		return t.Text("card.due.left_one", args)
	}
	return t.Text("card.due.left", args)
}

func inBrackets(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// history is at most five lines of the timeline; the steps flow has them all.
func (x *telling) history() []chat.Step {
	const most = 5
	var out []chat.Step
	var before dossier.Status
	for _, e := range oldestFirst(x.steps) {
		if e.Status != before {
			out = append(out, chat.Step{Date: x.shortDate(e.At), Words: x.stepWords(e.Status), State: "done"})
		}
		before = e.Status
	}
	if len(out) > 0 {
		out[len(out)-1].State = "now"
	}
	if l := x.card.Leaf; l != nil && x.dueAhead() {
		out = append(out, chat.Step{Date: x.shortDate(x.s.Due), Words: l.Label, State: "coming"})
	}
	return out[max(0, len(out)-most):]
}

// dueAhead reports whether the date of the result is still to come.
func (x *telling) dueAhead() bool {
	return x.s.Open && !x.s.Paused && !x.s.Due.IsZero() && !workday.Date(x.s.Due).Before(workday.Date(x.Now))
}

func oldestFirst(events []dossier.Event) []dossier.Event {
	sorted := slices.Clone(events)
	slices.SortStableFunc(sorted, func(a, b dossier.Event) int { return a.At.Compare(b.At) })
	return sorted
}

// returnPlace is where the result waits: its office if known, and its name as said
// in a sentence.
func (x *telling) returnPlace() (u unit.Unit, known bool, name string) {
	u, known = x.counterFor(x.p.ReturnAt)
	switch {
	case known:
		return u, true, u.Name
	case x.p.ReturnAt == "":
		return u, false, x.Text("card.on_receipt", nil)
	}
	return u, false, x.nameOf(x.p.ReturnAt)
}
