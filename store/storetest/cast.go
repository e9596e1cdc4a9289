package storetest

import (
	"testing"
	"time"

	"motcua/internal/team"
	"motcua/store/postgres"
)

// CastUnit is the ward, and CastArea its neighbourhood, that the cast answers for.
const (
	CastUnit = "H29.171"
	CastArea = "Khu phố 1"
)

// Cast is a small team of volunteers, as a test finds them in its store.
type Cast struct {
	Ward, Area, City, Officers team.Team

	Lan  team.Volunteer // a volunteer of the ward's team
	Minh team.Volunteer // a volunteer of the neighbourhood's team
	Hanh team.Volunteer // "Hạnh", the coordinator, head of the ward's team
	Thao team.Volunteer // "Thảo", an officer of the centre
	Vy   team.Volunteer // a volunteer of the city's pool
}

// Team puts the cast into a store, of CastUnit or of the unit given. Nobody is on duty
// and nobody has a messenger: SetDuty and Telegram are for the test to say.
func Team(tb testing.TB, s *postgres.Store, ofUnit ...string) Cast {
	tb.Helper()
	at := time.Date(2026, 11, 1, 8, 0, 0, 0, time.UTC)
	ward := CastUnit
	if len(ofUnit) > 0 {
		ward = ofUnit[0]
	}
	var c Cast
	for _, t := range []struct {
		team *team.Team
		is   team.Team
	}{
		{&c.Ward, team.Team{Name: "Tổ công nghệ số phường", Kind: team.OfUnit, Unit: ward}},
		{&c.Area, team.Team{Name: "Tổ công nghệ số Khu phố 1", Kind: team.OfArea, Unit: ward, Area: CastArea}},
		{&c.City, team.Team{Name: "Đội hỗ trợ thành phố", Kind: team.OfCity}},
		{&c.Officers, team.Team{Name: "Quầy hướng dẫn", Kind: team.Officers, Unit: ward}},
	} {
		id, err := s.AddTeam(tb.Context(), t.is)
		must(tb, "add a team", err)
		*t.team = t.is
		t.team.ID = id
	}
	for _, v := range []struct {
		who  *team.Volunteer
		name string
		role team.Role
		team team.Team
	}{
		{&c.Lan, "Lan", team.Plain, c.Ward},
		{&c.Minh, "Minh", team.Plain, c.Area},
		{&c.Hanh, "Hạnh", team.Coordinator, c.Ward},
		{&c.Thao, "Thảo", team.Plain, c.Officers},
		{&c.Vy, "Vy", team.Plain, c.City},
	} {
		id, err := s.AddVolunteer(tb.Context(), team.Volunteer{Name: v.name, Role: v.role, Lang: "vi"}, at)
		must(tb, "add a volunteer", err)
		must(tb, "add a member", s.AddMember(tb.Context(), v.team.ID, id, v.role == team.Coordinator))
		*v.who, err = s.Volunteer(tb.Context(), id)
		must(tb, "read a volunteer", err)
	}
	return c
}

// Telegram links a private chat with a volunteer, as a press on a link would.
func Telegram(tb testing.TB, s *postgres.Store, volunteer int64, chatID string) {
	tb.Helper()
	now := time.Now()
	token := []byte("a link of " + chatID)
	must(tb, "make a link", s.MakeInvite(tb.Context(), token, team.Invite{Kind: team.Connect, Volunteer: volunteer, Until: now.Add(time.Hour)}))
	_, err := s.ConnectTelegram(tb.Context(), token, chatID, now)
	must(tb, "link a chat", err)
}
