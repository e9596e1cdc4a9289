package wordstest_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"motcua/internal/words/wordstest"
)

func TestSpoken(t *testing.T) {
	t.Parallel()
	texts := fstest.MapFS{"lookup.vi.toml": {Data: []byte("ask = 'Mã'\nold = 'Cũ'\n[is]\na = 'À'\nb = 'Bé'")}}
	source := fstest.MapFS{
		"x.go":      {Data: []byte("package x\nvar _ = []string{`lookup.ask`, \"lookup.gone\", \"lookup.is.\" + k, \"lookup.so_\" + k, \"other.key\"}")},
		"x_test.go": {Data: []byte("package x\nvar _ = \"lookup.old\"")},
	}
	got := fmt.Sprint(wordstest.Spoken(texts, source, map[string][]string{"lookup.is.": {"a", "c"}}))
	for _, want := range []string{
		"code speaks lookup.gone,", "code speaks lookup.is.c,", "no code speaks lookup.old",
		"no code speaks lookup.is.b", `builds a key from "lookup.so_"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("Spoken says %s, want %q in it", got, want)
		}
	}
	for _, fine := range []string{"lookup.ask", "other.key", "lookup.is.a"} {
		if strings.Contains(got, fine) {
			t.Errorf("Spoken says %s, %q is fine", got, fine)
		}
	}
}
