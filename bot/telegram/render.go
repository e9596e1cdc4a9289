package telegram

import (
	"encoding/json"
	"maps"
	"strconv"
	"strings"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"motcua/internal/chat"
)

const (
	textLimit  = 4096 // UTF-16 units, after the markup is taken out
	pressLimit = 64   // bytes
)

// render makes the messages of a Reply: its words in as many parts as they need, the
// Choices as one keyboard under the last.
func render(chatID int64, r chat.Reply) []tgbotapi.Params {
	text := strings.ToValidUTF8(r.Text, "�")
	if r.Sign != "" {
		text = r.Sign + " " + text
	}
	parts := split(text, textLimit)
	messages := make([]tgbotapi.Params, len(parts))
	for i, part := range parts {
		messages[i] = tgbotapi.Params{
			"chat_id":              strconv.FormatInt(chatID, 10),
			"text":                 escape(part),
			"parse_mode":           tgbotapi.ModeHTML,
			"link_preview_options": `{"is_disabled":true}`,
		}
	}
	if keys := keyboard(r.Choices); keys != "" && len(messages) > 0 {
		messages[len(messages)-1]["reply_markup"] = keys
	}
	return messages
}

// escaper is the only way into HTML: what we send has no markup of its own.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func escape(text string) string { return escaper.Replace(text) }

// unmarked is a message without markup, for an API that could not read it.
func unmarked(m tgbotapi.Params) tgbotapi.Params {
	plain := maps.Clone(m)
	delete(plain, "parse_mode")
	plain["text"] = unescape(plain["text"])
	return plain
}

// unescape is what escape was given.
var unescaper = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

func unescape(text string) string { return unescaper.Replace(text) }

// keyboard has one Choice a row, for labels are sentences. A Choice that cannot be
// pressed (its Press is longer than Telegram takes) would cost the whole Reply.
func keyboard(choices []chat.Choice) string {
	var rows [][]tgbotapi.InlineKeyboardButton
	for _, c := range choices {
		if c.Label == "" || c.Press == "" || len(c.Press) > pressLimit {
			continue
		}
		rows = append(rows, []tgbotapi.InlineKeyboardButton{tgbotapi.NewInlineKeyboardButtonData(c.Label, c.Press)})
	}
	if rows == nil {
		return ""
	}
	text, err := json.Marshal(tgbotapi.InlineKeyboardMarkup{InlineKeyboard: rows})
	if err != nil { // only strings come here
		return ""
	}
	return string(text)
}
