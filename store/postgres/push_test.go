package postgres_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/follow"
)

func browserAt(name string) chat.Subscription {
	return chat.Subscription{Endpoint: "https://push.example/" + name, P256dh: "key-" + name, Auth: "auth-" + name}
}

// onPage lets a chat of the page follow a dossier.
func (p place) onPage(t *testing.T, chatID string, code dossier.Code) follow.Follow {
	t.Helper()
	w := wish(chatID, code)
	w.Channel = chat.Web
	f, err := p.Follow(t.Context(), w)
	must(t, err)
	return f
}

// keep keeps a chat's browser.
func (p place) keep(t *testing.T, chatID, name string) bool {
	t.Helper()
	kept, err := p.KeepPush(t.Context(), chatID, browserAt(name), at(9))
	must(t, err)
	return kept
}

// browsers are all chats with where their browsers are.
func (p place) browsers(t *testing.T) string {
	t.Helper()
	var all string
	must(t, p.db.QueryRow(t.Context(), `
SELECT coalesce(string_agg(chat || '=' || split_part(endpoint, '/', 4), ' ' ORDER BY chat), '') FROM push_subscriptions`).Scan(&all))
	return all
}

// A Notice of the page goes to its browser as well: once, in the same transaction, as words.
func TestNoticeGoesToTheBrowser(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.begin(t, followed)
	if p.keep(t, "page", "a") {
		t.Error("kept for a chat that follows nothing")
	}
	f := p.onPage(t, "page", followed)
	if !p.keep(t, "page", "a") || !p.keep(t, "page", "b") {
		t.Fatal("not kept")
	}
	if sub, ok, err := p.PushOf(t.Context(), "page"); err != nil || !ok || sub != browserAt("b") {
		t.Errorf("%+v, %t, %v", sub, ok, err)
	}
	told, out := f.Told, notice(f, "f1-a")
	told.Status = dossier.Completed
	out[0].Reply = chat.Reply{Sign: "✅", Text: "tin", Topic: "f1", Lang: "vi", Choices: []chat.Choice{{Label: "x", Press: "y"}}}
	for i, want := range []bool{true, false} { // the second finds the watermark elsewhere
		if ok, err := p.TellFollower(t.Context(), f, told, out); err != nil || ok != want {
			t.Fatalf("%d: %t, %v", i, ok, err)
		}
	}
	by := sending("page", "x")
	by.Channel = chat.Push
	next, err := p.NextInOutbox(t.Context(), by, 0)
	must(t, err)
	if next.First == nil || next.First.Priority != chat.ForNotice ||
		!cmp.Equal(next.First.Reply, chat.Reply{Sign: "✅", Text: "tin", Topic: "f1", Lang: "vi"}) {
		t.Errorf("on its way: %+v", next.First)
	}
	if got := jobsOf(t, p, "flush"); len(got) != 1 || !strings.Contains(got[0], "flush_push 4") {
		t.Errorf("jobs %q", got)
	}
	if lines, err := p.LinesAfter(t.Context(), "page", 0); err != nil || len(lines) != 1 || len(lines[0].Reply.Choices) != 1 {
		t.Errorf("on the page: %+v, %v", lines, err)
	}
	// A browser that does not exist any more takes what waits for it along, and nothing else.
	must(t, p.DropPush(t.Context(), "page", browserAt("a").Endpoint))
	if got := p.browsers(t); got != "page=b" {
		t.Errorf("after the end of an earlier one: %s", got)
	}
	must(t, p.DropPush(t.Context(), "page", browserAt("b").Endpoint))
	must(t, p.BlockAccount(t.Context(), chat.Push, "page", at(12)))
	if next, err := p.NextInOutbox(t.Context(), by, 0); err != nil || next.First != nil {
		t.Errorf("still on its way: %+v, %v", next.First, err)
	}
	if state, err := p.FollowState(t.Context(), f.ID); err != nil || state.Blocked {
		t.Errorf("the page is cut off with its browser: %v", err)
	}
	if follows, pushed, err := p.Hears(t.Context(), "page"); err != nil || !follows || pushed {
		t.Errorf("hears: %t, %t, %v", follows, pushed, err)
	}
}

// Nothing is sent to a browser of which the chat is lost, or whose chat follows nothing more.
func TestBrowserEndsWithWhatItIsFor(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	const second dossier.Code = "H29.171-261119-0002"
	p.begin(t, followed)
	p.begin(t, second)
	begin := func(chatID, name string) {
		t.Helper()
		p.onPage(t, chatID, followed)
		p.onPage(t, chatID, second)
		if !p.keep(t, chatID, name) {
			t.Fatal("not kept")
		}
	}
	check := func(what, want string) {
		t.Helper()
		if got := p.browsers(t); got != want {
			t.Errorf("%s: %q, want %q", what, got, want)
		}
	}
	begin("lost", "a")
	begin("page", "a")
	check("the same browser with a new cookie", "page=a")
	_, err := p.Unfollow(t.Context(), chat.Web, "page", followed)
	must(t, err)
	check("one of two", "page=a")
	_, err = p.UnfollowAll(t.Context(), chat.Telegram, "page")
	must(t, err)
	check("the same name on another channel", "page=a")
	_, err = p.Unfollow(t.Context(), chat.Web, "page", second)
	must(t, err)
	check("the last", "")
	begin("page", "a")
	_, err = p.UnfollowAll(t.Context(), chat.Web, "page")
	must(t, err)
	check("all", "")
	begin("page", "a")
	must(t, p.EndConsent(t.Context(), chat.Web, "page", follow.ConsentKind, at(10)))
	check("with the consent", "")
	begin("page", "a")
	begin("other", "b")
	_, err = p.db.Exec(t.Context(), `DELETE FROM follows WHERE chat = 'page'`) // as when its dossiers ended
	must(t, err)
	if n, err := p.ForgetPushes(t.Context()); err != nil || n != 1 {
		t.Errorf("forgot %d, %v", n, err)
	}
	check("by itself", "other=b")
}

// Notices are there when the page is opened days later, and go when nothing is followed;
// what else was said goes after its day.
func TestNoticesStayWithTheirFollow(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.begin(t, followed)
	f := p.onPage(t, "page", followed)
	_, err := p.AddLine(t.Context(), key("page", "m"), 0, at(9), &chat.Said{Text: "x"}, nil)
	must(t, err)
	told := f.Told
	told.Status = dossier.Completed
	if ok, err := p.TellFollower(t.Context(), f, told, notice(f, "f1-a")); !ok || err != nil {
		t.Fatalf("%t, %v", ok, err)
	}
	later := at(12).AddDate(0, 0, 40)
	for _, want := range []int{1, 0} {
		_, err := p.ForgetLines(t.Context(), later)
		must(t, err)
		lines, err := p.LinesAfter(t.Context(), "page", 0)
		if must(t, err); len(lines) != want {
			t.Errorf("%d lines, want %d", len(lines), want)
		}
		_, err = p.UnfollowAll(t.Context(), chat.Web, "page")
		must(t, err)
	}
	var chats int
	must(t, p.db.QueryRow(t.Context(), `SELECT count(*) FROM web_chats`).Scan(&chats))
	if chats != 0 {
		t.Errorf("%d chats are left without a line", chats)
	}
}
