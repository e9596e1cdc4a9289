package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"motcua/internal/follow"
	"motcua/internal/workday"
)

// What is well is counted, and what is not has its cause, its next step and its status.
func TestNoticesPrinted(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 2, 22, 0, 0, 0, workday.Zone)
	well := follow.Queue{
		Follows: 50_000, Today: 120, Quiet: 300, Until: now.Add(9 * time.Hour), Blocked: 4,
		Sending: 500, Oldest: now.Add(-time.Minute), Tried: 2,
	}
	var out strings.Builder
	noError(t, printNotices(&out, well, now))
	contains(t, "well", out.String(), "50000", "until 2026-12-03 07:00", "since 2026-12-02 21:59, 2 tried in vain; the rest takes 20s")
	if strings.Contains(out.String(), "✗") {
		t.Errorf("nothing is wrong:\n%s", out.String())
	}
	for what, c := range map[string]struct {
		q    follow.Queue
		want string
	}{
		"failing":  {follow.Queue{Failing: []follow.Failure{{Cause: "tell follow N: no room", Jobs: 7}}}, "✗ 7 fail and are tried again: tell follow N: no room\n  → motcua doctor"},
		"given up": {follow.Queue{Failing: []follow.Failure{{Cause: "no room", Jobs: 2, Given: true}}}, "✗ 2 were given up: no room\n  → motcua doctor"},
		"not sent": {follow.Queue{Sending: 3, Oldest: now.Add(-2 * time.Hour)}, "✗ Notices wait to be sent since 2026-12-02 20:00\n  → see whether serve runs"},
	} {
		out.Reset()
		err := printNotices(&out, c.q, now)
		if exit, ok := errors.AsType[exitError](err); !ok || exit != 1 {
			t.Errorf("%s: %v", what, err)
		}
		contains(t, what, out.String(), c.want)
	}
}
