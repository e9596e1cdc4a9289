package main

import (
	"io"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// variablesOf are the environment variables of a command's struct.
func variablesOf(of reflect.Type) []string {
	var out []string
	for f := range of.Fields() {
		if name := f.Tag.Get("env"); name != "" {
			out = append(out, name)
		}
		if f.Anonymous {
			out = append(out, variablesOf(f.Type)...)
		}
	}
	return out
}

func TestEnvExampleHasEverySetting(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("deployments/.env.example")
	if err != nil {
		t.Fatal(err)
	}
	compose, err := os.ReadFile("deployments/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	settings := variablesOf(reflect.TypeFor[serveCmd]())
	var named []string
	for _, m := range regexp.MustCompile(`(?m)^#?([A-Z][A-Z_]*)=`).FindAllStringSubmatch(string(text), -1) {
		named = append(named, m[1])
		if !slices.Contains(settings, m[1]) && !strings.Contains(string(compose), "${"+m[1]+":?") {
			t.Errorf("%s is no setting, and compose.yaml does not ask for it", m[1])
		}
	}
	for _, name := range settings {
		if !slices.Contains(named, name) {
			t.Errorf("%s is not in .env.example", name)
		}
	}
	if len(settings) < 15 {
		t.Errorf("only %d settings were found", len(settings))
	}
}

// called are commands of motcua in a shell line: by itself, by motcua-admin, in a container.
var called = regexp.MustCompile(`(?:^|\s)(?:motcua-admin|-- motcua|\./motcua|docker compose (?:run|exec)(?: --?\w+)* motcua(?: motcua)?)((?: +[^\s<>|#]+)*)`)

// Every command line on the page must be one that the program takes.
func TestOperationsPageIsTrue(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, block := range regexp.MustCompile("(?s)```sh\n(.*?)```").FindAllStringSubmatch(string(text), -1) {
		for line := range strings.Lines(block[1]) {
			m := called.FindStringSubmatch(line)
			if m == nil {
				continue
			}
			found++
			var c commands
			parser, err := kong.New(&c, kong.Name("motcua"), kong.Writers(io.Discard, io.Discard), kong.Exit(func(int) {}))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := parser.Parse(strings.Fields(m[1])); err != nil {
				t.Errorf("%s: %v", strings.TrimSpace(line), err)
			}
		}
	}
	if found < 15 {
		t.Errorf("only %d commands were found", found)
	}
}

// Files that the page installs must be there.
func TestOperationsPageNamesFilesThatExist(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	files := regexp.MustCompile(`deployments/[\w./-]*\w`).FindAllString(string(text), -1)
	for _, name := range files {
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
	}
	if len(files) < 5 {
		t.Errorf("only %v", files)
	}
}
