//go:build ignore

// Command vulngate reads govulncheck's JSON and fails for a hole that our code
// reaches in a module. Holes of the toolchain are printed only: they are mended
// by whoever installs Go.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
)

type message struct {
	Finding *struct {
		OSV          string `json:"osv"`
		FixedVersion string `json:"fixed_version"`
		Trace        []struct {
			Module   string `json:"module"`
			Function string `json:"function"`
		} `json:"trace"`
	} `json:"finding"`
}

func main() {
	log.SetFlags(0)
	f, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	seen, reached := map[string]bool{}, 0
	dec := json.NewDecoder(f)
	for {
		var m message
		if err := dec.Decode(&m); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			log.Fatal(err)
		}
		if m.Finding == nil || len(m.Finding.Trace) == 0 {
			continue
		}
		at := m.Finding.Trace[0]
		line := fmt.Sprintf("%s in %s, fixed in %s", m.Finding.OSV, at.Module, m.Finding.FixedVersion)
		switch {
		case at.Module == "stdlib" || at.Module == "toolchain":
			line = "toolchain: " + line
		case at.Function == "":
			line = "not called: " + line
		default:
			line = "REACHED: " + line
			reached++
		}
		if !seen[line] {
			seen[line] = true
			fmt.Println(line)
		}
	}
	if reached > 0 {
		log.Fatalf("%d calls reach a known hole in a module: upgrade it", reached)
	}
}
