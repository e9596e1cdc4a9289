package desk_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"motcua/handlers/desk"
	"motcua/internal/chat"
	"motcua/internal/procedure"
	"motcua/internal/ticket"
	"motcua/internal/vntext"
)

// catalogue is three procedures: one with cases, one that cannot be drawn, one that
// neighbours do not hear of.
type catalogue struct{ away atomic.Bool }

var errAway = errors.New("the catalogue is away")

var guides = []procedure.Guide{
	{
		Code: "1.004194", Name: "Đăng ký tạm trú", Called: procedure.Words{Vi: "Đăng ký tạm trú", En: "Temporary residence"},
		Ask: procedure.Words{Vi: "Ở nhà thuê hay nhà người thân?"}, URL: "https://dichvucong.gov.vn/p/tam-tru",
		Cases: []procedure.Case{{ID: "thue", Label: procedure.Words{Vi: "Nhà thuê"}}, {ID: "nho", Label: procedure.Words{Vi: "Nhà người thân"}}},
	},
	{Code: "1.001193", Name: "Đăng ký khai sinh", Called: procedure.Words{Vi: "Khai sinh"}, URL: "https://dichvucong.example.com/", Cases: []procedure.Case{{}}},
	{Code: "2.001263", Name: "Đăng ký việc nuôi con nuôi trong nước", Called: procedure.Words{Vi: "Nhận con nuôi"}, Cases: []procedure.Case{{}}},
}

func (c *catalogue) Guess(_ context.Context, text string, n int) ([]procedure.Hit, error) {
	if c.away.Load() {
		return nil, errAway
	}
	var out []procedure.Hit
	for _, g := range guides {
		if rest := strings.TrimPrefix(g.Name, "Đăng ký "); strings.Contains(vntext.Fold(text), vntext.Fold(rest)) && len(out) < n {
			out = append(out, procedure.Hit{Code: g.Code, Name: g.Name, Score: 0.95})
		}
	}
	return out, nil
}

func (c *catalogue) ProcedureGuide(_ context.Context, about string) (*procedure.Guide, procedure.Case, error) {
	if c.away.Load() {
		return nil, procedure.Case{}, errAway
	}
	code, id, _ := strings.Cut(about, "/")
	i := slices.IndexFunc(guides, func(g procedure.Guide) bool { return g.Code == code })
	if i < 0 {
		return nil, procedure.Case{}, nil
	}
	g := guides[i]
	for _, at := range g.Cases {
		if at.ID == id {
			return &g, at, nil
		}
	}
	return &g, procedure.Case{}, nil
}

func (c *catalogue) ProcedureCard(ctx context.Context, about, lang, address string) (chat.Reply, bool, error) {
	g, at, err := c.ProcedureGuide(ctx, about)
	switch {
	case err != nil || g == nil:
		return chat.Reply{}, false, err
	case g.Code != "1.004194":
		return chat.Reply{Lang: lang, Text: g.Called.Vi + ": hỏi tại quầy."}, true, nil
	}
	card := &chat.Card{Tone: chat.ToneGuide, Title: g.Called.Vi, Fresh: "Kiểm tra ngày 01/12/2026"}
	if at.ID == "" {
		card.Facts = []chat.Fact{
			{Name: "Nộp tại", Value: "Công an phường, hoặc qua VNeID"}, {Name: "Thời gian", Value: "3 ngày làm việc"},
			{Name: "Lệ phí", Value: "15.000 đồng; nộp qua mạng 7.000 đồng"},
		}
		card.Todo = g.Ask.Vi
	} else {
		card.About = at.Label.Vi
		card.Lists = []chat.List{{Title: "Giấy phải nộp", Items: []string{"Tờ khai CT01", "Hợp đồng thuê nhà"}}, {Title: "Chỉ cho xem", Items: []string{"Căn cước"}}}
		card.Links = []chat.Link{{Label: "Trên Cổng", URL: g.URL}}
	}
	return chat.Reply{Lang: lang, Text: g.Called.Vi + ", gửi " + address, Card: card}, true, nil
}

// held is a question in Lan's hands.
func (w *world) held(q ticket.Question) ticket.Ticket {
	w.tb.Helper()
	c := w.ask(q)
	c, err := w.verbs.Claim(w.tb.Context(), "claim "+itoa(c.ID), c.ID, w.cast.Lan.ID)
	must(w.tb, err)
	return c
}

func TestTheProcedureStandsBesideTheTalk(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Lan)
	c := w.held(ticket.Question{Text: "nhà thuê đăng ký tạm trú cần gì", Address: "bác", Procedure: "1.004194/thue"})
	page := b.get(path(c, "")).ok(t, http.StatusOK).has(t,
		"Đăng ký tạm trú", "<dt>Nộp tại</dt>", "Công an phường, hoặc qua VNeID", "15.000", "Giấy phải nộp", "Hợp đồng thuê nhà", "Kiểm tra ngày 01/12/2026",
		`href="https://dichvucong.gov.vn/p/tam-tru"`, `href="?proc=1.004194%2Fthue#panel" aria-current="true">Nhà thuê</a>`, "?proc=1.004194%2Fnho#panel", "Gửi danh sách giấy").
		lacks(t, "Câu này hỏi về thủ tục này", "Câu này có thể hỏi về")
	form := url.Values{"key": {keyOf(t, page, "guide")}, "about": {"1.004194"}}
	b.post(path(c, "/guide"), form).ok(t, http.StatusOK).has(t, `class="line card own"`, "guide-card")
	b.post(path(c, "/guide"), form).ok(t, http.StatusOK) // pressed twice
	b.post(path(c, "/guide"), url.Values{"about": {"1.004194/thue"}}).ok(t, http.StatusOK)
	sent := lines(t, w, c, ticket.GuideSent)
	if len(sent) != 2 || sent[0].Reply.Text != "Đăng ký tạm trú, gửi bác" || sent[0].Text != "Đăng ký tạm trú" || sent[0].Reason != "1.004194" || len(sent[1].Reply.Card.Lists) != 2 {
		t.Errorf("sent %+v", sent)
	}
	b.get(path(c, "?proc="+url.QueryEscape("1.004194/nho"))).has(t, `aria-current="true">Nhà người thân</a>`)
	w.signedIn(w.cast.Hanh).get(path(c, "")).ok(t, http.StatusOK).has(t, "Hợp đồng thuê nhà").lacks(t, path(c, "/guide"), path(c, "/procedure")) // it is in Lan's hands
}

func TestAnotherProcedureIsFoundAndNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Lan)
	c := w.held(ticket.Question{Text: "cháu mới sinh, đăng ký khai sinh rồi đăng ký tạm trú luôn được không"})
	b.get(path(c, "")).has(t, "Chưa rõ người hỏi cần thủ tục nào", "Câu này có thể hỏi về", `<a data-beside href="?proc=1.001193#panel">Đăng ký khai sinh</a>`, `value="1.004194"`)
	b.get(path(c, "?find="+url.QueryEscape("khai sinh"))).has(t, `value="khai sinh"`, `href="?proc=1.001193#panel">Đăng ký khai sinh <span class="hint">1.001193</span>`)
	b.get(path(c, "?find=xyz")).has(t, "Chưa tìm thấy thủ tục nào cho “xyz”")
	b.get(path(c, "?proc=1.001193")).has(t, "Khai sinh: hỏi tại quầy.", "Câu này hỏi về thủ tục này").lacks(t, "dichvucong.example.com")
	b.post(path(c, "/procedure"), url.Values{"about": {"1.001193"}}).ok(t, http.StatusOK).has(t, "Bạn ghi là hỏi về “Khai sinh” lúc", "Khai sinh: hỏi tại quầy.").
		lacks(t, "Câu này hỏi về thủ tục này")
	now, err := w.store.Ticket(t.Context(), c.ID)
	if must(t, err); now.Procedure != "1.001193" {
		t.Errorf("about %q", now.Procedure)
	}
	for _, verb := range []string{"/guide", "/procedure"} {
		for _, about := range []string{"9.999999", "", strings.Repeat("1", 80)} {
			b.post(path(c, verb), url.Values{"about": {about}}).ok(t, http.StatusUnprocessableEntity).has(t, "không còn trong danh mục")
		}
	}
}

// What the panel was asked to show stays when the script asks for pieces.
func TestTheScriptKeepsWhatThePanelShows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Lan)
	c := w.held(ticket.Question{Text: "đăng ký tạm trú", Procedure: "1.004194"})
	asked := func(panel string) answer {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, b.base+path(c, ""), nil)
		must(t, err)
		r.Header.Set("X-Part", "1")
		r.Header.Set("X-Panel", panel)
		return b.do(r)
	}
	asked("?proc=1.001193").ok(t, http.StatusOK).has(t, "Khai sinh: hỏi tại quầy.")
	asked("?find=khai+sinh").ok(t, http.StatusOK).has(t, `value="khai sinh"`, "Công an phường")
	asked("%zz").ok(t, http.StatusOK).has(t, "Công an phường")
}

func TestSayingThatItIsASecretGivesItAway(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Lan)
	c := w.held(ticket.Question{Text: "hỏi giúp thủ tục cho bé nhà tôi"})
	b.post(path(c, "/procedure"), url.Values{"about": {"2.001263"}}).ok(t, http.StatusOK).
		has(t, "Đây là việc riêng tư").lacks(t, path(c, "#end"))
	b.get(path(c, "")).ok(t, http.StatusNotFound)
	w.signedIn(w.cast.Thao).post(path(c, "/claim"), nil).ok(t, http.StatusOK).has(t, "Nhận con nuôi", "việc riêng tư").
		lacks(t, `<span class="chip guide">`) // not at the head of the page
}

// The talk comes first: a catalogue that is away is left out.
func TestWithoutTheCatalogueTheTalkGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Lan)
	c := w.held(ticket.Question{Text: "đăng ký tạm trú cần gì", Procedure: "1.004194/thue"})
	w.away.Store(true)
	b.get(path(c, "?find=tam+tru")).ok(t, http.StatusOK).has(t, "đăng ký tạm trú cần gì", "Nhắn tại đây").lacks(t, "Công an phường")
	b.post(path(c, "/answer"), url.Values{"text": {"Dạ cần tờ khai CT01 ạ."}}).ok(t, http.StatusOK).has(t, "Dạ cần tờ khai CT01 ạ.")
	b.post(path(c, "/guide"), url.Values{"about": {"1.004194"}}).ok(t, http.StatusServiceUnavailable).has(t, "đang chậm")
	if log := w.logs.String(); !strings.Contains(log, "a procedure") || strings.Contains(log, "tạm trú cần gì") {
		t.Errorf("log %q", log)
	}
}

func TestEarlierAnswersAreOfferedAndNeverSent(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const often = "Dạ nộp tờ khai CT01 và hợp đồng thuê nhà tại Công an phường nơi đang ở ạ."
	once := "Dạ chủ nhà ký vào tờ khai là được, không cần đến cùng mình đâu ạ."
	for _, q := range []struct {
		about   ticket.Question
		answers []string
		rating  ticket.Rating
	}{
		{ticket.Question{Text: "phòng trọ thì sao", Procedure: "1.004194/thue"}, []string{often, "Dạ anh Tuấn mang giấy tờ ra quầy gặp em chiều nay giúp ạ."}, ticket.Helped},
		{ticket.Question{Text: "ở nhờ thì sao", Procedure: "1.004194/nho"}, []string{once, often}, 0},
		{ticket.Question{Text: "khai sinh", Procedure: "1.001193"}, []string{"Dạ khai sinh trong 60 ngày đầu thì không mất lệ phí ạ."}, ticket.Helped},
		{ticket.Question{Text: "chuyện riêng", Procedure: "1.004194", Grave: true}, []string{"Dạ chuyện này mình ra quầy nói riêng với em cho tiện nhé ạ."}, ticket.Helped},
		{ticket.Question{Text: "chưa giúp được", Procedure: "1.004194"}, []string{"Dạ việc này em chưa rõ, mình hỏi thêm ở quầy giúp em ạ."}, ticket.NotYet},
	} {
		c := w.held(q.about)
		for i, text := range q.answers {
			_, err := w.verbs.Answer(t.Context(), "a"+itoa(c.ID)+itoa(int64(i)), c.ID, w.cast.Lan.ID, text, nil)
			must(t, err)
		}
		_, err := w.verbs.Finish(t.Context(), "f"+itoa(c.ID), c.ID, w.cast.Lan.ID, ticket.Guided, ticket.Remote)
		must(t, err)
		if q.rating != 0 {
			_, err = w.verbs.Rate(t.Context(), "r"+itoa(c.ID), c.ID, c.Asker, q.rating)
			must(t, err)
		}
	}
	b := w.signedIn(w.cast.Lan)
	c := w.held(ticket.Question{Text: "tôi thuê trọ muốn đăng ký tạm trú", Procedure: "1.004194/thue"})
	page := b.get(path(c, "")).ok(t, http.StatusOK).has(t, "Câu trả lời trước đây", `data-canned="`+often+`"`, `data-canned="`+once+`"`, "Đã dùng 2 lần").
		lacks(t, "anh Tuấn", "60 ngày đầu", "nói riêng", "chưa rõ, mình", "phòng trọ thì sao")
	if strings.Index(page.body, often) > strings.Index(page.body, once) {
		t.Error("what was said often does not come first")
	}
	name := regexp.MustCompile(`\?earlier=([0-9a-f]+)#text" data-canned="Dạ nộp tờ khai`).FindStringSubmatch(page.body)
	if name == nil {
		t.Fatal("an earlier answer is no link")
	}
	b.get(path(c, "?earlier="+name[1])).has(t, often+"</textarea>")
	if got := lines(t, w, c, ticket.Answered); len(got) != 0 {
		t.Errorf("sent by itself: %+v", got)
	}
	b.get(path(c, "?proc=1.001193")).has(t, "60 ngày đầu").lacks(t, often) // of the procedure that is looked at
}

func TestDeskNeedsProcedures(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.config.Procedures = nil
	if _, err := desk.New(w.config); err == nil {
		t.Error("made without procedures")
	}
}
