package telegram

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"motcua/internal/chat"
)

const (
	textLimit    = 4096 // UTF-16 units, after the markup is taken out
	captionLimit = 1024 // likewise, of words under a file
	headingLimit = 120  // likewise, of who speaks
	pressLimit   = 64   // bytes
)

// Split makes Replies of one that are one message each: a long text in as many parts as
// it needs, a file apart from words that do not fit under it. Who keeps them one by one
// sends none twice when a later one fails.
func (*Channel) Split(r chat.Reply) []chat.Reply { return split(r) }

func split(r chat.Reply) []chat.Reply {
	r.Card = nil // its text says the same, and nobody here draws it: it need not be kept
	text, who := words(r), heading(r.By)
	limit := textLimit
	if r.File != nil {
		limit = captionLimit
	}
	if size := len(text) + len(who); size < limit || units(text)+units(who) < limit { // most are far below it, even in bytes
		return []chat.Reply{r}
	}
	var parts []chat.Reply
	if r.File != nil {
		parts = append(parts, chat.Reply{File: r.File, Lang: r.Lang})
	}
	for _, part := range splitText(text, textLimit-1-units(who)) {
		parts = append(parts, chat.Reply{Text: part, By: r.By, Lang: r.Lang})
	}
	parts[0].Hides, parts[0].Unshares = r.Hides, r.Unshares
	parts[len(parts)-1].Choices = r.Choices
	return parts
}

// words are what a Reply says, without who says it.
func words(r chat.Reply) string {
	text := strings.TrimSpace(strings.ToValidUTF8(r.Text, "�"))
	if r.Sign != "" && text != "" {
		return r.Sign + " " + text
	}
	return text
}

// heading names the human who speaks, "" for the assistant.
func heading(by *chat.Person) string {
	if by == nil {
		return ""
	}
	who := by.Name
	if by.Role != "" {
		who += ", " + by.Role
	}
	parts := splitText(strings.Join(strings.Fields(strings.ToValidUTF8(who, "")), " "), headingLimit)
	if len(parts) == 0 {
		return ""
	}
	return parts[0]
}

// render makes the one message of a Reply that split gave; field names where its words
// go. nil: it says nothing.
func render(chatID int64, r chat.Reply, field string) tgbotapi.Params {
	text := escape(words(r))
	if who := heading(r.By); who != "" && text != "" {
		text = bold + escape(who) + unbold + "\n" + text
	} else if who != "" && field == "caption" {
		text = bold + escape(who) + unbold
	}
	if text == "" && field == "text" {
		return nil
	}
	m := tgbotapi.Params{"chat_id": strconv.FormatInt(chatID, 10)}
	if text != "" {
		m[field], m["parse_mode"] = text, tgbotapi.ModeHTML
	}
	if field == "text" {
		m["link_preview_options"] = `{"is_disabled":true}`
	}
	switch {
	case r.Unshares && len(r.Choices) == 0:
		m["reply_markup"] = `{"remove_keyboard":true}`
	case chatID > 0 && slices.ContainsFunc(r.Choices, func(c chat.Choice) bool { return c.SharesPhone }):
		m["reply_markup"] = sharing(r.Choices)
	default:
		m.AddNonEmpty("reply_markup", keyboard(r.Choices))
	}
	return m
}

// Who speaks is all that we ever mark.
const bold, unbold = "<b>", "</b>"

// escaper is the only way into HTML: what others wrote has no markup.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func escape(text string) string { return escaper.Replace(text) }

// unmarked is a message without markup, for an API that could not read it.
func unmarked(m tgbotapi.Params) tgbotapi.Params {
	plain := maps.Clone(m)
	delete(plain, "parse_mode")
	for _, field := range []string{"text", "caption"} {
		if plain[field] != "" {
			plain[field] = unescape(plain[field])
		}
	}
	return plain
}

// unescaper gives back what escape was given, and drops our own marks: in what others
// wrote no "<" is left.
var unescaper = strings.NewReplacer(bold, "", unbold, "", "&lt;", "<", "&gt;", ">", "&amp;", "&")

func unescape(text string) string { return unescaper.Replace(text) }

// sharing is a keyboard in place of the letters: only there a telephone number can be
// shared, and only in a private chat. Its other buttons send their label as typed words.
func sharing(choices []chat.Choice) string {
	type button struct {
		Text   string `json:"text"`
		Shares bool   `json:"request_contact,omitempty"`
	}
	keys := struct {
		Rows   [][]button `json:"keyboard"`
		Resize bool       `json:"resize_keyboard"`
		Once   bool       `json:"one_time_keyboard"`
	}{Resize: true, Once: true}
	for _, c := range choices {
		if c.Label != "" {
			keys.Rows = append(keys.Rows, []button{{c.Label, c.SharesPhone}})
		}
	}
	text, err := json.Marshal(keys)
	if err != nil { // only strings come here
		return ""
	}
	return string(text)
}

// keyboard has one Choice a row, for labels are sentences. A Choice that cannot be
// pressed (its Press is longer than Telegram takes) would cost the whole Reply.
func keyboard(choices []chat.Choice) string {
	type button struct { // the library's has many more fields, and each costs a look
		Text string `json:"text"`
		Data string `json:"callback_data"`
	}
	var rows [][]button
	for _, c := range choices {
		if c.Label == "" || c.Press == "" || len(c.Press) > pressLimit {
			continue
		}
		rows = append(rows, []button{{c.Label, c.Press}})
	}
	if rows == nil {
		return ""
	}
	text, err := json.Marshal(struct {
		Rows [][]button `json:"inline_keyboard"`
	}{rows})
	if err != nil { // only strings come here
		return ""
	}
	return string(text)
}
