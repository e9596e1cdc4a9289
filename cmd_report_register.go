package main

import (
	"context"
	"errors"
	"io"
	"time"

	"motcua/internal/forms"
	"motcua/internal/report"
	"motcua/store/postgres"
)

// reportRegisterCmd is `motcua report register`.
type reportRegisterCmd struct {
	storeSettings

	Period string `placeholder:"PERIOD" help:"2026-11 (a month), 2026-q3 (a quarter), 2026-9m (the first nine months) or 2026. Unset: last month."`
	From   string `placeholder:"DATE" help:"First day, e.g. 2026-01-01, in the place of --period."`
	To     string `placeholder:"DATE" help:"The day after the last, e.g. 2026-10-01 for nine months."`
	Unit   string `placeholder:"UNIT" help:"Of this unit and those below it: its code, identifier or exact name. Unset: of all."`
	Format string `default:"csv" enum:"table,csv,xlsx" help:"table, csv or xlsx."`
	Output string `short:"o" default:"-" placeholder:"FILE" help:"Where it is written; - is standard output."`
	Lang   string `default:"vi" enum:"vi,en" help:"vi or en."`
}

// Run writes the register. Names in it are masked, here as everywhere.
func (c *reportRegisterCmd) Run(ctx context.Context, std streams) error {
	p, err := periodOf(c.Period, c.From, c.To, time.Now())
	if err != nil {
		return err
	}
	return c.withStore(ctx, func(store *postgres.Store) error {
		table := forms.Register(p, c.Unit, c.Lang, store.Register(ctx, p, report.Only{Unit: c.Unit}))
		return writeTo(c.Output, std.out, func(out io.Writer) error { return forms.WriteTable(out, c.Format, table) })
	})
}

// periodOf reads a usual period, or its ends; last month where nothing is said.
func periodOf(key, from, to string, now time.Time) (report.Period, error) {
	switch {
	case key != "" && (from != "" || to != ""):
		return report.Period{}, errors.New("--period and --from say the same: leave one of them out")
	case key != "":
		c, err := forms.ParseChoice(key)
		return c.Period, err
	case from != "" || to != "":
		return halfOpen(from, to)
	}
	return forms.Choices(now)[0].Period, nil
}
