package volunteer

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"motcua/internal/chat"
	"motcua/internal/media"
	"motcua/internal/ticket"
)

func nothing(context.Context) (io.ReadCloser, error) { return nil, io.EOF }

func TestOneCaseIsAnswered(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127)
	s.has(s.say("Dạ mai có kết quả"), "Đã gửi vào câu hỏi 127")
	s.has(s.photo("p1", "ảnh quầy số 3"), "Đã gửi vào câu hỏi 127")
	s.did("answer 127 Dạ mai có kết quả", "answer 127 ảnh quầy số 3+p1")
}

func TestSeveralCasesAreNeverGuessed(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127, 128, 129)
	s.has(s.say("Mai nhận được nhé"), "Gửi cho ai")
	s.did()
	if got := s.offered(); got != "v:to:127 v:to:128 v:to:129 v:drop" {
		t.Errorf("offered %s", got)
	}
	s.has(s.press("v:to:128"), "Đã gửi vào câu hỏi 128")
	s.has(s.press("v:to:128"), "không còn tin nào đang chờ")
	s.did("answer 128 Mai nhận được nhé")
}

func TestADraftGathersAndIsChosenByNumber(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127, 128)
	s.say("một")
	s.photo("p1", "hai")
	s.has(s.say("2"), "Đã gửi vào câu hỏi 128")
	s.did("answer 128 một", "answer 128 hai+p1")

	s = newStage(t)
	s.room.hold(127, 128)
	for n := range mostParts {
		s.say(fmt.Sprintf("tin số %d", 10+n))
	}
	s.has(s.say("tin thứ sáu"), "Đã có năm tin")
	s.has(s.press("v:case:128"), "Câu hỏi 128")
	if got := s.offered(); got != "v:to:128 v:drop" {
		t.Errorf("opening a case with a draft offers %s", got)
	}
	s.has(s.say("bỏ"), "Không gửi gì cho ai")
	s.has(s.press("v:to:127"), "không còn tin nào")
	s.did()
}

func TestManyCasesAreListedInPages(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(121, 122, 123, 124, 125, 126, 127)
	s.say("chào")
	seen := ""
	for range 3 {
		seen += s.offered() + " "
		s.press(s.last[0].Choices[len(s.last[0].Choices)-2].Press)
	}
	for id := 121; id <= 127; id++ {
		if !strings.Contains(seen, fmt.Sprintf("v:to:%d ", id)) {
			t.Errorf("%d is not offered: %s", id, seen)
		}
	}
	s.has(s.press("v:to:127"), "câu hỏi 127")
	s.did("answer 127 chào")
}

func TestAReplyNamesTheCase(t *testing.T) {
	t.Parallel()
	for _, quote := range []string{
		"Câu hỏi 128 · người hỏi: câu hỏi 127 trong tờ khai là gì?",
		"✅ Đã gửi vào câu hỏi 128.", "Question 128 · asker: hello", "Sent to question 128.", "Câu hỏi 128: cần làm gì?",
	} {
		s := newStage(t)
		s.room.hold(127, 128)
		s.reply(quote, "ghi địa chỉ mới")
		s.did("answer 128 ghi địa chỉ mới")
	}
	for _, quote := range []string{
		"Đang chờ: 2 câu hỏi\nCâu hỏi 127 · chờ", "Chuyển câu hỏi 127 cho Hạnh. Nhắn một câu lý do", "Gửi cho ai?", "Câu hỏi x", "Trong câu hỏi 127",
	} {
		s := newStage(t)
		s.room.hold(127, 128)
		s.has(s.reply(quote, "ghi địa chỉ mới"), "Gửi cho ai")
		s.did()
	}
	s := newStage(t)
	s.room.hold(127, 128)
	s.has(s.reply("Ghi chú cho câu hỏi 128: nhắn nội dung.", "hay quên"), "Đã ghi chú")
	s.did("note 128 hay quên")
	s.has(s.reply("Câu hỏi 999 · người hỏi: a", "chào"), "Không tìm thấy câu hỏi 999")
	s.did("note 128 hay quên")
}

// A chosen case stays chosen while nobody else speaks up, and not for ever.
func TestAChosenCase(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127, 128)
	s.has(s.press("v:case:128"), "Câu hỏi 128", "Hồ sơ của con đến đâu")
	s.say("một")
	s.now = s.now.Add(4 * time.Minute)
	s.say("hai")
	s.did("answer 128 một", "answer 128 hai")

	other := s.room.tickets[127]
	other.LastLine++
	s.room.tickets[127] = other
	s.has(s.say("ba"), "Gửi cho ai")

	s.press("v:case:128")
	s.now = s.now.Add(chosenFor + time.Second)
	s.has(s.say("bốn"), "Gửi cho ai")
	s.did("answer 128 một", "answer 128 hai")
}

// A Session that began anew does not know whether a note was asked for.
func TestALostSession(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127)
	s.press("v:note:127")
	s.session = chat.Session{}
	s.has(s.say("người này hay quên"), "Tin chưa gửi")
	s.did()
	if got := s.offered(); got != "v:to:127 v:to:127:note v:drop" {
		t.Errorf("offered %s", got)
	}
	s.has(s.press("v:to:127:note"), "Đã ghi chú")
	s.did("note 127 người này hay quên")

	s.press("v:note:127")
	s.session = chat.Session{}
	s.reply("Ghi chú cho câu hỏi 127: nhắn nội dung", "lần hai")
	s.did("note 127 người này hay quên", "note 127 lần hai")

	s.room.hold(128)
	s.say("cho ai đó")
	s.session = chat.Session{} // the draft is gone
	s.has(s.press("v:to:128"), "Câu hỏi 128", "gõ lại")
	s.has(s.reply(s.heard(), "gõ lại đây"), "Đã gửi vào câu hỏi 128")
	s.did("note 127 người này hay quên", "note 127 lần hai", "answer 128 gõ lại đây")
}

// What was written for a case that has gone meanwhile waits until it is taken again.
func TestACaseThatHasGone(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127)
	s.press("v:case:127")
	gone := s.room.tickets[127]
	gone.State, gone.Holder = ticket.Waiting, 0
	s.room.tickets[127] = gone
	s.has(s.say("câu trả lời dài"), "đang ở trong hàng chờ", "Tin vừa viết vẫn còn")
	s.did()
	s.press("v:claim:127")
	if got := s.offered(); got != "v:to:127 v:drop" {
		t.Errorf("offered %s", got)
	}
	s.press("v:to:127")
	s.did("claim 127", "answer 127 câu trả lời dài")

	gone.State, gone.Holder = ticket.Held, 2
	s.room.tickets[127] = gone
	s.has(s.say("nữa"), "Hạnh đã nhận câu hỏi 127")
	s.did("claim 127", "answer 127 câu trả lời dài")
}

func TestFilesThatCannotBePassedOn(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind chat.FileKind
		err  error
		want string
	}{
		{"", nil, "chưa chuyển được"},
		{chat.Document, fmt.Errorf("look: %w", media.ErrType), "chưa chuyển được"},
		{chat.Photo, media.ErrBroken, "chưa chuyển được"},
		{chat.Voice, media.ErrSize, "lớn quá"},
	} {
		s := newStage(t)
		s.room.hold(127)
		s.room.fail["file"] = tt.err
		s.has(s.handle(chat.Message{File: &chat.Sent{Kind: tt.kind, Open: nothing}}), tt.want)
		s.did()
	}
}

func TestACodeInALine(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127)
	s.has(s.say("Mã của mình là "+string(code)+" phải không ạ"), "Đã gửi vào câu hỏi 127")
	s.has(s.offered(), "v:card:127:"+string(code))
	s.has(s.say(string(code)), "là mã hồ sơ", "câu hỏi 127")
	s.has(s.offered(), "v:card:127:"+string(code), "v:look:"+string(code), "v:to:127")
	s.press("v:card:127:" + string(code))
	s.has(s.press("v:card:127:"+string(code)), "Đã gửi thẻ hồ sơ") // a thumb presses twice
	s.did("answer 127 Mã của mình là "+string(code)+" phải không ạ", "card 127 "+string(code))
}

// A code that was only to be looked at does not go out with the next line.
func TestACodeToLookAt(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127)
	s.say(string(code))
	s.has(s.press("v:look:"+string(code)), "Hồ sơ "+string(code))
	s.has(s.say("Dạ em thấy rồi ạ"), "Đã gửi vào câu hỏi 127")
	s.did("answer 127 Dạ em thấy rồi ạ")
}

func TestAWordThatMayBeAnAnswer(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127)
	s.has(s.say("Nghỉ"), "“Nghỉ”")
	s.has(s.offered(), "v:duty:off", "v:to:127")
	s.press("v:to:127")
	s.did("answer 127 Nghỉ")
	s.has(s.say("thôi"), "“thôi”")
	s.has(s.press("v:drop"), "Không gửi gì cho ai")
	s.did("answer 127 Nghỉ")
	s = newStage(t)
	s.has(s.say("hủy"), "citizen's")
	s.has(s.say("trực"), "Đã bật trực")
	s.has(s.say("nghỉ"), "Đã tắt trực")
}

// What waits too long is not sent with what is written much later.
func TestAnOldDraftIsForgotten(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127, 128)
	s.say("hôm qua")
	s.now = s.now.Add(draftLives + time.Second)
	s.has(s.press("v:to:127"), "không còn tin nào")
	s.say("hôm qua")
	s.now = s.now.Add(draftLives + time.Second)
	s.say("hôm nay")
	s.press("v:to:127")
	s.did("answer 127 hôm nay")
}

// Whoever replies to an asker's line means that asker, whatever was asked for before.
func TestAReplyGoesBeforeWhatWasAskedFor(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127, 128)
	s.press("v:note:127")
	s.reply("Câu hỏi 128 · người hỏi: mấy giờ?", "từ 7 giờ 30")
	s.session = chat.Session{Greeted: true, Await: "yes", About: "what the citizen's side asked"}
	s.reply("Câu hỏi 127 · người hỏi: ở đâu?", "ở phường")
	s.did("answer 128 từ 7 giờ 30", "answer 127 ở phường")
}
