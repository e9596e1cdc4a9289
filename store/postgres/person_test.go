package postgres_test

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"motcua/internal/announce"
	"motcua/internal/audit"
	"motcua/internal/chat"
	"motcua/internal/checklist"
	"motcua/internal/citizen"
	"motcua/internal/follow"
	"motcua/internal/proof"
	"motcua/internal/ticket"
)

// planted are the words of one person, and the chats that name them. Nothing of it may be
// left.
var planted = []string{"dấu-lời-nói", "dấu-trả-lời", "dấu-ghi-chú", "dấu-lý-do", "dấu-tên-tệp", "dấu-nội-dung-tệp", "dấu-của-máy", "777000111", "H29.171-261119-7777"}

// tablesWith are all tables of the database that hold a word, in any column, bytes too.
func tablesWith(t *testing.T, p place, word string) []string {
	t.Helper()
	rows, err := p.db.Query(t.Context(), `SELECT table_schema || '.' || table_name FROM information_schema.tables
		WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`)
	must(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, err)
	if len(tables) < 20 {
		t.Fatalf("only %d tables", len(tables))
	}
	var with []string
	for _, table := range tables {
		var n int
		query := fmt.Sprintf("SELECT count(*) FROM %s t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0", table)
		must(t, p.db.QueryRow(t.Context(), query, word, hex.EncodeToString([]byte(word))).Scan(&n))
		if n > 0 {
			with = append(with, table)
		}
	}
	return with
}

// plant lets a person leave traces wherever a person can: a question that was closed, one
// in a volunteer's hands, files, answers on their way to them and their words on the way
// to the volunteer, a consent, an account, the page's conversation.
func plant(t *testing.T, p place, channel chat.Channel, chatID string) (closed, open ticket.Ticket) {
	t.Helper()
	asker := ticket.Asker{Channel: channel, Chat: chatID}
	must(t, p.KeepConsent(t.Context(), channel, chatID, citizen.TicketConsent, "1", at(7)))
	const known = "H29.171-261119-8888" // the office's, and nobody's secret
	_, err := p.db.Exec(t.Context(), `INSERT INTO dossiers (code, status, updated_at, phone_hash) VALUES ($1, 'processing', now(), '\x01') ON CONFLICT DO NOTHING`, known)
	must(t, err)
	_, err = p.db.Exec(t.Context(), `INSERT INTO openings SELECT $1, $2, id, 'strong', now() + interval '1 minute' FROM dossiers WHERE code = $3`, channel, chatID, known)
	must(t, err)
	_, err = p.TryTail(t.Context(), proof.Account{Channel: channel, Chat: chatID}, known, proof.Try{Tail: "1234", Year: 1980}, time.Now())
	must(t, err)
	must(t, p.Saw(t.Context(), audit.Entry{At: at(8), Channel: channel, Chat: chatID, Volunteer: 1, Code: known, What: audit.Details, Right: audit.Allowed}))
	must(t, p.KeepChecklist(t.Context(), checklist.List{
		Channel: channel, Chat: chatID, Procedure: "1.004194", Ticked: []string{"ct01"}, Address: "dấu-của-máy", TouchedAt: at(7),
	}))
	_, err = p.Follow(t.Context(), follow.Follow{Channel: channel, Chat: chatID, Code: known, Label: "dấu-của-máy", At: at(7)})
	must(t, err)
	must(t, p.Listen(t.Context(), announce.Listener{Channel: channel, Chat: chatID, Unit: "SG-LT", Address: "dấu-của-máy", At: at(7)}))
	p.announced(t, "SG-LT", at(9))
	if channel == chat.Web {
		p.keep(t, chatID, "dấu-của-máy")
		toBrowser := outgoing(chatID, "dấu-của-máy", 1)
		toBrowser.Key.Channel = chat.Push
		must(t, p.AddToOutbox(t.Context(), []chat.Outgoing{toBrowser}))
	}
	q := waiting(chatID)
	q.Asker, q.Code, q.Address, q.Field = asker, "H29.171-261119-7777", "dấu-của-máy", "Hộ tịch"
	var ids []int64
	for i, hour := range []int{8, 10} {
		file := chat.File{ID: fmt.Sprint("file", i, channel), Kind: chat.Photo, Type: "image/jpeg", Name: "dấu-tên-tệp"}
		must(t, p.KeepFile(t.Context(), 0, file, []byte("dấu-nội-dung-tệp"), at(20)))
		key := chat.Key{Channel: channel, Chat: chatID, ID: fmt.Sprint("m", hour)}.String()
		got, fresh, err := p.OpenTicket(t.Context(), q, key, []ticket.Line{{At: at(hour), What: ticket.Said, Text: "dấu-lời-nói", File: &file}}, nil)
		if must(t, err); !fresh {
			t.Fatal("not new")
		}
		change(t, p.Store, got.ID, hold(1),
			ticket.Line{At: at(hour), What: ticket.Answered, By: 1, Text: "dấu-trả-lời"},
			ticket.Line{At: at(hour), What: ticket.CardSent, By: 1, Reply: &chat.Reply{Text: "dấu-trả-lời"}},
			ticket.Line{At: at(hour), What: ticket.Noted, By: 1, Text: "dấu-ghi-chú"},
			ticket.Line{At: at(hour), What: ticket.Passed, By: 1, Reason: "dấu-lý-do"},
			ticket.Line{At: at(hour), What: ticket.Passed, By: 1, Reason: "unsure"})
		if i == 0 {
			change(t, p.Store, got.ID, finish(9))
		}
		ids = append(ids, got.ID)
	}
	closed, err = p.Ticket(t.Context(), ids[0])
	must(t, err)
	open, err = p.Ticket(t.Context(), ids[1])
	must(t, err)
	if !tell(t, p.Store, ticket.Told{Ticket: open.ID, Whom: ticket.TheHolder, From: 0, To: 1, Out: handOn(chat.Telegram, "5", "", 10, "dấu-lời-nói")}) {
		t.Fatal("the holder was not told")
	}
	if !tell(t, p.Store, ticket.Told{Ticket: open.ID, Whom: ticket.TheAsker, From: 0, To: 3, Out: handOn(channel, chatID, "", 10, "dấu-trả-lời")}) {
		t.Fatal("the asker was not told")
	}
	return closed, open
}

func TestDeletePerson(t *testing.T) {
	t.Parallel()
	for _, channel := range []chat.Channel{chat.Telegram, chat.Web} {
		t.Run(string(channel), func(t *testing.T) {
			t.Parallel()
			p := openPlace(t)
			const chatID = "777000111"
			closed, open := plant(t, p, channel, chatID)
			if channel == chat.Web {
				_, err := p.AddLine(t.Context(), key(chatID, "m"), 0, at(8), &chat.Said{Text: "dấu-của-máy"}, nil)
				must(t, err)
			} else {
				must(t, p.AddToOutbox(t.Context(), []chat.Outgoing{outgoing(chatID, "dấu-của-máy", 1)}))
			}
			bystander := ask(t, p.Store, waiting("bystander"), "lời người khác").ID
			must(t, p.AddToOutbox(t.Context(), []chat.Outgoing{outgoing("5", "other", 1)}))
			for _, word := range planted {
				if len(tablesWith(t, p, word)) == 0 {
					t.Errorf("%s is nowhere from the start: this test sees nothing", word)
				}
			}
			plantedEverywhere(t, p, channel, chatID)
			for range 2 { // again is no error
				must(t, p.DeletePerson(t.Context(), channel, chatID, ""))
			}
			for _, word := range planted {
				if with := tablesWith(t, p, word); with != nil {
					t.Errorf("%s is left in %s", word, strings.Join(with, ", "))
				}
			}
			checkCounts(t, p, closed, open)
			if n, err := p.Lines(t.Context(), bystander, 0); err != nil || n[0].Text != "lời người khác" {
				t.Errorf("the bystander's words: %v, %v", n, err)
			}
			if got := drain(t, p.Store, sending("5", "a")); !cmp.Equal(got, []string{"other/1"}) {
				t.Errorf("on its way to the volunteer: %v", got)
			}
		})
	}
}

// plantedEverywhere holds that every table that can name a chat, also one that came since
// this was written, has something of this one: else its deletion is not tested.
func plantedEverywhere(t *testing.T, p place, channel chat.Channel, chatID string) {
	t.Helper()
	rows, err := p.db.Query(t.Context(), `SELECT DISTINCT table_schema || '.' || table_name FROM information_schema.columns
		WHERE column_name IN ('chat', 'chat_id', 'args') AND table_schema NOT IN ('pg_catalog', 'information_schema')`)
	must(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, err)
	with := tablesWith(t, p, chatID)
	for _, table := range tables {
		other := map[chat.Channel][]string{ // where only the other channel leaves anything
			chat.Telegram: {"public.web_chats", "public.web_lines", "public.push_subscriptions"},
		}
		if !slices.Contains(with, table) && !slices.Contains(other[channel], table) {
			t.Errorf("%s can name a chat, and this test puts nothing there", table)
		}
	}
}

// What stays of a deleted person: the audit and wrong tries, by a keyed hash that only who
// has the key can compare, and without a word.
func TestWhatADeletionLeaves(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	plant(t, p, chat.Telegram, "777000111")
	must(t, p.DeletePerson(t.Context(), chat.Telegram, "777000111", ""))
	var audits, tries, openings, questions int
	must(t, p.db.QueryRow(t.Context(), `SELECT (SELECT count(*) FROM audit), (SELECT count(*) FROM proof_tries), (SELECT count(*) FROM openings),
		(SELECT count(*) FROM tickets WHERE forgotten AND channel = '' AND chat = '')`).Scan(&audits, &tries, &openings, &questions))
	if audits != 1 || tries != 1 || openings != 0 || questions != 2 {
		t.Errorf("%d of the audit, %d tries, %d openings, %d counts", audits, tries, openings, questions)
	}
}

// Own is all that Held counts, and nothing of the team's own or of others.
func TestOwn(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	_, open := plant(t, p, chat.Telegram, "777000111")
	ask(t, p.Store, waiting("bystander"), "lời người khác")
	own, err := p.Own(t.Context(), chat.Telegram, "777000111")
	must(t, err)
	if !own.Account || len(own.Consents) != 1 || len(own.Checklists) != 1 || len(own.Follows) != 1 || len(own.Hears) != 1 || len(own.Questions) != 2 || len(own.Waiting) != 2 ||
		len(own.Openings) != 1 || len(own.Seen) != 1 {
		t.Errorf("own: %+v", own)
	}
	if got := own.Questions[1]; got.ID != open.ID || got.Lines[0].File == nil || got.Lines[0].Text != "dấu-lời-nói" {
		t.Errorf("the open question: %+v", got)
	}
	for _, word := range []string{"dấu-ghi-chú", "lời người khác"} {
		if strings.Contains(fmt.Sprintf("%+v", own), word) {
			t.Errorf("%s is shown to somebody whom it does not concern", word)
		}
	}
	if other, err := p.Own(t.Context(), chat.Web, "777000111"); err != nil || len(other.Questions)+len(other.Consents)+len(other.Seen) != 0 {
		t.Errorf("the same name on another channel: %+v, %v", other, err)
	}
}

// With a consent goes what was kept by it, and nothing else.
func TestEndConsent(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	_, open := plant(t, p, chat.Telegram, "777000111")
	must(t, p.KeepConsent(t.Context(), chat.Telegram, "777000111", checklist.Consent, "1", at(7)))
	must(t, p.EndConsent(t.Context(), chat.Telegram, "777000111", checklist.Consent, at(11)))
	held, err := p.Held(t.Context(), chat.Telegram, "777000111")
	if must(t, err); held.Checklists != 0 || held.Open != 1 || held.Closed != 1 || held.Consents != 1 {
		t.Errorf("without lists: %+v", held)
	}
	must(t, p.KeepConsent(t.Context(), chat.Telegram, "777000111", follow.ConsentKind, "1", at(7)))
	if held.Follows != 1 {
		t.Errorf("follows of before: %+v", held)
	}
	must(t, p.EndConsent(t.Context(), chat.Telegram, "777000111", follow.ConsentKind, at(11)))
	held, err = p.Held(t.Context(), chat.Telegram, "777000111")
	if must(t, err); held.Follows != 0 || held.Open != 1 {
		t.Errorf("without follows: %+v", held)
	}
	must(t, p.EndConsent(t.Context(), chat.Telegram, "777000111", citizen.TicketConsent, at(11)))
	held, err = p.Held(t.Context(), chat.Telegram, "777000111")
	if must(t, err); held.Open+held.Closed+held.Lines+held.Files+held.Consents != 0 {
		t.Errorf("without questions: %+v", held)
	}
	if now, err := p.Ticket(t.Context(), open.ID); err != nil || now.Outcome != ticket.Withdrawn {
		t.Errorf("the open question: %+v, %v", now, err)
	}
	for _, word := range []string{"dấu-lời-nói", "dấu-trả-lời", "dấu-ghi-chú", "dấu-nội-dung-tệp"} {
		if with := tablesWith(t, p, word); with != nil {
			t.Errorf("%s is left in %s", word, strings.Join(with, ", "))
		}
	}
	all, err := p.ConsentsOf(t.Context(), chat.Telegram, "777000111")
	if must(t, err); len(all) != 3 || slices.ContainsFunc(all, citizen.Consent.Stands) {
		t.Errorf("the record of consents: %+v", all)
	}
}

// checkCounts: what was closed counts as before, what was open ended as withdrawn, and
// whoever had it is told; nobody can find either by its asker.
func checkCounts(t *testing.T, p place, closed, open ticket.Ticket) {
	t.Helper()
	was, err := p.Ticket(t.Context(), closed.ID)
	if must(t, err); was.Outcome != ticket.Guided || !was.ClosedAt.Equal(closed.ClosedAt) || was.Field != "Hộ tịch" || was.LastLine != closed.LastLine {
		t.Errorf("closed: %+v", was)
	}
	now, err := p.Ticket(t.Context(), open.ID)
	if must(t, err); now.State != ticket.Closed || now.Outcome != ticket.Withdrawn || now.ClosedAt.IsZero() || now.Version == open.Version {
		t.Errorf("open: %+v", now)
	}
	lines, err := p.Lines(t.Context(), open.ID, open.LastLine)
	if must(t, err); len(lines) != 1 || lines[0].What != ticket.TakenBack || now.LastLine != lines[0].Seq {
		t.Errorf("its end: %+v", lines)
	}
	all, err := p.Lines(t.Context(), open.ID, 0)
	if must(t, err); all[len(all)-2].Reason != "unsure" || all[0].File != nil || all[0].What != ticket.Said {
		t.Errorf("facts are gone: %+v", all)
	}
	var relays int
	must(t, p.db.QueryRow(t.Context(), "SELECT count(*) FROM river.river_job WHERE kind = 'relay'").Scan(&relays))
	if relays != 1 {
		t.Errorf("%d relays of its end, want 1", relays)
	}
	for _, asker := range []ticket.Asker{open.Asker, {}} {
		if _, ok, err := p.TicketOf(t.Context(), asker); ok || err != nil {
			t.Errorf("found: %v, %v", ok, err)
		}
	}
	if held, err := p.Held(t.Context(), open.Asker.Channel, open.Asker.Chat); err != nil || !held.Nothing() {
		t.Errorf("held: %+v, %v", held, err)
	}
	if _, err := p.ChangeTicket(t.Context(), ticket.Change{Before: open, After: open, Lines: []ticket.Line{said("dấu")}}); err == nil {
		t.Error("a step that was read before goes through")
	}
}

func TestHeld(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	if held, err := p.Held(t.Context(), chat.Telegram, "777000111"); err != nil || !held.Nothing() {
		t.Errorf("from the start: %+v, %v", held, err)
	}
	closed, _ := plant(t, p, chat.Telegram, "777000111")
	held, err := p.Held(t.Context(), chat.Telegram, "777000111")
	want := citizen.Kept{Account: true, Consents: 1, Open: 1, Closed: 1, Lines: 12, Files: 2, Waiting: 2, Checklists: 1, Follows: 1, LastClosed: closed.ClosedAt}
	if must(t, err); !cmp.Equal(held, want) {
		t.Errorf("(-want +got):\n%s", cmp.Diff(want, held))
	}
	if held, err := p.Held(t.Context(), chat.Web, "777000111"); err != nil || !held.Nothing() {
		t.Errorf("the same name on another channel: %+v, %v", held, err)
	}
}

// After its time a closed ticket is a count. What is open, or closed later, stays.
func TestForgetTickets(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	closed, open := plant(t, p, chat.Web, "777000111")
	late := ask(t, p.Store, waiting("late"), "lời sau").ID
	change(t, p.Store, late, finish(12))
	if n, err := p.ForgetTickets(t.Context(), closed.ClosedAt); n != 0 || err != nil {
		t.Errorf("too early forgot %d, %v", n, err)
	}
	for i, want := range []int64{1, 0} {
		if n, err := p.ForgetTickets(t.Context(), at(11)); n != want || err != nil {
			t.Errorf("time %d: forgot %d, %v; want %d", i+1, n, err, want)
		}
	}
	was, err := p.Ticket(t.Context(), closed.ID)
	if must(t, err); was.Asker != (ticket.Asker{}) || was.Code != "" || was.Outcome != ticket.Guided || was.Version == closed.Version {
		t.Errorf("closed: %+v", was)
	}
	lines, err := p.Lines(t.Context(), closed.ID, 0)
	must(t, err)
	for _, l := range lines {
		if l.Text != "" || l.Reply != nil || l.File != nil || (l.Reason != "" && l.Reason != "unsure") {
			t.Errorf("left: %+v", l)
		}
	}
	if kept(t, p.Store, "file0web", at(9)) || !kept(t, p.Store, "file1web", at(9)) {
		t.Error("the wrong file is gone")
	}
	if now, err := p.Ticket(t.Context(), open.ID); err != nil || now.Asker != open.Asker {
		t.Errorf("open: %+v, %v", now, err)
	}
	if lines, err := p.Lines(t.Context(), late, 0); err != nil || lines[0].Text != "lời sau" {
		t.Errorf("closed later: %v, %v", lines, err)
	}
	// Opened anew and closed again, it is forgotten again.
	change(t, p.Store, closed.ID, finish(10), said("dấu mới"))
	if n, err := p.ForgetTickets(t.Context(), at(11)); n != 1 || err != nil {
		t.Errorf("with new words forgot %d, %v", n, err)
	}
}

// More than one transaction's worth.
func TestForgetManyTickets(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	id := ask(t, p.Store, waiting("c"), "x").ID
	change(t, p.Store, id, finish(9))
	var fields string
	must(t, p.db.QueryRow(t.Context(), `SELECT string_agg(column_name, ', ') FROM information_schema.columns
		WHERE table_name = 'tickets' AND column_name NOT IN ('id', 'key')`).Scan(&fields))
	_, err := p.db.Exec(t.Context(), fmt.Sprintf("INSERT INTO tickets (%s) SELECT %[1]s FROM tickets, generate_series(1, 1200)", fields))
	must(t, err)
	if n, err := p.ForgetTickets(t.Context(), at(10)); n != 1201 || err != nil {
		t.Errorf("forgot %d, %v", n, err)
	}
}

func TestConsents(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	given := func(kind string) string {
		version, when, ok, err := p.Consent(t.Context(), chat.Web, "c", kind)
		if must(t, err); !ok {
			return ""
		}
		return fmt.Sprint(version, " at ", when.Hour())
	}
	keep := func(version string, hour int) {
		must(t, p.KeepConsent(t.Context(), chat.Web, "c", "ticket", version, at(hour)))
	}
	if got := given("ticket"); got != "" {
		t.Errorf("from the start: %s", got)
	}
	must(t, p.WithdrawConsent(t.Context(), chat.Web, "c", "ticket", at(8))) // there is none
	keep("1", 8)
	keep("1", 9) // the same word again
	if got := given("ticket"); got != "1 at 8" {
		t.Errorf("given: %s", got)
	}
	if got := given("follow"); got != "" {
		t.Errorf("for something else: %s", got)
	}
	keep("2", 10)
	if got := given("ticket"); got != "2 at 10" {
		t.Errorf("to a newer text: %s", got)
	}
	must(t, p.WithdrawConsent(t.Context(), chat.Web, "c", "ticket", at(11)))
	if got := given("ticket"); got != "" {
		t.Errorf("withdrawn: %s", got)
	}
	keep("2", 12)
	if got := given("ticket"); got != "2 at 12" {
		t.Errorf("given again: %s", got)
	}
	var rows, accounts int
	must(t, p.db.QueryRow(t.Context(), "SELECT (SELECT count(*) FROM consents), (SELECT count(*) FROM accounts)").Scan(&rows, &accounts))
	if rows != 3 || accounts != 1 {
		t.Errorf("%d rows of history, %d accounts", rows, accounts)
	}
}

// The line that asks for the deletion stays, so that its answer can be shown.
func TestDeletePersonKeepsWhatAsksForIt(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	for _, id := range []string{"before", "asks"} {
		_, err := p.AddLine(t.Context(), key("c", id), 0, at(8), &chat.Said{Text: id}, nil)
		must(t, err)
	}
	must(t, p.DeletePerson(t.Context(), chat.Web, "c", "asks"))
	if added, err := p.AddLine(t.Context(), key("c", "asks"), 1, at(9), nil, &chat.Reply{Text: "done"}); err != nil || !added {
		t.Errorf("the answer: %v, %v", added, err)
	}
	lines, err := p.LinesAfter(t.Context(), "c", 0)
	must(t, err)
	if len(lines) != 2 || lines[0].Said.Text != "asks" || lines[1].Reply.Text != "done" {
		t.Errorf("left: %+v", lines)
	}
}
