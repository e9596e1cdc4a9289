package citizen_test

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"

	"motcua/handlers/talktest"
	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/workday"
)

// typingTable are the rows of how people type a code; the conversations must have
// each as it stands here.
var typingTable = []string{
	"h09.17-231024-0012", "H 09.17 - 231024 - 0012",
	"HO9.17-2310240012", "H09.17 231024 0012",
	"H0917-231024-0012", "0000019H09-231024-0001",
	"H09.17–231024—0012",
	"mã hồ sơ của em là H09.17-231024-0012 ạ", "MHS:H09.17-231024-0012", "#H09.17-231024-0012",
	"H09.17-231024-0012.", "(H09.17-231024-0012)", `"H09.17-231024-0012"`,
	"H09.17-24/10/2023-0012", "H09.17-241023-0012",
	"hát hai chín chấm một bảy một gạch hai sáu một hai không ba gạch không không mười hai",
	"0012", "231024-0012",
	"0903123456", "079201001234",
	"BN 1234", "1234/BN-UBND",
}

// derived are the states of a dossier that are worked out, not stored.
var derived = map[string]func(dossier.Standing) bool{
	"due soon":      func(s dossier.Standing) bool { return s.DueSoon },
	"overdue":       func(s dossier.Standing) bool { return s.Overdue },
	"blind":         func(s dossier.Standing) bool { return s.Blind },
	"extended":      func(s dossier.Standing) bool { return s.Extended },
	"paused":        func(s dossier.Standing) bool { return s.Paused },
	"computed date": func(s dossier.Standing) bool { return s.Computed },
	"no date":       func(s dossier.Standing) bool { return s.Open && s.Due.IsZero() },
	"in time":       func(s dossier.Standing) bool { return s.Total > 0 && s.Left > 1 && !s.Paused },
}

// TestTalksCover fails on what the conversations leave out.
func TestTalksCover(t *testing.T) {
	t.Parallel()
	house := talktest.Open(t)
	seen := map[string]bool{}
	for _, file := range talks(t) {
		for _, turn := range play(t, house, file) {
			note(t, house, turn, seen)
		}
	}
	for _, want := range wanted() {
		if !seen[want] {
			t.Errorf("no conversation has: %s", want)
		}
	}
}

func wanted() []string {
	var out []string
	for _, row := range typingTable {
		out = append(out, "typed "+row)
	}
	for _, lang := range []string{"vi", "en"} {
		for _, s := range dossier.Statuses {
			out = append(out, lang+" status "+string(s))
		}
		for name := range derived {
			out = append(out, lang+" "+name)
		}
		for _, h := range []dossier.Holder{dossier.HolderPolice, dossier.HolderInsurance, dossier.HolderLand} {
			out = append(out, lang+" holder "+string(h))
		}
	}
	for _, f := range []dossier.Family{
		dossier.ABefore2020, dossier.Short, dossier.National, dossier.Deep,
		dossier.Police, dossier.MinistryPortal, dossier.MinistrySystem, dossier.Insurance,
	} {
		out = append(out, "family "+string(f))
	}
	for _, k := range []dossier.SlipKind{
		dossier.SlipMonth, dossier.SlipDay, dossier.SlipYear, dossier.SlipLonger,
		dossier.SlipShorter, dossier.SlipForm, dossier.SlipDots,
	} {
		out = append(out, "slip "+string(k))
	}
	return append(out, "spoken", "swapped", "sensitive", "death", "several codes", "too many codes")
}

// note marks what one turn shows.
func note(t *testing.T, house *talktest.House, turn talktest.Turn, seen map[string]bool) {
	t.Helper()
	seen["typed "+turn.Said] = true
	lang := turn.Replies[0].Lang
	read := dossier.ParseCode(turn.Said, identifiers(t, house), turn.At)
	for _, code := range read.Codes {
		seen["family "+string(code.Family)] = true
		seen[lang+" holder "+string(code.Holder)] = true
		seen["spoken"] = seen["spoken"] || code.Spoken
		seen["swapped"] = seen["swapped"] || code.Swap != ""
	}
	for _, slip := range read.Slips {
		seen["slip "+string(slip.Kind)] = true
	}
	seen["several codes"] = seen["several codes"] || len(read.Codes) > 1
	seen["too many codes"] = seen["too many codes"] || read.More
	for _, r := range turn.Replies {
		if r.Card != nil && r.Card.Tone != chat.ToneGuide {
			noteDossier(stored(t, house, r.Card.Code), turn, lang, seen)
		}
	}
}

func noteDossier(d dossier.Dossier, turn talktest.Turn, lang string, seen map[string]bool) {
	seen[lang+" status "+string(d.Status)] = true
	seen["sensitive"] = seen["sensitive"] || d.Sensitive()
	seen["death"] = seen["death"] || d.Death()
	standing := d.Standing(turn.At, workday.Default())
	for name, holds := range derived {
		if holds(standing) {
			seen[lang+" "+name] = true
		}
	}
}

func identifiers(t *testing.T, house *talktest.House) dossier.Identifiers {
	t.Helper()
	directory, err := house.Store.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var known []dossier.KnownIdentifier
	for _, id := range directory.Identifiers() {
		known = append(known, dossier.KnownIdentifier{ID: id.ID, Land: id.Land})
	}
	return dossier.NewIdentifiers(known)
}

func stored(t *testing.T, house *talktest.House, code string) dossier.Dossier {
	t.Helper()
	found, err := house.Store.DossiersByCode(t.Context(), []dossier.Code{dossier.Code(code)})
	if err != nil || len(found) != 1 {
		t.Fatalf("dossier %s: %d found, %v", code, len(found), err)
	}
	return found[0]
}

// TestNothingPrivateIsSaid looks for what needs proof, and for what nobody may see,
// in everything that the conversations say.
func TestNothingPrivateIsSaid(t *testing.T) {
	t.Parallel()
	house := talktest.Open(t)
	for _, file := range talks(t) {
		for _, turn := range play(t, house, file) {
			said, err := json.Marshal(turn.Replies)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range turn.Replies {
				if r.Card == nil || r.Card.Tone == chat.ToneGuide {
					continue
				}
				for _, secret := range secrets(stored(t, house, r.Card.Code)) {
					if strings.Contains(string(said), secret) {
						t.Errorf("%s: to %q %q is said", file, turn.Said, secret)
					}
				}
			}
			tellsNumbers(t, turn)
		}
	}
}

// secrets are the parts of a dossier that a code alone does not open.
func secrets(d dossier.Dossier) []string {
	out := []string{d.Applicant, d.Reason}
	for _, s := range d.Supplements {
		out = append(out, s.Name, s.Reason)
	}
	for _, e := range d.Extensions {
		out = append(out, e.Reason)
	}
	for _, e := range d.Events {
		out = append(out, e.Note)
	}
	if d.FeeDue != nil {
		out = append(out, strconv.FormatInt(*d.FeeDue, 10), "3.412.000")
	}
	if d.Sensitive() {
		out = append(out, d.Procedure, "khuyết tật")
	}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// tellsNumbers: a phone or an identity number is never repeated.
func tellsNumbers(t *testing.T, turn talktest.Turn) {
	t.Helper()
	for _, number := range []string{"0903123456", "079201001234"} {
		if strings.Contains(turn.Said, number) && slices.ContainsFunc(turn.Replies, func(r chat.Reply) bool {
			return strings.Contains(r.Text, number)
		}) {
			t.Errorf("%q: the number is repeated", turn.Said)
		}
	}
}
