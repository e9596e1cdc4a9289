package citizen_test

import "testing"

// The conversations in testdata/talks/thong-bao leave consents: each has a House of its own.
func TestAnnouncementsAreHeard(t *testing.T) {
	t.Parallel()
	playAlone(t, "testdata/talks/thong-bao/*.talk", 2)
}
