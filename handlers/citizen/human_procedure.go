package citizen

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/procedure"
	"motcua/internal/ticket"
)

// What procedure a question to a human is about: the one that its words name, else the
// one that was being told, else that of the dossier that it comes with.

// subject is what a question is about; the zero Subject where nobody can tell. A search
// that is away takes nobody's question from them.
func (h *Handler) subject(ctx context.Context, t *Talk, text string, d dossier.Dossier) (ticket.Subject, error) {
	hits, err := h.Guess(ctx, text, mostChoices)
	if err != nil {
		if errors.Is(err, chat.ErrAway) || ctx.Err() != nil {
			return ticket.Subject{}, err
		}
		h.Log.Warn("the procedures could not be searched; a question goes on without", "err", err)
	}
	about := t.lastTold()
	named := surely(hits)
	switch {
	case named != "" && named != ticket.CodeOf(about):
		about = named
	case about == "":
		about = d.ProcedureCode
	}
	if about == "" {
		return ticket.Subject{}, nil
	}
	g, at, err := h.ProcedureGuide(ctx, about)
	if err != nil || g == nil {
		return ticket.Subject{}, err
	}
	return ticket.SubjectOf(g, at), nil
}

// lastTold is what guidance told last: "1.004194/thue", "" for nothing.
func (t *Talk) lastTold() string {
	topic := t.Session.Topic
	switch {
	case topic == nil:
		return ""
	case topic.Case == "":
		return topic.Procedure
	}
	return topic.Procedure + "/" + topic.Case
}

// surely is the one procedure that a text names, "" where it names none, or several alike.
func surely(hits []procedure.Hit) string {
	if len(hits) == 0 || hits[0].Score < procedure.Sure {
		return ""
	}
	if len(hits) > 1 && hits[1].TwinOf == hits[0].Code {
		return ""
	}
	return hits[0].Code
}

// aboutProcedure is what the press of a person under guidance carries.
var aboutProcedure = regexp.MustCompile(`^\d\.\d{6}(?:/[a-z0-9-]{1,24})?$`)

// meant takes up the procedure that the press of a person carries: it was told right
// above, also where the Session is gone or has heard of others since.
func (t *Talk) meant(about string) {
	if !aboutProcedure.MatchString(about) || about == t.lastTold() {
		return
	}
	topic := t.topic()
	topic.Procedure, topic.Case, _ = strings.Cut(about, "/")
	topic.Asked, topic.Aspect, topic.Offered = "", "", nil
}

// guideVerbs are those of choices under guidance.
var guideVerbs = []string{
	verbProcedure, verbFees, verbTime, verbPapers, verbMore, verbOnline, verbSpot, verbChecklist, verbTick, verbKeep, verbRemind,
}

// guidesTo is the procedure that this answer is about, by the choices under it.
func (t *Talk) guidesTo() string {
	told := t.lastTold()
	if told == "" {
		return ""
	}
	for _, c := range t.choices {
		verb, about, _ := strings.Cut(c.Press, ":")
		for _, v := range guideVerbs {
			if verb == v && ticket.CodeOf(about) == ticket.CodeOf(told) {
				return told
			}
		}
	}
	return ""
}

// ProcedureGuide is a procedure as it is told at our counter, and the case that about
// names ("1.004194/thue"). nil: there is no such procedure.
func (h *Handler) ProcedureGuide(ctx context.Context, about string) (*procedure.Guide, procedure.Case, error) {
	place, err := h.place(ctx)
	if err != nil {
		return nil, procedure.Case{}, fmt.Errorf("read the offices: %w", err)
	}
	code, rest, _ := strings.Cut(about, "/")
	p, own, err := h.Procedures.Procedure(ctx, code, place.counter.Code, h.Now())
	if err != nil || p == nil {
		return nil, procedure.Case{}, err
	}
	g := procedure.Guided(p, own)
	id, _, _ := strings.Cut(rest, "/")
	for _, c := range g.Cases {
		if c.ID == id {
			return g, c, nil
		}
	}
	return g, procedure.Case{}, nil
}
