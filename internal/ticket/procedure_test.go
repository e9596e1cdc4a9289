package ticket

import (
	"errors"
	"slices"
	"testing"
	"time"

	"motcua/internal/chat"
	"motcua/internal/procedure"
	"motcua/internal/team"
)

var (
	tamTru  = Subject{Procedure: "1.004194/thue", Name: "Đăng ký tạm trú"}
	conNuoi = Subject{Procedure: "2.001263", Name: "Đăng ký nuôi con nuôi", Sensitive: true, Grave: true}
)

// held is a step of a question of ward P1 that a volunteer has in hand.
func held(by team.Volunteer, change ...func(*Ticket)) *step {
	k := Ticket{ID: 1, State: Held, Holder: by.ID, Unit: "P1", Ring: OwnTeam, AskedAt: noon, HeldAt: noon}
	for _, c := range change {
		c(&k)
	}
	return newStep(k, "k", noon.Add(time.Minute), StandardTimes())
}

func whats(s *step) []What {
	var out []What
	for _, l := range s.Lines {
		out = append(out, l.What)
	}
	return out
}

func TestAssign(t *testing.T) {
	t.Parallel()
	s := held(lan)
	if err := assign(s, lan, tamTru); err != nil {
		t.Fatal(err)
	}
	if s.After.Procedure != tamTru.Procedure || s.After.Sensitive || s.After.Holder != lan.ID || len(s.Later) != 0 {
		t.Errorf("after %+v, jobs %v", s.After, s.Later)
	}
	if l := s.Lines[0]; len(s.Lines) != 1 || l.What != Assigned || l.By != lan.ID || l.Text != tamTru.Name || l.Reason != tamTru.Procedure {
		t.Errorf("lines %+v", s.Lines)
	}
	same := held(lan, func(k *Ticket) { k.Procedure = tamTru.Procedure })
	if err := assign(same, lan, tamTru); err != nil || !same.idle() {
		t.Errorf("the same again: %v, %+v", err, same.Lines)
	}
	if err := assign(held(lan), lan, Subject{}); !errors.Is(err, ErrEmpty) {
		t.Errorf("nothing: %v", err)
	}
	if err := assign(held(lan), minh, tamTru); !errors.Is(err, ErrNotYours) {
		t.Errorf("by another: %v", err)
	}
}

// Who is of the own ward and says that it is a secret has it no more: it goes to the officers.
func TestAssignASecret(t *testing.T) {
	t.Parallel()
	s := held(lan, func(k *Ticket) { k.Details, k.DetailsUntil = Allowed, noon.Add(time.Hour) })
	if err := assign(s, lan, conNuoi); err != nil {
		t.Fatal(err)
	}
	if k := s.After; k.State != Waiting || k.Holder != 0 || !k.Sensitive || !k.Grave || k.Ring != Officers || k.Details != "" {
		t.Errorf("after %+v", k)
	}
	if got := whats(s); !slices.Equal(got, []What{Assigned, Returned}) || s.Lines[1].Reason != BySecret {
		t.Errorf("lines %+v", s.Lines)
	}
	if MayRead(s.After, lan) || !MaySee(s.After, thao) {
		t.Error("neighbours still see it, or officers do not")
	}
	far := held(vy)
	if err := assign(far, vy, conNuoi); err != nil || far.After.Holder != vy.ID || !far.After.Sensitive || far.After.Ring != Officers {
		t.Errorf("in hands from elsewhere: %v, %+v", err, far.After)
	}
	// Another name for it does not make it public again.
	back := held(vy, func(k *Ticket) { k.Sensitive, k.Grave, k.Procedure = true, true, conNuoi.Procedure })
	if err := assign(back, vy, tamTru); err != nil || !back.After.Sensitive || !back.After.Grave || back.After.Procedure != tamTru.Procedure {
		t.Errorf("named anew: %v, %+v", err, back.After)
	}
}

func TestSendGuide(t *testing.T) {
	t.Parallel()
	card := chat.Reply{Text: "Đăng ký tạm trú: nộp tại Công an phường."}
	s := held(lan)
	if err := sendGuide(s, lan.ID, tamTru, card); err != nil {
		t.Fatal(err)
	}
	if k := s.After; k.Procedure != tamTru.Procedure || k.Unanswered() || k.AnsweredAt.IsZero() {
		t.Errorf("after %+v", k)
	}
	if l := s.Lines[0]; l.What != GuideSent || l.Text != tamTru.Name || l.Reason != tamTru.Procedure || l.Reply == nil || l.Reply.Text != card.Text {
		t.Errorf("line %+v", l)
	}
	known := held(lan, func(k *Ticket) { k.Procedure = "1.001193" })
	if err := sendGuide(known, lan.ID, tamTru, card); err != nil || known.After.Procedure != "1.001193" {
		t.Errorf("it was about another: %v, %s", err, known.After.Procedure)
	}
	secret := held(lan)
	if err := sendGuide(secret, lan.ID, conNuoi, card); err != nil || secret.After.Procedure != "" || secret.After.Sensitive || secret.After.Holder != lan.ID {
		t.Errorf("a card of a secret: %v, %+v", err, secret.After)
	}
	if err := sendGuide(held(lan), lan.ID, tamTru, chat.Reply{}); !errors.Is(err, ErrEmpty) {
		t.Errorf("an empty card: %v", err)
	}
	if err := sendGuide(held(lan), minh.ID, tamTru, card); !errors.Is(err, ErrNotYours) {
		t.Errorf("by another: %v", err)
	}
}

func TestCodeOf(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"1.004194/thue": "1.004194", "1.004194": "1.004194", "": ""} {
		if got := CodeOf(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestSubjectOf(t *testing.T) {
	t.Parallel()
	rent := procedure.Case{ID: "thue"}
	for _, c := range []struct {
		g    procedure.Guide
		at   procedure.Case
		want Subject
	}{
		{procedure.Guide{Code: "1.004194", Name: "Đăng ký tạm trú", Called: procedure.Words{Vi: "Đăng ký tạm trú"}}, rent, tamTru},
		{procedure.Guide{Code: "1", Name: "Cấp thẻ", Field: "Quản lý"}, procedure.Case{}, Subject{Procedure: "1", Name: "Cấp thẻ"}},
		{procedure.Guide{Code: "2.001263", Name: "Đăng ký việc nuôi con nuôi trong nước"}, procedure.Case{}, Subject{Procedure: "2.001263", Name: "Đăng ký việc nuôi con nuôi trong nước", Sensitive: true}},
		{procedure.Guide{Code: "1", Name: "x", Sensitive: true, Death: true}, procedure.Case{}, Subject{Procedure: "1", Name: "x", Sensitive: true, Grave: true}},
	} {
		if got := SubjectOf(&c.g, c.at); got != c.want {
			t.Errorf("%+v, want %+v", got, c.want)
		}
	}
}
