package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"

	"motcua/store/backup"
)

// restoreCmd puts a backup in the place of the database.
type restoreCmd struct {
	storeSettings
	File    string `arg:"" optional:"" help:"What motcua backup wrote."`
	Replace bool   `help:"Also where there is data. What is there now is kept under another name where the account may make databases."`
	DropOld bool   `name:"drop-old" help:"Instead: drop what earlier restores kept."`
}

// Run restores.
func (c *restoreCmd) Run(ctx context.Context, std streams) error {
	if c.DropOld == (c.File != "") {
		return errors.New("name one file that motcua backup wrote, or say --drop-old")
	}
	dir, err := c.dataDir("motcua")
	if err != nil {
		return err
	}
	if err := makeDataDir(dir); err != nil {
		return err
	}
	if c.DropOld {
		return c.dropOld(ctx, std, dir)
	}
	file, err := filepath.Abs(c.File)
	if err != nil {
		return err
	}
	var r backup.Restored
	err = c.withDatabase(ctx, dir, func(url string, joined bool) error {
		if joined {
			return fmt.Errorf("another motcua runs on %s: stop motcua serve (systemctl stop motcua), then restore again", dir)
		}
		r, err = backup.Restore(ctx, backup.RestoreOptions{URL: url, File: file, Replace: c.Replace, Scratch: dir})
		return err
	})
	if err != nil {
		return fmt.Errorf("restore %s: %w", c.File, err)
	}
	return c.say(std, r)
}

func (c *restoreCmd) say(std streams, r backup.Restored) error {
	said := fmt.Sprintf("%s is restored: %d rows in %d tables (%.1f s).\n", r.Database, r.Rows, r.Tables, r.Took.Seconds())
	if r.From < r.To {
		said += fmt.Sprintf("It was brought from schema %d to %d.\n", r.From, r.To)
	}
	switch {
	case r.Kept != "":
		said += fmt.Sprintf("What was there before is kept as the database %s. When all is well, drop it: motcua restore --drop-old\n", r.Kept)
	case r.InPlace:
		said += "The account may not make databases, so what was there before was replaced and is not kept.\n"
	}
	said += "What citizens deleted after the backup was made is back: docs/operations.md, \"A restore and what was deleted\", says what to do.\n" +
		"Phones on file are recognised by the secret key of before only: " + c.whereKey() + "\n"
	_, err := fmt.Fprint(std.out, said)
	return err
}

func (c *restoreCmd) dropOld(ctx context.Context, std streams, dir string) error {
	return c.withDatabase(ctx, dir, func(url string, _ bool) error {
		names, err := backup.DropOld(ctx, url)
		for _, name := range names {
			if _, err := fmt.Fprintf(std.out, "Dropped %s.\n", name); err != nil {
				return err
			}
		}
		if len(names) == 0 && err == nil {
			_, err = fmt.Fprintln(std.out, "There is nothing to drop.")
		}
		return err
	})
}
