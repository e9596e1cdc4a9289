package embedded

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// ErrNoPostgres is returned where the machine has no PostgreSQL programs. It says
// what to do.
var ErrNoPostgres = errors.New("no PostgreSQL programs (initdb, postgres) on PATH or in the usual folders; install them: apt-get install postgresql (or set DATABASE_URL to a server of your own)")

// places are where systems keep PostgreSQL's programs, off PATH as a rule.
var places = []string{
	"/usr/lib/postgresql/*/bin",
	"/usr/pgsql-*/bin",
	"/opt/homebrew/opt/postgresql@*/bin",
	"/usr/local/opt/postgresql@*/bin",
}

// programs is a folder with PostgreSQL's programs of one version.
type programs struct {
	dir     string
	version string // "15.18"
}

func (p programs) major() string { return majorOf(p.version) }

func majorOf(version string) string {
	major, _, _ := strings.Cut(version, ".")
	return major
}

// findPrograms finds the programs that made the data ("" = no data yet): those on
// PATH first, then the newest of the usual places.
func findPrograms(ctx context.Context, major string) (programs, error) {
	return choose(ctx, candidates(), major)
}

// choose takes the first folder that fits.
func choose(ctx context.Context, dirs []string, major string) (programs, error) {
	var seen []string
	for _, dir := range dirs {
		p, err := programsIn(ctx, dir)
		if err != nil {
			continue
		}
		if major == "" || p.major() == major {
			return p, nil
		}
		seen = append(seen, p.version)
	}
	if len(seen) > 0 {
		return programs{}, fmt.Errorf("the data was made by PostgreSQL %s, but this machine has only %s; install it: apt-get install postgresql-%s",
			major, strings.Join(seen, ", "), major)
	}
	return programs{}, ErrNoPostgres
}

func candidates() []string {
	var dirs []string
	if path, err := exec.LookPath("initdb"); err == nil {
		// What is on PATH may be a link into the folder that has all of them.
		if target, err := filepath.EvalSymlinks(path); err == nil {
			dirs = append(dirs, filepath.Dir(target))
		}
		dirs = append(dirs, filepath.Dir(path))
	}
	for _, pattern := range places {
		found, _ := filepath.Glob(pattern) // the patterns are ours and well formed
		dirs = append(dirs, newestFirst(found)...)
	}
	return dirs
}

func newestFirst(dirs []string) []string {
	slices.SortFunc(dirs, func(a, b string) int { return numberIn(b) - numberIn(a) })
	return dirs
}

var number = regexp.MustCompile(`[0-9]+(\.[0-9]+)*`)

// numberIn is the version in a folder's name: 9 is older than 15.
func numberIn(dir string) int {
	n, _ := strconv.Atoi(majorOf(number.FindString(dir))) // 0 for none
	return n
}

// programsIn checks that a folder has both programs and asks for the version.
func programsIn(ctx context.Context, dir string) (programs, error) {
	for _, name := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return programs{}, err
		}
	}
	version, err := versionOf(ctx, filepath.Join(dir, "postgres"))
	return programs{dir: dir, version: version}, err
}

// versionOf asks a program for its version.
func versionOf(ctx context.Context, path string) (string, error) {
	out, err := exec.CommandContext(ctx, path, "--version").Output() // #nosec G204 -- a program that we looked for
	if err != nil {
		return "", fmt.Errorf("%s --version: %w", path, err)
	}
	return number.FindString(string(out)), nil
}
