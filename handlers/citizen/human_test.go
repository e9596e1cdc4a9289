package citizen

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"motcua/internal/chat"
	rules "motcua/internal/citizen"
	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/internal/words"
)

// humans is a desk in memory with one question, for what real stores cannot show.
type humans struct {
	*ticket.Desk

	now    ticket.Ticket
	asked  int // how often the question was read
	err    error
	usual  time.Duration
	waited int
}

func (d *humans) TicketOf(context.Context, ticket.Asker) (ticket.Ticket, bool, error) {
	d.asked++
	return d.now, d.now.ID != 0, d.err
}

func (*humans) Ahead(context.Context, int64) (int, error) { return 2, nil }

func (d *humans) UsualWait(context.Context, time.Time) (time.Duration, int, error) {
	return d.usual, d.waited, nil
}

func (*humans) OnDuty(context.Context, time.Time) ([]team.Volunteer, error) {
	return []team.Volunteer{{ID: 1, Teams: []team.Member{{Team: team.Team{Kind: team.OfUnit}}}}}, nil
}

func (*humans) Teams(context.Context) ([]team.Team, error) { return nil, nil }

func (*humans) Volunteer(context.Context, int64) (team.Volunteer, error) {
	return team.Volunteer{}, team.ErrUnknown
}

func (*humans) KeepConsent(context.Context, chat.Channel, string, string, string, time.Time) error {
	return nil
}

func (*humans) WithdrawConsent(context.Context, chat.Channel, string, string, time.Time) error {
	return nil
}

func (*humans) Consent(context.Context, chat.Channel, string, string) (string, time.Time, bool, error) {
	return "", time.Time{}, false, nil
}

func (*humans) Held(context.Context, chat.Channel, string) (rules.Kept, error) {
	return rules.Kept{}, nil
}

func (*humans) DeletePerson(context.Context, chat.Channel, string, string) error { return nil }

func (*humans) Own(context.Context, chat.Channel, string) (rules.Own, error) { return rules.Own{}, nil }

func (*humans) ConsentsOf(context.Context, chat.Channel, string) ([]rules.Consent, error) {
	return nil, nil
}

func (*humans) EndConsent(context.Context, chat.Channel, string, string, time.Time) error { return nil }

func withHumans(t testing.TB, d *humans) *Handler {
	t.Helper()
	d.Desk = ticket.New(nil, nil, ticket.StandardTimes(), nil)
	shelf := &shelf{}
	h, err := New(Config{
		Dossiers: shelf, Procedures: shelf, Units: shelf, Limits: shelf, Operator: "Tổ mẫu", Hotline: "0274 000 0001",
		Desk: d, Tickets: d, Consents: d, Person: d,
		KeepFile: func(context.Context, *chat.Sent, time.Time) (*chat.File, error) { return nil, io.ErrUnexpectedEOF },
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

// What was agreed to is named by its version: another text is another version.
func TestConsentVersion(t *testing.T) {
	t.Parallel()
	h := withHumans(t, &humans{})
	sum := sha256.New()
	for _, lang := range []string{"vi", "en"} {
		for _, key := range []string{"consent.text", "consent.ask", "consent.draft"} {
			fmt.Fprintln(sum, h.words.Say(lang, key, words.Args{"operator": "Tổ mẫu", "hotline": "0274 000 0001"}))
		}
	}
	const version, text = "ticket-1", "4cfd773b38e74ba6"
	if got := hex.EncodeToString(sum.Sum(nil))[:16]; consentVersion != version || got != text {
		t.Errorf("the text of the consent is %s now: give it the next version, and change both here", got)
	}
}

func TestADeskNeedsAllOfIt(t *testing.T) {
	t.Parallel()
	s := &shelf{}
	if _, err := New(Config{Dossiers: s, Procedures: s, Units: s, Limits: s, Desk: &humans{}}); err == nil {
		t.Error("a Desk without a store of consents")
	}
}

// Who asks nothing of a human costs the store one question for each new Session.
func TestQuestionIsLookedForOnce(t *testing.T) {
	t.Parallel()
	d := &humans{}
	h := withHumans(t, d)
	s, _ := h.told(t, chat.Session{}, "chào")
	if d.asked != 1 {
		t.Errorf("a fresh Session: %d", d.asked)
	}
	if _, _ = h.told(t, s, "mấy giờ mở cửa"); d.asked != 1 {
		t.Errorf("its second message: %d", d.asked)
	}
	d.now = ticket.Ticket{ID: 7, State: ticket.Waiting}
	if s, _ = h.told(t, chat.Session{}, "chào"); s.Ticket != 7 {
		t.Errorf("an emptied Session does not find the question: %+v", s)
	}
}

func TestDeskAway(t *testing.T) {
	t.Parallel()
	h := withHumans(t, &humans{err: fmt.Errorf("read: %w", chat.ErrAway)})
	if _, replies, err := h.Handle(t.Context(), typed("chào"), chat.Session{}); !errors.Is(err, chat.ErrAway) || replies != nil {
		t.Errorf("%v, %v", replies, err)
	}
}

// A usual wait is told only where it was measured, and rounded up.
func TestUsualWait(t *testing.T) {
	t.Parallel()
	waiting := ticket.Ticket{ID: 7, State: ticket.Waiting, Ring: ticket.OwnTeam, OpenedAt: monday, WaitingAt: monday}
	for _, tt := range []struct {
		usual  time.Duration
		waited int
		want   string
	}{
		{14*time.Minute + 10*time.Second, 5, "Thường có trả lời trong khoảng 15 phút."},
		{20 * time.Second, 30, "Thường có trả lời trong khoảng 1 phút."},
		{150 * time.Minute, 9, "Thường có trả lời trong khoảng 3 giờ."},
		{time.Minute, 4, ""},
	} {
		h := withHumans(t, &humans{now: waiting, usual: tt.usual, waited: tt.waited})
		_, said := h.told(t, chat.Session{Greeted: true, Ticket: 7}, "câu hỏi của tôi đến đâu rồi")
		if !strings.Contains(said, "Trước anh/chị còn 2 người.") || !strings.Contains(said, tt.want) || tt.want == "" && strings.Contains(said, "Thường") {
			t.Errorf("%v of %d: %s", tt.usual, tt.waited, said)
		}
	}
}

// What is typed with the wish for a person is the question already, or not.
func TestAsksMore(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"gặp người": false, "cho em gặp tư vấn viên với ạ": false, "cho tôi hỏi người thật được không": false, "gặp người H29.171-261203-0012": false,
		"i want to talk to a real person please": false,
		"gặp người hỏi giấy khai sinh":           true, "cho gặp nhân viên, hồ sơ trễ quá": true,
	} {
		if got := asksMore(newSaid(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// While a human has the question only exact words are the assistant's.
func TestHeldWords(t *testing.T) {
	t.Parallel()
	for text, ours := range map[string]bool{
		"rút câu hỏi": true, "huỷ": true, "dừng": true, "đúng": false, "menu": true, "English": true, "xóa dữ liệu": true, "dữ liệu của tôi": true,
		"xóa dữ liệu trên VNeID thì sao": false, "thôi": false, "ok": false, "tra cứu": false, "mấy giờ mở cửa": false, "hủy hồ sơ": false,
		"H29.171-261203-0012": false, "tiếng việt em đọc không rành": false,
	} {
		if got := newSaid(text).first(always) != nil; got != ours {
			t.Errorf("%q: %v", text, got)
		}
	}
}

// A typed number means the newest list; a list that is older than a human's line does
// not count while they have the question.
func TestNumberOfAnOlderList(t *testing.T) {
	t.Parallel()
	k := ticket.Ticket{ID: 7, State: ticket.Held, HeldAt: monday, SpokenAt: monday}
	talk := &Talk{ticket: k, Session: chat.Session{Choices: []chat.Choice{{Label: "Việc khác", Press: verbMenu}}}}
	talk.About = talk.stamp()
	if !talk.listed(1) || talk.listed(2) {
		t.Error("the newest list does not count, or a number that it does not have")
	}
	talk.ticket.SpokenAt = monday.Add(time.Minute)
	if talk.listed(1) {
		t.Error("a list from before the human's line counts")
	}
	talk.ticket.State = ticket.Waiting
	if !talk.listed(1) {
		t.Error("waiting, the list does not count")
	}
}
