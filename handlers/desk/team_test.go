package desk_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"testing"
	"time"

	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/store/storetest"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func TestCoordinatorsPagesAreForCoordinators(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Lan)
	for _, path := range []string{"/desk/team", "/desk/team/teams", "/desk/team/canned", "/desk/team/teams/" + itoa(w.cast.Ward.ID)} {
		b.get(path).ok(t, http.StatusForbidden).has(t, "dành cho điều phối viên")
	}
	b.post("/desk/team/teams", url.Values{"name": {"X"}}).ok(t, http.StatusForbidden)
	b.post("/desk/team/teams/"+itoa(w.cast.Ward.ID)+"/invite", nil).ok(t, http.StatusForbidden)
}

func TestACoordinatorInvites(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Hanh)
	at := "/desk/team/teams/" + itoa(w.cast.Ward.ID)
	link := regexp.MustCompile(`https://desk\.example\.gov\.vn(/desk/sign-in/[A-Z2-7]+)`)
	page := b.post(at+"/invite", nil).ok(t, http.StatusOK).has(t, "Chỉ hiện lần này")
	b.get(at).lacks(t, "/desk/sign-in/")
	w.stranger().post(link.FindStringSubmatch(page.body)[1], url.Values{"name": {"Bình"}}).ok(t, http.StatusOK)
	b.get(at).has(t, "Bình")
	again := b.post(at+"/invite", url.Values{"person": {itoa(w.cast.Lan.ID)}}).has(t, "Đường dẫn vào cho Lan")
	w.stranger().post(link.FindStringSubmatch(again.body)[1], nil).ok(t, http.StatusOK).has(t, "Tổ công nghệ số phường")
	b.post(at+"/invite", url.Values{"person": {itoa(w.cast.Vy.ID)}}).ok(t, http.StatusNotFound) // of another team
}

func TestTeamsOfTheOwnUnitOnly(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Hanh)
	add := url.Values{"name": {"Tổ Khu phố 2"}, "kind": {"area"}, "unit": {storetest.CastUnit}, "area": {"Khu phố 2"}}
	page := b.post("/desk/team/teams", add).ok(t, http.StatusOK).has(t, "Tổ Khu phố 2")
	id := regexp.MustCompile(`/desk/team/teams/\d+`).FindString(page.path)
	b.post(id+"/add", url.Values{"person": {itoa(w.cast.Minh.ID)}}).ok(t, http.StatusOK).has(t, "Minh")
	b.post(id+"/head", url.Values{"person": {itoa(w.cast.Minh.ID)}, "on": {"1"}}).has(t, "tổ trưởng")
	b.post(id+"/remove", url.Values{"person": {itoa(w.cast.Minh.ID)}}).ok(t, http.StatusOK)
	b.post(id+"/end", nil).ok(t, http.StatusOK).lacks(t, "Tổ Khu phố 2")
	add.Set("unit", "H29.172")
	b.post("/desk/team/teams", add).ok(t, http.StatusUnprocessableEntity).has(t, "Chưa lưu được")
	add.Set("unit", storetest.CastUnit)
	add.Set("area", "")
	b.post("/desk/team/teams", add).ok(t, http.StatusUnprocessableEntity)
	b.get("/desk/team/teams/"+itoa(w.cast.City.ID)).ok(t, http.StatusNotFound)
}

func TestReadyRepliesAreOfTheirTeams(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	b := w.signedIn(w.cast.Hanh)
	say := url.Values{"title": {"Chào"}, "text": {"Dạ chào {anh/chị}"}, "lang": {"vi"}, "team": {itoa(w.cast.Ward.ID)}}
	page := b.post("/desk/team/canned", say).ok(t, http.StatusOK).has(t, "Dạ chào {anh/chị}")
	id := regexp.MustCompile(`/desk/team/canned/(\d+)/delete`).FindStringSubmatch(page.body)
	b.get("/desk/team/canned?edit="+id[1]).has(t, `value="Chào"`)
	forAll := url.Values{"title": {"Cho mọi tổ"}, "text": {"…"}, "lang": {"vi"}, "team": {"0"}}
	b.post("/desk/team/canned", forAll).ok(t, http.StatusUnprocessableEntity).has(t, "Cho mọi tổ") // not of one ward
	common, err := w.store.SaveCanned(t.Context(), team.Canned{Lang: "vi", Title: "Chung", Text: "Chung"})
	must(t, err)
	b.post("/desk/team/canned/"+itoa(common)+"/delete", nil).ok(t, http.StatusNotFound)
	b.post(id[0], nil).ok(t, http.StatusOK).lacks(t, "Dạ chào")
}

func TestTheBoardGivesACaseBackAndCountsHelp(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lead, lan := w.signedIn(w.cast.Hanh), w.signedIn(w.cast.Lan)
	c := w.ask(question("Xin bản sao trích lục"))
	lan.post(path(c, "/claim"), nil)
	lead.get("/desk/team").has(t, "Lan: Câu hỏi "+itoa(c.ID))
	lead.post("/desk/team/cases/"+itoa(c.ID)+"/return", nil).ok(t, http.StatusOK).has(t, "Đã trả câu hỏi")
	if now, err := w.store.Ticket(t.Context(), c.ID); err != nil || now.State != ticket.Waiting {
		t.Errorf("ticket %+v, %v", now, err)
	}
	lan.get(path(c, "")).has(t, "điều phối viên thu xếp")
	help := url.Values{"key": {"once"}, "unit": {storetest.CastUnit}, "outcome": {"vneid"}}
	for range 2 { // the same press
		lead.post("/desk/team/help", help).ok(t, http.StatusOK).has(t, "Đã ghi một lượt giúp")
	}
	done, err := w.store.ClosedTickets(t.Context(), w.cast.Hanh.ID, 10)
	if err != nil || len(done) != 1 || done[0].Help != ticket.InPerson {
		t.Errorf("closed %+v, %v", done, err)
	}
	help.Set("unit", "H29.172")
	lead.post("/desk/team/help", help).ok(t, http.StatusForbidden)
}

// The script of the board asks for its lists alone, so that its forms stay as they are.
func TestTheBoardGivesItsListsAlone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	must(t, w.store.SetDuty(t.Context(), w.cast.Minh.ID, time.Now().Add(time.Hour)))
	lead := w.signedIn(w.cast.Hanh)
	held, waiting := w.ask(question("Xin bản sao trích lục")), w.ask(question("Đăng ký tạm trú"))
	_, err := w.verbs.Claim(t.Context(), "c", held.ID, w.cast.Lan.ID)
	must(t, err)
	lists := lead.part("/desk/team").ok(t, http.StatusOK).has(t, `<div id="board">`, "Lan: Câu hỏi "+itoa(held.ID), "Câu hỏi "+itoa(waiting.ID), "Minh")
	lists.lacks(t, "<html", "/desk/team/help")
	w.signedIn(w.cast.Lan).part("/desk/team").ok(t, http.StatusForbidden).lacks(t, `id="board"`)
}

func TestAMembershipEnds(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lead, lan := w.signedIn(w.cast.Hanh), w.signedIn(w.cast.Lan)
	at := "/desk/team/teams/" + itoa(w.cast.Ward.ID)
	lead.post(at+"/lead", url.Values{"person": {itoa(w.cast.Lan.ID)}, "on": {"1"}}).ok(t, http.StatusOK)
	lan.get("/desk/team").ok(t, http.StatusOK)
	lead.post(at+"/leave", url.Values{"person": {itoa(w.cast.Lan.ID)}}).ok(t, http.StatusOK).lacks(t, "<b>Lan</b>")
	lan.get("/desk/mine").ok(t, http.StatusUnauthorized)
}
