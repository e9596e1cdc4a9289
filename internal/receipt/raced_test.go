//go:build race

package receipt

// raced says whether the race detector runs, under which reading takes ten times as long.
const raced = true
