package citizen_test

import (
	"os"
	"path/filepath"
	"testing"

	"motcua/handlers/talktest"
)

// The conversations in testdata/talks are written for Vietnamese speakers to read;
// talktest.Play says how.
func TestTalks(t *testing.T) {
	t.Parallel()
	house := talktest.Open(t)
	for _, file := range talks(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			play(t, house, file)
		})
	}
}

// The same conversations over Telegram, as it brings messages in both ways.
func TestTalksOnTelegram(t *testing.T) {
	t.Parallel()
	house := talktest.Open(t)
	for _, mode := range []talktest.Mode{talktest.Poll, talktest.Webhook} {
		for _, file := range talks(t) {
			t.Run(string(mode)+"/"+filepath.Base(file), func(t *testing.T) {
				t.Parallel()
				written, err := os.ReadFile(file)
				if err != nil {
					t.Fatal(err)
				}
				house.TelegramTalk(t, mode).Play(t, file, string(written))
			})
		}
	}
}

// The same conversations where nothing can be pressed: what is offered is typed by its
// number.
func TestTalksByNumber(t *testing.T) {
	t.Parallel()
	house := talktest.Open(t)
	for _, file := range talks(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			written, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			talk := house.Talk()
			talk.Numbers = true
			talk.Play(t, file, string(written))
		})
	}
}

func talks(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/talks/*.talk")
	if err != nil || len(files) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	return files
}

func play(t *testing.T, house *talktest.House, file string) []talktest.Turn {
	t.Helper()
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	talk := house.Talk()
	talk.Play(t, file, string(written))
	return talk.Heard
}
