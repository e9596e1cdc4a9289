package citizen

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/internal/chat"
	"motcua/internal/procedure"
	"motcua/internal/workday"
)

// noting is a shelf that hears of misses, and on which a unit has its own word.
type noting struct {
	*shelf

	own    procedure.Overlay
	away   error
	missed []string
	at     time.Time
}

func (n *noting) NoteMiss(_ context.Context, terms []string, how procedure.Outcome, _ time.Time) error {
	n.missed = append(n.missed, string(how)+": "+strings.Join(terms, ", "))
	return n.away
}

func (n *noting) Procedure(ctx context.Context, code, unit string, at time.Time) (*procedure.Procedure, procedure.Overlay, error) {
	n.at = at
	p, _, err := n.shelf.Procedure(ctx, code, unit, at)
	return p, n.own, err
}

func (n *noting) handler(t *testing.T) *Handler {
	t.Helper()
	h := handler(t, n.shelf)
	h.Procedures = n
	return h
}

// of tells of a made procedure.
func of(t *testing.T, lang string, g procedure.Guide) *guidance {
	t.Helper()
	h := handler(t, downtown())
	place, err := h.place(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	m := typed("")
	m.Lang = lang
	return &guidance{Talk: h.talk(m, chat.Session{}, place), g: &g}
}

// An empty field, a sum set elsewhere and "free" are three messages; what is unsure is
// not told, and what was for a time only as long as it holds.
func TestFees(t *testing.T) {
	t.Parallel()
	until := time.Date(2026, 12, 31, 0, 0, 0, 0, workday.Zone)
	fee := func(f procedure.Fee) procedure.Guide {
		return procedure.Guide{Ways: []procedure.Way{{Channel: procedure.ByCounter, Fee: f}, {Channel: procedure.ByPost, Fee: f}}}
	}
	for want, g := range map[string]procedure.Guide{
		"Cổng Dịch vụ công chưa công bố, như vậy chưa chắc là miễn phí":          fee(procedure.Fee{}),
		"do thành phố Hồ Chí Minh quy định, Trợ lý chưa có mức đã được kiểm tra": fee(procedure.Fee{Kind: procedure.FeeByProvince}),
		"miễn":        fee(procedure.Fee{Kind: procedure.FeeFree}),
		"15.000 đồng": fee(procedure.Fee{Kind: procedure.FeeAmount, Amount: 15000}),
		"2.000 đồng/trang (tối đa 200.000 đồng)": fee(procedure.Fee{
			Kind: procedure.FeeAmount, Amount: 2000, Per: procedure.Words{Vi: "trang"}, Note: procedure.Words{Vi: "tối đa 200.000 đồng"},
		}),
		"từ 5.000 đồng đến 1.015.000 đồng, tùy trường hợp": fee(procedure.Fee{Kind: procedure.FeeMixed, Amount: 5000, Most: 1015000}),
		"từ 5.000 đồng, tùy trường hợp":                    fee(procedure.Fee{Kind: procedure.FeeMixed, Amount: 5000}),
		"tùy trường hợp":                                   fee(procedure.Fee{Kind: procedure.FeeMixed}),
		"35.000 đồng đến hết ngày 31/12/2026 (mức thường 70.000 đồng)": fee(procedure.Fee{
			Kind: procedure.FeeAmount, Amount: 70000, Reduced: 35000, Until: until,
		}),
		"miễn đến hết ngày 31/12/2026": fee(procedure.Fee{Kind: procedure.FeeFree, Until: until}),
		"50.000 đồng":                  fee(procedure.Fee{Kind: procedure.FeeAmount, Amount: 50000, Reduced: 25000, Until: until.AddDate(-1, 0, 0)}),
		"các nguồn ghi khác nhau, Trợ lý chưa có mức đã được kiểm tra":                      fee(procedure.Fee{Kind: procedure.FeeAmount, Amount: 9000, Unsure: true}),
		"theo thông báo của Trung tâm Phục vụ hành chính công phường Lái Thiêu: 3.000 đồng": fee(procedure.Fee{Kind: procedure.FeeMixed, Text: "3.000 đồng", FromUnit: true}),
		"15.000 đồng; nộp qua mạng 7.000 đồng; gửi bưu điện miễn": {Ways: []procedure.Way{
			{Channel: procedure.ByCounter, Fee: procedure.Fee{Kind: procedure.FeeAmount, Amount: 15000}},
			{Channel: procedure.ByOnline, Fee: procedure.Fee{Kind: procedure.FeeAmount, Amount: 7000}},
			{Channel: procedure.ByPost, Fee: procedure.Fee{Kind: procedure.FeeFree}},
		}},
		"nộp qua mạng 7.000 đồng": {Ways: []procedure.Way{
			{Channel: procedure.ByCounter}, {Channel: procedure.ByOnline, Fee: procedure.Fee{Kind: procedure.FeeAmount, Amount: 7000}},
		}},
	} {
		x := of(t, "vi", g)
		x.all = true
		if got := x.feeWords(); got != want {
			t.Errorf("got %q\nwant %q", got, want)
		}
	}
	if got := of(t, "en", fee(procedure.Fee{Kind: procedure.FeeAmount, Amount: 15000})).feeWords(); got != "15,000 đồng" {
		t.Errorf("in English: %q", got)
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	limit := func(l procedure.Limit) procedure.Guide {
		return procedure.Guide{Ways: []procedure.Way{{Channel: procedure.ByCounter, Time: l}}}
	}
	for want, g := range map[string]procedure.Guide{
		"chưa công bố":    {},
		"3 ngày làm việc": limit(procedure.Limit{N: 3, Unit: "working_day"}),
		"trong ngày, nhận sau 15:00 thì sang ngày làm việc sau":            limit(procedure.Limit{Unit: "same_day", Cutoff: "15:00"}),
		"nhiều nhất 20 ngày (lâu hơn nếu cần xác minh)":                    limit(procedure.Limit{N: 20, Unit: "day", Most: true, Note: procedure.Words{Vi: "lâu hơn nếu cần xác minh"}}),
		"theo kế hoạch năm học":                                            limit(procedure.Limit{Text: "theo kế hoạch năm học."}),
		"các nguồn ghi khác nhau, Trợ lý chưa có số ngày đã được kiểm tra": limit(procedure.Limit{N: 20, Unit: "day", Unsure: true}),
		"17 ngày làm việc; nộp qua mạng 1 tháng": {Ways: []procedure.Way{
			{Channel: procedure.ByCounter, Time: procedure.Limit{N: 17, Unit: "working_day"}},
			{Channel: procedure.ByOnline, Time: procedure.Limit{N: 1, Unit: "month"}},
			{Channel: procedure.ByPost, Time: procedure.Limit{N: 17, Unit: "working_day"}},
		}},
	} {
		if got := of(t, "vi", g).timeWords(); got != want {
			t.Errorf("got %q\nwant %q", got, want)
		}
	}
	if got := of(t, "en", limit(procedure.Limit{N: 1, Unit: "working_day"})).timeWords(); got != "1 working day" {
		t.Errorf("in English: %q", got)
	}
}

// What a unit says beside the national record is said as its own.
func TestOwnFee(t *testing.T) {
	t.Parallel()
	n := &noting{shelf: downtown(), own: procedure.Overlay{Unit: "SG-LT-TT", Fee: "thu 5.000 đồng một bản"}}
	_, said := n.handler(t).told(t, chat.Session{}, "sao y bản chính")
	if !strings.Contains(said, "theo thông báo của Trung tâm Phục vụ hành chính công phường Lái Thiêu: thu 5.000 đồng một bản") || strings.Contains(said, "2.000") {
		t.Error(said)
	}
}

// What is gone or known by name only is said to be so, and leads on.
func TestNothingToTell(t *testing.T) {
	t.Parallel()
	for want, g := range map[string]procedure.Guide{
		"Đăng ký thử: thủ tục này không còn trong danh mục": {Code: "1.000001", Name: "đăng ký thử", Called: procedure.Words{Vi: "đăng ký thử"}, Gone: true},
		"Đăng ký thử: Trợ lý mới có tên thủ tục này":        {Code: "1.000001", Name: "đăng ký thử", Called: procedure.Words{Vi: "đăng ký thử"}, NameOnly: true},
	} {
		x := of(t, "vi", g)
		x.sayCard()
		if r := x.replies[0]; !strings.HasPrefix(r.Text, want) || len(x.choices0()) == 0 || strings.Contains(r.Text, "miễn") {
			t.Errorf("%s\n%v", r.Text, x.choices0())
		}
	}
	_, said := handler(t, &shelf{}).pressed(t, chat.Session{}, "proc:9.999999")
	if !strings.Contains(said, "không có trong danh mục") {
		t.Error(said)
	}
}

// choices0 are what is offered so far.
func (t *Talk) choices0() []chat.Choice { return t.choices }

func (h *Handler) pressed(t *testing.T, s chat.Session, press string) (chat.Session, string) {
	t.Helper()
	m := typed("")
	m.Press = press
	s, replies, err := h.Handle(t.Context(), m, s)
	if err != nil {
		t.Fatalf("%s: %v", press, err)
	}
	var all []string
	for _, r := range replies {
		all = append(all, r.Text)
	}
	return s, strings.Join(all, "\n")
}

// A dossier keeps the version it was received under, and the way back to it.
func TestProcedureOfADossier(t *testing.T) {
	t.Parallel()
	n := &noting{shelf: downtown()}
	m := typed("")
	m.Press = "proc:1.004194//H29.171-261119-0012"
	_, replies, err := n.handler(t).Handle(t.Context(), m, chat.Session{})
	if err != nil {
		t.Fatal(err)
	}
	if day := n.at.Format(time.DateOnly); day != "2026-11-19" {
		t.Errorf("the version of %s", day)
	}
	last := replies[len(replies)-1]
	if !slices.ContainsFunc(last.Choices, func(c chat.Choice) bool { return c.Press == "card:H29.171-261119-0012" }) {
		t.Errorf("no way back: %+v", last.Choices)
	}
	for _, other := range []string{"", "H29.171", "H29.171-269999-0012", "H29.171-280101-0012"} {
		if at := versionAt(other, monday); !at.Equal(monday) {
			t.Errorf("%q: %s", other, at)
		}
	}
}

// A question that failed is counted, and once more when it is asked in other words. That
// it cannot be counted fails nobody.
func TestMisses(t *testing.T) {
	t.Parallel()
	n := &noting{shelf: downtown(), away: errors.New("away")}
	h := n.handler(t)
	s, said := h.told(t, chat.Session{}, "muốn làm giấy phép nuôi rồng bay")
	if !strings.Contains(said, "chưa tìm thấy") {
		t.Error(said)
	}
	talk := h.talk(typed(""), s, h.seen())
	if talk.asked("gọi em số 0903123456"); strings.Contains(talk.topic().Asked, "0903") {
		t.Errorf("a number is kept: %+v", talk.topic())
	}
	if len(n.missed) != 1 || !strings.HasPrefix(n.missed[0], "nothing: ") {
		t.Fatalf("%q", n.missed)
	}
	s, _ = h.told(t, s, "đăng ký tạm trú")
	if len(n.missed) != 2 || n.missed[1] != strings.Replace(n.missed[0], "nothing", "rephrased", 1) {
		t.Errorf("%q", n.missed)
	}
	_, said = h.told(t, s, "không phải, ý em là đăng ký thường trú")
	if len(n.missed) != 3 || !strings.HasPrefix(n.missed[2], "rephrased: ") || !strings.HasPrefix(said, "Đăng ký thường trú") {
		t.Errorf("%q\n%s", n.missed, said)
	}
}

// A volunteer's card is the public one: the checklist and the steps behind it, or the
// question of the case.
func TestProcedureCard(t *testing.T) {
	t.Parallel()
	h := handler(t, downtown())
	for about, want := range map[string]string{
		"1.004194/thue": "list:1.004194/thue more:1.004194/thue",
		"2.000815":      "list:2.000815 more:2.000815",
		"1.004194":      "proc:1.004194/thue proc:1.004194/nhothan proc:1.004194/nhaminh spot:1.004194",
	} {
		card, ok, err := h.ProcedureCard(t.Context(), about, "vi", "bác")
		var presses []string
		for _, c := range card.Choices {
			presses = append(presses, c.Press)
		}
		if err != nil || !ok || card.Card == nil || strings.Join(presses, " ") != want {
			t.Errorf("%s: %v, %v, %v", about, presses, ok, err)
		}
		if strings.Contains(card.Text, "nh/chị") {
			t.Errorf("%s: %s", about, card.Text)
		}
	}
	if _, ok, err := h.ProcedureCard(t.Context(), "9.999999", "vi", ""); ok || err != nil {
		t.Errorf("of none: %v, %v", ok, err)
	}
}

// Whatever the catalogue holds can be told: on a phone, with a way on.
func TestEveryProcedureIsTold(t *testing.T) {
	t.Parallel()
	h := handler(t, downtown())
	for code, p := range catalogue() {
		presses := []string{verbProcedure + ":" + code, verbPapers + ":" + code, verbFees + ":" + code, verbTime + ":" + code, verbMore + ":" + code}
		for _, c := range procedure.Guided(p, procedure.Overlay{}).Cases {
			presses = append(presses, verbProcedure+":"+code+"/"+c.ID)
		}
		for _, press := range presses {
			m := typed("")
			m.Press = press
			_, replies, err := h.Handle(t.Context(), m, chat.Session{Greeted: true})
			if err != nil {
				t.Fatalf("%s: %v", press, err)
			}
			last := replies[len(replies)-1]
			most := 2000
			if strings.HasPrefix(press, verbMore) {
				most = 4000
			}
			if n := len([]rune(last.Text)); n == 0 || n > most || len(last.Choices) == 0 || last.Choices[0].Press == verbMenu {
				t.Errorf("%s: %d characters, %d choices:\n%s", press, n, len(last.Choices), last.Text)
			}
			for _, c := range last.Choices {
				if len(c.Press) > longestPress || c.Label == "" {
					t.Errorf("%s: choice %+v", press, c)
				}
			}
		}
	}
}
