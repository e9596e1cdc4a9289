// Package chat holds what every channel and every flow share: the Message that
// came in, the Reply that goes out, and the Session between the two. It must
// not know dossiers, SQL, Redis or the wire format of any channel.
package chat

import (
	"errors"
	"time"
)

// ErrAway says that a store cannot be reached at all (refused, timed out,
// starting up), as opposed to having answered with an error. A Turn that meets
// it is not an attempt: the message is tried again when the store is back.
var ErrAway = errors.New("store is away")

// Channel names a way to reach a person.
type Channel string

// Channels.
const (
	Web      Channel = "web" // the chat on our own page
	Telegram Channel = "telegram"
	// Push reaches the browser of a Web chat while its page is closed. Only Notices go by it.
	Push Channel = "push"
)

// Speaker is one person in one chat. Turn and Session belong to a Speaker, so
// that twenty volunteers in one group do not share them.
type Speaker struct {
	Channel Channel
	Chat    string
	From    string
}

// Key names one message for ever: the same message sent again has the same Key.
type Key struct {
	Channel Channel
	Chat    string
	ID      string
}

// String is the Key as one word, as stores keep it.
func (k Key) String() string { return string(k.Channel) + ":" + k.Chat + ":" + k.ID }

// Message is what came in, the same for every channel.
type Message struct {
	Channel Channel
	Chat    string // the conversation
	From    string // who speaks in it; on the web the same as Chat
	ID      string // the channel's id of this message, stable over redelivery
	Text    string // as typed; on a press the label of the Choice
	Press   string // the pressed Choice's Press; empty when typed
	Lang    string // language the channel was set to, "" when it does not know
	Net     string // keyed hash of the network it came from, "" where the channel shows none
	Group   bool   // several people read it: nothing about a dossier may be said
	Private string // in a group: the link by which to write to us alone, "" when there is none
	Greeted bool   // the channel itself shows who speaks (our page does)
	Passing bool   // on a machine that many share: the conversation ends when its reader leaves
	// File is what came with the words, or instead of them; nil for most.
	File *Sent
	// Quote is the text of ours that this one answers, where the channel says so.
	Quote string
	// Shared is a telephone number that was shared at a press; nil for most.
	Shared *Shared
	At     time.Time
}

// Shared is a telephone number as a channel hands it over.
type Shared struct {
	Phone string // as the channel writes it, with or without "+"
	Own   bool   // the channel itself vouches that it is the sender's own
}

// Key names the message for ever.
func (m Message) Key() Key { return Key{m.Channel, m.Chat, m.ID} }

// Speaker is who sent it.
func (m Message) Speaker() Speaker { return Speaker{m.Channel, m.Chat, m.From} }

// Choice is one thing to press. Press carries its whole meaning, a verb and at
// most one public id ("steps:H29.171-261119-0012"), in at most 64 bytes: it
// must still work when the Session is gone.
type Choice struct {
	Label string `json:"label"`
	Press string `json:"press"`
	// Main marks the one Choice that is filled, only where something must be done.
	Main bool `json:"main,omitempty"`
	// SharesPhone asks the channel for the presser's own telephone number. Offered only
	// where a channel can vouch for it.
	SharesPhone bool `json:"shares_phone,omitempty"`
	// Browser asks the page to have its browser told of news. What came of it goes behind
	// Press: "push:on".
	Browser bool `json:"browser,omitempty"`
}

// Session is what the conversation remembers between two messages. It may be
// lost at any time; a Message then meets the zero Session.
type Session struct {
	Lang    string `json:"lang,omitempty"`    // chosen language; "" = not chosen
	Address string `json:"address,omitempty"` // how the citizen is addressed, e.g. "bác"; "" = anh/chị
	Greeted bool   `json:"greeted,omitempty"` // has been told once that a machine speaks, and who runs it
	// Await names what the next typed text is taken for ("" = anything), and
	// About what it is about (a spelling to confirm, a code).
	Await   string   `json:"await,omitempty"`
	About   string   `json:"about,omitempty"`
	Choices []Choice `json:"choices,omitempty"` // the newest list: a typed number means this one
	Lost    int      `json:"lost,omitempty"`    // misunderstandings in a row
	// Draft is what was written for a human and waits for a word of the writer: a
	// consent, or which of several it is for.
	Draft string `json:"draft,omitempty"`
	// Ticket is the number of the citizen's open question, 0 for none. It spares
	// asking the store at each message; a fresh Session asks.
	Ticket int64 `json:"ticket,omitempty"`
	// Seen is the code of the dossier last shown: a question is most likely about it.
	Seen string `json:"seen,omitempty"`
	// SeenLast says that it was told later than guidance: "còn thiếu giấy gì?" is about it.
	SeenLast bool `json:"seen_last,omitempty"`
	// Photo is the id of a photo that could not be read and waits a few minutes for a word
	// that a human should, "" for none.
	Photo string `json:"photo,omitempty"`
	// Follows says that this chat follows a dossier, as far as is known. It spares asking the
	// store at each card; a fresh Session asks.
	Follows bool `json:"follows,omitempty"`
	// Topic is what guidance is about, nil for nothing: "bao lâu?" asks about it.
	Topic *Topic `json:"topic,omitempty"`
}

// Topic is what guidance is about, and how the conversation came to it.
type Topic struct {
	Procedure string   `json:"procedure,omitempty"` // code of the procedure last told
	Case      string   `json:"case,omitempty"`      // which situation in it
	Asked     string   `json:"asked,omitempty"`     // the question that led here, secrets hidden
	Aspect    string   `json:"aspect,omitempty"`    // what of it was asked last: a verb, "" for all
	Offered   []string `json:"offered,omitempty"`   // codes of the newest "which one?", in order
	Unit      string   `json:"unit,omitempty"`      // code of the office or ward that was named
	Ticked    []string `json:"ticked,omitempty"`    // papers at hand: "1.004194/ct01"
}

// Reply is what goes out, the same for every channel. Text alone says all; a
// channel that can draw shows Card in its place.
type Reply struct {
	Sign    string   `json:"sign,omitempty"` // ✅ ⏳ ⚠️ at the head, or nothing; pages draw an icon instead
	Text    string   `json:"text"`           // whole answer in words; a line break is a new paragraph
	Card    *Card    `json:"card,omitempty"`
	Phone   string   `json:"phone,omitempty"` // a number to press, as printed ("0274 000 0001")
	Choices []Choice `json:"choices,omitempty"`
	// By is the human who says it; nil is the assistant.
	By *Person `json:"by,omitempty"`
	// File goes before the words.
	File *File  `json:"file,omitempty"`
	Lang string `json:"lang"` // "vi" or "en"
	// Hides says that the message answered held what nobody may read again: a proof, a
	// picture of an identity card. The channel takes it off the screen where it can.
	Hides bool `json:"hides,omitempty"`
	// Fades takes the Reply out of a page's history after a while; nil: it stays its day.
	Fades *Fade `json:"fades,omitempty"`
	// Topic names what news is about: where an older Reply of it was not seen yet, this one
	// takes its place. "" is nothing that gets old.
	Topic string `json:"topic,omitempty"`
	// Unshares says that the choice which shares a phone is not offered any more. A channel
	// that shows it beside the talk takes it away. Such a Reply has no Choices.
	Unshares bool `json:"unshares,omitempty"`
}

// Fade is when a Reply goes, and what stands in its place then.
type Fade struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// Tone is how a Card is coloured; the words always say it as well.
type Tone string

// Tones of a Card, as the status of a dossier asks for them.
const (
	ToneRunning Tone = "running" // with the office
	ToneWaiting Tone = "waiting" // waiting for the citizen
	ToneLate    Tone = "late"    // past its date, no result recorded
	ToneReady   Tone = "ready"   // result ready
	ToneEnded   Tone = "ended"   // over
	ToneGuide   Tone = "guide"   // about a procedure, not about a dossier
)

// Card is an answer that can be drawn. Every string is a finished sentence or
// word in the reply's language; empty means "not shown". A page renders the
// fields in this order.
type Card struct {
	Tone   Tone     `json:"tone"`
	Plain  bool     `json:"plain,omitempty"` // no icon, no cheer: after a death, in illness, poverty
	Title  string   `json:"title"`
	Code   string   `json:"code,omitempty"`  // to copy
	About  string   `json:"about,omitempty"` // procedure or field, masked applicant
	Leaf   *Leaf    `json:"leaf,omitempty"`
	Lead   string   `json:"lead,omitempty"` // small line over Big ("Mời anh/chị đến nhận")
	Big    string   `json:"big,omitempty"`  // the big line where there is no leaf: today's hours
	Place  string   `json:"place,omitempty"`
	Street string   `json:"street,omitempty"` // address of Place
	Todo   string   `json:"todo,omitempty"`   // what to do now, bold
	Notes  []string `json:"notes,omitempty"`  // paragraphs under Todo
	Bring  *Bring   `json:"bring,omitempty"`
	Facts  []Fact   `json:"facts,omitempty"` // where, how long, how much
	Lists  []List   `json:"lists,omitempty"` // papers, by what is done with them
	Ticks  []Tick   `json:"ticks,omitempty"` // papers to tick off
	Links  []Link   `json:"links,omitempty"` // official pages and our own
	Phone  string   `json:"phone,omitempty"` // to press
	Steps  []Step   `json:"steps,omitempty"` // history, at most five
	Fresh  string   `json:"fresh,omitempty"` // "Theo dữ liệu cập nhật lúc 08:40, 07/12/2026", always last
	Stale  bool     `json:"stale,omitempty"` // older than one working day: drawn amber
}

// Leaf is the date as a leaf of the tear-off calendar, and the same date in words.
type Leaf struct {
	Date    string `json:"date"`             // machine form, 2026-12-10
	Month   string `json:"month"`            // "Tháng 12"
	Day     string `json:"day"`              // "10"
	Weekday string `json:"weekday"`          // "Thứ Năm"
	Label   string `json:"label"`            // "Hẹn trả kết quả"
	Words   string `json:"words"`            // "thứ Năm, 10/12/2026"
	Left    string `json:"left,omitempty"`   // "Còn 3 ngày làm việc"
	Paused  string `json:"paused,omitempty"` // "Tạm dừng tính ngày"
	// Done and Total are working days for the pips, Total 0 for none; Pips is
	// their one label, "Đã qua 2 trên 5 ngày làm việc".
	Done  int    `json:"done,omitempty"`
	Total int    `json:"total,omitempty"`
	Pips  string `json:"pips,omitempty"`
}

// Bring is what to take along.
type Bring struct {
	Title string   `json:"title"` // "Xin mang theo"
	Items []string `json:"items"` // "Giấy hẹn", "Căn cước"
}

// Fact is one short answer under its question.
type Fact struct {
	Name  string `json:"name"`  // "Lệ phí"
	Value string `json:"value"` // "15.000 đồng; nộp qua mạng 7.000 đồng"
}

// List is things under one heading.
type List struct {
	Title string   `json:"title"` // "Giấy phải nộp"
	Items []string `json:"items"`
}

// Tick is one thing to tick off. Pressing it changes Done.
type Tick struct {
	Label string `json:"label"`
	Note  string `json:"note,omitempty"` // "chỉ cho xem"
	Done  bool   `json:"done,omitempty"`
	Press string `json:"press"`
}

// Link leads to an official page or to one of ours.
type Link struct {
	Label string `json:"label"`
	URL   string `json:"url"`
}

// Step is one line of the history.
type Step struct {
	Date  string `json:"date"` // "03/12"
	Words string `json:"words"`
	State string `json:"state"` // done, now, coming
}

// Line is one line of a conversation that a page shows: n = 0 is what the citizen
// said (secrets hidden), n >= 1 are the Replies to it, in order.
type Line struct {
	Seq   int64 // counted in the chat, no order across chats
	ID    string
	N     int
	At    time.Time
	Said  *Said
	Reply *Reply
}

// Said is a citizen's own line as it may be kept for a day.
type Said struct {
	Text   string   `json:"text"`             // numbers that are nobody's business replaced by dots
	Hidden []string `json:"hidden,omitempty"` // what was replaced: identity, phone, card, otp
	Press  bool     `json:"press,omitempty"`  // pressed, not typed
	Kind   FileKind `json:"kind,omitempty"`   // of the file that came with it
}

// Contact is the counter to turn to, in words of one language: what a page shows
// beside the talk, and alone where there is no JavaScript. Empty fields are unknown.
type Contact struct {
	Open   string   // "Hôm nay mở đến 17:00"
	Place  string   // name of the counter
	Street string   // its address
	Hours  []string // one line per span of the week
	Phone  string   // the hotline, as printed
}
