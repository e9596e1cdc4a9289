// Package chart draws bars as SVG, for a page and for paper: in words and numbers that it is
// given, in the colours of package pages. It must not know what is counted, or who looks.
//
// Every chart is drawn twice, for wide and for narrow pages, so that its letters stay as
// large as those around it; the style sheet shows one of the two.
package chart

import (
	_ "embed"
	"html/template"
	"strconv"
	"strings"
)

// Sheet is the style sheet of all charts. It stands on the shared colours.
//
//go:embed chart.css
var Sheet []byte

// Tone is the colour of a part, and its pattern in print.
type Tone string

// The tones.
const (
	Plain  Tone = "plain" // bars of one series
	First  Tone = "first"
	Second Tone = "second"
	Alarm  Tone = "alarm"  // what somebody should look at
	Unsaid Tone = "unsaid" // what the data does not tell apart
)

// Part is a piece of a bar.
type Part struct {
	Tone  Tone
	Name  string // "Trước hạn"
	Value int64
	Text  string // the value as it is read: "82,34 %"
}

// Bar is one bar, with what it is a share of under its name.
type Bar struct {
	Name  string
	Note  string // "10.816 đã giải quyết"
	Parts []Part
}

// total is how long the whole bar is.
func (b Bar) total() int64 {
	var sum int64
	for _, p := range b.Parts {
		sum += p.Value
	}
	return sum
}

// Chart is what is drawn. ID is its own on the page.
type Chart struct {
	ID    string
	Title string
	Bars  []Bar
	Empty string // the sentence that stands instead of a bar where there is nothing
}

const (
	wide   = 640
	narrow = 320
)

// Stacked draws bars of one length each, their parts beside each other, every one a share
// of its own bar.
func Stacked(c Chart) template.HTML { return c.both(stacked) }

// Bars draws the first part of each bar from zero, in one scale.
func Bars(c Chart) template.HTML { return c.both(plain) }

func (c Chart) both(draw func(*canvas, Chart)) template.HTML {
	if len(c.Bars) == 0 {
		return template.HTML(`<p class="chart-none">` + escape(c.Empty) + `</p>`) //nolint:gosec // escaped
	}
	var b strings.Builder
	b.WriteString(`<div class="chart-room">`)
	for _, v := range []*canvas{{class: "wide-chart", width: wide}, {class: "narrow-chart", width: narrow}} {
		v.id = c.ID + "-" + v.class[:1]
		draw(v, c)
		v.finish(&b, c)
	}
	b.WriteString("</div>")
	return template.HTML(b.String()) //nolint:gosec // every word is escaped where it is written
}

// words are the chart for somebody who does not see it.
func (c Chart) words() string {
	lines := make([]string, 0, len(c.Bars))
	for _, b := range c.Bars {
		said := make([]string, 0, len(b.Parts))
		for _, p := range b.Parts {
			said = append(said, strings.TrimSpace(p.Name+" "+p.Text))
		}
		if b.total() == 0 && c.Empty != "" {
			said = []string{c.Empty}
		}
		line := b.Name + ": " + strings.Join(said, ", ")
		if b.Note != "" {
			line += " (" + b.Note + ")"
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "; ") + "."
}

// keys are the parts by which bars are read, each once.
func (c Chart) keys() []Part {
	var out []Part
	seen := map[Tone]bool{}
	for _, b := range c.Bars {
		for _, p := range b.Parts {
			if !seen[p.Tone] {
				seen[p.Tone] = true
				out = append(out, p)
			}
		}
	}
	return out
}

// canvas is one drawing while it grows downwards.
type canvas struct {
	id, class string
	width     int
	y         int
	b         strings.Builder
}

func (v *canvas) finish(out *strings.Builder, c Chart) {
	id := escape(v.id)
	out.WriteString(`<svg class="chart ` + v.class + `" role="img" aria-labelledby="` + id + `-t" aria-describedby="` + id + `-d" viewBox="0 0 ` +
		itoa(v.width) + " " + itoa(v.y) + `" width="` + itoa(v.width) + `" height="` + itoa(v.y) + `">`)
	out.WriteString(`<title id="` + id + `-t">` + escape(c.Title) + `</title><desc id="` + id + `-d">` + escape(c.words()) + `</desc>`)
	out.WriteString(`<defs><pattern id="` + id + `-h" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">` +
		`<rect class="hatch-ground" width="6" height="6"/><rect class="hatch" width="2.5" height="6"/></pattern></defs>`)
	out.WriteString(v.b.String())
	out.WriteString("</svg>\n")
}

// text is a line of words; class says how it looks.
func (v *canvas) text(x, y int, class, words string) {
	v.b.WriteString(`<text class="` + class + `" x="` + itoa(x) + `" y="` + itoa(y) + `">` + escape(words) + `</text>`)
}

// block is a piece of a bar.
func (v *canvas) block(x, y, width, height float64, tone Tone) {
	fill := ""
	if tone == Unsaid {
		fill = ` fill="url(#` + escape(v.id) + `-h)"`
	}
	v.b.WriteString(`<rect class="tone-` + string(tone) + `" x="` + ftoa(x) + `" y="` + ftoa(y) + `" width="` + ftoa(width) + `" height="` + ftoa(height) + `"` + fill + `/>`)
}

func itoa(n int) string { return strconv.Itoa(n) }

func ftoa(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func escape(s string) string { return template.HTMLEscapeString(s) }
