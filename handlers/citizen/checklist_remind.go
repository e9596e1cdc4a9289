package citizen

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/checklist"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// remindOff stands behind the case in the press of verbRemind to take a reminder back.
const remindOff = "off"

// remind sets a reminder of a kept list: "1.004194/thue" asks for the day,
// "1.004194/thue/2026-12-15" is one.
func (h *Handler) remind(ctx context.Context, t *Talk, about string) error {
	p, err := h.papersOf(ctx, t, about)
	if err != nil || p == nil {
		return err
	}
	if !h.keeps() {
		h.showPapers(t, p, "")
		return nil
	}
	what := lastPart(about)
	switch {
	case what == remindOff:
		return h.stopReminding(ctx, t)
	case !t.reachable():
		h.cannotReach(t, p)
		return nil
	case p.kept.TouchedAt.IsZero():
		if agreed, err := h.agreedOrAsks(ctx, t, p); err != nil || !agreed {
			return err
		}
		if err := h.keepNow(ctx, t, p); err != nil {
			return err
		}
	}
	day, err := time.ParseInLocation(time.DateOnly, what, workday.Zone)
	if what == "" || err != nil {
		t.askWhen(p, "checklist.remind.when")
		return nil //nolint:nilerr // what is no day asks for one
	}
	return h.remindOn(ctx, t, p, day)
}

// cannotReach says honestly that a closed page cannot be reached, and what helps instead.
func (h *Handler) cannotReach(t *Talk, p *papersOf) {
	t.Say("checklist.remind.web", nil)
	if link := h.printLink(t, p); link != "" {
		t.More(t.Text("checklist.print", nil)+":", link)
	}
	t.Offer(t.choice("checklist.see", verbChecklist+":"+p.about()))
	if p.kept.TouchedAt.IsZero() {
		t.offerKeeping(h, p)
	}
	t.Offer(t.choice("menu.choice", verbMenu))
}

// askWhen asks for the day.
func (t *Talk) askWhen(p *papersOf, key string) {
	t.Say(key, words.Args{"days": strconv.Itoa(checklist.Farthest)})
	today := workday.Date(t.Now)
	monday := today.AddDate(0, 0, (8-int(today.Weekday())-1)%7+1)
	for _, one := range []struct {
		key string
		day time.Time
	}{
		{"checklist.remind.tomorrow", today.AddDate(0, 0, 1)},
		{"checklist.remind.monday", monday},
		{"checklist.remind.week", today.AddDate(0, 0, 7)},
	} {
		t.Offer(chat.Choice{Label: t.Text(one.key, words.Args{"date": t.shortDate(one.day)}), Press: remindPress(p, one.day)})
	}
	t.Await(verbRemind, p.g.Code+"/"+p.at.ID)
}

func remindStop(p *papersOf) string {
	return verbRemind + ":" + p.g.Code + "/" + p.at.ID + "/" + remindOff
}

func remindPress(p *papersOf, day time.Time) string {
	return verbRemind + ":" + p.g.Code + "/" + p.at.ID + "/" + day.Format(time.DateOnly)
}

// remindOn sets the reminder for a day that is to come.
func (h *Handler) remindOn(ctx context.Context, t *Talk, p *papersOf, day time.Time) error {
	at := checklist.RemindAt(day)
	switch {
	case !at.After(t.Now):
		t.askWhen(p, "checklist.remind.past")
		return nil
	case at.After(t.Now.AddDate(0, 0, checklist.Farthest)):
		t.askWhen(p, "checklist.remind.far")
		return nil
	case len(p.missing()) == 0:
		h.showPapers(t, p, "")
		return nil
	}
	m := t.Message
	kept, err := h.Checklists.SetReminder(ctx, m.Channel, m.Chat, p.g.Code, at, t.Now)
	if err != nil {
		return fmt.Errorf("set a reminder: %w", err)
	}
	if !kept {
		t.askToKeep(p)
		return nil
	}
	t.Say("checklist.remind.done", words.Args{"date": t.dayWords(at), "name": p.nameInLists()})
	t.Offer(t.choice("checklist.see", verbChecklist+":"+p.about()),
		t.choice("checklist.remind.stop", remindStop(p)), t.choice("menu.choice", verbMenu))
	return nil
}

// stopReminding takes all reminders of this chat back.
func (h *Handler) stopReminding(ctx context.Context, t *Talk) error {
	n, err := h.Checklists.StopReminders(ctx, t.Message.Channel, t.Message.Chat)
	if err != nil {
		return fmt.Errorf("stop reminders: %w", err)
	}
	if n == 0 {
		t.Say("checklist.remind.none", nil)
	} else {
		t.Say("checklist.remind.stopped", nil)
	}
	t.Offer(t.choice("checklist.mine.choice", verbLists), t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
	return nil
}

// stopNews stops what would be sent by itself: follows and reminders; where nothing would,
// it drops what was begun.
func (h *Handler) stopNews(ctx context.Context, t *Talk, _ string) error {
	follows, err := h.followsOf(ctx, t)
	if err != nil {
		return err
	}
	listener, hears, err := h.listenerOf(ctx, t)
	if err != nil {
		return err
	}
	begun := t.Awaited != "" && !drafts[t.Awaited]
	switch {
	case (len(follows) > 0 || hears) && !begun:
		return h.stopEverything(ctx, t)
	case !h.keeps(), begun:
		t.cancel()
		if len(follows) > 0 {
			t.More(t.Text("follow.stop.still", nil))
		}
		if hears {
			t.More(t.Text("announce.stop.still", words.Args{"ward": t.heardWard(listener)}))
		}
		return nil
	}
	lists, err := h.keptLists(ctx, t)
	if err != nil {
		return err
	}
	for _, l := range lists {
		if !l.RemindAt.IsZero() {
			return h.stopReminding(ctx, t)
		}
	}
	t.cancel()
	return nil
}

var (
	remindWords = list(`
	=nhac toi, =nhac em, =nhac minh, =nhac tui, =nhac bac, =nhac giup, =nhac toi nhe, =nhac em nhe, =dat lich nhac, =dat loi nhac, =hen nhac, =hen ngay nhac
	^nhac toi, ^nhac em, ^nhac minh, ^nhac tui, ^nhac giup, ^nhac lai, =remind me, ^remind me`)
	stopRemindWords = list(`
	=thoi nhac, =thoi khong nhac nua, =khong nhac nua, =dung nhac, =dung nhac nua, =huy nhac, =huy loi nhac, =bo nhac, =bo loi nhac, =khong can nhac, =khong can nhac nua, =khoi nhac, =tat nhac
	=stop reminding, =stop reminding me, =no reminder, =cancel the reminder, =cancel reminder`)
	stopNewsWords = list(`~dừng, ~dừng lại, =dung nhan tin, =thoi nhan tin, =khong nhan tin nua, =stop, =stop messages`)
	nextWeekWords = list(`tuan sau, mot tuan, 1 tuan, tuan toi, next week, in a week, one week`)
	todayWords    = list(`hom nay, bua nay, today`)
	thirdDayWords = list(`ngay kia, ngay mot, in two days`)
)

// remindTyped reads a typed day where one was asked for, and what is typed of reminders.
func (h *Handler) remindTyped(ctx context.Context, t *Talk) (done bool, err error) {
	if !h.keeps() {
		return false, nil
	}
	said := t.said()
	day, isDay := typedDay(t.text, said, t.Now)
	switch {
	case stopRemindWords.in(said):
		return true, h.stopReminding(ctx, t)
	case remindWords.in(said):
		about, err := h.listMeant(ctx, t)
		if err != nil {
			return true, err
		}
		if about == "" {
			return true, h.myLists(ctx, t)
		}
		if isDay {
			about += "/" + day.Format(time.DateOnly)
		}
		return true, h.remind(ctx, t, about)
	case t.Awaited == verbRemind && isDay:
		return true, h.remind(ctx, t, t.About+"/"+day.Format(time.DateOnly))
	}
	return false, nil
}

var typedDate = regexp.MustCompile(`(?:^|[^0-9/])([0-3]?[0-9])\s*[/.-]\s*([01]?[0-9])(?:\s*[/.-]\s*(20[0-9]{2}))?(?:[^0-9/]|$)`)

// typedDay reads "thứ năm", "mai", "15/12", "tuần sau". A date without its year is the next
// one to come, a weekday too, and never today.
func typedDay(text string, s said, now time.Time) (time.Time, bool) {
	today := workday.Date(now)
	if part := typedDate.FindStringSubmatch(text); part != nil {
		return dateOf(part, today)
	}
	switch {
	case nextWeekWords.in(s):
		return today.AddDate(0, 0, 7), true
	case thirdDayWords.in(s), strings.Contains(s.marked, " mốt "):
		return today.AddDate(0, 0, 2), true
	case todayWords.in(s):
		return today, true
	}
	day, ok := askedDay(s, now)
	if ok && day.Equal(today) {
		day = day.AddDate(0, 0, 7)
	}
	return day, ok
}

func dateOf(part []string, today time.Time) (time.Time, bool) {
	d, _ := strconv.Atoi(part[1])
	m, _ := strconv.Atoi(part[2])
	y, err := strconv.Atoi(part[3])
	if err != nil {
		y = today.Year()
	}
	day := time.Date(y, time.Month(m), d, 0, 0, 0, 0, workday.Zone)
	if day.Day() != d || int(day.Month()) != m {
		return time.Time{}, false
	}
	if err != nil && day.Before(today) {
		day = day.AddDate(1, 0, 0)
	}
	return day, true
}
