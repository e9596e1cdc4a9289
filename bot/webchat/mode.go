package webchat

import (
	"html/template"
	"net/http"
	"strings"
)

// mode is where the page is used. It stands in the query of the page and of all
// that the page asks for.
type mode string

const (
	own    mode = ""      // a person's own browser
	kiosk  mode = "kiosk" // a machine that many share: nothing is left on it
	framed mode = "embed" // in a frame of a site that we allow
)

// modeOf is the mode that a request asks for. Without allowed sites nothing is embedded.
func (p *Page) modeOf(r *http.Request) mode {
	q := r.URL.Query()
	switch {
	case q.Has("kiosk"):
		return kiosk
	case q.Has("embed") && len(p.c.Embed) > 0:
		return framed
	}
	return own
}

// home is where a conversation starts over.
func (m mode) home() string {
	if m == own {
		return "/"
	}
	return "/?" + string(m)
}

// query is what the page adds to all that it asks for. A shared machine keeps no
// cookie for the language, so that stands here as well.
func (m mode) query(lang string) template.URL {
	if m == kiosk && lang != "" {
		return template.URL("?kiosk&lang=" + lang) //nolint:gosec // lang is one of ours
	}
	return template.URL(strings.TrimPrefix(m.home(), "/")) //nolint:gosec // nothing from outside
}

// FrameAncestors says, in the words of a content policy, who may show the answer
// to a request in a frame.
func (p *Page) FrameAncestors(r *http.Request) string {
	if r.URL.Path != "/" || p.modeOf(r) != framed {
		return "'none'"
	}
	return strings.Join(p.c.Embed, " ")
}
