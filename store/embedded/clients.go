package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

// Clients is a folder with the programs that copy a database out and in.
type Clients struct{ progs programs }

// Path is where one of the programs is: pg_dump, pg_restore, psql.
func (c Clients) Path(name string) string { return filepath.Join(c.progs.dir, name) }

// Version is theirs, "15.18".
func (c Clients) Version() string { return c.progs.version }

// FindClients finds pg_dump and its kin for a server of this major version: the same
// version, else the next newer one. An older pg_dump refuses a newer server, and what a
// newer one writes an older server may not read. Where only pg_dump's machine is asked
// about, major is 0 and the newest is taken.
func FindClients(ctx context.Context, major int) (Clients, error) {
	return chooseClients(ctx, clientFolders(), major)
}

// clientFolders begins with the usual places: what Debian has on PATH is a wrapper that
// chooses by itself.
func clientFolders() []string {
	var dirs []string
	for _, pattern := range places {
		found, _ := filepath.Glob(pattern) // the patterns are ours and well formed
		dirs = append(dirs, newestFirst(found)...)
	}
	if path, err := exec.LookPath("pg_dump"); err == nil {
		dirs = append(dirs, filepath.Dir(path))
	}
	return dirs
}

func chooseClients(ctx context.Context, dirs []string, major int) (Clients, error) {
	var best Clients
	var seen []string
	for _, dir := range dirs {
		p, err := clientsIn(ctx, dir)
		if err != nil {
			continue
		}
		have, _ := strconv.Atoi(p.major()) // what has no number is older than all
		now, _ := strconv.Atoi(best.progs.major())
		better := best.progs.dir == "" || (major > 0 && have < now) || (major == 0 && have > now)
		if have >= major && better {
			best = Clients{p}
		}
		seen = append(seen, p.version)
	}
	switch {
	case best.progs.dir != "":
		return best, nil
	case len(seen) > 0:
		return best, fmt.Errorf("the server is PostgreSQL %d, and this machine has pg_dump only of %s, which cannot read it; install the server's: apt-get install postgresql-client-%d",
			major, strings.Join(slices.Compact(seen), ", "), major)
	}
	return best, errors.New("no pg_dump and pg_restore on PATH or in the usual folders; install them: apt-get install postgresql-client")
}

// clientsIn checks that a folder has all that is needed and asks for the version.
func clientsIn(ctx context.Context, dir string) (programs, error) {
	for _, name := range []string{"pg_dump", "pg_restore", "psql"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return programs{}, err
		}
	}
	version, err := versionOf(ctx, filepath.Join(dir, "pg_dump"))
	return programs{dir: dir, version: version}, err
}

// RunWithUs runs a program that the kernel ends when we are killed. A child is tied to
// the thread that started it, so that thread waits for it.
func RunWithUs(cmd *exec.Cmd) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if cmd.SysProcAttr == nil {
		cmd.SysProcAttr = &syscall.SysProcAttr{}
	}
	tie(cmd.SysProcAttr, syscall.SIGTERM)
	return cmd.Run()
}
