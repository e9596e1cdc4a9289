package talktest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/ticket"
)

// outcomes as a volunteer names them.
var outcomes = map[string]ticket.Outcome{
	"tra cứu": ticket.LookedUp, "hướng dẫn": ticket.Guided, "nộp qua mạng": ticket.SubmitOnline, "nộp phí": ticket.PaidOnline,
	"VNeID": ticket.VNeID, "giấy tờ": ticket.Papers, "ra quầy": ticket.ToCounter, "khác": ticket.Other,
}

// deskVerb does one thing with a case.
func (k *Talk) deskVerb(t testing.TB, id, by int64, text string) error {
	t.Helper()
	ctx := t.Context()
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
	case strings.HasPrefix(verb, "chuyển "):
		err = k.passTo(t, key, id, by, strings.TrimPrefix(verb, "chuyển "), rest)
	case strings.HasPrefix(verb, "gửi ("):
		err = k.sendFile(t, key, id, by, strings.TrimPrefix(text, "gửi "))
	case verb == "thấy":
		err = k.sees(ctx, id, rest)
	case verb == "trả lại":
		_, err = d.Return(ctx, key, id, by, rest)
	case verb == "mở lại":
		_, err = d.Reopen(ctx, key, id, by)
	case strings.HasPrefix(verb, "gửi thẻ thủ tục "):
		err = k.sendGuide(ctx, key, id, by, strings.TrimPrefix(verb, "gửi thẻ thủ tục "))
	case verb == "là thủ tục":
		err = k.assign(ctx, key, id, by, rest)
	case verb == "thấy thủ tục":
		err = k.seesProcedure(ctx, id, rest)
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

// sendGuide sends the card of a procedure, or of one of its cases, into the talk.
func (k *Talk) sendGuide(ctx context.Context, key string, id, by int64, about string) error {
	of, err := k.House.Store.Ticket(ctx, id)
	if err != nil {
		return err
	}
	subject, err := k.subject(ctx, about)
	if err != nil {
		return err
	}
	card, ok, err := k.House.Handler.ProcedureCard(ctx, about, of.Lang, of.Address)
	if err != nil || !ok {
		return errors.Join(err, fmt.Errorf("there is a card: %v", ok))
	}
	_, err = k.House.Desk.SendGuide(ctx, key, id, by, subject, card)
	return err
}

// assign says what procedure a case is about.
func (k *Talk) assign(ctx context.Context, key string, id, by int64, about string) error {
	subject, err := k.subject(ctx, about)
	if err != nil {
		return err
	}
	_, err = k.House.Desk.Assign(ctx, key, id, by, subject)
	return err
}

func (k *Talk) subject(ctx context.Context, about string) (ticket.Subject, error) {
	g, at, err := k.House.Handler.ProcedureGuide(ctx, about)
	if err != nil || g == nil {
		return ticket.Subject{}, errors.Join(err, fmt.Errorf("%s is no procedure here", about))
	}
	return ticket.SubjectOf(g, at), nil
}

// seesProcedure holds what a case is about against what is written, "" for nothing.
func (k *Talk) seesProcedure(ctx context.Context, id int64, want string) error {
	of, err := k.House.Store.Ticket(ctx, id)
	if err == nil && of.Procedure != want {
		err = fmt.Errorf("it is about %q", of.Procedure)
	}
	return err
}

// passTo passes a case on to somebody of the cast, or to a team: "Minh", "quầy hướng
// dẫn", "đội thành phố".
func (k *Talk) passTo(t testing.TB, key string, id, by int64, whom, reason string) error {
	t.Helper()
	var to ticket.To
	switch whom {
	case "quầy hướng dẫn":
		to.Team = k.House.Cast.Officers.ID
	case "đội thành phố":
		to.Team = k.House.Cast.City.ID
	default:
		to.Volunteer = k.House.castMember(t, whom).ID
	}
	_, err := k.House.Desk.Pass(t.Context(), key, id, by, to, reason)
	return err
}

// sendFile sends a file into the talk, with words behind it: "(ảnh) mẫu đây ạ".
func (k *Talk) sendFile(t testing.TB, key string, id, by int64, text string) error {
	t.Helper()
	sent, words, ok := sentFile(t, text)
	if !ok {
		return fmt.Errorf("%q is no file", text)
	}
	f, err := k.House.keepAnswer(t.Context(), sent)
	if err != nil {
		return err
	}
	_, err = k.House.Desk.Answer(t.Context(), key, id, by, words, f)
	return err
}

// sees holds the newest line of the asker against what is written: "(ảnh) giấy này nè".
func (k *Talk) sees(ctx context.Context, id int64, want string) error {
	lines, err := k.House.Store.Lines(ctx, id, 0)
	if err != nil {
		return err
	}
	for _, l := range slices.Backward(lines) {
		if l.What != ticket.Said {
			continue
		}
		if got := spoken(chat.Reply{Text: l.Text, File: l.File}); got != want {
			return fmt.Errorf("the asker's newest line is %q", got)
		}
		return nil
	}
	return errors.New("the asker said nothing")
}
