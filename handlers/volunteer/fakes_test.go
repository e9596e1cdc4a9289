package volunteer

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"motcua/internal/audit"
	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/procedure"
	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/internal/workday"
)

var monday = time.Date(2026, 12, 7, 9, 0, 0, 0, workday.Zone)

const code = dossier.Code("H29.171-261203-0012")

// room is a desk in memory. It keeps no rules: those have tests of their own.
type room struct {
	people  map[int64]team.Volunteer
	teams   []team.Team
	tickets map[int64]ticket.Summary
	lines   map[int64][]ticket.Line
	shelf   []dossier.Dossier
	invites map[string]team.Invite // by hash
	spent   map[string]bool
	did     []string         // verbs, in order
	keys    map[string]bool  // of verbs
	fail    map[string]error // by verb or read
	used    []ticket.Used
	seen    []audit.Entry
	next    []chat.Session // what the citizen's side was handed
}

func newRoom() *room {
	ward := team.Member{Team: team.Team{ID: 1, Name: "Tổ phường", Kind: team.OfUnit, Unit: "w1"}}
	return &room{
		people: map[int64]team.Volunteer{
			1: {ID: 1, Name: "Lan", Telegram: "11", Teams: []team.Member{ward}},
			2: {ID: 2, Name: "Hạnh", Telegram: "12", Teams: []team.Member{ward}},
			3: {ID: 3, Name: "Cũ", Telegram: "13", EndedAt: monday.AddDate(0, -1, 0)},
			4: {ID: 4, Name: "Vy"},
		},
		teams:   []team.Team{ward.Team, {ID: 2, Name: "Tổ thành phố", Kind: team.OfCity}},
		tickets: map[int64]ticket.Summary{}, lines: map[int64][]ticket.Line{},
		invites: map[string]team.Invite{}, spent: map[string]bool{}, keys: map[string]bool{}, fail: map[string]error{},
	}
}

// wait puts a question into the queue, minutes ago; hold one into Lan's hands.
func (r *room) wait(id int64, minutes int, text string) ticket.Summary {
	s := ticket.Summary{Ticket: ticket.Ticket{
		ID: id, State: ticket.Waiting, Unit: "w1", Ring: ticket.OwnTeam, Lang: "vi", LastLine: 1,
		Asker: ticket.Asker{Channel: chat.Web, Chat: "asker-secret"}, WaitingAt: monday.Add(-time.Duration(minutes) * time.Minute),
	}, Excerpt: text}
	r.tickets[id] = s
	r.lines[id] = []ticket.Line{{Ticket: id, Seq: 1, At: s.WaitingAt, What: ticket.Said, Text: text}}
	return s
}

func (r *room) hold(ids ...int64) {
	for _, id := range ids {
		s := r.wait(id, 10, "Hồ sơ của con đến đâu rồi "+strconv.FormatInt(id, 10))
		s.State, s.Holder, s.Code = ticket.Held, 1, code
		r.tickets[id] = s
	}
}

func (r *room) change(verb, key string, id, by int64, note string, after func(s *ticket.Summary)) (ticket.Ticket, error) {
	if err := r.fail[verb]; err != nil {
		return ticket.Ticket{}, err
	}
	s, ok := r.tickets[id]
	switch {
	case !ok:
		return ticket.Ticket{}, ticket.ErrNone
	case r.keys[key]:
		return s.Ticket, nil
	case verb == "claim" && s.State == ticket.Held && s.Holder != by:
		return ticket.Ticket{}, ticket.ErrTaken
	case verb != "claim" && verb != "reopen" && (s.State != ticket.Held || s.Holder != by):
		return ticket.Ticket{}, ticket.ErrNotYours
	}
	r.keys[key] = true
	if after != nil {
		after(&s)
	}
	r.tickets[id] = s
	r.did = append(r.did, strings.TrimSpace(fmt.Sprintf("%s %d %s", verb, id, note)))
	return s.Ticket, nil
}

func (r *room) Claim(_ context.Context, key string, id, by int64) (ticket.Ticket, error) {
	return r.change("claim", key, id, by, "", func(s *ticket.Summary) { s.State, s.Holder = ticket.Held, by })
}

func (r *room) Reopen(_ context.Context, key string, id, by int64) (ticket.Ticket, error) {
	return r.change("reopen", key, id, by, "", func(s *ticket.Summary) { s.State, s.Holder = ticket.Held, by })
}

func (r *room) Answer(_ context.Context, key string, id, by int64, text string, file *chat.File) (ticket.Ticket, error) {
	if file != nil {
		text += "+" + file.ID
	}
	return r.change("answer", key, id, by, text, nil)
}

func (r *room) Note(_ context.Context, key string, id, by int64, text string) (ticket.Ticket, error) {
	return r.change("note", key, id, by, text, nil)
}

func (r *room) SendCard(_ context.Context, key string, id, by int64, c dossier.Code, _ chat.Reply) (ticket.Ticket, error) {
	return r.change("card", key, id, by, string(c), func(s *ticket.Summary) {
		s.LastLine++
		r.lines[id] = append(r.lines[id], ticket.Line{Ticket: id, Seq: s.LastLine, At: monday, What: ticket.CardSent, By: by, Text: string(c)})
	})
}

func (r *room) SendGuide(_ context.Context, key string, id, by int64, about ticket.Subject, _ chat.Reply) (ticket.Ticket, error) {
	return r.change("guide", key, id, by, about.Procedure, func(s *ticket.Summary) {
		s.LastLine++
		r.lines[id] = append(r.lines[id], ticket.Line{Ticket: id, Seq: s.LastLine, At: monday, What: ticket.GuideSent, By: by, Text: about.Name, Reason: about.Procedure})
	})
}

func (r *room) UsedAnswers(_ context.Context, code, lang string, _ time.Time) ([]ticket.Used, error) {
	if code != "1.004194" || lang != "vi" {
		return nil, r.fail["used"]
	}
	return r.used, r.fail["used"]
}

// Guess knows two procedures by their whole names, and one that is hardly likely.
func (r *room) Guess(_ context.Context, text string, n int) ([]procedure.Hit, error) {
	var out []procedure.Hit
	for _, g := range guidesOfRoom {
		if strings.Contains(text, g.Name) {
			out = append(out, procedure.Hit{Code: g.Code, Name: g.Name, Score: 0.9})
		}
	}
	out = append(out, procedure.Hit{Code: "9.000009", Name: "Việc khác hẳn", Score: 0.1})
	return out[:min(n, len(out))], r.fail["guess"]
}

var guidesOfRoom = []procedure.Guide{
	{
		Code: "1.004194", Name: "đăng ký tạm trú", Called: procedure.Words{Vi: "Đăng ký tạm trú"},
		Cases: []procedure.Case{{ID: "thue", Label: procedure.Words{Vi: "Nhà thuê"}}, {ID: "nho"}},
	},
	{Code: "1.001193", Name: "đăng ký khai sinh", Called: procedure.Words{Vi: "Đăng ký khai sinh"}},
}

func (r *room) ProcedureGuide(_ context.Context, about string) (*procedure.Guide, procedure.Case, error) {
	code, id, _ := strings.Cut(about, "/")
	for _, g := range guidesOfRoom {
		if g.Code == code && r.fail["procedure"] == nil {
			for _, c := range g.Cases {
				if c.ID == id {
					return &g, c, nil
				}
			}
			return &g, procedure.Case{}, nil
		}
	}
	return nil, procedure.Case{}, r.fail["procedure"]
}

func (r *room) ProcedureCard(_ context.Context, about, lang, _ string) (chat.Reply, bool, error) {
	return chat.Reply{Text: "Thủ tục " + about, Lang: lang}, true, r.fail["procedure"]
}

func (r *room) AskDetails(_ context.Context, key string, id, by int64) (ticket.Ticket, error) {
	return r.change("details", key, id, by, "", nil)
}

func (r *room) Pass(_ context.Context, key string, id, by int64, to ticket.To, reason string) (ticket.Ticket, error) {
	return r.change("pass", key, id, by, fmt.Sprintf("t%d u%d %s", to.Team, to.Volunteer, reason), wait)
}

func (r *room) Return(_ context.Context, key string, id, by int64, _ string) (ticket.Ticket, error) {
	return r.change("return", key, id, by, "", wait)
}

func (r *room) Finish(_ context.Context, key string, id, by int64, o ticket.Outcome, h ticket.Help) (ticket.Ticket, error) {
	return r.change("finish", key, id, by, string(o)+" "+string(h), func(s *ticket.Summary) { s.State = ticket.Closed })
}

func wait(s *ticket.Summary) { s.State, s.Holder = ticket.Waiting, 0 }

func (r *room) Ticket(_ context.Context, id int64) (ticket.Ticket, error) {
	s, ok := r.tickets[id]
	if !ok {
		return ticket.Ticket{}, ticket.ErrNone
	}
	return s.Ticket, r.fail["read"]
}

func (r *room) Lines(_ context.Context, id, after int64) ([]ticket.Line, error) {
	var out []ticket.Line
	for _, l := range r.lines[id] {
		if l.Seq > after {
			out = append(out, l)
		}
	}
	return out, r.fail["read"]
}

func (r *room) which(fit func(ticket.Summary) bool) []ticket.Summary {
	var out []ticket.Summary
	for _, s := range r.tickets {
		if fit(s) {
			out = append(out, s)
		}
	}
	slices.SortFunc(out, func(a, b ticket.Summary) int {
		return 2*a.WaitingAt.Compare(b.WaitingAt) + int(max(-1, min(1, a.ID-b.ID)))
	})
	return out
}

func (r *room) WaitingTickets(context.Context) ([]ticket.Summary, error) {
	return r.which(func(s ticket.Summary) bool { return s.State == ticket.Waiting }), r.fail["lists"]
}

func (r *room) HeldTickets(_ context.Context, by int64) ([]ticket.Summary, error) {
	return r.which(func(s ticket.Summary) bool { return s.State == ticket.Held && s.Holder == by }), r.fail["lists"]
}

func (r *room) VolunteerByTelegram(_ context.Context, c string) (team.Volunteer, bool, error) {
	for _, v := range r.people {
		if v.Telegram == c {
			return v, true, r.fail["people"]
		}
	}
	return team.Volunteer{}, false, r.fail["people"]
}

func (r *room) Volunteer(_ context.Context, id int64) (team.Volunteer, error) {
	v, ok := r.people[id]
	if !ok {
		return v, team.ErrUnknown
	}
	return v, nil
}

func (r *room) SetDuty(_ context.Context, id int64, until time.Time) error {
	v := r.people[id]
	v.DutyUntil = until
	r.people[id] = v
	return r.fail["duty"]
}

func (r *room) OnDuty(_ context.Context, now time.Time) ([]team.Volunteer, error) {
	var out []team.Volunteer
	for id := range int64(10) {
		if v := r.people[id]; v.ID != 0 && v.OnDuty(now) {
			out = append(out, v)
		}
	}
	return out, nil
}

func (r *room) Teams(context.Context) ([]team.Team, error) { return r.teams, nil }

func (r *room) LookAtInvite(_ context.Context, hash []byte, now time.Time) (team.Invite, error) {
	i, ok := r.invites[string(hash)]
	switch {
	case !ok:
		return i, team.ErrUnknown
	case r.spent[string(hash)]:
		return i, team.ErrSpent
	case now.After(i.Until):
		return i, team.ErrExpired
	}
	return i, nil
}

func (r *room) ConnectTelegram(ctx context.Context, hash []byte, c string, now time.Time) (team.Volunteer, error) {
	i, err := r.LookAtInvite(ctx, hash, now)
	if err != nil {
		return team.Volunteer{}, err
	}
	r.spent[string(hash)] = true
	v := r.people[i.Volunteer]
	v.Telegram = c
	r.people[v.ID] = v
	return v, nil
}

func (r *room) DossiersByCode(_ context.Context, all []dossier.Code) ([]dossier.Dossier, error) {
	var out []dossier.Dossier
	for _, d := range r.shelf {
		if slices.Contains(all, d.Code) {
			out = append(out, d)
		}
	}
	return out, r.fail["dossiers"]
}

func (r *room) SawOnce(_ context.Context, e audit.Entry, _ time.Time) error {
	if err := r.fail["audit"]; err != nil {
		return err
	}
	r.seen = append(r.seen, e)
	return nil
}

// citizens is the next Handler.
type citizens struct{ *room }

func (c citizens) Handle(_ context.Context, _ chat.Message, s chat.Session) (chat.Session, []chat.Reply, error) {
	c.next = append(c.next, s)
	s.Greeted = true
	return s, []chat.Reply{{Text: "citizen's", Lang: "vi"}}, nil
}

func (citizens) Apology(chat.Message) []chat.Reply { return []chat.Reply{{Text: "sorry"}} }

func (r *room) config() Config {
	return Config{
		Desk: r, Tickets: r, Volunteers: r, Dossiers: r, Procedures: r, Next: citizens{r},
		KeepFile: func(_ context.Context, sent *chat.Sent) (*chat.File, error) {
			return &chat.File{ID: sent.Name, Kind: sent.Kind}, r.fail["file"]
		},
		Card: func(_ context.Context, c dossier.Code, lang, _ string) (chat.Reply, bool, error) {
			return chat.Reply{Text: "Hồ sơ " + string(c), Lang: lang, Choices: []chat.Choice{{Label: "x", Press: "x"}}}, c == code, nil
		},
		Codes: func(text string, now time.Time) []dossier.Code {
			var out []dossier.Code
			for _, f := range dossier.ParseCode(text, dossier.Identifiers{}, now).Codes {
				out = append(out, f.Code())
			}
			return out
		},
		PublicURL: "https://ban.example.vn/", Log: slog.New(slog.DiscardHandler),
	}
}
