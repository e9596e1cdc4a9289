package citizen_test

import (
	"os"
	"path/filepath"
	"testing"

	"motcua/handlers/talktest"
)

// The conversations in testdata/talks/anh send photos: over the page, over Telegram as it
// brings messages in both ways, and where what is offered is typed by its number.
func TestPhotoTalks(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/talks/anh/*.talk")
	if err != nil || len(files) < 2 {
		t.Fatalf("%d conversations, %v", len(files), err)
	}
	house := talktest.Open(t)
	for way, begin := range map[string]func(t *testing.T) *talktest.Talk{
		"web":     func(*testing.T) *talktest.Talk { return house.Talk() },
		"poll":    func(t *testing.T) *talktest.Talk { t.Helper(); return house.TelegramTalk(t, talktest.Poll) },
		"webhook": func(t *testing.T) *talktest.Talk { t.Helper(); return house.TelegramTalk(t, talktest.Webhook) },
		"number":  func(*testing.T) *talktest.Talk { k := house.Talk(); k.Numbers = true; return k },
	} {
		for _, file := range files {
			t.Run(way+"/"+filepath.Base(file), func(t *testing.T) {
				t.Parallel()
				written, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				begin(t).Play(t, file, string(written))
			})
		}
	}
}
