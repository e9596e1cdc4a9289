// Package bench measures the program as it ships: the cost of an answer, the memory of
// open conversations. It has benchmarks only and must not know how an answer comes
// about: it starts the real program and counts what the kernel says of it.
//
// docs/performance.md says how to run it and what was measured.
package bench
