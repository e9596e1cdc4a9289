//go:build browser

package desk_test

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"

	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe/axe.min.js
var axe string

// small finds what cannot be hit by a thumb, wide what makes the page scroll sideways.
const (
	small = `Array.from(document.querySelectorAll("button, a[href], textarea, summary, input:not([type=hidden]):not(.pick-file), select, label.check, label.tool"))
		.filter((e) => e.offsetParent && !e.closest("label.check > *") && !e.matches("label.check input") && e.checkVisibility({ visibilityProperty: true }))
		.map((e) => [e.id || e.className || e.tagName, e.getBoundingClientRect()])
		.filter(([, box]) => box.width < 47.9 || box.height < 47.9)
		.map(([name, box]) => name + " " + box.width + "x" + box.height)`
	wide = `Array.from(document.querySelectorAll("body, body *"))
		.filter((e) => !e.closest(".vh, .sprite, audio, .figures") && e.checkVisibility() && e.getBoundingClientRect().right > innerWidth + 0.5)
		.map((e) => e.tagName + "." + e.className + " " + e.getBoundingClientRect().right)`
)

// fits holds the page against what a thumb can hit and what the screen can show.
func (tb *tab) fits(what string) {
	tb.t.Helper()
	if got := eval[[]string](tb, wide); len(got) > 0 {
		tb.t.Errorf("%s sticks out: %q", what, got)
	}
	if got := eval[[]string](tb, small); len(got) > 0 {
		tb.t.Errorf("%s: too small to hit: %q", what, got)
	}
}

// barriers asks axe.
func (tb *tab) barriers(what string) {
	tb.t.Helper()
	tb.settle()
	found, err := chromedp.Run(tb.ctx, chromedp.Evaluate[[]string](axe+`;
		axe.run(document).then((r) => [String(r.passes.length)].concat(r.violations.map((v) =>
			v.impact + ": " + v.id + ": " + v.nodes.map((n) => n.target.join(" ")).join("; "))))`, chromedp.EvalAwaitPromise))
	if err != nil {
		tb.t.Fatal(err)
	}
	if passed, err := strconv.Atoi(found[0]); err != nil || passed < 15 {
		tb.t.Fatalf("axe has hardly looked: %v rules passed", found[0])
	}
	for _, f := range found[1:] {
		if slices.ContainsFunc([]string{"serious", "critical"}, func(i string) bool { return strings.HasPrefix(f, i) }) {
			tb.t.Errorf("%s: %s", what, f)
		} else {
			tb.t.Logf("%s: %s", what, f)
		}
	}
}
