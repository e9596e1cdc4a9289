//go:build faults

package main

import (
	"net/http"
	"sync"
	"syscall"
	"testing"
)

// A code of the sample, which every true answer names, and what is said when a
// message could not be answered.
const (
	code    = "H29.171-261119-0012"
	apology = "Trợ lý đang chậm"
	hello   = "trợ lý tự động"
)

const lockDossiers = "LOCK TABLE dossiers IN ACCESS EXCLUSIVE MODE"

// Killed while the dossier is being read: the restarted server answers the
// message, once.
func TestFaultKilledInTheMiddle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve()
	v, m := w.visitor(s), types(code)
	release := w.hold(lockDossiers)
	lost := make(chan error, 1)
	go func() { _, err := v.post(m); lost <- err }()
	w.stuck("dossiers")
	s.kill()
	if err := <-lost; err == nil {
		t.Error("a killed server acknowledged the message")
	}
	release()
	s.start()
	v.send(m, w.freeTurns)
	v.once([]said{m}, code)
	v.send(m, w.freeTurns) // the page did not hear the answer and sends again
	v.once([]said{m}, code)
}

// Killed after the answer was committed and before it was delivered: the same
// answer comes, once, and nothing is thought out again.
func TestFaultKilledBeforeDelivery(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve()
	v, m := w.visitor(s), types(code)
	handling := w.hold(lockDossiers)
	lost := make(chan error, 1)
	go func() { _, err := v.post(m); lost <- err }()
	w.stuck("dossiers") // the citizen's own line is in; now its answer must not get in
	delivering := w.hold("LOCK TABLE web_lines IN EXCLUSIVE MODE")
	handling()
	w.stuck("web_lines")
	s.kill()
	<-lost
	delivering()
	s.start()
	again := w.hold(lockDossiers) // who thinks again would hang here
	v.send(m, w.freeTurns)
	again()
	v.once([]said{m}, code)
}

// A message that kills the server three times is not tried a fourth time: its
// citizen is told, and can go on.
func TestFaultKilledThreeTimes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve()
	v, m := w.visitor(s), types(code)
	release := w.hold(lockDossiers)
	for range 3 {
		lost := make(chan error, 1)
		go func() { _, err := v.post(m); lost <- err }()
		w.stuck("dossiers")
		s.kill()
		<-lost
		w.unstick("dossiers")
		w.freeTurns()
		s.start()
	}
	last, _ := v.send(m, w.freeTurns)
	t.Logf("the fourth attempt answered in %v", last.took)
	release()
	next := types(code)
	v.send(next, w.freeTurns)
	v.send(m, w.freeTurns)
	v.once([]said{m, next}, apology, code)
}

// The same message many times at once is answered once; each is acknowledged or
// told to come again.
func TestFaultTwiceAndTwoAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	v, m := w.visitor(w.serve()), types(code)
	var all sync.WaitGroup
	for range 10 {
		all.Go(func() {
			switch a, err := v.post(m); {
			case err != nil:
				t.Error(err)
			case a.code != http.StatusOK && a.code != http.StatusServiceUnavailable:
				t.Errorf("status %d", a.code)
			}
		})
	}
	all.Wait()
	v.send(m, v.pageWaits)
	v.once([]said{m}, code)
}

// A server that is told to stop finishes the Turn in hand.
func TestFaultStoppedInTheMiddle(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.serve()
	v, m := w.visitor(s), types(code)
	release := w.hold(lockDossiers)
	type result struct {
		answer
		err error
	}
	got := make(chan result, 1)
	go func() { a, err := v.post(m); got <- result{a, err} }()
	w.stuck("dossiers")
	must(t, s.process.Process.Signal(syscall.SIGTERM))
	release()
	if r := <-got; r.err != nil || r.code != http.StatusOK {
		t.Errorf("the Turn in hand ended with %d, %v", r.code, r.err)
	}
	<-s.ended
	if state := s.process.ProcessState; !state.Success() {
		t.Errorf("the server stopped with %v", state)
	}
	s.start()
	v.once([]said{m}, code)
}
