package citizen

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"motcua/internal/chat"
	"motcua/internal/procedure"
)

// hear lets a handler answer one message.
func hear(t *testing.T, h *Handler, m chat.Message, s chat.Session) (chat.Session, []chat.Reply) {
	t.Helper()
	m.Channel, m.Chat, m.Greeted = chat.Web, "k1", true
	s.Greeted = true
	after, replies, err := h.Handle(t.Context(), m, s)
	if err != nil {
		t.Fatal(err)
	}
	return after, replies
}

func pressesOf(replies []chat.Reply) []string {
	var all []string
	for _, c := range replies[len(replies)-1].Choices {
		all = append(all, c.Press)
	}
	return all
}

func TestWhichIsRemembered(t *testing.T) {
	t.Parallel()
	h := withHumans(t, &humans{})
	old := &chat.Topic{Procedure: "1.004194", Case: "thue", Unit: "SG-LT", Ticked: []string{"1.004194/ct01"}}
	s, replies := hear(t, h, chat.Message{Text: "giấy phép xây dựng cần gì"}, chat.Session{Topic: old})
	want := []string{"1.013225", "1.013229", "1.013226", "which:xay-dung-lai"}
	if s.Topic == nil || s.Topic.Asked != "giấy phép xây dựng cần gì" || !slices.Equal(s.Topic.Offered, want) {
		t.Errorf("remembered: %+v", s.Topic)
	}
	if s.Topic.Procedure != "" || s.Topic.Case != "" || s.Topic.Unit != "SG-LT" || len(s.Topic.Ticked) != 1 {
		t.Errorf("what stays and what goes: %+v", s.Topic)
	}
	if got := pressesOf(replies); !slices.Equal(got, []string{"proc:1.013225", "proc:1.013229", "proc:1.013226", "which:xay-dung-lai", "unlisted"}) {
		t.Errorf("offered: %v", got)
	}
	s, _ = hear(t, h, chat.Message{Press: "which:xay-dung-lai"}, s)
	if s.Topic.Asked != "giấy phép xây dựng cần gì" || !slices.Equal(s.Topic.Offered, []string{"1.013227", "1.013228"}) {
		t.Errorf("deeper: %+v", s.Topic)
	}
}

// Words that name a group and ask about the papers of what is told stay with it.
func TestWhichLeavesWhatIsTalkedAbout(t *testing.T) {
	t.Parallel()
	for text, told := range map[string]bool{
		"có cần công chứng không": true, "phải chứng thực không ạ": true, "cần bản sao không": true, "đăng ký ở đâu": true, "làm giấy tờ thế nào": true,
		"công chứng": false, "trợ cấp": false, "giấy phép xây dựng": false,
	} {
		h := withHumans(t, &humans{})
		s, _ := hear(t, h, chat.Message{Text: text}, chat.Session{Topic: &chat.Topic{Procedure: "1.004194"}})
		asked := s.Topic != nil && len(s.Topic.Offered) > 0 && s.Topic.Procedure == ""
		if asked == told {
			t.Errorf("%q: asked which: %v", text, asked)
		}
	}
}

// Every group can be pressed in a conversation that remembers nothing.
func TestEveryGroupPressed(t *testing.T) {
	t.Parallel()
	h := withHumans(t, &humans{})
	for _, lang := range []string{"vi", "en"} {
		for _, key := range groupKeys() {
			s, replies := hear(t, h, chat.Message{Press: "which:" + key, Lang: lang}, chat.Session{})
			choices := replies[0].Choices
			if len(replies) != 1 || len(choices) < 3 || choices[len(choices)-1].Press == "" || s.Topic == nil || len(s.Topic.Offered) == 0 {
				t.Errorf("%s: %+v", key, replies)
			}
			for _, c := range choices {
				if utf8.RuneCountInString(c.Label) > 40 || len(c.Press) > 64 {
					t.Errorf("%s: [%s] %s", key, c.Label, c.Press)
				}
			}
		}
	}
	_, replies := hear(t, h, chat.Message{Press: "which:gone"}, chat.Session{})
	if !slices.Contains(pressesOf(replies), verbLookup) {
		t.Errorf("a group that is gone: %v", replies)
	}
}

func groupKeys() []string {
	keys := []string{"chung-thuc"}
	for i := 0; i < len(keys); i++ {
		g, _ := procedure.ShippedGroups().Get(keys[i])
		for _, o := range g.Options {
			if o.Group != "" && !slices.Contains(keys, o.Group) {
				keys = append(keys, o.Group)
			}
		}
		if i == 0 {
			keys = append(keys, "tro-cap", "mai-tang", "xay-dung", "ho-ngheo", "dang-ky-lai", "giam-ho", "lam-lai-giay", "dang-ky", "giay-to", "bao-hiem", "so-do", "bang-lai")
		}
	}
	return keys
}

// Only what the catalogue has is offered.
func TestWhichOffersWhatThereIs(t *testing.T) {
	t.Parallel()
	some := procedure.NewIndex([]procedure.Procedure{{Code: "1.013227", Name: "Gia hạn giấy phép xây dựng"}}, nil)
	for _, c := range []struct {
		option procedure.Option
		leads  bool
	}{
		{procedure.Option{Code: "1.013227"}, true}, {procedure.Option{Code: "1.013228"}, false},
		{procedure.Option{Group: "xay-dung-lai"}, true}, {procedure.Option{Group: "xe-lai"}, false},
	} {
		if got := reaches(some, c.option); got != c.leads {
			t.Errorf("%+v leads: %v", c.option, got)
		}
	}
}

// Where no desk is connected "none of these" leads to where people are.
func TestUnlisted(t *testing.T) {
	t.Parallel()
	asked := chat.Session{Topic: &chat.Topic{Asked: "chứng thực ở đâu"}}
	s, replies := hear(t, withHumans(t, &humans{}), chat.Message{Press: "unlisted"}, asked)
	if s.Draft != "chứng thực ở đâu" || s.Await != verbConsent {
		t.Errorf("before the consent: %+v", s)
	}
	if text := replies[0].Text; !strings.Contains(text, "không cần viết lại") {
		t.Errorf("says: %s", text)
	}
	shelf := &shelf{}
	alone, err := New(Config{Dossiers: shelf, Procedures: shelf, Units: shelf, Limits: shelf, Hotline: "0274 000 0001"})
	if err != nil {
		t.Fatal(err)
	}
	_, replies = hear(t, alone, chat.Message{Press: "unlisted"}, asked)
	if !strings.Contains(replies[0].Text, "0274 000 0001") || len(replies[0].Choices) == 0 {
		t.Errorf("without a desk: %+v", replies)
	}
}
