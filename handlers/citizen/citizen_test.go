package citizen

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"motcua/internal/chat"
	rules "motcua/internal/citizen"
	"motcua/internal/dossier"
	"motcua/internal/unit"
	"motcua/internal/workday"
)

// shelf is a store in memory that counts its questions.
type shelf struct {
	dossiers []dossier.Dossier
	units    []unit.Unit
	err      error
	noUnits  error
	asked    [][]dossier.Code
}

func (s *shelf) DossiersByCode(_ context.Context, spellings []dossier.Code) ([]dossier.Dossier, error) {
	s.asked = append(s.asked, spellings)
	var out []dossier.Dossier
	for _, d := range s.dossiers {
		for _, code := range spellings {
			if d.Code == code {
				out = append(out, d)
			}
		}
	}
	return out, s.err
}

func (s *shelf) Directory(context.Context) (*unit.Directory, error) {
	return unit.NewDirectory(s.units), s.noUnits
}

// Allow lets everybody look up what they like; limit_test.go has those who may not.
func (*shelf) Allow(context.Context, rules.Asker, time.Time) rules.Allowance {
	return rules.Allowance{Codes: 5}
}

func (*shelf) Photo(context.Context, rules.Asker, time.Time) rules.Allowance {
	return rules.Allowance{Codes: 10}
}

func (*shelf) Charge(context.Context, rules.Asker, time.Time, int, int) {}

var monday = time.Date(2026, 12, 7, 9, 0, 0, 0, workday.Zone)

func handler(t testing.TB, s *shelf) *Handler {
	t.Helper()
	h, err := New(Config{
		Dossiers: s, Procedures: s, Units: s, Limits: s, Operator: "Tổ mẫu", Hotline: "0274 000 0001", Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func typed(text string) chat.Message {
	return chat.Message{Channel: chat.Web, Chat: "a", From: "a", ID: "1", Text: text, Greeted: true, At: monday}
}

func (h *Handler) told(t testing.TB, s chat.Session, text string) (chat.Session, string) {
	t.Helper()
	s, replies, err := h.Handle(t.Context(), typed(text), s)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	var all []string
	for _, r := range replies {
		all = append(all, r.Text)
	}
	return s, strings.Join(all, "\n")
}

func TestStoreAway(t *testing.T) {
	t.Parallel()
	away := &shelf{err: fmt.Errorf("ask: %w", chat.ErrAway)}
	_, replies, err := handler(t, away).Handle(t.Context(), typed("H29.171-261203-0012"), chat.Session{})
	if !errors.Is(err, chat.ErrAway) || replies != nil {
		t.Errorf("got %v, %v", replies, err)
	}
	if strings.Contains(err.Error(), "261203") {
		t.Errorf("the error tells the code: %v", err)
	}
	h := handler(t, &shelf{noUnits: chat.ErrAway})
	if _, _, err := h.Handle(t.Context(), typed("chào"), chat.Session{}); !errors.Is(err, chat.ErrAway) {
		t.Errorf("without offices: %v", err)
	}
	if c := h.Contact(t.Context(), "vi", monday); c.Phone != "0274 000 0001" || c.Place != "" {
		t.Errorf("contact without offices: %+v", c)
	}
	if greeting := h.Greeting("en", true); len(greeting) != 1 || !strings.Contains(greeting[0].Text, "Tổ mẫu") {
		t.Errorf("greeting without offices: %+v", greeting)
	}
}

func TestApology(t *testing.T) {
	t.Parallel()
	h := handler(t, &shelf{})
	for text, press := range map[string]string{"H29.171-261203-0012": "card:H29.171-261203-0012", "chào": "menu"} {
		replies := h.Apology(typed(text))
		last := replies[len(replies)-1]
		if !strings.Contains(last.Text, "0274 000 0001") || last.Phone == "" || last.Choices[0].Press != press {
			t.Errorf("%q: %+v", text, last)
		}
	}
}

// One message asks the store once, and only for what may be looked up without a yes.
func TestOneQuestionAMessage(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"H29.171-261203-0012":                       1,
		"H29.171-261203-0012 H09.17-231024-0012":    1,
		"H29.171-261203-0012 G01.899.1-260916-8900": 1,
		"H09.17-241023-0012":                        1, // its date turned round waits for a yes
		"G01.899.909-260916-890028":                 1, // a source may feed it after all
		"H29.171-261305-0012":                       0,
		"0903123456":                                0,
		"079201001234":                              0,
		"0012":                                      0,
		"tra cứu":                                   0,
		"hát hai chín chấm một bảy một gạch hai sáu một hai không ba gạch không không mười hai": 0,
	} {
		s := &shelf{}
		handler(t, s).told(t, chat.Session{}, text)
		if len(s.asked) != want {
			t.Errorf("%q: %d questions, want %d", text, len(s.asked), want)
		}
		for _, spellings := range s.asked {
			for _, code := range spellings {
				if code == "H09.17-231024-0012" && text == "H09.17-241023-0012" {
					t.Errorf("%q: the proposal was looked up", text)
				}
			}
		}
	}
}

// A hidden dossier would read like one that does not exist; a proposal is made
// whether or not there is such a dossier.
func TestProposalIsNoOracle(t *testing.T) {
	t.Parallel()
	_, without := handler(t, &shelf{}).told(t, chat.Session{}, "H09.17-241023-0012")
	_, with := handler(t, &shelf{dossiers: []dossier.Dossier{{Code: "H09.17-231024-0012", Status: dossier.Returned}}}).
		told(t, chat.Session{}, "H09.17-241023-0012")
	if with != without {
		t.Errorf("with the dossier: %s\nwithout: %s", with, without)
	}
}

func TestHostileText(t *testing.T) {
	t.Parallel()
	h := handler(t, &shelf{})
	for name, text := range map[string]string{
		"empty":        "",
		"blank":        " \t\n ",
		"ten thousand": strings.Repeat("ă", 5000),
		"digits":       strings.Repeat("1", 10000),
		"codes":        strings.Repeat("H29.171-261203-0012 ", 500),
		"controls":     "\x00\x01\x1b[31mH29.171-261203-0012\x7f",
		"not UTF-8":    "\xff\xfe chào",
		"braces":       "{anh/chị} {hotline} {code}",
		"markup":       "<script>alert(1)</script>",
		"marks":        "a" + strings.Repeat("\u0301", 3000),
		"from right":   "\u202eH29.171-261203-0012",
		"press-like":   "card:H29.171-261203-0012; steps:x",
		"emoji":        strings.Repeat("🙏", 400),
	} {
		_, said := h.told(t, chat.Session{}, text)
		if said == "" || len(said) > 4000 || strings.ContainsAny(said, "{}\x00\x1b<") {
			t.Errorf("%s: %q", name, said)
		}
	}
	for _, press := range []string{"", ":", "card", "card:", "card:x", "steps:" + strings.Repeat("H", 5000), "lang:fr", "yes:0903123456", "nothing:1"} {
		m := typed("bấm")
		m.Press = press
		if _, replies, err := h.Handle(t.Context(), m, chat.Session{}); err != nil || len(replies) == 0 {
			t.Errorf("press %q: %d replies, %v", press, len(replies), err)
		}
	}
}

func FuzzTyped(f *testing.F) {
	for _, seed := range []string{"chào", "H29.171-261203-0012", "hủy", "1", "cho bác hỏi", "0903123456", "mai mở cửa không"} {
		f.Add(seed, false)
	}
	h := handler(f, &shelf{dossiers: []dossier.Dossier{{Code: "H29.171-261203-0012", Status: dossier.Processing, UpdatedAt: monday}}})
	f.Fuzz(func(t *testing.T, text string, press bool) {
		m := typed(text)
		if press {
			m.Press = text
		}
		_, replies, err := h.Handle(t.Context(), m, chat.Session{})
		if err != nil || len(replies) == 0 || len(replies[len(replies)-1].Choices) == 0 {
			t.Fatalf("%q: %d replies, %v", text, len(replies), err)
		}
		for _, c := range replies[len(replies)-1].Choices {
			if len(c.Press) > 64 {
				t.Errorf("%q: press of %d bytes", text, len(c.Press))
			}
		}
	})
}
