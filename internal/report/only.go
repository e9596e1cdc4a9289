package report

import "errors"

// Only narrows what is counted; the zero Only counts everything.
type Only struct {
	Unit string // as a source may write it: a code, an identifier or a name; the Units below it count too
}

// ErrNoUnit is an Only whose Unit nobody knows.
var ErrNoUnit = errors.New("no such unit")
