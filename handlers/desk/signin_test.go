package desk_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"testing"
	"time"

	"motcua/handlers/desk"
	"motcua/internal/team"
)

func TestStrangersLearnHowToGetIn(t *testing.T) {
	t.Parallel()
	b := newWorld(t).stranger()
	b.get("/desk").ok(t, http.StatusOK).has(t, "điều phối viên").lacks(t, "Hàng chờ</span>", "data-live")
	for _, path := range []string{"/desk/mine", "/desk/cases/1", "/desk/files/x", "/desk/team", "/desk/me"} {
		b.get(path).ok(t, http.StatusUnauthorized).has(t, "điều phối viên")
	}
	b.get("/desk/events").ok(t, http.StatusNoContent)
	b.post("/desk/cases/1/claim", nil).ok(t, http.StatusUnauthorized)
}

func TestALinkIsSpentByItsButtonOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.link(team.Invite{Kind: team.SignIn, Volunteer: w.cast.Lan.ID})
	first, second := w.stranger(), w.stranger()
	for range 3 { // previews look as often as they like
		second.get(link).ok(t, http.StatusOK).has(t, "<button")
	}
	first.post(link, nil).ok(t, http.StatusOK).has(t, "Tổ công nghệ số phường", "Không ai đang chờ")
	second.post(link, nil).ok(t, http.StatusGone).has(t, "đã được dùng rồi", "hỏi điều phối viên")
	second.get("/desk").has(t, "điều phối viên")
}

func TestLinksThatDoNotOpen(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.stranger()
	old := w.link(team.Invite{Kind: team.SignIn, Volunteer: w.cast.Lan.ID, Until: time.Now().Add(-time.Minute)})
	b.get(old).ok(t, http.StatusGone).has(t, "đã cũ")
	b.post(old, nil).ok(t, http.StatusGone)
	b.get("/desk/sign-in/nonsense").ok(t, http.StatusGone).has(t, "Chưa nhận ra")
	telegram := w.link(team.Invite{Kind: team.Connect, Volunteer: w.cast.Lan.ID})
	b.get(telegram).ok(t, http.StatusGone).has(t, "Telegram")
	b.post(telegram, nil).ok(t, http.StatusGone)
}

func TestJoiningAsksForANameToShow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	link := w.link(team.Invite{Kind: team.Join, Team: w.cast.Ward.ID, Role: team.Plain, By: w.cast.Hanh.ID})
	b := w.stranger()
	b.get(link).has(t, "Hạnh mời bạn", "Tổ công nghệ số phường", `name="name"`)
	b.post(link, url.Values{"name": {"<b>0912345678"}}).ok(t, http.StatusUnprocessableEntity).has(t, "&lt;b&gt;0912345678", "chỉ gồm chữ")
	b.post(link, url.Values{"name": {" Bình "}}).ok(t, http.StatusOK).has(t, "Tổ công nghệ số phường")
	b.get("/desk/me").has(t, `value="Bình"`)
}

func TestSessionsAreListedAndEndedOneByOne(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	phone, laptop := w.signedIn(w.cast.Lan), w.signedIn(w.cast.Lan)
	page := laptop.get("/desk/me").ok(t, http.StatusOK)
	ids := regexp.MustCompile(`name="session" value="(\d+)"`).FindAllStringSubmatch(page.body, -1)
	if len(ids) != 2 {
		t.Fatalf("%d sessions are listed", len(ids))
	}
	w.signedIn(w.cast.Minh).post("/desk/me/session", url.Values{"session": {ids[0][1]}, "x": {}})
	laptop.get("/desk/me").ok(t, http.StatusOK) // another's session is not theirs to end
	here := regexp.MustCompile(`(?s)máy này.*?name="session" value="(\d+)"`).FindStringSubmatch(page.body)[1]
	for _, id := range ids {
		if id[1] != here {
			laptop.post("/desk/me/session", url.Values{"session": {id[1]}}).ok(t, http.StatusOK)
		}
	}
	phone.get("/desk").ok(t, http.StatusUnauthorized).has(t, "đã đăng xuất")
	laptop.get("/desk").ok(t, http.StatusOK)
}

func TestTheCookieBehindHTTPSIsBoundToItsHost(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.config.Secure = true
	secure, err := desk.New(w.config)
	must(t, err)
	mux := http.NewServeMux()
	secure.Routes(mux)
	rec := httptest.NewRecorder()
	mux.ServeHTTP(rec, httptest.NewRequest(http.MethodPost, w.link(team.Invite{Kind: team.SignIn, Volunteer: w.cast.Lan.ID}), nil))
	c, err := http.ParseSetCookie(rec.Header().Get("Set-Cookie"))
	if err != nil || c.Name != "__Host-motcua_desk" || !c.Secure || c.Path != "/" || c.Domain != "" {
		t.Errorf("cookie %+v, %v", c, err)
	}
}

func TestTheCookieIsForTheServerAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.stranger()
	b.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	res := b.post(w.link(team.Invite{Kind: team.SignIn, Volunteer: w.cast.Lan.ID}), nil).ok(t, http.StatusSeeOther)
	c, err := http.ParseSetCookie(res.header.Get("Set-Cookie"))
	if err != nil || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.MaxAge != 30*24*3600 {
		t.Errorf("cookie %+v, %v", c, err)
	}
}

func TestLookAndNameAndLanguage(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Lan)
	b.post("/desk/me/look", url.Values{"lang": {"en"}, "theme": {"dark"}, "size": {"150"}}).ok(t, http.StatusOK).
		has(t, `<html lang="en" class="nojs s150 dark">`, "Signed-in devices")
	b.post("/desk/me/name", url.Values{"name": {"Lan Anh"}}).has(t, `value="Lan Anh"`)
	b.post("/desk/me/name", url.Values{"name": {"0912"}}).ok(t, http.StatusUnprocessableEntity).has(t, `value="0912"`)
}

func TestTelegramIsLinkedByATokenShownOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Lan)
	page := b.post("/desk/me/link", nil).ok(t, http.StatusOK).has(t, "https://t.me/motcua_bot?start=desk_")
	token := regexp.MustCompile(`start=desk_([A-Z2-7]+)"`).FindStringSubmatch(page.body)[1]
	sum := hash(token)
	if _, err := w.store.ConnectTelegram(t.Context(), sum, "555", time.Now()); err != nil {
		t.Fatal(err)
	}
	b.get("/desk/me").lacks(t, token).has(t, "Đã nối với Telegram")
	b.post("/desk/me/unlink", nil).has(t, "Nối Telegram")
}

func TestLeavingGivesCasesBack(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Lan)
	c := w.ask(question("Làm lại giấy khai sinh ở đâu?"))
	b.post(path(c, "/claim"), nil).ok(t, http.StatusOK)
	b.post("/desk/me/leave", nil).has(t, "mọi máy của bạn được đăng xuất") // asked first
	b.post("/desk/me/leave", url.Values{"sure": {"1"}}).has(t, "điều phối viên")
	b.get("/desk/mine").has(t, "điều phối viên")
	w.signedIn(w.cast.Minh).get("/desk").has(t, "Làm lại giấy khai sinh")
}
