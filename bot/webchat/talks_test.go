package webchat_test

import (
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"motcua/bot/webchat"
	"motcua/handlers/talktest"
	"motcua/internal/chat"
)

// Everything that is said in the written conversations can be drawn: whole, pressable,
// and with nothing in it that the page's policy forbids.
func TestWhatIsSaidIsDrawn(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../handlers/citizen/testdata/talks/*.talk")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	page, house := newWorld(t).page, talktest.Open(t)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			written, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			talk := house.Talk()
			talk.Play(t, file, string(written))
			for _, turn := range talk.Heard {
				for _, r := range turn.Replies {
					isDrawn(t, page, turn.Said, r)
				}
			}
		})
	}
}

func isDrawn(t *testing.T, page *webchat.Page, said string, r chat.Reply) {
	t.Helper()
	drawn, err := webchat.LineHTML(page, "vi", chat.Line{Seq: 2, ID: first, N: 1, At: clock, Reply: &r})
	if err != nil {
		t.Errorf("%q: %v", said, err)
		return
	}
	for _, bad := range []string{" style=", "<script", "javascript:", "ZgotmplZ", "{{", "<no value>"} {
		if strings.Contains(drawn, bad) {
			t.Errorf("%q: the line has %q:\n%s", said, bad, drawn)
		}
	}
	for _, c := range r.Choices {
		if !strings.Contains(drawn, `data-press="`+html.EscapeString(c.Press)+`"`) {
			t.Errorf("%q: [%s] cannot be pressed", said, c.Label)
		}
	}
	if r.Card == nil {
		return
	}
	facts := []string{r.Card.Title}
	for _, f := range r.Card.Facts {
		facts = append(facts, f.Name)
	}
	for _, tick := range r.Card.Ticks {
		facts = append(facts, tick.Press)
	}
	for _, fact := range facts {
		if !strings.Contains(drawn, html.EscapeString(fact)) {
			t.Errorf("%q: the card lacks %q", said, fact)
		}
	}
}
