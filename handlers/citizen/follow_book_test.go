package citizen

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/internal/chat"
	rules "motcua/internal/citizen"
	"motcua/internal/dossier"
	"motcua/internal/follow"
)

// book keeps follows in memory, of one chat that agreed.
type book struct {
	humans

	all []follow.State
	err error
}

func (*book) Consent(context.Context, chat.Channel, string, string) (string, time.Time, bool, error) {
	return followConsentVersion, time.Time{}, true, nil
}

func (b *book) Follow(_ context.Context, f follow.Follow) (follow.Follow, error) {
	if len(b.all) >= follow.Most {
		return f, follow.ErrTooMany
	}
	b.all = append(b.all, follow.State{Follow: f})
	return f, b.err
}

func (b *book) FollowsOf(context.Context, chat.Channel, string) ([]follow.State, error) {
	return b.all, b.err
}

func (b *book) Unfollow(_ context.Context, _ chat.Channel, _ string, code dossier.Code) (bool, error) {
	b.all = slices.DeleteFunc(b.all, func(s follow.State) bool { return s.Code == code })
	return true, b.err
}

func (b *book) UnfollowAll(context.Context, chat.Channel, string) (int, error) {
	b.all = nil
	return 0, b.err
}

func (b *book) change(code dossier.Code, do func(*follow.State)) (bool, error) {
	i := slices.IndexFunc(b.all, func(s follow.State) bool { return s.Code == code })
	if i < 0 {
		return false, b.err
	}
	do(&b.all[i])
	return true, b.err
}

func (b *book) LabelFollow(_ context.Context, _ chat.Channel, _ string, code dossier.Code, label string) (bool, error) {
	return b.change(code, func(s *follow.State) { s.Label = label })
}

func (b *book) NoteHanded(_ context.Context, _ chat.Channel, _ string, code dossier.Code, at time.Time) (bool, error) {
	return b.change(code, func(s *follow.State) { s.Told.Handed = at })
}

func (b *book) NoteReceived(_ context.Context, _ chat.Channel, _ string, code dossier.Code, received bool) (bool, error) {
	return b.change(code, func(s *follow.State) { s.Told.Received = &received })
}

// follower is a Handler whose chat follows these dossiers, each asked about.
func follower(t *testing.T, all ...dossier.Dossier) (*Handler, *book) {
	t.Helper()
	b := &book{}
	h := withHumans(t, &b.humans)
	h.Dossiers, h.Follows, h.Consents = &shelf{dossiers: all}, b, b
	for i, d := range all {
		s := follow.State{Follow: follow.Follow{Code: d.Code, Told: follow.Told{Asked: monday}}, Dossier: d}
		if i == 0 {
			s.Label = "má"
		}
		b.all = append(b.all, s)
	}
	return h, b
}

func ofState(n string, s dossier.Status, procedure string) dossier.Dossier {
	return dossier.Dossier{Code: dossier.Code("H29.171-261203-" + n), Status: s, Procedure: procedure, UpdatedAt: monday}
}

// says is what is answered, with the choices' presses behind it.
func (h *Handler) says(t *testing.T, s chat.Session, m chat.Message) (chat.Session, string) {
	t.Helper()
	s.Greeted = true
	s, replies, err := h.Handle(t.Context(), m, s)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, r := range replies {
		all = append(all, r.Sign+r.Text)
		for _, c := range r.Choices {
			all = append(all, "["+c.Press+"]")
		}
	}
	return s, strings.Join(all, "\n")
}

func pressed(press string) chat.Message {
	m := typed("")
	m.Press = press
	return m
}

func wants(t *testing.T, what, got string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(got, part) {
			t.Errorf("%s: no %q in:\n%s", what, part, got)
		}
	}
}

func TestHandedIn(t *testing.T) {
	t.Parallel()
	h, b := follower(t, ofState("0001", dossier.SupplementRequested, ""), ofState("0002", dossier.PaymentRequested, ""), ofState("0003", dossier.Processing, ""))
	for range 2 { // pressing twice does no harm
		_, got := h.says(t, chat.Session{}, pressed("fhanded:H29.171-261203-0001"))
		wants(t, "pressed", got, "Đã ghi nhận cho hồ sơ H29.171-261203-0001", "Cán bộ kiểm tra xong thì tình trạng hồ sơ mới đổi")
	}
	if !b.all[0].Told.Handed.Equal(monday) || !b.all[1].Told.Handed.IsZero() {
		t.Errorf("noted: %+v", b.all)
	}
	_, got := h.says(t, chat.Session{}, pressed("fhanded:H29.171-261203-0009"))
	wants(t, "of none", got, "hiện không được theo dõi")
	_, got = h.says(t, chat.Session{}, typed("đã nộp rồi"))
	wants(t, "of which", got, "cho hồ sơ nào", "[fhanded:H29.171-261203-0001]", "[fhanded:H29.171-261203-0002]")
	if strings.Contains(got, "0003") {
		t.Errorf("of one that asks for nothing:\n%s", got)
	}
	_, got = h.says(t, chat.Session{Seen: "H29.171-261203-0002", SeenLast: true}, typed("da dong tien"))
	wants(t, "the one told last", got, "Đã ghi nhận cho hồ sơ H29.171-261203-0002")
}

func TestReceived(t *testing.T) {
	t.Parallel()
	h, b := follower(t, ofState("0001", dossier.Completed, "Chứng thực chữ ký"), ofState("0002", dossier.Completed, "Đăng ký khai tử"))
	_, got := h.says(t, chat.Session{}, typed("nhận rồi"))
	wants(t, "of which", got, "hồ sơ nào", "[freceived:H29.171-261203-0001/yes]", "[freceived:H29.171-261203-0002/yes]")
	_, got = h.says(t, chat.Session{}, pressed("freceived:H29.171-261203-0002/yes"))
	wants(t, "after a death", got, "Đã ghi nhận.")
	if strings.Contains(got, "Cảm ơn") || strings.Contains(got, "[rate") {
		t.Errorf("thanks after a death:\n%s", got)
	}
	if r := b.all[1].Told.Received; r == nil || !*r {
		t.Error("the yes is lost")
	}
	_, got = h.says(t, chat.Session{}, typed("chưa nhận được"))
	wants(t, "the only one left", got, "kết quả vẫn chờ", "giấy hẹn và căn cước", "H29.171-261203-0001", "[human:H29.171-261203-0001]")
	if r := b.all[0].Told.Received; r == nil || *r {
		t.Error("the no is lost")
	}
	_, got = h.says(t, chat.Session{}, pressed("freceived:H29.171-261203-0001/yes"))
	wants(t, "later yes", got, "Cảm ơn")
	_, got = h.says(t, chat.Session{}, typed("đã nhận"))
	if strings.Contains(got, "Cảm ơn anh/chị đã cho biết") {
		t.Errorf("nothing is asked any more:\n%s", got)
	}
	for _, press := range []string{"freceived:H29.171-261203-0001", "freceived:x/yes", "fhanded:"} {
		_, got := h.says(t, chat.Session{}, pressed(press))
		wants(t, press, got, "[lookup]")
	}
}

func TestTooManyFollows(t *testing.T) {
	t.Parallel()
	h, b := follower(t, ofState("0001", dossier.Processing, ""))
	for len(b.all) < follow.Most {
		b.all = append(b.all, b.all[0])
	}
	b.all[0].Code = "H29.171-261203-0007"
	_, got := h.says(t, chat.Session{}, pressed("follow:H29.171-261203-0001"))
	wants(t, "too many", got, "nhiều nhất 20 hồ sơ", "[follows]")
}

// A stranger who may look nothing up cannot try codes out by following them either.
type shut struct{ shelf }

func (*shut) Allow(context.Context, rules.Asker, time.Time) rules.Allowance {
	return rules.Allowance{Until: monday.Add(time.Hour)}
}

func TestFollowingIsALookup(t *testing.T) {
	t.Parallel()
	h, b := follower(t, ofState("0001", dossier.Processing, ""))
	h.Limits = &shut{}
	for _, m := range []chat.Message{pressed("follow:H29.171-261203-0001"), pressed("follow:H29.171-261203-0001/yes"), typed("theo dõi H29.171-261203-0009")} {
		_, got := h.says(t, chat.Session{}, m)
		wants(t, m.Press+m.Text, got, "10:00")
		if strings.Contains(got, "theo dõi hồ sơ") || len(b.all) != 1 {
			t.Errorf("%s%s tells whether it is there:\n%s", m.Press, m.Text, got)
		}
	}
}

// On a machine that many share nothing can be promised.
func TestNoFollowingInPassing(t *testing.T) {
	t.Parallel()
	d := ofState("0001", dossier.Processing, "")
	h, b := follower(t, d)
	b.all = nil
	for _, m := range []chat.Message{typed(string(d.Code)), typed("theo dõi " + string(d.Code)), pressed("follow:" + string(d.Code) + "/yes")} {
		m.Passing = true
		_, got := h.says(t, chat.Session{}, m)
		if strings.Contains(got, "[follow") || len(b.all) != 0 {
			t.Errorf("%s%s:\n%s", m.Text, m.Press, got)
		}
		if m.Text != string(d.Code) {
			wants(t, m.Text+m.Press, got, "nhiều người dùng chung")
		}
	}
}

// A name that was typed before it was clear of which goes to the one that is chosen.
func TestLabelOfWhich(t *testing.T) {
	t.Parallel()
	h, b := follower(t, ofState("0001", dossier.Processing, ""), ofState("0002", dossier.Processing, ""))
	s, got := h.says(t, chat.Session{}, typed("đặt tên là chị Hai nhé"))
	wants(t, "asked", got, "hồ sơ nào", "[flabel:H29.171-261203-0002]")
	_, got = h.says(t, s, pressed("flabel:H29.171-261203-0002"))
	wants(t, "named", got, "“chị Hai” (H29.171-261203-0002)")
	if b.all[1].Label != "chị Hai" || b.all[0].Label != "má" {
		t.Errorf("labels: %+v", b.all)
	}
	// What is clear work of the assistant is no name.
	for _, text := range []string{"thôi", "không", "H29.171-261203-0001", "xóa dữ liệu"} {
		s, _ := h.says(t, chat.Session{}, pressed("flabel:H29.171-261203-0001"))
		h.says(t, s, typed(text))
		if b.all[0].Label != "má" {
			t.Errorf("%q became a name", text)
		}
	}
}

// Beside an open question "dừng" is asked about that, and following is not forgotten.
func TestStopBesideAQuestion(t *testing.T) {
	t.Parallel()
	h, b := follower(t, ofState("0001", dossier.Processing, ""))
	b.now.ID, b.now.State = 1, "waiting"
	s := chat.Session{Ticket: 1}
	_, got := h.says(t, s, typed("dừng"))
	wants(t, "asked", got, "“dừng hết”")
	if len(b.all) != 1 {
		t.Error("stopped without being asked")
	}
	_, got = h.says(t, s, typed("dừng hết"))
	wants(t, "all", got, "Đã thôi theo dõi hồ sơ “má”")
	if len(b.all) != 0 {
		t.Error("not stopped")
	}
}

// Without a store for it nothing is offered, and its words are read as before.
func TestWithoutFollows(t *testing.T) {
	t.Parallel()
	d := ofState("0001", dossier.Processing, "")
	h := handler(t, &shelf{dossiers: []dossier.Dossier{d}})
	_, got := h.says(t, chat.Session{}, typed(string(d.Code)))
	if strings.Contains(got, "[follow") {
		t.Errorf("offered:\n%s", got)
	}
	for _, m := range []chat.Message{typed("theo dõi hồ sơ"), pressed("follows"), pressed("unfollow:all"), typed("dừng hết"), pressed("follow:" + string(d.Code))} {
		if _, got := h.says(t, chat.Session{}, m); strings.Contains(got, "Đã theo dõi") || got == "" {
			t.Errorf("%s%s:\n%s", m.Text, m.Press, got)
		}
	}
}

// Where the store is away nothing is said to be done.
func TestFollowsAway(t *testing.T) {
	t.Parallel()
	h, b := follower(t, ofState("0001", dossier.Processing, ""))
	b.err = errors.New("away")
	for _, m := range []chat.Message{
		pressed("follow:H29.171-261203-0001"), pressed("follows"), pressed("unfollow:H29.171-261203-0001"), pressed("flabel:H29.171-261203-0001"),
		pressed("fhanded:H29.171-261203-0001"), pressed("freceived:H29.171-261203-0001/yes"), typed("dừng"), typed("dừng hết"), typed("đã nộp"),
	} {
		if _, replies, err := h.Handle(t.Context(), m, chat.Session{Greeted: true}); !errors.Is(err, b.err) || replies != nil {
			t.Errorf("%s%s: %v, %v", m.Text, m.Press, replies, err)
		}
	}
}

// A card says that its dossier is followed, and offers to stop. A Session that has forgotten
// asks the store once; one that follows nothing asks for nothing.
func TestCardOfWhatIsFollowed(t *testing.T) {
	t.Parallel()
	first, other := ofState("0001", dossier.Processing, ""), ofState("0002", dossier.Processing, "")
	h, b := follower(t, first, other)
	b.all = b.all[:1]
	s, replies, err := h.Handle(t.Context(), typed(string(first.Code)), chat.Session{})
	if err != nil || !s.Follows {
		t.Fatalf("a fresh Session: %+v, %v", s, err)
	}
	last := replies[len(replies)-1]
	if !strings.Contains(last.Text, "Hồ sơ này đang được theo dõi.") || !slices.ContainsFunc(last.Choices, func(c chat.Choice) bool { return c.Press == "unfollow:"+string(first.Code) }) {
		t.Errorf("a fresh Session is told %+v", last)
	}
	s, got := h.says(t, s, typed(string(other.Code)))
	wants(t, "another", got, "[follow:"+string(other.Code)+"]")
	s, got = h.says(t, s, pressed("follow:"+string(other.Code)))
	wants(t, "followed", got, "Đã theo dõi")
	s, got = h.says(t, s, pressed("card:"+string(other.Code)))
	wants(t, "followed now", got, "Hồ sơ này đang được theo dõi.", "[unfollow:"+string(other.Code)+"]")
	for _, d := range []dossier.Dossier{first, other} {
		s, _ = h.says(t, s, pressed("unfollow:"+string(d.Code)))
	}
	b.err = errors.New("asked in vain")
	if s, got = h.says(t, s, typed(string(first.Code))); s.Follows {
		t.Errorf("follows something: %+v", s)
	}
	wants(t, "nothing is followed", got, "[follow:"+string(first.Code)+"]")
}
