// Command motcua puts the one-stop counter into a chat: citizens ask where a
// dossier stands and read it in plain words. This package joins the parts and is
// the only one that reads the environment; what is said and done lives in handlers.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// commands is what `motcua` can be told to do, one file each.
type commands struct {
	Demo    demoCmd    `cmd:"" help:"Try it: private stores, a made-up city, the chat on http://127.0.0.1:8080."`
	Serve   serveCmd   `cmd:"" help:"Answer citizens."`
	Ready   readyCmd   `cmd:"" help:"Ask a running serve whether citizens can be answered."`
	Doctor  doctorCmd  `cmd:"" help:"Look over settings, stores, data, backups and people, and say what to do next."`
	Migrate migrateCmd `cmd:"" help:"Bring the database's schema up to date."`
	Import  importCmd  `cmd:"" help:"Load dossiers, procedures, everyday names or units from files."`
	Sources sourcesCmd `cmd:"" help:"See which sources are late, and say how often each is to come."`
	Notices noticesCmd `cmd:"" help:"See what followers of dossiers are still to be told, what it waits for, and what fails."`
	Search  searchCmd  `cmd:"" help:"Try the search of procedures, and see what it does not find."`
	Desk    deskCmd    `cmd:"" help:"Bring people to the desk: invitations, links to sign in."`
	API     apiCmd     `cmd:"" help:"Let other systems send dossiers and read figures." name:"api"`

	Report  reportCmd  `cmd:"" help:"Figures of what offices did, and a check of those that others published."`
	Backup  backupCmd  `cmd:"" help:"Copy the database into one verified file."`
	Restore restoreCmd `cmd:"" help:"Put such a file in the place of the database."`

	Procedures proceduresCmd `cmd:"" help:"Compare what citizens are told of procedures with the official portal."`
	Mappings   mappingsCmd   `cmd:"" help:"Print how sources' own statuses, units and channels are read, as a table to import again."`
}

// exitError ends the program with a status of its own; what was wrong has been
// said already.
type exitError int

func (e exitError) Error() string { return fmt.Sprintf("exit status %d", int(e)) }

// streams are the program's three, passed on so that a test can hold them.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	status := run(ctx, os.Args[1:], streams{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(status)
}

func run(ctx context.Context, args []string, io streams) int {
	var c commands
	if len(args) == 0 {
		args = []string{"--help"}
	}
	asked := -1 // --help has its own status
	parser, err := kong.New(&c, kong.Name("motcua"), kong.Writers(io.out, io.err),
		kong.Description("The one-stop counter in a chat. Every setting of serve is an environment variable and a flag."),
		kong.UsageOnError(), kong.Exit(func(code int) { asked = code }))
	if err != nil {
		_, _ = fmt.Fprintln(io.err, "motcua:", err)
		return 1
	}
	call, err := parser.Parse(args)
	if asked >= 0 {
		return asked
	}
	if err != nil {
		_, _ = fmt.Fprintf(io.err, "motcua: %v; see motcua --help\n", err)
		return 1
	}
	call.BindTo(ctx, (*context.Context)(nil))
	err = call.Run(io)
	var exit exitError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &exit):
		return int(exit)
	default:
		_, _ = fmt.Fprintln(io.err, "motcua:", err)
		return 1
	}
}
