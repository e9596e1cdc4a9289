package postgres_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/team"
	"motcua/internal/unit"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// names are those of a list, in its order.
func names(all []team.Volunteer) []string {
	var out []string
	for _, v := range all {
		out = append(out, v.Name)
	}
	return out
}

func volunteer(t *testing.T, s *postgres.Store, id int64) team.Volunteer {
	t.Helper()
	v, err := s.Volunteer(t.Context(), id)
	must(t, err)
	return v
}

func unknown(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, team.ErrUnknown) {
		t.Errorf("%s: %v, want ErrUnknown", what, err)
	}
}

func TestCast(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	c := storetest.Team(t, s)
	for _, v := range []struct {
		who  team.Volunteer
		name string
		role team.Role
		of   team.Team
		head bool
	}{
		{c.Lan, "Lan", team.Plain, c.Ward, false},
		{c.Minh, "Minh", team.Plain, c.Area, false},
		{c.Hanh, "Hạnh", team.Coordinator, c.Ward, true},
		{c.Thao, "Thảo", team.Plain, c.Officers, false},
		{c.Vy, "Vy", team.Plain, c.City, false},
	} {
		want := team.Volunteer{ID: v.who.ID, Name: v.name, Role: v.role, Lang: "vi", Teams: []team.Member{{Team: v.of, Head: v.head}}}
		if diff := cmp.Diff(want, v.who); diff != "" || v.who.ID == 0 {
			t.Errorf("%s (-want +got):\n%s", v.name, diff)
		}
	}
	if all, err := s.Volunteers(t.Context()); err != nil || len(all) != 5 {
		t.Errorf("%v, %v", names(all), err)
	}
}

func TestTeams(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	c := storetest.Team(t, s)
	ward := c.Ward
	ward.Name, ward.Hours = "Tổ phường", []unit.Hours{{Days: "1-5", Open: "18:00", Close: "21:00"}}
	must(t, s.ChangeTeam(t.Context(), ward))
	if got, err := s.TeamByID(t.Context(), ward.ID); err != nil || !cmp.Equal(got, ward) {
		t.Errorf("changed: %+v, %v", got, err)
	}
	must(t, s.AddMember(t.Context(), c.Area.ID, c.Lan.ID, false))
	must(t, s.AddMember(t.Context(), c.Area.ID, c.Lan.ID, true)) // is head now
	if got := volunteer(t, s, c.Lan.ID).Teams; !cmp.Equal(got, []team.Member{{Team: ward}, {Team: c.Area, Head: true}}) {
		t.Errorf("Lan is in %+v", got)
	}
	for range 2 { // the second time it is not there
		must(t, s.RemoveMember(t.Context(), ward.ID, c.Lan.ID))
	}
	must(t, s.EndTeam(t.Context(), c.Area.ID, at(8)))
	if got := volunteer(t, s, c.Lan.ID).Teams; got != nil {
		t.Errorf("Lan is in %+v", got)
	}
	all, err := s.Teams(t.Context())
	must(t, err)
	for _, one := range all {
		if one.ID == c.Area.ID {
			t.Error("one that ended is listed")
		}
	}
	_, err = s.TeamByID(t.Context(), c.Area.ID)
	unknown(t, "ended team", err)
	unknown(t, "change an ended team", s.ChangeTeam(t.Context(), c.Area))
	unknown(t, "end it again", s.EndTeam(t.Context(), c.Area.ID, at(9)))
	unknown(t, "member of an ended team", s.AddMember(t.Context(), c.Area.ID, c.Vy.ID, false))
	unknown(t, "nobody as a member", s.AddMember(t.Context(), ward.ID, 999, false))
	if _, err := s.AddTeam(t.Context(), team.Team{Name: "X", Kind: "club"}); err == nil {
		t.Error("a team of no kind was added")
	}
}

func TestVolunteers(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	c := storetest.Team(t, s)
	must(t, s.SetDuty(t.Context(), c.Lan.ID, at(12)))
	must(t, s.SetDuty(t.Context(), c.Vy.ID, at(9)))
	if on, err := s.OnDuty(t.Context(), at(10)); err != nil || !cmp.Equal(names(on), []string{"Lan"}) {
		t.Errorf("on duty: %v, %v", names(on), err)
	}
	must(t, s.SetName(t.Context(), c.Lan.ID, "Lan Anh"))
	must(t, s.SetLang(t.Context(), c.Lan.ID, "en"))
	must(t, s.SetRole(t.Context(), c.Lan.ID, team.Coordinator))
	must(t, s.SetDuty(t.Context(), c.Vy.ID, at(0).AddDate(-9, 0, 0)))
	lan := volunteer(t, s, c.Lan.ID)
	if lan.Name != "Lan Anh" || lan.Lang != "en" || lan.Role != team.Coordinator || !lan.DutyUntil.Equal(at(12)) {
		t.Errorf("%+v", lan)
	}
	_, err := s.Volunteer(t.Context(), 999)
	unknown(t, "nobody", err)
	unknown(t, "name of nobody", s.SetName(t.Context(), 999, "X"))
	if err := s.SetName(t.Context(), c.Lan.ID, ""); err == nil || errors.Is(err, team.ErrUnknown) {
		t.Errorf("no name: %v", err)
	}
}

// Who ended is let in nowhere any more, and stays known by name.
func TestEndVolunteer(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	c := storetest.Team(t, s)
	storetest.Telegram(t, s, c.Lan.ID, "77")
	must(t, s.SetDuty(t.Context(), c.Lan.ID, at(12)))
	must(t, s.MakeSession(t.Context(), []byte("secret"), c.Lan.ID, "Chrome", at(8)))
	must(t, s.MakeInvite(t.Context(), []byte("token"), team.Invite{Kind: team.SignIn, Volunteer: c.Lan.ID, Until: at(12)}))
	must(t, s.EndVolunteer(t.Context(), c.Lan.ID, at(9)))

	if lan := volunteer(t, s, c.Lan.ID); lan.Name != "Lan" || !lan.EndedAt.Equal(at(9)) || lan.OnDuty(at(10)) {
		t.Errorf("%+v", lan)
	}
	if all, err := s.Volunteers(t.Context()); err != nil || len(all) != 4 {
		t.Errorf("%v belong here, %v", names(all), err)
	}
	if on, err := s.OnDuty(t.Context(), at(10)); err != nil || on != nil {
		t.Errorf("on duty: %v, %v", names(on), err)
	}
	if _, known, err := s.VolunteerByTelegram(t.Context(), "77"); known || err != nil {
		t.Errorf("by Telegram: %v, %v", known, err)
	}
	_, _, err := s.SessionBy(t.Context(), []byte("secret"), at(10))
	unknown(t, "session", err)
	_, err = s.SpendInvite(t.Context(), []byte("token"), at(10), "")
	unknown(t, "link", err)
	unknown(t, "duty", s.SetDuty(t.Context(), c.Lan.ID, at(12)))
	unknown(t, "member", s.AddMember(t.Context(), c.City.ID, c.Lan.ID, false))
	unknown(t, "end again", s.EndVolunteer(t.Context(), c.Lan.ID, at(9)))

	must(t, s.MakeInvite(t.Context(), []byte("later"), team.Invite{Kind: team.SignIn, Volunteer: c.Lan.ID, Until: at(12)}))
	_, err = s.SpendInvite(t.Context(), []byte("later"), at(10), "")
	unknown(t, "link made afterwards", err)
}

func TestCanned(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	c := storetest.Team(t, s)
	list := func(lang string, teams ...int64) []team.Canned {
		all, err := s.Canned(t.Context(), teams, lang)
		must(t, err)
		return all
	}
	vi, en := list("vi"), list("en")
	if len(vi) != len(en) || len(vi) < 6 {
		t.Errorf("%d in Vietnamese and %d in English from the start", len(vi), len(en))
	}
	own := team.Canned{Team: c.Ward.ID, Lang: "vi", Title: "Trạm y tế", Text: "Trạm y tế ở {địa chỉ}."}
	var err error
	own.ID, err = s.SaveCanned(t.Context(), own)
	must(t, err)
	own.Text = "Khác"
	if id, err := s.SaveCanned(t.Context(), own); id != own.ID || err != nil {
		t.Errorf("saved as %d, %v", id, err)
	}
	if got := list("vi", c.City.ID, c.Ward.ID); !cmp.Equal(got, append(vi, own)) {
		t.Errorf("of the team: %v", got)
	}
	if got := list("vi", c.City.ID); len(got) != len(vi) {
		t.Errorf("of another team: %v", got)
	}
	for range 2 { // the second time it is not there
		must(t, s.DeleteCanned(t.Context(), own.ID))
	}
	if got := list("vi", c.Ward.ID); len(got) != len(vi) {
		t.Errorf("deleted, and there is %v", got)
	}
	_, err = s.SaveCanned(t.Context(), own)
	unknown(t, "save one that is not there", err)
}

// What one process wrote, another sees a moment later.
func TestPeopleOfAnotherProcess(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	c := storetest.Team(t, p.Store)
	other, err := postgres.Open(t.Context(), p.db.Config().ConnString(), []byte("test key"))
	must(t, err)
	t.Cleanup(other.Close)
	if on, err := other.OnDuty(t.Context(), at(8)); err != nil || on != nil {
		t.Errorf("%v, %v", on, err)
	}
	must(t, p.SetDuty(t.Context(), c.Lan.ID, at(12)))
	until(t, func() bool {
		on, err := other.OnDuty(t.Context(), at(8))
		must(t, err)
		return len(on) == 1
	})
	id, err := p.AddVolunteer(t.Context(), team.Volunteer{Name: "Tâm", Role: team.Plain}, at(8))
	must(t, err)
	if got := volunteer(t, other, id); got.Name != "Tâm" { // who is asked for by number is there at once
		t.Errorf("%+v", got)
	}
}
