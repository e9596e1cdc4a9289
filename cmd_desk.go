package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/internal/team"
	"motcua/store/postgres"
)

// deskCmd is `motcua desk`: how people come to the desk.
type deskCmd struct {
	Invite deskInviteCmd `cmd:"" help:"Print an invitation: a link that makes its reader a member of a team, once, within 24 hours."`
	SignIn deskSignInCmd `cmd:"" name:"sign-in" help:"Print a link that signs one in who is known, once, within 15 minutes."`
	List   deskListCmd   `cmd:"" help:"List teams and their members."`
}

// deskSettings are what a link is made of.
type deskSettings struct {
	storeSettings
	PublicURL string `name:"public-url" env:"PUBLIC_URL" default:"http://127.0.0.1:8080" placeholder:"URL" help:"Address that volunteers open."`
}

type deskInviteCmd struct {
	deskSettings
	Role string `default:"coordinator" enum:"coordinator,volunteer" help:"What they may do: coordinator or volunteer."`
	Team string `placeholder:"NAME" help:"Their team, by name or number. Unset: the only one; with no team yet, one is made."`
	Unit string `placeholder:"CODE" help:"Unit of a team that is made, as units were imported. Unset: the centre's ward."`
}

type deskSignInCmd struct {
	deskSettings
	Who string `arg:"" help:"Name or number, as motcua desk list shows it."`
}

type deskListCmd struct{ deskSettings }

// Run prints an invitation.
func (c *deskInviteCmd) Run(ctx context.Context, std streams) error {
	return c.withStore(ctx, func(store *postgres.Store) error {
		t, err := c.team(ctx, store)
		if err != nil {
			return err
		}
		role := team.Plain
		if c.Role == string(team.Coordinator) {
			role = team.Coordinator
		}
		link, err := makeLink(ctx, store, c.PublicURL, team.Invite{
			Kind: team.Join, Team: t.ID, Role: role, Head: role == team.Coordinator, Until: time.Now().Add(team.InviteLives),
		})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.out, "An invitation to %s as %s; it works once, within 24 hours:\n\n  %s\n\n", t.Name, c.Role, link)
		return err
	})
}

// team is the one that is named, the only one, or, where there is none yet, a new one.
func (c *deskInviteCmd) team(ctx context.Context, store *postgres.Store) (team.Team, error) {
	all, err := store.Teams(ctx)
	if err != nil {
		return team.Team{}, err
	}
	if i := slices.IndexFunc(all, func(t team.Team) bool { return t.Name == c.Team || strconv.FormatInt(t.ID, 10) == c.Team }); i >= 0 {
		return all[i], nil
	}
	switch {
	case c.Team == "" && len(all) == 1:
		return all[0], nil
	case c.Team == "" && len(all) > 1:
		return team.Team{}, fmt.Errorf("there are %d teams: name one with --team; they are %s", len(all), teamNames(all))
	case c.Team != "" && len(all) > 0:
		return team.Team{}, fmt.Errorf("--team %q is not known; there are %s", c.Team, teamNames(all))
	}
	return c.firstTeam(ctx, store)
}

// firstTeam makes the team that everything begins with.
func (c *deskInviteCmd) firstTeam(ctx context.Context, store *postgres.Store) (team.Team, error) {
	t := team.Team{Name: c.Team, Kind: team.OfUnit, Unit: c.Unit}
	directory, err := store.Directory(ctx)
	if err != nil {
		return t, err
	}
	if counter, ok := directory.Counter(""); ok && t.Unit == "" {
		t.Unit = counter.Parent
	}
	if t.Name == "" {
		t.Name = "Tổ công nghệ số cộng đồng"
	}
	t.ID, err = store.AddTeam(ctx, t)
	return t, err
}

func teamNames(all []team.Team) string {
	names := make([]string, len(all))
	for i, t := range all {
		names[i] = fmt.Sprintf("%d %q", t.ID, t.Name)
	}
	return strings.Join(names, ", ")
}

// Run prints a link for one who is known.
func (c *deskSignInCmd) Run(ctx context.Context, std streams) error {
	return c.withStore(ctx, func(store *postgres.Store) error {
		all, err := store.Volunteers(ctx)
		if err != nil {
			return err
		}
		who, err := volunteerNamed(all, c.Who)
		if err != nil {
			return err
		}
		link, err := makeLink(ctx, store, c.PublicURL, team.Invite{Kind: team.SignIn, Volunteer: who.ID, Until: time.Now().Add(team.SignInLives)})
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.out, "A link that signs %s in; it works once, within 15 minutes:\n\n  %s\n\n", who.Name, link)
		return err
	})
}

// volunteerNamed finds one by number, or by a name that nobody else has.
func volunteerNamed(all []team.Volunteer, who string) (team.Volunteer, error) {
	var found []team.Volunteer
	for _, v := range all {
		if strconv.FormatInt(v.ID, 10) == who || strings.EqualFold(v.Name, who) {
			found = append(found, v)
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return team.Volunteer{}, fmt.Errorf("%q is nobody here: motcua desk list shows who is; motcua desk invite brings somebody in", who)
	}
	return team.Volunteer{}, fmt.Errorf("%d people are called %q: use the number that motcua desk list shows", len(found), who)
}

// Run lists who is there.
func (c *deskListCmd) Run(ctx context.Context, std streams) error {
	return c.withStore(ctx, func(store *postgres.Store) error {
		teams, err := store.Teams(ctx)
		if err != nil {
			return err
		}
		people, err := store.Volunteers(ctx)
		if err != nil {
			return err
		}
		if len(teams) == 0 {
			_, err = fmt.Fprintln(std.out, "There is no team yet: motcua desk invite makes the first.")
			return err
		}
		for _, t := range teams {
			if err := listTeam(std.out, t, people); err != nil {
				return err
			}
		}
		return nil
	})
}

func listTeam(w io.Writer, t team.Team, people []team.Volunteer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%d  %s (%s %s)\n", t.ID, t.Name, t.Kind, t.Unit)
	for _, v := range people {
		if slices.ContainsFunc(v.Teams, func(m team.Member) bool { return m.ID == t.ID }) {
			fmt.Fprintf(&b, "   %d  %s, %s\n", v.ID, v.Name, v.Role)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// makeLink keeps a one-time link and gives its address. The store knows only a hash of
// what stands in it.
func makeLink(ctx context.Context, store *postgres.Store, publicURL string, invite team.Invite) (string, error) {
	token := rand.Text()
	hash := sha256.Sum256([]byte(token))
	if err := store.MakeInvite(ctx, hash[:], invite); err != nil {
		return "", err
	}
	return strings.TrimSuffix(publicURL, "/") + "/desk/sign-in/" + token, nil
}
