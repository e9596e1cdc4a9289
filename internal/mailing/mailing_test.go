package mailing_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"motcua/internal/dossier"
	"motcua/internal/forms"
	"motcua/internal/mailing"
	"motcua/internal/report"
	"motcua/internal/unit"
	"motcua/internal/words"
	"motcua/internal/words/wordstest"
	"motcua/internal/workday"
)

func at(t *testing.T, text string) time.Time {
	t.Helper()
	when, err := time.ParseInLocation("2006-01-02 15:04", text, workday.Zone)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

// Each letter is due once, on the first working day after its period at a quarter past seven.
func TestDue(t *testing.T) {
	t.Parallel()
	cal := workday.Default()
	for _, c := range []struct {
		what mailing.What
		now  string
		want string // "" nothing is due
	}{
		{mailing.Month, "2026-12-01 07:14", ""},
		{mailing.Month, "2026-12-01 07:15", "2026-11"},
		{mailing.Month, "2026-11-02 07:15", "2026-10"},
		{mailing.Month, "2026-11-01 12:00", ""}, // a Sunday
		{mailing.Month, "2026-12-05 23:59", "2026-11"},
		{mailing.Month, "2027-01-01 09:00", ""}, // New Year
		{mailing.Month, "2027-01-04 09:00", "2026-12"},
		{mailing.Quarter, "2026-10-01 08:00", "2026-q3"},
		{mailing.Quarter, "2027-01-05 08:00", "2026-q4"},
		{mailing.Half, "2026-07-01 08:00", "2026-6m"},
		{mailing.Half, "2026-06-30 08:00", ""},
		{mailing.NineMonths, "2026-10-01 08:00", "2026-9m"},
		{mailing.NineMonths, "2026-09-30 08:00", ""},
		{mailing.Year, "2026-12-31 08:00", ""},
		{mailing.Year, "2027-01-04 08:00", "2026"},
		{mailing.Late, "2026-12-01 07:14", ""},
		{mailing.Late, "2026-12-01 07:15", "2026-12-01"},
		{mailing.Late, "2026-12-01 17:00", ""},
		{mailing.Late, "2026-12-05 09:00", ""}, // a Saturday
	} {
		o := mailing.Order{What: c.what}
		period, due := o.Due(at(t, c.now), cal)
		if !due {
			period = ""
		}
		if period != c.want {
			t.Errorf("%s at %s: %q, want %q", c.what, c.now, period, c.want)
		}
	}
}

func TestDueOfAnOrder(t *testing.T) {
	t.Parallel()
	cal, now := workday.Default(), at(t, "2026-12-01 09:00")
	young := mailing.Order{What: mailing.Month, MadeAt: at(t, "2026-12-01 08:00")}
	if period, due := young.Due(now, cal); due {
		t.Errorf("made after its morning: %s", period)
	}
	refused := mailing.Order{What: mailing.Month, RefusedAt: now.Add(-time.Hour)}
	if period, due := refused.Due(now, cal); due {
		t.Errorf("refused: %s", period)
	}
	old := mailing.Order{What: mailing.Month}
	if _, due := old.Due(at(t, "2026-12-10 09:00"), cal); due {
		t.Error("a report of which nobody thought for a week")
	}
	for what, want := range map[mailing.What]string{
		mailing.Month: "2027-01-04 07:15", mailing.Late: "2026-12-02 07:15", mailing.NineMonths: "2027-10-01 07:15", mailing.Year: "2027-01-04 07:15",
	} {
		o := mailing.Order{What: what}
		if next := o.Next(now, cal); !next.Equal(at(t, want)) {
			t.Errorf("next %s: %v, want %s", what, next, want)
		}
	}
}

func TestPeriodAsked(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-12-01 03:00")
	for _, c := range []struct {
		what            mailing.What
		text, want, err string
	}{
		{mailing.Month, "", "2026-11", ""},
		{mailing.Late, "", "2026-12-01", ""},
		{mailing.Month, "2023-9m", "2023-9m", ""},
		{mailing.Month, "2026-12", "", "not over"},
		{mailing.Month, "november", "", "2026-q3"},
		{mailing.Late, "2026-11-30", "", "--period"},
	} {
		got, err := c.what.ParsePeriod(c.text, now, workday.Default())
		if got != c.want || (err != nil) != (c.err != "") || err != nil && !strings.Contains(err.Error(), c.err) {
			t.Errorf("%s %q: %q, %v", c.what, c.text, got, err)
		}
	}
}

func TestWait(t *testing.T) {
	t.Parallel()
	for tries, want := range map[int]time.Duration{1: time.Minute, 2: 2 * time.Minute, 5: 16 * time.Minute, 9: 4 * time.Hour, 1000: 4 * time.Hour} {
		if got := mailing.Wait(tries); got != want {
			t.Errorf("after %d: %v, want %v", tries, got, want)
		}
	}
}

func TestMailbox(t *testing.T) {
	t.Parallel()
	const from = "hoso@motcua.example.vn"
	for text, want := range map[string]string{
		"vanthu@ThuanAn.Example.gov.vn": "vanthu@thuanan.example.gov.vn",
		"to@motcua.example.vn":          "to@motcua.example.vn",
		"a@gmail.com":                   "",
		"a@gov.vn.evil.com":             "",
		"a@notgov.vn":                   "",
		"Văn thư <a@b.gov.vn>":          "",
		"a@b.gov.vn\r\nBcc: x@y.gov.vn": "",
		"văn.thư@b.gov.vn":              "",
		"":                              "",
		"a":                             "",
	} {
		if got, err := mailing.ParseMailbox(text, from); got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
}

func task(what mailing.What, period, lang string) *mailing.Task {
	return &mailing.Task{Order: mailing.Order{ID: 7, Mailbox: "a@b.gov.vn", What: what, Lang: lang}, Period: period, MadeAt: time.Unix(1700000000, 0)}
}

// The list has codes and days, and no person.
func TestList(t *testing.T) {
	t.Parallel()
	now := at(t, "2026-12-01 07:15")
	entries := []forms.Entry{
		{Code: "000.00.01.H10-261101-0001", Procedure: "Khai sinh", Applicant: "N.V. Tuyệt", ReceivedAt: now.AddDate(0, 0, -20), DueAt: now.AddDate(0, 0, -4), Status: dossier.Processing},
		{Code: "000.00.01.H10-261101-0002", Procedure: "Khai tử", Applicant: "N.V. Tuyệt", ReceivedAt: now.AddDate(0, 0, -5), DueAt: now.Add(3 * time.Hour), Status: dossier.Accepted},
		{Code: "000.00.01.H10-261101-0003", Procedure: "Khai tử", Applicant: "N.V. Tuyệt", ReceivedAt: now.AddDate(0, 0, -5), DueAt: now.AddDate(0, 0, 1), Status: dossier.Accepted},
	}
	l, err := task(mailing.Late, "2026-12-01", "vi").List(entries, workday.Default(), mailing.About{Place: "Phường Thuận An", Operator: "Tổ số", Now: now})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"1 hồ sơ đã quá hạn", "2 hồ sơ phải trả", "07:15 01/12/2026", "Phường Thuận An", "Tổ số"} {
		if !strings.Contains(l.Text, want) {
			t.Errorf("no %q in:\n%s", want, l.Text)
		}
	}
	if l.To != "a@b.gov.vn" || l.ID != "report-7-2026-12-01-1700000000" || l.File != "qua-han-2026-12-01.xlsx" || !strings.Contains(l.Subject, "01/12/2026") {
		t.Errorf("%s %s %s %s", l.To, l.ID, l.File, l.Subject)
	}
	all := l.Text + unzipped(t, l.Data)
	if !strings.Contains(all, "261101-0002") || strings.Contains(all, "Tuyệt") {
		t.Error("the codes are missing, or somebody is named")
	}
	none, err := task(mailing.Late, "2026-12-01", "vi").List(nil, workday.Default(), mailing.About{Now: now})
	if err != nil || none.File != "" || !strings.Contains(none.Text, "không có hồ sơ nào") {
		t.Errorf("none: %v\n%s", err, none.Text)
	}
}

func unzipped(t *testing.T, data []byte) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(&out, in); err != nil {
			t.Fatal(err)
		}
		_ = in.Close()
	}
	return out.String()
}

func TestReport(t *testing.T) {
	t.Parallel()
	c, err := forms.ParseChoice("2026-q3")
	if err != nil {
		t.Fatal(err)
	}
	tallies := []report.Tally{{Unit: "Phường Thuận An", Field: "Hộ tịch", Counter: 8906, Early: 8906, Handled: 8906, InTime: 8906}}
	r := report.Make(c.Period, func(string) (unit.Unit, bool) { return unit.Unit{}, false }, tallies, nil, nil)
	for lang, want := range map[string]string{"vi": "8.906 hồ sơ", "en": "8,906 dossiers"} {
		l, err := task(mailing.Quarter, "2026-q3", lang).Report(&r, mailing.About{Now: at(t, "2026-10-01 07:15")})
		if err != nil || !strings.Contains(l.Text, want) || !strings.Contains(l.Text, "II.06a") {
			t.Errorf("%v\n%s", err, l.Text)
		}
		if l.File != "bao-cao-2026-q3.xlsx" || !strings.Contains(unzipped(t, l.Data), "8906") {
			t.Errorf("attached: %s", l.File)
		}
	}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	for _, err := range words.Check(os.DirFS("texts")) {
		if !strings.Contains(err.Error(), `"quá hạn" is never said`) && !strings.Contains(err.Error(), `"II" is in capitals`) { // as the offices' own form has it
			t.Error(err)
		}
	}
	for _, err := range wordstest.Spoken(os.DirFS("texts"), os.DirFS("."), map[string][]string{
		"letter.": {
			"greeting", "report", "report_subject", "late", "late_subject", "late_file", "late_none", "everywhere", "nobody", "end",
		},
	}) {
		t.Error(err)
	}
}
