package telegram

import (
	"strconv"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"motcua/internal/chat"
)

// task is what an update asks us to do.
type task struct {
	update  int64
	speaker chat.Speaker // whose tasks are done one after the other
	message *chat.Message
	// said is the message as first sent, also where this is an edit of it.
	said   chat.Key
	edit   bool
	press  string // to be answered at once
	member *member
	moved  int64 // the group that this one became
}

// read makes a task of an update; false: nothing to do.
func (c *Channel) read(u update) (task, bool) {
	switch {
	case u.Said != nil:
		return c.readMessage(u.ID, u.Said, false)
	case u.Edited != nil:
		return c.readMessage(u.ID, u.Edited, true)
	case u.Press != nil:
		return c.readPress(u.ID, u.Press)
	case u.Member != nil:
		id := number(u.Member.Chat.ID)
		return task{update: u.ID, member: u.Member, speaker: chat.Speaker{Channel: chat.Telegram, Chat: id, From: id}}, true
	}
	return task{}, false
}

// readMessage takes what a person wrote or sent. Other bots and channels are nobody
// to talk to, and a picture among many people is not meant for us.
func (c *Channel) readMessage(id int64, m *message, edit bool) (task, bool) {
	words := m.Text
	if words == "" {
		words = m.Caption
	}
	text, ours := c.command(words)
	group := m.Chat.Type != "private"
	switch {
	case group && m.MovedTo != 0 && m.MovedTo != m.Chat.ID:
		at := number(m.Chat.ID)
		return task{update: id, moved: m.MovedTo, speaker: chat.Speaker{Channel: chat.Telegram, Chat: at, From: at}}, true
	case m.From == nil || m.From.IsBot || bool(m.Channel) || m.Chat.Type == "channel":
		return task{}, false
	case words == "" && (edit || group || !m.any()): // a live location is edited every few seconds
		return task{}, false
	case group && !ours:
		return task{}, false
	}
	said := c.message(m.Chat, m.From, "m"+number(m.ID))
	t := task{update: id, speaker: said.Speaker(), said: said.Key(), edit: edit, message: &said}
	said.Text, said.Quote = text, c.quote(m.To)
	if !edit { // one that is edited had its file the first time
		said.File, said.Shared = c.sent(m.content), shared(m)
	}
	switch {
	case edit:
		said.ID += ":e" + number(m.EditDate)
	case m.Album != "":
		said.ID = "g" + m.Album // all of it is one Message: the first ends it
	}
	return t, true
}

// shared is a telephone number that was handed over. It is the sender's own only where
// Telegram says so, and not where the message was passed on.
func shared(m *message) *chat.Shared {
	if m.Contact == nil || m.Contact.Phone == "" {
		return nil
	}
	return &chat.Shared{Phone: m.Contact.Phone, Own: m.Contact.Owner != 0 && m.Contact.Owner == m.From.ID && !bool(m.Forwarded)}
}

// readPress takes a pressed button. Its data is as free as typed text.
func (c *Channel) readPress(id int64, p *press) (task, bool) {
	if p.ID == "" { // nothing would tell it from another
		return task{}, false
	}
	t := task{update: id, press: p.ID}
	if p.From == nil || p.Message == nil || p.Message.Chat.ID == 0 || p.Data == "" || len(p.Data) > pressLimit {
		return t, true
	}
	m := c.message(p.Message.Chat, p.From, "c"+p.ID)
	m.Press, m.Text = p.Data, label(p.Message.Keys, p.Data)
	t.message, t.speaker = &m, m.Speaker()
	return t, true
}

func (c *Channel) message(at place, from *tgbotapi.User, id string) chat.Message {
	m := chat.Message{
		Channel: chat.Telegram, Chat: number(at.ID), From: number(from.ID), ID: id,
		Lang: language(from.LanguageCode), Group: at.Type != "private", At: c.c.Now(),
	}
	if me := c.Username(); m.Group && me != "" {
		m.Private = "https://t.me/" + me + "?start=hi"
	}
	return m
}

// quote is what the message that this one answers says, where that is ours.
func (c *Channel) quote(m *quoted) string {
	if m == nil || m.From == nil || m.From.ID != c.api.id {
		return ""
	}
	if m.Text == "" {
		return m.Caption
	}
	return m.Text
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

// language is one that we speak, or "".
func language(code string) string {
	switch code, _, _ = strings.Cut(strings.ToLower(code), "-"); code {
	case "vi", "en":
		return code
	}
	return ""
}

// label is what stands on the button with this data; "" where Telegram does not show
// the message any more.
func label(k keys, data string) string {
	for _, row := range k.Rows {
		for _, b := range row {
			if b.Data == data {
				return b.Text
			}
		}
	}
	return ""
}

// command takes "@name" out of a command; false: it is for another bot.
func (c *Channel) command(text string) (string, bool) {
	if !strings.HasPrefix(text, "/") {
		return text, true
	}
	end := strings.IndexAny(text, " \n")
	if end < 0 {
		end = len(text)
	}
	name, to, named := strings.Cut(text[:end], "@")
	if !named {
		return text, true
	}
	me := c.Username()
	return name + text[end:], me == "" || strings.EqualFold(to, me)
}
