package webchat_test

import (
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua/bot/webchat"
	"motcua/internal/chat"
	"motcua/internal/words"
)

var update = flag.Bool("update", false, "write the drawn lines of testdata/golden anew")

// Each drawn line is kept as a file, so that a change of the drawing is seen.
func TestLinesAreDrawn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lines := map[string]chat.Line{
		"said":          {Seq: 1, ID: first, At: clock, Said: &chat.Said{Text: "căn cước •••••••••••• <i>", Hidden: []string{"identity", "card", "otp", "proof"}}},
		"said-photo":    {Seq: 1, ID: first, At: clock, Said: &chat.Said{Text: "giấy hẹn <i>", Kind: chat.Photo}},
		"said-voice":    {Seq: 1, ID: first, At: clock, Said: &chat.Said{Kind: chat.Voice}},
		"said-document": {Seq: 1, ID: first, At: clock, Said: &chat.Said{Kind: chat.Document}},
	}
	for name, reply := range replies {
		lines[name] = chat.Line{Seq: 2, ID: first, N: 1, At: clock, Reply: &reply}
	}
	for name, line := range lines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := webchat.LineHTML(w.page, "vi", line)
			if err != nil {
				t.Fatal(err)
			}
			file := filepath.Join("testdata", "golden", name+".html")
			if *update {
				if err := os.WriteFile(file, []byte(got+"\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got+"\n"); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestThePagesWords(t *testing.T) {
	t.Parallel()
	texts, _ := webchat.Texts()
	for _, problem := range words.Check(texts) {
		t.Error(problem)
	}
}

// Every word that a template says exists, and no word is left over.
func TestWordsAndTemplatesFit(t *testing.T) {
	t.Parallel()
	texts, templates := webchat.Texts()
	sub, err := fs.Sub(texts, "texts")
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := words.Load(sub)
	if err != nil {
		t.Fatal(err)
	}
	spoken := []string{"page.end_away", "page.file_gone"} // said by the server outside a template
	files, err := fs.Glob(templates, "templates/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		text, err := fs.ReadFile(templates, file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`\bsay "([a-z_]+)"`).FindAllStringSubmatch(string(text), -1) {
			spoken = append(spoken, "page."+m[1])
		}
	}
	slices.Sort(spoken)
	if diff := cmp.Diff(slices.Compact(spoken), catalogue.Keys("vi")); diff != "" {
		t.Errorf("said (-) and written (+):\n%s", diff)
	}
}
