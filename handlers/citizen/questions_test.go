package citizen

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"

	"motcua/internal/chat"
)

// question is one line of the questions that the search was fitted to.
type question struct {
	text  string
	right []string // codes that answer it; none: out of scope
}

func questions(t testing.TB) []question {
	t.Helper()
	f, err := os.Open("../../internal/procedure/testdata/queries-dev.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }() // it was only read
	var out []question
	for lines := bufio.NewScanner(f); lines.Scan(); {
		part := append(strings.Split(lines.Text(), "\t"), "", "", "")
		q := question{text: part[0]}
		if part[1] != "-" {
			q.right = append([]string{part[1]}, strings.FieldsFunc(part[3], func(r rune) bool { return r == '|' })...)
		}
		out = append(out, q)
	}
	return out
}

// answered is what a question led to: the procedure that was told, or those offered.
func answered(t testing.TB, h *Handler, text string) (told string, offered []string, said string) {
	t.Helper()
	s, replies, err := h.Handle(t.Context(), typed(text), chat.Session{Greeted: true})
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	for _, r := range replies {
		said += r.Text + "\n"
		for _, c := range r.Choices {
			if verb, code, _ := strings.Cut(c.Press, ":"); verb == verbProcedure {
				code, _, _ = strings.Cut(code, "/")
				offered = append(offered, code)
			}
		}
	}
	if s.Topic != nil {
		told = s.Topic.Procedure
	}
	return told, offered, said
}

// TestQuestions asks what people ask through the real router: the right card, or the
// right one among the choices; and no card for what is none of our business.
func TestQuestions(t *testing.T) {
	t.Parallel()
	h := handler(t, &shelf{})
	var all, card, offered, wrong, outside, wrongly int
	for _, q := range questions(t) {
		told, choices, said := answered(t, h, q.text)
		first, _, _ := strings.Cut(said, "\n")
		known := slices.ContainsFunc(q.right, func(code string) bool { return catalogue()[code] != nil })
		switch {
		case len(q.right) == 0:
			if outside++; told != "" {
				wrongly++
				t.Logf("out of scope, told: %q: %s", q.text, first)
			}
		case !known:
		case slices.Contains(q.right, told):
			all, card = all+1, card+1
		case slices.ContainsFunc(choices, func(c string) bool { return slices.Contains(q.right, c) }):
			all, offered = all+1, offered+1
		default:
			if all++; told != "" {
				wrong++
			}
			t.Logf("%q (%s): %s", q.text, q.right, first)
		}
	}
	t.Logf("%d questions: %d told, %d offered, %.1f %%, %d told wrong; %d of %d out of scope told", all, card, offered, 100*float64(card+offered)/float64(all), wrong, wrongly, outside)
	if 100*(card+offered) < 93*all {
		t.Errorf("only %d of %d questions led to the right procedure", card+offered, all)
	}
	if wrongly > 2 {
		t.Errorf("%d of %d questions out of scope got a card", wrongly, outside)
	}
}
