package report

import (
	"os"
	"strings"
	"testing"

	"motcua/internal/words"
	"motcua/internal/words/wordstest"
)

// The words are for offices, who say "quá hạn" as their form does, and name a decision by its sign.
func TestTexts(t *testing.T) {
	t.Parallel()
	for _, err := range words.Check(os.DirFS("texts"), "check.follows") {
		if !strings.Contains(err.Error(), `"quá hạn" is never said`) && !strings.Contains(err.Error(), `"QĐ" is in capitals`) {
			t.Error(err)
		}
	}
	built := map[string][]string{
		"change.":        {"up", "down", "same", "points", "days"},
		"check.verdict.": {"adds_up", "other_base", "cut_off", "apart", "impossible", "silent"},
	}
	for _, err := range wordstest.Spoken(os.DirFS("texts"), os.DirFS("."), built) {
		t.Error(err)
	}
}
