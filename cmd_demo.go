package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"motcua/internal/city"
	"motcua/internal/team"
	"motcua/internal/workday"
)

// demoCmd shows everything on one machine with made-up data.
type demoCmd struct {
	settings
	HTTPAddr string `name:"http-addr" env:"HTTP_ADDR" default:"127.0.0.1:8080" help:"Address to listen on."`
}

// Run starts private stores, loads the sample city through the real import and
// serves the chat.
func (c *demoCmd) Run(ctx context.Context, std streams) error {
	if c.OperatorName == "" {
		c.OperatorName = city.Operator
	}
	if c.Hotline == "" {
		c.Hotline = city.Hotline
	}
	if c.QuietHours == "" { // visitors come at night too
		c.QuietHours = quietOff
	}
	c.useZone()
	ln, err := listen(ctx, c.HTTPAddr)
	if err != nil {
		return err
	}
	c.here = addressOf(ln)
	a, err := openApp(ctx, c.settings, "motcua-demo", textLog(std.err, c.LogLevel))
	if err != nil {
		_ = ln.Close()
		return err
	}
	defer a.close()
	d, err := a.prepareDemo(ctx, std.err)
	if err != nil {
		_ = ln.Close()
		return err
	}
	dir, err := c.dataDir("motcua-demo")
	if err != nil {
		_ = ln.Close()
		return err
	}
	welcome(std.out, a.notes, c.address(), d.link, dir, d.tries)
	go a.askNowAndThen(ctx, firstAsk, city.AskEvery)
	go a.workAtOffice(ctx, d.office, officeEvery)
	return a.serve(ctx, ln)
}

// demo is what is there before visitors come.
type demo struct {
	office *city.Office
	tries  []city.Try
	link   string // signs a volunteer in
}

// prepareDemo brings the city, its office and its volunteers in.
func (a *app) prepareDemo(ctx context.Context, stderr io.Writer) (demo, error) {
	today := time.Now().In(workday.Zone)
	if err := loadCity(ctx, a, today); err != nil {
		return demo{}, err
	}
	if err := loadYear(ctx, a, stderr); err != nil {
		return demo{}, err
	}
	office, watch, err := a.openOffice(ctx, today)
	if err != nil {
		return demo{}, err
	}
	link, err := a.openDesk(ctx)
	tries := append([]city.Try{watch}, city.Tries(today)...)
	return demo{office, append(tries, city.YearTries()...), link}, err
}

// officeEvery is the time between two steps of the made-up office, more or less.
const officeEvery = 30 * time.Second

// firstAsk is when the first made-up citizen asks for a human.
const firstAsk = 5 * time.Second

// openDesk brings the made-up volunteers in, and gives a link that signs one of them in.
func (a *app) openDesk(ctx context.Context) (string, error) {
	people, err := a.madeTeam(ctx)
	if err != nil {
		return "", err
	}
	return makeLink(ctx, a.store, a.set.address(), team.Invite{
		Kind: team.SignIn, Volunteer: people[0].ID, Until: time.Now().Add(team.InviteLives),
	})
}

// madeTeam is the made-up team, as it is since an earlier start or made now.
func (a *app) madeTeam(ctx context.Context) ([]team.Volunteer, error) {
	if people, err := a.store.Volunteers(ctx); err != nil || len(people) > 0 {
		return people, err
	}
	made, people := city.Team()
	id, err := a.store.AddTeam(ctx, made)
	if err != nil {
		return nil, err
	}
	for i, who := range people {
		if people[i].ID, err = a.store.AddVolunteer(ctx, who, time.Now()); err != nil {
			return nil, err
		}
		if err := a.store.AddMember(ctx, id, people[i].ID, who.Role == team.Coordinator); err != nil {
			return nil, err
		}
	}
	return people, nil
}

// loadCity imports the made-up city. Started again on the same day it changes
// nothing; on another day that day's dossiers join.
func loadCity(ctx context.Context, a *app, today time.Time) error {
	if err := importMade(ctx, a, kindUnits, bytes.NewReader(city.Units()), today); err != nil {
		return err
	}
	if err := importMade(ctx, a, kindProcedures, bytes.NewReader(city.Procedures()), today); err != nil {
		return err
	}
	return importMade(ctx, a, kindDossiers, bytes.NewReader(city.Dossiers(today)), today)
}

// welcome tells a visitor what to do next.
func welcome(w io.Writer, notes []string, at, desk, dir string, tries []city.Try) {
	var b bytes.Buffer
	b.WriteString("\nmotcua demo: everything here is made up.\n\n")
	for _, note := range notes {
		fmt.Fprintf(&b, "  %s\n", note)
	}
	fmt.Fprintf(&b, "\nOpen  %s  and send one of these codes, typed as you like:\n\n", at)
	for _, t := range tries {
		fmt.Fprintf(&b, "  %-28s %s\n", t.Code, t.What)
		if t.Proof != "" {
			fmt.Fprintf(&b, "  %-28s   then press “Xem giấy cần bổ sung” and answer %s\n", "", t.Proof)
		}
	}
	b.WriteString("\nOr ask how a dossier is made, for instance:\n\n")
	for _, question := range city.Questions() {
		fmt.Fprintf(&b, "  %s\n", question)
	}
	b.WriteString("\nThe first code moves twice a minute; press “Theo dõi hồ sơ” under it, and each move is told on the page.\n")
	fmt.Fprintf(&b, "\nTo answer people who ask for a human (the first comes in a moment), open this link, once:\n\n  %s\n", desk)
	fmt.Fprintf(&b, "\nYour own data joins with  motcua import dossiers FILE --data-dir %s\n", dir)
	b.WriteString("Ctrl-C stops it. What is kept is kept for the next time.\n\n")
	_, _ = w.Write(b.Bytes())
}
