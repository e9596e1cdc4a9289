package desk_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestSheetsOfHours(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lan, head := w.signedIn(w.cast.Lan), w.signedIn(w.cast.Hanh)
	must(t, w.store.SetDuty(t.Context(), w.cast.Lan.ID, time.Now().Add(time.Hour)))
	c := w.ask(question("Xin bản sao trích lục"))
	lan.post(path(c, "/claim"), nil).ok(t, http.StatusOK)
	lan.post(path(c, "/answer"), map[string][]string{"text": {"Dạ em xem ạ"}}).ok(t, http.StatusOK)

	mine := lan.get("/desk/hours").ok(t, http.StatusOK).body
	if !strings.Contains(mine, "Giờ tham gia của Lan") || !strings.Contains(mine, "Tổ trưởng xác nhận") || !strings.Contains(mine, time.Now().Format("02/01/2006")) {
		t.Errorf("my sheet: %s", mine)
	}
	csv := lan.get("/desk/hours/hours.csv").ok(t, http.StatusOK).body
	if !strings.Contains(csv, "Câu hỏi đã giúp") || !strings.HasSuffix(strings.TrimSpace(csv), ",1,0") {
		t.Errorf("as CSV: %q", csv)
	}
	if xlsx := lan.get("/desk/hours/hours.xlsx").ok(t, http.StatusOK).body; !strings.HasPrefix(xlsx, "PK") {
		t.Errorf("as XLSX: %.20q", xlsx)
	}
	other := func(id int64) string { return fmt.Sprintf("/desk/hours?person=%d", id) }
	if all := head.get("/desk/team/hours").ok(t, http.StatusOK).body; !strings.Contains(all, strings.ReplaceAll(other(w.cast.Lan.ID), "&", "&amp;")) {
		t.Errorf("everybody's hours: %s", all)
	}
	if hers := head.get(other(w.cast.Lan.ID)).ok(t, http.StatusOK).body; !strings.Contains(hers, "Giờ tham gia của Lan") {
		t.Errorf("hers: %s", hers)
	}
	head.get("/desk/team/hours/hours.csv").ok(t, http.StatusOK)

	// Nobody else's.
	lan.get(other(w.cast.Hanh.ID)).ok(t, http.StatusForbidden)
	lan.get(fmt.Sprintf("/desk/hours/hours.csv?person=%d", w.cast.Hanh.ID)).ok(t, http.StatusForbidden)
	lan.get("/desk/hours?person=x").ok(t, http.StatusForbidden)
	head.get(other(w.cast.Vy.ID)).ok(t, http.StatusForbidden) // of the city's pool
	lan.get("/desk/hours?from=2026-02-30&to=2026-03-01").ok(t, http.StatusUnprocessableEntity)
	lan.get("/desk/hours/other.csv").ok(t, http.StatusNotFound)
	lan.get("/desk/hours/hours.pdf").ok(t, http.StatusNotFound)
}
