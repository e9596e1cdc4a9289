package citizen

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"time"

	"motcua/internal/announce"
	"motcua/internal/chat"
	"motcua/internal/unit"
	"motcua/internal/words"
)

// Announcements keeps who hears what is announced for which ward.
type Announcements interface {
	Listen(ctx context.Context, l announce.Listener) error
	ListenerOf(ctx context.Context, channel chat.Channel, chatID string) (announce.Listener, bool, error)
	// Unlisten also takes the consent back; false where nothing was heard.
	Unlisten(ctx context.Context, channel chat.Channel, chatID string, at time.Time) (bool, error)
}

// announceConsentVersion names the text that was agreed to. With another text everybody is
// asked again; a test holds the two together.
const announceConsentVersion = "announce-1"

// What may stand behind the ward in the press of verbListen, and in its place.
const (
	listenYes = "yes"
	listenNo  = "no"
	whichWard = "?"
)

// announces reports whether announcements can be heard at all.
func (h *Handler) announces() bool { return h.Announcements != nil && h.Consents != nil }

// listenerOf is for which ward this chat hears announcements.
func (h *Handler) listenerOf(ctx context.Context, t *Talk) (announce.Listener, bool, error) {
	if !h.announces() {
		return announce.Listener{}, false, nil
	}
	l, ok, err := h.Announcements.ListenerOf(ctx, t.Message.Channel, t.Message.Chat)
	if err != nil {
		err = fmt.Errorf("read who hears announcements: %w", err)
	}
	return l, ok, err
}

// listenChoice leads to hearing announcements, where the chat hears none.
func (h *Handler) listenChoice(ctx context.Context, t *Talk) ([]chat.Choice, error) {
	if !h.announces() || t.Message.Passing {
		return nil, nil
	}
	_, hears, err := h.listenerOf(ctx, t)
	if hears || err != nil {
		return nil, err
	}
	return []chat.Choice{t.choice("announce.choice", verbListen)}, nil
}

// listen begins to hear the announcements for a ward: "" finds out which, "SG-LT" asks for
// a consent, and "SG-LT/yes" is one.
func (h *Handler) listen(ctx context.Context, t *Talk, about string) error {
	if !h.announces() {
		t.menu()
		return nil
	}
	code, what, _ := strings.Cut(about, "/")
	ward, known := t.place.directory.Find(code, t.Now)
	switch {
	case what == listenNo:
		t.Say("announce.keeping.refused", nil)
		t.Offer(t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
		return nil
	case t.Message.Passing:
		t.Say("announce.passing", nil)
		t.Offer(t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
		return nil
	case code == "":
		ward, known = t.ownWard()
	}
	if !known || ward.Kind != unit.Commune {
		t.askWardToHear("announce.which", t.likely())
		return nil
	}
	now, hears, err := h.listenerOf(ctx, t)
	switch {
	case err != nil:
		return err
	case hears && now.Unit == ward.Code:
		t.Reply(chat.Reply{Text: lines(t.ofWard("announce.already", ward), t.Text("announce.how_stop", nil))})
		t.offerListening()
		return nil
	case what != listenYes:
		t.askToListen(ward)
		return nil
	}
	return h.listenNow(ctx, t, ward)
}

// ownWard is the ward that the person spoke of, or the only one here.
func (t *Talk) ownWard() (unit.Unit, bool) {
	if topic := t.Session.Topic; topic != nil {
		if u, ok := t.place.directory.Find(topic.Unit, t.Now); ok {
			return t.place.directory.Above(u, unit.Commune)
		}
	}
	if all := t.place.directory.Communes("", t.Now); len(all) == 1 {
		return all[0], true
	}
	return unit.Unit{}, false
}

// askWardToHear offers some wards and waits for a name.
func (t *Talk) askWardToHear(key string, wards []unit.Unit) {
	example := t.place.counter.Name
	if own, ok := t.place.directory.Above(t.place.counter, unit.Commune); ok {
		example = own.Name
	}
	t.Say(key, words.Args{"example": example})
	for _, u := range wards[:min(len(wards), mostChoices-1)] {
		t.Offer(chat.Choice{Label: u.Name, Press: verbListen + ":" + u.Code})
	}
	t.Await(verbListen, whichWard)
}

// ofWard says something of a ward.
func (t *Talk) ofWard(key string, ward unit.Unit) string {
	return t.Text(key, words.Args{"ward": t.wardName(ward)})
}

func (t *Talk) wardName(ward unit.Unit) string {
	if t.Lang == "en" {
		return ward.Name
	}
	return insideSentence(ward.Name)
}

// askToListen says what would be kept and asks, with two equal choices. Nothing is kept
// before a yes.
func (t *Talk) askToListen(ward unit.Unit) {
	t.Say("announce.keeping.text", nil)
	t.More(t.ofWard("announce.keeping.ask", ward))
	t.noHuman = true
	press := verbListen + ":" + ward.Code
	t.choices = []chat.Choice{
		t.choice("announce.keeping.yes", press+"/"+listenYes), t.choice("announce.keeping.no", press+"/"+listenNo),
		t.choice("announce.other", verbListen+":"+whichWard),
	}
	t.Await(verbListen, ward.Code)
}

// listenNow writes the consent and the ward, and says where they come and how to end them.
func (h *Handler) listenNow(ctx context.Context, t *Talk, ward unit.Unit) error {
	m := t.Message
	if err := h.Consents.KeepConsent(ctx, m.Channel, m.Chat, announce.ConsentKind, announceConsentVersion, t.Now); err != nil {
		return fmt.Errorf("keep the consent: %w", err)
	}
	l := announce.Listener{Channel: m.Channel, Chat: m.Chat, Unit: ward.Code, Lang: t.Lang, Address: t.Session.Address, At: t.Now}
	if err := h.Announcements.Listen(ctx, l); err != nil {
		return fmt.Errorf("keep who hears announcements: %w", err)
	}
	where := "announce.where_telegram"
	if !t.reachable() {
		where = "announce.where_web"
	}
	t.Reply(chat.Reply{Sign: signReady, Text: lines(t.ofWard("announce.done", ward), t.Text(where, nil), t.Text("announce.how_stop", nil))})
	t.offerListening()
	return nil
}

func (t *Talk) offerListening() {
	t.Offer(t.choice("announce.stop.choice", verbUnlisten), t.choice("announce.other", verbListen+":"+whichWard),
		t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
}

// unlisten ends the announcements.
func (h *Handler) unlisten(ctx context.Context, t *Talk, _ string) error {
	ended, err := h.endListening(ctx, t)
	switch {
	case err != nil:
		return err
	case ended == "":
		t.Say("announce.stop.none", nil)
	default:
		t.Say("announce.stop.done", words.Args{"ward": ended})
	}
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
	return nil
}

// endListening ends the announcements and gives the name of their ward, "" where there
// were none.
func (h *Handler) endListening(ctx context.Context, t *Talk) (string, error) {
	l, hears, err := h.listenerOf(ctx, t)
	if err != nil || !hears {
		return "", err
	}
	if _, err := h.Announcements.Unlisten(ctx, t.Message.Channel, t.Message.Chat, t.Now); err != nil {
		return "", fmt.Errorf("end announcements: %w", err)
	}
	return t.heardWard(l), nil
}

// heardWard names the ward of a listener, by its code where it is not known any more.
func (t *Talk) heardWard(l announce.Listener) string {
	if u, ok := t.place.directory.Find(l.Unit, t.Now); ok {
		return t.wardName(u)
	}
	return l.Unit
}

var (
	// "nhận thông báo" with nothing around it but manners and a ward: "chưa nhận thông báo
	// thuế" and "thông báo khi có kết quả" are others.
	listenSaid = regexp.MustCompile(`^ ((da|a|oi|ok|cho|giup|toi|em|tui|minh|con|chau|bac|co|chu|anh|chi|muon|can|xin|bam|dang ky|bat) )*` +
		`(nhan|dang ky|theo doi|xem) (cac |nhung )?(thong bao|tin chung|tin phuong|tin xa)(( chung| moi)? (cua|tu|cho|o|tai))?( (uy ban|ubnd))?( (phuong|xa|dac khu|thi tran|dia phuong|khu vuc|noi (toi|em|tui|minh) o) .*| (phuong|xa|dia phuong|khu vuc)| (a|nha|nhe|voi|di))? $`)
	listenWords = list(`
	=announcements, =get announcements, =ward announcements, =get announcements of my ward, =announcements of my ward, =subscribe to announcements`)
	unlistenWords = list(`
	=dung thong bao, =dung nhan thong bao, =thoi thong bao, =thoi nhan thong bao, =tat thong bao, =huy thong bao, =huy nhan thong bao, =ngung thong bao, =ngung nhan thong bao
	=khong nhan thong bao nua, =khong nhan thong bao, =khong can thong bao nua, =bo thong bao, =dung gui thong bao, =dung gui thong bao nua, =dung thong bao nua
	=toi khong muon nhan thong bao nua, =khong muon nhan thong bao nua, =thoi dung thong bao nua, =khoi thong bao
	=stop announcements, =end announcements, =no announcements, =unsubscribe`)
)

// listenTyped reads what is typed of announcements, and the answers to what was asked.
func (h *Handler) listenTyped(ctx context.Context, t *Talk) (done bool, err error) {
	said := t.said()
	if !h.announces() || scamWords.in(said) {
		return false, nil
	}
	switch {
	case unlistenWords.in(said):
		return true, h.unlistenOr(ctx, t)
	case listenWords.in(said), listenSaid.MatchString(said.folded):
		return true, h.listenNamed(ctx, t)
	case t.Awaited != verbListen:
		return false, nil
	case t.About == whichWard:
		return h.wardToHear(ctx, t)
	case agreeWords.in(said):
		return true, h.listen(ctx, t, t.About+"/"+listenYes)
	case refuseWords.in(said):
		return true, h.listen(ctx, t, t.About+"/"+listenNo)
	}
	return false, nil
}

// unlistenOr ends the announcements; where none are heard, "tắt thông báo" means what is
// told of dossiers.
func (h *Handler) unlistenOr(ctx context.Context, t *Talk) error {
	_, hears, err := h.listenerOf(ctx, t)
	if err != nil {
		return err
	}
	follows, err := h.followsOf(ctx, t)
	if err != nil {
		return err
	}
	if !hears && len(follows) > 0 {
		return h.unfollow(ctx, t, "")
	}
	return h.unlisten(ctx, t, "")
}

// listenNamed listens to the ward in the text, else to the one that is known.
func (h *Handler) listenNamed(ctx context.Context, t *Talk) error {
	switch wards := t.communes(); len(wards) {
	case 0:
		return h.listen(ctx, t, "")
	case 1:
		return h.listen(ctx, t, wards[0].Code)
	default:
		t.askWardToHear("announce.which", wards)
		return nil
	}
}

// wardToHear reads the name of a ward that was asked for.
func (h *Handler) wardToHear(ctx context.Context, t *Talk) (bool, error) {
	if t.hasCode() || t.said().first(intents) != nil || t.said().words > mostAsked {
		return false, nil
	}
	switch wards := t.communes(); len(wards) {
	case 0:
		t.askWardToHear("announce.no_such", t.likely())
	case 1:
		return true, h.listen(ctx, t, wards[0].Code)
	default:
		t.askWardToHear("announce.which", wards)
	}
	return true, nil
}

// communes are the wards that the text may speak of.
func (t *Talk) communes() []unit.Unit {
	var out []unit.Unit
	for _, u := range wardsOf(t.nearest(t.text)) {
		if u.Kind == unit.Commune && u.Valid(t.Now) {
			out = append(out, u)
		}
	}
	return out
}

// Announced is an Announcement as one who agreed reads it. Its first line says who sends
// it: it is no paper of an office.
func (h *Handler) Announced(ctx context.Context, a announce.Announcement, lang, address string) chat.Reply {
	place, err := h.place(ctx)
	if err != nil {
		place = h.seen()
	}
	t := h.talk(chat.Message{Lang: lang, Greeted: true}, chat.Session{Lang: lang, Address: address}, place)
	ward := announce.Listener{Unit: a.Unit}
	return chat.Reply{
		Text: lines(t.Text("announce.told.head", words.Args{"ward": t.heardWard(ward)}), a.Text, t.Text("announce.told.foot", nil)),
		Lang: t.Lang, Choices: []chat.Choice{t.choice("announce.stop.choice", verbUnlisten)},
	}
}
