package postgres_test

import (
	"context"
	"time"

	"motcua/internal/chat"
	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/store/postgres"
)

// deskCalls are the ways into the store that work on ticket 1 and what belongs to it.
func deskCalls(s *postgres.Store) map[string]func(context.Context) error {
	asker := ticket.Asker{Channel: chat.Web, Chat: "c"}
	list := func(read func(context.Context) ([]ticket.Summary, error)) func(context.Context) error {
		return func(ctx context.Context) error { _, err := read(ctx); return err }
	}
	return map[string]func(context.Context) error{
		"OpenTicket": func(ctx context.Context) error {
			_, _, err := s.OpenTicket(ctx, waiting("c"), "", nil, nil)
			return err
		},
		"TicketFor": func(ctx context.Context) error { _, _, err := s.TicketFor(ctx, 1, "k"); return err },
		"Ticket":    func(ctx context.Context) error { _, err := s.Ticket(ctx, 1); return err },
		"TicketOf":  func(ctx context.Context) error { _, _, err := s.TicketOf(ctx, asker); return err },
		"ChangeTicket": func(ctx context.Context) error {
			now, err := s.Ticket(ctx, 1)
			if err != nil {
				now.ID = 1
			}
			_, err = s.ChangeTicket(ctx, ticket.Change{Before: now, After: now})
			return err
		},
		"Lines":          func(ctx context.Context) error { _, err := s.Lines(ctx, 1, 0); return err },
		"WaitingTickets": list(s.WaitingTickets),
		"HeldTickets":    list(func(ctx context.Context) ([]ticket.Summary, error) { return s.HeldTickets(ctx, 1) }),
		"EarlierTickets": list(func(ctx context.Context) ([]ticket.Summary, error) { return s.EarlierTickets(ctx, asker, 0) }),
		"ClosedTickets":  list(func(ctx context.Context) ([]ticket.Summary, error) { return s.ClosedTickets(ctx, 1, 5) }),
		"TicketsChangedSince": list(func(ctx context.Context) ([]ticket.Summary, error) {
			return s.TicketsChangedSince(ctx, time.Time{})
		}),
		"UsedAnswers": func(ctx context.Context) error {
			_, err := s.UsedAnswers(ctx, "1.004194", "vi", at(8))
			return err
		},
		"Ahead":     func(ctx context.Context) error { _, err := s.Ahead(ctx, 1); return err },
		"UsualWait": func(ctx context.Context) error { _, _, err := s.UsualWait(ctx, at(8)); return err },
		"Tell": func(ctx context.Context) error {
			_, err := s.Tell(ctx, ticket.Told{Ticket: 1, Whom: ticket.TheHolder, From: 0, To: 1})
			return err
		},
		"KeepFile": func(ctx context.Context) error {
			return s.KeepFile(ctx, 1, chat.File{ID: "f"}, []byte("x"), at(8))
		},
		"DropFile": func(ctx context.Context) error { return s.DropFile(ctx, "f") },
		"FileData": func(ctx context.Context) error {
			if err := s.KeepFile(ctx, 1, chat.File{ID: "g"}, []byte("x"), at(9)); err != nil {
				return err
			}
			_, _, _, err := s.FileData(ctx, "g", at(8))
			return err
		},
		"ForgetFiles":     func(ctx context.Context) error { _, err := s.ForgetFiles(ctx, at(0)); return err },
		"ForgetTickets":   func(ctx context.Context) error { _, err := s.ForgetTickets(ctx, at(8)); return err },
		"KeepConsent":     func(ctx context.Context) error { return s.KeepConsent(ctx, chat.Web, "c", "ticket", "1", at(8)) },
		"Consent":         func(ctx context.Context) error { _, _, _, err := s.Consent(ctx, chat.Web, "c", "ticket"); return err },
		"WithdrawConsent": func(ctx context.Context) error { return s.WithdrawConsent(ctx, chat.Web, "c", "ticket", at(8)) },
		"Held":            func(ctx context.Context) error { _, err := s.Held(ctx, chat.Web, "c"); return err },
		"DeletePerson":    func(ctx context.Context) error { return s.DeletePerson(ctx, chat.Web, "nobody", "") },
	}
}

// peopleCalls are those about the people at the desk: volunteer 1 and team 1.
func peopleCalls(s *postgres.Store) map[string]func(context.Context) error {
	token, secret := []byte("token"), []byte("secret")
	invite := func(ctx context.Context, kind team.InviteKind, token []byte) error {
		err := s.MakeInvite(ctx, token, team.Invite{Kind: kind, Volunteer: 1, Until: at(9)})
		return err
	}
	return map[string]func(context.Context) error{
		"Teams":               func(ctx context.Context) error { _, err := s.Teams(ctx); return err },
		"TeamByID":            func(ctx context.Context) error { _, err := s.TeamByID(ctx, 1); return err },
		"Volunteer":           func(ctx context.Context) error { _, err := s.Volunteer(ctx, 1); return err },
		"Volunteers":          func(ctx context.Context) error { _, err := s.Volunteers(ctx); return err },
		"OnDuty":              func(ctx context.Context) error { _, err := s.OnDuty(ctx, at(8)); return err },
		"VolunteerByTelegram": func(ctx context.Context) error { _, _, err := s.VolunteerByTelegram(ctx, "c"); return err },
		"AddTeam": func(ctx context.Context) error {
			_, err := s.AddTeam(ctx, team.Team{Name: "A", Kind: team.OfCity})
			return err
		},
		"ChangeTeam": func(ctx context.Context) error {
			return s.ChangeTeam(ctx, team.Team{ID: 1, Name: "A", Kind: team.OfCity})
		},
		"EndTeam":      func(ctx context.Context) error { return s.EndTeam(ctx, 2, at(8)) },
		"AddMember":    func(ctx context.Context) error { return s.AddMember(ctx, 1, 1, true) },
		"RemoveMember": func(ctx context.Context) error { return s.RemoveMember(ctx, 1, 1) },
		"AddVolunteer": func(ctx context.Context) error {
			_, err := s.AddVolunteer(ctx, team.Volunteer{Name: "A", Role: team.Plain}, at(8))
			return err
		},
		"SetDuty":            func(ctx context.Context) error { return s.SetDuty(ctx, 1, at(8)) },
		"SetName":            func(ctx context.Context) error { return s.SetName(ctx, 1, "B") },
		"SetLang":            func(ctx context.Context) error { return s.SetLang(ctx, 1, "en") },
		"SetRole":            func(ctx context.Context) error { return s.SetRole(ctx, 1, team.Plain) },
		"DisconnectTelegram": func(ctx context.Context) error { return s.DisconnectTelegram(ctx, 1) },
		"EndVolunteer":       func(ctx context.Context) error { return s.EndVolunteer(ctx, 2, at(8)) },
		"MakeInvite":         func(ctx context.Context) error { return invite(ctx, team.SignIn, []byte("other")) },
		"LookAtInvite": func(ctx context.Context) error {
			if err := invite(ctx, team.SignIn, token); err != nil {
				return err
			}
			_, err := s.LookAtInvite(ctx, token, at(8))
			return err
		},
		"SpendInvite": func(ctx context.Context) error {
			if err := invite(ctx, team.SignIn, []byte("sign in")); err != nil {
				return err
			}
			_, err := s.SpendInvite(ctx, []byte("sign in"), at(8), "")
			return err
		},
		"ConnectTelegram": func(ctx context.Context) error {
			if err := invite(ctx, team.Connect, []byte("connect")); err != nil {
				return err
			}
			_, err := s.ConnectTelegram(ctx, []byte("connect"), "t", at(8))
			return err
		},
		"ForgetInvites": func(ctx context.Context) error { _, err := s.ForgetInvites(ctx, at(0)); return err },
		"MakeSession":   func(ctx context.Context) error { return s.MakeSession(ctx, secret, 1, "Chrome", at(8)) },
		"SessionBy": func(ctx context.Context) error {
			if err := s.MakeSession(ctx, []byte("second"), 1, "Chrome", at(8)); err != nil {
				return err
			}
			_, _, err := s.SessionBy(ctx, []byte("second"), at(8))
			return err
		},
		"Sessions":       func(ctx context.Context) error { _, err := s.Sessions(ctx, 1); return err },
		"EndSession":     func(ctx context.Context) error { return s.EndSession(ctx, 1, 1) },
		"ForgetSessions": func(ctx context.Context) error { _, err := s.ForgetSessions(ctx, at(8)); return err },
		"Canned":         func(ctx context.Context) error { _, err := s.Canned(ctx, nil, "vi"); return err },
		"SaveCanned":     func(ctx context.Context) error { _, err := s.SaveCanned(ctx, team.Canned{Lang: "vi"}); return err },
		"DeleteCanned":   func(ctx context.Context) error { return s.DeleteCanned(ctx, 1) },
	}
}
