package follow

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"motcua/internal/dossier"
	"motcua/internal/workday"
)

func on(s string) time.Time {
	for _, layout := range []string{"2006-01-02 15:04", time.DateOnly} {
		if t, err := time.ParseInLocation(layout, s, workday.Zone); err == nil {
			return t
		}
	}
	panic(s)
}

// followed is processed, is due on Thursday 10 December 2026, and was told so.
func followed(change ...func(*State)) State {
	s := State{
		Follow: Follow{ID: 1, At: on("2026-12-01 09:00"), Told: Told{Event: 5, Status: dossier.Processing, Due: on("2026-12-10")}},
		Dossier: dossier.Dossier{
			Status: dossier.Processing, ReceivedAt: on("2026-12-01 08:00"), DueAt: on("2026-12-10 17:00"), UpdatedAt: on("2026-12-03 08:40"),
		},
		Newest: 5,
	}
	for _, f := range change {
		f(&s)
	}
	return s
}

// reaches lets it reach a status by a new event.
func reaches(to dossier.Status, at string) func(*State) {
	return func(s *State) {
		s.Dossier.Status, s.Newest = to, s.Newest+1
		s.Dossier.Events = append(s.Dossier.Events, dossier.Event{At: on(at), Status: to})
		s.Dossier.UpdatedAt = on(at)
	}
}

func told(status dossier.Status) func(*State) {
	return func(s *State) { s.Told.Status = status }
}

func by(asked, last string) func(*State) {
	return func(s *State) {
		s.Dossier.Supplements = []dossier.Supplement{{Name: "x", AskedAt: on(asked), DueAt: on(last)}}
	}
}

func about(procedure string) func(*State) {
	return func(s *State) { s.Dossier.Procedure = procedure }
}

func due(day string) func(*State) { return func(s *State) { s.Dossier.DueAt = on(day) } }

func fresh(at string) func(*State) { return func(s *State) { s.Dossier.UpdatedAt = on(at) } }

func apology(to, at string) func(*State) {
	return func(s *State) {
		s.Dossier.Extensions = append(s.Dossier.Extensions, dossier.Extension{To: on(to), At: on(at)})
	}
}

func set(f func(*Told)) func(*State) { return func(s *State) { f(&s.Told) } }

func TestJudge(t *testing.T) {
	t.Parallel()
	const thursday = "2026-12-03 09:00"
	yes := true
	for name, c := range map[string]struct {
		s      State
		now    string
		kind   Kind
		until  string // waits until then
		again  bool
		mended bool
		moves  bool // without a word
	}{
		"nothing new":                          {s: followed(), now: thursday},
		"newer data of the same":               {s: followed(fresh("2026-12-03 12:00")), now: thursday},
		"a late old event":                     {s: followed(func(s *State) { s.Newest = 9 }), now: thursday, moves: true},
		"accepted from registered":             {s: followed(told(dossier.Registered), reaches(dossier.Accepted, thursday)), now: thursday, kind: Accepted},
		"processed without being accepted":     {s: followed(told(dossier.Registered), reaches(dossier.Processing, thursday)), now: thursday, kind: Accepted},
		"accepted after all":                   {s: followed(told(dossier.Rejected), reaches(dossier.Accepted, thursday)), now: thursday, kind: Accepted},
		"a Notice that did not arrive":         {s: followed(told("")), now: thursday, kind: Accepted},
		"processed once accepted":              {s: followed(told(dossier.Accepted), reaches(dossier.Processing, thursday)), now: thursday, moves: true},
		"papers asked for":                     {s: followed(reaches(dossier.SupplementRequested, thursday), by(thursday, "2026-12-18")), now: thursday, kind: Supplements},
		"papers are in":                        {s: followed(told(dossier.SupplementRequested), reaches(dossier.Processing, thursday)), now: thursday, kind: Resumed},
		"papers sent and to be looked at":      {s: followed(told(dossier.SupplementRequested), reaches(dossier.Registered, thursday)), now: thursday, kind: Checking},
		"papers asked for again in the night":  {s: followed(told(dossier.SupplementRequested), reaches(dossier.SupplementRequested, thursday), func(s *State) { s.Left = true }), now: thursday, kind: Supplements, again: true},
		"papers asked for, the same":           {s: followed(told(dossier.SupplementRequested), reaches(dossier.SupplementRequested, thursday)), now: thursday, moves: true},
		"another payment in the night":         {s: followed(told(dossier.PaymentRequested), reaches(dossier.PaymentRequested, thursday), func(s *State) { s.Left = true }), now: thursday, kind: Payment, again: true},
		"payment":                              {s: followed(reaches(dossier.PaymentRequested, thursday)), now: thursday, kind: Payment},
		"withdrawal":                           {s: followed(reaches(dossier.WithdrawalRequested, thursday)), now: thursday, kind: Withdrawal},
		"withdrawal taken back":                {s: followed(told(dossier.WithdrawalRequested), reaches(dossier.Processing, thursday)), now: thursday, kind: Resumed},
		"completed":                            {s: followed(reaches(dossier.Completed, thursday)), now: thursday, kind: Completed},
		"completed, left and completed again":  {s: followed(told(dossier.Completed), reaches(dossier.Completed, thursday), func(s *State) { s.Left = true }), now: thursday, moves: true},
		"returned":                             {s: followed(told(dossier.Completed), reaches(dossier.Returned, thursday)), now: thursday, kind: Returned},
		"stopped":                              {s: followed(reaches(dossier.Stopped, thursday)), now: thursday, kind: Stopped},
		"rejected":                             {s: followed(told(dossier.Registered), reaches(dossier.Rejected, thursday)), now: thursday, kind: Rejected},
		"a correction back":                    {s: followed(told(dossier.Completed), reaches(dossier.Processing, thursday)), now: thursday, kind: Resumed, mended: true},
		"a correction to papers":               {s: followed(told(dossier.Returned), reaches(dossier.SupplementRequested, thursday)), now: thursday, kind: Supplements, mended: true},
		"returned was wrong, completed it is":  {s: followed(told(dossier.Returned), reaches(dossier.Completed, thursday)), now: thursday, kind: Completed},
		"a new date by an apology":             {s: followed(apology("2026-12-17", thursday)), now: thursday, kind: NewDate},
		"a new date of the source":             {s: followed(due("2026-12-08")), now: thursday, kind: NewDate},
		"another hour of the same day":         {s: followed(due("2026-12-10 10:00")), now: thursday},
		"the first date":                       {s: followed(set(func(t *Told) { t.Due = time.Time{} })), now: thursday, kind: NewDate},
		"no date any more":                     {s: followed(func(s *State) { s.Dossier.DueAt = time.Time{} }), now: thursday},
		"a second apology does not count":      {s: followed(apology("2026-12-17", "2026-12-02"), apology("2026-12-24", thursday), set(func(t *Told) { t.Due = on("2026-12-17") })), now: thursday},
		"a new date while papers are awaited":  {s: followed(told(dossier.SupplementRequested), reaches(dossier.SupplementRequested, thursday), due("2026-12-17")), now: thursday, moves: true},
		"two working days left":                {s: followed(), now: "2026-12-08 09:00"},
		"one working day left":                 {s: followed(), now: "2026-12-09 09:00", kind: DueSoon},
		"the day itself":                       {s: followed(), now: "2026-12-10 07:05", kind: DueSoon},
		"near, and said so":                    {s: followed(set(func(t *Told) { t.Soon = on("2026-12-10 17:00") })), now: "2026-12-10 07:05"},
		"near, but paused":                     {s: followed(told(dossier.SupplementRequested), reaches(dossier.SupplementRequested, thursday)), now: "2026-12-09 09:00", moves: true},
		"passed, data from before":             {s: followed(), now: "2026-12-11 09:00"},
		"passed, data from the day":            {s: followed(fresh("2026-12-10 16:00")), now: "2026-12-11 09:00"},
		"passed, data from after it":           {s: followed(fresh("2026-12-11 07:00")), now: "2026-12-11 09:00", kind: Overdue},
		"passed, and said so":                  {s: followed(fresh("2026-12-11 07:00"), set(func(t *Told) { t.Over = on("2026-12-10") })), now: "2026-12-14 09:00"},
		"passed, moved and passed again":       {s: followed(fresh("2026-12-18 07:00"), due("2026-12-17"), set(func(t *Told) { t.Over, t.Due = on("2026-12-10"), on("2026-12-17") })), now: "2026-12-18 09:00", kind: Overdue},
		"papers by next Friday":                {s: followed(told(dossier.SupplementRequested), reaches(dossier.SupplementRequested, thursday), by(thursday, "2026-12-11")), now: "2026-12-08 09:00", moves: true},
		"papers by the day after tomorrow":     {s: followed(told(dossier.SupplementRequested), reaches(dossier.SupplementRequested, thursday), by(thursday, "2026-12-11")), now: "2026-12-09 09:00", kind: Lapse},
		"papers by tonight":                    {s: followed(told(dossier.SupplementRequested), reaches(dossier.SupplementRequested, thursday), by(thursday, "2026-12-11")), now: "2026-12-11 09:00", kind: Lapse},
		"papers by yesterday":                  {s: followed(told(dossier.SupplementRequested), reaches(dossier.SupplementRequested, thursday), by(thursday, "2026-12-11")), now: "2026-12-14 09:00", moves: true},
		"reminded of them":                     {s: followed(told(dossier.SupplementRequested), reaches(dossier.SupplementRequested, thursday), by(thursday, "2026-12-11"), set(func(t *Told) { t.Lapse = on("2026-12-11") })), now: "2026-12-10 09:00", moves: true},
		"handed in, as the person says":        {s: followed(told(dossier.SupplementRequested), reaches(dossier.SupplementRequested, thursday), by(thursday, "2026-12-11"), set(func(t *Told) { t.Handed = on("2026-12-04 08:00") })), now: "2026-12-10 09:00", moves: true},
		"handed in for an earlier request":     {s: followed(told(dossier.SupplementRequested), reaches(dossier.SupplementRequested, thursday), by(thursday, "2026-12-11"), set(func(t *Told) { t.Handed = on("2026-12-01 08:00") })), now: "2026-12-10 09:00", kind: Lapse},
		"a result for two working days":        {s: followed(told(dossier.Completed), reaches(dossier.Completed, thursday)), now: "2026-12-07 09:00", moves: true},
		"a result for three working days":      {s: followed(told(dossier.Completed), reaches(dossier.Completed, thursday)), now: "2026-12-08 09:00", kind: Fetched},
		"a result, and it was asked":           {s: followed(told(dossier.Completed), reaches(dossier.Completed, thursday), set(func(t *Told) { t.Asked = on("2026-12-08") })), now: "2026-12-09 09:00", moves: true},
		"a result, and it was answered before": {s: followed(told(dossier.Completed), reaches(dossier.Completed, thursday), set(func(t *Told) { t.Received = &yes })), now: "2026-12-09 09:00", moves: true},
		"a result online":                      {s: followed(told(dossier.Completed), reaches(dossier.Completed, thursday), func(s *State) { s.Dossier.ReturnChannel = "online" }), now: "2026-12-09 09:00", moves: true},
		"a result after a death":               {s: followed(told(dossier.Completed), reaches(dossier.Completed, thursday), about("Đăng ký khai tử")), now: "2026-12-09 09:00", moves: true},
		"a result followed only today":         {s: followed(told(dossier.Completed), reaches(dossier.Completed, thursday), func(s *State) { s.At = on("2026-12-09 08:00") }), now: "2026-12-09 09:00", moves: true},

		// When it may be told.
		"a result at 21:00":                       {s: followed(reaches(dossier.Completed, "2026-12-03 21:00")), now: "2026-12-03 21:00", kind: Completed, until: "2026-12-04 07:00"},
		"a result at 20:59":                       {s: followed(reaches(dossier.Completed, "2026-12-03 20:59")), now: "2026-12-03 20:59", kind: Completed},
		"a result at 6:59":                        {s: followed(reaches(dossier.Completed, "2026-12-03 06:59")), now: "2026-12-03 06:59", kind: Completed, until: "2026-12-03 07:00"},
		"a result on Friday night":                {s: followed(reaches(dossier.Completed, "2026-12-04 22:00")), now: "2026-12-04 22:00", kind: Completed, until: "2026-12-07 07:00"},
		"a result on a Saturday":                  {s: followed(reaches(dossier.Completed, "2026-12-05 10:00")), now: "2026-12-05 10:00", kind: Completed, until: "2026-12-07 07:00"},
		"a result before Tết":                     {s: followed(reaches(dossier.Completed, "2026-02-13 21:30"), due("2026-02-27")), now: "2026-02-13 21:30", kind: Completed, until: "2026-02-23 07:00"},
		"a result on a swapped Saturday":          {s: followed(reaches(dossier.Completed, "2026-08-22 09:00"), due("2026-08-28")), now: "2026-08-22 09:00", kind: Completed},
		"a result on the night before it":         {s: followed(reaches(dossier.Completed, "2026-08-21 22:00"), due("2026-08-28")), now: "2026-08-21 22:00", kind: Completed, until: "2026-08-22 07:00"},
		"a result on 31 August, swapped":          {s: followed(reaches(dossier.Completed, "2026-08-31 09:00"), due("2026-09-10")), now: "2026-08-31 09:00", kind: Completed, until: "2026-09-03 07:00"},
		"a result on 2 September":                 {s: followed(reaches(dossier.Completed, "2026-09-02 09:00"), due("2026-09-10")), now: "2026-09-02 09:00", kind: Completed, until: "2026-09-03 07:00"},
		"papers, far, on a Saturday":              {s: followed(reaches(dossier.SupplementRequested, "2026-12-05 10:00"), by("2026-12-05", "2026-12-18")), now: "2026-12-05 10:00", kind: Supplements, until: "2026-12-07 07:00"},
		"papers, near, on a Saturday":             {s: followed(reaches(dossier.SupplementRequested, "2026-12-05 10:00"), by("2026-12-05", "2026-12-08")), now: "2026-12-05 10:00", kind: Supplements},
		"papers, near, at night":                  {s: followed(reaches(dossier.SupplementRequested, "2026-12-04 22:00"), by("2026-12-04", "2026-12-08")), now: "2026-12-04 22:00", kind: Supplements, until: "2026-12-05 07:00"},
		"papers due right after Tết, before it":   {s: followed(told(dossier.SupplementRequested), reaches(dossier.SupplementRequested, "2026-02-09 08:00"), by("2026-02-09", "2026-02-24")), now: "2026-02-13 07:05", kind: Lapse},
		"a date right after Tết, the day before":  {s: followed(due("2026-02-23"), set(func(t *Told) { t.Due = on("2026-02-23") })), now: "2026-02-13 07:05", kind: DueSoon},
		"a date that nears, seen first on Sunday": {s: followed(set(func(t *Told) { t.Due = on("2026-12-07") }), due("2026-12-07")), now: "2026-12-06 09:00", kind: DueSoon, until: "2026-12-07 07:00"},
	} {
		now := on(c.now)
		n, wait := Judge(c.s, now, workday.Default())
		until := ""
		if wait > 0 {
			until = now.Add(wait).Format("2006-01-02 15:04")
		}
		if n.Kind != c.kind || until != c.until || n.Again != c.again || n.Mended != c.mended {
			t.Errorf("%s: %q until %q, again %t, mended %t", name, n.Kind, until, n.Again, n.Mended)
		}
		if moves := n.Kind == "" && !n.Told.Same(c.s.Told); moves != c.moves {
			t.Errorf("%s: moves %t", name, moves)
		}
		if n.Kind == "" || wait > 0 {
			continue
		}
		// What was told is told once: the same state tells nothing of the kind any more.
		c.s.Told, c.s.Left = n.Told, false
		if again, _ := Judge(c.s, now, workday.Default()); again.Kind == n.Kind {
			t.Errorf("%s: told again", name)
		}
	}
}

// play tells one follower what a plan brings, looking each half hour, as jobs and the daily
// look do together.
func play(s State, from, to string, plan map[string]func(*State)) []string {
	var said []string
	for now := on(from); now.Before(on(to)); now = now.Add(30 * time.Minute) {
		if change := plan[now.Format("2006-01-02 15:04")]; change != nil {
			change(&s)
		}
		n, wait := Judge(s, now, workday.Default())
		if wait > 0 {
			continue
		}
		s.Told = n.Told
		if n.Kind != "" {
			s.ToldAt = now
			said = append(said, now.Format("02/01 15:04 ")+string(n.Kind))
		}
	}
	return said
}

// Eight weeks over Tết of 2026, when offices were closed from 14 to 22 February.
func TestJudgeOverTet(t *testing.T) {
	t.Parallel()
	s := State{
		Follow:  Follow{At: on("2026-02-02 09:00"), Told: Told{Status: dossier.Registered}},
		Dossier: dossier.Dossier{Status: dossier.Registered, UpdatedAt: on("2026-02-02 08:00")},
	}
	all := func(changes ...func(*State)) func(*State) {
		return func(s *State) {
			for _, c := range changes {
				c(s)
			}
		}
	}
	said := play(s, "2026-02-02 09:00", "2026-04-01 00:00", map[string]func(*State){
		"2026-02-03 22:30": all(reaches(dossier.Accepted, "2026-02-03 22:00"), due("2026-02-24 17:00"), func(s *State) { s.Dossier.ReceivedAt = on("2026-02-03 08:00") }),
		"2026-02-04 08:00": reaches(dossier.Processing, "2026-02-04 08:00"),
		"2026-02-06 10:00": all(reaches(dossier.SupplementRequested, "2026-02-06 09:00"), by("2026-02-06 09:00", "2026-02-25 17:00")),
		"2026-02-19 09:00": fresh("2026-02-19 09:00"),
		"2026-02-24 15:00": all(reaches(dossier.Processing, "2026-02-24 14:00"), due("2026-03-06 17:00")),
		"2026-03-09 08:00": fresh("2026-03-09 08:00"),
		"2026-03-10 09:00": all(apology("2026-03-17 17:00", "2026-03-10 08:00"), fresh("2026-03-10 08:30")),
		"2026-03-14 09:00": reaches(dossier.Completed, "2026-03-13 16:00"),
		"2026-03-25 08:00": reaches(dossier.Returned, "2026-03-24 15:00"),
	})
	want := []string{
		"04/02 07:00 accepted", "06/02 10:00 supplements", "23/02 07:00 lapse", "24/02 15:00 resumed", "05/03 07:00 due_soon",
		"09/03 08:00 overdue", "10/03 09:00 new_date", "16/03 07:00 completed", "19/03 07:00 fetched", "25/03 08:00 returned",
	}
	if got := strings.Join(said, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("said\n%s", got)
	}
}

// Each status has its news, and none speaks of its own course.
func TestEachStatusIsNews(t *testing.T) {
	t.Parallel()
	seen := map[Kind]bool{}
	for _, from := range append([]dossier.Status{""}, dossier.Statuses...) {
		for _, to := range dossier.Statuses {
			k := changed(from, to)
			seen[k] = true
			if silent := from == to || running(from) && running(to); (k == "") != silent {
				t.Errorf("%s to %s: %q", from, to, k)
			}
		}
	}
	for _, k := range Kinds {
		if !seen[k] && !k.OfCalendar() && k != NewDate {
			t.Errorf("%s is never told", k)
		}
	}
	if len(Kinds) != 15 {
		t.Error(fmt.Sprint(len(Kinds), " kinds"))
	}
}
