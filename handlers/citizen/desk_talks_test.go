package citizen_test

import (
	"os"
	"path/filepath"
	"testing"

	"motcua/handlers/talktest"
)

// The conversations in testdata/talks/desk have humans in them, each in a House of its
// own: the queue is one for all who ask.
func TestDeskTalks(t *testing.T) {
	t.Parallel()
	playAlone(t, "testdata/talks/desk/*.talk", 46)
}

// playAlone plays conversations, each in a House of its own; there are at least this many.
func playAlone(t *testing.T, pattern string, least int) {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) < least {
		t.Fatalf("%d conversations, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			written, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			talktest.Open(t).Talk().Play(t, file, string(written))
		})
	}
}
