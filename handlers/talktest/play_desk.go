package talktest

import (
	"context"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/internal/chat"
	"motcua/internal/team"
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
	case "Đã":
		err = k.measured(t.Context(), text)
	case "Chặn", "Bỏ":
		p := k.citizen(strings.TrimSpace(strings.TrimPrefix(text, "Dân")))
		k.House.mail.block(p.chat, who == "Chặn")
	}
	if err != nil {
		t.Fatalf("%s:%d: %s: %s: %v", name, l.number, l.who, text, err)
	}
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
	err := k.deskVerb(t, id, by.ID, text)
	if mustFail && err == nil {
		return errors.New("it was possible")
	}
	if mustFail {
		return nil
	}
	return err
}

// arrivals holds what reached everybody against what is written: all of it, in order
// for each.
func (k *Talk) arrivals(t testing.TB, name string, at line, expected []line) {
	t.Helper()
	if k.phone != nil {
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
