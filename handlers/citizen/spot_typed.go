package citizen

import (
	"context"
	"strings"

	"motcua/internal/dossier"
	"motcua/internal/procedure"
	"motcua/internal/unit"
	"motcua/internal/vntext"
)

var (
	otherWardWords = list(`
	=phuong khac, =xa khac, =phuong xa khac, =doi phuong, =doi xa, =cho khac, =noi khac, =phuong khac thi sao, =o phuong khac, =toi o phuong khac
	=em o phuong khac, =another ward, =other ward`)
	// What a message about an office hardly has, if it wants something more urgent.
	urgentWords = [...]phrases{scamWords, humanWords, griefWords, complaintWords, angerWords, whereWords, lookupWords, withdrawWords}

	// Of an office's day, what officeWords lack.
	dayWordsSaid = list(`
	con lam khong, con lam viec khong, co con lam, con mo khong, con mo cua, con nhan khong, con nhan ho so, co nghi khong, nghi hay lam
	lam khong, lam viec khong, mo khong, lam toi may gio, mo toi may gio, den may gio, toi may gio, dong cua chua, nghi tet, lam tet
	still open, open tomorrow, open on saturday, open on sunday, closed on, open at`)
	// Of a place, where one is named.
	placeWordsSaid = list(`
	thuoc phuong nao, thuoc xa nao, la phuong nao, la xa nao, gio thuoc, nay thuoc, sap nhap, nhap vao, nhap ve, doi ten, ten moi, o cho nao
	where is, where are, address of, way to, which ward`)
	wardWords   = list(`phuong, xa, thi tran, dac khu, quan, huyen, thi xa, thanh pho, tp, p, q, x, ward, commune, district`)
	policeWords = list(`cong an, police`)
	centreWords = list(`trung tam, hanh chinh cong, mot cua, uy ban, ubnd, ub phuong, ub xa, centre, center, office`)
	landWords   = list(`van phong dang ky dat dai, chi nhanh dat dai, van phong dat dai, vpdk, land office, land registration`)
	phoneWords  = list(`hotline, duong day nong, tong dai`)
)

// wardTyped reads the name of a ward where one was asked for, and questions for an office
// that name it or mean the one that was shown: "công an phường Lái Thiêu ở đâu", "mai có
// làm không".
func (h *Handler) wardTyped(ctx context.Context, t *Talk) (done bool, err error) {
	s := t.said()
	other := otherWardWords.in(s) && t.Session.Topic != nil && t.Session.Topic.Unit != ""
	asks := dayWordsSaid.in(s) || officeWords.in(s)
	names := placeWordsSaid.in(s) || wardWords.in(s) || s.words <= fewWords && !strings.ContainsAny(t.text, "0123456789")
	if t.Awaited != verbSpot && !other && !asks && !names || t.urgent() {
		return false, nil
	}
	if t.Awaited == verbSpot {
		if done, err := h.wardAnswered(ctx, t); done || err != nil {
			return done, err
		}
	}
	if other {
		return true, h.spot(ctx, t, t.lastSpot()+"/"+anotherWard)
	}
	return h.officeTyped(ctx, t, asks)
}

// officeTyped answers questions for an office. A ward that is only mentioned is kept.
func (h *Handler) officeTyped(ctx context.Context, t *Talk, asks bool) (bool, error) {
	s, found := t.said(), t.placesTyped()
	if wards := wardsOf(found); len(wards) == 1 && wards[0].Kind == unit.Commune && found[0].Called {
		t.topic().Unit = wards[0].Code // "đăng ký kết hôn ở phường Thuận Giao": the counter is asked for later
	}
	if !asks && (len(found) == 0 || found[0].Rest > 0 && !placeWordsSaid.in(s)) || phoneWords.in(s) {
		return false, nil
	}
	if landWords.in(s) { // many procedures are called like it
		t.landOffice()
		return true, nil
	}
	if other, err := h.procedureTyped(ctx, t); other || err != nil {
		return false, err
	}
	if len(found) > 0 {
		return h.officeNamed(ctx, t, found)
	}
	return h.officeMeant(ctx, t)
}

// landOffice answers a question for the land registration office: the one whose area is
// named, else the only one of our province with an address. There may be many branches,
// and who lives where is nobody's guess.
func (t *Talk) landOffice() {
	home, _ := t.home()
	name, known := "Văn phòng đăng ký đất đai", []unit.Unit{}
	for _, u := range t.place.directory.Children(home) {
		if u.Kind != unit.Land || !u.Valid(t.Now) {
			continue
		}
		_, area, _ := strings.Cut(u.Name, "khu vực ")
		if area != "" && list(vntext.Fold(area)).in(t.said()) {
			known, name = []unit.Unit{u}, u.Name
			break
		}
		if u.Address != "" {
			known = append(known, u)
		}
	}
	office := t.onlyNamed(name)
	if len(known) == 1 {
		office = t.describe(known[0], t.numberOf(known[0]))
	}
	t.sayPlace("", office)
	t.offerAfterOffice(t.choice("help.choice", verbHelp))
}

// officeMeant answers a question for an office that names no place, or none that is known.
func (h *Handler) officeMeant(ctx context.Context, t *Talk) (bool, error) {
	s, topic := t.said(), t.topic()
	asksHours := dayWordsSaid.in(s) || openingHours.in(s)
	switch {
	case namesWard(s):
		t.Say("spot.no_such", nil)
		t.offerWards(&handing{about: t.lastSpot(), at: procedure.AtCentre}, t.likely())
		return true, nil
	case !asksHours && topic.Procedure == "" && len(topic.Offered) > 0:
		return false, nil // about one of the procedures that were offered
	case topic.Unit != "" || policeWords.in(s) || asksHours && topic.Procedure != "":
		return true, h.spot(ctx, t, t.lastSpot())
	case dayWordsSaid.in(s):
		t.officeNow()
		return true, nil
	}
	return false, nil
}

// afterWard are words that follow "phường" where no name does.
var afterWard = wordSet(`nao o khac minh em toi tui co con mo lam dong nghi nhan giai tra dau gio a nay do kia may thu mai hom thi la khong chieu sang trua ngay vay
xa thi tran cho de ma va hay thuong den toi tu nop tiep ben moi cu hoi`)

// namesWard reports whether two words or more that can be a name stand behind "phường".
func namesWard(s said) bool {
	all := strings.Fields(s.folded)
	for i, w := range all {
		if w != "phuong" && w != "xa" {
			continue
		}
		n := i + 1
		for n < len(all) && !afterWard[all[n]] {
			n++
		}
		if n-i > 2 {
			return true
		}
	}
	return false
}

// urgent reports whether something stands in a text that comes before the question for
// an office, or that is answered by other flows.
func (t *Talk) urgent() bool {
	for _, list := range urgentWords {
		if list.in(t.said()) {
			return true
		}
	}
	read := dossier.ParseCode(t.text, t.place.known, t.Now)
	return len(read.Codes)+len(read.Slips) > 0 || read.Identity || read.Phone || read.ReceiptBook
}

// fewWords are as many as a place alone has.
const fewWords = 6

// fewOthers is how many other words may stand around a ward in an answer.
const fewOthers = 4

// wardAnswered takes what was typed for a ward; what is something else is answered as
// such.
func (h *Handler) wardAnswered(ctx context.Context, t *Talk) (bool, error) {
	s := t.said()
	found := t.nearest(t.text)
	named := len(found) > 0 && found[0].Rest <= fewOthers
	if !named {
		if s.words > 2*fewOthers || s.first(intents) != nil {
			return false, nil
		}
		if other, err := h.procedureTyped(ctx, t); other || err != nil {
			return false, err
		}
	}
	what, _, err := h.handing(ctx, t, t.About)
	if err != nil || what == nil {
		return true, err
	}
	if !named {
		t.Say("spot.no_such", nil)
		t.offerWards(what, t.likely())
		return true, nil
	}
	return t.spotNamed(what, found), nil
}

// procedureTyped reports whether the text is likely about a procedure, and another one
// than was told.
func (h *Handler) procedureTyped(ctx context.Context, t *Talk) (bool, error) {
	hits, err := h.Guess(ctx, t.text, 1)
	return len(hits) > 0 && hits[0].Score >= procedure.Likely && hits[0].Code != t.topic().Procedure, err
}

// officeNamed answers a question for the office of a place.
func (h *Handler) officeNamed(ctx context.Context, t *Talk, found []unit.Match) (bool, error) {
	press := t.lastSpot()
	if t.topic().Procedure == "" && !policeWords.in(t.said()) {
		press = string(procedure.AtCentre) + "/" // another place: the last office does not count
	}
	what, _, err := h.handing(ctx, t, press)
	if err != nil || what == nil {
		return true, err
	}
	return t.spotNamed(what, found), nil
}

// lastSpot is the press that asks for the office again: of the kind that is named now,
// else of the procedure that was told, else of the office that was shown.
func (t *Talk) lastSpot() string {
	s := t.said()
	topic := t.topic()
	switch {
	case policeWords.in(s):
		return string(procedure.AtPolice) + "/"
	case centreWords.in(s):
		return string(procedure.AtCentre) + "/"
	case topic.Procedure != "":
		return topic.Procedure + "/" + topic.Case
	}
	if u, ok := t.place.directory.Find(topic.Unit, t.Now); ok && u.Kind == unit.Police {
		return string(procedure.AtPolice) + "/"
	}
	return string(procedure.AtCentre) + "/"
}
