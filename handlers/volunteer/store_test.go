package volunteer

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"motcua/internal/audit"
	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// house is the real verbs on a real store, with the cast in it.
type house struct {
	t     *testing.T
	store *postgres.Store
	desk  *ticket.Desk
	cast  storetest.Cast
	h     *Handler
	asked int
}

func newHouse(t *testing.T) *house {
	t.Helper()
	store := storetest.Store(t)
	x := &house{t: t, store: store, cast: storetest.Team(t, store)}
	x.desk = ticket.New(store, nil, ticket.StandardTimes(), func() time.Time { return monday })
	c := newRoom().config()
	c.Desk, c.Tickets, c.Volunteers, c.Dossiers = x.desk, store, store, store
	h, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	x.h = h
	storetest.Telegram(t, store, x.cast.Lan.ID, "11")
	storetest.Telegram(t, store, x.cast.Hanh.ID, "12")
	return x
}

// ask opens a question of somebody new.
func (x *house) ask(text string) int64 {
	x.t.Helper()
	x.asked++
	n := strconv.Itoa(x.asked)
	q := ticket.Question{
		Asker: ticket.Asker{Channel: chat.Web, Chat: "asker-secret" + n}, Lang: "vi", Unit: storetest.CastUnit, Text: text,
	}
	tk, fresh, err := x.desk.Open(x.t.Context(), "q"+n, q)
	if err != nil || !fresh {
		x.t.Fatalf("ask: %v, %v", fresh, err)
	}
	return tk.ID
}

// phone is the Telegram of one of the cast.
func (x *house) phone(chatID string) *stage {
	return &stage{t: x.t, h: x.h, now: monday, chat: chatID, session: chat.Session{Greeted: true}}
}

// happened are the Lines of a question, as kind and words.
func (x *house) happened(id int64) string {
	x.t.Helper()
	lines, err := x.store.Lines(x.t.Context(), id, 0)
	if err != nil {
		x.t.Fatal(err)
	}
	var out []string
	for _, l := range lines {
		out = append(out, strings.TrimSpace(string(l.What)+" "+l.Text))
	}
	return strings.Join(out, "; ")
}

func (x *house) must(id int64, want string) {
	x.t.Helper()
	if got := x.happened(id); got != want {
		x.t.Errorf("happened: %s\nwant: %s", got, want)
	}
}

func TestAQuestionIsTakenAnsweredAndClosed(t *testing.T) {
	t.Parallel()
	x := newHouse(t)
	first, second := x.ask("Đăng ký tạm trú cần giấy gì"), x.ask("Mai có mở cửa không")
	lan := x.phone("11")
	lan.has(lan.say("bàn trực"), "Đang chờ: 2", fmt.Sprintf("Câu hỏi %d", first), "Đăng ký tạm trú")
	lan.has(lan.say("1"), "Đăng ký tạm trú cần giấy gì", fmt.Sprintf("/desk/cases/%d", first))
	lan.has(lan.say("Mang căn cước, gọi 0274 000 0001 nếu cần"), fmt.Sprintf("Đã gửi vào câu hỏi %d", first))
	lan.press(fmt.Sprintf("v:note:%d", first))
	lan.say("đã hỏi hai lần")
	lan.press(fmt.Sprintf("v:card:%d", first))
	lan.has(lan.say(string(code)), "Đã gửi thẻ")
	lan.press(fmt.Sprintf("v:close:%d", first))
	lan.has(lan.press(fmt.Sprintf("v:close:%d:guided", first)), "Đã đóng", "Mai có mở cửa không")
	lan.has(lan.offered(), fmt.Sprintf("v:claim:%d", second))
	x.must(first, "said Đăng ký tạm trú cần giấy gì; claimed; answered Mang căn cước, gọi 0274 000 0001 nếu cần; noted đã hỏi hai lần; card "+string(code)+"; closed")
	lan.has(lan.press(fmt.Sprintf("v:reopen:%d", first)), "đã mở lại")
	lan.has(lan.press(fmt.Sprintf("v:pass:%d:unsure", first)), "cho người khác")
	if tk, err := x.store.Ticket(t.Context(), first); err != nil || tk.Ring != ticket.City || tk.State != ticket.Waiting {
		t.Errorf("after passing: %+v, %v", tk, err)
	}
}

// Of two thumbs at the same moment one gets the question, and the other hears who.
func TestTwoTakeOneQuestion(t *testing.T) {
	t.Parallel()
	x := newHouse(t)
	id := x.ask("Sao y ở đâu")
	said := map[string]string{"11": "", "12": ""}
	var all sync.WaitGroup
	var mu sync.Mutex
	for _, chatID := range []string{"11", "12"} {
		all.Go(func() {
			m := chat.Message{Channel: chat.Telegram, Chat: chatID, From: chatID, ID: "1", Press: fmt.Sprintf("v:claim:%d", id), At: monday}
			_, replies, err := x.h.Handle(t.Context(), m, chat.Session{})
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				t.Error(err)
				return
			}
			said[chatID] = replies[len(replies)-1].Text
		})
	}
	all.Wait()
	lan := strings.Contains(said["11"], "Đã nhận. Nhắn vào đây")
	hanh := strings.Contains(said["12"], "Đã nhận. Nhắn vào đây")
	if lan == hanh {
		t.Errorf("both or none have it: %q", said)
	}
	if !strings.Contains(said["11"]+said["12"], fmt.Sprintf("đã nhận câu hỏi %d", id)) {
		t.Errorf("nobody hears who has it: %q", said)
	}
	x.must(id, "said Sao y ở đâu; claimed")
}

// A message that comes again does nothing again, and says the same.
func TestTheSameMessageTwice(t *testing.T) {
	t.Parallel()
	x := newHouse(t)
	id := x.ask("Sao y ở đâu")
	twice := func(m chat.Message, s chat.Session) chat.Session {
		t.Helper()
		m.Channel, m.Chat, m.From, m.At = chat.Telegram, "11", "11", monday
		after, first, err := x.h.Handle(t.Context(), m, s)
		if err != nil {
			t.Fatal(err)
		}
		_, second, err := x.h.Handle(t.Context(), m, s)
		if err != nil || fmt.Sprintf("%+v", second) != fmt.Sprintf("%+v", first) {
			t.Errorf("%+v: first %+v\nthen %+v, %v", m, first, second, err)
		}
		return after
	}
	s := chat.Session{Greeted: true}
	s = twice(chat.Message{ID: "2", Press: fmt.Sprintf("v:claim:%d", id)}, s)
	s = twice(chat.Message{ID: "3", Text: "Ở quầy số 2"}, s)
	twice(chat.Message{ID: "4", Press: fmt.Sprintf("v:card:%d:%s", id, code)}, s)
	twice(chat.Message{ID: "5", Press: fmt.Sprintf("v:to:%d", id)}, chat.Session{Await: waitsWhom, About: number(monday.Unix()), Draft: `[{"text":"một"},{"text":"hai"}]`})
	twice(chat.Message{ID: "6", Press: fmt.Sprintf("v:details:%d", id)}, s)
	twice(chat.Message{ID: "7", Press: fmt.Sprintf("v:pass:%d:t%d:go", id, x.cast.City.ID)}, s)
	x.must(id, "said Sao y ở đâu; claimed; answered Ở quầy số 2; card "+string(code)+"; answered một; answered hai; passed")
}

// A claim that comes again after the question has left does not say that it is in hand.
func TestAClaimThatComesLate(t *testing.T) {
	t.Parallel()
	x := newHouse(t)
	id := x.ask("Sao y ở đâu")
	lan := x.phone("11")
	lan.press(fmt.Sprintf("v:claim:%d", id))
	lan.press(fmt.Sprintf("v:return:%d", id))
	lan.turns = 0
	lan.has(lan.press(fmt.Sprintf("v:claim:%d", id)), "đang ở trong hàng chờ")
	x.must(id, "said Sao y ở đâu; claimed; returned")
}

func TestThreeCasesOnTheRealDesk(t *testing.T) {
	t.Parallel()
	x := newHouse(t)
	lan := x.phone("11")
	var ids []int64
	for _, text := range []string{"một", "hai", "ba"} {
		ids = append(ids, x.ask(text))
		lan.press(fmt.Sprintf("v:claim:%d", ids[len(ids)-1]))
	}
	lan.now = monday.Add(time.Hour) // what was taken last is not chosen any more
	lan.has(lan.say("Mai nhận được nhé"), "Gửi cho ai")
	lan.has(lan.press(fmt.Sprintf("v:to:%d", ids[1])), fmt.Sprintf("Đã gửi vào câu hỏi %d", ids[1]))
	lan.reply(fmt.Sprintf("Câu hỏi %d · người hỏi: một", ids[0]), "Đến quầy nhé")
	x.must(ids[0], "said một; claimed; answered Đến quầy nhé")
	x.must(ids[1], "said hai; claimed; answered Mai nhận được nhé")
	x.must(ids[2], "said ba; claimed")

	// The asker of another speaks up: what comes next may be meant for them.
	asker := ticket.Asker{Channel: chat.Web, Chat: "asker-secret3"}
	if _, err := x.desk.Add(t.Context(), "more", ids[2], asker, "còn ba thì sao", nil); err != nil {
		t.Fatal(err)
	}
	lan.has(lan.say("Cũng vậy"), "Gửi cho ai")
}

// What the clock took back is not answered behind the back of whoever has it now.
func TestAQuestionThatTheClockTookBack(t *testing.T) {
	t.Parallel()
	x := newHouse(t)
	id := x.ask("Sao y ở đâu")
	lan := x.phone("11")
	lan.press(fmt.Sprintf("v:claim:%d", id))
	for _, after := range []time.Duration{6 * time.Minute, 30 * time.Minute} { // reminded, then returned
		late := ticket.New(x.store, nil, ticket.StandardTimes(), func() time.Time { return monday.Add(after) })
		if _, err := late.Silence(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	hanh := x.phone("12")
	hanh.press(fmt.Sprintf("v:claim:%d", id))
	lan.has(lan.say("Ở quầy số 2"), "Hạnh đã nhận")
	if strings.Contains(x.happened(id), "answered") {
		t.Errorf("answered by one who had it no more: %s", x.happened(id))
	}
}

func TestDetailsOnlyAfterAYes(t *testing.T) {
	t.Parallel()
	x := newHouse(t)
	asker := ticket.Asker{Channel: chat.Web, Chat: "asker-secret"}
	tk, _, err := x.desk.Open(t.Context(), "q", ticket.Question{Asker: asker, Unit: storetest.CastUnit, Code: code, Text: "thiếu giấy gì"})
	if err != nil {
		t.Fatal(err)
	}
	x.h.Dossiers = shelfAndAudit{x.store, &room{shelf: []dossier.Dossier{{Code: code, Supplements: []dossier.Supplement{{Name: "Bản vẽ"}}}}}}
	lan := x.phone("11")
	lan.press(fmt.Sprintf("v:claim:%d", tk.ID))
	details := fmt.Sprintf("v:details:%d", tk.ID)
	if heard := lan.press(details); strings.Contains(heard, "Bản vẽ") {
		t.Errorf("shown before a yes: %s", heard)
	}
	if _, err := x.desk.Allow(t.Context(), "yes", tk.ID, asker); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		lan.has(lan.press(details), "Cần bổ sung: Bản vẽ", "đến 09:30")
	}
	seen, err := x.store.AuditOf(t.Context(), asker.Channel, asker.Chat, 9)
	if err != nil || len(seen) != 1 || seen[0].Volunteer != x.cast.Lan.ID || seen[0].Code != string(code) || seen[0].Right != audit.Allowed {
		t.Errorf("the audit: %+v, %v", seen, err)
	}
}

// shelfAndAudit has dossiers of a test, and the audit of the store.
type shelfAndAudit struct {
	*postgres.Store

	shelf *room
}

func (s shelfAndAudit) DossiersByCode(ctx context.Context, all []dossier.Code) ([]dossier.Dossier, error) {
	return s.shelf.DossiersByCode(ctx, all)
}

func TestAChatIsJoinedByALink(t *testing.T) {
	t.Parallel()
	x := newHouse(t)
	invite := team.Invite{Kind: team.Connect, Volunteer: x.cast.Vy.ID, Until: monday.Add(team.ConnectLives)}
	if err := x.store.MakeInvite(t.Context(), hashOf("a-token-of-Vy"), invite); err != nil {
		t.Fatal(err)
	}
	vy := x.phone("77")
	vy.has(vy.say("bàn trực"), "citizen's")
	vy.has(vy.say("/start desk_a-token-of-Vy"), "bàn trực của Vy")
	vy.has(vy.press("v:link:a-token-of-Vy"), "Đã nối với bàn trực của Vy")
	vy.has(vy.press("v:link:a-token-of-Vy"), "Đã nối với bàn trực của Vy")
	vy.has(vy.press("v:duty:on"), "Đã bật trực đến 13:00")
	on, err := x.store.OnDuty(t.Context(), monday)
	if err != nil || len(on) != 1 || on[0].Telegram != "77" {
		t.Errorf("on duty: %d, %v", len(on), err)
	}
	other := x.phone("78")
	other.has(other.press("v:link:a-token-of-Vy"), "đã dùng rồi")
}
