package city

import (
	"bytes"
	"cmp"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/internal/dossier"
	"motcua/internal/unit"
	"motcua/internal/workday"
)

// days are ordinary and awkward days to hold a demonstration.
var days = map[string]time.Time{
	"a Thursday":           at(2026, 12, 3, 10),
	"before the morning's": at(2026, 12, 3, 7),
	"midnight":             at(2026, 12, 3, 0),
	"a Sunday":             at(2026, 11, 29, 15),
	"24 November":          at(2026, 11, 24, 17),
	"the day after":        at(2026, 11, 25, 9),
	"Tết":                  at(2026, 2, 18, 9),
	"after Tết":            at(2026, 2, 23, 8),
	"a worked Saturday":    at(2026, 8, 22, 11),
	"New Year's Day":       at(2027, 1, 1, 12),
	"a leap day":           at(2028, 2, 29, 9),
}

func at(y int, m time.Month, d, h int) time.Time {
	return time.Date(y, m, d, h, 0, 0, 0, workday.Zone)
}

func TestLinesHaveKnownKeysOnly(t *testing.T) {
	t.Parallel()
	known := strings.Fields(`code procedure_code procedure field unit received_by return_at return_channel channel applicant
		phone birth_year submitted_at received_at due_at finished_at returned_at status fee_due fee_paid paid_online digitised
		e_result results supplements extensions reason events updated_at source`)
	for name, day := range days {
		lines := bytes.Split(bytes.TrimSpace(Dossiers(day)), []byte("\n"))
		if len(lines) < 280 || len(lines) > 330 {
			t.Errorf("%s: %d dossiers", name, len(lines))
		}
		for _, line := range lines {
			var keys map[string]any
			if err := json.Unmarshal(line, &keys); err != nil {
				t.Fatalf("%s: %s: %v", name, line, err)
			}
			for key := range keys {
				if !slices.Contains(known, key) {
					t.Errorf("%s: unknown key %q", name, key)
				}
			}
		}
	}
}

func TestTheSameDayGivesTheSameLines(t *testing.T) {
	t.Parallel()
	morning, evening := at(2026, 12, 3, 9), at(2026, 12, 3, 21)
	if !bytes.Equal(Dossiers(morning), Dossiers(evening)) {
		t.Error("the lines of one day differ")
	}
}

func TestCodesOfSeveralDaysDoNotMix(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for name, day := range days {
		if day.Year() == 2028 || name == "midnight" { // midnight and seven see the same data
			continue
		}
		mine := map[string]bool{}
		for _, r := range build(day) {
			if mine[r.Code] {
				t.Errorf("%s: %s twice", name, r.Code)
			}
			mine[r.Code] = true
			if other := seen[r.Code]; other != "" && r.story != "old" && !strings.HasPrefix(r.Code, "G09") {
				t.Errorf("%s is used by %s and %s", r.Code, name, other)
			}
			seen[r.Code] = name
		}
	}
	for name, day := range days {
		m := newMaker(day)
		for _, s := range stories {
			for i := range s.count {
				s.make(m, i)
			}
		}
		for prefix, n := range m.seq {
			if n > perPrefix {
				t.Errorf("%s: %d dossiers under %s", name, n, prefix)
			}
		}
	}
}

// everyDay are the awkward days and others at all hours.
func everyDay() map[string]time.Time {
	all := maps.Clone(days)
	for n := range 25 {
		day := at(2025, 9, 1, 0).Add(time.Duration(n) * 33 * 23 * time.Hour)
		all[day.String()] = day
	}
	return all
}

func TestCodesAndTimesLieInThePast(t *testing.T) {
	t.Parallel()
	for name, day := range everyDay() {
		fresh := newMaker(day).fresh
		if fresh.After(day) && day.Hour() >= 9 {
			t.Errorf("%s: data of %s", name, fresh)
		}
		for _, r := range build(day) {
			if code, _, ok := dossier.Canonical(r.Code); !ok || string(code) != r.Code {
				t.Errorf("%s: code %q", name, r.Code)
			}
			if found := dossier.ParseCode(r.Code, dossier.Identifiers{}, day); len(found.Codes) != 1 || len(found.Slips) > 0 {
				t.Errorf("%s: %q is read as %+v", name, r.Code, found)
			}
			begun := cmp.Or(r.ReceivedAt, r.SubmittedAt)
			if !codeDay(r).Equal(workday.Date(begun)) {
				t.Errorf("%s: %q begins %s", name, r.Code, begun)
			}
			for _, when := range append([]time.Time{r.UpdatedAt, r.SubmittedAt, r.ReceivedAt, r.FinishedAt, r.ReturnedAt}, asked(r)...) {
				if when.After(fresh) || when.After(day) {
					t.Errorf("%s: %s (%s) knows the future: %s", name, r.Code, r.story, when)
				}
			}
		}
	}
}

// codeDay is the day in a code, whose date has six digits or eight.
func codeDay(r record) time.Time {
	date := strings.Split(r.Code, "-")[1]
	day, err := time.ParseInLocation("060102", date[len(date)-6:], workday.Zone)
	if err != nil {
		panic(err)
	}
	return day
}

func TestAllFamiliesOfAnOffice(t *testing.T) {
	t.Parallel()
	seen := map[dossier.Family]int{}
	for _, r := range build(days["a Thursday"]) {
		_, family, _ := dossier.Canonical(r.Code)
		seen[family]++
	}
	for _, f := range []dossier.Family{
		dossier.ABefore2020, dossier.Short, dossier.National, dossier.Deep, dossier.MinistryPortal, dossier.MinistrySystem,
	} {
		if seen[f] == 0 {
			t.Errorf("no code of family %s in %v", f, seen)
		}
	}
}

func asked(r record) []time.Time {
	var times []time.Time
	for _, s := range r.Supplements {
		times = append(times, s.AskedAt)
	}
	for _, e := range r.Extensions {
		times = append(times, e.At)
	}
	return times
}

func TestHistoriesFollowTheTable(t *testing.T) {
	t.Parallel()
	for name, day := range everyDay() {
		for _, r := range build(day) {
			var last event
			for _, e := range r.Events {
				if e.At.After(r.UpdatedAt) || e.At.Before(last.At) {
					t.Errorf("%s: %s (%s): %s at %s after %s", name, r.Code, r.story, e.Status, e.At, last.At)
				}
				if dossier.Odd(dossier.Status(last.Status), dossier.Status(e.Status)) {
					t.Errorf("%s: %s (%s): %s to %s", name, r.Code, r.story, last.Status, e.Status)
				}
				last = e
			}
			if last.Status != r.Status {
				t.Errorf("%s: %s is %s, its history ends with %s", name, r.Code, r.Status, last.Status)
			}
		}
	}
}

func TestAppointmentsAreTrue(t *testing.T) {
	t.Parallel()
	cal := workday.Default()
	for name, day := range everyDay() {
		for _, r := range build(day) {
			switch r.story {
			case "extended", "after papers", "old":
				continue
			}
			if !r.DueAt.IsZero() && !r.DueAt.Equal(cal.Due(r.ReceivedAt, r.proc.n, r.proc.unit)) {
				t.Errorf("%s: %s is due %s", name, r.Code, r.DueAt)
			}
		}
	}
}

// Every story shows what its name says, and all ten statuses are there.
func TestStandings(t *testing.T) {
	t.Parallel()
	for name, day := range everyDay() {
		statuses := map[dossier.Status]bool{}
		for _, r := range build(day) {
			d := asDossier(r)
			statuses[d.Status] = true
			s := d.Standing(day, workday.Default())
			ok := true
			switch r.story {
			case "processing":
				ok = s.Left >= 2 && !s.DueSoon && d.Status == dossier.Processing
			case "due today":
				ok = s.DueSoon && s.Left == 0
			case "due soon":
				ok = s.DueSoon && s.Left == 1
			case "overdue":
				ok = s.Overdue
			case "extended":
				ok = s.Extended && !s.Overdue && s.Left >= 2
			case "after papers":
				ok = !s.Computed && !s.Overdue && !s.Blind
			case "expected":
				ok = s.Computed && !s.Overdue
			case "supplement":
				ok = s.Paused && s.SupplementBy.After(day)
			case "payment":
				ok = s.Paused
			case "completed", "returned":
				ok = !s.Open && !s.Finished.IsZero()
			case "delicate":
				ok = d.Sensitive()
			case "death":
				ok = d.Death()
			}
			if !ok {
				t.Errorf("%s: %s of %q stands %+v", name, r.Code, r.story, s)
			}
		}
		if len(statuses) != len(dossier.Statuses) {
			t.Errorf("%s: statuses %v", name, statuses)
		}
	}
}

func asDossier(r record) dossier.Dossier {
	d := dossier.Dossier{
		Status: dossier.Status(r.Status), Procedure: r.Procedure, Field: r.Field, ReceivedAt: r.ReceivedAt,
		DueAt: r.DueAt, FinishedAt: r.FinishedAt, ReturnedAt: r.ReturnedAt, UpdatedAt: r.UpdatedAt,
	}
	for _, e := range r.Events {
		d.Events = append(d.Events, dossier.Event{At: e.At, Status: dossier.Status(e.Status)})
	}
	for _, s := range r.Supplements {
		d.Supplements = append(d.Supplements, dossier.Supplement{AskedAt: s.AskedAt, DueAt: s.DueAt})
	}
	for _, e := range r.Extensions {
		d.Extensions = append(d.Extensions, dossier.Extension(e))
	}
	return d
}

func TestNobodyIsReal(t *testing.T) {
	t.Parallel()
	for _, r := range build(days["a Thursday"]) {
		if r.Applicant != "" && !strings.Contains(r.Applicant, "Mẫu") {
			t.Errorf("who is %q", r.Applicant)
		}
		if r.Phone != "" && !regexp.MustCompile(`^09000[0-9]{5}$`).MatchString(r.Phone) {
			t.Errorf("whose phone is %q", r.Phone)
		}
	}
}

func TestUnits(t *testing.T) {
	t.Parallel()
	directory := readUnits(t)
	if n := len(directory.All()); n < 25 || n > 30 {
		t.Errorf("%d units", n)
	}
	for _, u := range directory.All() {
		if _, ok := directory.Parent(u); !ok && u.Parent != "" {
			t.Errorf("%s: no parent %s", u.Code, u.Parent)
		}
		for _, h := range u.Hours {
			if err := h.Check(); err != nil {
				t.Errorf("%s: %v", u.Code, err)
			}
		}
		if u.Kind != unit.Commune || !u.ValidTo.IsZero() {
			continue
		}
		if c, ok := directory.Centre(u); !ok || len(c.Hours) == 0 || c.Address == "" || c.Phone == "" {
			t.Errorf("%s: centre %+v", u.Code, c)
		}
	}
	open := directory.Communes("", days["a Thursday"])
	if len(open) != 5 || slices.ContainsFunc(open, func(u unit.Unit) bool { return strings.HasPrefix(u.Code, "BD-") }) {
		t.Errorf("open are %v", open)
	}
	for _, p := range append(yearWards, yearCentre) {
		at := YearFrom.AddDate(0, 3, 0)
		if u, ok := directory.Find(p.identifier, at); !ok || u.Code != p.unit || !u.ValidTo.Before(days["a Thursday"]) {
			t.Errorf("%s is %q in 2023", p.identifier, u.Code)
		}
	}
	if u, _ := directory.Counter(Hotline); u.Code != "SG-LT-TT" {
		t.Errorf("the hotline rings at %q", u.Code)
	}
}

func TestPlacesAreKnown(t *testing.T) {
	t.Parallel()
	directory := readUnits(t)
	for _, r := range build(days["a Thursday"]) {
		for _, ref := range []string{r.Unit, r.ReceivedBy, r.ReturnAt} {
			if _, ok := directory.Find(ref, r.ReceivedAt); !ok && ref != "" && ref != "Cục Việc làm" {
				t.Errorf("%s: no unit %q", r.Code, ref)
			}
		}
	}
}

func readUnits(t *testing.T) *unit.Directory {
	t.Helper()
	var list []unit.Unit
	for line := range bytes.Lines(Units()) {
		var u struct {
			Code        string `json:"code"`
			Name        string `json:"name"`
			Kind        string `json:"kind"`
			Parent      string `json:"parent"`
			Address     string `json:"address"`
			Phone       string `json:"phone"`
			Identifiers []struct {
				ID   string `json:"id"`
				From string `json:"from"`
				To   string `json:"to"`
			} `json:"identifiers"`
			ValidFrom   string   `json:"valid_from"`
			ValidTo     string   `json:"valid_to"`
			FormerNames []string `json:"former_names"`
			MapURL      string   `json:"map_url"`
			Hours       []struct {
				Days  string `json:"days"`
				Open  string `json:"open"`
				Close string `json:"close"`
			} `json:"hours"`
		}
		in := json.NewDecoder(bytes.NewReader(line))
		in.DisallowUnknownFields()
		if err := in.Decode(&u); err != nil {
			t.Fatal(err)
		}
		made := unit.Unit{
			Code: u.Code, Name: u.Name, Kind: unit.Kind(u.Kind), Parent: u.Parent, Address: u.Address, Phone: u.Phone,
			FormerNames: u.FormerNames,
		}
		for _, h := range u.Hours {
			made.Hours = append(made.Hours, unit.Hours(h))
		}
		if u.ValidTo != "" {
			made.ValidTo, _ = time.ParseInLocation(time.DateOnly, u.ValidTo, workday.Zone)
		}
		for _, id := range u.Identifiers {
			made.Identifiers = append(made.Identifiers, unit.Identifier{ID: id.ID})
		}
		list = append(list, made)
	}
	return unit.NewDirectory(list)
}

func TestTries(t *testing.T) {
	t.Parallel()
	var ids []dossier.KnownIdentifier
	for _, k := range readUnits(t).Identifiers() {
		ids = append(ids, dossier.KnownIdentifier(k))
	}
	known := dossier.NewIdentifiers(ids)
	for name, day := range days {
		tries := Tries(day)
		if len(tries) < 13 {
			t.Errorf("%s: %d codes to try", name, len(tries))
		}
		lines := string(Dossiers(day))
		for _, try := range tries[:len(tries)-1] {
			if try.What == "" || !strings.Contains(lines, `{"code":"`+try.Code+`"`) {
				t.Errorf("%s: %+v is not in the data", name, try)
			}
		}
		last := tries[len(tries)-1].Code
		found := dossier.ParseCode(last, known, day).Codes
		if len(found) != 1 || found[0].Holder != dossier.HolderLand || strings.Contains(lines, last) {
			t.Errorf("%s: %s is to be held by the land office, not %+v", name, last, found)
		}
	}
}
