package clock

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/chat"
	"motcua/internal/ticket"
)

func relay(t *testing.T, c *Clock) {
	t.Helper()
	if err := c.Relay(t.Context(), 127); err != nil {
		t.Fatal(err)
	}
}

func texted(replies []chat.Reply) []string {
	var out []string
	for _, r := range replies {
		out = append(out, r.Text)
	}
	return out
}

// A whole talk as the asker hears it, on a page that is woken each time.
func TestAskerHears(t *testing.T) {
	t.Parallel()
	s, c := question(t)
	file := &chat.File{ID: "f", Kind: chat.Photo}
	s.happens(
		ticket.Line{What: ticket.Claimed, By: lan.ID},
		ticket.Line{What: ticket.Noted, By: lan.ID, Text: "bí mật của tổ"},
		ticket.Line{What: ticket.Answered, By: lan.ID, Text: "Mời chị đến quầy 3.", File: file},
		ticket.Line{What: ticket.CardSent, By: lan.ID, Reply: &chat.Reply{Text: "Thẻ", Card: &chat.Card{Title: "x"}, Lang: "vi"}},
		ticket.Line{What: ticket.DetailsAsked, By: lan.ID},
		ticket.Line{What: ticket.DetailsAllowed},
		ticket.Line{What: ticket.Reminded},
		ticket.Line{What: ticket.Returned, Reason: ticket.BySilence},
		ticket.Line{What: ticket.Widened},
		ticket.Line{What: ticket.Claimed, By: thao.ID},
		ticket.Line{What: ticket.Passed, By: thao.ID},
		ticket.Line{What: ticket.Claimed, By: mai.ID},
		ticket.Line{What: ticket.Finished, By: mai.ID, Reason: string(ticket.Guided)},
	)
	relay(t, c)
	got := s.to("page")
	want := []string{
		"Lan, tình nguyện viên, đang xem câu hỏi của anh/chị. Anh/chị cứ nhắn tiếp ở đây. Xin đừng gửi mật khẩu, mã OTP hay ảnh căn cước.",
		"Mời chị đến quầy 3.",
		"Thẻ",
		"Lan xin xem phần riêng của hồ sơ H29.171-261119-0012 để hướng dẫn cho đúng: danh sách giấy tờ cần bổ sung và lý do.\n" +
			"Anh/chị cho phép thì Lan xem được trong 30 phút. Không cho phép thì anh/chị vẫn được giúp như bình thường. Anh/chị có đồng ý không ạ?",
		"Câu hỏi được chuyển lại để người khác trả lời sớm hơn. Những gì anh/chị đã nhắn vẫn còn, không cần nhắn lại.",
		"Thảo, cán bộ trung tâm, đang xem câu hỏi của anh/chị. Anh/chị cứ nhắn tiếp ở đây. Xin đừng gửi mật khẩu, mã OTP hay ảnh căn cước.",
		"Thảo đã chuyển câu hỏi đến người khác để anh/chị được trả lời rõ hơn. Những gì anh/chị đã nhắn vẫn còn, không cần nhắn lại.",
		"Mai, tình nguyện viên, đang xem câu hỏi của anh/chị. Anh/chị cứ nhắn tiếp ở đây. Xin đừng gửi mật khẩu, mã OTP hay ảnh căn cước.",
		"Câu hỏi đã xong. Nếu còn vướng, anh/chị cứ nhắn, cuộc trò chuyện sẽ mở lại.\nLần này có giúp được anh/chị không ạ?",
	}
	if diff := cmp.Diff(want, texted(got)); diff != "" {
		t.Fatal(diff)
	}
	byLan := &chat.Person{Name: "Lan", Role: "tình nguyện viên"}
	if diff := cmp.Diff(chat.Reply{Text: want[1], File: file, By: byLan, Lang: "vi"}, got[1]); diff != "" {
		t.Error(diff)
	}
	if got[0].By != nil || got[2].By == nil || got[2].Card == nil {
		t.Errorf("who says it: %+v", got)
	}
	if p := presses(got[3]); !slices.Equal(p, []string{"allow:127", "refuse:127"}) {
		t.Errorf("presses %v", p)
	}
	if p := presses(got[8]); !slices.Equal(p, []string{"rate:127:1", "rate:127:2", "rate:127:3"}) {
		t.Errorf("presses %v", p)
	}
	if !slices.Equal(s.woken, []string{"web:page"}) {
		t.Errorf("woken %v", s.woken)
	}
	relay(t, c)
	if again := s.to("page"); again != nil {
		t.Errorf("told twice: %v", again)
	}
}

func presses(r chat.Reply) []string {
	var out []string
	for _, c := range r.Choices {
		out = append(out, c.Press)
	}
	return out
}

// What is told has a place of its own in the chat's order, and a human's priority.
func TestKeys(t *testing.T) {
	t.Parallel()
	s, c := question(t)
	s.ticket.Asker = ticket.Asker{Channel: chat.Telegram, Chat: "tg-asker"}
	s.happens(ticket.Line{What: ticket.Claimed, By: lan.ID}, ticket.Line{What: ticket.Answered, By: lan.ID, Text: "một"})
	relay(t, c)
	want := chat.Key{Channel: chat.Telegram, Chat: "tg-asker", ID: "t127-0"}
	if len(s.out) != 2 || s.out[0].Key != want || s.out[1].Key != want || s.out[0].N != 1 || s.out[1].N != 2 || s.out[0].Priority != chat.ForHuman {
		t.Errorf("%+v", s.out)
	}
	if s.woken != nil {
		t.Errorf("no page is open, woken %v", s.woken)
	}
	s.out = nil
	s.happens(ticket.Line{What: ticket.Said, Text: "hai"})
	relay(t, c)
	if len(s.out) != 1 || s.out[0].Key != (chat.Key{Channel: chat.Telegram, Chat: "tg-lan", ID: "t127-h3"}) {
		t.Errorf("%+v", s.out)
	}
}

// After a death, in illness or need: nothing is to be rated.
func TestClosedInGrief(t *testing.T) {
	t.Parallel()
	s, c := question(t)
	s.ticket.Grave, s.ticket.Address = true, "bác"
	s.happens(ticket.Line{What: ticket.Claimed, By: lan.ID}, ticket.Line{What: ticket.Finished, By: lan.ID, Reason: "guided"})
	relay(t, c)
	got := s.to("page")
	if len(got) != 2 || got[1].Text != "Câu hỏi đã xong. Nếu còn vướng, bác cứ nhắn, cuộc trò chuyện sẽ mở lại." || got[1].Choices != nil {
		t.Errorf("%+v", got)
	}
}

func TestClosedByTheClock(t *testing.T) {
	t.Parallel()
	s, c := question(t)
	s.happens(ticket.Line{What: ticket.Finished, Reason: ticket.NobodyCame})
	relay(t, c)
	got := s.to("page")
	if len(got) != 1 || got[0].Phone != "0274 000 0001" || !strings.HasPrefix(got[0].Text, "Rất tiếc vì anh/chị phải chờ") || got[0].Choices != nil {
		t.Errorf("%+v", got)
	}
	s.happens(ticket.Line{What: ticket.Reopened}, ticket.Line{What: ticket.Claimed, By: lan.ID}, ticket.Line{What: ticket.Finished, Reason: ticket.BySilence})
	relay(t, c)
	if got := s.to("page"); len(got) != 2 || !strings.HasPrefix(got[1].Text, "Câu hỏi đã lâu không có tin mới") {
		t.Errorf("%+v", got)
	}
	if got := texted(s.to("tg-lan")); !slices.Equal(got, []string{"Câu hỏi 127 · đã lâu không có tin mới nên được khép lại."}) {
		t.Errorf("%q", got)
	}
}

// What whoever holds the case hears in their messenger: what they had not seen when they
// took it, nothing of their own, and nothing once it is another's.
func TestHolderHears(t *testing.T) {
	t.Parallel()
	s, c := question(t)
	s.happens(
		ticket.Line{What: ticket.Claimed, By: lan.ID},
		ticket.Line{What: ticket.Said, Text: "một"},
		ticket.Line{What: ticket.Said, Text: "hai"},
		ticket.Line{What: ticket.Answered, By: lan.ID, Text: "của Lan"},
		ticket.Line{What: ticket.Said, File: &chat.File{ID: "f", Kind: chat.Voice}},
		ticket.Line{What: ticket.Reminded},
		ticket.Line{What: ticket.Returned, Reason: ticket.BySilence},
		ticket.Line{What: ticket.Said, Text: "không của ai"},
		ticket.Line{What: ticket.Claimed, By: mai.ID},
		ticket.Line{What: ticket.DetailsAllowed},
		ticket.Line{What: ticket.DetailsRefused},
		ticket.Line{What: ticket.Finished, By: mai.ID, Reason: "guided"},
		ticket.Line{What: ticket.Rated, Reason: "2"},
		ticket.Line{What: ticket.Said, Text: "cảm ơn"},
	)
	relay(t, c)
	toLan, toMai := s.to("tg-lan"), s.to("tg-mai")
	if diff := cmp.Diff([]string{
		"Câu hỏi 127 · người hỏi: một\nhai",
		"Câu hỏi 127 · người hỏi gửi một đoạn ghi âm.",
		"Câu hỏi 127 · người hỏi vẫn đang chờ trả lời. Lúc này chưa tiện thì trả lại hàng chờ để người khác giúp nhé.",
		"Câu hỏi 127 · đã chuyển lại hàng chờ để người khác giúp. Không cần làm gì thêm.",
	}, texted(toLan)); diff != "" {
		t.Error(diff)
	}
	if toLan[1].File == nil || !slices.Equal(presses(toLan[0]), []string{"v:case:127"}) || !slices.Equal(presses(toLan[2]), []string{"v:case:127", "v:return:127"}) {
		t.Errorf("%+v", toLan)
	}
	if diff := cmp.Diff([]string{
		"Question 127 · the asker lets you see the private part of the dossier for 30 minutes.",
		"Question 127 · the asker does not want the private part of the dossier to be seen. You can still send the public card.",
		"Question 127 · the asker says: it helped in part.",
		"Question 127 · asker: cảm ơn",
	}, texted(toMai)); diff != "" {
		t.Error(diff)
	}
}

func TestHolderHearsOfTheEnd(t *testing.T) {
	t.Parallel()
	s, c := question(t)
	s.happens(
		ticket.Line{What: ticket.Claimed, By: lan.ID},
		ticket.Line{What: ticket.TakenBack},
		ticket.Line{What: ticket.Reopened},
		ticket.Line{What: ticket.Said, Text: "không của ai"},
		ticket.Line{What: ticket.Claimed, By: mai.ID},
		ticket.Line{What: ticket.Returned, Reason: ticket.ByDistance},
	)
	relay(t, c)
	if got := texted(s.to("tg-lan")); !slices.Equal(got, []string{"Câu hỏi 127 · người hỏi đã rút câu hỏi. Không cần làm gì thêm."}) {
		t.Errorf("%q", got)
	}
	if got := texted(s.to("tg-mai")); len(got) != 1 || !strings.Contains(got[0], "from another place") {
		t.Errorf("%q", got)
	}
}

// Words whose time is over, and a person who wished to be forgotten.
func TestNothingLeftToTell(t *testing.T) {
	t.Parallel()
	s, c := question(t)
	s.happens(ticket.Line{What: ticket.Claimed, By: lan.ID}, ticket.Line{What: ticket.Said}, ticket.Line{What: ticket.Answered, By: lan.ID}, ticket.Line{What: ticket.CardSent, By: lan.ID})
	relay(t, c)
	if got := s.to("page"); len(got) != 1 {
		t.Errorf("%+v", got)
	}
	if got := s.to("tg-lan"); got != nil {
		t.Errorf("%+v", got)
	}
	s.ticket.Asker = ticket.Asker{}
	s.happens(ticket.Line{What: ticket.Finished, By: lan.ID})
	relay(t, c)
	if s.out != nil {
		t.Errorf("%+v", s.out)
	}
	s.missing = true
	relay(t, c)
}

// Another was faster with a part of it: the rest is told after that, once.
func TestRelayTwiceAtOnce(t *testing.T) {
	t.Parallel()
	s, c := question(t)
	s.happens(ticket.Line{What: ticket.Claimed, By: lan.ID}, ticket.Line{What: ticket.Answered, By: lan.ID, Text: "một"})
	s.before = func() {
		relay(t, c)
		s.happens(ticket.Line{What: ticket.Answered, By: lan.ID, Text: "hai"})
	}
	relay(t, c)
	if got := texted(s.to("page")); len(got) != 3 || got[1] != "một" || got[2] != "hai" {
		t.Errorf("%q", got)
	}
}

func TestRelayFails(t *testing.T) {
	t.Parallel()
	s, c := question(t)
	s.err = chat.ErrAway
	if err := c.Relay(t.Context(), 127); !errors.Is(err, chat.ErrAway) {
		t.Errorf("error %v", err)
	}
}

// A volunteer that nobody knows any more has a role and no name.
func TestUnknownVolunteer(t *testing.T) {
	t.Parallel()
	s, c := question(t)
	s.happens(ticket.Line{What: ticket.Claimed, By: 99}, ticket.Line{What: ticket.Answered, By: 99, Text: "một"})
	relay(t, c)
	if got := s.to("page"); got[1].By.Name != "Tình nguyện viên" {
		t.Errorf("%+v", got[1].By)
	}
}
