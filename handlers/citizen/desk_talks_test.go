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
	files, err := filepath.Glob("testdata/talks/desk/*.talk")
	if err != nil || len(files) < 46 {
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
