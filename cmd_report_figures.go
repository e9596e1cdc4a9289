package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"motcua/internal/forms"
	"motcua/internal/report"
	"motcua/internal/workday"
	"motcua/store/postgres"
)

// reportFiguresCmd is `motcua report` itself.
type reportFiguresCmd struct {
	storeSettings

	From   string `required:""     placeholder:"DATE"                help:"First day, e.g. 2026-01-01."`
	To     string `required:""     placeholder:"DATE"                help:"The day after the last, e.g. 2026-10-01 for nine months."`
	Unit   string `placeholder:"U" help:"Of this unit and those below it alone: its code, an identifier or its exact name."`
	By     string `default:"field" enum:"field,unit,procedure"       help:"Rows of the form: field, unit or procedure."`
	Format string `default:"table" enum:"table,csv,xlsx,json"        help:"table, csv, xlsx or json; a workbook and JSON hold the whole report, the others the form."`
	Output string `short:"o"       default:"-" placeholder:"FILE"    help:"Where it is written; - is standard output."`
	Lang   string `default:"vi"    enum:"vi,en"                      help:"Language of the report: vi or en."`
}

// Help says what is counted.
func (*reportFiguresCmd) Help() string {
	return "Form II.06a, shares, indices and what is said of them, of all dossiers in the database; docs/reports.md says how each is counted."
}

// Run counts and writes.
func (c *reportFiguresCmd) Run(ctx context.Context, std streams) error {
	period, err := halfOpen(c.From, c.To)
	if err != nil {
		return err
	}
	if c.Format == "xlsx" && c.Output == "-" && isTerminal(std.out) {
		return errors.New("--format xlsx is not for a terminal: name a file with --output, or pass it on")
	}
	return c.withStore(ctx, func(store *postgres.Store) error {
		only := report.Only{Unit: c.Unit}
		figures, err := reportOf(ctx, store, period, only)
		if err != nil {
			return err
		}
		laid := &forms.Laid{Report: figures, Lang: c.Lang}
		if c.Unit != "" {
			units, err := store.Directory(ctx)
			if err != nil {
				return err
			}
			u, _ := units.Find(c.Unit, period.To.AddDate(0, 0, -1)) // else there were no figures
			laid.Place = u.Name
		}
		return writeTo(c.Output, std.out, func(out io.Writer) error { return laid.Write(out, c.Format, forms.By(c.By)) })
	})
}

// halfOpen reads the first day of a period and the one after its last.
func halfOpen(from, to string) (report.Period, error) {
	var days [2]time.Time
	for i, given := range []struct{ flag, text string }{{"--from", from}, {"--to", to}} {
		day, err := time.ParseInLocation(time.DateOnly, given.text, workday.Zone)
		if err != nil {
			return report.Period{}, fmt.Errorf("%s %q is no day: write it as 2026-01-31", given.flag, given.text)
		}
		days[i] = day
	}
	if !days[1].After(days[0]) {
		return report.Period{}, fmt.Errorf("--to %s is not after --from %s: it is the day after the last that counts", to, from)
	}
	return report.Period{From: days[0], To: days[1]}, nil
}

func isTerminal(out io.Writer) bool {
	screen, ok := out.(*os.File)
	return ok && term.IsTerminal(int(screen.Fd()))
}

// writeTo writes to standard output for "-", else a file that is there whole or not at all.
func writeTo(path string, std io.Writer, write func(io.Writer) error) error {
	if path == "-" {
		return write(std)
	}
	out, err := os.OpenFile(path+".new", os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	err = write(out)
	if closed := out.Close(); err == nil {
		err = closed
	}
	if err != nil {
		_ = os.Remove(path + ".new")
		return err
	}
	return os.Rename(path+".new", path)
}
