package citizen

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"

	"motcua/internal/chat"
	"motcua/internal/procedure"
	"motcua/internal/vntext"
)

// Questions that say only half and mean what was just talked about: "bao lâu?", "cái thứ
// hai", "còn kết hôn thì sao", "không phải, ý em là…". A new full question wins over all.

// aspectRead is what a text asks of a procedure: the aspect, and the words that are left when
// the words of every aspect and those that say nothing are taken out.
type aspectRead struct {
	verb string
	only bool // nothing is left: the procedure must be known already
	left int
}

// followUp answers what only means something after what was said; false: it is none of these.
func (h *Handler) followUp(ctx context.Context, t *Talk, s said) (bool, error) {
	if x, ok := corrected(t.text); ok && t.Session.Topic != nil {
		return h.correct(ctx, t, x)
	}
	if code, ok := t.offeredBy(s); ok {
		if strings.Contains(code, ":") { // a group of them
			return true, h.press(ctx, t, code)
		}
		return true, h.aspect(ctx, t, t.topic().Aspect, code)
	}
	if x, ok := another(t.text); ok && t.told() != "" {
		return h.another(ctx, t, x)
	}
	asks, ok := t.readAspect()
	if !ok || !asks.only {
		return false, nil
	}
	if t.told() != "" {
		return true, h.ofTopic(ctx, t, asks.verb)
	}
	if topic := t.Session.Topic; topic != nil && len(topic.Offered) > 0 && t.offersProcedures() && !lookupWords.in(s) {
		topic.Aspect = asks.verb
		t.Say("guidance.about_which", nil)
		t.Offer(t.Session.Choices...)
		return true, nil
	}
	if asks.verb == verbSpot || asks.verb == verbWho || s.words <= 1 || lookupWords.in(s) {
		return false, nil // "ở đâu" alone asks for the office, "bao giờ xong" for a dossier
	}
	t.askAbout()
	return true, nil
}

// offersProcedures reports whether the newest list is one of procedures.
func (t *Talk) offersProcedures() bool {
	return slices.ContainsFunc(t.Session.Choices, func(c chat.Choice) bool { return strings.HasPrefix(c.Press, verbProcedure+":") })
}

// inherit answers a question that names hardly anything new about what was told, where
// the search is not sure of another procedure.
func (h *Handler) inherit(ctx context.Context, t *Talk, s said, hits []procedure.Hit) (bool, error) {
	told := t.told()
	if told == "" || len(hits) > 0 && hits[0].Score >= procedure.Sure {
		return false, nil
	}
	if done, err := h.caseTyped(ctx, t, s); done || err != nil {
		return done, err
	}
	asks, ok := t.readAspect()
	same := slices.ContainsFunc(hits, func(hit procedure.Hit) bool { return hit.Code == told })
	none := len(hits) == 0 || hits[0].Score < procedure.Likely
	if !ok || !same && !none || asks.left > 3 {
		return false, nil
	}
	return true, h.ofTopic(ctx, t, asks.verb)
}

// ofTopic answers an aspect of what was told, in its case.
func (h *Handler) ofTopic(ctx context.Context, t *Talk, verb string) error {
	about := t.topic().Procedure
	if t.topic().Case != "" {
		about += "/" + t.topic().Case
	}
	return h.aspect(ctx, t, verb, about)
}

// verbWho is asked only in words: who receives it and who decides.
const verbWho = "who"

// aspect tells one thing about a procedure; "" is its card.
func (h *Handler) aspect(ctx context.Context, t *Talk, verb, about string) error {
	switch verb {
	case verbFees:
		return h.fees(ctx, t, about)
	case verbTime:
		return h.timeLimits(ctx, t, about)
	case verbPapers:
		return h.papers(ctx, t, about)
	case verbMore:
		return h.behind(ctx, t, about)
	case verbWho:
		return h.sayWho(ctx, t, about)
	case verbSpot:
		return h.spot(ctx, t, about)
	case verbOnline:
		return h.online(ctx, t, about)
	}
	return h.procedure(ctx, t, about)
}

// readAspect reads which aspect the typed text asks for; false: none.
func (t *Talk) readAspect() (aspectRead, bool) { return readAspect(t.said().folded) }

func readAspect(folded string) (aspectRead, bool) {
	var r aspectRead
	rest := folded
	for _, a := range aspects {
		for _, p := range a.words {
			if strings.Contains(rest, p) {
				rest = strings.ReplaceAll(rest, p, "  ")
				if r.verb == "" {
					r.verb = a.verb
				}
			}
		}
	}
	for w := range strings.FieldsSeq(rest) {
		if !fillers[w] {
			r.left++
		}
	}
	r.only = r.left == 0
	return r, r.verb != ""
}

// withoutAspects takes the words of all aspects out of a text.
func withoutAspects(text string) string {
	plain, folded := marked(text)
	rest := " " + strings.Join(folded, " ") + " "
	for _, a := range aspects {
		for _, p := range a.words {
			n := len(strings.Fields(p))
			for i := strings.Index(rest, p); i >= 0; i = strings.Index(rest, p) {
				from := len(strings.Fields(rest[:i]))
				plain = slices.Delete(plain, from, from+n)
				rest = rest[:i] + " " + rest[i+len(p):]
			}
		}
	}
	return strings.Join(plain, " ")
}

// correct searches again for what was meant, without what was answered.
func (h *Handler) correct(ctx context.Context, t *Talk, meant string) (bool, error) {
	topic := t.topic()
	hits, err := h.search(ctx, meant)
	if err != nil {
		return false, err
	}
	if told := topic.Procedure; told != "" && (len(hits) == 0 || hits[0].Score < procedure.Sure) {
		g, _, err := h.guided(ctx, t, told)
		if err != nil || g == nil {
			return true, err
		}
		if near, err := h.besideTopic(ctx, t, meant, g); err != nil || len(near) > 0 && near[0].Score >= procedure.Likely {
			hits = near
		}
	}
	if topic.Asked != "" && (topic.Procedure != "" || len(topic.Offered) > 0) {
		h.missed(ctx, topic.Asked, t, procedure.Rephrased)
	}
	hits = without(hits, topic.Procedure)
	for i := range hits {
		hits[i].TwinOf = "" // its twin may have been the wrong one
	}
	done, err := h.found(ctx, t, meant, hits, "")
	if !done && err == nil {
		return true, h.nothingFound(ctx, t, "")
	}
	return done, err
}

// another answers "còn kết hôn thì sao": another procedure, of the same field if there is
// one, and what was asked of the last.
func (h *Handler) another(ctx context.Context, t *Talk, named string) (bool, error) {
	folded := newSaid(named).folded
	asks, ok := readAspect(folded)
	if ok && asks.only {
		return true, h.ofTopic(ctx, t, asks.verb)
	}
	aspect := t.topic().Aspect
	if ok {
		aspect = asks.verb
	}
	g, _, err := h.guided(ctx, t, t.told())
	if err != nil || g == nil {
		return true, err
	}
	hits, err := h.besideTopic(ctx, t, strings.TrimSpace(withoutAspects(named)), g)
	if err != nil {
		return false, err
	}
	return h.found(ctx, t, named, hits, aspect)
}

// besideTopic finds a procedure that is named by half: what is sure first, then what is of
// the same field as the one that was told.
func (h *Handler) besideTopic(ctx context.Context, t *Talk, named string, told *procedure.Guide) ([]procedure.Hit, error) {
	var all [][]procedure.Hit
	for _, asked := range []string{named, "đăng ký " + named, named + " " + told.Called.Vi} {
		hits, err := h.Guess(ctx, asked, mostHits)
		if err != nil {
			return nil, err
		}
		if hits = without(hits, told.Code); len(hits) > 0 && hits[0].Score >= procedure.Sure {
			return hits, nil
		}
		all = append(all, hits)
	}
	for _, hits := range all {
		near, err := h.sameField(ctx, t, hits, told)
		if err != nil || len(near) > 0 {
			return near, err
		}
	}
	return all[0], nil
}

// sameField are the likely hits of the field of what was told. A single one is meant.
func (h *Handler) sameField(ctx context.Context, t *Talk, hits []procedure.Hit, told *procedure.Guide) ([]procedure.Hit, error) {
	var near []procedure.Hit
	for _, hit := range hits {
		if hit.Score < procedure.Likely {
			break
		}
		p, _, err := h.Procedures.Procedure(ctx, hit.Code, "", t.Now)
		if err != nil {
			return nil, err
		}
		if p != nil && p.Field == told.Field {
			near = append(near, hit)
		}
	}
	if len(near) == 1 {
		near[0].Score = procedure.Sure
	}
	return near, nil
}

// offeredBy reads "cái thứ hai": one of the newest list of procedures.
func (t *Talk) offeredBy(s said) (code string, ok bool) {
	if t.Session.Topic == nil || s.words > 8 {
		return "", false
	}
	offered := t.Session.Topic.Offered
	for i, p := range ordinals {
		if !p.in(s) {
			continue
		}
		if i == len(ordinals)-1 {
			i = len(offered) - 1
		}
		if i >= 0 && i < len(offered) {
			return offered[i], true
		}
	}
	return "", false
}

// caseTyped reads the name of a case where one was asked for: "em ở nhà thuê".
func (h *Handler) caseTyped(ctx context.Context, t *Talk, s said) (bool, error) {
	if s.words > 10 {
		return false, nil
	}
	g, _, err := h.guided(ctx, t, t.told())
	if err != nil || g == nil {
		return g == nil, err
	}
	if len(g.Cases) < 2 {
		return false, nil
	}
	for _, names := range []func(said, procedure.Case) bool{namesCase, partOfCase} {
		fit := slices.DeleteFunc(slices.Clone(g.Cases), func(c procedure.Case) bool {
			return c.ID == t.topic().Case || !names(s, c)
		})
		if len(fit) == 1 {
			return true, h.procedure(ctx, t, about(g, fit[0]))
		}
	}
	return false, nil
}

// partOfCase reports whether a text is nothing but some words of a case's name, in their
// order: "dạ một mình ạ" for "Một mình đứng tên".
func partOfCase(s said, c procedure.Case) bool {
	left := strings.Fields(s.folded)
	for len(left) > 0 && aroundAnswers[left[0]] {
		left = left[1:]
	}
	for len(left) > 0 && aroundAnswers[left[len(left)-1]] {
		left = left[:len(left)-1]
	}
	part := " " + strings.Join(left, " ") + " "
	if len(left) == 0 || len(left) > 4 || len(part) < len(" thue ") {
		return false
	}
	for _, label := range []string{c.Label.Vi, c.Label.En} {
		if strings.Contains(" "+strings.Join(wordsIn(vntext.Fold(label)), " ")+" ", part) {
			return true
		}
	}
	return false
}

// namesCase reports whether a text has one of the names of a case in it.
func namesCase(s said, c procedure.Case) bool {
	for _, label := range []string{c.Label.Vi, c.Label.En} {
		for part := range strings.FieldsFuncSeq(label, func(r rune) bool { return r == ',' || r == '(' || r == ')' || r == ';' }) {
			name := strings.Join(wordsIn(vntext.Fold(part)), " ")
			if strings.Contains(name, " ") && strings.Contains(s.folded, " "+name+" ") {
				return true
			}
		}
	}
	return false
}

// marked are the words of a text with their marks, and folded beside them.
func marked(text string) (plain, folded []string) {
	plain = wordsIn(norm.NFC.String(strings.ToLower(clip(text))))
	folded = make([]string, len(plain))
	for i, w := range plain {
		folded[i] = vntext.Fold(w)
	}
	return plain, folded
}

// corrected reads "không phải, ý em là đăng ký lại": what was meant instead. "Không phải
// chủ hộ thì…" is a question of its own: "no" alone corrects only before a comma.
func corrected(text string) (meant string, ok bool) {
	meant = text
	if no, rest, comma := strings.Cut(text, ","); comma && denials.in(newSaid(no)) {
		meant, ok = strings.TrimSpace(rest), true
	}
	plain, folded := marked(meant)
	for _, lead := range corrections {
		if n := len(lead); len(folded) > n && slices.Equal(folded[:n], lead) {
			return strings.Join(plain[n:], " "), true
		}
	}
	return meant, ok && meant != ""
}

// another reads "còn kết hôn thì sao": what else is asked about. "Con" without its mark is
// a child, unless nothing in the text has marks.
func another(text string) (named string, ok bool) {
	plain, folded := marked(text)
	if len(folded) > 1 && (folded[0] == "the" || folded[0] == "vay" || folded[0] == "da") {
		plain, folded = plain[1:], folded[1:]
	}
	if len(folded) < 2 || len(folded) > 9 || folded[0] != "con" || plain[0] == "con" && !slices.Equal(plain, folded) {
		return "", false
	}
	plain, folded = plain[1:], folded[1:]
	for _, end := range anotherEnds {
		if n := len(folded) - len(end); n > 0 && slices.Equal(folded[n:], end) {
			plain, folded = plain[:n], folded[:n]
		}
	}
	return strings.Join(plain, " "), true
}
