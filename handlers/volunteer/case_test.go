package volunteer

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/audit"
	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/ticket"
)

func TestNote(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127, 128)
	s.has(s.press("v:note:127"), "Ghi chú cho câu hỏi 127")
	s.has(s.photo("p", ""), "chỉ nhận chữ")
	s.has(s.say("hẹn gọi lại chiều nay"), "Đã ghi chú")
	s.press("v:note:127")
	s.has(s.say("thôi"), "Không gửi gì cho ai")
	s.did("note 127 hẹn gọi lại chiều nay")
}

func TestCard(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127)
	s.press("v:card:127")
	s.has(s.say("không biết"), "Chưa thấy mã hồ sơ")
	s.has(s.say("H29.171-261203-0099"), "Chưa tìm thấy hồ sơ")
	s.has(s.say("à là "+string(code)), "Đã gửi thẻ hồ sơ "+string(code)+" vào câu hỏi 127")
	s.has(s.press("v:read:127"), "Đọc mã ở đầu giấy hẹn", "đừng chép phần khác")
	s.now = s.now.Add(time.Hour)
	s.say(string(code))
	s.did("card 127 "+string(code), "card 127 "+string(code))
	s.has(s.press("v:look:"+string(code)), "Hồ sơ "+string(code))
	s.has(s.press("v:card:128"), "Không tìm thấy câu hỏi 128")
}

func TestDetails(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127)
	q := s.room.tickets[127]
	q.Code = code
	s.room.tickets[127] = q
	d := dossier.Dossier{
		Code: code, Procedure: "Cấp giấy phép xây dựng", Applicant: "Nguyễn Văn An",
		Supplements: []dossier.Supplement{{Name: "Bản vẽ.", Reason: "thiếu chữ ký, gọi 0903123456", DueAt: monday}}, Reason: "chờ bổ sung",
	}
	s.room.shelf = []dossier.Dossier{d}
	s.has(s.press("v:details:127"), "Đã xin phép")
	s.did("details 127")
	s.room.hold(128)
	bare := s.room.tickets[128]
	bare.Code = ""
	s.room.tickets[128] = bare
	s.has(s.press("v:details:128"), "chưa có mã hồ sơ")
	q.Details, q.DetailsUntil = ticket.Allowed, monday.Add(time.Minute)
	s.room.tickets[127] = q
	heard := s.press("v:details:127")
	s.has(heard, "Cần bổ sung: Bản vẽ. Lý do: thiếu chữ ký", "Hạn: 07/12/2026", "Cơ quan ghi: chờ bổ sung")
	if strings.Contains(heard, "0903123456") || strings.Contains(heard, "An") && strings.Contains(heard, "Nguyễn") {
		t.Errorf("details tell who it is: %s", heard)
	}
	s.did("details 127")
	s.now = monday.Add(2 * time.Minute)
	s.has(s.press("v:details:127"), "Đã xin phép")
	s.now = monday
	s.room.shelf[0].Procedure = "Xác định mức độ khuyết tật"
	s.has(s.press("v:details:127"), "không xem được ở đây")
	want := []audit.Entry{{At: monday, Channel: chat.Web, Chat: "asker-secret", Volunteer: 1, Code: string(code), What: audit.Details, Right: audit.Allowed}}
	if diff := cmp.Diff(want, s.room.seen); diff != "" {
		t.Errorf("the audit, of what was shown alone (-want +got):\n%s", diff)
	}
	s.room.shelf[0].Procedure = "Cấp giấy phép xây dựng"
	s.room.fail["audit"] = errors.New("away")
	m := chat.Message{Channel: chat.Telegram, Chat: "11", From: "11", ID: "x", Press: "v:details:127", At: monday}
	if _, replies, err := s.h.Handle(t.Context(), m, chat.Session{Greeted: true}); err == nil || strings.Contains(fmt.Sprint(replies), "Bản vẽ") {
		t.Errorf("shown without an entry: %v, %v", replies, err)
	}
}

func TestPass(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127)
	for id, v := range s.room.people {
		v.DutyUntil = monday.Add(time.Hour)
		s.room.people[id] = v
	}
	s.press("v:pass:127")
	if got := s.offered(); got != "v:pass:127:unsure v:pass:127:u2 v:pass:127:u4 v:pass:127:t1 v:pass:127:p3" {
		t.Errorf("offered %s", got)
	}
	s.press("v:pass:127:p3")
	if got := s.offered(); got != "v:pass:127:unsure v:pass:127:t2 v:pass:127:p0" {
		t.Errorf("offered %s", got)
	}
	s.has(s.press("v:pass:127:t2"), "Tổ thành phố", "lý do")
	s.has(s.say("cần người rành VNeID"), "Đã chuyển câu hỏi 127 cho Tổ thành phố")
	s.room.hold(128, 129)
	s.has(s.press("v:pass:128:unsure"), "Đã chuyển câu hỏi 128 cho người khác")
	s.press("v:pass:129:u2")
	s.has(s.press("v:pass:129:u2:go"), "cho Hạnh")
	s.did("pass 127 t2 u0 cần người rành VNeID", "pass 128 t0 u0 unsure", "pass 129 t0 u2")
}

// Nobody of the neighbourhood is offered what is private.
func TestPassPastTheNeighbours(t *testing.T) {
	t.Parallel()
	s := newStage(t)
	s.room.hold(127)
	q := s.room.tickets[127]
	q.Sensitive = true
	s.room.tickets[127] = q
	hanh := s.room.people[2]
	hanh.DutyUntil = monday.Add(time.Hour)
	s.room.people[2] = hanh
	s.press("v:pass:127")
	if got := s.offered(); got != "v:pass:127:unsure v:pass:127:t2" {
		t.Errorf("offered %s", got)
	}
}
