package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"motcua/internal/follow"
	"motcua/internal/workday"
	"motcua/store/postgres"
)

// noticesCmd is `motcua notices`.
type noticesCmd struct{ storeSettings }

// Help says what the lines mean.
func (*noticesCmd) Help() string {
	return "Counts the Notices to who follows a dossier: those that wait, and for what, those that fail, and why. " +
		"It names nobody and changes nothing. Under what needs a hand stands what to do next, and the exit status is 1 then."
}

// Run looks and prints.
func (c *noticesCmd) Run(ctx context.Context, std streams) error {
	return c.withStore(ctx, func(store *postgres.Store) error {
		now := time.Now()
		q, err := store.NoticeQueue(ctx, now)
		if err != nil {
			return err
		}
		return printNotices(std.out, q, now)
	})
}

// printNotices prints the counts, and what needs a hand.
func printNotices(out io.Writer, q follow.Queue, now time.Time) error {
	var b strings.Builder
	table := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, line := range noticeLines(q) {
		_, _ = fmt.Fprintf(table, "%s\t%d\t%s\n", line.what, line.n, line.more)
	}
	_ = table.Flush()
	needs := noticeNeeds(q, now)
	for _, need := range needs {
		fmt.Fprintf(&b, "\n✗ %s\n  → %s\n", need[0], need[1])
	}
	if _, err := io.WriteString(out, b.String()); err != nil {
		return err
	}
	if len(needs) > 0 {
		return exitError(1)
	}
	return nil
}

type noticeLine struct {
	what string
	n    int
	more string
}

// noticeLines are all counts, with a word on those that are not plain.
func noticeLines(q follow.Queue) []noticeLine {
	quiet, sending := "", ""
	if q.Quiet > 0 {
		quiet = "until " + shortTime(q.Until)
	}
	if q.Sending > 0 {
		rest := time.Duration(q.Sending) * time.Second / sendsASecond
		sending = fmt.Sprintf("since %s, %d tried in vain; the rest takes %v", shortTime(q.Oldest), q.Tried, rest.Round(time.Second))
	}
	failing := 0
	for _, f := range q.Failing {
		failing += f.Jobs
	}
	return []noticeLine{
		{"followed dossiers", q.Follows, ""},
		{"told today", q.Today, ""},
		{"to be told now", q.Ready, ""},
		{"wait for further changes", q.Settles, "a few seconds"},
		{"wait for the morning or a working day", q.Quiet, quiet},
		{"wait to be sent", q.Sending, sending},
		{"cannot be reached", q.Blocked, "the bot is blocked; /start brings them back"},
		{"fail", failing, ""},
	}
}

// sendsASecond is a channel's pace.
const sendsASecond = 25

// slowSending is how long 50,000 Notices take, and half as long again.
const slowSending = 50 * time.Minute

// noticeNeeds is what needs a hand, each with the next step.
func noticeNeeds(q follow.Queue, now time.Time) (needs [][2]string) {
	for _, f := range q.Failing {
		what, next := "fail and are tried again", "motcua doctor; when its ✗ are gone they go on by themselves"
		if f.Given {
			what, next = "were given up", "motcua doctor; the look at 7:05, or at a restart of serve, tells who is still untold"
		}
		needs = append(needs, [2]string{fmt.Sprintf("%d %s: %s", f.Jobs, what, f.Cause), next})
	}
	if q.Sending > 0 && now.Sub(q.Oldest) > slowSending {
		needs = append(needs, [2]string{
			"Notices wait to be sent since " + shortTime(q.Oldest),
			"see whether serve runs with the channel's token (motcua doctor); after a day they are given up",
		})
	}
	return needs
}

func shortTime(at time.Time) string { return at.In(workday.Zone).Format("2006-01-02 15:04") }
