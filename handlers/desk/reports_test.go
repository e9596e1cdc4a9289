package desk_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"iter"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"motcua/internal/chat"
	"motcua/internal/forms"
	"motcua/internal/mailing"
	"motcua/internal/report"
	"motcua/internal/unit"
	"motcua/internal/workday"
	"motcua/store/storetest"
)

// counted stands in for the store's figures: two offices, and what was asked of it.
type counted struct {
	mu     sync.Mutex
	asked  []string
	broken error
}

func (c *counted) note(what string, p report.Period, unit string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, fmt.Sprintf("%s %s %s %s", what, p.From.Format(time.DateOnly), p.To.Format(time.DateOnly), unit))
	return c.broken
}

func (c *counted) last() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.asked) == 0 {
		return ""
	}
	return c.asked[len(c.asked)-1]
}

func (c *counted) fail(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.broken = err
}

func (c *counted) Report(ctx context.Context, p report.Period, of report.Only) (report.Report, error) {
	if err := c.note("report", p, of.Unit); err != nil {
		return report.Report{}, err
	}
	dir, err := places{}.Directory(ctx)
	if err != nil {
		return report.Report{}, err
	}
	find := func(code string) (unit.Unit, bool) { return dir.Find(code, p.From) }
	return report.Make(p, find, tallies(), tallies()[:1], nil), nil
}

// tallies are the figures of the sample city's centre, and of a ward.
func tallies() []report.Tally {
	return []report.Tally{
		{
			Unit: storetest.CastUnit + "-TT", Field: "Thành lập và hoạt động của hộ kinh doanh", Procedure: "1.001612", Name: "Đăng ký thành lập hộ kinh doanh",
			Source: "igate", Online: 2977, Counter: 7574, Carried: 305, Early: 8906, OnTime: 1638, Late: 272, Stopped: 12,
			OpenInTime: 31, OpenLate: 9, Waiting: 4, Handled: 10856, InTime: 10570, Asked: 700, AskedAgain: 12, Timed: 10816, TimedDays: 40000,
			Returned: 10000, Digitised: 9363, EResult: 5990, AnyResult: 5990, FeeBearing: 4000, PaidOnline: 53, PaidDong: 4_700_000,
		},
		{
			Unit: "H29.172", Field: "Hộ tịch", Procedure: "1.001193", Name: "Đăng ký khai sinh", Source: "igate",
			Online: 300, Counter: 2100, Post: 21, Early: 400, OnTime: 1960, Late: 2, OpenInTime: 59, Handled: 2421, InTime: 2419, Timed: 2362, TimedDays: 3000, Returned: 2300,
		},
	}
}

func (c *counted) Register(_ context.Context, p report.Period, of report.Only) iter.Seq2[forms.Entry, error] {
	return func(yield func(forms.Entry, error) bool) {
		if err := c.note("register", p, of.Unit); err != nil {
			yield(forms.Entry{}, err)
			return
		}
		yield(forms.Entry{
			Code: code, Procedure: "=HYPERLINK(\"http://x\")", Applicant: "N** V** A**", Unit: "Phường Lái Thiêu",
			ReceivedAt: p.From.Add(8 * time.Hour), Status: "processing",
		}, nil)
	}
}

func (c *counted) Late(_ context.Context, until time.Time, of report.Only) ([]forms.Entry, error) {
	if err := c.note("late", report.Period{To: until}, of.Unit); err != nil {
		return nil, err
	}
	return []forms.Entry{
		{Code: code, Procedure: "Đăng ký khai sinh", Unit: "Phường Lái Thiêu", ReceivedAt: until.AddDate(0, 0, -40), DueAt: until.AddDate(0, 0, -30), Status: "processing"},
		{Code: "H29.171-261203-0013", Procedure: "Đăng ký khai sinh", Unit: "Phường Lái Thiêu", ReceivedAt: until.AddDate(0, 0, -20), DueAt: until.Add(-time.Hour), Status: "accepted"},
	}, nil
}

func TestFigures(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hanh := w.signedIn(w.cast.Hanh)
	page := hanh.get("/desk/reports?period=2023-9m&unit=" + storetest.CastUnit)
	for _, want := range []string{
		"Từ 01/01/2023 đến hết 30/09/2023.", "Phường Lái Thiêu", "(13)", ">10.856<", `mark">272<`,
		"82,34\u00a0%", "8.906", `<svg class="chart wide-chart"`, "/desk/reports/files/figures.xlsx?period=2023-9m",
	} {
		page.has(t, want)
	}
	page.lacks(t, "style=")
	if got, want := w.figures.last(), "report 2023-01-01 2023-10-01 "+storetest.CastUnit; got != want {
		t.Errorf("asked for %q, want %q", got, want)
	}
	hanh.get("/desk/reports?from=2026-02-01&to=2026-02-28&by=unit").has(t, "Một đơn vị", `value="2026-02-28"`)
	hanh.get("/desk/reports?from=2026-02-30&to=x").ok(t, http.StatusUnprocessableEntity).has(t, "Chưa đọc được kỳ báo cáo này")
}

func TestFiguresAreOfCoordinators(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lan, hanh := w.signedIn(w.cast.Lan), w.signedIn(w.cast.Hanh)
	for _, path := range []string{"/desk/reports", "/desk/reports/late", "/desk/reports/files/register.csv"} {
		lan.get(path).ok(t, http.StatusForbidden)
		hanh.get(path+"?unit=H29.172").ok(t, http.StatusForbidden) // of another ward
	}
	if got := w.figures.last(); got != "" {
		t.Errorf("the store was asked: %q", got)
	}
}

func TestFiguresAsFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hanh := w.signedIn(w.cast.Hanh)
	book := hanh.get("/desk/reports/files/figures.xlsx?period=2023-9m")
	f, err := excelize.OpenReader(strings.NewReader(book.body))
	must(t, err)
	defer func() { must(t, f.Close()) }()
	if got := len(f.GetSheetList()); got != 6 {
		t.Errorf("%d sheets: %q", got, f.GetSheetList())
	}
	if got := book.header.Get("Content-Disposition"); got != `attachment; filename="figures-2023-01-01-2023-09-30.xlsx"` {
		t.Error(got)
	}
	register := hanh.get("/desk/reports/files/register.csv?period=2026-11")
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(register.body, "\ufeff"))).ReadAll()
	must(t, err)
	if len(rows) != 2 || rows[1][1] != code || rows[1][2] != `'=HYPERLINK("http://x")` || rows[1][3] != "N** V** A**" || rows[1][10] != "Đang giải quyết" {
		t.Errorf("register: %q", rows)
	}
	for _, path := range []string{"register.pdf", "x.csv", "figures", "figures.json"} {
		hanh.get("/desk/reports/files/"+path).ok(t, http.StatusNotFound)
	}
	w.figures.fail(fmt.Errorf("read: %w", chat.ErrAway))
	for _, path := range []string{"", "/late", "/files/figures.xlsx", "/files/register.csv", "/files/late.xlsx"} {
		got := hanh.get("/desk/reports"+path).ok(t, http.StatusServiceUnavailable)
		if got.header.Get("Content-Disposition") != "" {
			t.Errorf("%s: a page is sent as a file", path)
		}
	}
}

func TestLateList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	hanh := w.signedIn(w.cast.Hanh)
	page := hanh.get("/desk/reports/late")
	page.has(t, "Hồ sơ quá hạn và sắp đến hạn", code, "H29.171-261203-0013", "Đã tiếp nhận", `class="n mark"`)
	until := forms.LateUntil(time.Now(), workday.Default())
	if got := w.figures.last(); !strings.Contains(got, until.Format(time.DateOnly)) {
		t.Errorf("asked for %q, want until %s", got, until)
	}
}

// Who is sent which figures stands with them, and whether the newest letter went.
func TestReportsSayMails(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	made := time.Date(2026, 10, 1, 8, 0, 0, 0, workday.Zone)
	_, err := w.store.AddMail(t.Context(), mailing.Order{Mailbox: "month@a.gov.vn", What: mailing.Month, Unit: storetest.CastUnit, MadeAt: made})
	must(t, err)
	_, err = w.store.AddMail(t.Context(), mailing.Order{Mailbox: "other@a.gov.vn", What: mailing.Month, MadeAt: made})
	must(t, err)
	id, err := w.store.AddMail(t.Context(), mailing.Order{Mailbox: "late@a.gov.vn", What: mailing.Late, Unit: storetest.CastUnit, MadeAt: made})
	must(t, err)
	must(t, w.store.RefuseMailbox(t.Context(), id, made))
	page := w.signedIn(w.cast.Hanh).get("/desk/reports?unit=" + storetest.CastUnit)
	page.has(t, "month@a.gov.vn nhận báo cáo hằng tháng", "late@a.gov.vn không nhận thư")
	page.lacks(t, "other@a.gov.vn")
}
