package city

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/internal/dossier"
	"motcua/internal/intake"
	"motcua/internal/workday"
)

// fact is a dossier of the sample year, and what reports ask of its history.
type fact struct {
	dossier.Dossier

	end      time.Time      // of processing; zero for one that was never taken in
	how      dossier.Status // how it ended
	returned time.Time
}

// wholeYear is the sample year, made once. TestYearPassesTheImport compares it with what
// the import reads.
var wholeYear = sync.OnceValue(func() []fact {
	all := make([]fact, 0, YearRows)
	for r := range yearRecords() {
		f := fact{Dossier: asDossier(*r)}
		f.Code, f.Unit, f.ProcedureCode, f.Channel = dossier.Code(r.Code), r.Unit, r.ProcedureCode, r.Channel
		f.Applicant, f.Phone, f.SubmittedAt, f.Source = r.Applicant, r.Phone, r.SubmittedAt, r.Source
		f.PaidOnline, f.Digitised, f.EResult = r.PaidOnline, r.Digitised, r.EResult
		if r.FeePaid > 0 {
			f.FeePaid = &r.FeePaid
		}
		f.end, f.how = f.first(dossier.Completed, dossier.Returned, dossier.Stopped)
		f.returned, _ = f.first(dossier.Returned)
		all = append(all, f)
	}
	return all
})

// first is the first event of the first of these statuses that there is one of: the end of
// processing, by the definition of reports, is the first completed, else returned, else
// stopped.
func (f *fact) first(statuses ...dossier.Status) (time.Time, dossier.Status) {
	for _, s := range statuses {
		for _, e := range f.Events {
			if e.Status == s {
				return e.At, s
			}
		}
	}
	return time.Time{}, ""
}

// statusAt is where a dossier stood at a moment.
func (f *fact) statusAt(at time.Time) dossier.Status {
	var s dossier.Status
	for _, e := range f.Events {
		if e.At.Before(at) {
			s = e.Status
		}
	}
	return s
}

// The import rejects no row, and reads what was made. The race detector, which makes it
// slow, looks at a part.
func TestYearPassesTheImport(t *testing.T) {
	t.Parallel()
	stream := Year()
	defer func() { _ = stream.Close() }()
	rows := intake.NewDossiers(stream, intake.NDJSON, intake.Defaults{})
	all := wholeYear()
	if len(all) != YearRows {
		t.Fatalf("%d rows", len(all))
	}
	if underRace {
		all = all[:8000]
	}
	for i := range all {
		row, reject, err := rows.Next()
		if err != nil || reject != nil {
			t.Fatalf("row %d: %v %v", i, err, reject)
		}
		if row.Made != nil || !same(&row.Dossier, &all[i].Dossier) {
			t.Fatalf("%+v is read of %+v", row.Dossier, all[i].Dossier)
		}
	}
	if _, _, err := rows.Next(); !underRace && !errors.Is(err, io.EOF) {
		t.Errorf("more rows: %v", err)
	}
}

func same(a, b *dossier.Dossier) bool {
	sum := func(n *int64) int64 {
		if n == nil {
			return 0
		}
		return *n
	}
	yes := func(b *bool) bool { return b != nil && *b }
	return a.Code == b.Code && a.Status == b.Status && a.Unit == b.Unit && a.Field == b.Field && a.Source == b.Source &&
		a.Channel == b.Channel && a.ReceivedAt.Equal(b.ReceivedAt) && a.DueAt.Equal(b.DueAt) && a.FinishedAt.Equal(b.FinishedAt) &&
		a.ReturnedAt.Equal(b.ReturnedAt) && sum(a.FeePaid) == sum(b.FeePaid) && yes(a.PaidOnline) == yes(b.PaidOnline) &&
		yes(a.Digitised) == yes(b.Digitised) && yes(a.EResult) == yes(b.EResult) && len(a.Supplements) == len(b.Supplements) &&
		slices.EqualFunc(a.Events, b.Events, func(a, b dossier.Event) bool { return a.At.Equal(b.At) && a.Status == b.Status })
}

func in(t, from, to time.Time) bool { return !t.Before(from) && t.Before(to) }

// form is a row of form II.06a, counted column by column.
type form struct {
	got, online, direct, carried       int // 3 to 6
	done, early, onTime, late          int // 7 to 10
	open, openInTime, openLate         int // 11 to 13
	stopped, returned, digitised, eRes int
	waiting, rejected, paid            int
	dong                               int64
}

func (f *form) count(d *fact, from, to time.Time) {
	if d.ReceivedAt.IsZero() {
		if d.Status == dossier.Rejected && in(d.SubmittedAt, from, to) {
			f.rejected++
		}
		return
	}
	if in(d.ReceivedAt, from, to) {
		switch d.Channel {
		case "online":
			f.online++
		case "counter", "post":
			f.direct++
		}
	}
	if d.ReceivedAt.Before(from) && !d.end.Before(from) {
		f.carried++
	}
	if d.ReceivedAt.Before(to) && !d.end.Before(from) {
		f.got++
	}
	if in(d.end, from, to) {
		f.countEnd(d)
	}
	if d.ReceivedAt.Before(to) && !d.end.Before(to) {
		f.countOpen(d, to)
	}
	if in(d.returned, from, to) && d.Source == YearSystem {
		f.returned++
		if *d.Digitised {
			f.digitised++
		}
		if *d.Digitised && *d.EResult {
			f.eRes++
		}
	}
}

func (f *form) countEnd(d *fact) {
	f.done++
	if d.how == dossier.Stopped {
		f.stopped++
	}
	switch workday.Date(d.end).Compare(workday.Date(d.DueAt)) {
	case -1:
		f.early++
	case 0:
		f.onTime++
	case 1:
		f.late++
	}
	if d.PaidOnline != nil && *d.PaidOnline {
		f.paid++
		f.dong += *d.FeePaid
	}
}

func (f *form) countOpen(d *fact, to time.Time) {
	f.open++
	waits := d.statusAt(to) == dossier.SupplementRequested
	if waits {
		f.waiting++
	}
	if waits || !workday.Date(d.DueAt).Before(workday.Date(to.Add(-time.Minute))) {
		f.openInTime++
	} else {
		f.openLate++
	}
}

func countYear(all []*fact, from, to time.Time) *form {
	f := &form{}
	for _, d := range all {
		f.count(d, from, to)
	}
	return f
}

// partsOf are the whole year, and its parts by field and by unit.
func partsOf() map[string][]*fact {
	parts := map[string][]*fact{}
	all := wholeYear()
	for i := range all {
		d := &all[i]
		where := "wards"
		if d.Unit == "BD-TA" {
			where = "centre"
		}
		for _, name := range []string{"city", where, "field " + d.Field, "unit " + d.Unit} {
			parts[name] = append(parts[name], d)
		}
	}
	return parts
}

func TestYearHasTheFiguresOfTheArticle(t *testing.T) {
	t.Parallel()
	parts := partsOf()
	centre, wards, city := countYear(parts["centre"], YearFrom, YearTo), countYear(parts["wards"], YearFrom, YearTo), countYear(parts["city"], YearFrom, YearTo)
	for what, n := range map[string][3]int{
		"rows":                      {len(wholeYear()), YearRows, 10_551 + 305 + 38 + 82_361},
		"centre, received":          {centre.online + centre.direct, YearCentreReceived, 10_551},
		"centre, online":            {centre.online, YearCentreOnline, 2_977},
		"centre, counter":           {centre.direct, YearCentreCounter, 7_574},
		"centre, carried over":      {centre.carried, YearCentreCarried, 305},
		"centre, resolved":          {centre.done, YearCentreResolved, 10_816},
		"centre, early":             {centre.early, YearCentreEarly, 8_906},
		"centre, on time":           {centre.onTime, YearCentreOnTime, 1_638},
		"centre, late":              {centre.late, YearCentreLate, 272},
		"centre, stopped":           {centre.stopped, YearCentreStopped, 96},
		"centre, open":              {centre.open, YearCentreOpen, 40},
		"centre, overdue":           {centre.openLate, YearCentreOpenLate, 6},
		"centre, waiting":           {centre.waiting, YearCentreOpenWaiting, 9},
		"centre, not taken in":      {centre.rejected, YearCentreRejected, 38},
		"centre, paid online":       {centre.paid, YearCentrePaidOnline, 53},
		"centre, paid online, đồng": {int(centre.dong), YearCentrePaidDong, 4_745_000},
		"wards, received":           {wards.online + wards.direct, YearWardsReceived, 82_361},
		"wards, online":             {wards.online, YearWardsOnline, 3_914},
		"wards, carried over":       {wards.carried, 0, 0},
		"wards, early":              {wards.early, YearWardsEarly, 14_210},
		"wards, on time":            {wards.onTime, YearWardsOnTime, 68_075},
		"wards, late":               {wards.late, YearWardsLate, 58},
		"wards, open":               {wards.open, YearWardsOpen, 18},
		"wards, overdue":            {wards.openLate, YearWardsOpenLate, 5},
		"wards, late or open":       {wards.late + wards.open, YearWardsLate + YearWardsOpen, 76},
		"wards, stopped":            {wards.stopped, YearWardsStopped, 40},
		"wards, paid online":        {wards.paid, 0, 0},
		"returned":                  {city.returned, YearReturned, 34_253},
		"digitised":                 {city.digitised, YearDigitised, 9_363},
		"electronic":                {city.eRes, YearElectronic, 5_990},
	} {
		if n[0] != n[1] || n[1] != n[2] {
			t.Errorf("%s: %d in the dossiers, %d by name, %d in the article", what, n[0], n[1], n[2])
		}
	}
}

func (f *form) wrong() bool {
	return f.got != f.online+f.direct+f.carried || f.done != f.early+f.onTime+f.late ||
		f.open != f.openInTime+f.openLate || f.got != f.done+f.open
}

func TestYearKeepsTheIdentitiesOfTheForm(t *testing.T) {
	t.Parallel()
	parts := partsOf()
	if len(parts) < 18 {
		t.Errorf("only %d fields and units", len(parts))
	}
	for name, rows := range parts {
		if f := countYear(rows, YearFrom, YearTo); f.wrong() {
			t.Errorf("%q: %+v", name, f)
		}
		before := -1
		for m := time.January; m <= time.September; m++ {
			f := countYear(rows, time.Date(2023, m, 1, 0, 0, 0, 0, workday.Zone), time.Date(2023, m+1, 1, 0, 0, 0, 0, workday.Zone))
			if f.wrong() || before >= 0 && f.carried != before {
				t.Errorf("%q, month %d: %+v after %d open", name, m, f, before)
			}
			if name == "city" && (f.done < 5000 || f.late == 0 || f.early == 0) {
				t.Errorf("month %d: %+v", m, f)
			}
			before = f.open
		}
	}
}

// yearHash is that of the whole stream, headHash that of its first part. Another one is
// another sample year: then YearSeen moves on too, and databases of the demonstration take
// the new one in.
const (
	yearHash = "67a67bb4c937d3fa"
	headHash = "2a0e7ed31c5fc0e2"
	head     = 4 << 20
)

func TestYearIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	year := Year()
	defer func() { _ = year.Close() }()
	sum := sha256.New()
	if _, err := io.CopyN(sum, year, head); err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)[:8]); got != headHash {
		t.Errorf("the first part has the hash %s", got)
	}
	if underRace {
		return
	}
	n, err := io.Copy(sum, year)
	if got := hex.EncodeToString(sum.Sum(nil)[:8]); got != yearHash || err != nil {
		t.Errorf("hash %s of %d bytes, %v", got, head+n, err)
	}
}

func TestYearCanBeLeft(t *testing.T) {
	t.Parallel()
	in := Year()
	if _, err := bufio.NewReader(in).ReadString('\n'); err != nil {
		t.Error(err)
	}
	if err := in.Close(); err != nil {
		t.Error(err)
	}
}

var specimen = regexp.MustCompile(`^09000[0-9]{5}$`)

func TestYearHistories(t *testing.T) {
	t.Parallel()
	codes := map[dossier.Code]bool{}
	all := wholeYear()
	for i := range all {
		row := &all[i]
		if wrong := wrongHistory(row); wrong != "" {
			t.Fatalf("%s: %s: %+v", row.Code, wrong, row.Events)
		}
		if codes[row.Code] || !strings.HasSuffix(string(row.Code[:13]), ".19.H09") {
			t.Fatalf("%s twice, or of another family", row.Code)
		}
		codes[row.Code] = true
		if !strings.Contains(row.Applicant, "Mẫu") || row.Phone != "" && !specimen.MatchString(row.Phone) {
			t.Fatalf("%s: %+v", row.Code, row.Dossier)
		}
	}
	for _, try := range YearTries() {
		if !codes[dossier.Code(try.Code)] {
			t.Errorf("no dossier %s", try.Code)
		}
	}
	if last := all[len(all)-1]; string(last.Code) != YearTries()[0].Code || last.Status != dossier.Returned {
		t.Errorf("the last row is %s, %s", last.Code, last.Status)
	}
	for name, day := range everyDay() {
		for _, r := range build(day) {
			if codes[dossier.Code(r.Code)] {
				t.Errorf("%s: %s is of the sample year too", name, r.Code)
			}
		}
	}
}

// wrongHistory says what is wrong with a dossier of the sample year.
func wrongHistory(d *fact) string {
	cal := workday.Default()
	last := dossier.Event{At: time.Date(2022, 12, 1, 0, 0, 0, 0, workday.Zone)}
	for i, e := range d.Events {
		e.At = e.At.In(workday.Zone)
		clock := e.At.Hour()*60 + e.At.Minute()
		switch {
		case e.At.Before(last.At), !e.At.Before(YearSeen):
			return "a step out of time"
		case dossier.Odd(last.Status, e.Status), i == 0 && e.Status != dossier.Registered && e.Status != dossier.Accepted:
			return "an odd step to " + string(e.Status)
		case e.Status != dossier.Registered && (!cal.Working(e.At) || clock < 7*60+30 || clock > 17*60 || clock > 11*60+30 && clock < 13*60):
			return "a step outside office hours: " + string(e.Status)
		}
		last = e
	}
	switch {
	case last.Status != d.Status, d.Status != dossier.Returned && d.Status != dossier.Stopped && d.Status != dossier.Rejected:
		return "the end"
	case d.Status == dossier.Rejected:
		return ""
	case d.ReceivedAt.IsZero() || !slices.ContainsFunc(d.Events, func(e dossier.Event) bool { return e.Status == dossier.Accepted && e.At.Equal(d.ReceivedAt) }):
		return "the receipt"
	case strings.Split(string(d.Code), "-")[1] != d.ReceivedAt.In(workday.Zone).Format("060102"):
		return "the day in the code"
	case d.DueAt.IsZero() || !cal.Working(d.DueAt):
		return "the appointment"
	}
	begun := d.ReceivedAt
	for i, e := range d.Events {
		if i > 0 && e.Status == dossier.Processing && d.Events[i-1].Status == dossier.SupplementRequested {
			begun = e.At
		}
	}
	for _, p := range slices.Concat(ordinary, land, delicate, sameDay, []procedure{decease}) {
		if p.code == d.ProcedureCode && (!d.DueAt.Equal(cal.Due(begun, p.n, p.unit)) || p.name != d.Procedure) {
			return "the appointment is not of the procedure"
		}
	}
	return wrongExtension(d)
}

func wrongExtension(d *fact) string {
	for _, e := range d.Extensions {
		if !workday.Date(d.end).After(workday.Date(d.DueAt)) || !e.From.Equal(d.DueAt) || !e.At.Before(e.From) || e.At.Before(d.ReceivedAt) || e.To.Before(d.end) {
			return "the apology"
		}
	}
	return ""
}

// The year is lively: each of these happens, and not to all.
func TestYearIsPlausible(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for _, row := range wholeYear() {
		for _, e := range row.Events {
			seen[string(e.Status)]++
		}
		seen["supplements"] += len(row.Supplements)
		seen["extensions"] += len(row.Extensions)
		seen["source "+row.Source]++
		seen["unit "+row.Unit]++
		seen["field "+row.Field]++
	}
	if seen["source "+YearBook] != YearWardsBook || YearWardsBook != 58_708 {
		t.Errorf("%d are in the wards' books", seen["source "+YearBook])
	}
	for what, least := range map[string]int{
		"supplements": 200, "extensions": 100, "withdrawal_requested": 30, "stopped": 130, "rejected": 30,
		"unit BD-TA-AS": 2000, "unit BD-TA-BC": 12000, "field Đất đai": 1500, "field Chứng thực": 50_000,
		"source " + YearSystem: 34_000,
	} {
		if seen[what] < least {
			t.Errorf("%s: only %d", what, seen[what])
		}
	}
}
