package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"time"

	"motcua/handlers/citizen"
	rules "motcua/internal/citizen"
	"motcua/internal/procedure"
	"motcua/internal/workday"
	"motcua/store/postgres"
)

// proceduresCmd is `motcua procedures`: how what citizens are told of procedures is
// compared with the official portal.
type proceduresCmd struct {
	Unchecked proceduresUncheckedCmd `cmd:"" help:"List procedures that nobody has compared with the portal, those that were written short first."`
	Show      proceduresShowCmd      `cmd:"" help:"Show what citizens are told of a procedure, each case."`
	Checked   proceduresCheckedCmd   `cmd:"" help:"Say that you compared it with the portal: citizens then read the date. It holds until the text changes."`
}

type proceduresUncheckedCmd struct {
	storeSettings

	Limit int `default:"100" help:"Most lines."`
}

// Run lists them, a line each: code, tab, name, tab, official page.
func (c *proceduresUncheckedCmd) Run(ctx context.Context, std streams) error {
	return c.withStore(ctx, func(store *postgres.Store) error {
		all, err := store.Unchecked(ctx, time.Now())
		if err != nil {
			return err
		}
		var brief, rest []*procedure.Guide
		for i := range all {
			if g := procedure.Guided(&all[i], procedure.Overlay{}); g.Brief {
				brief = append(brief, g)
			} else {
				rest = append(rest, g)
			}
		}
		list := slices.Concat(brief, rest)
		for _, g := range list[:min(c.Limit, len(list))] {
			if _, err := fmt.Fprintf(std.out, "%s\t%s\t%s\n", g.Code, strings.Join(strings.Fields(g.Name), " "), g.URL); err != nil {
				return err
			}
		}
		return nil
	})
}

type proceduresShowCmd struct {
	storeSettings

	Code string `arg:""        help:"Code of the procedure: 1.004194."`
	Lang string `default:"vi"  enum:"vi,en" help:"Language: vi or en."`
}

// Run prints the cards that citizens get.
func (c *proceduresShowCmd) Run(ctx context.Context, std streams) error {
	return c.withStore(ctx, func(store *postgres.Store) error {
		p, err := oneProcedure(ctx, store, c.Code)
		if err != nil {
			return err
		}
		teller, err := citizen.New(citizen.Config{
			Dossiers: store, Procedures: store, Units: store, Limits: nobodyAsks{}, Log: slog.New(slog.DiscardHandler),
		})
		if err != nil {
			return err
		}
		abouts := []string{p.Code}
		for _, at := range procedure.Guided(p, procedure.Overlay{}).Cases {
			if at.ID != "" {
				abouts = append(abouts, p.Code+"/"+at.ID)
			}
		}
		for _, about := range abouts {
			if err := printCard(ctx, teller, about, c.Lang, std.out); err != nil {
				return err
			}
		}
		return nil
	})
}

func printCard(ctx context.Context, teller *citizen.Handler, about, lang string, out io.Writer) error {
	card, ok, err := teller.ProcedureCard(ctx, about, lang, "")
	if err != nil || !ok {
		return err
	}
	_, err = fmt.Fprintf(out, "%s\n%s\n\n", about, card.Text)
	return err
}

// nobodyAsks stands in for the limits of lookups, of which there are none here.
type nobodyAsks struct{}

func (nobodyAsks) Allow(context.Context, rules.Asker, time.Time) rules.Allowance {
	return rules.Allowance{}
}
func (nobodyAsks) Photo(context.Context, rules.Asker, time.Time) rules.Allowance {
	return rules.Allowance{}
}

func (nobodyAsks) Charge(context.Context, rules.Asker, time.Time, int, int) {}

type proceduresCheckedCmd struct {
	storeSettings

	Codes []string `arg:"" help:"Codes of the procedures." name:"code"`
	By    string   `help:"Who compared them." placeholder:"NAME" required:""`
}

// Run keeps the checks.
func (c *proceduresCheckedCmd) Run(ctx context.Context, std streams) error {
	if strings.TrimSpace(c.By) == "" {
		return errors.New("--by is empty: name who compared the procedure with the portal")
	}
	return c.withStore(ctx, func(store *postgres.Store) error {
		now := time.Now().In(workday.Zone)
		for _, code := range c.Codes {
			p, err := oneProcedure(ctx, store, code)
			if err != nil {
				return err
			}
			if err := store.CheckProcedure(ctx, p, c.By, now); err != nil {
				return err
			}
			if _, err := fmt.Fprintf(std.out, "%s checked by %s, %s\n", code, c.By, now.Format(time.DateOnly)); err != nil {
				return err
			}
		}
		return nil
	})
}

// oneProcedure is the procedure in force under a code.
func oneProcedure(ctx context.Context, store *postgres.Store, code string) (*procedure.Procedure, error) {
	p, _, err := store.Procedure(ctx, code, "", time.Now())
	if err == nil && p == nil {
		err = fmt.Errorf("there is no procedure %q: motcua search procedures finds codes by words", code)
	}
	return p, err
}
