package pages

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Pairs of colours that stand on one another: text must reach 4.5, shapes 3.
var pairs = []struct {
	front, back string
	least       float64
}{
	{"ink", "paper", 4.5},
	{"ink", "surface", 4.5},
	{"ink", "leaf", 4.5},
	{"ink", "sen-soft", 4.5},
	{"ink", "nghe-soft", 4.5},
	{"ink", "la-soft", 4.5},
	{"ink2", "paper", 4.5},
	{"ink2", "surface", 4.5},
	{"ink2", "leaf", 4.5},
	{"ink2", "sunken", 4.5},
	{"ink2", "sen-soft", 4.5},
	{"ink2", "nghe-soft", 4.5},
	{"ink2", "la-soft", 4.5},
	{"ink2", "cham-soft", 4.5},
	{"ink", "cham-soft", 4.5},
	{"on-sen", "sen", 4.5},
	{"sen", "surface", 4.5},
	{"sen-ink", "surface", 4.5},
	{"sen-ink", "leaf", 4.5},
	{"sen-ink", "sunken", 4.5},
	{"sen-ink", "sen-soft", 4.5},
	{"nghe", "nghe-soft", 4.5},
	{"nghe", "surface", 4.5},
	{"la", "la-soft", 4.5},
	{"la", "surface", 4.5},
	{"cham", "cham-soft", 4.5},
	{"surface", "cham", 4.5},
	{"ink", "sunken", 4.5},
	{"la", "paper", 4.5},
	{"sen-ink", "cham-soft", 4.5},
	{"cham", "paper", 4.5}, // a name over a line
	{"nghe", "paper", 4.5},
	{"gach", "gach-soft", 4.5},
	{"gach", "surface", 4.5},
	{"gach", "paper", 4.5},
	{"paper", "ink", 4.5}, // the toast
	{"edge", "surface", 3},
	{"edge", "paper", 3},
	{"edge", "sunken", 3},
	{"nghe-fill", "surface", 3},
	{"sen", "paper", 3},
	{"sen", "sunken", 3},
	{"sen", "cham-soft", 3},
}

func TestContrast(t *testing.T) {
	t.Parallel()
	css, err := shared.ReadFile("tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	light := tokens(t, string(css), ":root {")
	dark := tokens(t, string(css), ":root.dark {")
	if diff := cmp.Diff(dark, tokens(t, string(css), ":root:not(.light) {")); diff != "" {
		t.Errorf("the two darks differ:\n%s", diff)
	}
	for theme, colours := range map[string]map[string]string{"light": light, "dark": dark} {
		if len(colours) != 22 {
			t.Errorf("%s: %d colours", theme, len(colours))
		}
		for _, p := range pairs {
			if got := contrast(t, colours[p.front], colours[p.back]); got < p.least {
				t.Errorf("%s: %s on %s is %.2f, under %.1f", theme, p.front, p.back, got, p.least)
			}
		}
	}
	// One figure by hand, so that the arithmetic itself is held.
	if got := contrast(t, "#15231F", "#F2F5F1"); math.Abs(got-14.79) > 0.01 {
		t.Errorf("ink on paper: %.2f, want 14.79", got)
	}
}

// tokens are the colours of one block of the style sheet.
func tokens(t *testing.T, css, head string) map[string]string {
	t.Helper()
	_, rest, ok := strings.Cut(css, head)
	if !ok {
		t.Fatalf("no block %q", head)
	}
	block, _, _ := strings.Cut(rest, "}")
	out := map[string]string{}
	for _, m := range regexp.MustCompile(`--([a-z0-9-]+): (#[0-9A-F]{6});`).FindAllStringSubmatch(block, -1) {
		out[m[1]] = m[2]
	}
	return out
}

// contrast is the ratio of WCAG 2.
func contrast(t *testing.T, a, b string) float64 {
	t.Helper()
	la, lb := luminance(t, a), luminance(t, b)
	return (math.Max(la, lb) + 0.05) / (math.Min(la, lb) + 0.05)
}

func luminance(t *testing.T, colour string) float64 {
	t.Helper()
	n, err := strconv.ParseUint(strings.TrimPrefix(colour, "#"), 16, 32)
	if err != nil {
		t.Fatalf("colour %q: %v", colour, err)
	}
	part := func(shift uint) float64 {
		c := float64(n>>shift&0xff) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*part(16) + 0.7152*part(8) + 0.0722*part(0)
}
