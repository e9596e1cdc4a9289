package clock

import (
	"os"
	"strings"
	"testing"

	"motcua/internal/words"
	"motcua/internal/words/wordstest"
)

func TestTexts(t *testing.T) {
	t.Parallel()
	for _, err := range words.Check(texts) {
		t.Error(err)
	}
	days := map[string][]string{"notice.day.weekday_": {"0", "1", "2", "3", "4", "5", "6"}}
	for _, err := range wordstest.Spoken(texts, os.DirFS("."), days) {
		t.Error(err)
	}
}

// "Dạ" and "ạ" stand once in what is said at most.
func TestPolite(t *testing.T) {
	t.Parallel()
	all, err := words.Load(texts)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range all.Keys("vi") {
		text := " " + strings.ToLower(all.Say("vi", key, anything{}.args())) + " "
		text = strings.NewReplacer("?", " ", ",", " ", ".", " ", "\n", " ").Replace(text)
		if strings.Count(text, " ạ ") > 1 || strings.Count(text, " dạ ") > 1 {
			t.Errorf("%s: %s", key, text)
		}
	}
}

type anything struct{}

func (anything) args() words.Args {
	return words.Args{
		"name": "Lan", "role": "tình nguyện viên", "code": "H29.171-261119-0012", "minutes": "30", "hotline": "1022",
		"number": "127", "count": "3", "field": "Hộ tịch", "text": "x", "word": "x", "url": "http://x",
	}
}
