package volunteer

import (
	"os"
	"testing"

	"motcua/internal/ticket"
	"motcua/internal/words"
	"motcua/internal/words/wordstest"
)

func TestTexts(t *testing.T) {
	t.Parallel()
	for _, err := range words.Check(texts, "queue.web") { // "trang web" is Vietnamese without a mark
		t.Error(err)
	}
}

func TestEveryTextIsSpoken(t *testing.T) {
	t.Parallel()
	built := map[string][]string{"finish.is.": {}}
	for _, o := range ticket.Outcomes {
		built["finish.is."] = append(built["finish.is."], string(o))
	}
	for _, err := range wordstest.Spoken(texts, os.DirFS("."), built) {
		t.Error(err)
	}
}

// Every outcome that the rules know can be chosen in a chat.
func TestEveryOutcomeIsOffered(t *testing.T) {
	t.Parallel()
	for _, o := range ticket.Outcomes {
		if !known(o) {
			t.Errorf("%s cannot be chosen", o)
		}
	}
	if len(often)+len(rare) != len(ticket.Outcomes) {
		t.Error("an outcome is offered that the rules do not know")
	}
}
