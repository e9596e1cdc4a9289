package citizen

import (
	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/unit"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// status says what the status means for the citizen: the answer, its date, and what
// to do now. Each of the ten is one function below.
func (x *telling) status() {
	switch x.p.Status {
	case dossier.Registered:
		x.registered()
	case dossier.Accepted, dossier.Processing:
		x.running()
	case dossier.SupplementRequested:
		x.supplement()
	case dossier.PaymentRequested:
		x.payment()
	case dossier.Rejected:
		x.rejected()
	case dossier.WithdrawalRequested:
		x.withdrawal()
	case dossier.Stopped:
		x.stopped()
	case dossier.Completed:
		x.completed()
	case dossier.Returned:
		x.returned()
	}
}

func (x *telling) registered() {
	x.title(chat.ToneRunning, signRunning, "card.registered.title", nil)
	x.say("card.registered.text", nil)
	x.todo("card.nothing")
	switch {
	case x.sent.IsZero():
	case x.calendar.Between(x.sent, x.Now) > 2:
		x.note("card.registered.long", nil)
		x.call()
	case x.online:
		x.note("card.registered.online", nil)
	}
}

// running is accepted and processing: the office's clock runs.
func (x *telling) running() {
	switch {
	case x.s.Overdue:
		x.late()
		return
	case x.s.Blind:
		x.blind()
		return
	}
	at := words.Args{"unit": x.unitName()}
	if x.p.Status == dossier.Accepted {
		x.title(chat.ToneRunning, signRunning, "card.accepted.title", at)
		x.say("card.accepted.text", at)
		x.todo("card.accepted.todo")
	} else {
		x.title(chat.ToneRunning, signRunning, "card.processing.title", at)
		x.say("card.processing.text", at)
		x.todo("card.nothing")
	}
	x.due()
	switch {
	case !x.s.DueSoon:
	case x.today(x.s.Due):
		x.todo("card.due.today_due")
	default:
		x.todo("card.due.soon")
	}
}

// due says and draws the date of the result.
func (x *telling) due() {
	if x.s.Due.IsZero() {
		x.say("card.due.unknown", nil)
		x.card.Lead, x.card.Big = x.Text("card.due.label", nil), words.Capital(x.Text("card.due.unknown_short", nil))
		return
	}
	left := x.leftWords(x.s.Due, x.s.Left)
	args := words.Args{"date": x.dayWords(x.s.Due), "left": inBrackets(left)}
	label := "card.due.label"
	if x.s.Computed {
		label = "card.due.label_computed"
		x.say("card.due.computed", args)
		x.note("card.due.official", nil)
	} else {
		x.say("card.due.promised", args)
	}
	x.card.Leaf = x.leaf(x.s.Due, label)
	x.card.Leaf.Left = words.Capital(left)
	x.pips()
	x.extended()
}

func (x *telling) pips() {
	if x.s.Total <= 0 || x.s.Done > x.s.Total {
		return
	}
	l := x.card.Leaf
	l.Done, l.Total = x.s.Done, x.s.Total
	l.Pips = x.Text("card.due.pips", words.Args{"done": number(l.Done), "total": number(l.Total)})
}

func (x *telling) extended() {
	if x.s.Extended && !x.s.ExtendedFrom.IsZero() {
		x.note("card.due.extended", words.Args{"from": x.date(x.s.ExtendedFrom), "to": x.date(x.s.Due)})
	}
}

// late says only what is recorded: our data may lag behind the counter's.
func (x *telling) late() {
	args := words.Args{"date": x.dayWords(x.s.Due), "fresh": x.freshWords(x.p.Fresh)}
	x.title(chat.ToneLate, "", "card.late.title", nil)
	x.say("card.late.text", args)
	x.card.Leaf = x.leaf(x.s.Due, "card.due.label_past")
	x.card.Lead = x.Text("card.late.recorded", args)
	x.todo("card.late.sorry")
	x.note("card.late.right", nil)
	x.extended()
	x.call()
}

// blind: the date has passed, and the data is from before it.
func (x *telling) blind() {
	args := words.Args{"date": x.dayWords(x.s.Due), "fresh": x.freshWords(x.p.Fresh)}
	x.title(chat.ToneRunning, "", "card.blind.title", nil)
	x.say("card.blind.text", args)
	x.say("card.blind.since", args)
	x.card.Leaf = x.leaf(x.s.Due, "card.due.label_past")
	x.card.Lead = x.Text("card.blind.since", args)
	x.todo("card.blind.todo")
	x.extended()
	x.call()
}

// supplement: papers are asked for; which ones only the applicant may know.
func (x *telling) supplement() {
	x.title(chat.ToneWaiting, signAttention, "card.supplement_requested.title", nil)
	if x.s.PausedSince.IsZero() {
		x.say("card.supplement_requested.text", nil)
	} else {
		x.say("card.supplement_requested.text_asked", words.Args{"asked": x.date(x.s.PausedSince)})
	}
	x.supplementBy()
	if x.shows != "" {
		x.todo("card.supplement_requested.todo_see")
	} else {
		x.todo("card.supplement_requested.todo")
	}
	x.note("card.supplement_requested.paused", nil)
	if x.online {
		x.note("card.supplement_requested.online", nil)
	}
	x.note("card.supplement_requested.private", nil)
}

func (x *telling) supplementBy() {
	by := x.s.SupplementBy
	if by.IsZero() {
		return
	}
	if workday.Date(by).Before(workday.Date(x.Now)) {
		x.say("card.supplement_requested.by_past", words.Args{"date": x.dayWords(by)})
		x.card.Lead = x.Text("card.supplement_requested.by_past", words.Args{"date": x.dayWords(by)})
		x.call()
		return
	}
	left := x.leftWords(by, x.calendar.Between(x.Now, by))
	x.say("card.supplement_requested.by", words.Args{"date": x.dayWords(by), "left": inBrackets(left)})
	x.card.Leaf = x.leaf(by, "card.due.label_supplement")
	x.card.Leaf.Left, x.card.Leaf.Paused = words.Capital(left), x.Text("card.due.paused", nil)
}

// payment names no sum and no account, and always the warning.
func (x *telling) payment() {
	x.title(chat.ToneWaiting, signAttention, "card.payment_requested.title", nil)
	x.say("card.payment_requested.text", nil)
	x.todo("card.payment_requested.todo")
	x.note("card.payment_requested.amount", nil)
	x.note("card.payment_requested.never", nil)
}

func (x *telling) rejected() {
	x.title(chat.ToneEnded, "", "card.rejected.title", nil)
	x.say("card.rejected.text", nil)
	x.todo("card.rejected.todo")
	x.note("card.ask_call", nil)
	x.call()
}

func (x *telling) withdrawal() {
	x.title(chat.ToneRunning, signRunning, "card.withdrawal_requested.title", nil)
	x.say("card.withdrawal_requested.text", nil)
	x.todo("card.withdrawal_requested.todo")
	x.note("card.withdrawal_requested.doubt", nil)
	x.call()
}

func (x *telling) stopped() {
	x.title(chat.ToneEnded, "", "card.stopped.title", nil)
	x.say("card.stopped.text", nil)
	x.todo("card.stopped.todo")
	x.note("card.ask_call", nil)
	x.call()
}

func (x *telling) completed() {
	x.title(chat.ToneReady, signReady, "card.completed.title", nil)
	x.say("card.completed.text", nil)
	switch x.p.ReturnChannel {
	case "post":
		x.card.Lead = x.Text("card.completed.lead_post", nil)
		x.todo("card.completed.post")
		x.note("card.ask_call", nil)
		x.call()
	case "online":
		x.card.Lead = x.Text("card.completed.lead_online", nil)
		x.todo("card.completed.online")
	default:
		x.collect()
	}
}

// collect says where the result waits, how long it is open today, and what to bring.
func (x *telling) collect() {
	u, known, name := x.returnPlace()
	x.card.Lead, x.card.Place = x.Text("card.completed.lead", nil), name
	x.card.Bring = &chat.Bring{Title: x.Text("card.completed.bring_title", nil), Items: []string{
		x.Text("card.completed.receipt", nil), x.Text("card.completed.identity", nil),
	}}
	if known {
		x.invite(u)
	} else {
		x.say("card.completed.invite_plain", words.Args{"place": name})
		x.note("card.completed.hours_unknown", nil)
		x.call()
	}
	x.say("card.completed.bring", nil)
}

func (x *telling) invite(u unit.Unit) {
	x.card.Street, x.card.Phone = u.Address, x.numberOf(u)
	place := joined(", ", []string{u.Name, u.Address})
	opening := x.openingWords(u)
	if opening == "" {
		x.say("card.completed.invite_plain", words.Args{"place": place})
		return
	}
	x.say("card.completed.invite", words.Args{"place": place, "opening": opening})
	x.card.Big = words.Capital(opening)
	o := u.Opening(x.Now, x.calendar)
	if o.Open && o.Until.Before(o.Closes) { // the big line has room for one time
		x.card.Big = words.Capital(x.Text("office.today.until", words.Args{"close": clock(o.Closes)}))
		x.drawn = append(x.drawn, x.Text("office.today.lunch", words.Args{"from": clock(o.Until), "to": clock(o.Next)}))
	}
}

func (x *telling) returned() {
	x.title(chat.ToneEnded, "", "card.returned.title", nil)
	if x.p.ReturnedAt.IsZero() {
		x.say("card.returned.text", nil)
	} else {
		x.say("card.returned.text_day", words.Args{"date": x.date(x.p.ReturnedAt)})
	}
	if x.p.Grave {
		x.todo("card.returned.plain")
	} else {
		x.todo("card.returned.thanks")
	}
	x.call()
}
