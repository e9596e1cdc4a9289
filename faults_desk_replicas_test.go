//go:build faults

package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"
)

// atOnce lets agents press "take it" in the same moment, and gives what browsers got.
func atOnce(agents []*agent, id int64) map[*agent]answer {
	var mu sync.Mutex
	got, begin := map[*agent]answer{}, make(chan struct{})
	var all sync.WaitGroup
	for _, a := range agents {
		all.Go(func() {
			<-begin
			if a.desk == nil {
				a.presses("v:claim", id)
				return
			}
			is := a.desk.press(caseOf(id)+"/claim", url.Values{"key": {"claim"}})
			mu.Lock()
			defer mu.Unlock()
			got[a] = is
		})
	}
	close(begin)
	all.Wait()
	return got
}

// row is a question in a list of the desk.
func row(id int64, list string) string { return fmt.Sprintf(`class="row %s" id="t-%d"`, list, id) }

// Twenty take the same question at once, at browsers of two replicas and in Telegram:
// one gets it, the others are told who, and open desks of both replicas see it.
func TestFaultDeskTwentyClaimsOnTwoReplicas(t *testing.T) {
	t.Parallel()
	o := inDesk(t, ownWorld, true) // two servers need many connections
	agents := make([]*agent, 20)
	for i := range agents {
		agents[i] = o.member()
		if i%2 == 0 {
			agents[i].withPhone()
		}
	}
	servers := []*server{o.serve(), o.serve()}
	var desks []*feed
	var phones []*agent
	for i, a := range agents {
		if i%2 == 0 {
			phones = append(phones, a)
		} else {
			a.atBrowser(servers[i/2%2])
		}
	}
	o.enters(phones...)
	for _, s := range servers {
		desks = append(desks, o.member().atBrowser(s).desk.listens(0))
	}
	rounds := 3
	if *long {
		rounds = 30
	}
	won, seen := map[string]int{}, time.Duration(0)
	for round := range rounds {
		tale := &story{o: o, n: round + 1, page: o.visitor(servers...)}
		for step := range 3 {
			tale.opens(step)
		}
		tale.id = o.number(`SELECT max(id) FROM tickets`)
		for _, d := range desks {
			o.await("open desks see it wait", func() bool { return d.says(row(tale.id, "waiting")) })
		}
		began := time.Now()
		got := atOnce(agents, tale.id)
		for _, d := range desks {
			o.await("open desks see that it is taken", func() bool { return d.says(row(tale.id, "taken")) })
		}
		seen = max(seen, time.Since(began))
		o.settled()
		won[o.oneOf(agents, got, tale.id)]++
	}
	t.Logf("taken: %v; open desks of both replicas knew after %v at most", won, seen.Round(time.Second/1000))
}

// oneOf checks that one agent has a question and all others were told who.
func (o *office) oneOf(agents []*agent, got map[*agent]answer, id int64) (where string) {
	o.t.Helper()
	holder := o.number(`SELECT holder FROM tickets WHERE id = $1 AND state = 'held'`, id)
	if n := o.number(`SELECT count(*) FROM ticket_lines WHERE ticket = $1 AND what = 'claimed'`, id); n != 1 {
		o.t.Errorf("question %d was taken %d times", id, n)
	}
	who, err := o.store.Volunteer(o.t.Context(), holder)
	must(o.t, err)
	for _, a := range agents {
		has, told := o.has(a.phone, fmt.Sprintf("Câu hỏi %d · từ", id)) == 1, o.has(a.phone, fmt.Sprintf("%s đã nhận câu hỏi %d.", who.Name, id)) == 1
		if a.desk != nil {
			has = got[a].code == http.StatusSeeOther
			told = got[a].code == http.StatusConflict && strings.Contains(got[a].body, who.Name+" đã nhận câu hỏi này trước.")
		}
		if has != (a.ID == holder) || told == has {
			o.t.Errorf("%s (has the question: %t) was told: has it %t, another has it %t; status %d", a.Name, a.ID == holder, has, told, got[a].code)
		}
		if has {
			where = map[bool]string{true: "in Telegram", false: "at a browser"}[a.desk == nil]
		}
	}
	return where
}

// untold are questions with an answer that was not handed on.
const untold = `SELECT count(*) FROM tickets WHERE told_asker < last_line`

// One of two replicas is killed while it hands answers on, and does not come back: the
// next line of a case takes the answer along. Where nobody writes, the other replica
// finds the broken-off job after two minutes (in the long form that is waited for).
func TestFaultDeskReplicaDies(t *testing.T) {
	t.Parallel()
	o := inDesk(t, ownWorld, true)
	agents := make([]*agent, 12)
	for i := range agents {
		agents[i] = o.member().withPhone()
	}
	dies, stays := o.serve(), o.serve()
	o.enters(agents...)
	all := o.stories(stays, agents...)
	c, release := o.cuts(), o.hold("LOCK TABLE web_lines IN EXCLUSIVE MODE")
	for _, tale := range all {
		tale.answers(1)
	}
	o.until(`SELECT count(*) = $2 `+waiters, "web_lines", len(all))
	c.cut(dies)
	o.unstick("web_lines")
	release()
	began := time.Now()
	o.until(`SELECT NOT EXISTS (SELECT FROM river.river_job
		WHERE kind = 'relay' AND (state IN ('available', 'scheduled', 'retryable') OR state = 'running' AND attempted_at > now() - interval '1 second'))`)
	lost := o.number(untold)
	if *long {
		o.allow = 4 * time.Minute
		o.until(`SELECT (` + untold + `) = 0`)
		t.Logf("what the dead had in hand was told %v later", time.Since(began).Round(time.Second))
	}
	for _, tale := range all {
		tale.says(1)
	}
	o.allTold(all, 1, c.repeats)
	t.Logf("%d of %d answers were in the hands of the dead", lost, len(all))
	if lost == 0 {
		t.Error("none was: this shows nothing")
	}
}
