package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"motcua/internal/token"
	"motcua/internal/unit"
	"motcua/internal/workday"
	"motcua/store/postgres"
)

// apiCmd is `motcua api`.
type apiCmd struct {
	Token apiTokenCmd `cmd:"" help:"Tokens by which other systems send dossiers and read figures."`
}

type apiTokenCmd struct {
	Create apiCreateCmd `cmd:"" help:"Make a token and print it, once: it is kept nowhere."`
	List   apiListCmd   `cmd:"" help:"List tokens: what each may do, and when it was used last."`
	Revoke apiRevokeCmd `cmd:"" help:"End a token for good."`
}

type apiCreateCmd struct {
	storeSettings

	Name   string   `arg:""                                                                               help:"What it is for, e.g. the system that uses it."`
	Scope  []string `help:"push: send dossiers; tell: have more than 1000 followers told; report: read figures." placeholder:"SCOPE,..." required:""`
	Source string   `help:"The only source whose dossiers it may send. Unset: any."                        placeholder:"NAME"`
	Unit   []string `help:"Codes of the only units whose dossiers and figures it may touch, with what lies below. Unset: all." placeholder:"CODE,..."`
	Until  string   `help:"Its last day. Unset: it holds until it is revoked."                             placeholder:"DATE"`
}

type apiListCmd struct{ storeSettings }

type apiRevokeCmd struct {
	storeSettings

	Which string `arg:"" help:"Number or name, as motcua api token list shows it."`
}

// longestName is how long a token's name is at most.
const longestName = 100

// Run makes a token.
func (c *apiCreateCmd) Run(ctx context.Context, std streams) error {
	t, err := c.token(time.Now())
	if err != nil {
		return err
	}
	return c.withStore(ctx, func(store *postgres.Store) error {
		directory, err := store.Directory(ctx)
		if err != nil {
			return err
		}
		if t.Units, err = unitCodes(directory, c.Unit, t.MadeAt); err != nil {
			return err
		}
		text, hash := token.New()
		id, err := store.AddToken(ctx, hash, t)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(std.out, "Token %d, %s: %s.\nIt is shown this once and kept nowhere; give it to the other system and to nobody else:\n\n  %s\n\n", id, t.Name, tokenMay(t), text)
		return err
	})
}

// token is what the flags say.
func (c *apiCreateCmd) token(now time.Time) (token.Token, error) {
	t := token.Token{Name: strings.Join(strings.Fields(c.Name), " "), MadeAt: now, Bounds: token.Bounds{Source: strings.TrimSpace(c.Source)}}
	if t.Name == "" || len(t.Name) > longestName {
		return t, fmt.Errorf("a token's name has 1 to %d characters: say which system uses it", longestName)
	}
	if _, err := strconv.Atoi(t.Name); err == nil {
		return t, fmt.Errorf("%q is a number, and so are tokens: say which system uses it", t.Name)
	}
	var err error
	if t.Scopes, err = token.ParseScopes(c.Scope); err != nil {
		return t, err
	}
	if c.Until == "" {
		return t, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, c.Until, workday.Zone)
	if err != nil || !day.AddDate(0, 0, 1).After(now) {
		return t, fmt.Errorf("--until %q is no day to come: write 2027-12-31", c.Until)
	}
	t.Until = day.AddDate(0, 0, 1)
	return t, nil
}

// unitCodes are the codes of units that somebody named.
func unitCodes(directory *unit.Directory, names []string, now time.Time) ([]string, error) {
	var codes []string
	for _, name := range names {
		u, ok := directory.Find(name, now)
		if !ok {
			return nil, fmt.Errorf("--unit %q is no unit that was imported: write its code, or motcua import units first", name)
		}
		if !slices.Contains(codes, u.Code) {
			codes = append(codes, u.Code)
		}
	}
	return codes, nil
}

// tokenMay says what a token lets its bearer do.
func tokenMay(t token.Token) string {
	words := make([]string, len(t.Scopes))
	for i, s := range t.Scopes {
		words[i] = string(s)
	}
	may := strings.Join(words, ", ")
	if t.Source != "" {
		may += "; source " + t.Source
	}
	if len(t.Units) > 0 {
		may += "; units " + strings.Join(t.Units, ", ")
	}
	if !t.Until.IsZero() {
		may += "; until " + lastDay(t).Format(time.DateOnly)
	}
	return may
}

func lastDay(t token.Token) time.Time { return t.Until.In(workday.Zone).AddDate(0, 0, -1) }

// Run lists tokens.
func (c *apiListCmd) Run(ctx context.Context, std streams) error {
	return c.withStore(ctx, func(store *postgres.Store) error {
		all, err := store.Tokens(ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			_, err := fmt.Fprintln(std.out, "There is no token yet: motcua api token create NAME --scope push")
			return err
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "NUMBER\tNAME\tMAY\tMADE\tUSED LAST\tSTATE")
		for _, t := range all {
			_, _ = fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\n", t.ID, t.Name, tokenMay(t), t.MadeAt.Format(time.DateOnly), tokenUsed(t), tokenState(t, time.Now()))
		}
		return table.Flush()
	})
}

func tokenUsed(t token.Token) string {
	if t.UsedAt.IsZero() {
		return "never"
	}
	return t.UsedAt.Format("2006-01-02 15:04")
}

func tokenState(t token.Token, now time.Time) string {
	switch {
	case !t.RevokedAt.IsZero():
		return "revoked " + t.RevokedAt.Format(time.DateOnly)
	case !t.Live(now):
		return "ended"
	}
	return "holds"
}

// Run ends a token.
func (c *apiRevokeCmd) Run(ctx context.Context, std streams) error {
	return c.withStore(ctx, func(store *postgres.Store) error {
		all, err := store.Tokens(ctx)
		if err != nil {
			return err
		}
		t, err := tokenNamed(all, c.Which)
		if err != nil {
			return err
		}
		ended, err := store.RevokeToken(ctx, t.ID, time.Now())
		if err != nil {
			return err
		}
		if !ended {
			_, err = fmt.Fprintf(std.out, "Token %d, %s, was revoked before.\n", t.ID, t.Name)
			return err
		}
		_, err = fmt.Fprintf(std.out, "Token %d, %s, does not hold any more.\n", t.ID, t.Name)
		return err
	})
}

// tokenNamed finds one by its number, or the one of that name that was not revoked.
func tokenNamed(all []token.Token, which string) (token.Token, error) {
	for _, t := range all {
		if strconv.FormatInt(t.ID, 10) == which || (strings.EqualFold(t.Name, which) && t.RevokedAt.IsZero()) {
			return t, nil
		}
	}
	if strings.HasPrefix(which, token.Prefix) { // it is a secret: never said again
		return token.Token{}, errors.New("that is a token itself: name it by its number, which motcua api token list shows")
	}
	return token.Token{}, fmt.Errorf("%q is no token that holds: motcua api token list shows them", which)
}
