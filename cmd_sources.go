package main

import (
	"context"
	"fmt"
	"text/tabwriter"
	"time"

	"motcua/internal/source"
	"motcua/internal/workday"
	"motcua/store/postgres"
)

// sourcesCmd is `motcua sources`.
type sourcesCmd struct {
	List   sourcesListCmd   `cmd:"" default:"withargs" help:"List the systems that dossiers come from: when each was imported last, and whether it is late."`
	Expect sourcesExpectCmd `cmd:"" help:"Say how often one is to come, so that citizens and you hear when it is late."`
}

type sourcesListCmd struct{ storeSettings }

type sourcesExpectCmd struct {
	storeSettings

	Name  string `arg:"" help:"The source, as its rows name it."`
	Every string `arg:"" help:"6h: every six hours; 1d: every working day; none: no longer said."`
}

// unnamed stands for the source of rows that name none.
const unnamed = "(none named)"

// Run lists.
func (c *sourcesListCmd) Run(ctx context.Context, std streams) error {
	return c.withStore(ctx, func(store *postgres.Store) error {
		all, err := store.SourcesCounted(ctx)
		if err != nil {
			return err
		}
		if len(all) == 0 {
			_, err := fmt.Fprintln(std.out, "Nothing was imported whole yet: motcua import dossiers FILE --source NAME")
			return err
		}
		table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "SOURCE\tDOSSIERS\tLAST IMPORT\tEXPECTED\tSTATE")
		for _, s := range all {
			_, _ = fmt.Fprintf(table, "%s\t%d\t%s\t%s\t%s\n", sourceName(s), s.Dossiers, s.LastImport.Format("2006-01-02 15:04"), s.Every, sourceState(s, time.Now()))
		}
		return table.Flush()
	})
}

// Run keeps how often a source is to come.
func (c *sourcesExpectCmd) Run(ctx context.Context, std streams) error {
	every, err := source.ParseEvery(c.Every)
	if err != nil {
		return err
	}
	name := c.Name
	if name == unnamed {
		name = ""
	}
	return c.withStore(ctx, func(store *postgres.Store) error {
		known, err := store.ExpectSource(ctx, name, every)
		if err != nil {
			return err
		}
		if !known {
			return fmt.Errorf("no source %q was imported whole yet; motcua sources lists those that were", c.Name)
		}
		_, err = fmt.Fprintf(std.out, "%s: %s\n", c.Name, every)
		return err
	})
}

func sourceName(s source.State) string {
	if s.Name == "" {
		return unnamed
	}
	return s.Name
}

func sourceState(s source.State, now time.Time) string {
	since, late := s.LateSince(now, workday.Default())
	switch {
	case late:
		return "late since " + since.In(workday.Zone).Format("2006-01-02 15:04")
	case s.Every.Told():
		return "fresh"
	}
	return "nobody said how often"
}
