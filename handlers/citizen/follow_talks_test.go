package citizen_test

import "testing"

// The conversations in testdata/talks/theo-doi leave follows: each has a House of its own.
func TestFollowing(t *testing.T) {
	t.Parallel()
	playAlone(t, "testdata/talks/theo-doi/*.talk", 6)
}
