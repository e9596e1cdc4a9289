package citizen

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"motcua/internal/chat"
	"motcua/internal/checklist"
	"motcua/internal/dossier"
	"motcua/internal/procedure"
	"motcua/internal/words"
)

// tick says that a paper is at hand, or, with "/no", that it is not:
// "1.004194/thue/ct01/no".
func (h *Handler) tick(ctx context.Context, t *Talk, about string) error {
	parts := strings.Split(about, "/")
	p, err := h.papersOf(ctx, t, about)
	if err != nil || p == nil {
		return err
	}
	if len(parts) < 3 {
		h.showPapers(t, p, "")
		return nil
	}
	have := len(parts) == 3 || parts[3] != "no"
	for _, item := range checklist.Papers(p.at) {
		if item.ID == parts[2] {
			return h.setTicks(ctx, t, p, []ticked{{item, have}})
		}
	}
	h.showPapers(t, p, "") // a paper of another version of the record
	return nil
}

// ticked is one paper and whether it is at hand.
type ticked struct {
	item procedure.Item
	have bool
}

// setTicks changes papers, where the list is kept there too, and shows the list.
func (h *Handler) setTicks(ctx context.Context, t *Talk, p *papersOf, all []ticked) error {
	var now, gone []procedure.Item
	before := slices.Clone(p.ticked)
	for _, one := range all {
		p.ticked = slices.DeleteFunc(slices.Clone(p.ticked), func(id string) bool { return id == one.item.ID })
		if one.have {
			p.ticked = append(p.ticked, one.item.ID)
			now = append(now, one.item)
		} else {
			gone = append(gone, one.item)
		}
	}
	t.remember(p)
	if err := h.save(ctx, t, p); err != nil {
		return err
	}
	h.showPapers(t, p, sentences(t.tickedWords("checklist.ticked", now), t.untickedWords(gone, before)))
	return nil
}

func (t *Talk) tickedWords(key string, items []procedure.Item) string {
	if len(items) == 0 {
		return ""
	}
	var short []string
	for _, i := range items {
		short = append(short, labelOf(i))
	}
	return t.Text(key, words.Args{"papers": strings.Join(short, "; ")})
}

// untickedWords names what is not at hand; what was never said to be is told what its hint
// says instead.
func (t *Talk) untickedWords(items []procedure.Item, before []string) string {
	var out []string
	for _, i := range items {
		key := "checklist.still"
		if slices.Contains(before, i.ID) {
			key = "checklist.unticked"
		}
		out = append(out, t.tickedWords(key, []procedure.Item{i}))
	}
	return sentences(out...)
}

// save puts a kept list as it is now into the store, and counts its days anew.
func (h *Handler) save(ctx context.Context, t *Talk, p *papersOf) error {
	if p.kept.TouchedAt.IsZero() {
		return nil
	}
	return h.keepNow(ctx, t, p)
}

// What is typed about the list that was just shown.
var (
	allTickedWords = list(`
	co du roi, co du het, co du ca, du roi, du het roi, du giay roi, du ca roi, co het roi, =co het, =co du, chuan bi du roi, chuan bi xong roi, xong het roi
	have everything, have them all, have all of them, =all done, got everything`)
	hadWords  = list(`=co roi, =roi, =da co, =da co roi, =co roi a, =xong roi, =i have it, =got it`)
	leftWords = list(`
	con thieu gi, con thieu nhung gi, con thieu giay gi, con thieu giay nao, con thieu may giay, con thieu giay to gi, con thieu giay to nao, con can gi nua, con can giay gi nua, thieu gi nua, con gi nua khong, =con thieu, =con gi nua, =thieu gi
	=con giay gi, =con giay nao nua, what is missing, what s missing, what is left, what am i missing`)
	seeListWords = list(`
	xem lai danh sach, xem danh sach giay to, =xem danh sach, =danh sach, =danh sach giay to, danh sach giay to o dau, mo lai danh sach, danh dau giay to
	danh dau giay da co, show the list, my checklist, show the checklist, =checklist`)
)

// tickTyped reads typed words about checklists: those that mean one anywhere, and those
// that mean the one that was just shown.
func (h *Handler) tickTyped(ctx context.Context, t *Talk) (done bool, err error) {
	if done, err := h.carriedTyped(ctx, t); done || err != nil {
		return done, err
	}
	if t.aboutDossier() {
		return false, nil
	}
	for _, answer := range []func(*Handler, context.Context, *Talk) (bool, error){
		(*Handler).keepTyped, (*Handler).remindTyped, (*Handler).listAsked,
	} {
		if done, err := answer(h, ctx, t); done || err != nil {
			return done, err
		}
	}
	about, ok := t.ticking()
	if !ok {
		return false, nil
	}
	x, err := h.guidance(ctx, t, about)
	if err != nil || x == nil {
		return true, err
	}
	if !x.hasPapers() {
		return false, nil
	}
	p, err := h.papersIn(ctx, x)
	if err != nil {
		return true, err
	}
	return h.tickSaid(ctx, t, p)
}

// tickSaid ticks what is said to be at hand; false where something else is meant.
func (h *Handler) tickSaid(ctx context.Context, t *Talk, p *papersOf) (done bool, err error) {
	missing, read := p.missing(), t.readTicks(p)
	switch {
	case allTickedWords.in(t.said()), hadWords.in(t.said()) && len(missing) == 1:
		read.sure = nil
		for _, item := range missing {
			read.sure = append(read.sure, ticked{item, true})
		}
		return true, h.setTicks(ctx, t, p, read.sure)
	case len(read.sure) > 0:
		return true, h.setTicks(ctx, t, p, read.sure)
	case len(read.either) > 0:
		t.askWhichPaper(p, read)
		return true, nil
	}
	return false, nil
}

// ticking is the list that papers are being ticked in: the one just shown, or, after a
// question in between, the one that is talked about, if the words sound like a tick.
func (t *Talk) ticking() (about string, ok bool) {
	if t.Awaited == verbChecklist {
		return t.About, true
	}
	topic, s := t.Session.Topic, t.said()
	if t.Awaited != "" || topic == nil || s.asks() || s.words > mostSaid {
		return "", false
	}
	if topic.Aspect != verbChecklist && len(t.tickedOf(topic.Procedure)) == 0 {
		return "", false
	}
	return topic.Procedure + "/" + topic.Case, atHand.in(s) || notYet.in(s)
}

// dossierWords stand in what is asked of a dossier that was handed in.
var dossierWords = list(`ho so, my dossier, my application`)

// aboutDossier reports whether a text is about a dossier rather than about papers to come.
func (t *Talk) aboutDossier() bool {
	read := dossier.ParseCode(t.text, t.place.known, t.Now)
	return len(read.Codes)+len(read.Slips) > 0 || dossierWords.in(t.said())
}

// listAsked shows a list to who asks for it: the one that was talked about, else the
// newest that is kept.
func (h *Handler) listAsked(ctx context.Context, t *Talk) (done bool, err error) {
	said := t.said()
	switch topic := t.Session.Topic; {
	case myListsWords.in(said):
		return true, h.myLists(ctx, t)
	case !leftWords.in(said) && !seeListWords.in(said):
		return false, nil
	case topic != nil && topic.Procedure != "":
		return true, h.checklist(ctx, t, topic.Procedure+"/"+topic.Case)
	case seeListWords.in(said):
		return true, h.myLists(ctx, t)
	}
	return false, nil
}

// askWhichPaper asks which of the papers is meant that fit the words alike.
func (t *Talk) askWhichPaper(p *papersOf, r readTicks) {
	t.Say("checklist.which", nil)
	seen := map[string]bool{}
	for _, item := range r.either {
		label := "checklist.tick"
		if !r.have {
			label = "checklist.untick"
		}
		named := t.Text(label, words.Args{"paper": labelOf(item)})
		if !seen[named] {
			seen[named] = true
			t.Offer(chat.Choice{Label: named, Press: p.press(item.ID, r.have)})
		}
	}
	t.Await(verbChecklist, p.g.Code+"/"+p.at.ID)
}

// readTicks is what typed words say of papers.
type readTicks struct {
	sure   []ticked
	either []procedure.Item // fit alike
	have   bool             // of either
}

// Words that say something of a paper, and words that make a question of it.
var (
	notYet   = list(`chua co, khong co, chua xin duoc, chua lay duoc, chua xin, chua lay, chua lam, bo danh dau, bo dau, bo tick, chua, do not have, don t have, not yet, no longer have`)
	atHand   = list(`co, da co, xong, lay duoc, xin duoc, lay roi, chuan bi, san, roi, have, got, i ve`)
	isAsking = list(`
	thi sao, lam sao, duoc khong, can khong, phai khong, khong a, the nao, la gi, o dau, bao lau, bao nhieu, may, vi sao, tai sao, co phai, thi lam, thi nop
	co mat, ton, phi, le phi, online, qua mang, xin o, lay o, nop o, what if, do i need, how, where, why`)
	// not of a paper's name
	fillWords = strings.Fields(`
	co da chua khong xong roi lay xin duoc chuan bi san toi tui em minh con chau bac chu anh chi ban da vang a ah ne nhe nha nhen het luon nua cai to giay
	bo danh dau tick ca hai va cung thi la cua mot ban o day trong tay the i have got ve my a an do not don t yet no longer already`)
)

// sameWords are other words for papers, folded, and the usual ones.
var sameWords = strings.NewReplacer(
	" cccd ", " can cuoc ", " cmnd ", " can cuoc ", " khai sanh ", " khai sinh ", " chung sanh ", " chung sinh ",
	" hon thu ", " ket hon ", " so do ", " quyen su dung dat ", " so hong ", " quyen su dung dat ", " passport ", " ho chieu ",
	" hdong ", " hop dong ", " id card ", " can cuoc ", " contract ", " hop dong ", " lease ", " hop dong ", " form ", " to khai ")

// mostSaid is how many words a text may have that ticks papers: longer ones tell a story.
const mostSaid = 24

// asks reports whether a text about papers is a question: "có cần giấy khai sinh không".
// Without its mark "cần" is as good as "căn".
func (s said) asks() bool {
	return isAsking.in(s) || strings.Contains(s.marked, " cần ") || strings.HasSuffix(s.folded, " khong ")
}

// readTicks reads "có tờ khai rồi, chưa có hợp đồng". What asks something is left alone.
func (t *Talk) readTicks(p *papersOf) readTicks {
	var out readTicks
	if t.said().words > mostSaid || t.said().asks() || strings.ContainsRune(t.text, '?') {
		return out
	}
	have, known := false, false
	for _, part := range partsOf(t.text) {
		s := newSaid(part)
		switch {
		case notYet.in(s):
			have, known = false, true
		case atHand.in(s):
			have, known = true, true
		}
		if !known {
			return readTicks{}
		}
		found := matchPapers(checklist.Papers(p.at), s)
		switch len(found) {
		case 0:
			return readTicks{} // something else is meant
		case 1:
			out.sure = append(out.sure, ticked{found[0], have})
		default:
			out.either, out.have = found, have
		}
	}
	return out
}

// nextPaper is where another paper begins. "Con" without its mark is a child.
var nextPaper = regexp.MustCompile(`[,;.\n]+|\s(?:và|va|với|voi|nhưng|nhung|còn|and|but)\s`)

// partsOf cuts a text where another paper begins.
func partsOf(text string) []string {
	var out []string
	for _, part := range nextPaper.Split(norm.NFC.String(strings.ToLower(text)), -1) {
		if len(wordsIn(part)) > 0 {
			out = append(out, part)
		}
	}
	return out
}

// matchPapers are the papers that the words name best, several where they fit alike, none
// where hardly a word fits.
func matchPapers(items []procedure.Item, s said) []procedure.Item {
	asked := nameWords(s.folded)
	if len(asked) == 0 {
		return nil
	}
	var found []procedure.Item
	best := 0
	for _, item := range items {
		own := strings.Fields(sameWords.Replace(newSaid(item.Name + " " + item.Form).folded))
		hits := 0
		for _, w := range asked {
			if slices.Contains(own, w) {
				hits++
			}
		}
		switch {
		case hits*3 < len(asked)*2 || hits < best: // two of three words
		case hits > best:
			best, found = hits, []procedure.Item{item}
		default:
			found = append(found, item)
		}
	}
	return found
}

// nameWords are the words of a text that name a paper. Where all would go ("giấy tờ") none
// is left.
func nameWords(folded string) []string {
	var out []string
	all := strings.Fields(sameWords.Replace(folded))
	for i, w := range all {
		ofForm := w == "to" && i+1 < len(all) && all[i+1] == "khai"
		if ofForm || !slices.Contains(fillWords, w) {
			out = append(out, w)
		}
	}
	return out
}
