package clock_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/follow"
	"motcua/internal/intake"
	"motcua/store/postgres"
)

const centre = `{"code":"LT-TT","name":"Trung tâm Phục vụ hành chính công phường Lái Thiêu","kind":"centre","address":"Số 1, đường Mẫu, phường Lái Thiêu","phone":"0274 000 0001","hours":[{"days":"1-5","open":"07:30","close":"11:30"},{"days":"1-5","open":"13:00","close":"17:00"},{"days":"6","open":"07:30","close":"11:30"}]}`

// Eight weeks of a dossier over Tết, in milliseconds: imports come as the plan says, the
// same rows again each working morning, jobs are worked each half hour, and the daily look
// is at 7:05. The whole of what two followers read is compared with testdata.
func TestWeeksOverTet(t *testing.T) {
	t.Parallel()
	const code = "H29.171-260202-0007"
	row := func(rest, updated string) string {
		return fmt.Sprintf(`{"code":%q,"procedure":"Cấp đổi giấy phép kinh doanh","applicant":"Trần Thị Mẫu","unit":"LT-TT","return_at":"LT-TT","received_at":"2026-02-03T08:00:00+07:00","updated_at":"%s+07:00",%s}`, code, updated, rest)
	}
	plan := map[string]string{ // when the file came: what stood in it
		"2026-02-03 22:30": row(`"status":"accepted","due_at":"2026-02-24T17:00:00+07:00"`, "2026-02-03T22:00:00"),
		"2026-02-04 08:00": row(`"status":"processing","due_at":"2026-02-24T17:00:00+07:00"`, "2026-02-04T07:50:00"),
		"2026-02-06 10:00": row(`"status":"supplement_requested","due_at":"2026-02-24T17:00:00+07:00","supplements":[{"name":"Hợp đồng thuê nhà","reason":"Thiếu chữ ký","asked_at":"2026-02-06T09:00:00+07:00","due_at":"2026-02-25T17:00:00+07:00"}]`, "2026-02-06T09:40:00"),
		"2026-02-24 15:00": row(`"status":"processing","due_at":"2026-03-06T17:00:00+07:00"`, "2026-02-24T14:30:00"),
		"2026-03-09 08:00": row(`"status":"processing","due_at":"2026-03-06T17:00:00+07:00"`, "2026-03-09T07:50:00"),
		"2026-03-11 09:00": row(`"status":"processing","due_at":"2026-03-06T17:00:00+07:00","extensions":[{"from":"2026-03-06T17:00:00+07:00","to":"2026-03-17T17:00:00+07:00","reason":"Xác minh","at":"2026-03-11T08:00:00+07:00"}]`, "2026-03-11T08:40:00"),
		"2026-03-13 21:30": row(`"status":"completed","due_at":"2026-03-17T17:00:00+07:00","finished_at":"2026-03-13T16:00:00+07:00"`, "2026-03-13T21:10:00"),
		"2026-03-25 08:00": row(`"status":"returned","due_at":"2026-03-17T17:00:00+07:00","finished_at":"2026-03-13T16:00:00+07:00","returned_at":"2026-03-24T15:00:00+07:00"`, "2026-03-25T07:50:00"),
	}
	w := newTown(t)
	_, err := w.store.ImportUnits(t.Context(), intake.NewUnits(strings.NewReader(centre), intake.NDJSON), postgres.ImportOptions{})
	ok(t, err)
	w.set(on("2026-02-02 09:00"))
	latest := fmt.Sprintf(`{"code":%q,"status":"registered","updated_at":"2026-02-02T08:40:00+07:00"}`, code)
	ok(t, w.load(t.Context(), latest))
	w.follow(t, "me", code, func(f *follow.Follow) { f.Label = "má" })
	w.follow(t, "guest", code, func(f *follow.Follow) { f.Lang = "en" })

	read := map[string]*strings.Builder{"me": {}, "guest": {}}
	for now := on("2026-02-02 09:00"); now.Before(on("2026-04-01 00:00")); now = now.Add(5 * time.Minute) {
		file := plan[now.Format("2006-01-02 15:04")]
		daily := now.Hour() == 7 && now.Minute() == 5
		if file == "" && !daily && now.Minute()%30 != 0 {
			continue
		}
		w.set(now)
		if file != "" {
			latest = file
			ok(t, w.load(t.Context(), latest))
		}
		if daily {
			ok(t, w.load(t.Context(), latest)) // the same file again is no news
			ok(t, w.clock.CatchUp(t.Context()))
		}
		w.work(t)
		for chatID, b := range read {
			for _, r := range w.said(t, chatID) {
				sign := r.Sign
				if sign != "" {
					sign += " "
				}
				fmt.Fprintf(b, "-- %s\n%s%s\n", now.Format("Mon 02/01/2006 15:04"), sign, r.Text)
				for _, c := range r.Choices {
					fmt.Fprintf(b, "[%s]\n", c.Label)
				}
				b.WriteString("\n")
			}
		}
	}
	if w.lost != 0 {
		t.Errorf("the daily look found %d whom no job had told", w.lost)
	}
	same(t, "testdata/tet.vi.txt", read["me"].String())
	same(t, "testdata/tet.en.txt", read["guest"].String())
}

// same compares with a file, or writes it anew with -update.
func same(t *testing.T, name, got string) {
	t.Helper()
	if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
		ok(t, os.WriteFile(name, []byte(got), 0o600))
	}
	want, err := os.ReadFile(name)
	ok(t, err)
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}
