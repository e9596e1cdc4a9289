package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"motcua/handlers/site"
	"motcua/internal/procedure"
	"motcua/internal/unit"
)

// noShelf is a catalogue and a directory without anything in them.
type noShelf struct{}

func (noShelf) Procedure(context.Context, string, string, time.Time) (*procedure.Procedure, procedure.Overlay, error) {
	return nil, procedure.Overlay{}, nil
}

func (noShelf) Directory(context.Context) (*unit.Directory, error) {
	return unit.NewDirectory(nil), nil
}

// noticeEnds is what separates the notice from what is written for operators alone.
const noticeEnds = "<!-- The notice ends here. -->"

// docs/privacy.md has the notice as the page shows it, with the times by which the program
// deletes. MOTCUA_WRITE_DOCS=1 writes it anew.
func TestPrivacyDocIsThePage(t *testing.T) {
	t.Parallel()
	s, err := site.New(site.Config{Procedures: noShelf{}, Units: noShelf{}, Kept: kept()})
	noError(t, err)
	data, err := os.ReadFile("docs/privacy.md")
	noError(t, err)
	have, own, ok := strings.Cut(string(data), noticeEnds)
	if !ok {
		t.Fatalf("docs/privacy.md lacks the line %s", noticeEnds)
	}
	want := noticeAsDoc(s)
	if os.Getenv("MOTCUA_WRITE_DOCS") != "" {
		noError(t, os.WriteFile("docs/privacy.md", []byte(want+noticeEnds+own), 0o600))
		return
	}
	if have != want {
		t.Errorf("docs/privacy.md is not what the page says: run this test with MOTCUA_WRITE_DOCS=1; it should be\n%s", want)
	}
}

func noticeAsDoc(s *site.Site) string {
	var b strings.Builder
	b.WriteString("# Privacy\n\nThe notice that citizens read at `/quyen-rieng-tu`, word for word; the page puts the operator's name and hotline in.\n" +
		"The words are in `handlers/site/texts/privacy.*.toml`, the times are the program's own constants.\n\n")
	for _, lang := range []struct{ code, name string }{{"vi", "Tiếng Việt"}, {"en", "English"}} {
		fmt.Fprintf(&b, "## %s\n\n", lang.name)
		for _, part := range s.Notice(lang.code, "OPERATOR_NAME", "HOTLINE") {
			fmt.Fprintf(&b, "### %s\n\n", part.Title)
			for _, p := range part.Paras {
				fmt.Fprintf(&b, "%s\n\n", p)
			}
			for _, p := range part.Points {
				fmt.Fprintf(&b, "- %s\n", p)
			}
			if len(part.Points) > 0 {
				b.WriteString("\n")
			}
			for _, p := range part.After {
				fmt.Fprintf(&b, "%s\n\n", p)
			}
			if len(part.Rows) > 0 {
				b.WriteString("| | |\n|---|---|\n")
				for _, row := range part.Rows {
					fmt.Fprintf(&b, "| %s | %s |\n", row[0], row[1])
				}
				b.WriteString("\n")
			}
		}
	}
	return b.String()
}
