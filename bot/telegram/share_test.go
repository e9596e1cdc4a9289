package telegram

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"motcua/bot"
	"motcua/bot/telegram/telegramtest"
	"motcua/internal/chat"
)

// A number is the sender's own only where Telegram says so of this very message.
func TestASharedPhone(t *testing.T) {
	t.Parallel()
	both(t, func(s *stage) {
		s.server.Contact(7, "84912345678", 7)
		s.server.Contact(7, "+84912345679", 8)
		s.server.Post(7, 7, map[string]any{"contact": map[string]any{"phone_number": "0912345670"}})
		s.server.Post(7, 7, map[string]any{"contact": map[string]any{"phone_number": "1", "user_id": 7}, "forward_origin": map[string]any{"type": "user"}})
		s.server.SayIn(-5, 7, "nhóm")
		s.server.Post(-5, 7, map[string]any{"contact": map[string]any{"phone_number": "84912345678", "user_id": 7}})
		s.acknowledged()
		var got []string
		for _, m := range s.begun() {
			if m.Shared != nil {
				got = append(got, fmt.Sprint(m.Shared.Phone, " ", m.Shared.Own, " ", m.Group))
			}
		}
		equal(s.T, "shared", fmt.Sprint(got), "[84912345678 true false +84912345679 false false 0912345670 false false 1 false false]")
	})
}

// The button that shares a phone stands where a person types, with the others beside it,
// and goes away with the next Reply that says so.
func TestTheKeyboardThatShares(t *testing.T) {
	t.Parallel()
	s := sender(t)
	s.server.Say(7, "chào")
	s.server.SayIn(-5, 7, "nhóm")
	ask := chat.Reply{Text: "Chia sẻ?", Choices: []chat.Choice{{Label: "Chia sẻ", Press: "share", SharesPhone: true}, {Label: "Thôi", Press: "menu"}}}
	ok(t, s.Send(t.Context(), "7", ask))
	equal(t, "keys", fmt.Sprint(s.server.Keyboard(7)), "[[{Chia sẻ true}] [{Thôi false}]]")
	ok(t, s.Send(t.Context(), "7", chat.Reply{Text: "Xong.", Unshares: true}))
	equal(t, "keys", len(s.server.Keyboard(7)), 0)
	ok(t, s.Send(t.Context(), "-5", ask)) // no number can be shared among many
	equal(t, "in a group", len(s.server.Keyboard(-5)), 0)
}

// What a Reply hides is deleted, once the Reply is there; nobody fails where it cannot be.
func TestWhatIsHidden(t *testing.T) {
	t.Parallel()
	both(t, func(s *stage) {
		s.on(func(ctx context.Context, m chat.Message, to bot.Deliverer) error {
			return to.Deliver(ctx, m, 1, chat.Reply{Text: "Dạ.", Hides: m.Text != "chào"})
		})
		first := s.server.Say(7, "chào")
		second := s.server.Say(7, "1234 1980")
		s.acknowledged()
		s.server.Edit(7, second, "1234 1981")
		s.acknowledged()
		equal(s.T, "the first is there, the second gone", fmt.Sprint(s.server.Gone(7, first), s.server.Gone(7, second)), "false true")
		s.server.Fail(telegramtest.Fault{Method: "deleteMessage", Times: 1, Status: http.StatusBadRequest, Description: "Bad Request: message can't be deleted"})
		s.server.Say(7, "1234 1982")
		s.acknowledged()
		equal(s.T, "replies", len(s.server.Sent(7)), 4)
	})
}

// Of a Reply in parts the first hides and unshares: it is there first.
func TestPartsOfWhatHides(t *testing.T) {
	t.Parallel()
	long := make([]byte, 0, 9000)
	for range 900 {
		long = append(long, "một hai ba\n"...)
	}
	parts := split(chat.Reply{Text: string(long), Hides: true, Unshares: true, Choices: []chat.Choice{{Label: "A", Press: "a"}}})
	for i, p := range parts {
		if p.Hides != (i == 0) || p.Unshares != (i == 0) || (len(p.Choices) > 0) != (i == len(parts)-1) {
			t.Errorf("part %d of %d: %v %v", i, len(parts), p.Hides, p.Unshares)
		}
	}
}
