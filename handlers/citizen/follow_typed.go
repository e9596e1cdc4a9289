package citizen

import (
	"context"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"motcua/internal/dossier"
	"motcua/internal/follow"
	"motcua/internal/vntext"
	"motcua/internal/words"
)

var (
	followsWords = list(`
	=dang theo doi, =ho so dang theo doi, =cac ho so dang theo doi, =toi dang theo doi gi, =dang theo doi gi, =dang theo doi nhung gi, =toi dang theo doi ho so nao
	=dang theo doi ho so nao, =xem ho so dang theo doi, =danh sach theo doi, =danh sach ho so theo doi, =danh sach dang theo doi, =xem theo doi
	=my follows, =what do i follow, =followed dossiers, =list my follows`)
	stopAllWords = list(`
	~dừng hết, ~dừng tất cả, ~dừng hết đi, =dung theo doi het, =dung theo doi tat ca, =thoi theo doi het, =thoi theo doi tat ca, =ngung theo doi het, =bo theo doi het
	=bo theo doi tat ca, =huy theo doi het, =huy tat ca theo doi, =dung het tin, =dung bao tin, =thoi bao tin, =dung gui tin, =dung gui tin nua
	=khong theo doi nua het, =stop all, =unfollow all, =stop everything`)
	stopAllPlain    = list(`~dung het, ~dung tat ca`) // without its marks "đúng hết" as well: not while a human asks
	stopFollowLeads = leads(`
thoi theo doi ho so, thoi theo doi, dung theo doi ho so, dung theo doi, ngung theo doi ho so, ngung theo doi, bo theo doi ho so, bo theo doi, huy theo doi ho so
huy theo doi, khong theo doi ho so, khong theo doi, khoi theo doi, tat theo doi, het theo doi, unfollow, stop following, do not follow, dung bao ho so, dung bao, dung ho so, dung, stop`)
	stopFiller = wordSet(`nua ho so nay giup toi em tui minh con di nha nhe a it this`)
)

// Who asks to be told, in the words around it.
const (
	tellMe = `(bao tin|bao|nhan tin|nhan|nhac|thong bao|hu)( lai)?( cho| giup)?( lai)? (toi|em|tui|minh|con|chau|bac|voi)`
	itIs   = `(xong|ket qua|ra giay|co giay|co tin|duoc|lay duoc|thay doi|co gi moi)`
)

var (
	tellWhen = regexp.MustCompile(` ` + tellMe + `( biet| hay)?( voi| nha| nhe)? (khi|luc|neu|chung|hoi|bao gio|ngay khi)( .*)? ` + itIs + ` `)
	whenTell = regexp.MustCompile(` (khi|luc|chung|hoi|bao gio|neu)( .*)? ` + itIs + `( .*)? ` + tellMe + ` `)
	inPlain  = regexp.MustCompile(`^ (please |can you |could you )*(follow|keep me (posted|updated|informed)|(tell|notify|let|alert|message|text) me( know)? (when|if|once|as soon))\b`)
	anyTell  = list(`co gi bao toi, co gi bao em, co gi bao tui, co tin bao toi, co gi moi bao, co ket qua bao toi, co ket qua bao em, co ket qua bao tui, co ket qua nhan tui`)
)

// followWished reports whether a text asks to be told of a dossier.
func (t *Talk) followWished(s said) bool {
	asked := s.folded
	if strings.Contains(s.marked, " nhận ") { // to fetch, not to send a message
		asked = strings.ReplaceAll(asked, " nhan ", " lay ")
	}
	switch {
	case s.words > mostAsked+4:
		return false
	case tellWhen.MatchString(asked), whenTell.MatchString(asked), inPlain.MatchString(s.folded), anyTell.in(s):
		return true
	case strings.Contains(s.folded, " theo doi "):
		return followBegins.MatchString(s.folded)
	}
	return t.Session.SeenLast && remindWords.in(s) // "nhắc tôi" under a dossier's card is of it
}

// ofFollowing reports whether a text is clearly about following.
func (t *Talk) ofFollowing(s said) bool {
	_, stops, _ := stopTarget(t.text)
	return t.follows && (stops || t.followWished(s))
}

// followBegins is "theo dõi" with nothing before it but manners.
var followBegins = regexp.MustCompile(`^ ((da|a|oi|ok|vay|the|thi|cho|nho|giup|toi|em|tui|minh|con|chau|bac|co|chu|anh|chi|muon|can|xin|bam|dang ky|bat) )*theo doi `)

// hasCode reports whether a dossier's code, or one that slipped, is in the text.
func (t *Talk) hasCode() bool {
	read := dossier.ParseCode(t.text, t.place.known, t.Now)
	return len(read.Codes)+len(read.Slips) > 0
}

// followAnswered reads the typed answer to what following asks.
func (h *Handler) followAnswered(ctx context.Context, t *Talk) (done bool, err error) {
	said := t.said()
	if t.Awaited == verbFollowCode && h.follows() && !scamWords.in(said) {
		if code := t.oneCode(t.text); code != "" {
			return true, h.followAs(ctx, t, string(code), "", t.About)
		}
		return false, nil
	}
	if t.Awaited != verbFollow || !h.follows() {
		return false, nil
	}
	code, label, _ := strings.Cut(t.About, "/")
	switch {
	case agreeWords.in(said):
		return true, h.followAs(ctx, t, code, followYes, label)
	case refuseWords.in(said):
		return true, h.followAs(ctx, t, code, followNo, "")
	}
	return false, nil
}

// followTyped reads what is typed of following, of stopping, and of what was asked.
func (h *Handler) followTyped(ctx context.Context, t *Talk) (done bool, err error) {
	said := t.said()
	if !h.follows() || scamWords.in(said) || humanWords.in(said) {
		return false, nil
	}
	switch {
	case followsWords.in(said):
		return true, h.listFollows(ctx, t, "")
	case stopAllWords.in(said), stopAllPlain.in(said):
		return true, h.stopEverything(ctx, t)
	case t.followWished(said):
		return h.wishTyped(ctx, t)
	}
	for _, answer := range []func(*Handler, context.Context, *Talk) (bool, error){
		(*Handler).stopTyped, (*Handler).nameTyped, (*Handler).notedTyped, (*Handler).plainStop,
	} {
		if done, err := answer(h, ctx, t); done || err != nil {
			return done, err
		}
	}
	return false, nil
}

// wishTyped follows the dossier that is named, else the one told last, else asks which.
func (h *Handler) wishTyped(ctx context.Context, t *Talk) (bool, error) {
	label := labelFor(t.text)
	if t.hasCode() {
		code := t.oneCode(t.text)
		if code == "" { // several, dictated or slipped: the lookup asks back
			return false, nil
		}
		return true, h.followAs(ctx, t, string(code), "", label)
	}
	if seen := t.oneCode(t.Session.Seen); seen != "" && (t.Session.SeenLast || t.guidesTo() == "") {
		return true, h.followAs(ctx, t, string(seen), "", label)
	}
	if remindWords.in(t.said()) { // of papers, where no dossier was told
		return false, nil
	}
	t.Say("follow.ask_code", nil)
	t.offerWhere()
	t.Await(verbFollowCode, label)
	return true, nil
}

// forWhom stand before whom a dossier is followed for.
var forWhom = wordSet(`cho cua giup gium dum for`)

// selves are no names: who speaks, or what is spoken about.
var selves = wordSet(`toi em tui minh tao con chau bac co chu anh chi ho so nay no do voi it biet`)

// labelFor reads "theo dõi cho má tui": the name as it was typed, "" for none.
func labelFor(text string) string {
	var fields, folded []string
	for f := range strings.FieldsSeq(text) {
		f = strings.TrimFunc(f, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if f == "" || strings.Count(f, "")-1 >= 5 && strings.ContainsAny(f, "0123456789") { // a code or a number
			continue
		}
		fields, folded = append(fields, f), append(folded, vntext.Fold(f))
	}
	begin := 0
	for i := range folded {
		if i > 0 && forWhom[folded[i]] && strings.Contains(strings.Join(folded[:i], " "), "theo doi") || folded[i] == "for" {
			begin = i + 1
		}
	}
	if begin == 0 {
		return ""
	}
	name := withoutParticles(fields[begin:])
	if len(name) == 0 || len(name) > 5 {
		return ""
	}
	label, wrong := cleanLabel(strings.Join(name, " "))
	if wrong != "" || only(selves, folded[begin:begin+len(name)]) || folded[begin-1] == "for" && strings.EqualFold(label, "me") {
		return ""
	}
	return label
}

// stopTyped reads "thôi theo dõi má", "dừng H29…".
func (h *Handler) stopTyped(ctx context.Context, t *Talk) (bool, error) {
	target, follows, ok := stopTarget(t.text)
	if !ok || t.said().words > mostAsked {
		return false, nil
	}
	all, err := h.followsOf(ctx, t)
	if err != nil || len(all) == 0 && !follows {
		return err != nil, err
	}
	switch i := t.followed(all, target); {
	case i >= 0:
		return true, h.unfollowOne(ctx, t, all, i)
	case !follows && t.oneCode(target) == "":
		return false, nil // "dừng" alone, or what has no such name
	case t.hasCode() && t.oneCode(target) == "":
		return false, nil // unclear: the lookup asks back
	case t.oneCode(target) != "":
		return true, h.unfollow(ctx, t, string(t.oneCode(target)))
	}
	if i := t.atHand(all); i >= 0 {
		return true, h.unfollowOne(ctx, t, all, i)
	}
	return true, h.unfollow(ctx, t, "")
}

// stopTarget cuts what is to be stopped out of a text; follows: the text names following.
func stopTarget(text string) (target string, follows, ok bool) {
	fields := strings.Fields(text)
	folded := make([]string, len(fields))
	for i, f := range fields {
		folded[i] = labelForm(f)
	}
	if len(fields) > 0 && folded[0] == "dung" && notStop[norm.NFC.String(strings.ToLower(fields[0]))] {
		return "", false, false
	}
	for _, lead := range stopFollowLeads {
		if n := len(lead); len(folded) >= n && strings.Join(folded[:n], " ") == strings.Join(lead, " ") {
			all := strings.Join(lead, " ")
			rest := withoutParticles(fields[n:])
			if only(stopFiller, folded[n:n+len(rest)]) {
				rest = nil
			}
			return strings.Join(rest, " "), strings.Contains(all, "theo doi") || strings.Contains(all, "follow"), true
		}
	}
	return "", false, false
}

// notStop fold as "dừng" does and mean something else.
var notStop = map[string]bool{"đúng": true, "dùng": true, "đựng": true}

func only(set map[string]bool, all []string) bool {
	for _, w := range all {
		if !set[w] {
			return false
		}
	}
	return true
}

// plainStop asks whoever types "dung" without its mark, which may be "đúng" as well, where
// there is something to stop.
func (h *Handler) plainStop(ctx context.Context, t *Talk) (bool, error) {
	said := t.said()
	if said.folded != " dung " || said.marked != " dung " || t.Awaited != "" {
		return false, nil
	}
	all, err := h.followsOf(ctx, t)
	if err != nil || len(all) == 0 {
		return err != nil, err
	}
	t.Say("follow.stop.sure", words.Args{"names": namesOfFollows(all)})
	t.choices = append(t.choices, t.choice("follow.stop.yes", verbUnfollow+":"+everything), t.choice("follow.stop.no", verbFollows))
	t.noHuman = true
	return true, nil
}

// pickFollows are those of all that fit.
func pickFollows(all []follow.State, fits func(follow.State) bool) []follow.State {
	var out []follow.State
	for _, s := range all {
		if fits(s) {
			out = append(out, s)
		}
	}
	return out
}
