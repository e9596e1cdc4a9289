package volunteer

import (
	"strings"
	"testing"
	"time"

	"motcua/internal/chat"
	"motcua/internal/team"
	"motcua/internal/ticket"
)

func TestQueue(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.has(s.say("bàn trực"), "đang nghỉ trực", "Không có câu hỏi nào đang chờ")
	s.room.wait(131, 0, "vừa hỏi")
	s.room.wait(127, 95, "Hồ sơ khai sinh của con đến đâu rồi")
	s.room.wait(129, 12, "Đăng ký tạm trú cần gì")
	s.room.wait(130, 2, "ngày mai có mở cửa không")
	secret := s.room.wait(128, 30*60, "ly hôn")
	secret.Sensitive, secret.Ring = true, ticket.Officers
	s.room.tickets[128] = secret
	s.room.hold(140)
	heard := s.say("menu")
	s.has(heard, "Đang chờ: 4 câu hỏi", "Câu hỏi 127 · chờ 1 giờ 35 phút · trang web: “Hồ sơ khai sinh", "Câu hỏi 129 · chờ 12 phút", "Và 1 câu nữa", "Đang giữ: 1")
	if strings.Contains(heard, "128") || strings.Contains(heard, "ly hôn") {
		t.Errorf("a neighbour sees what is private: %s", heard)
	}
	if strings.Index(heard, "127") > strings.Index(heard, "129") {
		t.Errorf("not the oldest first: %s", heard)
	}
	if got := s.offered(); got != "v:claim:127 v:claim:129 v:claim:130 v:case:140 v:duty:on" {
		t.Errorf("offered %s", got)
	}
	s.say("2")
	s.did("claim 129")
}

// An officer sees that a private question waits, and not what it says.
func TestAPrivateQuestionHasNoExcerpt(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	lan := s.room.people[1]
	lan.Teams = []team.Member{{Team: team.Team{ID: 9, Kind: team.Officers}}}
	s.room.people[1] = lan
	secret := s.room.wait(128, 30*60, "ly hôn")
	secret.Sensitive, secret.Ring = true, ticket.Officers
	s.room.tickets[128] = secret
	heard := s.press("v:queue")
	s.has(heard, "Câu hỏi 128 · chờ 1 ngày", "việc riêng tư")
	if strings.Contains(heard, "ly hôn") {
		t.Errorf("the queue tells what is private: %s", heard)
	}
}

func TestDuty(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.wait(127, 5, "hỏi")
	s.has(s.say("Bật trực"), "đến 13:00", "Câu hỏi 127")
	if got := s.room.people[1].DutyUntil; !got.Equal(monday.Add(4 * time.Hour)) {
		t.Errorf("on duty until %v", got)
	}
	s.now = monday.Add(3*time.Hour + 30*time.Minute)
	s.press("v:claim:127")
	if got := s.room.people[1].DutyUntil; !got.Equal(s.now.Add(time.Hour)) {
		t.Errorf("prolonged until %v", got)
	}
	hanh := s.room.people[2]
	hanh.DutyUntil = monday.Add(10 * time.Hour)
	s.room.people[2] = hanh
	s.has(s.press("v:duty:off"), "Đã tắt trực", "Còn 1 người đang trực: Hạnh", "Đang giữ 1 câu hỏi")
	s.has(s.offered(), "v:return:127", "v:duty:on")
	if s.room.people[1].OnDuty(s.now) {
		t.Error("still on duty")
	}
	s.press("v:queue")
	if s.room.people[1].OnDuty(s.now) {
		t.Error("looking at the queue put one on duty")
	}
	hanh.DutyUntil = monday
	s.room.people[2] = hanh
	s.has(s.say("tắt trực"), "không còn ai trực")
}

func TestClaim(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	q := s.room.wait(127, 12, "Hồ sơ này đến đâu")
	q.Code, q.LastLine = code, 5
	s.room.tickets[127] = q
	at := monday.Add(-10 * time.Minute)
	s.room.lines[127] = append(s.room.lines[127],
		ticket.Line{Seq: 2, At: at, What: ticket.Said, Text: "đây ạ", File: &chat.File{ID: "f", Kind: chat.Photo}},
		ticket.Line{Seq: 3, At: at, What: ticket.Claimed, By: 2},
		ticket.Line{Seq: 4, At: at, What: ticket.Noted, By: 2, Text: "đã gọi quầy"},
		ticket.Line{Seq: 5, At: at, What: ticket.Passed, By: 2, Reason: ticket.Unsure},
	)
	heard := s.press("v:claim:127")
	s.has(heard, "Hồ sơ "+string(code), "Câu hỏi 127 · từ trang web", "08:48 Người hỏi: Hồ sơ này", "[ảnh] đây ạ",
		"Hạnh ghi chú: đã gọi quầy", "Hạnh chuyển tiếp: chưa chắc", "https://ban.example.vn/desk/cases/127")
	if s.last[1].File == nil || s.last[1].File.ID != "f" {
		t.Errorf("the photo is not shown: %+v", s.last)
	}
	s.has(s.offered(), "v:read:127", "v:close:127", "v:card:127:"+string(code), "v:more:127")
	s.has(s.press("v:claim:127"), "Câu hỏi 127") // pressed twice
	s.h.PublicURL = ""
	if heard := s.press("v:claim:127"); strings.Contains(heard, "/desk/cases") {
		t.Errorf("a page without an address: %s", heard)
	}
	s.has(s.press("v:more:127"), "cần làm gì")
	if got := s.offered(); got != "v:card:127 v:note:127 v:details:127 v:pass:127 v:return:127" {
		t.Errorf("offered %s", got)
	}
}

func TestClaimRefused(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	taken := s.room.wait(127, 12, "một")
	taken.State, taken.Holder = ticket.Held, 2
	s.room.tickets[127] = taken
	s.room.wait(128, 5, "câu kế tiếp")
	s.has(s.press("v:claim:127"), "Hạnh đã nhận câu hỏi 127", "câu kế tiếp")
	s.has(s.offered(), "v:claim:128")
	for err, want := range map[error]string{
		ticket.ErrHidden: "người ở nơi khác", ticket.ErrClosed: "đã đóng", ticket.ErrNone: "Không tìm thấy",
	} {
		s.room.fail["claim"] = err
		s.has(s.press("v:claim:128"), want)
	}
	s.did()
}

func TestRefusalsAreWords(t *testing.T) {
	t.Parallel()
	for err, want := range map[error]string{
		ticket.ErrEmpty: "không có nội dung", ticket.ErrTooLong: "dài quá", ticket.ErrNobody: "không còn ai nhận",
		ticket.ErrNews: "vừa nhắn thêm", ticket.ErrNoDetails: "quầy", ticket.ErrClosed: "đã đóng",
	} {
		s := newStage(t)
		s.room.hold(127)
		for verb, press := range map[string]string{
			"note": "", "details": "v:details:127", "pass": "v:pass:127:t2:go", "return": "v:return:127", "finish": "v:close:127:guided",
		} {
			s.room.fail[verb] = err
			if press == "" {
				s.press("v:note:127")
				s.has(s.say("ghi"), want)
				continue
			}
			s.has(s.press(press), want)
		}
		s.did()
	}
}

func TestReturnAndFinish(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127, 128, 129)
	s.has(s.press("v:return:127"), "Đã trả câu hỏi 127 về hàng chờ")
	s.has(s.press("v:close:128"), "lần này giúp được gì")
	if got := s.offered(); got != "v:close:128:guided v:close:128:looked_up v:close:128:submitted_online v:close:128:sent_to_counter v:close:128:more" {
		t.Errorf("offered %s", got)
	}
	s.press("v:close:128:more")
	if got := s.offered(); got != "v:close:128:paid_online v:close:128:vneid v:close:128:papers_prepared v:close:128:other v:close:128:here" {
		t.Errorf("offered %s", got)
	}
	s.press("v:close:128:here")
	s.has(s.offered(), "v:close:128:guided:here", "v:close:128:more:here")
	s.press("v:close:128:more:here")
	s.has(s.press("v:close:128:vneid:here"), "Đã đóng câu hỏi 128: đã giúp dùng VNeID", "Câu hỏi 127 · chờ")
	s.has(s.offered(), "v:claim:127", "v:case:129", "v:reopen:128")
	s.has(s.press("v:reopen:128"), "đã mở lại")
	s.press("v:close:129")
	s.say("1")
	s.did("return 127", "finish 128 vneid in_person", "reopen 128", "finish 129 guided remote")
}

func TestNewsWhileClosing(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127)
	asks := func(at time.Time) {
		q := s.room.tickets[127]
		q.AskedAt = at
		s.room.tickets[127] = q
	}
	asks(monday.Add(-time.Minute))
	s.press("v:close:127")
	asks(monday)
	s.press("v:close:127:more")
	s.has(s.press("v:close:127:other"), "vừa nhắn thêm", "chưa đóng")
	s.has(s.offered(), "v:case:127")
	s.press("v:case:127")
	s.press("v:close:127")
	s.has(s.press("v:close:127:guided"), "Đã đóng câu hỏi 127")
	s.did("finish 127 guided remote")
}

func TestMine(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.has(s.say("đang giữ"), "chưa giữ câu hỏi nào")
	s.room.hold(121, 122, 123, 124, 125)
	q := s.room.tickets[121]
	q.AskedAt = monday.Add(-7 * time.Minute)
	s.room.tickets[121] = q
	q = s.room.tickets[122]
	q.AskedAt, q.SpokenAt = monday.Add(-7*time.Minute), monday.Add(-time.Minute)
	s.room.tickets[122] = q
	s.has(s.press("v:mine"), "Đang giữ: 5", "Câu hỏi 121: người hỏi chờ 7 phút", "Câu hỏi 122: đã trả lời")
	s.press("v:mine:4")
	if got := s.offered(); got != "v:case:125 v:mine" {
		t.Errorf("offered %s", got)
	}
}
