package desk

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"motcua/internal/announce"
	"motcua/internal/pages"
	"motcua/internal/ticket"
	"motcua/internal/words"
)

func TestTexts(t *testing.T) {
	t.Parallel()
	for _, err := range words.Check(textFiles,
		"case.finish", "keys.finish", "me.sign_out", "signin.join", "report.print", "report.show", // Vietnamese without a mark
	) {
		t.Error(err)
	}
}

// A text that is spoken stands in code or template as one string; where the end of a key
// is put together, what can follow is listed here.
func TestEveryTextIsSpoken(t *testing.T) {
	t.Parallel()
	spoken := map[string]bool{}
	for _, o := range append(slices.Clone(ticket.Outcomes), ticket.Withdrawn) {
		spoken["outcome."+string(o)] = true
	}
	for _, what := range did {
		spoken["did."+what] = true
	}
	for _, l := range everyEvent() {
		spoken[eventKey(l)] = true
	}
	for _, what := range []announce.What{
		announce.Wrote, announce.Changed, announce.Tested, announce.Let, announce.Stops, announce.Drops, announce.Finished,
	} {
		spoken["announce.did_"+string(what)] = true
	}
	for n := '1'; n <= '7'; n++ {
		spoken["desk.weekday_"+string(n)] = true
	}
	key := regexp.MustCompile(`"([a-z]+\.[a-z0-9_]+)"`)
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		names, err := fs.Glob(os.DirFS("."), pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			for _, m := range key.FindAllStringSubmatch(string(data), -1) {
				spoken[m[1]] = true
			}
		}
	}
	c, err := pages.Words(textFiles)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range c.Keys(words.First) {
		if !spoken[k] {
			t.Errorf("nothing speaks %s", k)
		}
	}
}

// everyEvent is one line of each kind that has words of its own.
func everyEvent() []ticket.Line {
	var out []ticket.Line
	for _, w := range []ticket.What{
		ticket.Claimed, ticket.Reminded, ticket.Returned, ticket.Widened, ticket.Passed, ticket.DetailsAsked,
		ticket.DetailsAllowed, ticket.DetailsRefused, ticket.Finished, ticket.TakenBack, ticket.Reopened, ticket.Assigned,
	} {
		out = append(out, ticket.Line{What: w, By: 1}, ticket.Line{What: w}, ticket.Line{What: w, By: 1, To: 2})
	}
	out = append(out, ticket.Line{What: ticket.Assigned, By: 1, Text: "Đăng ký tạm trú"})
	for _, r := range []string{"1", "2", "3"} {
		out = append(out, ticket.Line{What: ticket.Rated, Reason: r})
	}
	return out
}

func TestEventsHaveWords(t *testing.T) {
	t.Parallel()
	c, err := pages.Words(textFiles)
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range everyEvent() {
		if !c.Has(words.First, eventKey(l)) {
			t.Errorf("%s (by %d) has no words", l.What, l.By)
		}
	}
}
