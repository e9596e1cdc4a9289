package clock_test

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// BenchmarkTell tells what a morning's import costs without a channel's pace: jobs that make
// jobs, and followers told by eight at a time, as the program has them.
func BenchmarkTell(b *testing.B) {
	const dossiers = 2000
	w := newTown(b)
	w.set(on("2026-11-25 10:00"))
	file := func(status string, minute int) []string {
		rows := make([]string, dossiers)
		for i := range rows {
			rows[i] = fmt.Sprintf(`{"code":"H29.171-261119-%05d","status":%q,"updated_at":"2026-11-25T08:%02d:00+07:00"}`, i, status, minute)
		}
		return rows
	}
	ok(b, w.load(b.Context(), file("processing", 0)...))
	for i, row := range file("processing", 0) {
		code := strings.Split(row, `"`)[3]
		_, err := w.db.Exec(b.Context(), `
INSERT INTO follows (channel, chat, dossier, label, lang, address, at, told_event, told_status)
SELECT 'telegram', $1, id, '', 'vi', '', now(), 0, 'processing' FROM dossiers WHERE code = $2`, strconv.Itoa(i), code)
		ok(b, err)
	}
	var fan, tell time.Duration
	for n := 0; b.Loop(); n++ {
		ok(b, w.load(b.Context(), file([]string{"completed", "processing"}[n%2], n+1)...))
		for _, took := range []*time.Duration{&fan, &tell} {
			jobs := w.awake(b)
			begun := time.Now()
			next := make(chan job)
			var all sync.WaitGroup
			for range 8 {
				all.Go(func() {
					for j := range next {
						if j.kind == "news" {
							ok(b, w.clock.News(b.Context(), j.about))
						} else if _, err := w.clock.TellFollower(b.Context(), j.about); err != nil {
							b.Error(err)
						}
					}
				})
			}
			for _, j := range jobs {
				next <- j
			}
			close(next)
			all.Wait()
			*took += time.Since(begun)
			for _, j := range jobs {
				_, err := w.db.Exec(b.Context(), `DELETE FROM river.river_job WHERE id = $1`, j.id)
				ok(b, err)
			}
		}
	}
	b.ReportMetric(float64(dossiers*b.N)/fan.Seconds(), "fan-outs/s")
	b.ReportMetric(float64(dossiers*b.N)/tell.Seconds(), "told/s")
}
