package volunteer

import (
	"errors"
	"strings"
	"testing"
	"time"

	"motcua/internal/ticket"
)

const (
	earlierOften = "Dạ nộp tờ khai CT01 và hợp đồng thuê nhà tại Công an phường nơi đang ở ạ."
	earlierOnce  = "Dạ chủ nhà ký vào tờ khai là được, không cần đến cùng mình đâu ạ."
)

// renting is question 127, about renting a room, in Lan's hands or waiting.
func (s *stage) renting(state ticket.State) {
	q := s.room.wait(127, 10, "thuê phòng thì đăng ký tạm trú rồi đăng ký khai sinh ra sao")
	q.Procedure = "1.004194/thue"
	if q.State = state; state == ticket.Held {
		q.Holder = 1
	}
	s.room.tickets[127] = q
	s.room.used = []ticket.Used{{Text: earlierOnce, At: monday}, {Text: earlierOften, At: monday}, {Text: earlierOften, At: monday}, {Text: "Dạ gọi anh Tuấn số 0903 123 456 hỏi giúp nhé ạ.", At: monday}}
}

func TestAClaimedQuestionNamesItsProcedure(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.renting(ticket.Waiting)
	s.has(s.press("v:claim:127"), "Thủ tục: Đăng ký tạm trú (Nhà thuê)")
	if got := s.offered(); got != "v:close:127 v:guide:127 v:hint:127 v:pass:127 v:more:127" {
		t.Errorf("offered %s", got)
	}
	s.has(s.press("v:case:127"), "Thủ tục: Đăng ký tạm trú (Nhà thuê)")
	s.room.hold(128)
	s.press("v:case:128")
	if got := s.offered(); strings.Contains(got, "guide") || strings.Contains(got, "hint") {
		t.Errorf("without a procedure offered %s", got)
	}
	s.room.fail["procedure"] = errors.New("away")
	if heard := s.press("v:case:127"); strings.Contains(heard, "Thủ tục") {
		t.Errorf("heard %q", heard)
	}
}

func TestTheCardOfAProcedureIsOnePress(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.renting(ticket.Held)
	s.has(s.press("v:guide:127"), "Đã gửi thẻ thủ tục “Đăng ký tạm trú” vào câu hỏi 127.")
	s.has(s.press("v:guide:127"), "Đã gửi thẻ thủ tục") // a thumb presses twice
	s.did("guide 127 1.004194/thue")
	s.now = s.now.Add(time.Hour)
	s.has(s.press("v:guide:127:1.001193"), "Đã gửi thẻ thủ tục “Đăng ký khai sinh”")
	s.has(s.press("v:guide:127:9.999999"), "không còn trong danh mục", "127")
	s.has(s.press("v:guide:999"), "Không tìm thấy câu hỏi 999")
	s.did("guide 127 1.004194/thue", "guide 127 1.001193")
}

func TestSuggestions(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.renting(ticket.Held)
	s.has(s.press("v:hint:127"), "1. Thẻ thủ tục: Đăng ký tạm trú", "2. Câu trả lời trước đây: “"+earlierOften, "3. Câu trả lời trước đây: “"+earlierOnce)
	if strings.Contains(s.heard(), "Tuấn") {
		t.Errorf("heard %q", s.heard())
	}
	s.has(s.say("2"), "chưa gửi cho ai:\n"+earlierOften)
	s.did() // shown, not sent
	s.has(s.press("v:to:127"), "Đã gửi vào câu hỏi 127")
	s.did("answer 127 " + earlierOften)
	s.press("v:hint:127")
	s.say("1")
	s.did("answer 127 "+earlierOften, "guide 127 1.004194/thue")
	s.room.used = nil
	s.has(s.press("v:hint:127"), "2. Thẻ thủ tục: Đăng ký khai sinh")
	if strings.Contains(s.heard(), "khác hẳn") {
		t.Error("what is hardly likely is suggested")
	}
	s.has(s.press("v:hint:127:0123456789ab"), "1. Thẻ thủ tục") // that answer is forgotten: the list again
}

func TestNothingToSuggest(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(128)
	q := s.room.tickets[128]
	q.Code = ""
	s.room.tickets[128] = q
	s.has(s.press("v:more:128"), "128")
	if got := s.offered(); !strings.Contains(got, "v:hint:128") {
		t.Errorf("offered %s", got)
	}
	s.has(s.press("v:hint:128"), "Câu hỏi 128: chưa có gợi ý nào.")
	s.has(s.press("v:guide:128"), "chưa có gợi ý nào")
	s.renting(ticket.Held)
	for _, read := range []string{"used", "guess", "procedure"} {
		s.room.fail[read] = errors.New("away")
	}
	s.has(s.press("v:hint:127"), "127")
	s.did()
}
