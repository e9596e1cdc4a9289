//go:build faults

package main

import (
	"net/http"
	"testing"
	"time"

	"motcua/store/embedded"
	"motcua/store/storetest"
)

// feeds opens the case of each volunteer who sits at a browser, as the page does.
func feeds(all []*story) (open []*feed) {
	for _, s := range all {
		if s.agent.desk != nil {
			open = append(open, s.agent.desk.listens(s.id))
		}
	}
	return open
}

// open says that cases are still what they were: no line began another question.
func (o *office) open(cases int) {
	o.t.Helper()
	if n := o.number(`SELECT count(*) FROM tickets`); n != int64(cases) {
		o.t.Errorf("%d questions, want %d", n, cases)
	}
}

// Redis is emptied in the middle of open cases, twice: the next line still joins its
// case, and open pages of the desk go on.
func TestFaultDeskRedisEmptied(t *testing.T) {
	t.Parallel()
	o := inDesk(t, newWorld, true)
	_, all := o.pairs(4)
	pages, redis := feeds(all), o.look()
	explained := map[int64]int{}
	for round := range 2 {
		done := talk(all, 3*round+1, 3*round+3, time.Second)
		o.said(done)
		must(t, redis.FlushAll(t.Context()).Err())
		for _, s := range all { // who was just being sent to may be sent to by two
			explained[s.inTelegram()]++
		}
		<-done
	}
	o.open(len(all))
	o.allTold(all, 6, explained)
	o.allShow(pages)
}

// Redis is away for a while in the middle of open cases, and comes back: lines go on, and
// open pages of another replica, which hears nothing, look by themselves.
func TestFaultDeskRedisAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	redis := redisIn(t, storetest.Dir(t))
	w.set("REDIS_URL", redis.URL())
	o := newOffice(onTelegram(w, true))
	s, all := o.pairs(4)
	v, pages := o.visitor(s), feeds(all)
	other := o.serve()
	for _, tale := range all {
		if tale.agent.desk != nil {
			there := (&agent{Volunteer: tale.agent.Volunteer, o: o}).atBrowser(other)
			pages = append(pages, there.desk.listens(tale.id))
		}
	}
	o.allShow(pages)
	first := talk(all, 1, 3, time.Second)
	o.said(first)
	redis.stop()
	<-first
	<-talk(all, 4, 5, time.Second)
	o.settled()
	v.ready(http.StatusOK, noRedis)
	for _, tale := range all {
		tale.says(6)
		if tale.agent.desk == nil {
			tale.answers(6)
		}
	}
	o.settled()
	for _, tale := range all {
		if tale.agent.desk != nil {
			tale.answers(6) // by the first replica: the other's pages have to look
		}
	}
	t.Logf("Redis away: pages of both replicas had the last line after %v", o.allShow(pages).Round(time.Second/10))
	redis.start()
	v.until(http.StatusOK, allWell)
	<-talk(all, 7, 8, time.Second)
	o.open(len(all))
	o.allTold(all, 8, nil)
	o.allShow(pages)
}

// PostgreSQL is restarted while lines flow both ways.
func TestFaultDeskPostgresRestarted(t *testing.T) {
	t.Parallel()
	o := inDesk(t, ownWorld, true)
	s, all := o.pairs(4)
	v, pages := o.visitor(s), feeds(all)
	done := talk(all, 1, 6, time.Second)
	o.said(done)
	must(t, o.database.Stop())
	explained := map[int64]int{}
	for _, s := range all { // who was just being sent to is sent to again: nobody could note it
		explained[s.inTelegram()]++
	}
	pause(t, time.Second)
	again, err := embedded.Postgres(t.Context(), o.dir, embedded.Scratch)
	must(t, err)
	t.Cleanup(func() { must(t, again.Stop()) })
	t.Logf("noticed %v after its return", v.until(http.StatusOK, allWell).Round(time.Second/100))
	<-done
	o.allTold(all, 6, explained)
	o.open(len(all))
	o.allShow(pages)
}
