package report

import (
	"encoding/json"
	"testing"
	"time"

	"motcua/internal/workday"
)

func period(t *testing.T, from, to string) Period {
	t.Helper()
	var p Period
	if err := json.Unmarshal([]byte(`{"from":"`+from+`","to":"`+to+`"}`), &p); err != nil {
		t.Fatal(err)
	}
	return p
}

func TestPeriodsComparedWith(t *testing.T) {
	t.Parallel()
	for _, test := range [][6]string{
		{"2023-01-01", "2023-10-01", "2022-04-01", "2023-01-01", "2022-01-01", "2022-10-01"},
		{"2023-03-01", "2023-04-01", "2023-02-01", "2023-03-01", "2022-03-01", "2022-04-01"},
		{"2024-02-01", "2024-03-01", "2024-01-01", "2024-02-01", "2023-02-01", "2023-03-01"},
		{"2024-02-29", "2024-03-01", "2024-02-28", "2024-02-29", "2023-02-28", "2023-03-01"},
		{"2024-03-01", "2024-03-02", "2024-02-29", "2024-03-01", "2023-03-01", "2023-03-02"},
		{"2023-01-09", "2023-01-16", "2023-01-02", "2023-01-09", "2022-01-09", "2022-01-16"},
	} {
		p := period(t, test[0], test[1])
		if got := p.Before(); got != period(t, test[2], test[3]) {
			t.Errorf("before %v: %v", test[:2], got)
		}
		if got := p.LastYear(); got != period(t, test[4], test[5]) {
			t.Errorf("a year before %v: %v", test[:2], got)
		}
	}
}

func TestPeriodIsWrittenInLocalDays(t *testing.T) {
	t.Parallel()
	utc := time.Date(2022, 12, 31, 17, 0, 0, 0, time.UTC)
	got, err := json.Marshal(Period{From: utc, To: utc.AddDate(0, 9, 0)})
	if err != nil || string(got) != `{"from":"2023-01-01","to":"2023-10-02"}` {
		t.Errorf("%s %v", got, err)
	}
	var p Period
	if err := json.Unmarshal([]byte(`{"from":"1/1/2023","to":"2023-10-01"}`), &p); err == nil {
		t.Error("1/1/2023 is read as a day")
	}
	if p = period(t, "2023-01-01", "2023-10-01"); !p.From.Equal(time.Date(2023, 1, 1, 0, 0, 0, 0, workday.Zone)) {
		t.Error(p.From)
	}
}

func TestNarrativeNamesThePeriod(t *testing.T) {
	t.Parallel()
	for _, test := range [][3]string{
		{"2023-01-01", "2023-10-01", "Trong 9 tháng đầu năm 2023"},
		{"2023-01-01", "2023-07-01", "Trong 6 tháng đầu năm 2023"},
		{"2023-01-01", "2024-01-01", "Năm 2023"},
		{"2023-01-01", "2023-04-01", "Quý I năm 2023"},
		{"2023-10-01", "2024-01-01", "Quý IV năm 2023"},
		{"2023-09-01", "2023-10-01", "Tháng 9 năm 2023"},
		{"2023-02-01", "2023-05-01", "Trong kỳ báo cáo"},
		{"2023-01-02", "2023-01-09", "Trong kỳ báo cáo"},
		{"2022-01-01", "2024-01-01", "Trong kỳ báo cáo"},
	} {
		r := Report{Period: period(t, test[0], test[1])}
		if got := (narrator{&r, "vi"}).period(); got != test[2] {
			t.Errorf("%v is %q", test, got)
		}
	}
}
