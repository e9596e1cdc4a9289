package citizen

import (
	"context"
	"net/url"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/unit"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// officeNow gives the counter's address, whether it is open on the day asked about,
// the week's hours and the number.
func (t *Talk) officeNow() {
	t.sayOffice("", t.counter())
	t.offerAfterOffice(t.choice("help.choice", verbHelp))
}

// officeOf is the same for one dossier: where its result is returned, or where to
// turn while it waits for the citizen.
func (h *Handler) officeOf(ctx context.Context, t *Talk, about string) error {
	if about == "" {
		t.officeNow()
		return nil
	}
	d, ok, err := h.dossier(ctx, t, about)
	if err != nil || !ok {
		return err
	}
	t.sayOffice(t.placeOf(d.Public()))
	t.offerAfterOffice(t.choice("steps.back", withCode(verbCard, d.Code)))
	return nil
}

// described is an office in words, and its number to press.
type described struct {
	lines []string
	phone string
}

func (t *Talk) sayOffice(head string, about described) {
	t.Reply(chat.Reply{Text: lines(append([]string{head}, about.lines...)...), Phone: about.phone})
}

func (t *Talk) offerAfterOffice(first chat.Choice) {
	t.Offer(first, t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
}

// placeOf describes the office that matters for a dossier, under a line that says what
// it is for. A place of return is never guessed from who resolves.
func (t *Talk) placeOf(p dossier.Public) (head string, about described) {
	code := words.Args{"code": string(p.Code)}
	switch p.Status {
	case dossier.SupplementRequested:
		return t.Text("office.supplement", code), t.firstOf(p.Unit, p.ReturnAt)
	case dossier.Registered, dossier.PaymentRequested, dossier.Rejected, dossier.WithdrawalRequested, dossier.Stopped:
		return t.Text("office.ask_about", code), t.firstOf(p.Unit, p.ReturnAt)
	}
	if p.ReturnAt == "" {
		return t.Text("office.on_receipt", code), t.counter()
	}
	return t.Text("office.return", code), t.firstOf(p.ReturnAt)
}

// firstOf describes the first of these offices whose address is known. If none is:
// the name as the source sent it, else the counter of the hotline.
func (t *Talk) firstOf(refs ...string) described {
	for _, ref := range refs {
		if u, ok := t.counterFor(ref); ok {
			return t.describe(u, t.numberOf(u))
		}
	}
	if refs[0] == "" {
		return t.counter()
	}
	name := refs[0]
	if u, ok := t.place.directory.Find(name, t.Now); ok {
		name = u.Name
	}
	return t.onlyNamed(name)
}

// onlyNamed describes an office of which nothing but the name is known.
func (t *Talk) onlyNamed(name string) described {
	return described{
		lines: []string{t.Text("office.as_sent", words.Args{"place": name}), t.Text("card.ask_call", nil)},
		phone: t.place.hotline,
	}
}

// counterFor finds where a citizen goes for an office: its centre, else itself.
func (t *Talk) counterFor(ref string) (unit.Unit, bool) {
	if ref == "" {
		return unit.Unit{}, false
	}
	u, ok := t.place.directory.Find(ref, t.Now)
	if !ok || !u.Valid(t.Now) {
		return unit.Unit{}, false
	}
	if centre, ok := t.place.directory.Centre(u); ok {
		u = centre
	}
	return u, u.Address != ""
}

// counter describes the counter that the hotline belongs to.
func (t *Talk) counter() described {
	if !t.place.hasPlace {
		return described{lines: []string{t.Text("office.unknown", nil)}, phone: t.place.hotline}
	}
	return t.describe(t.place.counter, t.place.hotline)
}

// numberOf is the number to ring for an office.
func (t *Talk) numberOf(u unit.Unit) string {
	if u.Phone != "" {
		return u.Phone
	}
	return t.place.hotline
}

// describe answers the day that was asked about first; without one, where it is and
// how it stands now, and the whole week.
func (t *Talk) describe(u unit.Unit, phone string) described {
	if u.Address == "" && len(unit.Week(u)) == 0 {
		return t.onlyNamed(u.Name)
	}
	call := t.Text("office.phone", words.Args{"phone": phone})
	if asked, ok := t.dayAsked(); ok {
		if hours := t.dayHours(u, asked); hours != "" {
			return described{[]string{hours, t.unsureWords(u, asked), t.address(u), call}, phone}
		}
	}
	out := []string{t.address(u)}
	if now := t.openingWords(u); now != "" {
		out = append(out, words.Capital(now)+".", t.Text("office.week", words.Args{"week": t.weekWords(u)}))
		if dayWordsSaid.in(t.said()) { // how it stands now is what was asked
			out[0], out[1] = out[1], out[0]
		}
		out = append(out, t.unsureWords(u, t.Now))
	} else {
		out = append(out, t.Text("office.no_hours", nil))
	}
	out = append(out, call)
	if official(u.MapURL) {
		out = append(out, t.Text("office.map", words.Args{"url": u.MapURL}))
	}
	return described{out, phone}
}

// unsureWords says that the days off around a day, or around the next opening after it,
// are not decided yet.
func (t *Talk) unsureWords(u unit.Unit, day time.Time) string {
	if t.calendar.Unsure(day) || t.calendar.Unsure(u.Opening(workday.Date(day), t.calendar).Next) {
		return t.Text("office.unsure", nil)
	}
	return ""
}

// official keeps to links that a citizen can trust by their name.
func official(link string) bool {
	u, err := url.Parse(link)
	return err == nil && u.Scheme == "https" && strings.HasSuffix(u.Hostname(), ".gov.vn")
}

func (t *Talk) address(u unit.Unit) string {
	if u.Address == "" {
		return t.Text("office.place_only", words.Args{"place": u.Name})
	}
	return t.Text("office.place", words.Args{"place": u.Name, "street": u.Address})
}

// contact is the counter for a page, in the words of the flows.
func (t *Talk) contact() chat.Contact {
	c := chat.Contact{Phone: t.place.hotline}
	if !t.place.hasPlace {
		return c
	}
	u := t.place.counter
	c.Place, c.Street, c.Open = u.Name, u.Address, words.Capital(t.openingWords(u))
	for _, row := range unit.Week(u) {
		c.Hours = append(c.Hours, t.Text("office.hours.row", words.Args{
			"days": words.Capital(t.rowDays(row)), "hours": t.timesWords(row.Times),
		}))
	}
	return c
}

// dayWordsAsked are the days people ask about.
var dayWordsAsked = []struct {
	phrases phrases
	weekday time.Weekday
}{
	{list(`thu hai, thu 2, monday`), time.Monday},
	{list(`thu ba, thu 3, tuesday`), time.Tuesday},
	{list(`thu tu, thu 4, wednesday`), time.Wednesday},
	{list(`thu nam, thu 5, thursday`), time.Thursday},
	{list(`thu sau, thu 6, friday`), time.Friday},
	{list(`thu bay, thu 7, saturday`), time.Saturday},
	{list(`chu nhat, sunday`), time.Sunday},
}

var tomorrowWords = list(`ngay mai, sang mai, chieu mai, mai, tomorrow`)

// askedDay is the day a question is about: "mai", "thứ bảy". A weekday is the next
// one to come, today included.
func askedDay(s said, now time.Time) (time.Time, bool) {
	today := workday.Date(now)
	if tomorrowWords.in(s) {
		return today.AddDate(0, 0, 1), true
	}
	for _, d := range dayWordsAsked {
		if d.phrases.in(s) {
			return today.AddDate(0, 0, (int(d.weekday)-int(today.Weekday())+7)%7), true
		}
	}
	return time.Time{}, false
}
