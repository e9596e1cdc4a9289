package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"motcua/internal/forms"
	"motcua/internal/report"
	"motcua/internal/sheet"
	"motcua/store/postgres"
)

// reportBotCmd is `motcua report bot`.
type reportBotCmd struct {
	storeSettings

	Period string `default:"" placeholder:"PERIOD" help:"2026-11 (a month), 2026-q3, 2026-9m (the first nine months) or 2026. Unset: last month."`
	From   string `placeholder:"DAY" help:"First day, like 2026-01-31, in the place of a period."`
	To     string `placeholder:"DAY" help:"Last day."`
	Public bool   `help:"Only what may be published: no number under 5, and none that gives one away. For one whole month."`
	Format string `default:"table" enum:"table,csv,xlsx,json" help:"table, csv, xlsx or json."`
	Lang   string `default:"vi" enum:"vi,en" help:"vi or en."`
}

// Run prints what the assistant and those who answer did.
func (c *reportBotCmd) Run(ctx context.Context, std streams) error {
	now := time.Now()
	p, err := c.period(now)
	if err != nil {
		return err
	}
	return c.withStore(ctx, func(store *postgres.Store) error {
		own, err := store.OwnFigures(ctx, p)
		if err != nil {
			return err
		}
		if c.Public {
			if own, err = own.Public(now); err != nil {
				return fmt.Errorf("%w; name one with --period", err)
			}
		}
		return writeOwn(std.out, &own, c.Format, c.Lang)
	})
}

func (c *reportBotCmd) period(now time.Time) (report.Period, error) {
	switch {
	case c.From != "" || c.To != "":
		if c.Period != "" {
			return report.Period{}, errors.New("--period and --from, --to exclude each other: leave one out")
		}
		return forms.ParseDays(c.From, c.To)
	case c.Period != "":
		choice, err := forms.ParseChoice(c.Period)
		return choice.Period, err
	}
	return forms.Choices(now)[0].Period, nil
}

func writeOwn(out io.Writer, own *report.Own, format, lang string) error {
	switch format {
	case "json":
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(own)
	case "xlsx":
		return sheet.XLSX(out, forms.Own(own, lang)...)
	case "csv":
		return sheet.CSV(out, forms.OwnInOne(own, lang))
	}
	for i, t := range forms.Own(own, lang) {
		if i > 0 {
			if _, err := fmt.Fprintln(out); err != nil {
				return err
			}
		}
		if err := sheet.Lines(out, t); err != nil {
			return err
		}
	}
	return nil
}
