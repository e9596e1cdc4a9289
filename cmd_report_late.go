package main

import (
	"context"
	"io"
	"time"

	"motcua/internal/forms"
	"motcua/internal/report"
	"motcua/internal/workday"
	"motcua/store/postgres"
)

// reportLateCmd is `motcua report late`.
type reportLateCmd struct {
	storeSettings

	Unit   string `placeholder:"UNIT" help:"Of this unit and those below it: its code, identifier or exact name. Unset: of all."`
	Format string `default:"table" enum:"table,csv,xlsx" help:"table, csv or xlsx."`
	Output string `short:"o" default:"-" placeholder:"FILE" help:"Where it is written; - is standard output."`
	Lang   string `default:"vi" enum:"vi,en" help:"vi or en."`
}

// Run lists what is past its date today, and what is close to it.
func (c *reportLateCmd) Run(ctx context.Context, std streams) error {
	return c.withStore(ctx, func(store *postgres.Store) error {
		now, cal := time.Now(), workday.Default()
		all, err := store.Late(ctx, forms.LateUntil(now, cal), report.Only{Unit: c.Unit})
		if err != nil {
			return err
		}
		table := forms.Late(now, c.Unit, c.Lang, cal, all)
		return writeTo(c.Output, std.out, func(out io.Writer) error { return forms.WriteTable(out, c.Format, table) })
	})
}
