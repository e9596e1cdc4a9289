package forms

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"motcua/internal/report"
	"motcua/internal/sheet"
	"motcua/internal/unit"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// laid are the nine months of a centre, with its wards' beside them.
func laid(lang string) *Laid {
	c, err := ParseChoice("2023-9m")
	if err != nil {
		panic(err)
	}
	tallies := []report.Tally{
		{
			Unit: "C", Field: "Hộ kinh doanh", Procedure: "1.001612", Name: "Đăng ký thành lập hộ kinh doanh", Online: 2977, Counter: 7574, Carried: 305,
			Early: 8906, OnTime: 1638, Late: 272, OpenInTime: 31, OpenLate: 9, Handled: 10856, InTime: 10570, Timed: 10816, TimedDays: 40000,
		},
		{Unit: "W", Field: "Hộ tịch", Procedure: "1.001193", Name: "Đăng ký khai sinh", Online: 3, Counter: 97, OnTime: 98, OpenInTime: 2, Timed: 98, TimedDays: 98},
	}
	return &Laid{Report: report.Make(c.Period, func(code string) (unit.Unit, bool) {
		u, ok := map[string]unit.Unit{"C": {Code: "C", Name: "Trung tâm", Kind: unit.Centre}, "W": {Code: "W", Name: "Phường Mẫu", Kind: unit.Commune}}[code]
		return u, ok
	}, tallies, nil, nil), Lang: lang}
}

func TestTexts(t *testing.T) {
	t.Parallel()
	vi, en := texts.Keys("vi"), texts.Keys("en")
	if diff := cmp.Diff(vi, en); diff != "" {
		t.Error(diff)
	}
	// These are the forms' own words, which people of the office know by their names: only
	// what may never be said to anybody is held against words.Check.
	for _, err := range words.Check(textFiles) {
		if !strings.Contains(err.Error(), "in capitals") && !strings.Contains(err.Error(), `"quá hạn"`) && !strings.Contains(err.Error(), "no Vietnamese marks") &&
			!strings.Contains(err.Error(), "the same in") && !strings.Contains(err.Error(), `"hệ thống"`) {
			t.Error(err)
		}
	}
}

func TestForm(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := laid("vi").Write(&b, "csv", Field); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffTT,Lĩnh vực,Tiếp nhận: Tổng số,Tiếp nhận: Trực tuyến,\"Tiếp nhận: Trực tiếp, bưu chính\",Tiếp nhận: Từ kỳ trước," +
		"Đã giải quyết: Tổng số,Đã giải quyết: Trước hạn,Đã giải quyết: Đúng hạn,Đã giải quyết: Quá hạn," +
		"Đang giải quyết: Tổng số,Đang giải quyết: Trong hạn,Đang giải quyết: Quá hạn\n" +
		"1,Hộ kinh doanh,10856,2977,7574,305,10816,8906,1638,272,40,31,9\n" +
		"2,Hộ tịch,100,3,97,0,98,0,98,0,2,2,0\n" +
		",Tổng cộng,10956,2980,7671,305,10914,8906,1736,272,42,33,9\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
	notes := strings.Join(laid("vi").Form(Unit).Notes, " ")
	for _, want := range []string{"(3) = (4) + (5) + (6)", "trên 10.914 hồ sơ đã giải quyết", "Quá hạn 2,49"} {
		if !strings.Contains(notes, want) {
			t.Errorf("notes lack %q: %s", want, notes)
		}
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"vi", "en"} {
		for _, format := range Formats {
			var b bytes.Buffer
			if err := laid(lang).Write(&b, format, Unit); err != nil || b.Len() < 300 {
				t.Errorf("%s %s: %d bytes, %v", lang, format, b.Len(), err)
			}
			if format == "json" && !json.Valid(b.Bytes()) {
				t.Error("no JSON")
			}
		}
	}
	if err := laid("vi").Write(&bytes.Buffer{}, "pdf", Unit); err == nil || !strings.Contains(err.Error(), `"pdf"`) {
		t.Errorf("an unknown format: %v", err)
	}
}

func TestCharts(t *testing.T) {
	t.Parallel()
	l := laid("vi")
	for name, got := range map[string]string{"progress": string(l.ProgressChart()), "channel": string(l.ChannelChart())} {
		if strings.Count(got, "<svg") != 2 || strings.Contains(got, "style=") {
			t.Errorf("%s: %s", name, got)
		}
	}
	empty := &Laid{Lang: "vi"}
	if got := empty.ChannelChart(); !strings.Contains(string(got), "Trong kỳ chưa có hồ sơ nào.") {
		t.Error(got)
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	for key, want := range map[string]string{
		"2026-11": "Tháng 11/2026 2026-11-01 2026-12-01", "2026-q3": "Quý III/2026 2026-07-01 2026-10-01",
		"2023-9m": "9 tháng đầu năm 2023 2023-01-01 2023-10-01", "2024": "Năm 2024 2024-01-01 2025-01-01",
	} {
		c, err := ParseChoice(key)
		if got := c.Name("vi") + " " + c.Period.From.Format(time.DateOnly) + " " + c.Period.To.Format(time.DateOnly); err != nil || got != want {
			t.Errorf("%s: %q, %v", key, got, err)
		}
	}
	for _, key := range []string{"", "2026-13", "2026-00", "2026-q5", "2026-12m", "2026-0m", "1999", "26-11", "2026-11-01", "2026-q3 "} {
		if _, err := ParseChoice(key); err == nil || !strings.Contains(err.Error(), key) {
			t.Errorf("%q: %v", key, err)
		}
	}
	p, err := ParseDays("2026-02-01", "2026-02-28")
	if err != nil || !p.To.Equal(time.Date(2026, 3, 1, 0, 0, 0, 0, workday.Zone)) {
		t.Errorf("days: %v, %v", p, err)
	}
	for _, days := range [][2]string{{"2026-02-30", "2026-03-01"}, {"2026-02-01", ""}, {"2026-02-02", "2026-02-01"}, {"2000-01-01", "2026-01-01"}} {
		if _, err := ParseDays(days[0], days[1]); err == nil {
			t.Errorf("%q is a period", days)
		}
	}
	now := time.Date(2026, 12, 1, 9, 0, 0, 0, workday.Zone)
	var keys []string
	for _, c := range Open(now) {
		keys = append(keys, c.Key)
	}
	if diff := cmp.Diff([]string{"2026-11", "2026-10", "2026-09", "2026-08", "2026-07", "2026-06", "2026-05", "2026-04", "2026-03", "2026-02", "2026-01", "2025-12"}, keys); diff != "" {
		t.Error(diff)
	}
}

// No small count is told, and no sum of the table has exactly one hidden count.
func TestNothingSmallIsTold(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var all []report.Tally
		for _, code := range []string{"A", "B", "C", "D"}[:rapid.IntRange(1, 4).Draw(t, "units")] {
			count := func(name string) int64 { return rapid.Int64Range(0, 12).Draw(t, name) }
			one := report.Tally{Unit: code, Online: count("online"), Early: count("early"), OnTime: count("on time"), Late: count("late"), OpenInTime: count("open"), OpenLate: count("open late")}
			one.Counter = max(one.Early+one.OnTime+one.Late+one.OpenInTime+one.OpenLate-one.Online, 0)
			one.Carried = one.Early + one.OnTime + one.Late + one.OpenInTime + one.OpenLate - one.Online - one.Counter
			if one.Carried < 0 {
				one.Online += one.Carried
				one.Carried = 0
			}
			all = append(all, one)
		}
		c, err := ParseChoice("2023-9m")
		if err != nil {
			t.Fatal(err)
		}
		l := report.Make(c.Period, func(code string) (unit.Unit, bool) { return unit.Unit{Code: code, Name: code}, true }, all, nil, nil)
		hidden := hide(l.ByUnit)
		for i := range l.ByUnit {
			for n, count := range l.ByUnit[i].Columns() {
				if count > 0 && count < Small && !hidden[i][n] {
					t.Fatalf("%d is told", count)
				}
			}
		}
		for _, sum := range sumsOf(l.ByUnit) {
			unknown, rest := 0, false
			for _, p := range sum {
				if hidden[p.row][p.column] {
					unknown++
				} else if l.ByUnit[p.row].Columns()[p.column] > 0 {
					rest = true
				}
			}
			if unknown == 1 && rest {
				t.Fatalf("a sum gives a small count away: %v", sum)
			}
		}
	})
}

func TestOpen(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := sheet.CSV(&b, laid("vi").Open()); err != nil {
		t.Fatal(err)
	}
	rows := strings.Split(b.String(), "\n")
	if !strings.HasPrefix(rows[2], "2,Phường Mẫu,") && !strings.HasPrefix(rows[1], "1,Phường Mẫu,") {
		t.Fatal(b.String())
	}
	if !strings.Contains(b.String(), "dưới 5") || !strings.Contains(b.String(), "không nêu") {
		t.Error(b.String())
	}
}
