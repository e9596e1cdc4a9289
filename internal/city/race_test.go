//go:build race

package city

// underRace says whether the race detector watches, which makes all of it slow.
const underRace = true
