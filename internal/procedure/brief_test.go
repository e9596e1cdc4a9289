package procedure

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Every brief, line by line: what is wrong here is told to a citizen.
func TestBriefs(t *testing.T) {
	t.Parallel()
	for code, b := range briefs() {
		t.Run(code, func(t *testing.T) {
			t.Parallel()
			checkBriefName(t, b)
			if b.nameOnly() {
				return
			}
			checkBrief(t, b)
			checkBriefWays(t, b)
			checkBriefPapers(t, b)
		})
	}
}

// longestCalled is the longest everyday name: it stands on a choice.
const longestCalled = 55

func checkBriefName(t *testing.T, b *brief) {
	t.Helper()
	if !slices.ContainsFunc(published(), func(p Procedure) bool { return p.Code == b.Code }) {
		t.Error("no such procedure in the sample catalogue")
	}
	both(t, "called", b.Called, true)
	if n := utf8.RuneCountInString(b.Called.Vi); n > longestCalled {
		t.Errorf("called %q, %d letters", b.Called.Vi, n)
	}
}

// Two procedures of one everyday name are one choice: the second could not be reached.
func TestBriefsAreCalledDifferently(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for code, b := range briefs() {
		for _, name := range []string{b.Called.Vi, b.Called.En} {
			name = strings.ToLower(name)
			if other := seen[name]; other != "" {
				t.Errorf("%s and %s are both called %q", other, code, name)
			}
			seen[name] = code
		}
	}
}

func checkBrief(t *testing.T, b *brief) {
	t.Helper()
	both(t, "ask", b.Ask, len(b.Cases) > 1)
	oneOfThese(t, "at", b.At, AtCentre, AtPolice, AtProvincePolice, AtLand, AtInsurance, AtSchool, AtProvince, AtOther)
	oneOfThese(t, "reach", b.Reach, "", InProvince, InCountry)
	oneOfThese(t, "online", b.Online, "", OnlineFull, OnlinePartial, OnlineNone)
	oneOfThese(t, "portal", b.Portal, "", NationalPortal, VNeID, BusinessPortal, InsurancePortal)
	if len(b.Notes) > 3 {
		t.Errorf("%d notes, three are read", len(b.Notes))
	}
	for _, n := range b.Notes {
		both(t, "note", n, true)
	}
	_, online := b.Ways[ByOnline]
	if online && b.Online == OnlineNone || !online && len(b.Ways) > 0 && (b.Online == OnlineFull || b.Online == OnlinePartial) {
		t.Errorf("online is %q, a way online is there: %v", b.Online, online)
	}
}

func checkBriefWays(t *testing.T, b *brief) {
	t.Helper()
	for channel, w := range b.Ways {
		oneOfThese(t, "channel", channel, ByCounter, ByOnline, ByPost)
		oneOfThese(t, "unit", w.Time.Unit, "", sameDay, hour, "working_hour", workingDay, calDay, month)
		counted := w.Time.Unit != "" && w.Time.Unit != sameDay
		if counted != (w.Time.N > 0) {
			t.Errorf("%s: %d %q", channel, w.Time.N, w.Time.Unit)
		}
		if w.Time.Cutoff != "" {
			if _, err := time.Parse("15:04", w.Time.Cutoff); err != nil || w.Time.Unit != sameDay {
				t.Errorf("%s: cutoff %q of %q", channel, w.Time.Cutoff, w.Time.Unit)
			}
		}
		both(t, "time.note", w.Time.Note, false)
		checkBriefFee(t, channel, w.Fee)
	}
}

func checkBriefFee(t *testing.T, channel string, f briefFee) {
	t.Helper()
	oneOfThese(t, "kind", f.Kind, FeeUnpublished, FeeFree, FeeAmount, FeeMixed, FeeByProvince)
	both(t, "per", f.Per, false)
	both(t, "fee.note", f.Note, false)
	if (f.Kind == FeeAmount) != (f.Amount > 0 && f.Most == 0) && f.Kind != FeeMixed {
		t.Errorf("%s: fee %q of %d to %d", channel, f.Kind, f.Amount, f.Most)
	}
	if f.Most > 0 && f.Most <= f.Amount || f.Amount > 0 && f.Amount < leastFee {
		t.Errorf("%s: fee of %d to %d", channel, f.Amount, f.Most)
	}
	if f.Kind == FeeMixed && f.Amount == 0 && f.Note.Vi == "" {
		t.Errorf("%s: several fees, and nothing is said of them", channel)
	}
	_, err := time.Parse(time.DateOnly, f.Until)
	if (f.Reduced > 0) != (f.Until != "") || f.Until != "" && err != nil || f.Reduced >= f.Amount && f.Reduced > 0 {
		t.Errorf("%s: reduced to %d until %q", channel, f.Reduced, f.Until)
	}
}

func checkBriefPapers(t *testing.T, b *brief) {
	t.Helper()
	cases := map[string]bool{}
	for _, c := range b.Cases {
		if !shortID(c.ID) || cases[c.ID] {
			t.Errorf("case %q", c.ID)
		}
		cases[c.ID] = true
		both(t, "label", c.Label, true)
		if n := utf8.RuneCountInString(c.Label.Vi); n > longestLabel {
			t.Errorf("label %q has %d letters", c.Label.Vi, n)
		}
	}
	if len(b.Cases) == 1 || len(b.Cases) > mostCases+1 {
		t.Errorf("%d cases", len(b.Cases))
	}
	ids := map[string]bool{}
	for _, p := range b.Papers {
		if !shortID(p.ID) || ids[p.ID] {
			t.Errorf("paper %q", p.ID)
		}
		ids[p.ID] = true
		oneOfThese(t, "kind of "+p.ID, p.Kind, Submit, Present, Lookup, Remark)
		if p.Name == "" || utf8.RuneCountInString(p.Name) > nameLimit(p.Kind) || p.Originals < 0 || p.Originals+p.Copies > mostCopies {
			t.Errorf("paper %q: %q, %d and %d copies", p.ID, p.Name, p.Originals, p.Copies)
		}
		// A remark is in Vietnamese in its name; its hint is the English of it.
		if p.Kind != Remark || p.Hint.Vi != "" {
			both(t, "hint of "+p.ID, p.Hint, false)
		}
		for _, c := range p.Cases {
			if !cases[c] {
				t.Errorf("paper %q is of a case %q that is not there", p.ID, c)
			}
			if press := "tick:" + b.Code + "/" + c + "/" + p.ID; len(press) > 64 {
				t.Errorf("%s is %d bytes", press, len(press))
			}
		}
	}
	for c := range cases {
		if len(b.Papers) > 0 && !slices.ContainsFunc(b.Papers, func(p briefPaper) bool { return p.in(c) && p.Kind != Remark }) {
			t.Errorf("case %q has no paper", c)
		}
	}
}

// both holds that what is said is said in both languages, in signs as they are typed.
func both(t *testing.T, what string, w Words, must bool) {
	t.Helper()
	if (w.Vi == "") != (w.En == "") || must && w.Vi == "" {
		t.Errorf("%s is %q and %q", what, w.Vi, w.En)
	}
	for _, s := range []string{w.Vi, w.En} {
		if s != strings.TrimSpace(s) || strings.Contains(s, "!") || s != norm.NFC.String(s) {
			t.Errorf("%s: %q", what, s)
		}
	}
}

func oneOfThese[T ~string](t *testing.T, what string, got T, known ...T) {
	t.Helper()
	if !slices.Contains(known, got) {
		t.Errorf("%s is %q, known are %q", what, got, known)
	}
}

func TestBriefFillsWhatItSays(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{"data/briefs/a.toml": {Data: []byte(`
[[brief]]
code = "1.000001"
called = { vi = "Giấy A", en = "Paper A" }
ways.counter = { time = { n = 2, unit = "day" } }
ways.online = { fee = { kind = "amount", amount = 5000, reduced = 2000, until = "2026-12-31" } }
case = [ { id = "a", label = { vi = "A", en = "A" } }, { id = "b", label = { vi = "B", en = "B" } } ]
paper = [
  { id = "x", name = "X", kind = "submit" },
  { id = "y", name = "Y", kind = "present", cases = ["b"] },
]
`)}}
	all, err := readBriefs(files)
	if err != nil {
		t.Fatal(err)
	}
	g := &Guide{At: AtCentre, Portal: NationalPortal, Sensitive: true, Ways: []Way{
		{Channel: ByCounter, Time: Limit{N: 9, Unit: calDay}, Fee: Fee{Kind: FeeByProvince}}, {Channel: ByPost},
	}}
	all["1.000001"].fill(g)
	if g.Called.Vi != "Giấy A" || g.At != AtCentre || g.Portal != NationalPortal || !g.Sensitive || !g.Brief {
		t.Errorf("filled to %+v", g)
	}
	if len(g.Ways) != 2 || g.Ways[0].Time != (Limit{N: 2, Unit: calDay}) || g.Ways[0].Fee.Kind != FeeByProvince || g.Ways[1].Fee.Reduced != 2000 || !g.Ways[1].Fee.Until.Equal(day("2026-12-31")) {
		t.Errorf("ways filled to %+v", g.Ways)
	}
	if len(g.Cases) != 2 || len(g.Cases[0].Items) != 1 || len(g.Cases[1].Items) != 2 {
		t.Errorf("cases filled to %+v", g.Cases)
	}
	if c, ok := g.Case("b"); !ok || c.Label.Vi != "B" {
		t.Errorf("case b is %+v", c)
	}
	if _, ok := g.Case("c"); ok {
		t.Error("there is a case that is not there")
	}
}

// A name alone is a name: the rest is as the record has it, and nobody wrote it short.
func TestBriefOfANameOnly(t *testing.T) {
	t.Parallel()
	p := published()[0]
	want := fromRecord(&p)
	got := fromRecord(&p)
	(&brief{Code: p.Code, Called: Words{Vi: "Giấy A", En: "Paper A"}}).fill(got)
	if got.Brief || got.Called.Vi != "Giấy A" {
		t.Errorf("brief: %v, called %q", got.Brief, got.Called.Vi)
	}
	if want.Called = got.Called; !reflect.DeepEqual(got, want) {
		t.Errorf("filled to %+v, want %+v", got, want)
	}
}

// A slip in a file of briefs stops the program at its start, with its place.
func TestBriefsThatCannotBeRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"[[brief]]\ncode = 1":                                  "a.toml",
		"[[brief]]\ncode = \"1.1\"\nworth = 3":                 "unknown key",
		"[[brief]]\ncode = \"1.1\"\n[[brief]]\ncode = \"1.1\"": "twice",
	} {
		_, err := readBriefs(fstest.MapFS{"data/briefs/a.toml": {Data: []byte(text)}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
