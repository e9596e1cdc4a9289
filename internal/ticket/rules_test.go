package ticket

import (
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/internal/team"
)

// Whom a waiting question of ward P1, neighbourhood 1 is offered to.
func TestMaySee(t *testing.T) {
	t.Parallel()
	k := func(r Ring, change ...func(*Ticket)) Ticket {
		k := Ticket{State: Waiting, Unit: "P1", Area: "Khu phố 1", Ring: r}
		for _, c := range change {
			c(&k)
		}
		return k
	}
	farther := func(k *Ticket) { k.Far = true }
	secret := func(k *Ticket) { k.Sensitive = true }
	nowhere := func(k *Ticket) { k.Unit, k.Area = "", "" }
	for name, c := range map[string]struct {
		k    Ticket
		want string
	}{
		"own team":                {k(OwnTeam), "Minh Mai Lan Hạnh"},
		"city":                    {k(City), "Minh Mai Lan Nga Vy Hạnh"},
		"officers":                {k(Officers), "Minh Mai Lan Nga Vy Thảo Hạnh"},
		"far":                     {k(OwnTeam, farther), "Mai Lan Hạnh"},
		"far, area unknown":       {k(OwnTeam, farther, func(k *Ticket) { k.Area = "" }), "Lan Hạnh"},
		"far, city":               {k(City, farther), "Mai Lan Nga Vy Hạnh"},
		"sensitive":               {k(Officers, secret), "Thảo"},
		"sensitive, wider":        {k(City, secret), "Nga Vy Thảo"},
		"unit unknown":            {k(OwnTeam, nowhere), "Minh Mai Lan Nga Hạnh"},
		"sensitive, unit unknown": {k(City, secret, nowhere), "Vy Thảo"},
		"far, unit unknown":       {k(OwnTeam, farther, nowhere), "Lan Nga Hạnh"},
		"in somebody's hands":     {k(City, func(k *Ticket) { k.State, k.Holder = Held, vy.ID }), "Vy"},
		"closed":                  {k(City, func(k *Ticket) { k.State, k.Holder = Closed, nga.ID }), "Nga"},
		"to one who left":         {k(City, func(k *Ticket) { k.State, k.Holder = Held, left.ID }), ""},
	} {
		var got []string
		for _, v := range everybody {
			if MaySee(c.k, v) {
				got = append(got, v.Name)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}

// A neighbour who is also an officer, or of the city, is one all the same, unless by office.
func TestTwoTeams(t *testing.T) {
	t.Parallel()
	secret := Ticket{State: Waiting, Unit: "P1", Ring: City, Sensitive: true}
	if MaySee(secret, person(20, "x", ward1, city)) {
		t.Error("a neighbour sees it as one of the city")
	}
	if !MaySee(secret, person(20, "x", ward1, desk1)) {
		t.Error("an officer does not see it")
	}
	if MaySee(Ticket{State: Waiting, Unit: "P1", Area: "Khu phố 1", Ring: OwnTeam, Far: true}, person(20, "x", ward1, area1)) {
		t.Error("a neighbour sees it as one of the ward")
	}
}

func TestCoordinators(t *testing.T) {
	t.Parallel()
	ward := Ticket{State: Held, Holder: lan.ID, Unit: "P1", Ring: OwnTeam}
	other := Ticket{State: Held, Holder: nga.ID, Unit: "P2", Ring: OwnTeam}
	secret := Ticket{State: Waiting, Unit: "P1", Ring: Officers, Sensitive: true}
	near := Ticket{State: Waiting, Unit: "P1", Area: "Khu phố 1", Ring: OwnTeam, Far: true}
	headOfArea := coordinator(person(21, "x", area1))
	for _, c := range []struct {
		k          Ticket
		v          team.Volunteer
		list, read bool
	}{
		{ward, hanh, true, true},
		{ward, root, true, true},
		{ward, mai, false, false},
		{other, hanh, false, false},
		{other, root, true, true},
		{secret, hanh, true, false},
		{secret, root, true, false},
		{secret, thao, true, true},
		{near, headOfArea, true, false},
		{near, ended(hanh), false, false},
	} {
		if list, read := MayList(c.k, c.v), MayRead(c.k, c.v); list != c.list || read != c.read {
			t.Errorf("%s of %+v: lists %v, reads %v", c.v.Name, c.k, list, read)
		}
	}
}

// Each is told once in a round, in whichever ring.
func TestRung(t *testing.T) {
	t.Parallel()
	k := Ticket{State: Waiting, Unit: "P1", Ring: City, RungRing: OwnTeam}
	if !Rung(k, lan) || Rung(k, vy) || Rung(k, nga) {
		t.Error("the own team heard of it, the others did not")
	}
	k.RungRing = 0
	if Rung(k, lan) {
		t.Error("in a new round nobody heard of it")
	}
	secret := Ticket{State: Waiting, Unit: "P1", Ring: City, RungRing: Officers, Sensitive: true}
	if !Rung(secret, thao) || Rung(secret, nga) {
		t.Error("the officers heard of it, the other ward did not")
	}
}

func TestGaveAway(t *testing.T) {
	t.Parallel()
	lines := []Line{
		{What: Said}, {What: Claimed, By: 3}, {What: Passed, By: 3}, {What: Claimed, By: 4}, {What: Returned, Reason: BySilence},
	}
	if got := GaveAway(lines); !got[3] || !got[4] || got[5] {
		t.Errorf("%v", got)
	}
	if got := GaveAway(append(lines, Line{What: Finished}, Line{What: Reopened})); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

func TestSilence(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.held()
	if o.look(5*time.Minute - time.Second); !o.tickets[0].RemindedAt.IsZero() {
		t.Error("reminded too early")
	}
	o.look(5 * time.Minute)
	o.happened(1, Said, Claimed, Reminded)
	// Who writes again and again does not put off what is due.
	for i := range 8 {
		o.now = noon.Add(time.Duration(6+i) * time.Minute)
		o.done(o.desk.Add(o.Context(), "alo"+string(rune('a'+i)), 1, web("a"), "alo?", nil))
	}
	before := o.tickets[0].WaitingAt
	k := o.look(15 * time.Minute)
	if k.State != Waiting || k.Holder != 0 || !k.WaitingAt.Equal(before) || o.last(1).Reason != BySilence || o.last(1).By != 0 {
		t.Errorf("%+v", k)
	}
	if k = o.look(20 * time.Minute); k.Ring != City {
		t.Errorf("%+v", k) // the asker waited all the time
	}
	if k = o.look(40 * time.Minute); k.Ring != Officers {
		t.Errorf("%+v", k)
	}
	if k = o.look(time.Hour); k.Ring != Officers || k.State != Waiting {
		t.Errorf("%+v", k)
	}
	if k = o.look(30 * 24 * time.Hour); k.State != Closed || o.last(1).Reason != NobodyCame {
		t.Errorf("%+v", k)
	}
}

// After a pause of everything nobody loses a case before they could be reminded of it.
func TestSilenceAfterAPause(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.held()
	o.look(2 * time.Hour)
	o.happened(1, Said, Claimed, Reminded)
	if k := o.look(2*time.Hour + 10*time.Minute - time.Second); k.State != Held {
		t.Errorf("%+v", k)
	}
	if k := o.look(2*time.Hour + 10*time.Minute); k.State != Waiting {
		t.Errorf("%+v", k)
	}
}

// What is answered stays in hand; thanks ask for nothing; a talk that nobody goes on with
// ends by itself.
func TestSilenceAfterAnAnswer(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.held()
	o.done(o.desk.Answer(o.Context(), "a", 1, lan.ID, "Mời chị đến quầy 3.", nil))
	o.done(o.desk.Add(o.Context(), "thanks", 1, web("a"), "Dạ em cảm ơn chị nhiều ạ", nil))
	if k := o.look(time.Hour); k.State != Held || !k.RemindedAt.IsZero() {
		t.Errorf("%+v", k)
	}
	o.done(o.desk.Add(o.Context(), "more", 1, web("a"), "Cảm ơn, cho hỏi mấy giờ mở?", nil))
	if k := o.look(time.Hour + 5*time.Minute); k.RemindedAt.IsZero() {
		t.Errorf("%+v", k)
	}
	o.done(o.desk.Answer(o.Context(), "b", 1, lan.ID, "7 giờ 30.", nil))
	if k := o.look(time.Hour + 5*time.Minute + 72*time.Hour); k.State != Closed || k.Outcome != Other || o.last(1).Reason != BySilence {
		t.Errorf("%+v", k)
	}
	k := o.done(o.desk.Add(o.Context(), "bye", 1, web("a"), "cảm ơn", nil))
	if k.State != Closed || o.last(1).What != Said || !o.waits("relay", 1) {
		t.Errorf("%+v", k)
	}
}

func TestThanks(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"cảm ơn": true, "Dạ cảm ơn cô nhiều nha!": true, "Thank you so much": true, "ok cam on ban": true,
		"": false, "dạ": false, "ok": false, "cảm ơn, còn lệ phí?": false, "cảm ơn nhưng chưa được": false, "cảm ơn 2": false,
	} {
		if thanks(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("hồ sơ ", 40)
	for in, want := range map[string]string{
		"Hồ sơ H29.171-261119-0012\nđến đâu": "Hồ sơ H29.171-••••••-•••• đến đâu",
		"gọi 0901234567":                     "gọi ••••••••••",
		"ngày 12, số 5":                      "ngày 12, số 5",
		"năm 1980":                           "năm ••••",
		long:                                 strings.TrimSpace(long[:strings.LastIndex(string([]rune(long)[:120]), " ")]) + "…",
		strings.Repeat("ă", 200):             strings.Repeat("ă", 119) + "…",
	} {
		if got := Excerpt(Ticket{}, in); got != want || len([]rune(got)) > mostExcerpt {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := Excerpt(Ticket{Sensitive: true}, "ly hôn"); got != "" {
		t.Errorf("%q", got)
	}
}

func TestHideButPhones(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"Gọi 1022 hoặc 0274 000 0001":             "Gọi 1022 hoặc 0274 000 0001",
		"0901234567, 0901234568":                  "0901234567, 0901234568",
		"+84 901 234 567":                         "+84 901 234 567",
		"(0274) 000 0001":                         "(0274) 000 0001",
		"số 079012345678":                         "số ••••••••••••",
		"gọi 0901234567, số 079012345678":         "gọi 0901234567, số ••••••••••••",
		"thẻ 4111 1111 1111 1111, gọi 0901234567": "thẻ •••• •••• •••• ••••, gọi 0901234567",
		"OTP 123456, gọi 0901234567":              "OTP ••••••, gọi 0901234567",
		"mã H29.171-261119-0012, gọi 0901234567":  "mã H29.171-261119-0012, gọi 0901234567",
		"không có số":                             "không có số",
	} {
		if got := hideButPhones(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestWeigh(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, field      string
		sensitive, grave bool
	}{
		{"Hồ sơ đất đến đâu", "Đất đai", false, false},
		{"thủ tục ly hôn", "", true, true},
		{"chồng tôi đánh tôi, tôi phải làm sao", "", true, false},
		{"con tôi bị đánh ở trường", "", true, false},
		{"đánh máy lại tờ khai ở đâu", "", false, false},
		{"xin lý lịch tư pháp", "", true, false},
		{"làm khai tử cho ba", "Hộ tịch", false, true},
		{"hỏi chế độ", "Người khuyết tật", true, true},
		{"Em muốn ly dị thì làm sao", "", true, true},
		{"má tôi mới qua đời", "", false, true},
		{"I want a divorce.", "", true, true},
	} {
		if s, g := Weigh(c.text, c.field); s != c.sensitive || g != c.grave {
			t.Errorf("%q %q: %v %v", c.text, c.field, s, g)
		}
	}
}

func TestLaterFor(t *testing.T) {
	t.Parallel()
	for _, l := range []Later{{Args: RelayArgs{}}, {Args: RingArgs{}}, {Args: SilenceArgs{}, At: noon}} {
		if got := l.For(7); jobOf(got) != 7 || got.Args.Kind() != l.Args.Kind() || !got.At.Equal(l.At) {
			t.Errorf("%+v", got)
		}
	}
	if !slices.Contains(Outcomes, Other) || slices.Contains(Outcomes, Withdrawn) {
		t.Error("what a volunteer may close with")
	}
}
