//go:build !race

package procedure

// slower is how much more time a test may take than the program.
const slower = 1
