package chart

import (
	"math"
	"strings"
)

// Sizes in units of the drawing, which are CSS pixels where it is not made smaller.
const (
	high     = 40 // of a stacked bar
	low      = 32 // of a plain one
	line     = 18 // of words
	nameWide = 172
	sideWide = 136 // beside a bar, for what does not fit in
	pad      = 8
	letter   = 14.0
	small    = 13.0
)

// stacked draws each bar in full length.
func stacked(v *canvas, c Chart) {
	for i, b := range c.Bars {
		if i > 0 {
			v.y += 2 * pad
		}
		v.stack(b, c.Empty)
	}
	v.legend(c.keys())
}

// stack is one bar: its name left of it or, on a narrow page, over it.
func (v *canvas) stack(b Bar, empty string) {
	x, width, top := v.name(b, high)
	sum := b.total()
	if sum == 0 {
		v.text(x, top+high/2+5, "small", empty)
		v.y = max(v.y, top+high)
		return
	}
	var outside []string
	at := float64(x)
	for _, p := range b.Parts {
		w := round(float64(width) * float64(p.Value) / float64(sum))
		if p.Value == 0 {
			continue
		}
		w = max(w, 1) // one of ten thousand is seen
		v.block(at, float64(top)+0.5, w, high-1, p.Tone)
		if words := fitting(p, w); words != "" {
			v.text(int(at+w/2), top+high/2+5, "in on-"+string(p.Tone), words)
		} else {
			outside = append(outside, p.Name+" "+p.Text)
		}
		at += w
	}
	v.beside(x+width+pad, top, outside)
}

// fitting is what of a part's words stands in it: name and value, the value, nothing.
func fitting(p Part, room float64) string {
	if p.Tone == Alarm || p.Tone == Unsaid { // words on it would be hard to read
		return ""
	}
	for _, words := range []string{p.Name + " " + p.Text, p.Text} {
		if measure(words, letter, true)+2*pad <= room {
			return words
		}
	}
	return ""
}

// beside puts what did not fit right of the bar or, on a narrow page, under it.
func (v *canvas) beside(x, top int, words []string) {
	if v.width == narrow {
		y := top + high
		for _, w := range wrap(strings.Join(words, ", "), narrow, small, true) {
			y += line
			v.text(0, y-2, "value", w)
		}
		v.y = max(v.y, y)
		return
	}
	var lines []string
	for _, w := range words {
		lines = append(lines, wrap(w, sideWide-pad, small, true)...)
	}
	y := top + high/2 + 5 - (len(lines)-1)*line/2
	for _, w := range lines {
		v.text(x, y, "value", w)
		y += line
	}
	v.y = max(v.y, top+high, y-line+pad/2)
}

// name writes a bar's name and note, and says where the bar begins, how long it may be,
// and its top.
func (v *canvas) name(b Bar, height int) (x, width, top int) {
	room := nameWide - 2*pad
	if v.width == narrow {
		room = narrow
	}
	names, notes := wrap(b.Name, float64(room), letter, true), wrap(b.Note, float64(room), small, false)
	tall := line * (len(names) + len(notes))
	top = v.y + max((tall-height)/2, 0)
	y := v.y + max((height-tall)/2, 0) + line - 4
	if v.width == narrow {
		y, top = v.y+line-4, v.y+tall+pad/2
	}
	for _, w := range names {
		v.text(0, y, "name", w)
		y += line
	}
	for _, w := range notes {
		v.text(0, y, "small", w)
		y += line
	}
	if v.width == narrow {
		return 0, narrow, top
	}
	v.y = max(v.y+tall, top+height)
	return nameWide, wide - nameWide - sideWide, top
}

// legend says what the tones mean.
func (v *canvas) legend(keys []Part) {
	from := 0
	if v.width == wide {
		from = nameWide
	}
	x := from
	v.y += 2 * pad
	for _, k := range keys {
		w := 22 + int(math.Ceil(measure(k.Name, small, false))) + 2*pad
		if x > from && x+w > v.width {
			x, v.y = from, v.y+line+pad/2
		}
		v.block(float64(x)+0.5, float64(v.y)+0.5, 13, 13, k.Tone)
		v.text(x+22, v.y+12, "small", k.Name)
		x += w
	}
	v.y += line
}

// plain draws one series, the longest bar as long as there is room.
func plain(v *canvas, c Chart) {
	var most int64 = 1
	for _, b := range c.Bars {
		if len(b.Parts) > 0 {
			most = max(most, b.Parts[0].Value)
		}
	}
	for i, b := range c.Bars {
		if len(b.Parts) == 0 {
			continue
		}
		if i > 0 {
			v.y += pad + pad/2
		}
		v.plain(b, most)
	}
}

// plain is one bar, its value and note at its end.
func (v *canvas) plain(b Bar, most int64) {
	p := b.Parts[0]
	x, width, top := v.name(Bar{Name: b.Name}, low)
	if v.width == narrow {
		width -= sideWide
	}
	w := round(float64(width) * float64(p.Value) / float64(most))
	if p.Value > 0 {
		v.block(float64(x), float64(top), max(w, 1), low, p.Tone)
	}
	end, y := x+int(w)+pad, top+low/2+5
	if b.Note != "" {
		y -= line / 2
		v.text(end, y+line-1, "small", b.Note)
	}
	v.text(end, y, "value", p.Text)
	v.y = max(v.y, top+low)
}

func round(f float64) float64 { return math.Round(f*10) / 10 }

// measure is about how long words are in letters of that size. It errs to the long side:
// the reader's font may be another.
func measure(words string, size float64, strong bool) float64 {
	sum := 0.0
	for _, r := range words {
		switch {
		case strings.ContainsRune("iíìỉĩịjlIt.,:;'’|()[] \u00a0", r):
			sum += 0.34
		case strings.ContainsRune("mwMW%", r):
			sum += 0.92
		case r >= 'A' && r <= 'Z':
			sum += 0.7
		default:
			sum += 0.6
		}
	}
	if strong {
		sum *= 1.04
	}
	return sum * size
}

// wrap breaks words into lines that fit; a no-break space does not break.
func wrap(words string, room, size float64, strong bool) []string {
	var out []string
	for word := range strings.SplitSeq(words, " ") {
		if word == "" {
			continue
		}
		last := len(out) - 1
		if last >= 0 && measure(out[last]+" "+word, size, strong) <= room {
			out[last] += " " + word
			continue
		}
		out = append(out, word)
	}
	return out
}
