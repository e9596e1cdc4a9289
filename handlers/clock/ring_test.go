package clock

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/team"
	"motcua/internal/ticket"
)

func ring(t *testing.T, c *Clock) {
	t.Helper()
	if err := c.Ring(t.Context(), 127); err != nil {
		t.Fatal(err)
	}
}

func TestRing(t *testing.T) {
	t.Parallel()
	s, c := question(t)
	off := team.Volunteer{ID: 4, Telegram: "tg-off", Teams: []team.Member{ward}}
	vy := team.Volunteer{ID: 5, Telegram: "tg-vy", DutyUntil: noon.Add(time.Hour), Teams: []team.Member{{Team: team.Team{ID: 9, Kind: team.OfCity}}}}
	s.people = append(s.people, off, vy)
	ring(t, c)
	got := s.to("tg-lan")
	want := "Câu hỏi 127 đang chờ người trả lời.\n“Hồ sơ H29.171-••••••-•••• đến đâu rồi?”\nBàn trực: https://motcua.example.vn/desk"
	if len(got) != 1 || got[0].Text != want || !slices.Equal(presses(got[0]), []string{"v:claim:127", "v:queue"}) {
		t.Errorf("%+v", got)
	}
	if got := s.to("tg-mai"); len(got) != 1 || got[0].Lang != "en" || got[0].Choices[0].Label != "Take this question" {
		t.Errorf("%+v", got)
	}
	ring(t, c) // once in a round
	if s.out != nil {
		t.Errorf("%+v", s.out)
	}
	s.ticket.Ring = ticket.City
	ring(t, c)
	if len(s.out) != 1 || s.out[0].Key.Chat != "tg-vy" {
		t.Errorf("only those of the wider ring are told: %+v", s.out)
	}
}

// Who gave it away is not asked first.
func TestRingAfterPass(t *testing.T) {
	t.Parallel()
	s, c := question(t)
	s.happens(ticket.Line{What: ticket.Claimed, By: lan.ID}, ticket.Line{What: ticket.Passed, By: lan.ID, Reason: ticket.Unsure})
	ring(t, c)
	if len(s.out) != 1 || s.out[0].Key.Chat != "tg-mai" {
		t.Errorf("%+v", s.out)
	}
}

// Nobody was told, so the wider ring is for all.
func TestRingWithNobodyThere(t *testing.T) {
	t.Parallel()
	s, c := question(t)
	s.people = []team.Volunteer{thao}
	ring(t, c)
	if s.out != nil || s.ticket.RungRing != 0 {
		t.Errorf("%+v", s.ticket)
	}
}

func TestRingSays(t *testing.T) {
	t.Parallel()
	for name, k := range map[string]struct {
		ticket ticket.Ticket
		want   string
	}{
		"passed":    {ticket.Ticket{ID: 1, Only: 1}, "Câu hỏi 1 được chuyển riêng đến đây.\n“hỏi lại”"},
		"to a team": {ticket.Ticket{ID: 1, Team: 1}, "Câu hỏi 1 được chuyển đến tổ mình.\n“hỏi lại”"},
		"sensitive": {ticket.Ticket{ID: 1, Sensitive: true}, "Câu hỏi 1 đang chờ người trả lời.\nViệc này riêng tư: nội dung chỉ hiện sau khi nhận."},
	} {
		_, c := question(t)
		c.PublicURL = ""
		lines := []ticket.Line{
			{What: ticket.Said, Text: "lần đầu"}, {What: ticket.Finished}, {What: ticket.Reopened},
			{What: ticket.Said, Text: "hỏi lại"}, {What: ticket.Said, Text: "alo"},
		}
		if diff := cmp.Diff(k.want, c.call(k.ticket, lines, lan).Text); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// One that is in somebody's hands, or gone, is not announced.
func TestRingTooLate(t *testing.T) {
	t.Parallel()
	s, c := question(t)
	s.ticket.State = ticket.Held
	ring(t, c)
	s.missing = true
	ring(t, c)
	if s.out != nil {
		t.Errorf("%+v", s.out)
	}
}
