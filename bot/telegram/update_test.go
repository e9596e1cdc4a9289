package telegram

import (
	"errors"
	"testing"

	"motcua/internal/chat"
)

// Whatever comes, it is a task, ignored, or no JSON; never a panic, and a Message is
// whole.
func FuzzUpdate(f *testing.F) {
	for _, seed := range []string{
		said, `{}`, `[]`, `null`, `{"update_id":1e3}`, `{"update_id":"5"}`,
		`{"update_id":5,"message":{"chat":{},"from":null,"text":"x"}}`,
		`{"update_id":5,"message":{"from":{"id":7},"chat":{"id":7,"type":"private"},"photo":null}}`,
		`{"update_id":5,"edited_message":{"from":{"id":7},"chat":{"id":-7,"type":"group"},"caption":"/a@b c"}}`,
		`{"update_id":5,"callback_query":{"id":"9","from":{"id":7},"message":{"chat":{"id":7},"reply_markup":{"inline_keyboard":[[{}],null]}},"data":"x"}}`,
		`{"update_id":5,"callback_query":{"from":{"id":7},"message":{"chat":{"id":7}},"data":"x"}}`,
		`{"update_id":5,"my_chat_member":{"chat":{"id":7},"new_chat_member":null}}`,
		`{"update_id":5,"message":{"from":{"id":7,"language_code":"-"},"chat":{"id":7,"type":"private"},"text":"/@","media_group_id":"x"}}`,
	} {
		f.Add([]byte(seed))
	}
	c, err := New(Config{Token: "1:x", Turn: echo})
	if err != nil {
		f.Fatal(err)
	}
	c.username.Store("b")
	f.Fuzz(func(t *testing.T, data []byte) {
		u, err := decode(data)
		if err != nil && !errors.Is(err, errStrange) && u != (update{}) {
			t.Errorf("%+v with %v", u, err)
		}
		task, ok := c.read(u)
		if err != nil && ok {
			t.Errorf("a task of what was not understood: %+v", task)
		}
		m := task.message
		if m == nil {
			return
		}
		if m.Channel != chat.Telegram || m.Chat == "" || m.From == "" || len(m.ID) < 2 || len(m.Press) > pressLimit {
			t.Errorf("%+v", m)
		}
		if m.Lang != "" && m.Lang != "vi" && m.Lang != "en" {
			t.Errorf("language %q", m.Lang)
		}
		if task.speaker != m.Speaker() {
			t.Errorf("%+v of %+v", m, task.speaker)
		}
	})
}

// What an edit is an edit of is the message's own key, whatever else names it.
func TestTheKeyOfAnEdit(t *testing.T) {
	t.Parallel()
	c, err := New(Config{Token: "1:x", Turn: echo})
	ok(t, err)
	read := func(data string) task {
		u, err := decode([]byte(data))
		ok(t, err)
		done, _ := c.read(u)
		return done
	}
	const rest = `{"message_id":3,"from":{"id":7},"chat":{"id":7,"type":"private"},"caption":"a","photo":[],"media_group_id":"9","edit_date":11}}`
	first := read(`{"update_id":1,"message":` + rest)
	edit := read(`{"update_id":2,"edited_message":` + rest)
	equal(t, "ids", []string{first.message.ID, edit.message.ID}, []string{"g9", "m3:e11"})
	equal(t, "taken", []bool{c.take(first), c.take(edit)}, []bool{true, false})
	c.put(first)
	equal(t, "taken", c.take(edit), true)
	c.put(edit)
	equal(t, "in hand", len(c.hand), 0)
}
