package dossier

import (
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"motcua/internal/vntext"
)

// Public is all of a dossier that may be shown to anyone who knows its code. What is
// not a field here needs proof: papers and reasons, amounts, results, phone, notes.
type Public struct {
	Code          Code
	Unit          string
	Field         string // "" when the field's own name tells too much
	Procedure     string // "" when Sensitive
	Applicant     string // masked
	Status        Status
	ReceivedAt    time.Time
	DueAt         time.Time
	FinishedAt    time.Time
	ReturnedAt    time.Time
	Supplement    bool // papers are asked for; which ones is not public
	SupplementBy  time.Time
	ReturnAt      string
	ReturnChannel string
	Fresh         time.Time
	Sensitive     bool
	Grave         bool
	Death         bool
}

// Public leaves out everything that a code alone does not entitle to.
func (d Dossier) Public() Public {
	p := Public{
		Code: d.Code, Unit: d.Unit, Field: d.Field, Procedure: d.Procedure,
		Applicant: MaskName(d.Applicant), Status: d.Status,
		ReceivedAt: d.ReceivedAt, DueAt: d.DueAt, FinishedAt: d.FinishedAt, ReturnedAt: d.ReturnedAt,
		ReturnAt: d.ReturnAt, ReturnChannel: d.ReturnChannel, Fresh: d.Fresh(),
	}
	about := wholeWords(d.Procedure, d.Field)
	p.Sensitive, p.Death = names(sensitive, about), names(death, about)
	p.Grave = p.Death || names(grave, about)
	if p.Sensitive {
		p.Procedure = ""
		if names(sensitive, wholeWords(d.Field)) {
			p.Field = ""
		}
	}
	if d.Status == SupplementRequested {
		p.Supplement = true
		for _, s := range d.Supplements {
			p.SupplementBy = later(p.SupplementBy, s.DueAt)
		}
	}
	return p
}

// sensitive are the terms, folded, that tell a secret by the name of a procedure
// alone: disability, adoption, divorce, criminal record, poverty, HIV, addiction and
// what is like them. A catalogue that marks its procedures will replace this list.
var sensitive = terms(
	"khuyet tat", "tan tat", "tam than", "chat doc hoa hoc",
	"con nuoi",
	"ly hon", "huy ket hon", "huy viec ket hon",
	"ly lich tu phap", "an tich", "hinh phat", "an phat tu", "dac xa",
	"ngheo",
	"hiv", "aids",
	"ma tuy", "cai nghien", "nguoi nghien",
	"chuyen doi gioi tinh", "bao luc gia dinh", "xam hai", "mua ban nguoi",
	"thanh toan no", "xoa no", "khoanh no",
)

// death are the terms of procedures that follow a death.
var death = terms("khai tu", "mai tang", "che do tu tuat", "tro cap tuat", "tu vong", "nguoi chet")

// grave are those of illness, disability, divorce and poverty: no cheer there.
var grave = terms(
	"khuyet tat", "tan tat", "tam than", "chat doc hoa hoc", "hiv", "aids",
	"mac benh", "nguoi benh", "hiem ngheo",
	"ly hon", "huy ket hon", "huy viec ket hon",
	"ngheo", "kho khan", "bao luc gia dinh", "xam hai",
)

// Sensitive reports whether the name of d's procedure or field tells a secret.
func (d Dossier) Sensitive() bool { return names(sensitive, wholeWords(d.Procedure, d.Field)) }

// Death reports whether d follows a death.
func (d Dossier) Death() bool { return names(death, wholeWords(d.Procedure, d.Field)) }

// Grave reports whether d stands in death, illness, disability, divorce or poverty:
// no cheer, no emoji, no rating.
func (d Dossier) Grave() bool { return d.Death() || names(grave, wholeWords(d.Procedure, d.Field)) }

// terms makes words comparable with wholeWords: a space on either side.
func terms(words ...string) []string {
	for i, w := range words {
		words[i] = " " + w + " "
	}
	return words
}

// wholeWords is the folded words of texts with a space on either side of each, and a
// bar between two texts.
func wholeWords(texts ...string) string {
	b := []byte{' '}
	for _, text := range texts {
		for word := range strings.FieldsFuncSeq(vntext.Fold(text), betweenWords) {
			b = append(append(b, word...), ' ')
		}
		b = append(b, "| "...)
	}
	return string(b)
}

func betweenWords(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// names reports whether one of the terms stands in whole words.
func names(terms []string, words string) bool {
	return slices.ContainsFunc(terms, func(term string) bool { return strings.Contains(words, term) })
}

// bodies are how names of organisations begin, in whole folded words, and what is
// shown of them: the kind, not the name.
var bodies = []struct{ begins, shown string }{
	{"cong ty ", "Công ty"},
	{"cty ", "Công ty"},
	{"doanh nghiep ", "Doanh nghiệp"},
	{"dntn ", "Doanh nghiệp"},
	{"tap doan ", "Tập đoàn"},
	{"hop tac xa ", "Hợp tác xã"},
	{"htx ", "Hợp tác xã"},
	{"ho kinh doanh ", "Hộ kinh doanh"},
	{"hkd ", "Hộ kinh doanh"},
	{"chi nhanh ", "Chi nhánh"},
	{"truong tieu hoc ", school}, // never "truong" alone: Trương is a family name
	{"truong mam non ", school},
	{"truong trung hoc ", school},
	{"ngan hang ", "Ngân hàng"},
	{"trung tam ", "Trung tâm"},
	{"uy ban ", "Ủy ban"},
	{"ubnd ", "Ủy ban"},
}

const school = "Trường"

// OfBody reports whether an organisation stands behind d, as far as its name tells.
func (d Dossier) OfBody() bool { return strings.HasSuffix(MaskName(d.Applicant), hiddenName) }

// hiddenName stands for the name of an organisation.
const hiddenName = " ***"

// MaskName shows the first letter of each word and two stars ("N** V** A**"), and of
// an organisation its kind only ("Công ty ***").
func MaskName(name string) string {
	folded := strings.Join(strings.Fields(vntext.Fold(name)), " ") + " "
	for _, b := range bodies {
		if strings.HasPrefix(folded, b.begins) {
			return b.shown + hiddenName
		}
	}
	var masked []string
	for word := range strings.FieldsSeq(norm.NFC.String(name)) {
		first := strings.IndexFunc(word, unicode.IsLetter)
		if first < 0 {
			continue
		}
		for _, r := range word[first:] {
			masked = append(masked, string(unicode.ToUpper(r))+"**")
			break
		}
	}
	return strings.Join(masked, " ")
}
