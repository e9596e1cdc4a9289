package desk

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/internal/unit"
	"motcua/internal/words"
)

// canned are ready replies, of my teams and for all.
type canned interface {
	Canned(ctx context.Context, teams []int64, lang string) ([]team.Canned, error)
	SaveCanned(ctx context.Context, c team.Canned) (int64, error)
	DeleteCanned(ctx context.Context, id int64) error
}

// cannedView is a ready reply, its fields filled from the case.
type cannedView struct {
	ID    int64
	Title string
	Text  string // as it goes into the composer
	Bits  []bit
}

// bit is a piece of a ready reply: words, a field that is filled, one that is not.
type bit struct {
	Text  string
	Field bool
	Empty bool
}

var field = regexp.MustCompile(`\{[^{}\n]{1,24}\}`)

// unfilled is the first field that nothing was put into, "" when there is none.
func unfilled(text string) string { return field.FindString(text) }

// cannedFor are the ready replies for a case.
func (d *Desk) cannedFor(ctx context.Context, me who, t ticket.Ticket) []cannedView {
	all, err := d.c.Store.Canned(ctx, teamIDs(me.Volunteer), oneOf(t.Lang, looks["lang"]))
	if err != nil {
		d.c.Log.Warn("ready replies could not be read; the page opens without them", "err", err)
		return nil
	}
	fields := d.fields(ctx, t)
	out := make([]cannedView, 0, len(all))
	for _, c := range all {
		out = append(out, viewCanned(c, fields))
	}
	return out
}

func teamIDs(v team.Volunteer) []int64 {
	ids := make([]int64, 0, len(v.Teams))
	for _, m := range v.Teams {
		ids = append(ids, m.ID)
	}
	return ids
}

func viewCanned(c team.Canned, fields map[string]string) cannedView {
	v := cannedView{ID: c.ID, Title: c.Title}
	rest := 0
	for _, at := range field.FindAllStringIndex(c.Text, -1) {
		v.add(bit{Text: c.Text[rest:at[0]]})
		hole := c.Text[at[0]:at[1]]
		b := bit{Text: fields[strings.ToLower(hole[1:len(hole)-1])], Field: true}
		switch {
		case b.Text == "":
			b.Text, b.Empty = hole, true
		case hole == "{"+words.Capital(words.Address)+"}":
			b.Text = words.Capital(b.Text)
		}
		v.add(b)
		rest = at[1]
	}
	v.add(bit{Text: c.Text[rest:]})
	return v
}

func (v *cannedView) add(b bit) {
	if b.Text != "" {
		v.Bits = append(v.Bits, b)
		v.Text += b.Text
	}
}

// fields are what a case fills in.
func (d *Desk) fields(ctx context.Context, t ticket.Ticket) map[string]string {
	f := map[string]string{"mã": string(t.Code), "hotline": d.c.Hotline, words.Address: t.Address}
	if t.Address == "" {
		f[words.Address] = words.Address
	}
	dir, err := d.c.Units.Directory(ctx)
	if err != nil {
		return f
	}
	u, ok := dir.Find(t.Unit, d.c.Now())
	if ok {
		if centre, found := dir.Centre(u); found {
			u = centre
		}
	} else if u, ok = dir.Counter(d.c.Hotline); !ok {
		return f
	}
	f["trung tâm"], f["địa chỉ"] = u.Name, u.Address
	f["giờ mở cửa"] = d.hoursWords(oneOf(t.Lang, looks["lang"]), u)
	if f["hotline"] == "" {
		f["hotline"] = u.Phone
	}
	return f
}

// hoursWords is the ordinary week of a counter in words.
func (d *Desk) hoursWords(lang string, u unit.Unit) string {
	var rows []string
	for _, row := range unit.Week(u) {
		days := d.weekday(lang, row.From)
		if row.To != row.From {
			days = d.words.Say(lang, "desk.days", words.Args{"from": days, "to": d.weekday(lang, row.To)})
		}
		spans := make([]string, len(row.Times))
		for i, t := range row.Times {
			spans[i] = strings.TrimPrefix(t.Open.String(), "0") + "–" + strings.TrimPrefix(t.Close.String(), "0")
		}
		rows = append(rows, days+" "+strings.Join(spans, ", "))
	}
	return strings.Join(rows, "; ")
}

func (d *Desk) weekday(lang string, n int) string {
	return d.words.Say(lang, "desk.weekday_"+strconv.Itoa(n))
}

// cannedText is the text of one of the ready replies of a page.
func (v *caseView) cannedText(id int64) string {
	i := slices.IndexFunc(v.Canned, func(c cannedView) bool { return c.ID == id })
	if i < 0 {
		return ""
	}
	return v.Canned[i].Text
}
