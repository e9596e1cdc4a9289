package clock

import (
	"context"
	"strconv"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/follow"
	"motcua/internal/unit"
	"motcua/internal/workday"
)

// notice is one piece of news being put into words. A locked screen shows all of it: no
// name of a person, no procedure, no list, no reason, no sum.
type notice struct {
	voice
	follow.News

	state  follow.State
	p      dossier.Public
	places *unit.Directory
	now    time.Time

	sign    string
	lines   []string
	phone   string
	choices []chat.Choice
}

// Signs stand at the head of a Notice, never where sorrow or need is.
const (
	signReady     = "✅"
	signRunning   = "⏳"
	signAttention = "⚠️"
)

// notice is the Reply that says the news.
func (c *Clock) notice(ctx context.Context, s follow.State, n follow.News, now time.Time) (chat.Reply, error) {
	places, err := c.Units.Directory(ctx)
	if err != nil {
		return chat.Reply{}, err
	}
	x := &notice{voice: c.voice(s.Lang, s.Address), News: n, state: s, p: s.Dossier.Public(), places: places, now: now}
	x.named["what"] = string(s.Code)
	if s.Label != "" {
		x.named["what"] = "“" + s.Label + "”"
	}
	x.about()
	if n.Kind != follow.Overdue { // it has said so
		x.fresh()
	}
	if x.p.Grave {
		x.sign = ""
	}
	x.choose("notice.choice.unfollow", "unfollow:"+string(s.Code))
	r := x.reply(strings.Join(x.lines, "\n"))
	r.Sign, r.Choices = x.sign, x.choices
	if x.phone != "" {
		r.Phone = x.phone
	}
	return r, nil
}

// about says the news; each kind is one function below.
func (x *notice) about() {
	switch x.Kind {
	case follow.Accepted:
		x.accepted()
	case follow.Checking:
		x.checking()
	case follow.Resumed:
		x.resumed()
	case follow.Supplements:
		x.supplements()
	case follow.Payment:
		x.payment()
	case follow.Withdrawal:
		x.withdrawal()
	case follow.Completed:
		x.completed()
	case follow.Returned:
		x.returned()
	case follow.Stopped:
		x.stopped()
	case follow.Rejected:
		x.rejected()
	case follow.NewDate:
		x.newDate()
	case follow.DueSoon:
		x.dueSoon()
	case follow.Overdue:
		x.overdue()
	case follow.Lapse:
		x.lapse()
	case follow.Fetched:
		x.fetched()
	}
}

// say adds a line of some sentences.
func (x *notice) say(keys ...string) {
	var line []string
	for _, key := range keys {
		line = append(line, x.text(key, nil))
	}
	x.lines = append(x.lines, strings.Join(line, " "))
}

// first says the news itself, and behind it that an earlier one does not hold any more.
func (x *notice) first(sign, key string) {
	x.sign = sign
	x.say(key)
	if x.Mended {
		x.say("notice.mended")
	}
}

// choose offers a Choice about the dossier.
func (x *notice) choose(label, press string) {
	x.choices = append(x.choices, chat.Choice{Label: x.text(label, nil), Press: press})
}

// with offers a Choice whose press is a verb and the dossier's code.
func (x *notice) with(label, verb string) { x.choose(label, verb+":"+string(x.state.Code)) }

func (x *notice) accepted() {
	x.first(signRunning, "notice.accepted.text")
	x.due()
	x.say("notice.accepted.todo")
	x.with("notice.choice.card", "card")
}

func (x *notice) checking() {
	x.first(signRunning, "notice.checking.text")
	x.say("notice.nothing")
	x.with("notice.choice.card", "card")
}

func (x *notice) resumed() {
	x.first(signRunning, "notice.resumed.text")
	if x.Ahead() {
		x.due()
	}
	x.say("notice.nothing")
	x.with("notice.choice.card", "card")
}

// due says the appointment; one that has passed is not said as if it were to come.
func (x *notice) due() {
	switch {
	case x.Standing.Due.IsZero():
		x.say("notice.due_unknown")
	case !x.Ahead():
	case x.Standing.Computed:
		x.date(x.Standing.Due, x.Standing.Left)
		x.say("notice.due_computed")
	default:
		x.date(x.Standing.Due, x.Standing.Left)
		x.say("notice.due")
	}
}

// supplements names no paper: the list is for who proves to be the applicant.
func (x *notice) supplements() {
	key := "notice.supplements.text"
	if x.Again {
		key = "notice.supplements.again"
	}
	x.first(signAttention, key)
	if by := x.Standing.SupplementBy; !by.IsZero() && !workday.Date(by).Before(workday.Date(x.now)) {
		x.date(by, x.Calendar.Between(x.now, by))
		x.say("notice.supplements.by")
	}
	x.say("notice.supplements.paused", "notice.supplements.todo")
	x.with("notice.choice.papers", "details")
	x.choices[0].Main = true
	x.with("notice.choice.handed", "fhanded")
	x.with("notice.choice.card", "card")
}

// payment names no sum and no account, and always the warning.
func (x *notice) payment() {
	key := "notice.payment.text"
	if x.Again {
		key = "notice.payment.again"
	}
	x.first(signAttention, key)
	x.say("notice.payment.where")
	x.say("notice.payment.never")
	x.with("notice.choice.card", "card")
}

func (x *notice) withdrawal() {
	x.first(signRunning, "notice.withdrawal.text")
	x.say("notice.withdrawal.doubt")
	x.with("notice.choice.card", "card")
	x.choose("notice.choice.human", "human")
}

// completed says where the result is, until when that is open, and what to bring.
func (x *notice) completed() {
	x.first(signReady, "notice.completed.text")
	switch x.p.ReturnChannel {
	case "online":
		x.say("notice.completed.online")
	case "post":
		x.say("notice.completed.post")
	default:
		x.collect()
	}
	x.with("notice.choice.card", "card")
}

func (x *notice) collect() {
	u, known := x.counter()
	x.named["place"] = x.placeName(u, known)
	opening := ""
	if known {
		opening = x.opening(u)
		if x.phone = u.Phone; x.phone == "" {
			x.phone = x.Hotline
		}
	}
	if opening == "" {
		x.say("notice.completed.place", "notice.completed.bring")
		x.say("notice.completed.call")
		return
	}
	x.named["opening"] = opening
	x.say("notice.completed.hours")
	x.say("notice.completed.bring")
}

func (x *notice) returned() {
	if at := x.p.ReturnedAt; at.IsZero() {
		x.first("", "notice.returned.text")
	} else {
		x.named["date"] = x.plainDay(at)
		x.first("", "notice.returned.text_day")
	}
	if x.p.Grave {
		x.say("notice.returned.plain")
	} else {
		x.say("notice.returned.thanks")
	}
}

func (x *notice) stopped() {
	x.first("", "notice.stopped.text")
	x.say("notice.stopped.todo")
	x.with("notice.choice.reason", "details")
	x.choose("notice.choice.human", "human")
}

func (x *notice) rejected() {
	x.first("", "notice.rejected.text")
	x.say("notice.rejected.todo")
	x.with("notice.choice.reason", "details")
	x.choose("notice.choice.human", "human")
}

// newDate is sorry only for a date that is later than the one said before.
func (x *notice) newDate() {
	x.date(x.Standing.Due, x.Standing.Left)
	if x.From.IsZero() {
		x.first(signRunning, "notice.date.first")
	} else {
		x.named["from"] = x.day(x.From)
		x.first(signRunning, "notice.date.moved")
	}
	if !x.From.IsZero() && x.Standing.Due.After(x.From) {
		x.say("notice.sorry", "notice.nothing")
	} else {
		x.say("notice.nothing")
	}
	x.with("notice.choice.card", "card")
}

func (x *notice) dueSoon() {
	x.date(x.Standing.Due, x.Standing.Left)
	if workday.Date(x.Standing.Due).Equal(workday.Date(x.now)) {
		x.first(signRunning, "notice.soon.today")
	} else {
		x.first(signRunning, "notice.soon.text")
	}
	x.say("notice.soon.todo")
	x.with("notice.choice.card", "card")
}

// overdue says what is recorded and accuses nobody: our data may lag behind the counter's.
func (x *notice) overdue() {
	x.date(x.Standing.Due, 0)
	x.named["fresh"] = x.freshWords()
	x.first("", "notice.overdue.text")
	x.say("notice.overdue.sorry")
	x.with("notice.choice.card", "card")
	x.choose("notice.choice.human", "human")
}

func (x *notice) lapse() {
	by := x.Standing.SupplementBy
	left := x.Calendar.Between(x.now, by)
	x.named["date"], x.named["days"] = x.day(by), strconv.Itoa(left)
	switch {
	case workday.Date(by).Equal(workday.Date(x.now)):
		x.first(signAttention, "notice.lapse.today")
	case left <= 1:
		x.first(signAttention, "notice.lapse.one")
	default:
		x.first(signAttention, "notice.lapse.text")
	}
	x.say("notice.lapse.todo")
	x.with("notice.choice.papers", "details")
	x.choices[0].Main = true
	x.with("notice.choice.handed", "fhanded")
}

func (x *notice) fetched() {
	x.named["date"] = x.day(x.Standing.Finished)
	if x.p.ReturnChannel == "post" {
		x.first("", "notice.fetched.post")
	} else {
		x.first("", "notice.fetched.text")
	}
	x.choose("notice.choice.received", "freceived:"+string(x.state.Code)+"/yes")
	x.choose("notice.choice.missing", "freceived:"+string(x.state.Code)+"/no")
	x.with("notice.choice.card", "card")
}

// counter is where the result waits: the centre of the place of return, else itself.
func (x *notice) counter() (unit.Unit, bool) {
	if x.p.ReturnAt == "" {
		return unit.Unit{}, false
	}
	u, ok := x.places.Find(x.p.ReturnAt, x.now)
	if !ok || !u.Valid(x.now) {
		return unit.Unit{}, false
	}
	if centre, ok := x.places.Centre(u); ok {
		u = centre
	}
	return u, u.Address != ""
}

func (x *notice) placeName(u unit.Unit, known bool) string {
	switch {
	case known:
		return u.Name + ", " + u.Address
	case x.p.ReturnAt == "":
		return x.text("notice.completed.receipt", nil)
	}
	if u, ok := x.places.Find(x.p.ReturnAt, x.now); ok {
		return u.Name
	}
	return x.p.ReturnAt
}
