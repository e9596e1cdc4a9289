package citizen

import (
	"context"
	"errors"
	"slices"
	"strings"

	"motcua/internal/chat"
	"motcua/internal/procedure"
	"motcua/internal/words"
)

// mostOffered is how many procedures one question offers; "none of these" is the fifth.
const mostOffered = mostChoices - 1

// likely are the hits that are worth a choice: not far behind the first.
func likely(hits []procedure.Hit) []procedure.Hit {
	least := hits[0].Score / 5
	n := 0
	for n < len(hits) && n < mostOffered && hits[n].Score >= least {
		n++
	}
	return hits[:n]
}

// sayWhich asks which of several procedures is meant, by their everyday names.
func (t *Talk) sayWhich(hits []procedure.Hit) {
	if len(hits) == 1 {
		t.sayIsIt(hits[0])
		return
	}
	var choices []chat.Choice
	var full []string
	long := false
	for _, hit := range hits {
		name := t.calledOf(procedure.Guided(&procedure.Procedure{Code: hit.Code, Name: hit.Name}, procedure.Overlay{}))
		label := words60(name)
		if hasLabel(choices, label) {
			continue // a twin: its card asks no further, the list names it once
		}
		long = long || label != name
		full = append(full, "- "+name)
		choices = append(choices, chat.Choice{Label: label, Press: verbProcedure + ":" + hit.Code})
		t.topic().Offered = append(t.topic().Offered, hit.Code)
	}
	t.Say("guidance.which", nil)
	if long {
		t.More(full...)
	}
	t.Offer(choices...)
	t.Offer(t.choice("guidance.choice.unlisted", verbUnlisted))
}

// sayIsIt asks whether the one that fits is meant.
func (t *Talk) sayIsIt(hit procedure.Hit) {
	name := t.calledOf(procedure.Guided(&procedure.Procedure{Code: hit.Code, Name: hit.Name}, procedure.Overlay{}))
	t.topic().Offered = []string{hit.Code}
	t.Say("guidance.is_it", words.Args{"called": name})
	t.Offer(t.choice("guidance.choice.this", verbProcedure+":"+hit.Code), t.choice("guidance.choice.unlisted", verbUnlisted))
}

// twinsOf are the first hit and those of the same name.
func twinsOf(hits []procedure.Hit) []procedure.Hit {
	out := hits[:1:1]
	for _, hit := range hits[1:] {
		if hit.TwinOf == hits[0].Code && len(out) < mostOffered {
			out = append(out, hit)
		}
	}
	return out
}

// sayLevels asks at which level procedures of one name are meant.
func (h *Handler) sayLevels(ctx context.Context, t *Talk, twins []procedure.Hit) error {
	var choices []chat.Choice
	called := ""
	for _, hit := range twins {
		p, own, err := h.Procedures.Procedure(ctx, hit.Code, t.place.counter.Code, t.Now)
		if err != nil {
			return err
		}
		if p == nil {
			continue
		}
		g := procedure.Guided(p, own)
		if called == "" {
			called = t.calledOf(levelless(g))
		}
		label := t.levelWords(g)
		if hasLabel(choices, label) {
			label = words60(tidy(g.Decides))
		}
		if label == "" || hasLabel(choices, label) {
			label = words60(tidy(p.Name)) + " (" + p.Code + ")"
		}
		choices = append(choices, chat.Choice{Label: label, Press: verbProcedure + ":" + hit.Code})
		t.topic().Offered = append(t.topic().Offered, hit.Code)
	}
	if len(choices) == 1 {
		return h.procedure(ctx, t, twins[0].Code)
	}
	t.Say("guidance.levels", words.Args{"called": called})
	t.Offer(choices...)
	t.Offer(t.choice("guidance.choice.unlisted", verbUnlisted))
	return nil
}

// levelless is a procedure without the level in its everyday name: which one is asked.
func levelless(g *procedure.Guide) *procedure.Guide {
	plain := *g
	if vi, _, ok := strings.Cut(g.Called.Vi, " (cấp "); ok {
		en, _, _ := strings.Cut(g.Called.En, " (")
		plain.Called = procedure.Words{Vi: vi, En: en}
	}
	return &plain
}

// levelWords is the level at which a procedure is carried out, as people know it.
func (t *Talk) levelWords(g *procedure.Guide) string {
	level := strings.ToLower(g.Level)
	switch {
	case strings.Contains(level, "xã"):
		return t.Text("guidance.level.commune", nil)
	case strings.Contains(level, "tỉnh"):
		return t.Text("guidance.level.province", nil)
	case strings.Contains(level, "bộ"), strings.Contains(level, "trung ương"):
		return t.Text("guidance.level.ministry", nil)
	}
	return words60(tidy(g.Decides))
}

// nothingFound answers a question about a procedure that the search does not know: it
// says so, and who may know.
func (h *Handler) nothingFound(ctx context.Context, t *Talk, _ string) error {
	if asks, _ := t.readAspect(); asks.only && t.told() == "" {
		t.askAbout()
		return nil
	}
	if done, err := h.barely(ctx, t); done || err != nil {
		return err
	}
	h.rephrased(ctx, t)
	h.missed(ctx, t.text, t, procedure.Nothing)
	t.asked(t.text)
	t.sayNothingFound()
	return nil
}

// barely offers what a bare word may mean: "thường trú" is no name of a procedure, but
// what is registered.
func (h *Handler) barely(ctx context.Context, t *Talk) (bool, error) {
	if t.said().words > 4 {
		return false, nil
	}
	hits, err := h.Guess(ctx, "đăng ký "+withoutAspects(t.text), mostHits)
	if err != nil || len(hits) == 0 || hits[0].Score < procedure.Likely {
		return false, err
	}
	t.asked(t.text)
	t.sayWhich(likely(hits))
	return true, nil
}

func (t *Talk) sayNothingFound() {
	if t.desk {
		t.Say("guidance.nothing_human", words.Args{"portal": portalURL})
		t.keepDraft(t.text)
	} else {
		t.sayContact("guidance.nothing", "guidance.nothing_call")
	}
	t.offerElsewhere()
}

// askAbout asks what a question is about that names no procedure.
func (t *Talk) askAbout() {
	t.Say("guidance.about_what", nil)
	t.offerElsewhere()
}

// missed counts a question that failed; that it cannot be counted fails nobody.
func (h *Handler) missed(ctx context.Context, question string, t *Talk, how procedure.Outcome) {
	index, err := h.Procedures.Search(ctx)
	if err == nil {
		terms := index.Terms(question)
		if len(terms) == 0 {
			return
		}
		err = h.Procedures.NoteMiss(ctx, terms, how, t.Now)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		h.Log.Warn("a question that failed was not counted", "err", err)
	}
}

// rephrased counts the last question where it failed and is asked again in other words.
func (h *Handler) rephrased(ctx context.Context, t *Talk) {
	if topic := t.Session.Topic; topic != nil && topic.Asked != "" && topic.Procedure == "" && len(topic.Offered) == 0 {
		h.missed(ctx, topic.Asked, t, procedure.Rephrased)
	}
}

// without are the hits but one.
func without(hits []procedure.Hit, code string) []procedure.Hit {
	return slices.DeleteFunc(slices.Clone(hits), func(hit procedure.Hit) bool { return hit.Code == code })
}
