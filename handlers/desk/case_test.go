package desk_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/handlers/desk"
	"motcua/internal/audit"
	"motcua/internal/chat"
	"motcua/internal/intake"
	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/store/postgres"
)

func hash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

func question(text string) ticket.Question { return ticket.Question{Text: text} }

// keyOf is the key that a page carries in the form of a verb.
func keyOf(t *testing.T, page answer, verb string) string {
	t.Helper()
	m := regexp.MustCompile(`(?s)action="/desk/cases/\d+/` + verb + `"[^>]*>\s*<input type="hidden" name="key" value="([^"]+)"`).FindStringSubmatch(page.body)
	if m == nil {
		t.Fatalf("no form for %s on %s", verb, page.path)
	}
	return m[1]
}

func lines(t *testing.T, w *world, c ticket.Ticket, what ticket.What) []ticket.Line {
	t.Helper()
	all, err := w.store.Lines(t.Context(), c.ID, 0)
	must(t, err)
	var out []ticket.Line
	for _, l := range all {
		if l.What == what {
			out = append(out, l)
		}
	}
	return out
}

func TestACaseFromQueueToEndWithoutScript(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Lan)
	c := w.ask(ticket.Question{Text: "bác hỏi sửa tên trên khai sinh cần gì", Address: "bác", Code: code})
	queue := b.get("/desk").has(t, "bác hỏi sửa tên", "Có mã hồ sơ", "Lái Thiêu")
	b.post(path(c, "/claim"), url.Values{"key": {keyOf(t, queue, "claim")}}).ok(t, http.StatusOK).
		has(t, "Nhắn cho bác", "Bạn nhận lúc", "Đang giải quyết", "Xin phép xem")
	page := b.get(path(c, ""))
	form := url.Values{"key": {keyOf(t, page, "answer")}, "text": {"Dạ bác mang tờ khai."}}
	b.post(path(c, "/answer"), form).has(t, "Dạ bác mang tờ khai.")
	b.post(path(c, "/answer"), form).ok(t, http.StatusOK) // pressed twice
	if got := lines(t, w, c, ticket.Answered); len(got) != 1 {
		t.Errorf("%d answers after the same press twice", len(got))
	}
	b.post(path(c, "/card"), nil).ok(t, http.StatusOK).has(t, "small-card", "thứ Năm, 10/12/2026")
	b.post(path(c, "/note"), url.Values{"text": {"Đã hỏi quầy"}}).has(t, "Đã hỏi quầy")
	b.post(path(c, "/finish"), url.Values{"outcome": {"guided"}}).ok(t, http.StatusOK).has(t, "Đã xong câu hỏi")
	b.get("/desk/done").has(t, "bác hỏi sửa tên", "Đã hướng dẫn")
	b.get(path(c, "")).has(t, "Mở lại", "Bạn làm xong lúc")
	b.post(path(c, "/reopen"), nil).ok(t, http.StatusOK).has(t, "Nhắn cho bác")
}

func TestAFreshQuestionIsNewNotZeroMinutesOld(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lan, lead := w.signedIn(w.cast.Lan), w.signedIn(w.cast.Hanh)
	w.ask(question("Xin bản sao trích lục"))
	for _, page := range []answer{lan.get("/desk"), lead.get("/desk/team")} {
		page.ok(t, http.StatusOK).has(t, "<b>mới</b>", `<span class="unit"></span>`).lacks(t, "<b>0</b>")
	}
	must(t, w.store.SetLang(t.Context(), w.cast.Lan.ID, "en"))
	lan.get("/desk").has(t, "<b>new</b>")
}

func TestOneOfManyGetsTheCase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.ask(question("Ba tôi mất giấy khai sinh"))
	who := []*browser{w.signedIn(w.cast.Lan), w.signedIn(w.cast.Minh), w.signedIn(w.cast.Hanh)}
	got := make([]answer, len(who))
	var all sync.WaitGroup
	for i, b := range who {
		all.Go(func() { got[i] = b.post(path(c, "/claim"), nil) })
	}
	all.Wait()
	won := 0
	for _, a := range got {
		switch a.status {
		case http.StatusOK:
			won++
		case http.StatusConflict:
			a.has(t, "đã nhận câu hỏi này trước")
		default:
			t.Errorf("status %d", a.status)
		}
	}
	if won != 1 {
		t.Errorf("%d got the case", won)
	}
}

func TestTheScriptGetsPieces(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.ask(question("Hỏi giờ mở cửa"))
	lan, lead := w.signedIn(w.cast.Lan), w.signedIn(w.cast.Hanh)
	res := lan.piece(path(c, "/claim"), "0", nil).ok(t, http.StatusNoContent)
	if to := res.header.Get("X-Go"); to != path(c, "")+"?off#end" {
		t.Errorf("goes to %q", to)
	}
	// In the queue of another the reason is a word on the page, in the case it is all pieces.
	lead.piece(path(c, "/claim"), "0", nil).ok(t, http.StatusConflict).has(t, "data-toast", "Lan đã nhận câu hỏi này trước").lacks(t, "<html")
	lead.piece(path(c, "/claim"), itoa(c.ID), nil).ok(t, http.StatusConflict).has(t, `id="dock"`, `id="panel"`).lacks(t, "<html")
	lan.piece(path(c, "/answer"), itoa(c.ID), url.Values{"text": {"Dạ mở từ 7:30"}}).ok(t, http.StatusOK).
		has(t, `id="case-head"`, "Dạ mở từ 7:30").lacks(t, "<html", `id="l-`+itoa(c.ID)+`-1"`) // only what the page has not
	w.stranger().piece(path(c, "/answer"), "0", nil).ok(t, http.StatusUnauthorized)
}

func TestWhatWasTypedIsNeverLost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Lan)
	c := w.ask(question("Đăng ký tạm trú"))
	b.post(path(c, "/claim"), nil)
	long := strings.Repeat("dài ", 1100)
	b.post(path(c, "/answer"), url.Values{"text": {long}}).ok(t, http.StatusUnprocessableEntity).has(t, "Dài quá", strings.TrimSpace(long))
	b.post(path(c, "/answer"), url.Values{"text": {" "}}).ok(t, http.StatusUnprocessableEntity).has(t, "Chưa có gì để gửi")
	b.post(path(c, "/card"), url.Values{"code": {"H29-xx"}}).ok(t, http.StatusUnprocessableEntity).has(t, "Mã chưa đúng dạng", `value="H29-xx"`)
	b.post(path(c, "/card"), url.Values{"code": {"H29.171-261203-0013"}}).ok(t, http.StatusUnprocessableEntity).has(t, "Chưa tìm thấy hồ sơ", "H29.171-261203-0013")
	b.post(path(c, "/pass"), url.Values{"to": {"person:999"}}).ok(t, http.StatusUnprocessableEntity).has(t, "Chưa chuyển được")
	// Taken back meanwhile: the words come back with the reason.
	if _, err := w.verbs.Return(t.Context(), "away", c.ID, w.cast.Lan.ID, ""); err != nil {
		t.Fatal(err)
	}
	b.post(path(c, "/answer"), url.Values{"text": {"Chữ đã viết"}}).ok(t, http.StatusConflict)
}

func TestAnUnfilledFieldAsksOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Lan)
	id, err := w.store.SaveCanned(t.Context(), team.Canned{
		Lang: "vi", Title: "Giờ mở cửa", Text: "{Anh/chị} đến {trung tâm}, {địa chỉ}, {giờ mở cửa}. Gọi {hotline}. Mã {mã}.",
	})
	must(t, err)
	c := w.ask(ticket.Question{Text: "Mấy giờ mở?", Address: "bác"})
	page := b.post(path(c, "/claim"), nil).has(t, "Giờ mở cửa", `<mark class="empty">{mã}</mark>`)
	filled := "Bác đến Trung tâm phường Lái Thiêu, 1 đường Mẫu, thứ Hai đến thứ Sáu 7:30–11:30, 13:00–17:00. Gọi 0274 000 0001. Mã {mã}."
	page.has(t, `data-canned="`+filled+`"`)
	b.get(path(c, "?canned="+itoa(id))).has(t, filled+"</textarea>")
	asked := b.post(path(c, "/answer"), url.Values{"text": {filled}}).ok(t, http.StatusUnprocessableEntity).has(t, "Còn chỗ chưa điền: {mã}", filled+"</textarea>", `name="sure"`)
	b.post(path(c, "/answer"), url.Values{"text": {filled}, "sure": {"1"}, "key": {keyOf(t, asked, "answer")}}).ok(t, http.StatusOK)
	if got := lines(t, w, c, ticket.Answered); len(got) != 1 || got[0].Text != filled {
		t.Errorf("answers %+v", got)
	}
}

func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const evil = `<img src=x onerror=alert(1)>"><script>alert(2)</script>`
	c := w.ask(ticket.Question{Text: evil, Area: evil, Address: evil})
	b := w.signedIn(w.cast.Hanh)
	for _, page := range []answer{b.get("/desk"), b.get(path(c, "")), b.post(path(c, "/claim"), nil), b.get("/desk/team")} {
		page.ok(t, http.StatusOK).lacks(t, "<img src=x", "<script>alert").has(t, "&lt;img src=x")
	}
	b.post(path(c, "/note"), url.Values{"text": {evil}}).lacks(t, "<img src=x")
	b.post(path(c, "/card"), url.Values{"code": {evil}}).lacks(t, "<img src=x")
}

func TestSensitiveQuestionsGoPastTheNeighbours(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	c := w.ask(ticket.Question{Text: "Thủ tục nhận con nuôi", Sensitive: true, Code: code})
	w.signedIn(w.cast.Lan).get("/desk").lacks(t, "con nuôi", `id="t-`+itoa(c.ID)+`"`)
	w.signedIn(w.cast.Lan).get(path(c, "")).ok(t, http.StatusNotFound).lacks(t, "con nuôi")
	w.signedIn(w.cast.Lan).post(path(c, "/claim"), nil).ok(t, http.StatusNotFound)
	w.signedIn(w.cast.Hanh).get("/desk/team").has(t, "Chuyện riêng").lacks(t, "con nuôi") // who coordinates sees that it waits
	w.signedIn(w.cast.Hanh).get(path(c, "")).ok(t, http.StatusNotFound)
	officer := w.signedIn(w.cast.Thao)
	officer.get("/desk").has(t, "Chuyện riêng").lacks(t, "con nuôi")
	officer.post(path(c, "/claim"), nil).ok(t, http.StatusOK).has(t, "con nuôi", "chỉ xem được tại quầy").lacks(t, "Xin phép xem")
}

func TestDetailsShowOnlyWhenAllowed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	asker := ticket.Asker{Channel: chat.Web, Chat: "an asker"}
	c := w.ask(ticket.Question{Text: "Còn thiếu giấy gì?", Code: code, Asker: asker})
	b := w.signedIn(w.cast.Lan)
	b.post(path(c, "/claim"), nil).has(t, "Chi tiết đang che")
	b.post(path(c, "/details"), nil).has(t, "chờ người hỏi trả lời")
	_, err := w.verbs.Allow(t.Context(), "yes", c.ID, asker)
	must(t, err)
	b.get(path(c, "")).has(t, "Được phép xem đến", "Không có giấy tờ nào cần bổ sung")
	w.signedIn(w.cast.Hanh).get(path(c, "")).ok(t, http.StatusOK).lacks(t, "Được phép xem") // allowed to one person
	_, err = w.verbs.Refuse(t.Context(), "no", c.ID, asker)
	must(t, err)
	b.get(path(c, "")).has(t, "không cho phép")
}

// noAudit is a store that cannot write down who looks.
type noAudit struct{ *postgres.Store }

func (noAudit) SawOnce(context.Context, audit.Entry, time.Time) error { return errors.New("full") }

// A look at details is written down once, however often the page draws itself anew; what
// cannot be written down is not shown.
func TestALookIsInTheAudit(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	file := `{"code":"` + code + `","status":"supplement_requested","updated_at":"2026-11-25T08:00:00+07:00","supplements":[{"name":"Bản vẽ"}]}`
	_, err := w.store.ImportDossiers(t.Context(), intake.NewDossiers(strings.NewReader(file), intake.NDJSON, intake.Defaults{}), postgres.ImportOptions{})
	must(t, err)
	asker := ticket.Asker{Channel: chat.Web, Chat: "an asker"}
	c := w.ask(ticket.Question{Text: "Còn thiếu giấy gì?", Code: code, Asker: asker})
	b := w.signedIn(w.cast.Lan)
	b.post(path(c, "/claim"), nil).lacks(t, "Bản vẽ")
	audited := func() int {
		seen, err := w.store.AuditOf(t.Context(), asker.Channel, asker.Chat, 9)
		must(t, err)
		for _, e := range seen {
			if e.Volunteer != w.cast.Lan.ID || e.Code != code || e.What != audit.Details || e.Right != audit.Allowed {
				t.Errorf("%+v", e)
			}
		}
		return len(seen)
	}
	_, err = w.verbs.Allow(t.Context(), "yes", c.ID, asker)
	must(t, err)
	if n := audited(); n != 0 {
		t.Errorf("%d looks before anybody looked", n)
	}
	for range 3 {
		b.get(path(c, "")).has(t, "Bản vẽ")
		w.signedIn(w.cast.Hanh).get(path(c, "")).lacks(t, "Bản vẽ")
	}
	if n := audited(); n != 1 {
		t.Errorf("%d looks, want 1", n)
	}
	_, err = w.verbs.Allow(t.Context(), "yes again", c.ID, asker)
	must(t, err)
	b.get(path(c, "")).has(t, "Bản vẽ")
	if n := audited(); n != 2 {
		t.Errorf("after another yes %d looks, want 2", n)
	}
	_, err = w.verbs.Allow(t.Context(), "and again", c.ID, asker)
	must(t, err)
	w.config.Store = noAudit{w.store}
	broken, err := desk.New(w.config)
	must(t, err)
	mux := http.NewServeMux()
	broken.Routes(mux)
	w.mux = mux
	w.signedIn(w.cast.Lan).get(path(c, "")).ok(t, http.StatusOK).lacks(t, "Bản vẽ", "Được phép xem", "Không có giấy tờ nào")
}

func TestPassingOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	must(t, w.store.SetDuty(t.Context(), w.cast.Minh.ID, time.Now().Add(time.Hour)))
	lan, minh := w.signedIn(w.cast.Lan), w.signedIn(w.cast.Minh)
	c := w.ask(question("Đăng ký kết hôn cần gì"))
	lan.post(path(c, "/claim"), nil).has(t, `value="person:`+itoa(w.cast.Minh.ID)+`">Minh`, "Không chắc, nhờ người khác")
	lan.post(path(c, "/pass"), url.Values{"to": {"person:" + itoa(w.cast.Minh.ID)}, "reason": {"anh rành hơn"}}).ok(t, http.StatusOK).has(t, "Đã chuyển câu hỏi")
	minh.get(path(c, "")).has(t, "Lan chuyển cho Minh lúc", "anh rành hơn")
	minh.post(path(c, "/claim"), nil).ok(t, http.StatusOK)
	minh.post(path(c, "/pass"), url.Values{"to": {"unsure"}}).ok(t, http.StatusOK)
	w.signedIn(w.cast.Vy).get(path(c, "")).has(t, "Minh nhờ người khác lúc", "không chắc")
}

func TestFilesAreForThoseWhoMayReadTheCase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lan := w.signedIn(w.cast.Lan)
	c := w.ask(question("Xem giúp giấy hẹn"))
	lan.post(path(c, "/claim"), nil)
	page := lan.upload(path(c, "/answer"), "text", "Mẫu đây ạ", "mau.jpg", "image/jpeg", photo(t)).ok(t, http.StatusOK)
	file := regexp.MustCompile(`/desk/files/[A-Z2-7]+`).FindString(page.body)
	got := lan.get(file).ok(t, http.StatusOK)
	if h := got.header; h.Get("Content-Type") != "image/jpeg" || h.Get("Cache-Control") != "private, no-store" ||
		h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Content-Disposition"), "inline") {
		t.Errorf("headers %v", h)
	}
	w.signedIn(w.cast.Vy).get(file).ok(t, http.StatusNotFound)
	lan.upload(path(c, "/answer"), "text", "Chữ kèm tệp", "x.exe", "application/octet-stream", []byte("MZ\x90\x00 nothing")).
		ok(t, http.StatusUnprocessableEntity).has(t, "Chưa gửi được tệp này", "Chữ kèm tệp</textarea>")
	pdf := lan.upload(path(c, "/answer"), "text", "", "don.pdf", "application/pdf", []byte("%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n")).ok(t, http.StatusOK)
	doc := regexp.MustCompile(`class="doc" href="(/desk/files/[A-Z2-7]+)"`).FindStringSubmatch(pdf.body)
	if doc == nil {
		t.Fatal("the document is not in the talk")
	}
	if d := lan.get(doc[1]).ok(t, http.StatusOK).header.Get("Content-Disposition"); !strings.HasPrefix(d, "attachment") {
		t.Errorf("disposition %q", d)
	}
}

func (b *browser) upload(to, field, words, name, kind string, data []byte) answer {
	b.tb.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	must(b.tb, form.WriteField(field, words))
	part, err := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="` + name + `"`}, "Content-Type": {kind},
	})
	must(b.tb, err)
	_, err = part.Write(data)
	must(b.tb, err)
	must(b.tb, form.Close())
	r, err := http.NewRequestWithContext(b.tb.Context(), http.MethodPost, b.base+to, &body)
	must(b.tb, err)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.do(r)
}

func TestDutyIsSwitchedAndSaysWhoGoesOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Lan)
	b.post("/desk/duty", url.Values{"on": {"1"}}).ok(t, http.StatusOK).has(t, `aria-checked="true"`, "Đang trực")
	b.post("/desk/duty", url.Values{"on": {"0"}}).has(t, `aria-checked="false"`, "Hiện chưa có ai khác")
	must(t, w.store.SetDuty(t.Context(), w.cast.Minh.ID, time.Now().Add(time.Hour)))
	b.post("/desk/duty", url.Values{"on": {"1"}})
	b.post("/desk/duty", url.Values{"on": {"0"}}).has(t, "Người khác đang trực tiếp")
}
