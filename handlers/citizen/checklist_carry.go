package citizen

import (
	"context"
	"net/url"
	"regexp"
	"strings"

	"motcua/internal/checklist"
)

// carriedLink is the address of a page to print, as it is copied from one channel into
// another. It names papers and nobody, so whoever has it learns nothing about anyone.
var carriedLink = regexp.MustCompile(`/giay-to/(\d\.\d{6})(?:\?(\S*))?`)

// carriedTyped goes on with a list from another channel or device, whose page to print was
// sent here: its ticks join those that are known here.
func (h *Handler) carriedTyped(ctx context.Context, t *Talk) (done bool, err error) {
	link := carriedLink.FindStringSubmatch(t.text)
	if link == nil {
		return false, nil
	}
	query, err := url.ParseQuery(link[2])
	if err != nil {
		query = nil // the procedure is still named
	}
	about := link[1]
	if at := query.Get("case"); at != "" {
		about += "/" + at
	}
	p, err := h.papersOf(ctx, t, about)
	if err != nil || p == nil {
		return true, err
	}
	have := strings.Split(query.Get("co"), ",")
	var ticks []ticked
	for _, item := range p.missing() {
		for _, id := range have {
			if item.ID == id {
				ticks = append(ticks, ticked{item, true})
			}
		}
	}
	if len(ticks) == 0 {
		h.showPapers(t, p, "")
		return true, nil
	}
	return true, h.setTicks(ctx, t, p, ticks)
}

// carryWords say how to go on elsewhere; none where our pages have no address.
func (h *Handler) carryWords(t *Talk, p *papersOf) []string {
	link := h.printLink(t, p)
	if link == "" || len(checklist.Papers(p.at)) == 0 {
		return nil
	}
	return []string{t.Text("checklist.carry", nil), link}
}
