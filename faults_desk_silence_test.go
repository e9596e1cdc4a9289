//go:build faults

package main

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"motcua/store/storetest"
)

// vy is the city's volunteer, with a messenger and on duty.
func (o *office) vy() *agent {
	o.t.Helper()
	a := &agent{Volunteer: o.cast.Vy, o: o, phone: 4999}
	storetest.Telegram(o.t, o.store, a.ID, strconv.FormatInt(a.phone, 10))
	return a.onDuty()
}

// times are when things happened to a question, by the order of its lines.
func (o *office) times(id int64) (at []time.Time) {
	o.t.Helper()
	lines, err := o.store.Lines(o.t.Context(), id, 0)
	must(o.t, err)
	for _, l := range lines {
		at = append(at, l.At)
	}
	return at
}

// A volunteer goes silent. The program is killed, and away when the next thing is due (in
// the long form before each thing): each is done once, in order, never early.
func TestFaultDeskSilence(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const remind, back, widen = time.Second, 3 * time.Second, 7 * time.Second
	const reminder, takenBack = "người hỏi vẫn đang chờ trả lời", "đã chuyển lại hàng chờ"
	w.set("DESK_TIMES", "1s,3s,7s")
	o := newOffice(onTelegram(w, true))
	silent, far := o.member().withPhone().onDuty(), o.vy()
	s := o.serve()
	o.enters(silent, far)
	tale := o.stories(s, silent)[0]
	for _, next := range []struct {
		what   string
		times  int
		due    time.Duration // after the one before
		before string        // what the silent one hears of the one before
		killed bool
	}{
		{"reminded", 1, remind, "", *long}, {"returned", 1, back - remind, reminder, *long},
		{"widened", 1, widen - back, takenBack, true}, {"widened", 2, widen, "", *long},
	} {
		if next.killed {
			// What is being sent when a process is killed is sent again.
			o.await("what was before is told", func() bool { return next.before == "" || o.has(silent.phone, next.before) > 0 })
			o.ended()
			s.kill()
			pause(t, next.due)
			o.again(s)
		}
		took := o.awaitLine(tale.id, next.what, next.times)
		t.Logf("%s after %v, killed before: %t", next.what, took.Round(time.Second/10), next.killed)
	}
	o.hears(far, waits(tale.id))
	o.ended()
	want := []string{"said", "claimed", "reminded", "returned", "widened", "widened"}
	if got := o.happened(tale.id); !slices.Equal(got, want) {
		t.Fatalf("happened: %v, want %v", got, want)
	}
	at := o.times(tale.id)
	for i, least := range map[int]time.Duration{2: at[1].Sub(at[0]) + remind, 3: at[2].Sub(at[0]) + back - remind, 4: widen, 5: at[4].Sub(at[0]) + widen} {
		if took := at[i].Sub(at[0]); took < least {
			t.Errorf("%s %v after the question, want %v at least", want[i], took, least)
		}
	}
	for words, chat := range map[string]int64{
		reminder: silent.phone, takenBack: silent.phone, waits(tale.id): far.phone,
	} {
		if n := o.has(chat, words); n != 1 {
			t.Errorf("%q was said %d times", words, n)
		}
	}
	for _, words := range []string{"đang xem câu hỏi của anh/chị", "chuyển lại để người khác trả lời sớm hơn"} {
		if n := tale.page.shows(words); n != 1 {
			t.Errorf("the asker was told %d times: %s", n, words)
		}
	}
}

// Killed while the clock does something: it is done soon after the start.
func TestFaultDeskSilenceKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.set("DESK_TIMES", "5s,8s,10m")
	o := newOffice(onTelegram(w, true))
	silent := o.member().withPhone()
	s := o.serve()
	o.enters(silent)
	tale := o.stories(s, silent)[0]
	for _, what := range []string{"reminded", "returned"} {
		release := o.hold("LOCK TABLE ticket_lines IN EXCLUSIVE MODE")
		o.stuck("ticket_lines")
		s.kill()
		o.unstick("ticket_lines")
		release()
		o.again(s)
		took := o.awaitLine(tale.id, what, 1)
		t.Logf("%s %v after the start", what, took.Round(time.Second/10))
		if took > 10*time.Second {
			t.Errorf("%s came %v after the start", what, took)
		}
	}
	o.ended()
	want := []string{"said", "claimed", "reminded", "returned"}
	if got := o.happened(tale.id); !slices.Equal(got, want) {
		t.Errorf("happened: %v, want %v", got, want)
	}
}
