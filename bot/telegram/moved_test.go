package telegram

import (
	"testing"

	"motcua/internal/chat"
)

// Once a group has moved, nothing is sent to where it was.
func TestAGroupThatMovedIsKept(t *testing.T) {
	t.Parallel()
	s := pollStage(t)
	s.server.SayIn(-5, lan, "chào")
	s.server.AwaitSent(t, -5, 1)
	s.server.Migrate(-5, -100500)
	s.acknowledged()
	ok(t, s.Send(t.Context(), "-5", chat.Reply{Text: "dạ"}))
	equal(t, "sent", s.texts(-100500), []string{"dạ"})
	equal(t, "tries", len(s.server.Calls("sendMessage")), 2)
	equal(t, "Turns", len(s.begun()), 1)

	s = sender(t) // and one that was not told learns it from the first send
	s.server.SayIn(-6, lan, "chào")
	s.server.Migrate(-6, -100600)
	for range 2 {
		ok(t, s.Send(t.Context(), "-6", chat.Reply{Text: "dạ"}))
	}
	equal(t, "tries", len(s.server.Calls("sendMessage")), 3)
}
