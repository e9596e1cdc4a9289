package citizen

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"motcua/internal/dossier"
	"motcua/internal/vntext"
)

// Verbs of a press, alone ("menu") or with one dossier's code ("steps:H29…").
const (
	verbLookup = "lookup"
	verbCard   = "card"
	verbYes    = "yes"
	verbWhere  = "where"
	verbSteps  = "steps"
	verbOffice = "office"
	verbMenu   = "menu"
	verbHelp   = "help"
	verbLang   = "lang"
	verbCancel = "cancel"

	verbHuman   = "human"
	verbConsent = "consent"
	verbAdd     = "tadd"
	verbState   = "tstate"
	verbStop    = "tstop"
	verbFar     = "tfar"
	verbAllow   = "allow"
	verbRefuse  = "refuse"
	verbRate    = "rate"
	verbMydata  = "mydata"
	verbErase   = "erase"
	verbPass    = "pass" // a photo that could not be read: "pass:" and its id

	verbCopy     = "copy"     // the full copy of what is kept
	verbConsents = "consents" // what was agreed to
	verbWithdraw = "unagree"  // "unagree:checklist" takes a consent back

	// About a procedure: "proc:1.004194/thue" is a code and a case.
	verbProcedure = "proc"   // its card
	verbFees      = "fees"   // what it costs, each way
	verbTime      = "time"   // how long it takes, each way
	verbPapers    = "papers" // what to bring
	verbMore      = "more"   // steps, forms, law, official page
	verbWhich     = "which"  // one of the groups of which we always ask which
	verbUnlisted  = "unlisted"
	verbOnline    = "online" // handing in online, step by step
	verbSpot      = "spot"   // which counter: "spot:1.004194/thue/SG-LT"
	verbChecklist = "list"
	verbTick      = "tick" // "tick:1.004194/thue/ct01" changes one paper
	verbKeep      = "keep" // keep the checklist for days
	verbRemind    = "remind"
	verbLists     = "lists" // the checklists that are kept

	// About what only the applicant may see.
	verbDetails = "details" // "details:H29…"
	verbShare   = "share"   // a phone, by the channel's own button
	verbForgot  = "forgot"  // the proof
	verbPaper   = "paper"   // "paper:H29…/2" marks one that was handed in
	verbHanded  = "handed"  // all of them
	verbMine    = "mine"
	verbShut    = "shut"

	// About what is followed.
	verbFollow   = "follow"    // "follow:H29…", and after a consent "follow:H29…/yes"
	verbUnfollow = "unfollow"  // "unfollow:H29…", "unfollow:all"
	verbFollows  = "follows"   // what is followed
	verbLabel    = "flabel"    // a person's own name for it
	verbHandedIn = "fhanded"   // what was asked for was handed in
	verbPush     = "push"      // "push:on": what the page's browser said of telling news
	verbReceived = "freceived" // "freceived:H29…/yes": the result was fetched

	// About what is announced for a ward.
	verbListen   = "listen" // "listen:SG-LT", and after a consent "listen:SG-LT/yes"
	verbUnlisten = "unlisten"

	// Awaited, never pressed.
	verbFollowCode = "fcode" // the code of what is to be followed
	verbProof      = "proof"
	verbDraft      = "draft" // whether what was written is to be sent to a human
	verbFile       = "file"  // the same of a file
)

// action is one answer of a flow; about is what follows the verb, if anything does.
type action func(h *Handler, ctx context.Context, t *Talk, about string) error

// presses is what a press leads to. A press carries its whole meaning, so it works
// without a Session, and gives no more than typing would.
var presses = map[string]action{
	verbLookup: asks((*Talk).askCode),
	verbWhere:  asks((*Talk).whereCode),
	verbCard:   (*Handler).look,
	verbYes:    (*Handler).look,
	verbSteps:  (*Handler).steps,
	verbOffice: (*Handler).officeOf,
	verbMenu:   asks((*Talk).menu),
	verbHelp:   asks((*Talk).help),
	verbLang:   (*Handler).switchTo,
	verbCancel: asks((*Talk).cancel),

	verbHuman:   (*Handler).human,
	verbConsent: (*Handler).consent,
	verbAdd:     (*Handler).more,
	verbState:   (*Handler).state,
	verbStop:    (*Handler).takeBack,
	verbFar:     (*Handler).keepFar,
	verbAllow:   (*Handler).allow,
	verbRefuse:  (*Handler).refuse,
	verbRate:    (*Handler).rate,
	verbMydata:  (*Handler).mydata,
	verbErase:   (*Handler).erase,
	verbPass:    (*Handler).pass,

	verbCopy:     (*Handler).copyData,
	verbConsents: (*Handler).consents,
	verbWithdraw: (*Handler).withdrawConsent,

	verbProcedure: (*Handler).procedure,
	verbFees:      (*Handler).fees,
	verbTime:      (*Handler).timeLimits,
	verbPapers:    (*Handler).papers,
	verbMore:      (*Handler).behind,
	verbWhich:     (*Handler).which,
	verbUnlisted:  (*Handler).unlistedProcedure,
	verbOnline:    (*Handler).online,
	verbSpot:      (*Handler).spot,
	verbChecklist: (*Handler).checklist,
	verbTick:      (*Handler).tick,
	verbKeep:      (*Handler).keepChecklist,
	verbRemind:    (*Handler).remind,
	verbLists:     (*Handler).lists,

	verbDetails: (*Handler).details,
	verbShare:   (*Handler).share,
	verbForgot:  (*Handler).forgot,
	verbPaper:   (*Handler).paper,
	verbHanded:  (*Handler).handed,
	verbMine:    (*Handler).mine,
	verbShut:    (*Handler).shut,

	verbFollow:   (*Handler).follow,
	verbUnfollow: (*Handler).unfollow,
	verbFollows:  (*Handler).listFollows,
	verbLabel:    (*Handler).label,
	verbHandedIn: (*Handler).handedIn,
	verbReceived: (*Handler).received,

	verbListen:   (*Handler).listen,
	verbUnlisten: (*Handler).unlisten,
	verbPush:     (*Handler).push,
}

// ownMatters are about the speaker's own dossiers, data and questions: before all others.
var ownMatters = []intent{
	{mineWords, (*Handler).mine},
	{shutWords, (*Handler).shut},
	{mydataWords, (*Handler).mydata},
	{copyWords, (*Handler).copyData},
	{consentsWords, (*Handler).consents},
	{unagreeWords, (*Handler).withdrawnTyped},
	{eraseLoosely, (*Handler).erase},
	{stateWords, (*Handler).state},
	{takeBackWords, (*Handler).takeBack},
	{withdrawWords, asks((*Talk).withdraw)},
	{stopNewsWords, (*Handler).stopNews},
	{cancelWords, asks((*Talk).cancel)},
}

// intents is what typed words lead to; the first that fits answers.
var intents = slices.Concat(ownMatters, []intent{
	{englishWords, switches("en")},
	{vietnameseWords, switches("vi")},
	{whereWords, asks((*Talk).whereCode)},
	{lostPaperWords, (*Handler).nothingFound},
	{griefWords, asks((*Talk).grief)},
	{complaintWords, asks((*Talk).complaint)},
	{angerWords, asks((*Talk).anger)},
	{lookupWords, asks((*Talk).askCode)},
	{officeWords, asks((*Talk).officeNow)},
	{whoWords, asks((*Talk).introduce)},
	{helpWords, asks((*Talk).help)},
	{menuWords, asks((*Talk).menu)},
	{howtoWords, (*Handler).nothingFound},
	{thanksWords, asks((*Talk).thanks)},
	{byeWords, asks((*Talk).bye)},
	{helloWords, asks((*Talk).hello)},
	{fineWords, asks((*Talk).fine)},
})

// beforeGuidance are the intents that a procedure never takes over, however well its
// name fits.
var beforeGuidance = slices.Concat(ownMatters, []intent{
	{englishOnly, switches("en")},
	{vietnameseOnly, switches("vi")},
	{whereWords, asks((*Talk).whereCode)},
	{griefWords, asks((*Talk).grief)},
	{complaintWords, asks((*Talk).complaint)},
	{angerWords, asks((*Talk).anger)},
	{openingHours, asks((*Talk).officeNow)},
	{menuOnly, asks((*Talk).menu)},
	{byeWords, asks((*Talk).bye)},
	{helloWords, asks((*Talk).hello)},
	{fineWords, asks((*Talk).fine)},
})

// intent is words and what they lead to.
type intent struct {
	words phrases
	do    action
}

// asks makes an action of an answer that needs neither a store nor a code.
func asks(answer func(t *Talk)) action {
	return func(_ *Handler, _ context.Context, t *Talk, _ string) error {
		answer(t)
		return nil
	}
}

func switches(lang string) action {
	return func(h *Handler, ctx context.Context, t *Talk, _ string) error {
		return h.switchTo(ctx, t, lang)
	}
}

// route finds what a message means, from the surest sign to the vaguest.
func (h *Handler) route(ctx context.Context, t *Talk) error {
	if err := h.recall(ctx, t); err != nil {
		return err
	}
	switch {
	case t.Message.Press != "":
		return h.press(ctx, t, t.Message.Press)
	case t.Message.Shared != nil:
		return h.shared(ctx, t)
	case t.Message.File != nil:
		return h.file(ctx, t)
	case t.text == "":
		t.media()
		return nil
	}
	if name, rest, ok := typedCommand(t.text); ok {
		return h.command(ctx, t, name, rest)
	}
	t.Session.Address = addressOf(t.text, t.Session.Address)
	for _, answer := range []func(*Handler, context.Context, *Talk) (bool, error){
		(*Handler).proofTyped, (*Handler).detailsTyped, (*Handler).rateTyped, (*Handler).listTyped, (*Handler).confirmed, (*Handler).eraseTyped,
		(*Handler).withdrawalTyped, (*Handler).handedTyped, (*Handler).listenTyped, (*Handler).followAnswered, (*Handler).labelTyped, (*Handler).questionTyped,
		(*Handler).inTicket, (*Handler).wardTyped, (*Handler).followTyped, (*Handler).detailAsked, (*Handler).tickTyped,
	} {
		if done, err := answer(h, ctx, t); done || err != nil {
			return err
		}
	}
	return h.typed(ctx, t)
}

// listTyped reads what means the newest list: a number of it, or a label.
func (h *Handler) listTyped(ctx context.Context, t *Talk) (done bool, err error) {
	if n, ok := typedNumber(t.text); ok && t.listed(n) {
		return true, h.number(ctx, t, n)
	}
	if press, ok := t.typedLabel(); ok && (!t.held() || t.newest()) {
		return true, h.press(ctx, t, press)
	}
	return false, nil
}

// press does what a Choice stands for. One that this program does not know (any
// more) leads to the menu.
func (h *Handler) press(ctx context.Context, t *Talk, press string) error {
	verb, about, _ := strings.Cut(press, ":")
	if do := presses[verb]; do != nil {
		return do(h, ctx, t, about)
	}
	t.menu()
	return nil
}

// typed answers free text. What not to do for a caller comes before anything else in a
// message, even before a code; then the wish for a person.
func (h *Handler) typed(ctx context.Context, t *Talk) error {
	said := t.said()
	read := dossier.ParseCode(t.text, t.place.known, t.Now)
	hasCode := len(read.Codes) > 0 || len(read.Slips) > 0
	if scamWords.in(said) {
		if t.scam(); !hasCode {
			return nil
		}
		t.choices = nil // the code's answer offers what comes next
	}
	switch {
	case humanWords.in(said):
		return h.humanTyped(ctx, t, said, read)
	case hasCode:
		return h.answer(ctx, t, read)
	case t.noCode(read):
		return nil
	}
	if done, err := h.aside(ctx, t, said); done || err != nil {
		return err
	}
	if done, err := h.guide(ctx, t, said); done || err != nil {
		return err
	}
	if do := said.first(intents); do != nil {
		return do(h, ctx, t, "")
	}
	if read.TooShort {
		t.tooShort()
		return nil
	}
	t.notUnderstood()
	return nil
}

// numberWords may stand before a typed number.
var numberWords = []string{"so", "chon", "nhan", "bam", "viec"}

// typedNumber reads "2", "2.", "số 2", "chọn 2".
func typedNumber(text string) (int, bool) {
	if len(text) > 16 { // a code has more
		return 0, false
	}
	said := wordsIn(vntext.Fold(text))
	if len(said) == 2 && slices.Contains(numberWords, said[0]) {
		said = said[1:]
	}
	if len(said) != 1 || len(said[0]) > 2 {
		return 0, false
	}
	n, err := strconv.Atoi(said[0])
	return n, err == nil
}

// number takes a typed number for the newest list; without a list there is the menu.
func (h *Handler) number(ctx context.Context, t *Talk, n int) error {
	list := t.Session.Choices
	switch {
	case len(list) == 0:
		t.menu()
	case n < 1 || n > len(list):
		t.unlisted(n)
	default:
		return h.press(ctx, t, list[n-1].Press)
	}
	return nil
}

// typedLabel finds the choice of the newest list whose label was typed.
func (t *Talk) typedLabel() (press string, ok bool) {
	if t.text == "" || len(t.text) > 200 {
		return "", false
	}
	typed := labelForm(t.text)
	for _, c := range t.Session.Choices {
		if begin, _ := utf8.DecodeRuneInString(c.Label); unicode.IsLetter(begin) && !strings.HasPrefix(typed, vntext.Fold(string(begin))) {
			continue // most labels begin with another letter: no need to fold the rest
		}
		if labelForm(c.Label) == typed {
			return c.Press, true
		}
	}
	return "", false
}

func labelForm(s string) string { return strings.Join(wordsIn(vntext.Fold(s)), " ") }
