//go:build browser

package desk_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// One world, one tab, every look: the page of figures fits, has no barriers, and prints.
func TestTheLookOfFigures(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	tb := w.tab(t, desktop)
	tb.signIn(w.cast.Hanh)
	for _, look := range []struct {
		name, theme, size string
		view              viewport
	}{
		{"figures-desktop", "dark", "100", viewport{1280, 1300, 1}},
		{"figures-phone", "light", "200", viewport{360, 3400, 1}},
	} {
		tb.do(chromedp.EmulateViewport(look.view.width, look.view.height, chromedp.EmulateScale(look.view.scale)))
		tb.wish(look.theme, look.size)
		tb.open("/desk/reports?period=2023-9m&unit=H29.171&by=unit")
		tb.fits(look.name)
		tb.barriers(look.name)
		tb.shot(look.name)
	}
	tb.wish("light", "100")
	tb.open("/desk/reports/late")
	tb.fits("late")
	tb.barriers("late")
	tb.shot("late-phone")
	tb.open("/desk/reports?period=2023-9m&unit=H29.171")
	pdf, err := chromedp.Run(tb.ctx, func(ctx context.Context, t *chromedp.Target) ([]byte, error) {
		res, err := cdp.Call(ctx, t, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true)})
		if err != nil {
			return nil, err
		}
		return res.Data, nil
	})
	must(t, err)
	if dir := os.Getenv("MOTCUA_SHOTS"); dir != "" {
		must(t, os.WriteFile(filepath.Join(dir, "figures.pdf"), pdf, 0o600))
	}
}

// wish sets how the pages are to look.
func (tb *tab) wish(theme, size string) {
	tb.t.Helper()
	tb.open("/desk/me")
	tb.do(chromedp.Click(chromedp.CSS(`input[name=theme][value="`+theme+`"]`)), chromedp.Click(chromedp.CSS(`input[name=size][value="`+size+`"]`)))
	tb.click(`form[action="/desk/me/look"] button`)
	tb.wait(`location.search === "?saved"`)
}
