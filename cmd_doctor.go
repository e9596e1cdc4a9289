package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"motcua/internal/doctor"
)

// doctorCmd looks over what is set, reachable, stale, not decided and unsafe.
type doctorCmd struct {
	settings

	Lang string `default:"en" enum:"en,vi" help:"Language: en or vi."`
}

// Help says what it touches.
func (*doctorCmd) Help() string {
	return "Run it as serve runs: the same user, the same settings. It changes nothing, and needs no serve. " +
		"Where DATABASE_URL is unset it joins the private PostgreSQL of serve, or starts it for the moment. " +
		"Each line has a sign: ✓ well, ! may wait, ✗ may not; under the last two stands what to do next. " +
		"The exit status is 1 where there is a ✗, else 0. No line has a token, a key or a password."
}

// Run looks and prints.
func (c *doctorCmd) Run(ctx context.Context, std streams) error {
	facts := c.look(ctx, time.Now())
	if ctx.Err() != nil {
		return ctx.Err()
	}
	all := doctor.Examine(facts, c.Lang)
	if err := printFindings(std.out, all); err != nil {
		return err
	}
	if doctor.MustAct(all) {
		return exitError(1)
	}
	return nil
}

func printFindings(out io.Writer, all []doctor.Finding) error {
	var b strings.Builder
	group := ""
	for _, f := range all {
		if f.Group != group {
			group = f.Group
			b.WriteString(group + "\n")
		}
		fmt.Fprintf(&b, "  %s %s\n", f.Level.Sign(), f.Text)
		if f.Next != "" {
			fmt.Fprintf(&b, "      → %s\n", f.Next)
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}
