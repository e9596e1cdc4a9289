package ticket

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestPass(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		to     To
		asked  func(*Question)
		err    error
		ring   Ring
		team   int64
		only   int64
		offers []int64
	}{
		"unsure":             {ring: City, offers: []int64{1, 2, 3, 4, 5, 7}},
		"to a team":          {to: To{Team: city.ID}, ring: OwnTeam, team: city.ID, offers: []int64{5}},
		"to a person":        {to: To{Volunteer: nga.ID}, ring: OwnTeam, only: nga.ID, offers: []int64{4}},
		"to an ended team":   {to: To{Team: gone.ID}, err: ErrNobody},
		"to one who left":    {to: To{Volunteer: left.ID}, err: ErrNobody},
		"to nobody known":    {to: To{Volunteer: 99}, err: ErrNobody},
		"to oneself":         {to: To{Volunteer: lan.ID}, err: ErrNobody},
		"to the neighbours":  {to: To{Team: area1.ID}, asked: far, err: ErrHidden},
		"to a neighbour":     {to: To{Volunteer: minh.ID}, asked: far, err: ErrHidden},
		"far, not so near":   {to: To{Volunteer: mai.ID}, asked: far, ring: OwnTeam, only: mai.ID, offers: []int64{2}},
		"to both: a person":  {to: To{Team: city.ID, Volunteer: nga.ID}, ring: OwnTeam, only: nga.ID, offers: []int64{4}},
		"to the officers":    {to: To{Team: desk1.ID}, ring: OwnTeam, team: desk1.ID, offers: []int64{6}},
		"to a coordinator":   {to: To{Volunteer: root.ID}, ring: OwnTeam, only: root.ID, offers: []int64{8}},
		"to a far-away team": {to: To{Team: ward2.ID}, ring: OwnTeam, team: ward2.ID, offers: []int64{4}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOffice(t)
			if c.asked == nil {
				c.asked = func(*Question) {}
			}
			o.held(c.asked)
			verb := func() error { _, err := o.desk.Pass(o.Context(), "p", 1, lan.ID, c.to, Unsure); return err }
			if c.err != nil {
				o.fails(c.err, verb)
				return
			}
			o.ok(verb())
			k := o.tickets[0]
			if k.State != Waiting || k.Holder != 0 || k.Ring != c.ring || k.Team != c.team || k.Only != c.only {
				t.Errorf("%+v", k)
			}
			var offers []int64
			for _, v := range everybody {
				if MaySee(k, v) {
					offers = append(offers, v.ID)
				}
			}
			if !slices.Equal(offers, c.offers) {
				t.Errorf("offered to %v, want %v", offers, c.offers)
			}
			if !GaveAway(o.lines[1])[lan.ID] || !o.waits("ring", 1) {
				t.Error("the one who passed it on is asked first, or nobody is")
			}
		})
	}
}

// A sensitive question is not passed on to neighbours, however one tries.
func TestPassSensitive(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.asked(sensitive)
	o.done(o.desk.Claim(o.Context(), "c", 1, thao.ID))
	for _, to := range []To{{Team: area1.ID}, {Team: ward1.ID}, {Volunteer: lan.ID}, {Volunteer: hanh.ID}} {
		o.fails(ErrHidden, func() error { _, err := o.desk.Pass(o.Context(), "p", 1, thao.ID, to, ""); return err })
	}
	k := o.done(o.desk.Pass(o.Context(), "p", 1, thao.ID, To{}, Unsure))
	if k.Ring != City || !MaySee(k, nga) || !MaySee(k, vy) || !MaySee(k, thao) || MaySee(k, lan) || MayRead(k, hanh) || !MayList(k, hanh) {
		t.Errorf("%+v", k)
	}
	o.done(o.desk.Claim(o.Context(), "d", 1, nga.ID))
	k = o.done(o.desk.Pass(o.Context(), "q", 1, nga.ID, To{}, Unsure)) // there is no further ring
	if k.Ring != City {
		t.Errorf("%+v", k)
	}
}

// One who was passed it and does not come: it goes back to its ring.
func TestPassedToOneWhoDoesNotCome(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.held()
	o.done(o.desk.Pass(o.Context(), "p", 1, lan.ID, To{Volunteer: nga.ID}, "chị rành hơn, gọi 079012345678"))
	if got := o.last(1).Reason; got != "chị rành hơn, gọi ••••••••••••" {
		t.Errorf("kept %q", got)
	}
	if k := o.look(19 * time.Minute); k.Only != nga.ID {
		t.Errorf("%+v", k)
	}
	k := o.look(20 * time.Minute)
	if k.Only != 0 || k.Ring != OwnTeam || k.RungRing != 0 || !MaySee(k, lan) {
		t.Errorf("%+v", k)
	}
	o.done(o.desk.Claim(o.Context(), "c2", 1, lan.ID))
	o.fails(ErrTooLong, func() error {
		_, err := o.desk.Return(o.Context(), "r", 1, lan.ID, strings.Repeat("a", 501))
		return err
	})
}
