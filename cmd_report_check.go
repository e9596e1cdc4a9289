package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"

	"motcua/internal/report"
)

// reportCheckCmd is `motcua report check`.
type reportCheckCmd struct {
	File   string `arg:""          help:"Figures as published, as TOML (docs/report-check.md); - is standard input."`
	Lang   string `default:"en"    enum:"en,vi"                                                                      help:"Language of what is found: en or vi."`
	Format string `default:"table" enum:"table,json"                                                                 help:"table or json."`
}

// somethingWrong is the exit status when a figure does not add up.
const somethingWrong = 2

// Run prints what it finds. Exit status: 0 all add up, 2 something does not or is not said,
// 1 the file cannot be read.
func (c *reportCheckCmd) Run(std streams) error {
	in := std.in
	if c.File != "-" {
		file, err := os.Open(c.File)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }()
		in = file
	}
	published, err := report.ReadPublished(in)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	found := report.Check(&published)
	if err := c.print(std.out, &published, found); err != nil {
		return err
	}
	if slices.ContainsFunc(found, func(f report.Finding) bool { return !f.Verdict.Good() }) {
		return exitError(somethingWrong)
	}
	return nil
}

func (c *reportCheckCmd) print(out io.Writer, published *report.Published, found []report.Finding) error {
	if c.Format == "json" {
		lines := json.NewEncoder(out)
		lines.SetIndent("", "  ")
		lines.SetEscapeHTML(false)
		return lines.Encode(found)
	}
	_, err := io.WriteString(out, report.Text(c.Lang, published, found))
	return err
}
