package api

import (
	"encoding/json"
	"maps"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"motcua/internal/vntext"
	"motcua/internal/words"
)

// Problem is an answer that something is wrong (RFC 9457): what, and the way out.
type Problem struct { //nolint:errname // an answer first: its name stands in the description
	Type   string  `doc:"Which problem, for programs: it begins with urn:motcua:problem: and does not change." json:"type"`
	Title  string  `doc:"The kind of problem in words."                                                        json:"title"`
	Status int     `doc:"The HTTP status again."                                                               json:"status"`
	Detail string  `doc:"What is wrong here, and the way out; Vietnamese where Accept-Language begins with vi." json:"detail"`
	Errors []Fault `doc:"Parameters that cannot be read."                                                      json:"errors,omitempty"`
	Result *Result `doc:"What went in before the problem, and stays."                                          json:"result,omitempty"`
	Told   int     `doc:"How many followers would be told, at least."                                          json:"told,omitempty"`
	Most   *int    `doc:"How many followers may be told."                                                      json:"most,omitempty"`

	headers http.Header
}

// Fault is one parameter that cannot be read.
type Fault struct {
	Where  string `doc:"The parameter, as query.to."       json:"where"`
	Value  string `doc:"What was sent, shortened."         json:"value,omitempty"`
	Detail string `doc:"What is wrong, and the way out."   json:"detail"`
}

const (
	problemKind = "application/problem+json"
	problemType = "urn:motcua:problem:"
)

// problem is one of a kind that the texts know.
func (a *API) problem(lang string, status int, kind string, args words.Args) *Problem {
	return &Problem{
		Type: problemType + kind, Status: status,
		Title:  a.words.Say(lang, "problem."+kind+".title"),
		Detail: a.words.Say(lang, "problem."+kind+".detail", args),
	}
}

// Error is for the library; it is never shown.
func (p *Problem) Error() string { return p.Type }

// GetStatus tells the library the status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType tells the library what it is.
func (*Problem) ContentType(string) string { return problemKind }

// GetHeaders tells the library the headers that go with it.
func (p *Problem) GetHeaders() http.Header { return p.headers }

// later says after how many seconds it is worth trying again.
func (p *Problem) later(seconds int) *Problem {
	p.headers = http.Header{"Retry-After": {strconv.Itoa(seconds)}}
	return p
}

// write answers with a problem where the library is not at work.
func write(w http.ResponseWriter, r *http.Request, p *Problem) {
	maps.Copy(w.Header(), p.headers)
	w.Header().Set("Content-Type", problemKind)
	w.WriteHeader(p.Status)
	if r.Method != http.MethodHead {
		_ = json.NewEncoder(w).Encode(p) //nolint:errchkjson // fails only when the reader is gone
	}
}

// translate says in our words what the library found wrong with a request.
func (a *API) translate(ctx huma.Context, _ string, v any) (any, error) {
	found, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	lang := langOf(ctx.Header("Accept-Language"))
	if found.Status >= http.StatusInternalServerError {
		return a.problem(lang, found.Status, "broken", nil), nil
	}
	p := a.problem(lang, found.Status, "parameter", nil)
	for _, e := range found.Errors {
		f := Fault{Where: short(e.Location), Detail: e.Message}
		if s, ok := e.Value.(string); ok {
			f.Value = short(s)
		}
		if lang == words.First {
			f.Detail = a.words.Say(lang, "problem.fault")
		}
		p.Errors = append(p.Errors, f)
	}
	return p, nil
}

// fault is a problem with one parameter.
func (a *API) fault(lang, name, value, kind string) *Problem {
	p := a.problem(lang, http.StatusUnprocessableEntity, "parameter", nil)
	p.Errors = []Fault{{Where: "query." + name, Value: short(value), Detail: a.words.Say(lang, "problem."+kind)}}
	return p
}

// short is what of a value may be said again: numbers of persons are blotted out.
func short(s string) string {
	const most = 60
	s = strings.ToValidUTF8(s, "?")
	s, _ = vntext.Redact(s)
	if utf8.RuneCountInString(s) > most {
		s = string([]rune(s)[:most]) + "…"
	}
	return s
}
