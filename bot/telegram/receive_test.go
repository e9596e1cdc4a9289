package telegram

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/bot"
	"motcua/internal/chat"
)

const lan, minh = int64(7_000_000_001), int64(7_000_000_002)

func TestATextIsAnswered(t *testing.T) {
	t.Parallel()
	both(t, func(s *stage) {
		t := s.T
		s.server.Lang(lan, "en-GB")
		id := s.server.Say(lan, "H29.171-261119-0012")
		s.server.AwaitSent(t, lan, 1)
		s.acknowledged()
		equal(t, "sent", s.texts(lan), []string{"nghe: H29.171-261119-0012"})
		m := s.begun()[0]
		m.At = time.Time{}
		equal(t, "message", m, chat.Message{
			Channel: chat.Telegram, Chat: "7000000001", From: "7000000001", ID: fmt.Sprint("m", id),
			Text: "H29.171-261119-0012", Lang: "en",
		})
	})
}

func TestAPressIsAnsweredAtOnce(t *testing.T) {
	t.Parallel()
	both(t, func(s *stage) {
		t := s.T
		s.on(func(ctx context.Context, m chat.Message, to bot.Deliverer) error {
			return to.Deliver(ctx, m, 1, chat.Reply{Text: "chọn", Choices: []chat.Choice{{Label: "Các bước", Press: "steps:H29.171-261119-0012"}}})
		})
		s.server.Say(lan, "chào")
		under := s.server.AwaitSent(t, lan, 1)[0].ID
		goOn := make(chan struct{})
		s.on(func(context.Context, chat.Message, bot.Deliverer) error {
			wait(t, "the press is answered", goOn)
			return nil
		})
		press := s.server.Press(lan, under, "steps:H29.171-261119-0012")
		s.server.Await(t, "the press is answered before its Turn ends", func() bool { return s.server.Answered(press) })
		close(goOn)
		s.acknowledged()
		m := s.begun()[1]
		equal(t, "press", []string{m.ID, m.Press, m.Text}, []string{"c" + press, "steps:H29.171-261119-0012", "Các bước"})
	})
}

// A press that Telegram does not take an answer for any more is handled all the same,
// and so is one under a message that it does not show any more.
func TestAnOldPress(t *testing.T) {
	t.Parallel()
	both(t, func(s *stage) {
		t := s.T
		defer s.server.Fail(faultOf("answerCallbackQuery", 400, "Bad Request: query is too old and response timeout expired or query ID is invalid"))()
		s.server.Press(lan, 99, "menu")
		s.server.AwaitSent(t, lan, 1)
		equal(t, "sent", s.texts(lan), []string{"nghe: menu"})
		s.acknowledged()
	})
}

// Messages of a chat are handled in order, one at a time.
func TestOrderInAChat(t *testing.T) {
	t.Parallel()
	both(t, func(s *stage) {
		t := s.T
		var want []string
		for n := range 30 {
			for _, who := range []int64{lan, minh} {
				s.server.Say(who, strconv.Itoa(n))
			}
			want = append(want, fmt.Sprint("nghe: ", n))
		}
		s.server.AwaitSent(t, lan, 30)
		s.server.AwaitSent(t, minh, 30)
		s.acknowledged()
		equal(t, "to Lan", s.texts(lan), want)
		equal(t, "to Minh", s.texts(minh), want)
	})
}

// A Turn that does not end is tried again, and what the same person wrote after it
// waits.
func TestTheTurnIsTriedAgain(t *testing.T) {
	t.Parallel()
	both(t, func(s *stage) {
		t := s.T
		s.server.Retry(time.Millisecond, time.Millisecond)
		causes := []error{bot.ErrBusy, chat.ErrAway, errors.New("broken")}
		s.on(func(ctx context.Context, m chat.Message, to bot.Deliverer) error {
			if n := len(s.begun()); n <= len(causes) {
				return causes[n-1]
			}
			return echo(ctx, m, to)
		})
		s.server.Say(lan, "một")
		s.server.Say(lan, "hai")
		for n := range causes {
			s.server.Await(t, "the Turn begins", func() bool { return len(s.server.Deliveries()) > n || len(s.begun()) > n })
			s.server.Advance(2 * time.Second) // as long as Retry-After asks for
		}
		s.server.AwaitSent(t, lan, 2)
		equal(t, "sent", s.texts(lan), []string{"nghe: một", "nghe: hai"})
		s.acknowledged()
		equal(t, "turns", len(s.begun()), 5)
	})
}

// An edit of an answered message is a new Message; of one in hand it is dropped.
func TestEdits(t *testing.T) {
	t.Parallel()
	s := pollStage(t)
	id := s.server.Say(lan, "H29.171-261119-001")
	s.server.AwaitSent(t, lan, 1)
	s.acknowledged()
	s.server.Edit(lan, id, "H29.171-261119-0012")
	s.server.AwaitSent(t, lan, 2)
	s.acknowledged()
	if got := s.begun()[1]; !strings.HasPrefix(got.ID, fmt.Sprintf("m%d:e1", id)) || got.Text != "H29.171-261119-0012" {
		t.Errorf("edit %+v", got)
	}
	goOn := make(chan struct{})
	s.on(func(ctx context.Context, m chat.Message, to bot.Deliverer) error {
		wait(t, "the Turn may go on", goOn)
		return echo(ctx, m, to)
	})
	second := s.server.Say(lan, "sai")
	s.await("the Turn begins", func() bool { return len(s.begun()) == 3 })
	s.server.Edit(lan, second, "đúng")
	s.server.Say(minh, "để biết là đã hỏi lại") // asked for after the edit
	s.await("the edit has come", func() bool { return len(s.begun()) == 4 })
	close(goOn)
	s.server.AwaitSent(t, lan, 3)
	s.acknowledged()
	equal(t, "sent", s.texts(lan)[2:], []string{"nghe: sai"})
}

// An album is one Message: all its parts have one key, and what Telegram sends again
// has the same.
func TestAnAlbumIsOneMessage(t *testing.T) {
	t.Parallel()
	both(t, func(s *stage) {
		t := s.T
		s.server.Album(lan, 3, "H29.171-261119-0012")
		s.acknowledged()
		met := s.begun()
		equal(t, "parts", len(met), 3)
		if met[0].ID != met[2].ID || !strings.HasPrefix(met[0].ID, "galbum-") || met[0].Text != "H29.171-261119-0012" {
			t.Errorf("%+v", met)
		}
	})
}

// What is nobody's message is acknowledged and nothing else.
func TestWhatIsNoMessage(t *testing.T) {
	t.Parallel()
	both(t, func(s *stage) {
		t := s.T
		s.server.Post(lan, lan, map[string]any{"pinned_message": map[string]any{"message_id": 1}})
		s.server.Post(-5, lan, map[string]any{"photo": []any{}})
		s.server.SayIn(-5, lan, "/tracuu@another_bot")
		s.server.Post(-5, 777000, map[string]any{"text": "tin của kênh", "sender_chat": map[string]any{"id": -100}})
		s.server.Push(lan, map[string]any{"message_reaction": map[string]any{"chat": map[string]any{"id": lan}}})
		s.server.Push(lan, map[string]any{"channel_post": map[string]any{"text": "tin"}})
		s.server.Push(lan, map[string]any{"message": "not an object"})
		s.server.Push(lan, map[string]any{"message": map[string]any{"message_id": 1.5, "text": []int{1}}})
		s.server.Push(lan, map[string]any{"callback_query": map[string]any{"id": "1"}})
		s.server.Push(lan, map[string]any{"edited_message": map[string]any{
			"message_id": 4, "from": map[string]any{"id": lan}, "chat": map[string]any{"id": lan, "type": "private"},
			"location": map[string]any{"latitude": 1}, "edit_date": 5,
		}})
		s.server.Say(minh, "chào")
		s.server.AwaitSent(t, minh, 1)
		s.acknowledged()
		equal(t, "turns", len(s.begun()), 1)
	})
}

func TestWhatIsNoText(t *testing.T) {
	t.Parallel()
	s := pollStage(t)
	s.server.Photo(lan, "")
	s.server.Photo(lan, "H29.171-261119-0012")
	s.server.Post(lan, lan, map[string]any{"voice": map[string]any{"file_id": "x"}})
	s.acknowledged()
	var texts []string
	for _, m := range s.begun() {
		texts = append(texts, m.Text)
	}
	equal(t, "texts", texts, []string{"", "H29.171-261119-0012", ""})
}

func TestAGroup(t *testing.T) {
	t.Parallel()
	s := pollStage(t)
	s.server.Lang(minh, "fr")
	s.server.SayIn(-100123, lan, "/tracuu@Motcua_test_bot H29.171-261119-0012")
	s.server.SayIn(-100123, minh, "chào")
	s.server.AwaitSent(t, -100123, 2)
	s.acknowledged()
	met := s.begun()
	slices.SortFunc(met, func(a, b chat.Message) int { return strings.Compare(a.From, b.From) })
	if !met[0].Group || !met[1].Group || met[0].Chat != "-100123" || met[0].From == met[1].From {
		t.Errorf("%+v", met)
	}
	equal(t, "command", met[0].Text, "/tracuu H29.171-261119-0012")
	equal(t, "languages", met[0].Lang+"|"+met[1].Lang, "vi|")
	equal(t, "name", s.Username(), "motcua_test_bot")
}

// accounts keeps what it is told.
type accounts struct {
	told chan string
	err  error
}

func (a *accounts) BlockAccount(_ context.Context, c chat.Channel, id string, at time.Time) error {
	if a.err == nil && !at.IsZero() {
		a.told <- fmt.Sprint("block ", c, " ", id)
	}
	return a.err
}

func (a *accounts) UnblockAccount(_ context.Context, c chat.Channel, id string) error {
	a.told <- fmt.Sprint("unblock ", c, " ", id)
	return a.err
}

func TestWhoStopsTheBotAndComesBack(t *testing.T) {
	t.Parallel()
	known := &accounts{told: make(chan string, 10)}
	s := pollStage(t, func(c *Config) { c.Accounts = known })
	s.server.Block(lan)
	s.server.Unblock(lan)
	s.server.Say(lan, "/start")
	s.server.AwaitSent(t, lan, 1)
	s.acknowledged()
	equal(t, "told", []string{<-known.told, <-known.told, <-known.told},
		[]string{"block telegram 7000000001", "unblock telegram 7000000001", "unblock telegram 7000000001"})
}

// A panic of ours ends the update: it would end the process again and again.
func TestAPanicEndsTheUpdate(t *testing.T) {
	t.Parallel()
	both(t, func(s *stage) {
		t := s.T
		s.on(func(_ context.Context, m chat.Message, _ bot.Deliverer) error { panic(m.Text) })
		s.server.Say(lan, "số 0912345678")
		s.acknowledged()
		s.await("it is logged", func() bool { return strings.Contains(s.log.String(), "could not be handled") })
		if strings.Contains(s.log.String(), "0912345678") {
			t.Errorf("the log says too much: %s", s.log)
		}
	})
}
