package telegramtest

import (
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"
)

// Sent is a message of the bot, as people see it.
type Sent struct {
	ID      int64
	Chat    int64
	Text    string // as shown
	Buttons [][]Button
	Keys    [][]Key // in place of the letters
	Unkeys  bool    // takes them away
	Edited  bool
	File    *Upload           // what Text stands under, nil for most
	Params  map[string]string // as the bot sent them
	At      time.Time

	markup json.RawMessage
}

// Button is one of an inline keyboard.
type Button struct {
	Text string `json:"text"`
	Data string `json:"callback_data"`
}

// Key is a button that stands where a person types; pressed it says its text.
type Key struct {
	Text   string `json:"text"`
	Shares bool   `json:"request_contact"`
}

// Sent to a chat, in order.
func (s *Server) Sent(chat int64) []Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.chats[chat]; c != nil {
		return slices.Clone(c.sent)
	}
	return nil
}

// AwaitSent waits for the n-th message to a chat and gives all of them.
func (s *Server) AwaitSent(t testing.TB, chat int64, n int) []Sent {
	t.Helper()
	s.Await(t, fmt.Sprintf("%d messages to chat %d", n, chat), func() bool { return len(s.Sent(chat)) >= n })
	return s.Sent(chat)
}

func (s *Server) sendMessage(chat int64, params map[string]string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, no := s.writable(chat)
	if c == nil {
		return no
	}
	m, why := read(params)
	if why != "" {
		return refuse(400, "Bad Request: "+why)
	}
	c.messages++
	m.ID, m.Chat, m.At = c.messages, chat, s.now()
	c.sent = append(c.sent, m)
	s.change()
	return result(s.shown(m))
}

func (s *Server) editMessage(chat int64, params map[string]string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, no := s.writable(chat)
	if c == nil {
		return no
	}
	m, why := read(params)
	if why != "" {
		return refuse(400, "Bad Request: "+why)
	}
	id, _ := strconv.ParseInt(params["message_id"], 10, 64)
	at := slices.IndexFunc(c.sent, func(old Sent) bool { return old.ID == id })
	if at < 0 {
		return refuse(400, "Bad Request: message to edit not found")
	}
	if old := c.sent[at]; old.Text == m.Text && string(old.markup) == string(m.markup) {
		return refuse(400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message")
	}
	m.ID, m.Chat, m.At, m.Edited = id, chat, c.sent[at].At, true
	c.sent[at] = m
	s.change()
	return result(s.shown(m))
}

func (s *Server) shown(m Sent) map[string]any {
	words := "text"
	if m.File != nil {
		words = "caption"
	}
	return map[string]any{
		"message_id": m.ID, "date": m.At.Unix(), "chat": s.place(m.Chat), words: m.Text,
		"from": map[string]any{"id": 123456, "is_bot": true, "first_name": "Một cửa", "username": Username},
	}
}

// writable is the chat, or why nothing can be sent to it.
func (s *Server) writable(chat int64) (*conversation, answer) {
	c := s.chats[chat]
	switch {
	case c == nil:
		return nil, refuse(400, "Bad Request: chat not found")
	case c.blocked != "":
		return nil, refuse(403, c.blocked)
	case c.moved != 0:
		return nil, refuseWith(400, "Bad Request: group chat was upgraded to a supergroup chat", map[string]any{"migrate_to_chat_id": c.moved})
	}
	return c, answer{}
}

// read checks a message as Telegram does; why is empty when it is taken.
func read(params map[string]string) (m Sent, why string) {
	m = Sent{Text: params["text"], Params: params}
	if m.Buttons, m.markup, why = keysOf(params["reply_markup"]); why != "" {
		return m, why
	}
	if why = m.keys(params); why != "" {
		return m, why
	}
	if len(m.Text) > 32768 {
		return m, "message is too long"
	}
	if strings.EqualFold(params["parse_mode"], "HTML") {
		if m.Text, why = plain(m.Text); why != "" {
			return m, "can't parse entities: " + why
		}
	}
	m.Text = strings.TrimSpace(m.Text)
	switch {
	case m.Text == "":
		return m, "message text is empty"
	case len(utf16.Encode([]rune(m.Text))) > 4096:
		return m, "message is too long"
	}
	return m, ""
}

// keys reads a keyboard in place of the letters, or that it is to go.
func (m *Sent) keys(params map[string]string) (why string) {
	if params["reply_markup"] == "" {
		return ""
	}
	var markup struct {
		Rows   [][]Key `json:"keyboard"`
		Remove bool    `json:"remove_keyboard"`
	}
	if err := json.Unmarshal([]byte(params["reply_markup"]), &markup); err != nil {
		return "can't parse reply keyboard markup JSON object"
	}
	for _, k := range slices.Concat(markup.Rows...) {
		switch {
		case k.Text == "":
			return "can't parse keyboard button: text is empty"
		case k.Shares && strings.HasPrefix(params["chat_id"], "-"):
			return "phone number can be requested in private chats only"
		}
	}
	m.Keys, m.Unkeys = markup.Rows, markup.Remove
	return ""
}

// keysOf reads the keyboard under a message.
func keysOf(markup string) (rows [][]Button, raw json.RawMessage, why string) {
	if markup == "" {
		return nil, nil, ""
	}
	var keyboard struct {
		Rows [][]Button `json:"inline_keyboard"`
	}
	if err := json.Unmarshal([]byte(markup), &keyboard); err != nil {
		return nil, nil, "can't parse reply keyboard markup JSON object"
	}
	for _, b := range slices.Concat(keyboard.Rows...) {
		if b.Text == "" || b.Data == "" || len(b.Data) > 64 {
			return nil, nil, "BUTTON_DATA_INVALID"
		}
	}
	return keyboard.Rows, json.RawMessage(markup), ""
}

var (
	tag     = regexp.MustCompile(`<(/?)([^<>\s/]*)[^<>]*>|<`)
	allowed = []string{"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote", "tg-spoiler", "span"}
)

// plain takes the tags out; why says what is wrong with them.
func plain(text string) (shown, why string) {
	var open []string
	var words strings.Builder
	end := 0
	for _, at := range tag.FindAllStringSubmatchIndex(text, -1) {
		words.WriteString(text[end:at[0]])
		end = at[1]
		if at[4] < 0 || !slices.Contains(allowed, text[at[4]:at[5]]) {
			return "", fmt.Sprintf("Unsupported start tag at byte offset %d", at[0])
		}
		name := text[at[4]:at[5]]
		if at[2] == at[3] {
			open = append(open, name)
			continue
		}
		if len(open) == 0 || open[len(open)-1] != name {
			return "", fmt.Sprintf("Unmatched end tag at byte offset %d", at[0])
		}
		open = open[:len(open)-1]
	}
	if len(open) > 0 {
		return "", "Can't find end tag corresponding to start tag " + open[len(open)-1]
	}
	return html.UnescapeString(words.String() + text[end:]), ""
}
