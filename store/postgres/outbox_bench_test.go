package postgres_test

import (
	"strconv"
	"testing"

	"motcua/internal/chat"
)

// BenchmarkOutbox adds one Reply (with its job) and sends it: what a Reply costs that
// could not be sent at once, without the sending.
func BenchmarkOutbox(b *testing.B) {
	p := openPlace(b)
	for i := 0; b.Loop(); i++ {
		must(b, p.AddToOutbox(b.Context(), []chat.Outgoing{outgoing("c", strconv.Itoa(i), 1)}))
		by, done := sending("c", strconv.Itoa(i)), int64(0)
		for {
			next, err := p.NextInOutbox(b.Context(), by, done)
			must(b, err)
			if next.First == nil {
				_, err := p.EndOutbox(b.Context(), by, next.Seq)
				must(b, err)
				break
			}
			done = next.First.Seq
		}
	}
}

// BenchmarkOutboxRow sends one row of many: one statement takes the last away and reads
// the next.
func BenchmarkOutboxRow(b *testing.B) {
	p, by, done := openPlace(b), sending("c", "a"), int64(0)
	for i := 0; b.Loop(); i++ {
		if i%1000 == 0 {
			b.StopTimer()
			all := make([]chat.Outgoing, 1001)
			for n := range all {
				all[n] = outgoing("c", strconv.Itoa(i), n)
			}
			must(b, p.AddToOutbox(b.Context(), all))
			b.StartTimer()
		}
		next, err := p.NextInOutbox(b.Context(), by, done)
		must(b, err)
		done = next.First.Seq
	}
}

// BenchmarkOutboxWaits is what every Turn of a sending channel asks.
func BenchmarkOutboxWaits(b *testing.B) {
	p := openPlace(b)
	for b.Loop() {
		_, err := p.OutboxWaits(b.Context(), chat.Telegram, "c")
		must(b, err)
	}
}
