package postgres_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/forms"
	"motcua/internal/report"
	"motcua/internal/workday"
)

func november() report.Period {
	begin := time.Date(2026, 11, 1, 0, 0, 0, 0, workday.Zone)
	return report.Period{From: begin, To: begin.AddDate(0, 1, 0)}
}

func TestRegister(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	row := func(n int, received, more string) string {
		return fmt.Sprintf(`{"code":"H29.171-2611%02d-0001","status":"processing","procedure":"Đăng ký khai sinh","applicant":"Nguyễn Văn An",`+
			`"unit":"Phường Ở Xa","received_at":%q,"due_at":"2026-12-10","updated_at":"2026-12-01T08:00:00+07:00"%s}`, n, received, more)
	}
	p.load(t, at(8),
		row(2, "2026-11-30T23:30:00+07:00", ""),
		row(1, "2026-11-01T00:00:00+07:00", `,"channel":"online","return_channel":"post"`),
		row(3, "2026-12-01T00:00:00+07:00", ""),
		row(4, "2026-10-31T23:59:00+07:00", ""))
	var codes []string
	for e, err := range p.Register(t.Context(), november(), report.Only{}) {
		must(t, err)
		codes = append(codes, string(e.Code))
		if e.Applicant != "N** V** A**" {
			t.Error("a name is not masked")
		}
		if e.Unit != "Phường Ở Xa" || e.ReceivedAt.Location() != workday.Zone || e.DueAt.IsZero() || !e.ReturnedAt.IsZero() {
			t.Errorf("entry: unit %q, due %s", e.Unit, e.DueAt)
		}
	}
	if diff := cmp.Diff([]string{"H29.171-261101-0001", "H29.171-261102-0001"}, codes); diff != "" {
		t.Error(diff)
	}
	for _, err := range p.Register(t.Context(), november(), report.Only{Unit: "nowhere"}) {
		if !errors.Is(err, report.ErrNoUnit) {
			t.Errorf("of an unknown unit: %v", err)
		}
	}
	for range p.Register(t.Context(), november(), report.Only{}) {
		break // who reads may stop
	}
	must(t, p.Ping(t.Context()))
}

func TestLateEntries(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	row := func(n int, status, due string) string {
		return fmt.Sprintf(`{"code":"H29.171-2611%02d-0001","status":%q,"procedure":"Đăng ký khai sinh","received_at":"2026-11-02T08:00:00+07:00",`+
			`"due_at":%q,"updated_at":"2026-11-25T08:00:00+07:00"}`, n, status, due)
	}
	p.load(t, at(8),
		row(1, "processing", "2026-11-20"), row(2, "accepted", "2026-11-10"), row(3, "processing", "2026-12-10"),
		row(4, "completed", "2026-11-10"), row(5, "supplement_requested", "2026-11-10"), row(6, "returned", "2026-11-10"))
	all, err := p.Late(t.Context(), time.Date(2026, 11, 28, 0, 0, 0, 0, workday.Zone), report.Only{})
	must(t, err)
	var codes []string
	for _, e := range all {
		codes = append(codes, string(e.Code))
	}
	if diff := cmp.Diff([]string{"H29.171-261102-0001", "H29.171-261101-0001"}, codes); diff != "" {
		t.Error(diff)
	}
	table := forms.Late(time.Date(2026, 11, 26, 7, 0, 0, 0, workday.Zone), "", "vi", workday.Default(), all)
	for row, err := range table.Rows {
		must(t, err)
		if !row.Cells[6].Mark || row.Cells[6].Words("vi") == "" || row.Cells[7].Words("vi") != "" {
			t.Errorf("not late: %q", row.Cells[6].Words("vi"))
		}
	}
}
