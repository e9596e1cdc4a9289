package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"motcua/internal/workday"
	"motcua/store/backup"
	"motcua/store/embedded"
)

// backupCmd copies the database into one file.
type backupCmd struct {
	storeSettings
	To     string `arg:"" optional:"" name:"dir|file" help:"Folder for a file named by date and time, or a file. Unset: DATA_DIR/backups."`
	Keep   int    `placeholder:"N" help:"After a good backup remove older ones in the folder, all but the newest N."`
	Verify bool   `default:"true" negatable:"" help:"Restore the copy once where nobody looks, and compare every table."`
}

// Help says what is in the file and what is not.
func (*backupCmd) Help() string {
	return "The database (DATABASE_URL, or the private one under DATA_DIR) goes into one file of pg_dump's custom format; citizens go on meanwhile. " +
		"Not in it: the secret key, and Redis, which holds only conversations."
}

// lastBackup is the name of the file under DATA_DIR that tells of the newest good backup.
const lastBackup = "last-backup.json"

// backupTold is what stands in it.
type backupTold struct {
	At       time.Time `json:"at"`
	File     string    `json:"file"`
	Verified bool      `json:"verified"`
}

// Run backs up.
func (c *backupCmd) Run(ctx context.Context, std streams) error {
	now := time.Now()
	dir, err := c.dataDir("motcua")
	if err != nil {
		return err
	}
	if err := makeDataDir(dir); err != nil {
		return err
	}
	file, folder, err := c.target(dir, now)
	if err != nil {
		return err
	}
	var d backup.Dumped
	err = c.withDatabase(ctx, dir, func(url string, _ bool) error {
		d, err = backup.Dump(ctx, backup.DumpOptions{URL: url, File: file, Verify: c.Verify, Scratch: dir})
		return err
	})
	if ctx.Err() != nil && err != nil {
		return errors.New("no backup was made: it was told to stop; older ones are as they were")
	}
	if err != nil {
		return fmt.Errorf("no backup was made: %w", err)
	}
	if err := tell(dir, backupTold{now.Truncate(time.Second), file, d.Verified}); err != nil {
		return fmt.Errorf("the backup %s is good, but that could not be noted: %w", file, err)
	}
	if err := c.say(std, d, file); err != nil || folder == "" {
		return err
	}
	return c.prune(std, folder)
}

// target is the file to write, and the folder of all where the name is ours.
func (c *backupCmd) target(dataDir string, now time.Time) (string, string, error) {
	folder := c.To
	if folder == "" {
		folder = filepath.Join(dataDir, "backups")
	}
	folder, err := filepath.Abs(folder)
	if err != nil {
		return "", "", err
	}
	info, err := os.Stat(folder)
	isFolder := c.To == "" || strings.HasSuffix(c.To, "/") || (err == nil && info.IsDir())
	switch {
	case c.Keep < 0:
		return "", "", fmt.Errorf("--keep %d: it takes 1 or more; 0 keeps all", c.Keep)
	case !isFolder && c.Keep > 0:
		return "", "", fmt.Errorf("--keep %d goes with a folder, and %s is a file: name a folder, or leave --keep out", c.Keep, c.To)
	case !isFolder:
		return folder, "", nil
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", "", fmt.Errorf("folder of backups: %w; name a folder that motcua may write", err)
	}
	for _, left := range backup.Partials(folder) { // of a backup that was killed
		if info, err := os.Stat(left); err == nil && now.Sub(info.ModTime()) > 12*time.Hour {
			_ = os.Remove(left)
		}
	}
	return filepath.Join(folder, "motcua-"+now.In(workday.Zone).Format("20060102-150405")+".dump"), folder, nil
}

func (c *backupCmd) say(std streams, d backup.Dumped, file string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %d rows in %d tables (schema %d), %.1f MB in %.1f s: %s\n", d.Database, d.Rows, d.Tables, d.Schema, float64(d.Bytes)/1e6, d.Took.Seconds(), file)
	if d.Verified {
		fmt.Fprintf(&b, "Verified: restored into %s, every table holds the same (%.1f s).\n", d.VerifiedOn, d.VerifiedTook.Seconds())
	} else {
		b.WriteString("Not verified: whether it can be restored is not known.\n")
	}
	b.WriteString("Not in it: " + c.whereKey() + " Keep a copy of it, but never beside the backups: both together are phone numbers again; without it phones on file are not recognised (docs/import.md, \"Phones, and a new secret key\").\n" +
		"Not in it: Redis, which holds only conversations of a day; they may be forgotten.\n")
	_, err := fmt.Fprint(std.out, b.String())
	return err
}

// whereKey says where the secret key is.
func (s storeSettings) whereKey() string {
	dir, err := s.dataDir("motcua")
	if s.SecretKey != "" || err != nil {
		return "SECRET_KEY."
	}
	return "the secret key (" + filepath.Join(dir, "secret-key") + ", or SECRET_KEY where serve is given one)."
}

var backupName = regexp.MustCompile(`^motcua-\d{8}-\d{6}\.dump$`)

// prune removes old backups. Files of other names are not ours to remove.
func (c *backupCmd) prune(std streams, folder string) error {
	if c.Keep == 0 {
		return nil
	}
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	var ours []string
	for _, e := range entries { // by name, which is by time
		if backupName.MatchString(e.Name()) && e.Type().IsRegular() {
			ours = append(ours, e.Name())
		}
	}
	for _, name := range ours[:max(0, len(ours)-c.Keep)] {
		if err := os.Remove(filepath.Join(folder, name)); err != nil {
			return fmt.Errorf("the backup is good, but an old one could not be removed: %w", err)
		}
		if _, err := fmt.Fprintf(std.out, "Removed %s (--keep %d).\n", name, c.Keep); err != nil {
			return err
		}
	}
	return nil
}

// tell notes the backup under DATA_DIR, whole or not at all.
func tell(dir string, told backupTold) error {
	text, err := json.Marshal(told)
	if err != nil {
		return err
	}
	file := filepath.Join(dir, lastBackup)
	if err := os.WriteFile(file+".new", append(text, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}

// makeDataDir makes DATA_DIR as the private stores would: others may pass, not look.
func makeDataDir(dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	if err := os.MkdirAll(dir, 0o711); err != nil { // PostgreSQL's account must pass
		return fmt.Errorf("make DATA_DIR: %w; set DATA_DIR to a folder that motcua may write", err)
	}
	return nil
}

// withDatabase gives the address of DATABASE_URL, or of the private server under dir, and whether
// another motcua runs that one. Neither the schema nor the secret key is touched.
func (s storeSettings) withDatabase(ctx context.Context, dir string, do func(url string, joined bool) error) error {
	if s.DatabaseURL != "" {
		return do(s.DatabaseURL, false)
	}
	server, err := embedded.Postgres(ctx, filepath.Join(dir, "postgres"), embedded.Keep)
	if err != nil {
		return fmt.Errorf("start the private PostgreSQL: %w", err)
	}
	return errors.Join(do(server.URL(), server.Joined()), server.Stop())
}
