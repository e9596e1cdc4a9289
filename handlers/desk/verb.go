package desk

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/ticket"
)

// Verbs are what a volunteer can do with a ticket. The key names one press for ever.
type Verbs interface {
	cards
	Claim(ctx context.Context, key string, id, by int64) (ticket.Ticket, error)
	Answer(ctx context.Context, key string, id, by int64, text string, file *chat.File) (ticket.Ticket, error)
	Note(ctx context.Context, key string, id, by int64, text string) (ticket.Ticket, error)
	AskDetails(ctx context.Context, key string, id, by int64) (ticket.Ticket, error)
	Pass(ctx context.Context, key string, id, by int64, to ticket.To, reason string) (ticket.Ticket, error)
	Return(ctx context.Context, key string, id, by int64, reason string) (ticket.Ticket, error)
	Finish(ctx context.Context, key string, id, by int64, o ticket.Outcome, h ticket.Help) (ticket.Ticket, error)
	Reopen(ctx context.Context, key string, id, by int64) (ticket.Ticket, error)
	LogHelp(ctx context.Context, key string, by int64, unit string, o ticket.Outcome) (ticket.Ticket, error)
}

// action is one press of me on a ticket.
type action struct {
	*http.Request

	me   who
	t    ticket.Ticket
	verb string
	key  string
}

// acts are the verbs by their names in the path.
var acts = map[string]func(*Desk, context.Context, action) error{
	"claim": (*Desk).claim, "answer": (*Desk).answer, "note": (*Desk).note, "card": (*Desk).sendCard,
	"guide": (*Desk).sendGuide, "procedure": (*Desk).assign,
	"details": (*Desk).askDetails, "pass": (*Desk).pass, "return": (*Desk).giveBack,
	"finish": (*Desk).finish, "reopen": (*Desk).reopen,
}

// leaves are the verbs after which the case is not mine any more: the queue comes next.
var leaves = map[string]bool{"pass": true, "return": true, "finish": true}

// What goes wrong before a verb of package ticket is called.
var (
	errNoCode   = errors.New("no code could be read")
	errNoCard   = errors.New("nothing is known under the code")
	errFile     = errors.New("the file is of no use")
	errUnfilled = errors.New("a field of a ready reply is not filled")
)

// mostUpload is how large a posted form may be: the largest file, and words.
const mostUpload = 12 << 20

// uploadTime is how long a file may take on a slow line.
const uploadTime = 3 * time.Minute

// act does what a form asks, and answers by a redirect, or by pieces of the page where
// the page's script asks.
func (d *Desk) act(w http.ResponseWriter, r *http.Request, me who) {
	do, ok := acts[r.PathValue("verb")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, mostUpload)
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(uploadTime)) // not every test server has one
	if err := parseForm(r); err != nil {
		d.actFailed(w, r, me, errFile)
		return
	}
	a := action{Request: r, me: me, verb: r.PathValue("verb"), key: postKey(r, me)}
	var err error
	if a.t, err = d.c.Store.Ticket(r.Context(), pathID(r)); err == nil {
		err = do(d, r.Context(), a)
	}
	if err != nil {
		d.actFailed(w, r, me, err)
		return
	}
	d.prolong(r.Context(), &me)
	d.acted(w, r, me, a)
}

func parseForm(r *http.Request) error {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return r.ParseMultipartForm(mostUpload)
	}
	return r.ParseForm()
}

var keyShape = regexp.MustCompile(`^[A-Za-z0-9.-]{1,64}$`)

// postKey names the press: the key of its form, told apart by who presses and what. A
// form without one is as good as a new one.
func postKey(r *http.Request, me who) string {
	key := r.PostFormValue("key")
	if !keyShape.MatchString(key) {
		key = newKey()
	}
	return strings.Join([]string{"desk", strconv.FormatInt(me.ID, 10), r.PathValue("verb"), key}, ":")
}

// acted answers a press that was done.
func (d *Desk) acted(w http.ResponseWriter, r *http.Request, me who, a action) {
	here := "/desk/cases/" + strconv.FormatInt(a.t.ID, 10)
	switch {
	case a.verb == "procedure" && d.gaveAway(r.Context(), me, a.t.ID):
		d.goTo(w, r, "/desk?did=private&case="+strconv.FormatInt(a.t.ID, 10))
	case leaves[a.verb]:
		d.goTo(w, r, "/desk?did="+a.verb+"&case="+strconv.FormatInt(a.t.ID, 10))
	case a.verb == "claim" && !me.OnDuty(d.c.Now()):
		d.goTo(w, r, here+"?off#end")
	case !part(r), a.verb == "claim", a.verb == "reopen":
		d.goTo(w, r, here+"#end")
	default:
		v, err := d.caseView(r.Context(), me, a.t.ID, after(r), besideOf(r))
		if err != nil {
			d.caseFailed(w, r, me, err)
			return
		}
		d.drawCase(w, r, http.StatusOK, v)
	}
}

// gaveAway says whether I said of a case what made it one that I may not read.
func (d *Desk) gaveAway(ctx context.Context, me who, id int64) bool {
	_, err := d.readCase(ctx, me, id)
	return errors.Is(err, ticket.ErrHidden)
}

// goTo sends the page elsewhere, with or without its script.
func (*Desk) goTo(w http.ResponseWriter, r *http.Request, to string) {
	if part(r) {
		w.Header().Set("X-Go", to)
		w.WriteHeader(http.StatusNoContent)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// failure is what went wrong with a press, said where it was pressed.
type failure struct {
	Verb string
	Key  string
	Name string // who has it, which field is empty
	Code string // as typed
	Text string
}

// At says whether the failure belongs to the form of a verb.
func (f failure) At(verb string) bool { return f.Key != "" && f.Verb == verb }

// causes are the words of what can go wrong.
var causes = []struct {
	err    error
	key    string
	status int
}{
	{ticket.ErrTaken, "case.taken", http.StatusConflict},
	{ticket.ErrNotYours, "case.not_yours", http.StatusConflict},
	{ticket.ErrClosed, "case.closed", http.StatusConflict},
	{ticket.ErrConflict, "case.busy", http.StatusConflict},
	{ticket.ErrNews, "case.news", http.StatusConflict},
	{ticket.ErrOpen, "case.open", http.StatusConflict},
	{ticket.ErrNobody, "case.nobody", http.StatusUnprocessableEntity},
	{ticket.ErrEmpty, "case.empty", http.StatusUnprocessableEntity},
	{ticket.ErrTooLong, "case.too_long", http.StatusUnprocessableEntity},
	{ticket.ErrNoDetails, "case.no_details", http.StatusUnprocessableEntity},
	{errNoCode, "case.no_code", http.StatusUnprocessableEntity},
	{errNoCard, "case.no_card", http.StatusUnprocessableEntity},
	{errNoGuide, "case.no_guide", http.StatusUnprocessableEntity},
	{errFile, "case.bad_file", http.StatusUnprocessableEntity},
	{errUnfilled, "case.unfilled", http.StatusUnprocessableEntity},
}

// actFailed says at the spot what went wrong; what was typed stays.
func (d *Desk) actFailed(w http.ResponseWriter, r *http.Request, me who, err error) {
	f := failure{Verb: r.PathValue("verb"), Key: "case.slow", Code: r.PostFormValue("code"), Text: r.PostFormValue("text")}
	status := http.StatusServiceUnavailable
	for _, c := range causes {
		if errors.Is(err, c.err) {
			f.Key, status = c.key, c.status
		}
	}
	if errors.Is(err, ticket.ErrNone) || errors.Is(err, ticket.ErrHidden) {
		d.showNote(w, r, me, http.StatusNotFound, "case.none")
		return
	}
	if status == http.StatusServiceUnavailable {
		d.c.Log.Warn("a verb of the desk failed; the page says so", "verb", f.Verb, "err", err)
	}
	v, viewErr := d.caseView(r.Context(), me, pathID(r), after(r), besideOf(r))
	if elsewhere := part(r) && r.Header.Get("X-Case") != r.PathValue("id"); viewErr != nil || elsewhere {
		d.noCaseToShow(w, r, me, f, status)
		return
	}
	f.Name = v.Holder
	if f.Key == "case.unfilled" {
		v.Sure, f.Name = true, unfilled(f.Text)
	}
	if f.Verb == "answer" {
		v.Text = f.Text
	}
	v.Failed = f
	d.drawCase(w, r, status, v)
}

// noCaseToShow answers a press on a question that is not on the page: pressed in the
// queue, or one that another has taken and I may not read.
func (d *Desk) noCaseToShow(w http.ResponseWriter, r *http.Request, me who, f failure, status int) {
	note := sentence{Key: f.Key}
	if t, err := d.c.Store.Ticket(r.Context(), pathID(r)); err == nil {
		note.Name = d.name(r.Context(), t.Holder)
	}
	if part(r) {
		d.write(w, status, me.look.Lang, "toast", note)
		return
	}
	view := d.frame(r.Context(), me, "waiting")
	view.Note = note
	d.write(w, status, view.Lang, "queue-page", view)
}
