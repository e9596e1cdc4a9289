package webchat_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"motcua/bot/webchat"
)

// Whatever is posted: what is taken is clean, what is refused is not repeated.
func FuzzMessageBody(f *testing.F) {
	for _, seed := range []string{
		message(first, "H29.171-261203-0012"),
		message(first, "ho\u0301a  \x00 \u202e x\r\ny\t"),
		`{"id":"` + first + `","text":"a","press":"steps:H29.171-261203-0012"}`,
		`{"id":"` + first + `","text":"\ud800"}`, `{"ID":1}`, `{}`, `[`, ``, `null`, `{"text":{}}`,
		message(strings.ToUpper(first), "a"), message("urn:uuid:"+first, "a"),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		id, text, press, err := webchat.DecodeBody(strings.NewReader(in))
		if err != nil {
			if len(err.Error()) > 80 || !strings.Contains(err.Error(), ": ") {
				t.Fatalf("a refusal names its field in a few words: %q", err)
			}
			return
		}
		if u, err := uuid.Parse(id); err != nil || u.String() != id {
			t.Fatalf("id %q", id)
		}
		if text == "" || utf8.RuneCountInString(text) > 2000 || !norm.NFC.IsNormalString(text) || text != strings.TrimSpace(text) {
			t.Fatalf("text %q", text)
		}
		if strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && unicode.IsControl(r) }) {
			t.Fatalf("control characters in %q", text)
		}
		if len(press) > 64 || strings.ContainsFunc(press, unicode.IsControl) {
			t.Fatalf("press %q", press)
		}
	})
}
