package citizen_test

import "testing"

// The conversations in testdata/talks/giay-to hang on the channel, and time passes in
// them: each has a House of its own.
func TestKeptLists(t *testing.T) {
	t.Parallel()
	playAlone(t, "testdata/talks/giay-to/*.talk", 4)
}
