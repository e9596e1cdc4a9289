package team

import (
	"strings"
	"testing"
	"time"
)

func TestShownName(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		" Lan ": "Lan", "Ngọc  Hạnh": "Ngọc Hạnh", "Anne-Marie": "Anne-Marie", "H'Hen": "H'Hen",
		"": "", "Lan 0901234567": "", "t.me/lan": "", "🙂": "", "-": "", strings.Repeat("a", 31): "",
	} {
		got, err := ShownName(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestCoordinates(t *testing.T) {
	t.Parallel()
	ward1, ward2 := Team{ID: 1, Kind: OfUnit, Unit: "P1"}, Team{ID: 2, Kind: OfUnit, Unit: "P2"}
	area := Team{ID: 3, Kind: OfArea, Unit: "P1"}
	all := Volunteer{Role: Coordinator}
	head := Volunteer{Role: Coordinator, Teams: []Member{{Team: ward1}}}
	plain := Volunteer{Role: Plain, Teams: []Member{{Team: ward1, Head: true}}}
	for i, c := range []struct {
		v    Volunteer
		k    Team
		want bool
	}{
		{all, ward1, true}, {all, ward2, true}, {head, ward1, true}, {head, area, true}, {head, ward2, false},
		{plain, ward1, false}, {Volunteer{Role: Coordinator, EndedAt: time.Unix(1, 0)}, ward1, false},
	} {
		if c.v.Coordinates(c.k) != c.want {
			t.Errorf("case %d", i)
		}
	}
	if !head.In(1) || head.In(2) || head.Officer() || !(Volunteer{Teams: []Member{{Team: Team{Kind: Officers}}}}).Officer() {
		t.Error("members of teams")
	}
}

func TestOnDuty(t *testing.T) {
	t.Parallel()
	now := time.Unix(1000, 0)
	v := Volunteer{DutyUntil: now.Add(time.Second), Telegram: "5"}
	if !v.OnDuty(now) || v.OnDuty(v.DutyUntil) {
		t.Error("on duty until its end")
	}
	if _, account, linked := v.Account(); account != "5" || !linked {
		t.Error("a linked chat is theirs")
	}
	v.EndedAt = now
	if v.OnDuty(now) {
		t.Error("one who left is on duty")
	}
}
