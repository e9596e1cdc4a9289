//go:build faults

package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// has says whether a chat was sent these words, and how often.
func (m *messenger) has(chat int64, words string) (times int) {
	for _, text := range m.texts(chat) {
		times += strings.Count(text, words)
	}
	return times
}

// hears waits until a chat is sent these words.
func (o *office) hears(a *agent, words string) time.Duration {
	o.t.Helper()
	return o.await(fmt.Sprintf("%q in Telegram", words), func() bool { return o.has(a.phone, words) > 0 })
}

// shows counts words on the asker's page.
func (v *visitor) shows(words string) (times int) {
	v.t.Helper()
	for _, l := range v.lines() {
		times += strings.Count(l.HTML, words)
	}
	return times
}

// A volunteer blocks the bot in the middle of a case: nothing reaches them, so the case
// goes back when their time is over, and another answers.
func TestFaultDeskVolunteerBlocks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set("DESK_TIMES", "3s,6s,10m")
	o := newOffice(onTelegram(w, true))
	first, second := o.member().withPhone().onDuty(), o.member().withPhone().onDuty()
	s := o.serve()
	o.enters(first, second)
	tale := o.stories(s, first)[0]
	tale.answers(1)
	o.settled()
	called := o.has(second.phone, waits(tale.id))
	o.api.Block(first.phone)
	o.await("the bot is told", func() bool { return o.api.Pending() == 0 })
	heard := len(o.texts(first.phone))
	began := time.Now()
	tale.says(1)
	o.awaitLine(tale.id, "reminded", 1)
	o.awaitLine(tale.id, "returned", 1)
	o.await("the other is called", func() bool { return o.has(second.phone, waits(tale.id)) > called })
	back := time.Since(began)
	tale.agent = second
	second.claims(tale.id)
	o.awaitLine(tale.id, "claimed", 2)
	tale.answers(2)
	o.awaitLine(tale.id, "answered", 2)
	o.settled()
	t.Logf("the other was called %v after the line that the first could not read", back.Round(time.Second/10))
	if n := len(o.texts(first.phone)); n != heard {
		t.Errorf("%d messages reached who blocks the bot", n-heard)
	}
	if o.has(second.phone, fmt.Sprintf(asksText, 1, 1)) == 0 {
		t.Error("the other was not shown the line that was waiting")
	}
	if got := tale.numbersIn(answering, htmlOf(tale.page.lines())...); !slices.Equal(got, upTo(1, 2)) {
		t.Errorf("the asker was told answers %v", got)
	}
	if n := tale.page.shows("chuyển lại để người khác trả lời sớm hơn"); n != 1 {
		t.Errorf("the asker was told %d times that another will answer", n)
	}
	want := []string{"said", "claimed", "answered", "said", "reminded", "returned", "claimed", "answered"}
	if got := o.happened(tale.id); !slices.Equal(got, want) {
		t.Errorf("happened: %v, want %v", got, want)
	}
}

// waits is how a waiting question is announced.
func waits(id int64) string {
	return fmt.Sprintf("Câu hỏi %d đang chờ người trả lời.", id)
}

func htmlOf(lines []line) (all []string) {
	for _, l := range lines {
		if strings.Contains(l.HTML, "bubble human") {
			all = append(all, l.HTML)
		}
	}
	return all
}

// Telegram tells the bot to wait before it writes to a volunteer (429): lines come when
// that is over, in order; asker and other volunteers do not notice.
func TestFaultDeskVolunteerFlooded(t *testing.T) {
	t.Parallel()
	o := inDesk(t, newWorld, true)
	slow, other := o.member().withPhone(), o.member().withPhone()
	s := o.serve()
	o.enters(slow, other)
	all := o.stories(s, slow, other)
	d := o.lasts(time.Minute, 8*time.Second)
	o.api.Flood(slow.phone, d)
	began := time.Now()
	var slowest time.Duration
	for line := 1; line <= 3; line++ {
		for _, tale := range all {
			posted := time.Now()
			tale.says(line)
			slowest = max(slowest, time.Since(posted))
			tale.answers(line)
		}
	}
	for _, tale := range all {
		o.await("every answer stands on the asker's page", func() bool { return len(htmlOf(tale.page.lines())) == 3 })
	}
	last := all[1]
	o.await("the other volunteer has every line", func() bool {
		return len(last.numbersIn(asking, o.texts(other.phone)...)) >= 4 // with the first, which was there when they took it
	})
	others := time.Since(began)
	if n := o.has(slow.phone, relayed(all[0].id)); n != 0 || others > d {
		t.Errorf("the others were done after %v, and %d lines reached who has to wait", others, n)
	}
	o.settled()
	t.Logf("told to wait %v: askers were taken in %v at most, the others had everything after %v, all was delivered after %v",
		d, slowest.Round(time.Second/1000), others.Round(time.Second/10), time.Since(began).Round(time.Second/10))
	o.allTold(all, 3, nil)
	o.noOffence()
}
