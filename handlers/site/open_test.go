package site

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"motcua/internal/report"
	"motcua/internal/unit"
)

// figures counts for two offices, one of which has little to do.
type figures struct {
	asked []report.Period
	err   error
}

func (f *figures) Report(_ context.Context, p report.Period, only report.Only) (report.Report, error) {
	if only.Unit != "" {
		return report.Report{}, errors.New("the page is of everybody")
	}
	f.asked = append(f.asked, p)
	return report.Make(p, func(code string) (unit.Unit, bool) { return unit.Unit{Code: code, Name: "Phường " + code}, true }, []report.Tally{
		{Unit: "Lái Thiêu", Field: "Hộ tịch", Online: 2977, Counter: 7574, Carried: 305, Early: 8906, OnTime: 1638, Late: 272, OpenInTime: 31, OpenLate: 9},
		{Unit: "An Sơn", Field: "Hộ tịch", Online: 3, Counter: 97, OnTime: 98, OpenInTime: 2},
	}, nil, nil), f.err
}

// Own counts what the assistant did: much in one flow, little in another.
func (*figures) Own(_ context.Context, month report.Period) (report.Own, error) {
	none := func(string) string { return "" }
	own := report.MakeOwn(month, &report.OwnCounts{Turns: map[report.By]map[string]int64{report.ByFlow: {"lookup": 412, "guidance": 3}}},
		report.OwnNames{Unit: none, Procedure: none})
	return own.Public(month.To)
}

func TestOpenFigures(t *testing.T) {
	t.Parallel()
	f := &figures{}
	site := withFigures(t, f)
	page := site("/so-lieu?ky=2026-10")
	if page.Code != http.StatusOK {
		t.Fatalf("status %d", page.Code)
	}
	body := page.Body.String()
	for _, want := range []string{"Từ 01/10/2026 đến hết 31/10/2026", "10.856", "dưới 5", "không nêu", "Trợ lý này đã giúp được gì", `href="/so-lieu?ky=2026-10&amp;tep=csv"`, "Tháng 10/2026"} {
		if !strings.Contains(body, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if got := f.asked[0].From.Format(time.DateOnly); got != "2026-10-01" {
		t.Errorf("asked from %s", got)
	}
	file := site("/so-lieu?ky=2026-10&tep=csv")
	if got := file.Body.String(); !strings.HasPrefix(got, "\ufeffTT,") || !strings.Contains(got, "dưới 5") {
		t.Errorf("file: %s", got)
	}
	// Only the last months that are over can be asked for: others would cost a count each.
	for _, ky := range []string{"2026-12", "2019-01", "x", "2026-11-01", "2026-q3", "2025"} {
		if got := site("/so-lieu?ky=" + ky); got.Code != http.StatusNotFound {
			t.Errorf("%s: %d", ky, got.Code)
		}
	}
	if len(f.asked) != 2 {
		t.Errorf("counted %d times", len(f.asked))
	}
	f.err = errors.New("away")
	if got := site("/so-lieu"); got.Code != http.StatusServiceUnavailable {
		t.Errorf("while the store is away: %d", got.Code)
	}
	if notice := withFigures(t, &figures{})("/quyen-rieng-tu").Body.String(); !strings.Contains(notice, `href="/so-lieu"`) {
		t.Error("no way leads to the figures")
	}
	english := withFigures(t, &figures{})("/so-lieu?lang=en").Body.String()
	if !strings.Contains(english, "under 5") || !strings.Contains(english, "10,856") {
		t.Error("the English page is not in English")
	}
}

// withFigures gives a page of a site that has figures.
func withFigures(t *testing.T, f Figures) func(path string) *httptest.ResponseRecorder {
	t.Helper()
	s := newShelf(t)
	pages, err := New(Config{Procedures: s, Units: s, Now: func() time.Time { return monday }, Kept: someTimes, Figures: f})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.Routes(mux)
	return func(path string) *httptest.ResponseRecorder {
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
		return w
	}
}
