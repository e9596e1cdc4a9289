package webchat

import (
	"net/url"
	"regexp"
	"strings"
)

// piece is a part of a paragraph: words, or an address to follow.
type piece struct{ Text, URL string }

// address is what may be one. What ends a sentence does not belong to it.
var address = regexp.MustCompile(`https?://[^\s<>"“”]*[^\s<>"“”.,;:!?)]`)

// pieces cuts a paragraph at its addresses. ours: the assistant says it, who only names
// official pages and our own; of what a human wrote only official ones can be followed.
func pieces(text string, ours bool) []piece {
	var out []piece
	at := 0
	for _, found := range address.FindAllStringIndex(text, -1) {
		link := text[found[0]:found[1]]
		if !ours && !official(link) {
			continue
		}
		if found[0] > at {
			out = append(out, piece{Text: text[at:found[0]]})
		}
		out = append(out, piece{Text: shown(link), URL: link})
		at = found[1]
	}
	if at < len(text) {
		out = append(out, piece{Text: text[at:]})
	}
	return out
}

// official is a page of the state, which people can tell by its name.
func official(link string) bool {
	u, err := url.Parse(link)
	return err == nil && u.Scheme == "https" && u.User == nil && strings.HasSuffix(u.Hostname(), ".gov.vn")
}

// shown is an address as a person reads it: whose it is. Long paths only frighten.
func shown(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return link
	}
	if len(u.Path) > 1 && len(link) <= 40 {
		return u.Host + u.Path
	}
	return u.Host
}
