package citizen

import (
	"context"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/procedure"
	"motcua/internal/unit"
	"motcua/internal/words"
	"motcua/internal/workday"
)

// What a press of verbSpot is about: "1.004194/thue" asks for the ward where it must be
// known, "1.004194/thue/SG-LT" names it, "1.004194/thue/-" asks again. In place of a
// code there may be a kind of office, for who asks without a procedure: "police//SG-LT".
// Behind the ward may stand the day that was asked about: "police//SG-LT/2026-12-12".

// anotherWard in a press asks for the ward although one is known.
const anotherWard = "-"

// handing is what is handed in, and where such things are.
type handing struct {
	about     string // of a press, without the place
	at        procedure.At
	*guidance // nil: only the office was asked for
}

// spot says at which counter a procedure is handed in by who asks.
func (h *Handler) spot(ctx context.Context, t *Talk, press string) error {
	what, place, err := h.handing(ctx, t, press)
	if err != nil || what == nil {
		return err
	}
	switch {
	case place == anotherWard:
		t.topic().Unit = ""
		t.askWard(what)
		return nil
	case place != "":
		if u, ok := t.place.directory.Find(place, t.Now); ok {
			t.sayCounter(what, u, "")
			return nil
		}
	case t.Message.Press == "":
		if t.spotNamed(what, t.placesTyped()) {
			return nil
		}
	}
	t.spotKnown(what)
	return nil
}

// handing reads a press. Where there is no such procedure (any more) that has been said.
func (h *Handler) handing(ctx context.Context, t *Talk, press string) (*handing, string, error) {
	code, rest, _ := strings.Cut(press, "/")
	id, place, _ := strings.Cut(rest, "/")
	place, day, _ := strings.Cut(place, "/")
	if asked, err := time.ParseInLocation(time.DateOnly, day, workday.Zone); err == nil {
		t.day = asked
	}
	if at := procedure.At(code); officeKinds[at] {
		return &handing{code + "/", at, nil}, place, nil
	}
	x, err := h.guidance(ctx, t, code+"/"+id)
	if err != nil || x == nil {
		return nil, "", err
	}
	t.topic().Aspect = verbSpot
	return &handing{code + "/" + x.at.ID, x.g.At, x}, place, nil
}

// officeKinds are the offices that people ask for without a procedure.
var officeKinds = map[procedure.At]bool{procedure.AtCentre: true, procedure.AtPolice: true}

// ofWard reports whether each ward has such an office of its own.
func ofWard(at procedure.At) bool {
	return at == procedure.AtCentre || at == procedure.AtPolice || at == procedure.AtLand
}

// spotKnown answers with the ward that is known already: one that was named, or the only
// one here. Else it asks.
func (t *Talk) spotKnown(what *handing) {
	if !ofWard(what.at) {
		t.sayElsewhere(what)
		return
	}
	if u, ok := t.place.directory.Find(t.topic().Unit, t.Now); ok {
		t.sayCounter(what, u, "")
		return
	}
	if t.oneCounter() {
		t.sayCounter(what, t.place.counter, "")
		return
	}
	t.askWard(what)
}

// oneCounter reports that there is no choice of counters here.
func (t *Talk) oneCounter() bool {
	return t.place.hasPlace && len(t.place.directory.Communes("", t.Now)) <= 1
}

// askWard says what kind of office it is, and asks for the ward.
func (t *Talk) askWard(what *handing) {
	t.Reply(chat.Reply{Text: lines(t.spotHead(what), t.Text("spot.ask", nil))})
	t.offerWards(what, t.likely())
}

// offerWards offers some wards and waits for a name.
func (t *Talk) offerWards(what *handing, wards []unit.Unit) {
	for _, u := range wards[:min(len(wards), mostChoices-1)] {
		t.offerWard(what, u, u.Name)
	}
	if len(t.choices) == 0 {
		t.offerAfter(what)
	}
	t.Await(verbSpot, what.about+"/"+t.dayPart())
}

// dayPart is the day that was asked about as a press carries it, behind a slash.
func (t *Talk) dayPart() string {
	if day, ok := t.dayAsked(); ok {
		return "/" + day.Format(time.DateOnly)
	}
	return ""
}

func (t *Talk) offerWard(what *handing, u unit.Unit, label string) {
	if press := verbSpot + ":" + what.about + "/" + u.Code + t.dayPart(); len(press) <= longestPress {
		t.Offer(chat.Choice{Label: label, Press: press})
	}
}

// spotHead is the answer as far as it holds in every ward.
func (t *Talk) spotHead(what *handing) string {
	if what.guidance == nil {
		return ""
	}
	called := words.Args{"called": words.Capital(what.called()), "place": what.atWords()}
	switch {
	case unknownAt(what.at):
		return t.Text("spot.unknown", called)
	case what.at == procedure.AtInsurance:
		return lines(t.Text("guidance.head", called), t.Text("spot.insurance", nil))
	}
	return t.Text("guidance.head", called)
}

// unknownAt reports that nobody knows which kind of office takes it.
func unknownAt(at procedure.At) bool { return at == "" || at == procedure.AtOther }

// sayCounter names the office of a ward: u is the ward, or an office in it. note says
// what the ward was called before.
func (t *Talk) sayCounter(what *handing, u unit.Unit, note string) {
	ward, ok := t.place.directory.Above(u, unit.Commune)
	if !ok {
		ward = u
	}
	if ofWard(what.at) || what.guidance == nil {
		t.topic().Unit = ward.Code
		office := t.officeIn(ward, what.at)
		if _, other := t.dayAsked(); other || dayWordsSaid.in(t.said()) || what.guidance == nil { // the hours are the answer
			t.sayPlace(note, office)
		} else {
			head := t.Text("spot.here", words.Args{"called": words.Capital(what.called())})
			t.sayPlace(lines(note, head), office, t.reachWords(what))
		}
		t.offerAfter(what)
		return
	}
	t.sayElsewhere(what)
}

// dayAsked is another day than today that the text asks about.
func (t *Talk) dayAsked() (day time.Time, ok bool) {
	if day, ok = askedDay(t.said(), t.Now); !ok {
		day, ok = t.day, !t.day.IsZero()
	}
	return day, ok && !t.today(day)
}

// officeIn describes the office of that kind in a ward; where it is not in the
// directory, by its name alone.
func (t *Talk) officeIn(ward unit.Unit, at procedure.At) described {
	d := t.place.directory
	name := centreOf + insideSentence(ward.Name)
	u, ok := d.Centre(ward)
	if at == procedure.AtPolice {
		name = policeOf + insideSentence(ward.Name)
		u, ok = d.Only(ward, unit.Police, t.Now)
	}
	if ward.Kind != unit.Commune { // a counter that stands in no ward
		u, ok, name = ward, at != procedure.AtPolice, t.Text("spot.police", nil)
	}
	if !ok || !u.Valid(t.Now) {
		return t.onlyNamed(name)
	}
	t.topic().Unit = u.Code
	return t.describe(u, t.numberOf(u))
}

// Names of offices stay Vietnamese in every language.
const (
	centreOf = "Trung tâm Phục vụ hành chính công "
	policeOf = "Công an "
)

// sayPlace says an office under a head, and what else there is to know.
func (t *Talk) sayPlace(head string, office described, more ...string) {
	all := append([]string{head}, office.lines...)
	t.Reply(chat.Reply{Text: lines(append(all, more...)...), Phone: office.phone})
}

// reachWords says where else it may be handed in.
func (t *Talk) reachWords(what *handing) string {
	key := "spot.reach." + string(what.at) + "_" + string(what.g.Reach)
	switch {
	case what.at == procedure.AtLand:
		return t.Text("spot.reach.land", nil)
	case what.g.Reach == "":
		return ""
	}
	return t.Text(key, words.Args{"province": t.province()})
}

// sayElsewhere answers for offices that no ward has: the province's, insurance, schools.
func (t *Talk) sayElsewhere(what *handing) {
	head, office := t.spotHead(what), described{lines: []string{t.Text("spot.call", nil)}, phone: t.place.hotline}
	if u, ok := t.provinceOffice(what.at); ok {
		t.topic().Unit = u.Code
		office = t.describe(u, t.numberOf(u))
		if _, other := t.dayAsked(); other {
			head = ""
		}
	} else if unknownAt(what.at) {
		office = t.counter()
	}
	t.sayPlace(head, office)
	t.offerAfter(what)
}

// provinceOffice is the one office of the counter's province for such things.
func (t *Talk) provinceOffice(at procedure.At) (unit.Unit, bool) {
	home, ok := t.home()
	if !ok || at != procedure.AtProvincePolice {
		return unit.Unit{}, false
	}
	return t.place.directory.Only(home, unit.Police, t.Now)
}

// home is the province that our counter is in.
func (t *Talk) home() (unit.Unit, bool) {
	if !t.place.hasPlace {
		return unit.Unit{}, false
	}
	return t.place.directory.Above(t.place.counter, unit.Province)
}

// offerAfter offers what comes next once the office is known.
func (t *Talk) offerAfter(what *handing) {
	if what.guidance == nil {
		if !t.oneCounter() {
			t.Offer(t.choice("spot.choice.other", verbSpot+":"+what.about+"/"+anotherWard))
		}
		t.offerAfterOffice(t.choice("help.choice", verbHelp))
		return
	}
	own := about(what.g, what.guidance.at)
	if len(what.guidance.at.Items) > 0 {
		t.Offer(t.choice("guidance.choice.tick", verbChecklist+":"+own))
	}
	if what.mayBeOnline() {
		t.Offer(t.choice("guidance.choice.online", verbOnline+":"+own))
	}
	if ofWard(what.at) && !t.oneCounter() && t.topic().Unit != "" {
		t.Offer(t.choice("spot.choice.other", verbSpot+":"+what.about+"/"+anotherWard))
	}
	t.Offer(t.choice("guidance.choice.card", verbProcedure+":"+own))
}
