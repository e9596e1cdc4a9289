package forms_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/internal/forms"
	"motcua/internal/report"
	"motcua/internal/sheet"
	"motcua/internal/workday"
)

func november(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, workday.Zone)
}

func inNovember() report.Period {
	return report.Period{From: november(1, 0, 0), To: november(31, 0, 0)}
}

// rows are the cells of a table as people read them.
func rows(t sheet.Table) []string {
	var out []string
	for r := range t.Rows {
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, c.Words(t.Lang))
		}
		out = append(out, strings.Join(cells, "|"))
	}
	return out
}

func wantRows(t *testing.T, s sheet.Table, want ...string) {
	t.Helper()
	if got := rows(s); !slices.Equal(got, want) {
		t.Errorf("%s:\n%s\nwant\n%s", s.Title, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestOwnTables(t *testing.T) {
	t.Parallel()
	own := report.MakeOwn(inNovember(), &report.OwnCounts{
		Turns:     map[report.By]map[string]int64{report.ByFlow: {"lookup": 1200, "lost": 4, "human": 30}},
		Took:      1234 * 12 * time.Millisecond,
		Questions: map[report.By]map[string]int64{},
		First:     report.OwnTime{ID: report.OwnFirstAnswer, N: 9, Mean: 26 * time.Hour, Median: 90 * time.Second, Ninetieth: 3*time.Hour + 5*time.Minute},
		Solved:    report.OwnTime{ID: report.OwnSolved, N: 4, Mean: 59 * time.Minute},
	}, report.OwnNames{})
	whole := forms.Own(&own, "vi")
	wantRows(t, whole[0], "Xem hồ sơ đến đâu|1.200", "Gặp người trả lời|30", "Trợ lý chưa hiểu|4", "Cộng|1.234")
	wantRows(t, whole[len(whole)-1],
		"Trợ lý trả lời một lượt|1.234|12 mili giây||",
		"Từ lúc hỏi đến lời đầu tiên của người trả lời|9|1 ngày 2 giờ|90 giây|3 giờ 5 phút",
		"Từ lúc hỏi đến khi xong|4|59 phút||")
	public, err := own.Public(november(31, 0, 0))
	if err != nil {
		t.Fatal(err)
	}
	shown := forms.Own(&public, "vi")
	wantRows(t, shown[0], "Xem hồ sơ đến đâu|1.200", "Gặp người trả lời|không nêu", "Trợ lý chưa hiểu|không nêu", "Cộng|1.234")
	if !slices.Contains(shown[0].Notes, report.HiddenNote.Vi) || slices.Contains(whole[0].Notes, report.HiddenNote.Vi) {
		t.Errorf("notes: %q, %q", shown[0].Notes, whole[0].Notes)
	}
	one := forms.OwnInOne(&own, "en")
	if got := rows(one); !slices.Contains(got, "By what was asked|Not understood|4||") {
		t.Errorf("in one: %q", got)
	}
}

func TestSheetOfHours(t *testing.T) {
	t.Parallel()
	days := report.Days(inNovember(), []report.Stretch{{From: november(2, 8, 0), Until: november(2, 11, 5)}, {From: november(3, 22, 0), Until: november(4, 1, 30)}},
		[]report.Act{{At: november(2, 11, 0), Question: 1, Helped: true}, {At: november(2, 11, 20), Question: 2, Helped: true}}, november(30, 0, 0))
	s := forms.Hours("Lan", []string{"Tổ công nghệ số phường"}, inNovember(), days, "vi")
	wantRows(t, s,
		"1|02/11/2026|08:00|11:20|3:05|0:20|3:20|200|2|0",
		"2|03/11/2026|22:00|24:00|2:00|0:00|2:00|120|0|0",
		"3|04/11/2026|00:00|01:30|1:30|0:00|1:30|90|0|0",
		"|Cộng|||6:35|0:20|6:50|410|2|0")
	for format, begins := range map[string]string{"csv": "\ufeffTT,Ngày,", "xlsx": "PK"} {
		var b bytes.Buffer
		if err := forms.WriteTable(&b, format, s); err != nil || !strings.HasPrefix(b.String(), begins) {
			t.Errorf("%s: %v, %.40q", format, err, b.String())
		}
	}
	if got := rows(forms.Hours("Lan", nil, inNovember(), nil, "en")); len(got) != 1 {
		t.Errorf("without days: %q", got)
	}
	wantRows(t, forms.AllHours(inNovember(), []forms.Person{{"Lan", days}, {"Minh", nil}}, "vi"),
		"1|Lan|3|6:35|0:20|6:50|410|2|0", "2|Minh|0|0:00|0:00|0:00|0|0|0")
}
