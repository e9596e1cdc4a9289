package ticket

import (
	"testing"
	"time"
)

func TestDetails(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.held()
	ctx := o.Context()
	o.fails(ErrNoDetails, func() error { _, err := o.desk.Refuse(ctx, "r0", 1, web("a")); return err })
	k := o.done(o.desk.AskDetails(ctx, "ask", 1, lan.ID))
	if k.Details != Asked || k.DetailsOpen(o.now) || k.Unanswered() || !k.AnsweredAt.IsZero() {
		t.Errorf("%+v", k)
	}
	o.fails(nil, func() error { _, err := o.desk.AskDetails(ctx, "ask2", 1, lan.ID); return err })
	k = o.done(o.desk.Allow(ctx, "allow", 1, web("a")))
	if !k.DetailsOpen(o.now) || !k.DetailsOpen(o.now.Add(29*time.Minute)) || k.DetailsOpen(o.now.Add(30*time.Minute)) || !k.Unanswered() {
		t.Errorf("%+v", k)
	}
	k = o.done(o.desk.Refuse(ctx, "refuse", 1, web("a")))
	if k.DetailsOpen(o.now) {
		t.Errorf("%+v", k)
	}
	o.fails(ErrNoDetails, func() error { _, err := o.desk.AskDetails(ctx, "ask3", 1, lan.ID); return err })
	o.done(o.desk.Allow(ctx, "allow2", 1, web("a")))
	k = o.done(o.desk.Return(ctx, "ret", 1, lan.ID, DutyEnded))
	if k.Details != "" || k.DetailsOpen(o.now) { // it was allowed to one person
		t.Errorf("%+v", k)
	}
	o.fails(ErrNoDetails, func() error { _, err := o.desk.Allow(ctx, "allow3", 1, web("a")); return err })
	for name, change := range map[string]func(*Question){"sensitive": sensitive, "no code": func(q *Question) { q.Code = "" }} {
		p := newOffice(t)
		p.asked(change)
		p.done(p.desk.Claim(ctx, "c", 1, map[string]int64{"sensitive": thao.ID, "no code": lan.ID}[name]))
		p.fails(ErrNoDetails, func() error { _, err := p.desk.AskDetails(ctx, "ask", 1, p.tickets[0].Holder); return err })
		p.fails(ErrNoDetails, func() error { _, err := p.desk.Allow(ctx, "allow", 1, web("a")); return err })
	}
}

func TestKeepFar(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.asked()
	o.done(o.desk.Claim(o.Context(), "c", 1, minh.ID))
	k := o.done(o.desk.KeepFar(o.Context(), "far", 1, web("a")))
	if k.State != Waiting || MaySee(k, minh) || !MaySee(k, mai) || !MaySee(k, lan) || o.last(1).Reason != ByDistance {
		t.Errorf("%+v", k)
	}
	o.done(o.desk.Claim(o.Context(), "c2", 1, lan.ID))
	o.fails(nil, func() error { _, err := o.desk.KeepFar(o.Context(), "far2", 1, web("a")); return err })
}
