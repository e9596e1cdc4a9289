package webchat

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"strconv"
	"strings"
	"unicode/utf8"

	"motcua/internal/chat"
	"motcua/internal/pages"
	"motcua/internal/workday"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed texts/*.toml
var textFiles embed.FS

// lineHTML draws one line; pages get the same HTML at first sight and live.
func (p *Page) lineHTML(lang string, m mode, l chat.Line) (string, error) {
	var b bytes.Buffer
	if err := p.views[lang].ExecuteTemplate(&b, "line", viewLine(lang, m, l)); err != nil {
		return "", fmt.Errorf("draw a line: %w", err)
	}
	return strings.TrimSpace(b.String()), nil
}

// lineView is a Line as its template wants it.
type lineView struct {
	DOM     string // the element's id; the page finds its own line again by it
	Seq     int64
	Newest  bool   // the newest with choices, or said last and not answered yet
	Foreign string // the reply's language where it is not the page's
	Time    string
	Said    *chat.Said
	Reply   *replyView
}

type replyView struct {
	Lang    string
	By      string // the human who says it: name and role
	File    *fileView
	Icon    string
	Paras   [][]piece
	Card    *cardView
	Tel     template.URL
	Phone   string
	Choices []choiceView
}

type choiceView struct {
	chat.Choice
	Number int
	Wide   bool // a row of its own on a phone
}

func viewLine(lang string, m mode, l chat.Line) lineView {
	v := lineView{
		DOM: fmt.Sprintf("l-%s-%d", l.ID, l.N), Seq: l.Seq,
		Time: l.At.In(workday.Zone).Format("15:04"), Said: l.Said,
	}
	if l.Reply != nil {
		v.Reply = viewReply(*l.Reply)
		if l.Reply.File != nil {
			v.Reply.File = viewFile(lang, m, *l.Reply.File)
		}
		if l.Reply.Lang != lang {
			v.Foreign = l.Reply.Lang
		}
	}
	return v
}

func viewReply(r chat.Reply) *replyView {
	v := &replyView{
		Lang: r.Lang, Icon: signIcons[r.Sign], Phone: r.Phone, Tel: tel(r.Phone),
		Choices: viewChoices(r.Choices),
	}
	for _, para := range pages.Paragraphs(r.Text) {
		v.Paras = append(v.Paras, pieces(para, r.By == nil))
	}
	if r.Card != nil {
		v.Card = viewCard(*r.Card)
	}
	if r.By != nil {
		v.By = r.By.Name
		if r.By.Role != "" {
			v.By += ", " + r.By.Role
		}
	}
	return v
}

// size is how large a file is, as people say it.
func size(lang string, bytes int64) string {
	if bytes < 1<<20 {
		return strconv.FormatInt((bytes+1023)/1024, 10) + "\u00a0KB"
	}
	words := strconv.FormatFloat(float64(bytes)/(1<<20), 'f', 1, 64)
	if lang == "vi" {
		words = strings.Replace(words, ".", ",", 1)
	}
	return words + "\u00a0MB"
}

// signIcons take the place of the sign at the head of a message.
var signIcons = map[string]string{
	"✅": "circle-check", "⏳": "hourglass", "⚠️": "triangle-alert", "⚠": "triangle-alert",
}

// tel is a number to press. Only digits and a leading plus get into the address,
// which is why it may pass the template as one.
func tel(phone string) template.URL {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
	return template.URL("tel:" + digits) //nolint:gosec // see above
}

// shortLabel is how long a label may be to share its row on a phone.
const shortLabel = 20

// viewChoices lays the choices out: two short ones share a row, and none stands
// alone in half of it.
func viewChoices(choices []chat.Choice) []choiceView {
	out := make([]choiceView, len(choices))
	open := -1 // a short one whose neighbour is not found yet
	for i, c := range choices {
		out[i] = choiceView{Choice: c, Number: i + 1}
		if c.Main || utf8.RuneCountInString(c.Label) > shortLabel {
			out[i].Wide = true
			widen(out, open)
			open = -1
			continue
		}
		if open < 0 {
			open = i
		} else {
			open = -1
		}
	}
	widen(out, open)
	return out
}

func widen(choices []choiceView, i int) {
	if i >= 0 {
		choices[i].Wide = true
	}
}
