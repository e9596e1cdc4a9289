package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"time"

	"motcua/internal/city"
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
	c.useZone()
	ln, err := listen(ctx, c.HTTPAddr)
	if err != nil {
		return err
	}
	a, err := openApp(ctx, c.settings, "motcua-demo", textLog(std.err, c.LogLevel))
	if err != nil {
		_ = ln.Close()
		return err
	}
	defer a.close()
	today := time.Now().In(workday.Zone)
	if err := loadCity(ctx, a, today); err != nil {
		_ = ln.Close()
		return err
	}
	dir, err := c.dataDir("motcua-demo")
	if err != nil {
		return err
	}
	welcome(std.out, a.notes, "http://"+ln.Addr().String(), dir, city.Tries(today))
	return a.serve(ctx, ln)
}

// loadCity imports the made-up city. Started again on the same day it changes
// nothing; on another day that day's dossiers join.
func loadCity(ctx context.Context, a *app, today time.Time) error {
	if err := importMade(ctx, a, "units", city.Units(), today); err != nil {
		return err
	}
	return importMade(ctx, a, "dossiers", city.Dossiers(today), today)
}

// welcome tells a visitor what to do next.
func welcome(w io.Writer, notes []string, at, dir string, tries []city.Try) {
	var b bytes.Buffer
	b.WriteString("\nmotcua demo: everything here is made up.\n\n")
	for _, note := range notes {
		fmt.Fprintf(&b, "  %s\n", note)
	}
	fmt.Fprintf(&b, "\nOpen  %s  and send one of these codes, typed as you like:\n\n", at)
	for _, t := range tries {
		fmt.Fprintf(&b, "  %-28s %s\n", t.Code, t.What)
	}
	fmt.Fprintf(&b, "\nYour own data joins with  motcua import dossiers FILE --data-dir %s\n", dir)
	b.WriteString("Ctrl-C stops it. What is kept is kept for the next time.\n\n")
	_, _ = w.Write(b.Bytes())
}
