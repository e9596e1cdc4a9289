// Package check reads the files by which the program is deployed as Docker would: against
// the schema of Compose, and with the parser of Dockerfiles. It is a module of its own, so
// that what these need does not come near the program.
package check

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/cli"
	"github.com/compose-spec/compose-go/v2/types"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
)

// project is compose.yaml as Compose understands it, with an .env as the page tells to make one.
func project(t *testing.T) *types.Project {
	t.Helper()
	dir := t.TempDir()
	for from, to := range map[string]string{"compose.yaml": "compose.yaml", "Caddyfile": "Caddyfile", ".env.example": ".env"} {
		text, err := os.ReadFile(filepath.Join("..", from))
		if err != nil {
			t.Fatal(err)
		}
		if to == ".env" {
			text = append(text, "\nPOSTGRES_PASSWORD=aaaa\nSECRET_KEY=bbbbbbbbbbbbbbbbbbbb\nSITE_ADDRESS=hoso.example.gov.vn\n"...)
		}
		if err := os.WriteFile(filepath.Join(dir, to), text, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	options, err := cli.NewProjectOptions([]string{filepath.Join(dir, "compose.yaml")},
		cli.WithWorkingDirectory(dir), cli.WithEnvFiles(filepath.Join(dir, ".env")), cli.WithDotEnv, cli.WithProfiles([]string{"*"}))
	if err != nil {
		t.Fatal(err)
	}
	p, err := options.LoadProject(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// pinned is an image of one version, never "latest" or a whole line of them.
var pinned = regexp.MustCompile(`^[a-z]+:\d+\.\d+(\.\d+)?(-[a-z]+)?$|^motcua:local$`)

func TestCompose(t *testing.T) {
	p := project(t)
	for _, name := range []string{"postgres", "redis", "migrate", "motcua", "backup", "caddy"} {
		s, err := p.GetService(name)
		if err != nil {
			t.Errorf("service %s: %v", name, err)
			continue
		}
		if !pinned.MatchString(s.Image) {
			t.Errorf("%s: image %q is not pinned to a version", name, s.Image)
		}
		if !slices.Contains(s.SecurityOpt, "no-new-privileges:true") {
			t.Errorf("%s may gain privileges", name)
		}
		if ours := name != "postgres" && name != "redis"; ours && (!s.ReadOnly || !slices.Contains(s.CapDrop, "ALL")) {
			t.Errorf("%s: its root can be written, or it has capabilities", name)
		}
		if outside := len(s.Ports) > 0; outside != (name == "caddy") {
			t.Errorf("%s: ports %v; Caddy alone is reached from outside", name, s.Ports)
		}
	}
	if redis := p.Services["redis"].Command; !strings.Contains(strings.Join(redis, " "), "--appendonly yes --appendfsync everysec") || !slices.Contains(redis, "noeviction") {
		t.Errorf("redis: %v", redis)
	}
	if d := p.Services["motcua"].DependsOn; d["migrate"].Condition != "service_completed_successfully" || d["postgres"].Condition != "service_healthy" {
		t.Errorf("motcua depends on %v", d)
	}
	if !p.Networks["back"].Internal {
		t.Error("the stores' network reaches the outside")
	}
}

// variable is a setting in .env.example, commented out or not.
var variable = regexp.MustCompile(`(?m)^#?([A-Z_]+)=`)

// What compose.yaml gives to the program must be settings; that .env.example has them all, and nothing
// else, is checked beside the settings themselves.
func TestComposeSetsWhatExists(t *testing.T) {
	text, err := os.ReadFile("../.env.example")
	if err != nil {
		t.Fatal(err)
	}
	var known []string
	for _, m := range variable.FindAllStringSubmatch(string(text), -1) {
		known = append(known, m[1])
	}
	for _, name := range []string{"migrate", "motcua", "backup"} {
		for variable := range project(t).Services[name].Environment {
			if !slices.Contains(known, variable) {
				t.Errorf("%s is given %s, which is no setting", name, variable)
			}
		}
	}
}

func TestDockerfile(t *testing.T) {
	f, err := os.Open("../Dockerfile")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	tree, err := parser.Parse(f)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range tree.Warnings {
		t.Errorf("%s", w.Short)
	}
	stages, _, err := instructions.Parse(tree.AST, nil)
	if err != nil {
		t.Fatal(err)
	}
	var user string
	var health bool
	for _, s := range stages {
		if !pinned.MatchString(s.BaseName) {
			t.Errorf("base %q is not pinned to a version", s.BaseName)
		}
	}
	for _, c := range stages[len(stages)-1].Commands {
		switch c := c.(type) {
		case *instructions.UserCommand:
			user = c.User
		case *instructions.HealthCheckCommand:
			health = c.Health.Test[0] == "CMD" // no shell
		}
	}
	if user == "" || strings.HasPrefix(user, "0") || strings.HasPrefix(user, "root") {
		t.Errorf("the program runs as %q", user)
	}
	if !health {
		t.Error("no HEALTHCHECK that does without a shell")
	}
}
