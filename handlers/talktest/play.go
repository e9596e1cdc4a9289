package talktest

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/internal/chat"
	"motcua/internal/workday"
)

// A written conversation:
//
//	# a remark
//	Bây giờ: 09:00, 07/12/2026
//	Dân: what the citizen types; a press is its label in brackets: [Tra cứu hồ sơ]
//	Bot: what is said, "…" for anything
//	     the next paragraph of it
//	     [Choice] [Choice]
//
// "Kênh: chưa chào" begins a conversation where the channel does not show who speaks,
// "Kênh: English" one where it is set to English, "Kênh: Telegram" one in a messenger.
// After each line of the citizen every reply stands under its own "Bot:". Choices that
// are not written are not compared. "(ảnh)", "(tệp)", "(ghi âm)" and others of
// play_file.go send a file, with the words behind it; "(ảnh mã H29…)" is a photo with a QR
// that says so; "(số của tôi 0900 000 001)" and "(số của người khác 0900 000 001)" share a
// telephone number.
//
// Others speak as well, and what reaches somebody without a word of theirs stands under
// "Đến …:" after what caused it (see play_desk.go):
//
//	Dân 2: another citizen; "Kênh 2: Telegram" is where
//	Trực: Lan, Minh          who of the cast is on duty; "không ai"
//	TNV Lan: [Nhận]          a volunteer in Telegram, answered under "Bot:"
//	Bàn Lan: trả lời: words  a volunteer at the web desk
//	Sau: 6 phút              time passes
//	Quên: Dân                Redis loses the citizen's Session
//	Chặn: Dân                the citizen blocks the bot in Telegram; "Bỏ chặn"
//	Đã đo: 12 phút           five others asked the day before, answered after so long
//	TNV Lan: (trích “Câu hỏi 2”) words   a reply to the newest message that begins so
//	Bàn Lan: gửi thẻ thủ tục 1.004194; "thấy thủ tục: 1.004194", "là thủ tục: 1.001193"
//	Bàn Lan: gửi (ảnh) words; "thấy: (tệp) words" is what the asker said last
//	Đến Dân: what arrives
//	Đến Lan: what arrives in the volunteer's Telegram

// line is one step of a conversation.
type line struct {
	number int
	who    string // Dân, Bot, Bây giờ, Kênh …
	text   []string
}

var opening = regexp.MustCompile(`^(Dân(?: \d)?|Bot|Bây giờ|Kênh(?: \d)?|Trực|Giờ trực|Sau|Quên|Chặn|Bỏ chặn|Đã đo|TNV \p{L}+|Bàn \p{L}+(?: câu \d+)?|Đến Dân(?: \d)?|Đến \p{L}+):\s*(.*)$`)

// parse reads a conversation.
func parse(written string) ([]line, error) {
	var out []line
	for n, text := range strings.Split(written, "\n") {
		trimmed := strings.TrimSpace(text)
		part := opening.FindStringSubmatch(text)
		switch {
		case trimmed == "" || strings.HasPrefix(trimmed, "#"):
		case part != nil:
			out = append(out, line{number: n + 1, who: part[1], text: []string{part[2]}})
		case strings.HasPrefix(text, " ") && len(out) > 0:
			last := &out[len(out)-1]
			last.text = append(last.text, trimmed)
		default:
			return nil, fmt.Errorf("line %d: %q is no line of a conversation", n+1, text)
		}
	}
	return out, nil
}

// Play plays a written conversation and compares what is said. name is where it is
// written.
func (k *Talk) Play(t testing.TB, name, written string) {
	t.Helper()
	all, err := parse(written)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	k.begin(t, all)
	for i := 0; i < len(all); {
		first := all[i]
		i++
		said := k.step(t, name, first)
		var expected []line
		for i < len(all) && all[i].who == "Bot" {
			expected = append(expected, all[i])
			i++
		}
		compare(t, name, first, said, expected)
		var arriving []line
		for i < len(all) && strings.HasPrefix(all[i].who, "Đến ") {
			arriving = append(arriving, all[i])
			i++
		}
		k.arrivals(t, name, first, arriving)
	}
}

// step does what one line says and gives what is said to it.
func (k *Talk) step(t testing.TB, name string, l line) []chat.Reply {
	t.Helper()
	who, whose, _ := strings.Cut(l.who, " ")
	switch who {
	case "Bây":
		k.setTime(readTime(t, name, l))
	case "Kênh":
		k.citizen(whose).setChannel(t, name, l)
	case "Dân":
		return k.citizen(whose).speak(t, name, l)
	case "TNV":
		return k.volunteer(t, whose).speak(t, name, l)
	case "Trực", "Giờ", "Sau", "Quên", "Bàn", "Đã", "Chặn", "Bỏ":
		k.deskStep(t, name, l)
	default:
		t.Fatalf("%s:%d: a line of %s without a line before it that it answers", name, l.number, l.who)
	}
	return nil
}

func readTime(t testing.TB, name string, l line) time.Time {
	t.Helper()
	at, err := time.ParseInLocation("15:04, 02/01/2006", l.text[0], workday.Zone)
	if err != nil {
		t.Fatalf("%s:%d: write the time as 09:00, 07/12/2026", name, l.number)
	}
	return at
}

func (k *Talk) setChannel(t testing.TB, name string, l line) {
	t.Helper()
	switch l.text[0] {
	case "chưa chào":
		k.Greeted = false
	case "English":
		k.Lang = "en"
	case "Telegram":
		k.Channel, k.chat, k.Group = chat.Telegram, phoneNumber(), false
	case "nhóm":
		k.Greeted, k.Group = false, true
	default:
		t.Fatalf("%s:%d: no such channel", name, l.number)
	}
}

// speak says one line of the citizen, or presses.
func (k *Talk) speak(t testing.TB, name string, l line) []chat.Reply {
	t.Helper()
	text := strings.Join(l.text, "\n")
	var (
		replies []chat.Reply
		err     error
	)
	if label, ok := pressed(text); ok {
		c, found := k.choice(label)
		if !found {
			t.Fatalf("%s:%d: there is no choice [%s], only %s", name, l.number, label, labels(k.lists))
		}
		if n := slices.Index(k.choices, c) + 1; k.Numbers && n > 0 {
			replies, err = k.Say(t.Context(), strconv.Itoa(n))
		} else {
			replies, err = k.Press(t.Context(), c)
		}
	} else {
		replies, err = k.send(t.Context(), k.written(t, name, l, text))
	}
	if err != nil {
		t.Fatalf("%s:%d: %s: %s\nthe Turn failed: %v", name, l.number, l.who, text, err)
	}
	if k.Group { // there silence is right, and nothing is offered
		return replies
	}
	if len(replies) == 0 { // it is, where a human reads it
		if has, err := k.HasQuestion(t.Context()); err != nil || has {
			return replies
		}
	}
	for _, wrong := range Faults(replies) {
		t.Errorf("%s:%d: %s: %s\n%s", name, l.number, l.who, text, wrong)
	}
	k.Heard = append(k.Heard, Turn{Said: text, At: k.Now, Replies: replies})
	return replies
}

// written is what somebody sends: words, a file before them, and before both what is
// replied to: "(trích “Câu hỏi 2”) (ảnh) words".
func (k *Talk) written(t testing.TB, name string, l line, text string) chat.Message {
	t.Helper()
	m := chat.Message{Text: text}
	if begins, rest, ok := strings.Cut(strings.TrimPrefix(text, "(trích “"), "”) "); ok && strings.HasPrefix(text, "(trích “") {
		for _, r := range slices.Backward(k.read) {
			if r := spoken(r); m.Quote == "" && strings.HasPrefix(r, begins) {
				m.Quote = r
			}
		}
		if m.Quote == "" {
			t.Fatalf("%s:%d: nothing that was read begins with %q", name, l.number, begins)
		}
		m.Text = rest
	}
	if m.Shared = sharedPhone(m.Text); m.Shared != nil {
		m.Text = ""
	}
	if sent, words, ok := sentFile(t, m.Text); ok {
		m.Text, m.File = words, sent
	}
	return m
}

var sharing = regexp.MustCompile(`^\(số của (tôi|người khác) ([+0-9 ]+)\)$`)

// sharedPhone reads "(số của tôi 0900 000 001)".
func sharedPhone(text string) *chat.Shared {
	part := sharing.FindStringSubmatch(text)
	if part == nil {
		return nil
	}
	return &chat.Shared{Phone: strings.ReplaceAll(part[2], " ", ""), Own: part[1] == "tôi"}
}

func pressed(text string) (string, bool) {
	label, ok := strings.CutPrefix(text, "[")
	if !ok || !strings.HasSuffix(label, "]") {
		return "", false
	}
	return strings.TrimSuffix(label, "]"), true
}

func (k *Talk) choice(label string) (chat.Choice, bool) {
	for _, c := range k.lists { // an older list can still be pressed
		if c.Label == label {
			return c, true
		}
	}
	return chat.Choice{}, false
}

// compare holds what was said against what is written.
func compare(t testing.TB, name string, at line, said []chat.Reply, expected []line) {
	t.Helper()
	same := len(said) == len(expected)
	for i := 0; same && i < len(said); i++ {
		same = fits(said[i], expected[i])
	}
	if same {
		return
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d: %s: %s\nsaid:\n", name, at.number, at.who, strings.Join(at.text, "\n"))
	for _, r := range said {
		b.WriteString(Write(r))
	}
	b.WriteString("expected:\n")
	for _, l := range expected {
		fmt.Fprintf(&b, "%s: %s\n", l.who, strings.Join(l.text, "\n     "))
	}
	t.Error(b.String())
}

// Write puts a Reply down as a conversation has it.
func Write(r chat.Reply) string {
	text := strings.ReplaceAll(spoken(r), "\n", "\n     ")
	if len(r.Choices) > 0 {
		text += "\n     " + labels(r.Choices)
	}
	return "Bot: " + text + "\n"
}

// spoken is a Reply as a channel without pages says it. A human's line begins with who
// says it, and a file stands in brackets.
func spoken(r chat.Reply) string {
	if r.File != nil {
		r.Text = strings.TrimSpace("(" + fileWords[r.File.Kind] + ") " + r.Text)
	}
	if r.By != nil {
		return r.By.Name + ": " + r.Text
	}
	if r.Sign != "" {
		return r.Sign + " " + r.Text
	}
	return r.Text
}

func labels(choices []chat.Choice) string {
	var out []string
	for _, c := range choices {
		out = append(out, "["+c.Label+"]")
	}
	return strings.Join(out, " ")
}

// fits compares one Reply; a written list of choices must be the whole list.
func fits(r chat.Reply, l line) bool {
	text := l.text
	if last := text[len(text)-1]; strings.HasPrefix(last, "[") && strings.HasSuffix(last, "]") {
		if last != labels(r.Choices) {
			return false
		}
		text = text[:len(text)-1]
	}
	pattern := regexp.QuoteMeta(strings.ReplaceAll(strings.Join(text, "\n"), " …", "…"))
	pattern = `(?s)^` + strings.ReplaceAll(pattern, "…", ".*") + `$`
	return regexp.MustCompile(pattern).MatchString(spoken(r))
}
