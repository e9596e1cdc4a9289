// Package journey lets what several ask of a store at the same time travel together:
// one journey costs little more with twenty questions than with one. It must not know
// what travels, or where.
package journey

import (
	"sync"
	"time"
)

// Line carries questions. While all its lanes are on the way, what is asked gathers and
// goes with the next journey; with a lane free and nobody else asking, a question goes
// at once.
type Line[T any] struct {
	carry  func([]T)
	lanes  chan struct{}
	gather time.Duration

	mu      sync.Mutex
	next    *journey[T]
	company bool // the last journey carried more than one
}

type journey[T any] struct {
	all  []T
	done chan struct{}
}

// New makes a line. carry answers all questions of a journey, each in itself, and may
// run on as many lanes at the same time; gather is how long a journey waits for more
// once the last one carried several.
func New[T any](lanes int, gather time.Duration, carry func([]T)) *Line[T] {
	return &Line[T]{carry: carry, lanes: make(chan struct{}, lanes), gather: gather}
}

// Ask returns when the question was carried. Who asks first carries the others.
func (l *Line[T]) Ask(question T) {
	l.mu.Lock()
	mine, first := l.next, l.next == nil
	if first {
		mine = &journey[T]{done: make(chan struct{})}
		l.next = mine
	}
	mine.all = append(mine.all, question)
	wait := l.company
	l.mu.Unlock()
	if !first {
		<-mine.done
		return
	}
	if wait && l.gather > 0 {
		<-time.After(l.gather)
	}
	l.lanes <- struct{}{}
	defer func() { // also when carry panics, for others wait
		<-l.lanes
		close(mine.done)
	}()
	l.carry(l.leave())
}

// leave closes the journey to those who come now.
func (l *Line[T]) leave() []T {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.next.all
	l.next, l.company = nil, len(all) > 1
	return all
}
