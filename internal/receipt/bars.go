package receipt

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
)

// Bounds of one look for bars.
const (
	block       = 12 // pixels along a side of what is measured at once
	blocksLeast = 8  // that make a field of bars
	fieldsTried = 10
	linesTried  = 9    // across one field
	moduleLeast = 1.05 // pixels of the narrowest bar
	edgesLeast  = 24   // of bars along a line
	fine        = 3    // samples of a line for one pixel
	sameTwice   = 2    // lines must say the same: the check sign alone lets one slip in a hundred through
)

// A field is where light changes along one direction only, as across bars.
type field struct {
	x, y       float64 // its middle
	cos, sin   float64 // the direction
	long, high float64 // half of what it takes along the direction, and across
	blocks     int
}

// bars looks for Code 128 at any angle: it finds fields of bars and reads lines through them.
func (s *search) bars(ctx context.Context, p plane, thoroughly int) error {
	fields, err := fields(ctx, p)
	if err != nil {
		return err
	}
	if s.found() {
		thoroughly = 0 // what stands beside a mark that was read is as well to read, or is none
	}
	for _, f := range fields {
		text, err := f.read(ctx, p, thoroughly)
		if err != nil {
			return err
		}
		if text != "" {
			s.add(text)
		}
	}
	return nil
}

// change is how light changes in a block.
type change struct {
	angle  float64 // of the direction, from -π/2 to π/2
	weight float64 // how much; 0 where it does not change along one direction only
}

func fields(ctx context.Context, p plane) ([]field, error) {
	wide, high := p.wide/block, p.high/block
	changes := make([]change, wide*high)
	for y := range high {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for x := range wide {
			changes[y*wide+x] = p.change(x*block, y*block)
		}
	}
	cutWeak(changes)
	var found []field
	done := make([]bool, len(changes))
	for i := range changes {
		if members := gathered(changes, done, i, wide); len(members) >= blocksLeast {
			if f := fieldOf(changes, members, wide); f.long > 2.5*block && f.long > f.high/3 {
				found = append(found, f)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b field) int { return cmp.Compare(b.blocks, a.blocks) })
	return found[:min(len(found), fieldsTried)], nil
}

// change measures one block by the structure tensor of its light.
func (p plane) change(x, y int) change {
	var xx, yy, xy int
	for v := max(1, y); v < min(y+block, p.high-1); v++ {
		above, row, below := p.row(v-1), p.row(v), p.row(v+1)
		for u := max(1, x); u < min(x+block, p.wide-1); u++ {
			dx, dy := int(row[u+1])-int(row[u-1]), int(below[u])-int(above[u])
			xx, yy, xy = xx+dx*dx, yy+dy*dy, xy+dx*dy
		}
	}
	sum, diff, cross := float64(xx+yy), float64(xx-yy), float64(2*xy)
	if sum == 0 || math.Hypot(diff, cross) < 0.55*sum {
		return change{}
	}
	return change{math.Atan2(cross, diff) / 2, sum}
}

// cutWeak drops what changes little beside the rest of the picture: shades and noise.
func cutWeak(changes []change) {
	var weights []float64
	for _, c := range changes {
		if c.weight > 0 {
			weights = append(weights, c.weight)
		}
	}
	if len(weights) == 0 {
		return
	}
	slices.Sort(weights)
	least := weights[len(weights)*95/100] / 12
	for i := range changes {
		if changes[i].weight < least {
			changes[i] = change{}
		}
	}
}

// gathered are the blocks around one that change along nearly the same direction.
func gathered(changes []change, done []bool, start, wide int) []int {
	if done[start] || changes[start].weight == 0 {
		return nil
	}
	done[start] = true
	members := []int{start}
	for n := 0; n < len(members); n++ {
		at := members[n]
		for dy := -1; dy <= 1; dy++ {
			for dx := -1; dx <= 1; dx++ {
				x, to := at%wide+dx, at+dy*wide+dx
				if x < 0 || x >= wide || to < 0 || to >= len(changes) || done[to] || changes[to].weight == 0 {
					continue
				}
				if turned(changes[at].angle, changes[to].angle) < 0.3 {
					done[to] = true
					members = append(members, to)
				}
			}
		}
	}
	return members
}

// turned is the angle between two directions.
func turned(a, b float64) float64 {
	d := math.Abs(a - b)
	return min(d, math.Pi-d)
}

func fieldOf(changes []change, members []int, wide int) field {
	var x, y, cos, sin float64
	for _, i := range members {
		x, y = x+float64(i%wide), y+float64(i/wide)
		cos, sin = cos+math.Cos(2*changes[i].angle), sin+math.Sin(2*changes[i].angle)
	}
	n := float64(len(members))
	f := field{x: (x/n + 0.5) * block, y: (y/n + 0.5) * block, blocks: len(members)}
	f.sin, f.cos = math.Sincos(math.Atan2(sin, cos) / 2)
	along, across := [2]float64{}, [2]float64{}
	for _, i := range members {
		dx, dy := (float64(i%wide)+0.5)*block-f.x, (float64(i/wide)+0.5)*block-f.y
		u, v := dx*f.cos+dy*f.sin, dy*f.cos-dx*f.sin
		along = [2]float64{min(along[0], u), max(along[1], u)}
		across = [2]float64{min(across[0], v), max(across[1], v)}
	}
	u, v := (along[0]+along[1])/2, (across[0]+across[1])/2
	f.x, f.y = f.x+u*f.cos-v*f.sin, f.y+u*f.sin+v*f.cos
	f.long, f.high = (along[1]-along[0]+block)/2, (across[1]-across[0]+block)/2
	return f
}

// margins are how much longer a line is than its field: white must be on both sides, and
// nothing else that looks like bars.
var margins = []float64{1.12, 1.4}

// read reads lines through a field until two say the same. Of so many lines blur is taken
// back, which takes longest.
func (f field) read(ctx context.Context, p plane, thoroughly int) (string, error) {
	said := map[string]int{}
	for _, wider := range margins {
		for n := range linesTried {
			// From the middle outwards, over four fifths of the height.
			v := float64((n+1)/2) / (linesTried / 2) * 0.8 * f.high
			if n%2 == 1 {
				v = -v
			}
			light := f.line(p, v, wider)
			module := moduleOf(light)
			if module < moduleLeast*fine {
				continue
			}
			tried := ways[:1]
			if n < thoroughly {
				tried = ways
			}
			text, err := firstOf(ctx, tried, light, module)
			if err != nil {
				return "", err
			}
			if text == "" {
				continue
			}
			if said[text]++; said[text] == sameTwice {
				return text, nil
			}
		}
	}
	return "", nil
}

// firstOf is what a line says in the first way that says something.
func firstOf(ctx context.Context, ways []way, light []float64, module float64) (string, error) {
	for _, way := range ways {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		if text := way.read(light, module); text != "" {
			return text, nil
		}
	}
	return "", nil
}

// line is the light along a line through a field, v beside its middle. Five lines side by
// side become one: noise goes, bars stay.
func (f field) line(p plane, v, wider float64) []float64 {
	half := int(f.long * wider * fine)
	light := make([]float64, 2*half+1)
	for i := range light {
		u := float64(i-half) / fine
		for k := -2; k <= 2; k++ {
			w := v + float64(k)
			light[i] += p.at(f.x+u*f.cos-w*f.sin, f.y+u*f.sin+w*f.cos)
		}
	}
	return light
}

// at is the light between pixels.
func (p plane) at(x, y float64) float64 {
	x, y = min(max(x, 0), float64(p.wide-2)), min(max(y, 0), float64(p.high-2))
	ix, iy := int(x), int(y)
	fx, fy := x-float64(ix), y-float64(iy)
	a, b := p.pix[iy*p.wide+ix:], p.pix[(iy+1)*p.wide+ix:]
	return (float64(a[0])*(1-fx)+float64(a[1])*fx)*(1-fy) + (float64(b[0])*(1-fx)+float64(b[1])*fx)*fy
}

// A way to tell bars from gaps along a line.
type way struct {
	reach float64 // how many modules on each side are compared with
	blur  float64 // how much is taken back first, in modules
}

var ways = []way{{4, 0}, {4, 0.25}, {2.5, 0.25}, {4, 0.5}, {2.5, 0.5}, {2.5, 0.75}}

var code128, _ = oned.NewCode128Reader().(oned.RowDecoder)

// read is what a line says whose narrowest bar is a module wide, "" where it says nothing.
func (w way) read(light []float64, module float64) string {
	if w.blur > 0 {
		light = sharper(light, max(1, int(math.Round(w.blur*module))))
	}
	row := gozxing.NewBitArray(len(light))
	low, high := extremes(light, int(w.reach*module))
	contrast := 0.0
	for i := range light {
		contrast = max(contrast, high[i]-low[i])
	}
	for i, v := range light {
		if v < (low[i]+high[i])/2 && high[i]-low[i] > 0.25*contrast { // what changes less is plain paper
			row.Set(i)
		}
	}
	for range 2 {
		if said, err := code128.DecodeRow(0, row, nil); err == nil {
			return said.GetText()
		}
		row.Reverse()
	}
	return ""
}

// moduleOf guesses the width of the narrowest bar, in samples: bars and gaps of Code 128
// take 11 modules for 6 of them.
func moduleOf(light []float64) float64 {
	const reach = 8 * fine
	sum, edges := 0.0, 0
	for _, v := range light[:min(len(light), 2*reach)] {
		sum += v
	}
	above := false
	for i := reach; i+reach < len(light); i++ {
		mean := sum / (2 * reach)
		if (light[i] > mean) != above {
			above = !above
			edges++
		}
		sum += light[i+reach] - light[i-reach]
	}
	if edges < edgesLeast {
		return 0
	}
	return float64(len(light)) / float64(edges) * 6 / 11
}

// sharper takes blur back, step by step: what a blur of the guess lacks is added to it,
// and nothing becomes darker than black or lighter than white.
func sharper(light []float64, reach int) []float64 {
	const steps = 8
	darkest, lightest := slices.Min(light), slices.Max(light)
	guess := slices.Clone(light)
	for range steps {
		blurred := smooth(smooth(smooth(guess, reach), reach), reach)
		for i := range guess {
			guess[i] = min(lightest, max(darkest, guess[i]+light[i]-blurred[i]))
		}
	}
	return guess
}

// smooth is the mean within reach; three times over it is nearly what a lens does.
func smooth(light []float64, reach int) []float64 {
	out := make([]float64, len(light))
	last := len(light) - 1
	sum := 0.0
	for i := -reach; i <= reach; i++ {
		sum += light[min(last, max(0, i))]
	}
	for i := range out {
		out[i] = sum / float64(2*reach+1)
		sum += light[min(last, i+reach+1)] - light[max(0, i-reach)]
	}
	return out
}

// extremes are the darkest and the lightest within reach of each sample.
func extremes(light []float64, reach int) (low, high []float64) {
	return window(light, reach, func(a, b float64) bool { return a <= b }), window(light, reach, func(a, b float64) bool { return a >= b })
}

// window is the sample within reach that goes before all others there.
func window(light []float64, reach int, before func(a, b float64) bool) []float64 {
	out := make([]float64, len(light))
	var queue []int // of samples that none behind them goes before
	for i := range len(light) + reach {
		if i < len(light) {
			for len(queue) > 0 && before(light[i], light[queue[len(queue)-1]]) {
				queue = queue[:len(queue)-1]
			}
			queue = append(queue, i)
		}
		if at := i - reach; at >= 0 {
			if queue[0] < at-reach {
				queue = queue[1:]
			}
			out[at] = light[queue[0]]
		}
	}
	return out
}
