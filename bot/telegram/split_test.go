package telegram

import (
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

func TestSplit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		limit int
		want  []string
	}{
		{"", 10, nil},
		{" \n ", 10, nil},
		{"ngắn", 10, []string{"ngắn"}},
		{"một hai.\nba bốn", 12, []string{"một hai.", "ba bốn"}},
		{"Dạ rồi ạ. Mời bác đến.", 20, []string{"Dạ rồi ạ.", "Mời bác đến."}},
		{"mã H29.171 của bác", 12, []string{"mã H29.171", "của bác"}},
		{"abcdefghij", 4, []string{"abcd", "efgh", "ij"}},
		{"😀😀😀", 4, []string{"😀😀", "😀"}},
		{"😀😀😀", 5, []string{"😀😀", "😀"}},
		{"ab👩🏽", 5, []string{"ab", "👩🏽"}},
		{"xa👨‍👩‍👧", 9, []string{"xa", "👨‍👩‍👧"}},
		{"aaae\u0302\u0301", 4, []string{"aaa", "e\u0302\u0301"}},
		{strings.Repeat("\u0301", 6), 4, []string{"\u0301\u0301\u0301\u0301", "\u0301\u0301"}},
	} {
		if diff := cmp.Diff(c.want, splitText(c.text, c.limit)); diff != "" {
			t.Errorf("%q: %s", c.text, diff)
		}
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("Dạ rồi ạ. Mời bác đến.\n👨‍👩‍👧 e\u0302\u0301", 10)
	f.Add("😀😀😀", 2)
	f.Fuzz(func(t *testing.T, text string, limit int) {
		if limit < 2 || limit > 5000 || !utf8.ValidString(text) {
			return
		}
		parts := splitText(text, limit)
		for _, p := range parts {
			if n := len(utf16.Encode([]rune(p))); n > limit || n == 0 || !utf8.ValidString(p) || p != strings.TrimSpace(p) {
				t.Errorf("a part of %d units, limit %d: %q", n, limit, p)
			}
		}
		// Nothing but white space is lost.
		if got, want := spaceless(strings.Join(parts, "")), spaceless(text); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func spaceless(text string) string { return strings.Join(strings.Fields(text), "") }

func TestEscape(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "a < b && c > d", "&lt;b&gt; &amp;amp;", "<script>", "\"'"} {
		if got := unescape(escape(text)); got != text {
			t.Errorf("%q came back as %q", text, got)
		}
	}
	if got := escape(`<a href="x">&`); got != `&lt;a href="x"&gt;&amp;` {
		t.Error(got)
	}
}
