//go:build browser

package webchat_test

import (
	"maps"
	"slices"
	"testing"
)

// The pictures: every state of the page at a phone, in the dark with large text,
// and at a desk. MOTCUA_SHOTS=folder keeps them to be looked at.
func TestPictures(t *testing.T) {
	t.Parallel()
	t.Run("phone", func(t *testing.T) {
		t.Parallel()
		tb := open(t, phone)
		tb.shot("phone-first")
		for _, name := range slices.Sorted(maps.Keys(replies)) {
			if name == "english" {
				continue
			}
			code := name
			if c := replies[name].Card; c != nil && c.Code != "" && name != "plain" {
				code = c.Code
			}
			tb.say(code)
			tb.shot("phone-" + name)
		}
		tb.click("#menu-open")
		tb.shot("phone-menu")
	})
	t.Run("dark-large", func(t *testing.T) {
		t.Parallel()
		tb := open(t, phone)
		tb.media("dark")
		for range 3 {
			tb.click("#size")
		}
		tb.shot("dark-large-first")
		for _, name := range []string{"running", "waiting", "ready"} {
			tb.say(replies[name].Card.Code)
			tb.shot("dark-large-" + name)
			eval[bool](tb, `(document.querySelector(".columns").scrollTop += 500, true)`)
			tb.shot("dark-large-" + name + "-2")
		}
		tb.click("#menu-open")
		tb.shot("dark-large-menu")
	})
	t.Run("desktop", func(t *testing.T) {
		t.Parallel()
		tb := open(t, desktop)
		tb.shot("desktop-first")
		tb.say("cho bác hỏi hs h29171 261203 0012 tới đâu rồi")
		tb.say(replies["running"].Card.Code)
		tb.shot("desktop-running")
		tb.say(replies["ready"].Card.Code)
		tb.shot("desktop-ready")
		tb.media("dark")
		tb.shot("desktop-dark")
		tb.click("#menu-open")
		tb.shot("desktop-menu")
	})
}
