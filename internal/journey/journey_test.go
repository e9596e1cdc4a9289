package journey

import (
	"testing"
	"testing/synctest"
	"time"
)

// asked counts what a journey carried; road, where there is one, lets it through.
type asked struct {
	journeys chan int
	road     chan bool
}

func newAsked() *asked { return &asked{journeys: make(chan int, 100), road: make(chan bool)} }

func (a *asked) carry(all []*bool) {
	a.journeys <- len(all)
	<-a.road
	for _, answered := range all {
		*answered = true
	}
}

// ask asks beside the test; the channel closes once there is an answer.
func ask(t *testing.T, l *Line[*bool]) <-chan bool {
	t.Helper()
	done := make(chan bool)
	go func() {
		defer close(done)
		var answered bool
		l.Ask(&answered)
		if !answered {
			t.Error("came back without an answer")
		}
	}()
	synctest.Wait()
	return done
}

func TestWhatComesMeanwhileTravelsTogether(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAsked()
		l := New(1, 0, a.carry)
		first := ask(t, l)
		var others []<-chan bool
		for range 3 {
			others = append(others, ask(t, l))
		}
		a.road <- true
		<-first
		a.road <- true
		for _, done := range others {
			<-done
		}
		if one, three := <-a.journeys, <-a.journeys; one != 1 || three != 3 || len(a.journeys) > 0 {
			t.Errorf("journeys of %d and %d, and %d more", one, three, len(a.journeys))
		}
	})
}

func TestLanesAreTravelledAtTheSameTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAsked()
		l := New(2, 0, a.carry)
		one, two := ask(t, l), ask(t, l)
		if len(a.journeys) != 2 {
			t.Errorf("%d journeys on two lanes", len(a.journeys))
		}
		close(a.road)
		<-one
		<-two
	})
}

// Who is alone never waits; after a journey with company the next gathers a while.
func TestGathersOnlyWhereThereIsCompany(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAsked()
		l := New(1, time.Hour, a.carry)
		alone, two, three := ask(t, l), ask(t, l), ask(t, l)
		close(a.road)
		<-alone
		<-two
		<-three
		begun := time.Now()
		four, five := ask(t, l), ask(t, l)
		<-four
		<-five
		if took := time.Since(begun); took != time.Hour {
			t.Errorf("gathered for %s", took)
		}
		for i, want := range []int{1, 2, 2} {
			if got := <-a.journeys; got != want {
				t.Errorf("journey %d carried %d, not %d", i, got, want)
			}
		}
	})
}

// A panic is its own journey's: those in it come back, those after it travel.
func TestPanicHoldsNobody(t *testing.T) {
	t.Parallel()
	road := make(chan bool)
	l := New(1, 0, func(all []string) {
		if <-road {
			panic(all[0])
		}
	})
	fell := make(chan any)
	go func() {
		defer func() { fell <- recover() }()
		l.Ask("first")
	}()
	road <- true
	if p := <-fell; p != "first" {
		t.Errorf("recovered %v", p)
	}
	go func() { road <- false }()
	l.Ask("second")
}
