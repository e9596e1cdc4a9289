package postgres_test

import (
	"strconv"
	"testing"

	"motcua/internal/chat"
	"motcua/internal/ticket"
)

// BenchmarkChangeTicket adds a line to a ticket, with its job: what each verb costs.
func BenchmarkChangeTicket(b *testing.B) {
	p := openPlace(b)
	now := ask(b, p.Store, waiting("c"), "x")
	for i := 0; b.Loop(); i++ {
		var err error
		now, err = p.ChangeTicket(b.Context(), ticket.Change{
			Before: now, After: now, Key: strconv.Itoa(i), Lines: []ticket.Line{said("x")}, Later: []ticket.Later{{Args: ticket.RelayArgs{}}},
		})
		must(b, err)
	}
}

// BenchmarkTell hands a line on to a page, or to a messenger.
func BenchmarkTell(b *testing.B) {
	for _, channel := range []chat.Channel{chat.Web, chat.Telegram} {
		b.Run(string(channel), func(b *testing.B) {
			p := openPlace(b)
			q := waiting("c")
			q.Asker.Channel = channel
			id := ask(b, p.Store, q, "x").ID
			for from := int64(0); b.Loop(); from++ {
				moved, err := p.Tell(b.Context(), ticket.Told{
					Ticket: id, Whom: ticket.TheAsker, From: from, To: from + 1, Out: handOn(channel, "c", "", 9, "x"),
				})
				if must(b, err); !moved {
					b.Fatal("not told")
				}
			}
		})
	}
}

// BenchmarkQueue reads two hundred who wait, each with three lines.
func BenchmarkQueue(b *testing.B) {
	p := openPlace(b)
	for i := range 200 {
		ask(b, p.Store, waiting(strconv.Itoa(i)), "một", "hai", "ba")
	}
	for b.Loop() {
		all, err := p.WaitingTickets(b.Context())
		if must(b, err); len(all) != 200 {
			b.Fatal(len(all))
		}
	}
}

// BenchmarkVolunteerByTelegram is what every Turn of a messenger asks.
func BenchmarkVolunteerByTelegram(b *testing.B) {
	p := openPlace(b)
	for b.Loop() {
		_, _, err := p.VolunteerByTelegram(b.Context(), "c")
		must(b, err)
	}
}
