package talktest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/internal/unit"
)

// begin links the volunteers that speak or hear in Telegram.
func (k *Talk) begin(t testing.TB, all []line) {
	t.Helper()
	k.people, k.cases = map[string]*Talk{}, map[string]int64{}
	for _, l := range all {
		who, name, _ := strings.Cut(l.who, " ")
		if who == "TNV" || who == "Đến" && !strings.HasPrefix(name, "Dân") {
			k.volunteer(t, name)
		}
	}
}

// setTime moves the time of everybody.
func (k *Talk) setTime(at time.Time) {
	k.Now = at
	for _, p := range k.people {
		p.Now = at
	}
	k.House.now.Store(&at)
}

// citizen is the one with this number, "" the first.
func (k *Talk) citizen(number string) *Talk {
	if number == "" {
		return k
	}
	if k.people["Dân "+number] == nil {
		p := k.House.Talk()
		p.Now, p.Lang = k.Now, k.Lang
		k.people["Dân "+number] = p
	}
	return k.people["Dân "+number]
}

// volunteer is one of the cast in Telegram.
func (k *Talk) volunteer(t testing.TB, name string) *Talk {
	t.Helper()
	if k.people[name] == nil {
		p := k.House.Talk()
		p.Now, p.Channel, p.chat = k.Now, chat.Telegram, phoneNumber()
		linkTelegram(t, k.House, k.House.castMember(t, name).ID, p.chat)
		k.people[name] = p
	}
	return k.people[name]
}

// castMember is one of the cast by name.
func (h *House) castMember(t testing.TB, name string) team.Volunteer {
	t.Helper()
	for _, v := range []team.Volunteer{h.Cast.Lan, h.Cast.Minh, h.Cast.Hanh, h.Cast.Thao, h.Cast.Vy} {
		if v.Name == name {
			return v
		}
	}
	t.Fatalf("nobody of the cast is called %s", name)
	return team.Volunteer{}
}

// deskStep is a line that no citizen says.
func (k *Talk) deskStep(t testing.TB, name string, l line) {
	t.Helper()
	who, whose, _ := strings.Cut(l.who, " ")
	text := strings.Join(l.text, "\n")
	var err error
	switch who {
	case "Trực":
		err = k.House.setDuty(t, text, k.Now)
	case "Giờ":
		err = k.House.setHours(t.Context(), text)
	case "Sau":
		err = k.passes(t.Context(), text)
	case "Quên":
		p := k.citizen(strings.TrimSpace(strings.TrimPrefix(text, "Dân")))
		m := p.message(chat.Message{})
		p.turns--
		err = k.House.Live.Forget(t.Context(), m.Speaker())
	case "Bàn":
		err = k.atDesk(t, whose, text)
	}
	if err != nil {
		t.Fatalf("%s:%d: %s: %s: %v", name, l.number, l.who, text, err)
	}
}

// setDuty puts these on duty for four hours and everybody else off.
func (h *House) setDuty(t testing.TB, text string, now time.Time) error {
	t.Helper()
	on := map[int64]bool{}
	for who := range strings.SplitSeq(text, ",") {
		if who = strings.TrimSpace(who); who != "không ai" {
			on[h.castMember(t, who).ID] = true
		}
	}
	all, err := h.Store.Volunteers(t.Context())
	for _, v := range all {
		until := now.Add(4 * time.Hour)
		if !on[v.ID] {
			until = time.Time{}
		}
		err = errors.Join(err, h.Store.SetDuty(t.Context(), v.ID, until))
	}
	return err
}

// setHours says when the ward's team is usually there: "18:00–21:00".
func (h *House) setHours(ctx context.Context, text string) error {
	from, to, ok := strings.Cut(text, "–")
	if !ok {
		return fmt.Errorf("%q: write hours as 18:00–21:00", text)
	}
	h.Cast.Ward.Hours = []unit.Hours{{Days: "1-7", Open: from, Close: to}}
	return h.Store.ChangeTeam(ctx, h.Cast.Ward)
}

var spans = map[string]time.Duration{"phút": time.Minute, "giờ": time.Hour, "ngày": 24 * time.Hour}

// passes lets time pass: "6 phút", "3 ngày".
func (k *Talk) passes(ctx context.Context, text string) error {
	count, span, _ := strings.Cut(text, " ")
	n, err := strconv.Atoi(count)
	if err != nil || spans[span] == 0 {
		return fmt.Errorf("%q: write time as 6 phút, 2 giờ, 3 ngày", text)
	}
	d := time.Duration(n) * spans[span]
	if err := k.House.pass(ctx, k.Now, d); err != nil {
		return err
	}
	k.setTime(k.Now.Add(d))
	return nil
}

// refusedHere ends a line of the desk that must not be possible.
const refusedHere = "(không được)"

var deskName = regexp.MustCompile(`^(\p{L}+)(?: câu (\d+))?$`)

// atDesk does what a volunteer does on the web desk, with the verbs that it calls.
func (k *Talk) atDesk(t testing.TB, whose, text string) error {
	t.Helper()
	part := deskName.FindStringSubmatch(whose)
	by := k.House.castMember(t, part[1])
	id := k.cases[part[1]]
	if part[2] != "" {
		id, _ = strconv.ParseInt(part[2], 10, 64)
	}
	if id == 0 {
		open, err := k.House.openTickets(t.Context())
		if err != nil || len(open) == 0 {
			return errors.Join(err, errors.New("there is no question"))
		}
		id = slices.Max(open)
	}
	k.cases[part[1]] = id
	text, mustFail := strings.CutSuffix(text, " "+refusedHere)
	err := k.deskVerb(t.Context(), id, by.ID, text)
	if mustFail && err == nil {
		return errors.New("it was possible")
	}
	if mustFail {
		return nil
	}
	return err
}

// outcomes as a volunteer names them.
var outcomes = map[string]ticket.Outcome{
	"tra cứu": ticket.LookedUp, "hướng dẫn": ticket.Guided, "nộp qua mạng": ticket.SubmitOnline, "nộp phí": ticket.PaidOnline,
	"VNeID": ticket.VNeID, "giấy tờ": ticket.Papers, "ra quầy": ticket.ToCounter, "khác": ticket.Other,
}

func (k *Talk) deskVerb(ctx context.Context, id, by int64, text string) error {
	d := k.House.Desk
	k.turns++
	key := fmt.Sprintf("desk:%s:%d", k.chat, k.turns)
	verb, rest, _ := strings.Cut(text, ": ")
	var err error
	switch {
	case verb == "nhận":
		_, err = d.Claim(ctx, key, id, by)
	case verb == "trả lời":
		_, err = d.Answer(ctx, key, id, by, rest, nil)
	case verb == "ghi chú":
		_, err = d.Note(ctx, key, id, by, rest)
	case verb == "xin xem":
		_, err = d.AskDetails(ctx, key, id, by)
	case verb == "chuyển chưa chắc":
		_, err = d.Pass(ctx, key, id, by, ticket.To{}, ticket.Unsure)
	case verb == "chuyển đội thành phố":
		_, err = d.Pass(ctx, key, id, by, ticket.To{Team: k.House.Cast.City.ID}, rest)
	case verb == "trả lại":
		_, err = d.Return(ctx, key, id, by, rest)
	case verb == "mở lại":
		_, err = d.Reopen(ctx, key, id, by)
	case strings.HasPrefix(verb, "gửi thẻ "):
		err = k.sendCard(ctx, key, id, by, strings.TrimPrefix(verb, "gửi thẻ "))
	case strings.HasPrefix(verb, "xong "):
		_, err = d.Finish(ctx, key, id, by, outcomes[strings.TrimPrefix(verb, "xong ")], ticket.Remote)
	default:
		err = fmt.Errorf("%q is nothing that is done at a desk", verb)
	}
	return err
}

// sendCard sends the public card of a dossier into the talk, in the asker's language.
func (k *Talk) sendCard(ctx context.Context, key string, id, by int64, code string) error {
	about, err := k.House.Store.Ticket(ctx, id)
	if err != nil {
		return err
	}
	card, ok, err := k.House.Handler.CardFor(ctx, dossier.Code(code), about.Lang, about.Address)
	if err != nil || !ok {
		return errors.Join(err, fmt.Errorf("there is a card: %v", ok))
	}
	_, err = k.House.Desk.SendCard(ctx, key, id, by, dossier.Code(code), card)
	return err
}

// arrivals holds what reached everybody against what is written: all of it, in order
// for each.
func (k *Talk) arrivals(t testing.TB, name string, at line, expected []line) {
	t.Helper()
	if k.phone != nil || k.Group {
		if len(expected) > 0 {
			t.Fatalf("%s:%d: what arrives is not looked at here", name, at.number)
		}
		return
	}
	if err := k.House.settle(t.Context()); err != nil {
		t.Fatalf("%s:%d: not handed on: %v", name, at.number, err)
	}
	wanted := map[string][]line{}
	for _, l := range expected {
		who := strings.TrimPrefix(l.who, "Đến ")
		wanted[who] = append(wanted[who], l)
	}
	everybody := map[string]*Talk{"Dân": k}
	maps.Copy(everybody, k.people)
	for who, p := range everybody {
		came, err := p.arrived(t.Context())
		if err != nil {
			t.Fatalf("%s:%d: what came to %s: %v", name, at.number, who, err)
		}
		p.hears(came)
		shown := at
		shown.who += " → " + who
		compare(t, name, shown, came, wanted[who])
		delete(wanted, who)
	}
	for who := range wanted {
		t.Errorf("%s:%d: %s takes no part, so nothing reaches them", name, at.number, who)
	}
}

// arrived is what came to somebody without a word of theirs since it was last asked.
func (k *Talk) arrived(ctx context.Context) ([]chat.Reply, error) {
	if k.Channel == chat.Telegram {
		return k.House.mail.take(k.chat), nil
	}
	lines, err := k.House.Store.LinesAfter(ctx, k.chat, k.told)
	var out []chat.Reply
	for _, l := range lines {
		k.told = l.Seq
		if l.Reply != nil {
			out = append(out, *l.Reply)
		}
	}
	return out, err
}
