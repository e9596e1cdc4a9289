package dossier

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"motcua/internal/vntext"
)

// anyCode draws a canonical code of any family.
func anyCode(t *rapid.T) Code {
	if rapid.IntRange(0, 9).Draw(t, "insurance") == 0 {
		return Code(fmt.Sprintf("%s/%d/%s", digitString(t, 4, 6), rapid.IntRange(2018, 2027).Draw(t, "year"), digitString(t, 4, 6)))
	}
	day := time.Date(2018, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 3650).Draw(t, "day"))
	format := rapid.SampledFrom([]string{"060102", "060102", "20060102"}).Draw(t, "date")
	return Code(anyOrg(t) + "-" + day.Format(format) + "-" + digitString(t, 1, 8))
}

func anyOrg(t *rapid.T) string {
	root := rapid.StringMatching(`[A-Z][0-9]{2}`).Draw(t, "root")
	if rapid.Bool().Draw(t, "province first") {
		for range rapid.IntRange(0, 5).Draw(t, "groups") {
			root += "." + digitString(t, 1, 3)
		}
		return root
	}
	for range rapid.IntRange(1, 3).Draw(t, "groups before") {
		root = digitString(t, 2, 3) + "." + root
	}
	return root
}

func digitString(t *rapid.T, least, most int) string {
	return rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), least, most, -1).Draw(t, "digits")
}

var (
	wordsBefore = []string{"", "mã hồ sơ ", "Mã hồ sơ của em là: ", "MHS:", "#", "(", "“", "xem giúp bác ", "cho hỏi, ", "hs\n", "tra cứu 2 hồ sơ: ", "sđt 0903123456, mã "}
	wordsAfter  = []string{"", ".", ",", ")", "”", " ạ", "?", " tới đâu rồi", "\n", ". Cảm ơn", ", bao giờ xong?", "; cảm ơn", " nộp ngày 24/10", " - gấp", " 0903123456", "… "}
)

func TestEveryCanonicalCodeIsFoundInAnySentence(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		code := anyCode(t)
		if got, _, ok := Canonical(string(code)); !ok || got != code {
			t.Fatalf("Canonical(%q) = %q, %v", code, got, ok)
		}
		written := string(code)
		if rapid.Bool().Draw(t, "lower case") {
			written = strings.ToLower(written)
		}
		text := rapid.SampledFrom(wordsBefore).Draw(t, "before") + written + rapid.SampledFrom(wordsAfter).Draw(t, "after")
		r := ParseCode(text, testKnown, testToday)
		if len(r.Codes) != 1 || r.Codes[0].Code() != code || len(r.Slips) > 0 || r.Codes[0].Spoken {
			t.Fatalf("%q: %+v", text, r)
		}
		checkReading(t, r)
	})
}

// mangled writes a code as hurried people do: other dashes, spaces around signs,
// a comma for a dot, O for a zero.
func mangled(t *rapid.T, code Code) string {
	var b strings.Builder
	dash := rapid.SampledFrom([]string{"-", "–", "—", "_", " - ", "- ", " -", "--", "\u2011"}).Draw(t, "dash")
	dot := rapid.SampledFrom([]string{".", ".", ",", ";", "·", "…", ". "}).Draw(t, "dot")
	zero := rapid.SampledFrom([]string{"0", "0", "O", "o", "Q"}).Draw(t, "zero")
	for i, c := range string(code) {
		inside := i > 0 && isDigit(code[i-1]) && code[i-1] != '0' && i < len(code)-1
		switch {
		case c == '-':
			b.WriteString(dash)
		case c == '.':
			b.WriteString(dot)
		case c == '0' && inside: // so that each group keeps a real digit, and a word never ends it
			b.WriteString(zero)
		default:
			b.WriteRune(c)
		}
	}
	return b.String()
}

func TestMangledCodesAreFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		org := rapid.SampledFrom([]string{"H29.171", "H09.17", "000.00.19.H09", "H15.50.05.13", "G01.899.909", "H29"}).Draw(t, "org")
		code := Code(org + "-" + rapid.SampledFrom([]string{"231024", "201030", "260305"}).Draw(t, "date") + "-" + digitString(t, 3, 7))
		text := rapid.SampledFrom(wordsBefore).Draw(t, "before") + mangled(t, code) + rapid.SampledFrom(wordsAfter).Draw(t, "after")
		r := ParseCode(text, testKnown, testToday)
		if len(r.Codes) != 1 || r.Codes[0].Code() != code {
			t.Fatalf("%q: %+v", text, r)
		}
	})
}

func TestDotlessKnownCodesAreFound(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		org := rapid.SampledFrom([]string{"H29.171", "H09.17", "000.00.19.H09", "H15.50.05.13"}).Draw(t, "org")
		code := Code(org + "-231024-" + digitString(t, 4, 4))
		written := strings.ReplaceAll(string(code), ".", "")
		if rapid.Bool().Draw(t, "spaces") {
			written = strings.ReplaceAll(written, "-", " ")
		}
		text := rapid.SampledFrom([]string{"", "mã ", "MHS: ", "#"}).Draw(t, "before") + written
		r := ParseCode(text, testKnown, testToday)
		if len(r.Codes) != 1 || r.Codes[0].Code() != code {
			t.Fatalf("%q: %+v", text, r)
		}
	})
}

func TestSeveralCodesAreFoundInOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(2, 5).Draw(t, "codes")
		seen := map[Code]bool{}
		var want, texts []string
		for range n {
			if c := anyCode(t); !seen[c] {
				seen[c] = true
				want = append(want, string(c))
			}
		}
		texts = append(texts, want...)
		text := strings.Join(texts, rapid.SampledFrom([]string{", ", "\n", "; ", " và "}).Draw(t, "between"))
		var got []string
		for _, f := range ParseCode(text, testKnown, testToday).Codes {
			got = append(got, string(f.Code()))
		}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Fatalf("%q: got %v", text, got)
		}
	})
}

func TestCleanTwiceIsCleanOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "any") + rapid.StringMatching(`[HhОН0-9 .,;·…_~\-\x{200b}\x{0301}\x{0345}]{0,30}`).Draw(t, "codes")
		if once := Clean(text); Clean(once) != once {
			t.Fatalf("%q: %q, then %q", text, once, Clean(once))
		}
	})
}

func TestRedactingLeavesCodesAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		code := string(anyCode(t))
		text := "mã " + code + " của em, sđt 0903123456"
		want := "mã " + code + " của em, sđt ••••••••••"
		if got, kinds := vntext.Redact(text); got != want || len(kinds) != 1 {
			t.Fatalf("%q became %q %v", text, got, kinds)
		}
	})
}

// checkReading holds what is true of every reading.
func checkReading(t interface{ Fatalf(string, ...any) }, r Reading) {
	if len(r.Codes) > maxCodes || len(r.Slips) > maxCodes {
		t.Fatalf("too many: %+v", r)
	}
	canonical := func(c Code) {
		if got, _, ok := Canonical(string(c)); !ok || got != c {
			t.Fatalf("%q is not canonical: %+v", c, r)
		}
	}
	seen := map[Code]bool{}
	for _, f := range r.Codes {
		if len(f.Spellings) == 0 || seen[f.Code()] {
			t.Fatalf("no spelling, or twice: %+v", r)
		}
		seen[f.Code()] = true
		for _, c := range f.Spellings {
			canonical(c)
		}
		if f.Swap != "" {
			canonical(f.Swap)
		}
	}
	for _, slip := range r.Slips {
		if longNumber(slip.Typed) || longNumber(slip.Part) || slip.Part == "" {
			t.Fatalf("a number leaks, or no spot: %+v", slip)
		}
		if slip.Proposal != "" {
			canonical(slip.Proposal)
		}
	}
}

func longNumber(s string) bool {
	for i := range s {
		if digitsAt(s, i) >= 9 {
			return true
		}
	}
	return false
}

func FuzzParseCode(f *testing.F) {
	for _, seed := range []string{
		"H09.17-231024-0012", "h29171 261203 0012", "0000019H09-231024-0001", "HO9.I7-2310240012", "H09.17-24/10/2023-0012",
		"H29.171-261305-0012", "H29.171-261203-0903123456", "079201001234-H29.171-261203-0012", "03706/2026/07906",
		"hát hai chín chấm một bảy một gạch hai ba một không hai bốn gạch không không mười hai", "BN 1234 1234/BN-UBND",
		"H29 chấm 171 gạch 261203 gạch 0012", "H291712612030012H291712612030012", "\xff\xfeH09", strings.Repeat("H0", 600),
		strings.Repeat("0.", 600), strings.Repeat("\u200b", 1000), strings.Repeat("không ", 400), strings.Repeat("e\u0301", 700),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkReading(t, ParseCode(text, testKnown, testToday))
		if once := Clean(text); Clean(once) != once {
			t.Fatalf("clean twice: %q, then %q", once, Clean(once))
		}
	})
}

// hostile are pieces that a slow reader would choke on when they come by the thousand.
var hostile = []string{"H", "0", "H0", "H09.", "H09.17-231024-", "-", ".", " ", "không ", "hát hai ", "\u0301", "\xff", "0 ", "H09 17 231024 ", "00.", "BN "}

func TestHostileTextIsRead(t *testing.T) {
	t.Parallel()
	for _, piece := range hostile {
		checkReading(t, ParseCode(strings.Repeat(piece, 20000), testKnown, testToday))
	}
	if r := ParseCode(strings.Repeat("x", maxText)+" H09.17-231024-0012", testKnown, testToday); len(r.Codes) > 0 {
		t.Errorf("read beyond the limit: %+v", r)
	}
}

// The longest text that is read at all, of each hostile piece.
func BenchmarkParseCodeHostile(b *testing.B) {
	for _, piece := range hostile {
		text := strings.Repeat(piece, 20000)
		b.Run(piece, func(b *testing.B) {
			for b.Loop() {
				ParseCode(text, testKnown, testToday)
			}
		})
	}
}

func BenchmarkParseCode(b *testing.B) {
	for _, m := range []struct{ name, text string }{
		{"code alone", "H29.171-261203-0012"},
		{"code in a sentence", "mã hồ sơ của em là H09.17-231024-0012 ạ, coi giùm em tới đâu rồi"},
		{"no code, 60 letters", "cho em hỏi làm giấy khai sinh cho con thì cần giấy tờ gì vậy"},
		{"dots missing", "h29171 261203 0012"},
		{"slip", "H29.171-261305-0012"},
		{"phone", "số của tôi là 0903 123 456"},
		{"spoken", "hát hai chín chấm một bảy một gạch hai ba một không hai bốn gạch không không mười hai"},
		{"five codes", "H09.17-231024-0012, H29.171-261203-0012, H29.172-261014-1000123, 000.00.19.H09-231024-0001 và 03706/2026/07906"},
	} {
		b.Run(m.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ParseCode(m.text, testKnown, testToday)
			}
		})
	}
}
