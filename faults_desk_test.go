//go:build faults

package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/team"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// wardOfSample is where the sample's questions belong.
const wardOfSample = "SG-LT"

// office is a world with a team at its desk.
type office struct {
	*messenger

	store *postgres.Store
	cast  storetest.Cast
	phone int64 // the last that was given out
}

// newOffice lets a team into a world whose servers do not run yet.
func newOffice(m *messenger) *office {
	m.t.Helper()
	store, err := postgres.Open(m.t.Context(), m.db, []byte("a key of tests that is long enough"))
	must(m.t, err)
	m.t.Cleanup(store.Close)
	if !*long {
		m.api.Retry(200*time.Millisecond, time.Second)
	}
	return &office{messenger: m, store: store, cast: storetest.Team(m.t, store, wardOfSample), phone: 5000}
}

// agent is a volunteer with a messenger, a browser, or both.
type agent struct {
	team.Volunteer

	o     *office
	phone int64    // 0: none
	desk  *browser // nil: none
}

// member is one more in the ward's team.
func (o *office) member() *agent {
	o.t.Helper()
	name := "Tổ viên " + rand.Text()[:6]
	id, err := o.store.AddVolunteer(o.t.Context(), team.Volunteer{Name: name, Role: team.Plain, Lang: "vi"}, time.Now())
	must(o.t, err)
	must(o.t, o.store.AddMember(o.t.Context(), o.cast.Ward.ID, id, false))
	v, err := o.store.Volunteer(o.t.Context(), id)
	must(o.t, err)
	return &agent{Volunteer: v, o: o}
}

// withPhone links a messenger; before servers run, for they know it by a copy.
func (a *agent) withPhone() *agent {
	a.o.t.Helper()
	a.o.phone++
	a.phone = a.o.phone
	storetest.Telegram(a.o.t, a.o.store, a.ID, strconv.FormatInt(a.phone, 10))
	return a
}

// onDuty lets an agent be told of what waits.
func (a *agent) onDuty() *agent {
	a.o.t.Helper()
	must(a.o.t, a.o.store.SetDuty(a.o.t.Context(), a.ID, time.Now().Add(time.Hour)))
	return a
}

// enters opens the desk in Telegram: a bot may not write to whom it never met.
func (o *office) enters(agents ...*agent) {
	o.t.Helper()
	for _, a := range agents {
		o.api.Say(a.phone, "/bantruc")
	}
	o.ended()
}

// atBrowser signs a browser in, by a link as the command line makes it.
func (a *agent) atBrowser(servers ...*server) *agent {
	t := a.o.t
	t.Helper()
	token := rand.Text()
	hash := sha256.Sum256([]byte(token))
	invite := team.Invite{Kind: team.SignIn, Volunteer: a.ID, Until: time.Now().Add(team.SignInLives)}
	must(t, a.o.store.MakeInvite(t.Context(), hash[:], invite))
	a.desk = newBrowser(t, servers...)
	if in := a.desk.press("/desk/sign-in/"+token, nil); in.code != http.StatusSeeOther {
		t.Fatalf("the link signs nobody in: %d %s", in.code, in.body)
	}
	return a
}

// claims takes a question by the browser, or by a press in Telegram.
func (a *agent) claims(id int64) {
	a.o.t.Helper()
	if a.desk == nil {
		a.presses("v:claim", id)
		return
	}
	if got := a.desk.press(caseOf(id)+"/claim", url.Values{"key": {"claim"}}); got.code != http.StatusSeeOther {
		a.o.t.Fatalf("the question could not be taken: %d %s", got.code, got.body)
	}
}

// presses presses what would stand under one of the bot's messages.
func (a *agent) presses(verb string, id int64) {
	a.o.api.Press(a.phone, 1, fmt.Sprintf("%s:%d", verb, id))
}

// writes replies in Telegram to a message about a case: so it is certain which.
func (a *agent) writes(id int64, text string) {
	a.o.api.Post(a.phone, a.phone, map[string]any{"text": text, "reply_to_message": map[string]any{
		"message_id": 1, "date": 0, "chat": map[string]any{"id": a.phone, "type": "private"},
		"from": map[string]any{"id": 123456, "is_bot": true, "first_name": "Một cửa"},
		"text": relayed(id) + "…",
	}})
}

// relayed is how a message begins that hands on what an asker wrote.
func relayed(id int64) string { return fmt.Sprintf("Câu hỏi %d · người hỏi: ", id) }

func caseOf(id int64) string { return "/desk/cases/" + strconv.FormatInt(id, 10) }

// settled waits until all that was said in held cases is handed on and sent.
func (o *office) settled() {
	o.t.Helper()
	o.await("all updates are taken", func() bool { return o.api.Pending() == 0 })
	o.until(`SELECT NOT EXISTS (SELECT FROM tickets WHERE state = 'held' AND least(told_asker, told_holder) < last_line)`)
	o.ended()
}

// happened is what is kept of a question, in order.
func (o *office) happened(id int64) (what []string) {
	o.t.Helper()
	lines, err := o.store.Lines(o.t.Context(), id, 0)
	must(o.t, err)
	for _, l := range lines {
		what = append(what, string(l.What))
	}
	return what
}

// number asks for one.
func (o *office) number(question string, args ...any) (n int64) {
	o.t.Helper()
	ctx, cancel := context.WithTimeout(o.t.Context(), patience)
	defer cancel()
	db, err := pgx.Connect(ctx, o.db)
	must(o.t, err)
	must(o.t, db.QueryRow(ctx, question, args...).Scan(&n))
	must(o.t, db.Close(ctx))
	return n
}

// awaitLine waits until something has happened to a question that often.
func (o *office) awaitLine(id int64, what string, times int) time.Duration {
	o.t.Helper()
	began := time.Now()
	o.until(`SELECT count(*) >= $3 FROM ticket_lines WHERE ticket = $1 AND what = $2`, id, what, times)
	return time.Since(began)
}

// inDesk is a test of a desk in a world with polling servers, or with called ones.
func inDesk(t *testing.T, world func(*testing.T) *world, hook bool) *office {
	t.Helper()
	return newOffice(onTelegram(world(t), hook))
}
