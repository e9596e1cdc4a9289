package telegramtest

import (
	"maps"
	"strconv"
	"time"
)

// conversation is a chat as the server keeps it.
type conversation struct {
	kind     string // private, group, supergroup
	messages int64  // ids are counted in the chat: two chats have the same
	said     map[int64]map[string]any
	gone     map[int64]bool // of said, deleted by the bot
	sent     []Sent
	blocked  string    // why nothing can be sent, as Telegram says it
	moved    int64     // the supergroup that it became
	told     time.Time // end of the flood that the bot was last told of here
}

// press is a button pressed.
type press struct {
	at       time.Time
	answered bool
}

// chat finds a chat, or makes it: above zero it is a person's own, below a group.
func (s *Server) chat(id int64) *conversation {
	c := s.chats[id]
	if c == nil {
		c = &conversation{kind: "private", said: map[int64]map[string]any{}, gone: map[int64]bool{}}
		if id < 0 {
			c.kind = "supergroup"
		}
		s.chats[id] = c
	}
	return c
}

// Lang sets a person's language code; "vi" for who has none.
func (s *Server) Lang(user int64, code string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.langs[user] = code
}

func (s *Server) person(id int64) map[string]any {
	lang, ok := s.langs[id]
	if !ok {
		lang = "vi"
	}
	return map[string]any{"id": id, "is_bot": false, "first_name": "Lan", "language_code": lang}
}

// Say lets a person write to the bot. It gives the message's id.
func (s *Server) Say(user int64, text string) int64 {
	return s.SayIn(user, user, text)
}

// SayIn lets a person write in a group.
func (s *Server) SayIn(chat, user int64, text string) int64 {
	return s.Post(chat, user, map[string]any{"text": text})
}

// Contact lets a person share a telephone number: of the person with the id owner.
func (s *Server) Contact(user int64, phone string, owner int64) int64 {
	return s.Post(user, user, map[string]any{"contact": map[string]any{"phone_number": phone, "first_name": "Lan", "user_id": owner}})
}

// Gone says whether what a person wrote was deleted.
func (s *Server) Gone(chat, message int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chat(chat).gone[message]
}

// Keyboard is what stands in place of the letters in a chat.
func (s *Server) Keyboard(chat int64) [][]Key {
	var up [][]Key
	for _, sent := range s.Sent(chat) {
		switch {
		case sent.Unkeys:
			up = nil
		case sent.Keys != nil:
			up = sent.Keys
		}
	}
	return up
}

func (s *Server) deleteMessage(chat int64, params map[string]string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, no := s.writable(chat)
	if c == nil {
		return no
	}
	id, _ := strconv.ParseInt(params["message_id"], 10, 64)
	if c.said[id] == nil || c.gone[id] {
		return refuse(400, "Bad Request: message to delete not found")
	}
	c.gone[id] = true
	s.change()
	return result(true)
}

// Photo lets a person send a photo.
func (s *Server) Photo(user int64, caption string) int64 {
	return s.Post(user, user, photo(caption, "photo-1"))
}

// Album lets a person send several photos at once; the first has the caption.
func (s *Server) Album(user int64, photos int, caption string) []int64 {
	var ids []int64
	group := "album-" + strconv.FormatInt(s.Now().UnixNano(), 10)
	for n := range photos {
		fields := photo(caption, "photo-"+strconv.Itoa(n))
		fields["media_group_id"] = group
		ids = append(ids, s.Post(user, user, fields))
		caption = ""
	}
	return ids
}

// photo is one in as many sizes as it has ids, the largest last.
func photo(caption string, ids ...string) map[string]any {
	var sizes []any
	for n, id := range ids {
		sizes = append(sizes, map[string]any{"file_id": id, "file_unique_id": id, "width": 90 * (n + 1), "height": 90})
	}
	fields := map[string]any{"photo": sizes}
	if caption != "" {
		fields["caption"] = caption
	}
	return fields
}

// Post lets a person send a message of any kind: fields are what it has beside id,
// date, chat and sender.
func (s *Server) Post(chat, user int64, fields map[string]any) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.chat(chat)
	c.messages++
	m := map[string]any{
		"message_id": c.messages, "date": s.now().Unix(), "from": s.person(user), "chat": s.place(chat),
	}
	maps.Copy(m, fields)
	c.said[c.messages] = m
	s.push(queueOfChat(chat), kept, map[string]any{"message": m})
	return c.messages
}

func (s *Server) place(chat int64) map[string]any {
	return map[string]any{"id": chat, "type": s.chat(chat).kind}
}

// Edit lets a person change a text that they wrote.
func (s *Server) Edit(chat, message int64, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := map[string]any{}
	maps.Copy(m, s.chat(chat).said[message])
	m["text"], m["edit_date"] = text, s.now().Unix()
	s.chat(chat).said[message] = m
	s.push(queueOfChat(chat), kept, map[string]any{"edited_message": m})
}

// Press lets a person press a button of a message of the bot. It gives the press's id.
func (s *Server) Press(user, message int64, data string) string {
	return s.PressIn(user, user, message, data)
}

// PressIn lets a person press a button in a group.
func (s *Server) PressIn(chat, user, message int64, data string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := strconv.Itoa(4_000_000 + len(s.presses))
	s.presses[id] = &press{at: s.now()}
	under := map[string]any{"message_id": message, "date": 0, "chat": s.place(chat)} // one that is too old to be shown
	for _, sent := range s.chat(chat).sent {
		if sent.ID == message {
			under["date"], under["text"], under["reply_markup"] = sent.At.Unix(), sent.Text, sent.markup
		}
	}
	s.push("user "+strconv.FormatInt(user, 10), keptPress, map[string]any{"callback_query": map[string]any{
		"id": id, "from": s.person(user), "message": under, "chat_instance": "1", "data": data,
	}})
	return id
}

// Answered says whether the bot answered a press.
func (s *Server) Answered(press string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.presses[press] != nil && s.presses[press].answered
}

// Know lets people have written to the bot at some time before, so that it may write to
// them: these ids, one after the other.
func (s *Server) Know(first, last int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for id := first; id <= last; id++ {
		s.chat(id)
	}
}

// Block lets a person stop the bot.
func (s *Server) Block(user int64) {
	s.member(user, "Forbidden: bot was blocked by the user", "kicked")
}

// Unblock lets them start it again.
func (s *Server) Unblock(user int64) { s.member(user, "", "member") }

// Deactivate ends a person's account; nobody is told.
func (s *Server) Deactivate(user int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chat(user).blocked = "Forbidden: user is deactivated"
}

// Migrate makes a group a supergroup with another id. The bot is told in the group
// that was.
func (s *Server) Migrate(group, to int64) {
	s.mu.Lock()
	s.chat(group).moved = to
	s.chat(to)
	s.mu.Unlock()
	s.Post(group, 777000, map[string]any{"migrate_to_chat_id": to})
}

func (s *Server) member(user int64, why, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chat(user).blocked = why
	me := map[string]any{"id": 123456, "is_bot": true, "first_name": "Một cửa"}
	s.push("member "+strconv.FormatInt(user, 10), kept, map[string]any{"my_chat_member": map[string]any{
		"chat": s.place(user), "from": s.person(user), "date": s.now().Unix(),
		"old_chat_member": map[string]any{"user": me, "status": "member"},
		"new_chat_member": map[string]any{"user": me, "status": status},
	}})
}

// Push queues an update of any kind in the queue of a chat. It gives the update's id.
func (s *Server) Push(chat int64, fields map[string]any) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chat(chat)
	return s.push(queueOfChat(chat), kept, fields)
}
