package postgres_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/sync/errgroup"

	"motcua/internal/team"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// until waits for something that another process, or the clock, brings about.
func until(t *testing.T, there func() bool) {
	t.Helper()
	often, end := time.NewTicker(20*time.Millisecond), time.NewTimer(20*time.Second)
	defer often.Stop()
	defer end.Stop()
	for !there() {
		select {
		case <-often.C:
		case <-end.C:
			t.Fatal("it does not come about")
		}
	}
}

func invite(t *testing.T, s *postgres.Store, token string, i team.Invite) {
	t.Helper()
	if i.Until.IsZero() {
		i.Until = at(12)
	}
	must(t, s.MakeInvite(t.Context(), []byte(token), i))
}

func TestJoinByInvite(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	c := storetest.Team(t, s)
	made := team.Invite{Kind: team.Join, Team: c.Ward.ID, Role: team.Coordinator, Head: true, By: c.Hanh.ID, Until: at(12)}
	invite(t, s, "token", made)
	for range 3 { // looking spends nothing
		if got, err := s.LookAtInvite(t.Context(), []byte("token"), at(9)); err != nil || !got.Until.Equal(made.Until) || got.Team != made.Team || !got.Head {
			t.Errorf("%+v, %v", got, err)
		}
	}
	got, err := s.SpendInvite(t.Context(), []byte("token"), at(9), "Tâm")
	must(t, err)
	want := team.Volunteer{ID: got.ID, Name: "Tâm", Role: team.Coordinator, Lang: "vi", Teams: []team.Member{{Team: c.Ward, Head: true}}}
	if diff := cmp.Diff(want, got); diff != "" || !cmp.Equal(volunteer(t, s, got.ID), want) {
		t.Errorf("(-want +got):\n%s", diff)
	}
	for _, err := range []error{
		second(s.SpendInvite(t.Context(), []byte("token"), at(9), "Tâm")), second(s.LookAtInvite(t.Context(), []byte("token"), at(9))),
	} {
		if !errors.Is(err, team.ErrSpent) {
			t.Errorf("again: %v", err)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// Of twenty who press at once one is let in.
func TestSpendTwentyAtOnce(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	c := storetest.Team(t, s)
	invite(t, s, "token", team.Invite{Kind: team.Join, Team: c.Ward.ID, Role: team.Plain})
	errs := make([]error, 20)
	var all errgroup.Group
	for i := range errs {
		all.Go(func() error {
			_, errs[i] = s.SpendInvite(t.Context(), []byte("token"), at(9), fmt.Sprint("V", i))
			return nil
		})
	}
	must(t, all.Wait())
	let := 0
	for _, err := range errs {
		if err == nil {
			let++
		} else if !errors.Is(err, team.ErrSpent) {
			t.Error(err)
		}
	}
	if all, err := s.Volunteers(t.Context()); let != 1 || len(all) != 6 || err != nil {
		t.Errorf("%d let in, %d volunteers, %v", let, len(all), err)
	}
}

func TestInvitesThatDoNotWork(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	c := storetest.Team(t, s)
	invite(t, s, "old", team.Invite{Kind: team.SignIn, Volunteer: c.Lan.ID, Until: at(9)})
	invite(t, s, "connect", team.Invite{Kind: team.Connect, Volunteer: c.Lan.ID})
	invite(t, s, "sign in", team.Invite{Kind: team.SignIn, Volunteer: c.Lan.ID})
	invite(t, s, "join", team.Invite{Kind: team.Join, Team: c.City.ID, Role: team.Plain})
	must(t, s.EndTeam(t.Context(), c.City.ID, at(8)))
	for _, bad := range []struct {
		name string
		err  error
		want error
	}{
		{"look at none", second(s.LookAtInvite(t.Context(), []byte("none"), at(8))), team.ErrUnknown},
		{"spend none", second(s.SpendInvite(t.Context(), []byte("none"), at(8), "")), team.ErrUnknown},
		{"look at an old one", second(s.LookAtInvite(t.Context(), []byte("old"), at(9))), team.ErrExpired},
		{"spend an old one", second(s.SpendInvite(t.Context(), []byte("old"), at(9), "")), team.ErrExpired},
		{"sign in by a link for Telegram", second(s.SpendInvite(t.Context(), []byte("connect"), at(9), "")), team.ErrUnknown},
		{"connect by a link to sign in", second(s.ConnectTelegram(t.Context(), []byte("sign in"), "7", at(9))), team.ErrUnknown},
		{"connect by none", second(s.ConnectTelegram(t.Context(), []byte("none"), "7", at(9))), team.ErrUnknown},
		{"join a team that ended", second(s.SpendInvite(t.Context(), []byte("join"), at(9), "Tâm")), team.ErrUnknown},
	} {
		if !errors.Is(bad.err, bad.want) {
			t.Errorf("%s: %v, want %v", bad.name, bad.err, bad.want)
		}
	}
	if v, err := s.SpendInvite(t.Context(), []byte("sign in"), at(9), "another name"); err != nil || v.Name != "Lan" || v.ID != c.Lan.ID {
		t.Errorf("a link that others tried for something else: %+v, %v", v, err)
	}
	if err := s.MakeInvite(t.Context(), []byte("sign in"), team.Invite{Kind: team.SignIn, Volunteer: c.Vy.ID}); err == nil {
		t.Error("one token for two links")
	}
	if n, err := s.ForgetInvites(t.Context(), at(10)); n != 1 || err != nil {
		t.Errorf("forgot %d, %v", n, err)
	}
}

// Joining without a name spends nothing.
func TestJoinWithoutAName(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	c := storetest.Team(t, s)
	invite(t, s, "token", team.Invite{Kind: team.Join, Team: c.Ward.ID, Role: team.Plain})
	if _, err := s.SpendInvite(t.Context(), []byte("token"), at(9), ""); err == nil {
		t.Error("joined")
	}
	must(t, second(s.SpendInvite(t.Context(), []byte("token"), at(9), "Tâm")))
}

// The first volunteer may come by a link from the command line, without a team.
func TestJoinWithoutATeam(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	invite(t, s, "token", team.Invite{Kind: team.Join, Role: team.Coordinator})
	v, err := s.SpendInvite(t.Context(), []byte("token"), at(9), "Tâm")
	if must(t, err); v.Name != "Tâm" || v.Role != team.Coordinator || v.Teams != nil {
		t.Errorf("%+v", v)
	}
}

func TestConnectTelegram(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	c := storetest.Team(t, s)
	by := func(chatID string) string {
		v, known, err := s.VolunteerByTelegram(t.Context(), chatID)
		if must(t, err); known != (v.Name != "") {
			t.Errorf("known %v, %+v", known, v)
		}
		return v.Name
	}
	if got := by("7"); got != "" {
		t.Errorf("before: %s", got)
	}
	connect := func(who team.Volunteer, chatID string) {
		invite(t, s, who.Name+chatID, team.Invite{Kind: team.Connect, Volunteer: who.ID})
		v, err := s.ConnectTelegram(t.Context(), []byte(who.Name+chatID), chatID, at(9))
		if must(t, err); v.ID != who.ID || v.Telegram != chatID {
			t.Errorf("connected %+v", v)
		}
	}
	connect(c.Lan, "7")
	connect(c.Vy, "8")
	if by("7") != "Lan" || by("8") != "Vy" {
		t.Error("wrong person")
	}
	connect(c.Vy, "7") // the phone is in other hands, and Vy had another
	if by("7") != "Vy" || by("8") != "" || volunteer(t, s, c.Lan.ID).Telegram != "" {
		t.Error("one chat is of two, or two chats of one")
	}
	for range 2 {
		must(t, s.DisconnectTelegram(t.Context(), c.Vy.ID))
	}
	if got := by("7"); got != "" {
		t.Errorf("disconnected: %s", got)
	}
	if err := second(s.ConnectTelegram(t.Context(), []byte("Lan7"), "9", at(9))); !errors.Is(err, team.ErrSpent) {
		t.Errorf("again: %v", err)
	}
}

func TestSessions(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	c := storetest.Team(t, s)
	for i, secret := range []string{"one", "two", "three"} {
		must(t, s.MakeSession(t.Context(), []byte(secret), c.Lan.ID, "Máy "+secret, at(8+i)))
	}
	got, who, err := s.SessionBy(t.Context(), []byte("one"), at(8).Add(59*time.Second))
	if must(t, err); who.Name != "Lan" || len(who.Teams) != 1 || got.Device != "Máy one" || got.Volunteer != c.Lan.ID || !got.SeenAt.Equal(at(8)) {
		t.Errorf("%+v of %+v", got, who)
	}
	got, _, err = s.SessionBy(t.Context(), []byte("one"), at(12))
	if must(t, err); !got.SeenAt.Equal(at(12)) || !got.MadeAt.Equal(at(8)) {
		t.Errorf("seen later: %+v", got)
	}
	all, err := s.Sessions(t.Context(), c.Lan.ID)
	if must(t, err); len(all) != 3 || all[0].Device != "Máy one" || !all[0].SeenAt.Equal(at(12)) || all[1].Device != "Máy three" {
		t.Errorf("%+v", all)
	}
	must(t, s.EndSession(t.Context(), all[0].ID, c.Vy.ID)) // not hers
	if err := third(s.SessionBy(t.Context(), []byte("one"), at(12))); err != nil {
		t.Errorf("ended by another: %v", err)
	}
	for range 2 {
		must(t, s.EndSession(t.Context(), all[0].ID, c.Lan.ID))
	}
	unknown(t, "ended", third(s.SessionBy(t.Context(), []byte("one"), at(12))))
	unknown(t, "never made", third(s.SessionBy(t.Context(), []byte("none"), at(12))))
	if err := third(s.SessionBy(t.Context(), []byte("two"), at(9).AddDate(0, 0, 30))); !errors.Is(err, team.ErrExpired) {
		t.Errorf("after thirty days: %v", err)
	}
	if n, err := s.ForgetSessions(t.Context(), at(9).AddDate(0, 0, 30)); n != 1 || err != nil {
		t.Errorf("forgot %d, %v", n, err)
	}
}

func third[A, B any](_ A, _ B, err error) error { return err }
