package citizen_test

import (
	"strings"
	"testing"

	"motcua/handlers/talktest"
	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/ticket"
)

// ask brings a citizen's question into the queue and gives its number.
func ask(t *testing.T, talk *talktest.Talk, question string) ticket.Ticket {
	t.Helper()
	for _, text := range []string{"gặp người", "đồng ý", question} {
		if _, err := talk.Say(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	opened, ok, err := talk.House.Store.TicketOf(t.Context(), talk.Asker())
	if err != nil || !ok {
		t.Fatalf("no question: %v", err)
	}
	return opened
}

// The same message again is the same question, and the same line.
func TestQuestionSentTwice(t *testing.T) {
	t.Parallel()
	house := talktest.Open(t)
	talk := house.Talk()
	for _, text := range []string{"gặp người", "đồng ý"} {
		if _, err := talk.Say(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	for _, text := range []string{"Nhà tôi ở gần chợ thì nộp hồ sơ ở phường nào", "gần cầu Mẫu"} {
		m := talk.Next(text)
		for range 2 {
			if _, err := talk.Send(t.Context(), m); err != nil {
				t.Fatal(err)
			}
			if err := house.Live.Forget(t.Context(), m.Speaker()); err != nil { // as if Redis had lost that it was handled
				t.Fatal(err)
			}
		}
	}
	opened, _, err := house.Store.TicketOf(t.Context(), talk.Asker())
	if err != nil {
		t.Fatal(err)
	}
	lines, err := house.Store.Lines(t.Context(), opened.ID, 0)
	if err != nil || len(lines) != 2 {
		t.Errorf("%d lines, %v", len(lines), err)
	}
}

// Numbers that are nobody's business are not in the store, and nobody but the asker can
// do anything with a question.
func TestAnothersQuestion(t *testing.T) {
	t.Parallel()
	house := talktest.Open(t)
	mine := house.Talk()
	opened := ask(t, mine, "số em 0903123456, hỏi giùm nộp phí ở đâu")
	lines, err := house.Store.Lines(t.Context(), opened.ID, 0)
	if err != nil || len(lines) != 1 || strings.Contains(lines[0].Text, "0903") {
		t.Errorf("%d lines, %v", len(lines), err)
	}
	other := house.Talk()
	for _, verb := range []string{"tadd", "tstate", "tstop", "tfar", "allow", "refuse", "rate"} {
		press := verb + ":1"
		if verb == "rate" {
			press += ":1"
		}
		replies, err := other.Press(t.Context(), chat.Choice{Label: "x", Press: press})
		if err != nil || len(replies) != 1 || !strings.Contains(replies[0].Text, "không có câu hỏi nào") {
			t.Errorf("%s: %d replies, %v", press, len(replies), err)
		}
	}
	after, err := house.Store.Ticket(t.Context(), opened.ID)
	if err != nil || after.Version != opened.Version || after.State != ticket.Waiting {
		t.Errorf("it changed: %+v, %v", after, err)
	}
}

// What a question is about comes from the dossier that was seen last, or whose code is in it.
func TestWhatAQuestionIsAbout(t *testing.T) {
	t.Parallel()
	house := talktest.Open(t)
	for code, want := range map[dossier.Code]ticket.Ticket{
		"H29.171-261112-0031":     {Unit: "SG-LT", Field: "Hộ kinh doanh"},
		"H29.172-261026-1000377":  {Unit: "SG-TA", Field: "Đất đai"}, // handed in there, resolved elsewhere
		"H29.171-261105-0009":     {Unit: "SG-LT", Field: "Bảo trợ xã hội", Sensitive: true, Grave: true},
		"H29.171-261202-0070":     {Unit: "SG-LT", Field: "Hộ tịch", Grave: true},
		"G09.20-20260609-0092637": {Unit: "SG-LT", Field: "Việc làm"}, // of nobody known: the counter's ward
	} {
		talk := house.Talk()
		if _, err := talk.Say(t.Context(), string(code)); err != nil {
			t.Fatal(err)
		}
		got := ask(t, talk, "cho tôi hỏi thêm chỗ này với")
		if got.Code != code || got.Unit != want.Unit || got.Field != want.Field || got.Sensitive != want.Sensitive || got.Grave != want.Grave {
			t.Errorf("%s: %+v", code, got)
		}
	}
	got := ask(t, house.Talk(), "con tôi nghiện ma túy, xin đi cai ở đâu")
	if !got.Sensitive || got.Unit != "SG-LT" || got.Code != "" {
		t.Errorf("by its words alone: %+v", got)
	}
}

// A card for a volunteer to send is what a lookup shows, in the asker's language.
func TestCardFor(t *testing.T) {
	t.Parallel()
	house := talktest.Open(t)
	card, ok, err := house.Handler.CardFor(t.Context(), "H29.171-261203-0012", "vi", "bác")
	if err != nil || !ok {
		t.Fatalf("%v, %v", ok, err)
	}
	for _, wrong := range talktest.Faults([]chat.Reply{card}) {
		t.Error(wrong)
	}
	if card.Card == nil || !strings.Contains(card.Text, "Bác chưa cần làm gì thêm") || len(card.Choices) != 1 || card.Choices[0].Press != "steps:H29.171-261203-0012" {
		t.Errorf("%+v", card)
	}
	english, ok, err := house.Handler.CardFor(t.Context(), "H29.171-261203-0012", "en", "")
	if err != nil || !ok || english.Lang != "en" || !strings.Contains(english.Text, "is being processed") {
		t.Errorf("%+v, %v, %v", english, ok, err)
	}
	for _, code := range []dossier.Code{"H29.171-261203-9999", "no code", ""} {
		if _, ok, err := house.Handler.CardFor(t.Context(), code, "vi", ""); ok || err != nil {
			t.Errorf("%q: %v, %v", code, ok, err)
		}
	}
}
