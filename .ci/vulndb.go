//go:build ignore

// Command vulndb lays the advisories of the module golang.org/x/vulndb out as the
// database that govulncheck reads, so that the check needs no other service.
//
//	go run .ci/vulndb.go DATA/osv OUT
package main

import (
	"encoding/json"
	"log"
	"os"
	"path/filepath"
	"sort"
	"time"
)

type advisory struct {
	ID       string    `json:"id"`
	Modified time.Time `json:"modified"`
	Aliases  []string  `json:"aliases,omitempty"`
	Affected []struct {
		Package struct {
			Name string `json:"name"`
		} `json:"package"`
		Ranges []struct {
			Events []struct {
				Fixed string `json:"fixed"`
			} `json:"events"`
		} `json:"ranges"`
	} `json:"affected"`
}

type moduleVuln struct {
	ID       string    `json:"id"`
	Modified time.Time `json:"modified"`
	Fixed    string    `json:"fixed,omitempty"`
}

type module struct {
	Path  string       `json:"path"`
	Vulns []moduleVuln `json:"vulns"`
}

type vuln struct {
	ID       string    `json:"id"`
	Modified time.Time `json:"modified"`
	Aliases  []string  `json:"aliases,omitempty"`
}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 3 {
		log.Fatal("usage: vulndb DATA/osv OUT")
	}
	files, err := filepath.Glob(filepath.Join(os.Args[1], "*.json"))
	if err != nil || len(files) == 0 {
		log.Fatalf("no advisories in %s (%v)", os.Args[1], err)
	}
	out := os.Args[2]
	for _, d := range []string{"ID", "index"} {
		check(os.MkdirAll(filepath.Join(out, d), 0o755))
	}
	var last time.Time
	var vulns []vuln
	modules := map[string]*module{}
	for _, f := range files {
		data, err := os.ReadFile(f)
		check(err)
		var a advisory
		check(json.Unmarshal(data, &a))
		check(os.WriteFile(filepath.Join(out, "ID", a.ID+".json"), data, 0o644))
		vulns = append(vulns, vuln{a.ID, a.Modified, a.Aliases})
		if a.Modified.After(last) {
			last = a.Modified
		}
		addModules(modules, a)
	}
	list := make([]module, 0, len(modules))
	for _, m := range modules {
		list = append(list, *m)
	}
	sort.Slice(list, func(i, j int) bool { return list[i].Path < list[j].Path })
	write(out, "db", map[string]time.Time{"modified": last})
	write(out, "modules", list)
	write(out, "vulns", vulns)
}

func addModules(modules map[string]*module, a advisory) {
	for _, af := range a.Affected {
		m := modules[af.Package.Name]
		if m == nil {
			m = &module{Path: af.Package.Name}
			modules[af.Package.Name] = m
		}
		v := moduleVuln{ID: a.ID, Modified: a.Modified}
		for _, r := range af.Ranges {
			for _, e := range r.Events {
				if e.Fixed != "" {
					v.Fixed = e.Fixed
				}
			}
		}
		m.Vulns = append(m.Vulns, v)
	}
}

func write(out, name string, v any) {
	data, err := json.Marshal(v)
	check(err)
	check(os.WriteFile(filepath.Join(out, "index", name+".json"), data, 0o644))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
