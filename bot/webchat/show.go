package webchat

import (
	"bytes"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"motcua/internal/chat"
	"motcua/internal/workday"
)

// pageView is the whole page as its template wants it.
type pageView struct {
	look
	Mode     mode
	Query    template.URL // what the page adds to all that it asks for
	Idle     int64        // on a shared machine: milliseconds until the warning,
	Warn     int64        // and from there to the end
	Operator string
	Contact  chat.Contact
	Tel      template.URL
	Days     []dayView
	Greeting []lineView
	Files    bool   // they are taken
	PushKey  string // for the browser to be told of news; "" cannot be
	First    bool   // nothing was said yet
	Away     bool   // what was said cannot be read just now
	Seen     int64
}

type dayView struct {
	Word    string // today, yesterday, or ""
	Weekday string // number of the weekday, "0" is Sunday
	Date    string
	Machine string
	Lines   []lineView
}

// show draws the page with the greeting and all that was said so far.
func (p *Page) show(w http.ResponseWriter, r *http.Request) {
	lines, err := p.past(w, r)
	if err != nil {
		p.c.Log.Warn("a conversation could not be read; its page opens without it", "err", err)
	}
	v := p.view(r, lines)
	v.Away = err != nil
	var b bytes.Buffer
	if err := p.views[v.Lang].ExecuteTemplate(&b, "page", v); err != nil {
		p.c.Log.Error("the page could not be drawn", "err", err)
		http.Error(w, "the page could not be drawn", http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	_, _ = w.Write(b.Bytes()) // fails only when the reader is gone
}

// past is what was said so far. A shared machine has no past: whoever sat there
// before is forgotten, and a new conversation begins.
func (p *Page) past(w http.ResponseWriter, r *http.Request) ([]chat.Line, error) {
	if p.modeOf(r) != kiosk {
		id, _ := p.visitor(w, r)
		p.remember(w, r, id)
		return p.c.Lines.LinesAfter(r.Context(), id, 0)
	}
	if id, ok := p.known(w, r); ok {
		if err := p.forget(r.Context(), id); err != nil {
			p.c.Log.Warn("a conversation on a shared machine was not deleted; it ends by itself", "err", err)
		}
	}
	p.newVisitor(w, kiosk)
	return nil, nil
}

func (p *Page) view(r *http.Request, lines []chat.Line) pageView {
	now, lk, m := p.c.Now().In(workday.Zone), p.lookOf(r), p.modeOf(r)
	v := pageView{
		look: lk, Mode: m, Query: m.query(p.chosenLang(r)), Operator: p.c.Operator, First: len(lines) == 0,
		Files:   p.c.Files != nil && m != kiosk, // the files of a shared machine are nobody's
		PushKey: p.pushKey(m), Idle: p.idle.Milliseconds(), Warn: p.warn.Milliseconds(),
	}
	v.Contact = p.c.Contact(r.Context(), lk.Lang, now)
	v.Tel = tel(v.Contact.Phone)
	v.Days = []dayView{viewDay(firstDay(lines, now), now)}
	for i, reply := range p.c.Greeting(lk.Lang, v.Files) {
		v.Greeting = append(v.Greeting, viewLine(lk.Lang, m, chat.Line{ID: "hello", N: i + 1, At: now, Reply: &reply}))
	}
	for _, l := range lines {
		day := viewDay(l.At.In(workday.Zone), now)
		if day.Machine != v.Days[len(v.Days)-1].Machine {
			v.Days = append(v.Days, day)
		}
		last := &v.Days[len(v.Days)-1]
		last.Lines = append(last.Lines, viewLine(lk.Lang, m, l))
		v.Seen = l.Seq
	}
	markNewest(v.everyLine())
	return v
}

func firstDay(lines []chat.Line, now time.Time) time.Time {
	if len(lines) == 0 {
		return now
	}
	return lines[0].At.In(workday.Zone)
}

func viewDay(day, now time.Time) dayView {
	d := dayView{
		Weekday: strconv.Itoa(int(day.Weekday())),
		Date:    day.Format("02/01/2006"), Machine: day.Format(time.DateOnly),
	}
	switch d.Machine {
	case now.Format(time.DateOnly):
		d.Word = "today"
	case now.AddDate(0, 0, -1).Format(time.DateOnly):
		d.Word = "yesterday"
	}
	return d
}

func (v *pageView) everyLine() []*lineView {
	var all []*lineView
	for i := range v.Greeting {
		all = append(all, &v.Greeting[i])
	}
	for i := range v.Days {
		for j := range v.Days[i].Lines {
			all = append(all, &v.Days[i].Lines[j])
		}
	}
	return all
}

// markNewest marks the newest list of choices, since older lists stay pressable
// but turn quiet, and the last line where nothing has answered it yet. The page's
// script does the same.
func markNewest(lines []*lineView) {
	var offered *lineView
	for i, l := range lines {
		switch {
		case l.Said != nil:
			l.Newest = i == len(lines)-1
		case l.Reply != nil && len(l.Reply.Choices) > 0:
			offered = l
		}
	}
	if offered != nil {
		offered.Newest = true
	}
}
