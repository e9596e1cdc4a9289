//go:build race

package procedure

// slower is how much more time the race detector may take.
const slower = 20
