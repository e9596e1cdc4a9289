package telegram

import (
	"encoding/json"
	"errors"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// update is what we read of one; kinds that it does not name are accepted and
// ignored. The library's own type is older than half of what comes.
type update struct {
	ID     int64    `json:"update_id"`
	Said   *message `json:"message"`
	Edited *message `json:"edited_message"`
	Press  *press   `json:"callback_query"`
	Member *member  `json:"my_chat_member"`
}

// kinds are the updates to ask for.
const kinds = `["message","edited_message","callback_query","my_chat_member"]`

// place is a chat.
type place struct {
	ID   int64  `json:"id"`
	Type string `json:"type"`
}

type message struct {
	ID        int64          `json:"message_id"`
	From      *tgbotapi.User `json:"from"`
	Channel   present        `json:"sender_chat"` // a channel or group speaks, not a person
	Chat      place          `json:"chat"`
	EditDate  int64          `json:"edit_date"`
	Text      string         `json:"text"`
	Caption   string         `json:"caption"`
	Album     string         `json:"media_group_id"`
	Keys      keys           `json:"reply_markup"`
	To        *quoted        `json:"reply_to_message"`
	MovedTo   int64          `json:"migrate_to_chat_id"` // a group became another
	Forwarded present        `json:"forward_origin"`
	content
}

// quoted is the message that another one answers.
type quoted struct {
	From    *tgbotapi.User `json:"from"`
	Text    string         `json:"text"`
	Caption string         `json:"caption"`
}

// keys are the buttons under a message.
type keys struct {
	Rows [][]struct {
		Text string `json:"text"`
		Data string `json:"callback_data"`
	} `json:"inline_keyboard"`
}

// content is what a person can send beside words. What is in none of these is a
// service message ("pinned", "joined"), and nobody expects an answer to it.
type content struct {
	Photo    []file   `json:"photo"` // the same in several sizes
	Document *file    `json:"document"`
	Voice    *file    `json:"voice"`
	Audio    *file    `json:"audio"`
	Contact  *contact `json:"contact"`
	unusable
}

// contact is a telephone number with its owner: 0 where that is nobody of Telegram.
type contact struct {
	Phone string `json:"phone_number"`
	Owner int64  `json:"user_id"`
}

// file is one that Telegram keeps.
type file struct {
	ID     string `json:"file_id"`
	Name   string `json:"file_name"`
	Type   string `json:"mime_type"`
	Size   int64  `json:"file_size"`
	Width  int64  `json:"width"`
	Height int64  `json:"height"`
}

// unusable is what nobody here can do anything with.
type unusable struct {
	Animation present `json:"animation"`
	Dice      present `json:"dice"`
	Game      present `json:"game"`
	Location  present `json:"location"`
	PaidMedia present `json:"paid_media"`
	Poll      present `json:"poll"`
	Sticker   present `json:"sticker"`
	Story     present `json:"story"`
	Venue     present `json:"venue"`
	Video     present `json:"video"`
	VideoNote present `json:"video_note"`
}

func (c content) any() bool {
	return c.Photo != nil || c.Document != nil || c.Voice != nil || c.Audio != nil || c.Contact != nil || c.unusable != unusable{}
}

// present says that a field is there, whatever stands in it.
type present bool

// UnmarshalJSON looks at nothing but whether there is something.
func (p *present) UnmarshalJSON(data []byte) error {
	*p = string(data) != "null"
	return nil
}

type press struct {
	ID      string         `json:"id"`
	From    *tgbotapi.User `json:"from"`
	Message *message       `json:"message"`
	Data    string         `json:"data"`
}

type member struct {
	Chat place `json:"chat"`
	Date int64 `json:"date"`
	New  struct {
		Status string `json:"status"`
	} `json:"new_chat_member"`
}

// errStrange is JSON, but not an update as we know it: to be accepted and ignored.
var errStrange = errors.New("an update of another shape")

// decode reads an update. After errStrange its id is right if it is not zero.
func decode(data []byte) (update, error) {
	var u update
	err := json.Unmarshal(data, &u)
	var shape *json.UnmarshalTypeError
	switch {
	case errors.As(err, &shape), err == nil && u.ID == 0:
		return update{ID: u.ID}, errStrange
	case err != nil:
		return update{}, errors.New("not JSON") // its own text may quote what was said
	}
	return u, nil
}
