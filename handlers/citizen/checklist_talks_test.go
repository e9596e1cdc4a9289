package citizen_test

import (
	"os"
	"path/filepath"
	"testing"

	"motcua/handlers/talktest"
)

// The conversations in testdata/talks/giay-to hang on the channel, and time passes in
// them: each has a House of its own.
func TestKeptLists(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/talks/giay-to/*.talk")
	if err != nil || len(files) < 4 {
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
