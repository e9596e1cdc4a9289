package citizen

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"motcua/internal/chat"
	"motcua/internal/checklist"
	"motcua/internal/procedure"
	"motcua/internal/words"
)

// Checklists keeps lists of papers for who agreed to it.
type Checklists interface {
	Checklists(ctx context.Context, channel chat.Channel, chatID string) ([]checklist.List, error)
	KeepChecklist(ctx context.Context, l checklist.List) error
	DropChecklist(ctx context.Context, channel chat.Channel, chatID, procedure string) error
	// SetReminder is false where no such list is kept.
	SetReminder(ctx context.Context, channel chat.Channel, chatID, procedure string, at, now time.Time) (bool, error)
	StopReminders(ctx context.Context, channel chat.Channel, chatID string) (int, error)
}

// papersOf is the checklist of one case while it is talked about.
type papersOf struct {
	*guidance

	ticked []string       // ids of papers at hand
	kept   checklist.List // as it is kept; zero: it is not
}

// missing are the papers that are not at hand.
func (p *papersOf) missing() []procedure.Item { return checklist.Missing(p.at, p.ticked) }

// about is the rest of a press about it.
func (p *papersOf) about() string { return about(p.g, p.at) }

// press is what ticks a paper, or takes the tick away. It says which of both: pressing it
// twice, or on an old list, does no harm.
func (p *papersOf) press(item string, have bool) string {
	press := verbTick + ":" + p.g.Code + "/" + p.at.ID + "/" + item
	if !have {
		press += "/no"
	}
	return press
}

// checklist shows the papers of a case, and which of them are at hand.
func (h *Handler) checklist(ctx context.Context, t *Talk, about string) error {
	p, err := h.papersOf(ctx, t, about)
	if err != nil || p == nil {
		return err
	}
	h.showPapers(t, p, "")
	return nil
}

// papersOf reads the checklist that a press is about. Where there is none it says what
// there is and gives nil: the procedure, which asks for the case.
func (h *Handler) papersOf(ctx context.Context, t *Talk, about string) (*papersOf, error) {
	x, err := h.guidance(ctx, t, about)
	switch {
	case err != nil || x == nil:
		return nil, err
	case x.asksCase():
		return nil, h.papers(ctx, t, x.g.Code)
	case !x.hasPapers():
		x.sayCard()
		return nil, err
	}
	return h.papersIn(ctx, x)
}

// hasPapers reports whether there is anything to tick.
func (x *guidance) hasPapers() bool { return !x.asksCase() && len(checklist.Papers(x.at)) > 0 }

// papersIn is the checklist of what is told: as it is kept, else as the conversation
// remembers it.
func (h *Handler) papersIn(ctx context.Context, x *guidance) (*papersOf, error) {
	p := &papersOf{guidance: x, ticked: x.tickedOf(x.g.Code)}
	lists, err := h.keptLists(ctx, x.Talk)
	if err != nil {
		return nil, err
	}
	for _, l := range lists {
		if l.Procedure == x.g.Code {
			p.kept, p.ticked = l, l.Ticked
		}
	}
	x.remember(p)
	return p, nil
}

// keptLists are the lists that are kept for this chat.
func (h *Handler) keptLists(ctx context.Context, t *Talk) ([]checklist.List, error) {
	if !h.keeps() {
		return nil, nil
	}
	lists, err := h.Checklists.Checklists(ctx, t.Message.Channel, t.Message.Chat)
	if err != nil {
		return nil, fmt.Errorf("read the checklists: %w", err)
	}
	return lists, nil
}

// keeps reports whether lists can be kept at all.
func (h *Handler) keeps() bool { return h.Checklists != nil && h.Consents != nil }

// tickedOf are the papers of a procedure that the conversation remembers as at hand.
func (t *Talk) tickedOf(code string) []string {
	var out []string
	for _, one := range t.topic().Ticked {
		if item, ok := strings.CutPrefix(one, code+"/"); ok {
			out = append(out, item)
		}
	}
	return out
}

// mostTicked is how many ticks a conversation remembers, the newest.
const mostTicked = 100

// remember puts the ticks of a list into the conversation.
func (t *Talk) remember(p *papersOf) {
	topic := t.topic()
	topic.Ticked = slices.DeleteFunc(slices.Clone(topic.Ticked), func(one string) bool {
		return strings.HasPrefix(one, p.g.Code+"/")
	})
	for _, item := range p.ticked {
		topic.Ticked = append(topic.Ticked, p.g.Code+"/"+item)
	}
	if extra := len(topic.Ticked) - mostTicked; extra > 0 {
		topic.Ticked = topic.Ticked[extra:]
	}
}

// showPapers says a checklist: head, if there is one, says what was just done.
func (h *Handler) showPapers(t *Talk, p *papersOf, head string) {
	card := h.papersCard(t, p)
	r := chat.Reply{Card: card}
	if len(p.missing()) == 0 && !card.Plain {
		r.Sign = "✅"
	}
	if head != "" { // the rest was said with the first look at the list
		card.Todo, card.Notes = "", nil
	}
	if len(p.missing()) == 0 {
		card.Todo = t.Text("checklist.done", nil)
	}
	r.Text = lines(head, t.Text("checklist.head", words.Args{"name": card.About, "state": inside(card.Title)}),
		t.paperWords(card.Ticks), lines(card.Notes...), card.Todo, linkWords(card.Links), p.freshLine())
	t.Reply(r)
	t.offerPapers(h, p)
	t.topic().Aspect = verbChecklist
	t.Await(verbChecklist, p.g.Code+"/"+p.at.ID)
}

// papersCard is the checklist to be drawn; its words are those of the text.
func (h *Handler) papersCard(t *Talk, p *papersOf) *chat.Card {
	all, missing := checklist.Papers(p.at), p.missing()
	count := words.Args{"all": strconv.Itoa(len(all)), "missing": strconv.Itoa(len(missing))}
	card := &chat.Card{
		Tone: chat.ToneGuide, Plain: p.g.Grave || p.g.Death, About: p.name(),
		Fresh: strings.TrimSuffix(p.freshLine(), "."), Todo: p.howToTick(),
	}
	switch len(missing) {
	case 0:
		card.Title = t.Text("checklist.state.all", count)
	case len(all):
		card.Title = t.Text("checklist.state.none", count)
	default:
		card.Title = t.Text("checklist.state.some", count)
	}
	for _, item := range all {
		have := slices.Contains(p.ticked, item.ID)
		card.Ticks = append(card.Ticks, chat.Tick{
			Label: p.nameOf(item), Note: p.note(item), Done: have, Press: p.press(item.ID, !have),
		})
	}
	if looked := p.namesOf(procedure.Lookup); looked != "" {
		card.Notes = append(card.Notes, t.Text("checklist.lookup", words.Args{"papers": looked}))
	}
	card.Notes = append(card.Notes, p.remarks()...)
	if !p.kept.TouchedAt.IsZero() {
		card.Notes = append(card.Notes, t.Text("checklist.kept", words.Args{"date": t.date(p.kept.Until())}))
	}
	if !p.kept.RemindAt.IsZero() && len(missing) > 0 {
		card.Notes = append(card.Notes, t.Text("checklist.remind.set", words.Args{"date": t.dayWords(p.kept.RemindAt)}))
	}
	if link := h.printLink(t, p); link != "" {
		card.Links = append(card.Links, chat.Link{Label: t.Text("checklist.print", nil), URL: link})
	}
	return card
}

// howToTick says how, with a paper of the list for an example.
func (p *papersOf) howToTick() string {
	for _, item := range p.missing() {
		if label := labelOf(item); !strings.HasSuffix(label, "…") {
			return p.Text("checklist.todo", words.Args{"paper": inside(label)})
		}
	}
	return p.Text("checklist.todo_press", nil)
}

// printLink is where the list stands to be printed, "" where our pages have no address.
func (h *Handler) printLink(t *Talk, p *papersOf) string {
	if h.PublicURL == "" {
		return ""
	}
	query := url.Values{}
	if p.at.ID != "" {
		query.Set("case", p.at.ID)
	}
	if t.Lang != words.First {
		query.Set("lang", t.Lang)
	}
	var have []string
	for _, item := range checklist.Papers(p.at) {
		if slices.Contains(p.ticked, item.ID) {
			have = append(have, item.ID)
		}
	}
	link := h.PublicURL + "/giay-to/" + p.g.Code
	all := query.Encode()
	if len(have) > 0 { // commas stand as they are: shorter, and easier to read out
		all = strings.TrimPrefix(all+"&co="+strings.Join(have, ","), "&")
	}
	if all != "" {
		link += "?" + all
	}
	return link
}

// paperWords are the ticks in words that need no signs.
func (t *Talk) paperWords(ticks []chat.Tick) string {
	var have, missing []string
	for _, tick := range ticks {
		line := "- " + tick.Label
		if tick.Note != "" {
			line += ": " + tick.Note
		}
		if tick.Done {
			have = append(have, line)
		} else {
			missing = append(missing, line)
		}
	}
	switch {
	case len(have) == 0: // the head has said that these are needed
		return lines(missing...)
	case len(missing) == 0:
		return lines(append([]string{t.Text("checklist.have", nil)}, have...)...)
	}
	return lines(append(append(append([]string{t.Text("checklist.missing", nil)}, missing...), t.Text("checklist.have", nil)), have...)...)
}

// note is what is short beside a paper: how many, only to be shown, a hint.
func (p *papersOf) note(item procedure.Item) string {
	var out []string
	if item.Kind == procedure.Present {
		out = append(out, p.Text("checklist.present", nil))
	} else if count := strings.TrimSuffix(p.countWords(item), ":"); count != "" {
		out = append(out, count)
	}
	if hint := strings.TrimSuffix(p.say(item.Hint), "."); hint != "" {
		out = append(out, hint)
	}
	return strings.Join(out, ", ")
}

// nameOf is a paper as it is called in a list.
func (p *papersOf) nameOf(item procedure.Item) string {
	return strings.TrimSuffix(shorten(tidy(item.Name), p.itemLength()), ".")
}

// name is what a list is of: "Đăng ký tạm trú, nhà thuê, phòng trọ".
func (p *papersOf) name() string {
	if p.at.ID == "" {
		return p.called()
	}
	return p.called() + ", " + inside(p.caseLabel(p.at))
}

// linkWords are links as they stand in a text: each address on a line of its own.
func linkWords(links []chat.Link) string {
	var out []string
	for _, l := range links {
		out = append(out, l.Label+":", l.URL)
	}
	return lines(out...)
}

// offerPapers offers what comes next: papers to tick, keeping and reminding, or where to
// hand in.
func (t *Talk) offerPapers(h *Handler, p *papersOf) {
	missing := p.missing()
	if len(missing) == 0 {
		spot := t.choice("checklist.spot", verbSpot+":"+p.about())
		spot.Main = true
		t.Offer(spot)
		if p.mayBeOnline() {
			t.Offer(t.choice("checklist.online", verbOnline+":"+p.about()))
		}
	}
	seen := map[string]bool{}
	for _, item := range missing {
		label := t.Text("checklist.tick", words.Args{"paper": labelOf(item)})
		if len(seen) < 2 && !seen[label] {
			seen[label] = true
			t.Offer(chat.Choice{Label: label, Press: p.press(item.ID, true)})
		}
	}
	t.offerKeeping(h, p)
	t.Offer(t.choice("checklist.back", verbProcedure+":"+p.about()))
}

// offerKeeping offers to keep a list, or to be reminded of one that is kept.
func (t *Talk) offerKeeping(h *Handler, p *papersOf) {
	switch {
	case !h.keeps():
	case p.kept.TouchedAt.IsZero():
		t.Offer(t.choice("checklist.keep", verbKeep+":"+p.about()))
	case !t.reachable() || len(p.missing()) == 0:
	case p.kept.RemindAt.IsZero():
		t.Offer(t.choice("checklist.remind.choice", verbRemind+":"+p.about()))
	default:
		t.Offer(t.choice("checklist.remind.stop", remindStop(p)))
	}
}

// reachable reports whether the channel can bring a message to who does not ask: a page
// that was closed cannot.
func (t *Talk) reachable() bool { return t.Message.Channel != chat.Web }

// namesOf joins the names of the items with which this is done.
func (p *papersOf) namesOf(kind string) string {
	var out []string
	for _, item := range checklist.OfKind(p.at, kind) {
		out = append(out, p.nameOf(item))
	}
	return strings.Join(out, "; ")
}

// longestName is how many characters of a paper's name fit on a choice.
const longestName = 36

// formNames are papers that are best called by the number of their form.
var formNames = []string{"Tờ khai", "Đơn", "Phiếu", "Giấy đề nghị", "Văn bản đề nghị"}

// labelOf is a paper as it is called on a choice: "Tờ khai CT01".
func labelOf(item procedure.Item) string {
	name := strings.TrimSuffix(tidy(item.Name), ".")
	if strings.ContainsFunc(item.Form, unicode.IsLetter) { // "01" alone names nothing
		for _, begin := range formNames {
			if strings.HasPrefix(name, begin) {
				return begin + " " + item.Form
			}
		}
	}
	if first, _, ok := strings.Cut(name, " ("); ok {
		name = first
	}
	if len([]rune(name)) <= longestName {
		return name
	}
	for _, cut := range []string{";", ",", " hoặc "} {
		if first, _, ok := strings.Cut(name, cut); ok && len([]rune(first)) >= 8 {
			name = first
		}
	}
	if r := []rune(name); len(r) > longestName {
		short := string(r[:longestName])
		name = strings.TrimRight(short[:max(strings.LastIndexByte(short, ' '), 1)], " ,;") + "…"
	}
	return name
}
