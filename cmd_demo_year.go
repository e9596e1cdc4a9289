package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"motcua/internal/city"
	"motcua/internal/dossier"
)

// loadYear imports the sample year once, with a word on stderr. One that was broken off
// goes on: what is in already is only compared.
func loadYear(ctx context.Context, a *app, stderr io.Writer) error {
	in, err := a.hasYear(ctx)
	if err != nil || in {
		return err
	}
	rows := city.Year()
	defer func() { _ = rows.Close() }() // it holds no more than memory
	_, _ = fmt.Fprintf(stderr, "Loading the sample city, %d dossiers of 2023; only this once ...\n", city.YearRows)
	bar := yearBar(stderr)
	begun := time.Now()
	if err := importMade(ctx, a, kindDossiers, io.TeeReader(rows, bar), city.YearSeen); err != nil {
		return err
	}
	_ = bar.bar.Clear()
	_, _ = fmt.Fprintf(stderr, "... loaded in %.1f seconds.\n", time.Since(begun).Seconds())
	return nil
}

// hasYear reports whether the database holds this make of the sample year, whole: its
// last dossier is there, and its source was read to the end.
func (a *app) hasYear(ctx context.Context) (bool, error) {
	last := dossier.Code(city.YearTries()[0].Code)
	found, err := a.store.DossiersByCode(ctx, []dossier.Code{last})
	if err != nil || len(found) == 0 {
		return false, err
	}
	return found[0].SourceSeenAt.Equal(city.YearSeen), nil
}

// lineBar counts the lines that pass.
type lineBar struct{ bar *progressbar.ProgressBar }

// yearBar is a bar on a terminal and nothing elsewhere.
func yearBar(stderr io.Writer) lineBar {
	screen, ok := stderr.(*os.File)
	if !ok || !term.IsTerminal(int(screen.Fd())) {
		stderr = io.Discard
	}
	return lineBar{progressbar.NewOptions(city.YearRows, progressbar.OptionSetWriter(stderr),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionShowCount())}
}

// Write counts.
func (b lineBar) Write(p []byte) (int, error) {
	return len(p), b.bar.Add(bytes.Count(p, []byte{'\n'}))
}
