package clock_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"motcua/internal/dossier"
)

// firstWords is how a Notice of each status begins, after the dossier's name.
var firstWords = map[dossier.Status]string{
	dossier.Registered: "đang chờ cán bộ kiểm tra", dossier.Accepted: "giải quyết tiếp|tiếp nhận", dossier.Processing: "giải quyết tiếp|tiếp nhận",
	dossier.Rejected: "chưa được tiếp nhận", dossier.SupplementRequested: "cần bổ sung giấy tờ", dossier.PaymentRequested: "phí, lệ phí hoặc thuế",
	dossier.WithdrawalRequested: "Yêu cầu rút hồ sơ", dossier.Stopped: "đã dừng giải quyết", dossier.Completed: "đã có kết quả", dossier.Returned: "đã trả kết quả",
}

// group is what a citizen takes for one state.
func group(s dossier.Status) dossier.Status {
	if s == dossier.Accepted {
		return dossier.Processing
	}
	return s
}

// Random storms of imports: repeated, out of order, several at the same time, cut off. In
// between, jobs are worked, each twice at once. Each follower is told each state that
// stands when jobs are worked, once; no Notice repeats the one before; the last one tells
// the final state; and the same rows again make no job.
func TestStormsOfImports(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	w.set(on("2026-11-25 10:00"))
	round := 0
	rapid.Check(t, func(rt *rapid.T) {
		round++
		code := dossier.Code(fmt.Sprintf("H29.171-261119-%04d", round))
		s := &storm{town: w, code: code, chats: []string{fmt.Sprint("a", round), fmt.Sprint("b", round)}, last: map[string]string{}, told: map[string]dossier.Status{}}
		s.rows = s.history(rt)
		ok(t, w.load(t.Context(), s.rows[0]))
		for _, c := range s.chats {
			s.told[c] = w.follow(t, c, code).Told.Status
		}
		for range rapid.IntRange(1, 5).Draw(rt, "steps") {
			s.blow(t, rt)
			if rapid.Bool().Draw(rt, "work") {
				s.work(t, rt)
			}
		}
		ok(t, w.load(t.Context(), s.rows...)) // what was cut off comes again
		s.work(t, rt)
		for range 2 {
			ok(t, w.load(t.Context(), s.rows...))
		}
		if n := w.work(t); n != 0 {
			rt.Fatalf("the same rows again made %d jobs", n)
		}
		s.work(t, rt)
	})
}

type storm struct {
	*town

	code  dossier.Code
	chats []string
	rows  []string
	last  map[string]string // text of the newest Notice
	told  map[string]dossier.Status
}

// history are rows of one dossier, each as its source saw it at another minute.
func (s *storm) history(rt *rapid.T) []string {
	var rows []string
	for i := range rapid.IntRange(2, 7).Draw(rt, "rows") {
		status := rapid.SampledFrom(dossier.Statuses).Draw(rt, "status")
		seen := on("2026-11-25 08:00").Add(time.Duration(i) * time.Minute)
		rows = append(rows, fmt.Sprintf(`{"code":%q,"status":%q,"updated_at":%q}`, s.code, status, seen.Format(time.RFC3339)))
	}
	return rows
}

// blow imports some of the rows, some of them at the same time, and cuts some off.
func (s *storm) blow(t *testing.T, rt *rapid.T) {
	t.Helper()
	some := func() []string {
		return rapid.SliceOfN(rapid.SampledFrom(s.rows), 1, 4).Draw(rt, "file")
	}
	files := [][]string{some()}
	if rapid.Bool().Draw(rt, "together") {
		files = append(files, some())
	}
	var all sync.WaitGroup
	for _, file := range files {
		ctx, cancel := context.WithCancel(t.Context())
		cut := rapid.Bool().Draw(rt, "cut")
		all.Go(func() {
			defer cancel()
			if err := s.load(ctx, file...); err != nil && !cut {
				t.Errorf("import: %v", err)
			}
		})
		if cut {
			cancel()
		}
	}
	all.Wait()
}

// work works what waits, and holds what was said against what stands.
func (s *storm) work(t *testing.T, rt *rapid.T) {
	t.Helper()
	s.town.work(t)
	for _, c := range s.chats {
		all, err := s.store.FollowsOf(t.Context(), "telegram", c)
		ok(t, err)
		stands := all[0].Dossier.Status
		said := s.said(t, c)
		again := len(said) == 1 && (strings.Contains(said[0].Text, "lần nữa") || strings.Contains(said[0].Text, "có thêm khoản"))
		news := 0
		if again || group(stands) != group(s.told[c]) {
			news = 1
		}
		if len(said) != news {
			rt.Fatalf("from %s to %s: %d said: %+v", s.told[c], stands, len(said), said)
		}
		for _, r := range said {
			told := false
			for words := range strings.SplitSeq(firstWords[stands], "|") {
				told = told || strings.Contains(r.Text, words)
			}
			if !told || r.Text == s.last[c] && !again {
				rt.Fatalf("%s is told as\n%s\nafter\n%s", stands, r.Text, s.last[c])
			}
			s.last[c] = r.Text
		}
		if all[0].Told.Status != stands || all[0].Told.Event != all[0].Newest {
			rt.Fatalf("told up to %+v, stands at %s, %d", all[0].Told, stands, all[0].Newest)
		}
		s.told[c] = stands
	}
}
