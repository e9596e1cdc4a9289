package receipt

import (
	"math"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/common"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/detector"
)

// sideMost is how many modules a QR of a receipt has along a side, at most: version 15
// holds half a page of text.
const sideMost = 77

// A point of the picture.
type point struct{ x, y float64 }

// A grid is where the modules of a QR are thought to be in the picture.
type grid struct {
	side       int
	bl, tl, tr point
	far        point // where the fourth corner's middle would be
	contrast   float64
}

// firmly reads a QR from the light in the middle of each module, where black and white of
// single pixels say too little: for blurred, small and strongly tilted ones.
func firmly(p plane, corners [3]*detector.FinderPattern) (string, bool) {
	bl, tl, tr := gozxing.ResultPoint_OrderBestPatterns(corners[0], corners[1], corners[2])
	g := grid{bl: point{bl.GetX(), bl.GetY()}, tl: point{tl.GetX(), tl.GetY()}, tr: point{tr.GetX(), tr.GetY()}}
	module := (corners[0].GetEstimatedModuleSize() + corners[1].GetEstimatedModuleSize() + corners[2].GetEstimatedModuleSize()) / 3
	legs := (math.Hypot(g.tr.x-g.tl.x, g.tr.y-g.tl.y) + math.Hypot(g.bl.x-g.tl.x, g.bl.y-g.tl.y)) / 2
	version := int(math.Round((legs/module + 7 - 17) / 4))
	for _, more := range []int{0, 1, -1, 2} { // a turned corner looks larger than it is, and the QR of fewer modules
		g.side = 17 + 4*(version+more)
		if g.side < 21 || g.side > sideMost {
			continue
		}
		fitted := g.fitted(p)
		for _, sharp := range []float64{0.15, 0, 0.3} {
			if text, ok := fitted.read(p, sharp); ok {
				return text, true
			}
		}
	}
	return "", false
}

// fitted moves the fourth corner to where the patterns that every QR has show best.
func (g grid) fitted(p plane) grid {
	ax, ay, bx, by := g.tr.x-g.tl.x, g.tr.y-g.tl.y, g.bl.x-g.tl.x, g.bl.y-g.tl.y
	marks := patterns(g.side)
	best := g
	best.contrast = -1
	middle := point{} // beside a parallelogram, in legs
	for _, step := range []float64{0.08, 0.027, 0.009} {
		around := middle
		for i := -2.0; i <= 2; i++ {
			for j := -2.0; j <= 2; j++ {
				at := point{around.x + i*step, around.y + j*step}
				try := g
				try.far = point{g.tl.x + (1+at.x)*ax + (1+at.y)*bx, g.tl.y + (1+at.x)*ay + (1+at.y)*by}
				if try.contrast = try.difference(p, marks); try.contrast > best.contrast {
					best, middle = try, at
				}
			}
		}
	}
	return best
}

// A known module is black or white in every QR of its size.
type known struct {
	x, y  float64
	black bool
}

// patterns are the known modules: three corners, two dotted lines, and the small square
// near the fourth corner.
func patterns(side int) []known {
	var all []known
	add := func(x, y int, black bool) {
		all = append(all, known{float64(x) + 0.5, float64(y) + 0.5, black})
	}
	for y := range 8 {
		for x := range 8 {
			ring := max(abs(x-3), abs(y-3))
			black := ring != 2 && ring != 4
			add(x, y, black)
			add(side-1-x, y, black)
			add(x, side-1-y, black)
		}
	}
	for i := 8; i < side-8; i++ {
		add(i, 6, i%2 == 0)
		add(6, i, i%2 == 0)
	}
	if side > 21 {
		for y := -2; y <= 2; y++ {
			for x := -2; x <= 2; x++ {
				add(side-7+x, side-7+y, max(abs(x), abs(y)) != 1)
			}
		}
	}
	return all
}

func abs(n int) int { return max(n, -n) }

// onto maps modules onto the picture.
func (g grid) onto() *common.PerspectiveTransform {
	near, far := 3.5, float64(g.side)-3.5
	return common.PerspectiveTransform_QuadrilateralToQuadrilateral(near, near, far, near, far, far, near, far,
		g.tl.x, g.tl.y, g.tr.x, g.tr.y, g.far.x, g.far.y, g.bl.x, g.bl.y)
}

// difference is how much lighter the known white modules are than the known black ones.
func (g grid) difference(p plane, marks []known) float64 {
	points := make([]float64, 0, 2*len(marks))
	for _, m := range marks {
		points = append(points, m.x, m.y)
	}
	g.onto().TransformPoints(points)
	var sums, counts [2]float64
	for i, m := range marks {
		which := 0
		if m.black {
			which = 1
		}
		sums[which] += p.at(points[2*i], points[2*i+1])
		counts[which]++
	}
	return sums[0]/counts[0] - sums[1]/counts[1]
}

// read takes the light of each module, takes back what its neighbours shine into it, and
// compares it with what is around.
func (g grid) read(p plane, sharp float64) (string, bool) {
	n := g.side
	points := make([]float64, 0, 2*n*n)
	for y := range n {
		for x := range n {
			points = append(points, float64(x)+0.5, float64(y)+0.5)
		}
	}
	g.onto().TransformPoints(points)
	light := make([]float64, n*n)
	for i := range light {
		light[i] = p.at(points[2*i], points[2*i+1])
	}
	crisp := make([]float64, n*n)
	for i := range crisp {
		x, y := i%n, i/n
		around := light[y*n+max(0, x-1)] + light[y*n+min(n-1, x+1)] + light[max(0, y-1)*n+x] + light[min(n-1, y+1)*n+x]
		crisp[i] = light[i] + sharp*(4*light[i]-around)
	}
	bits, err := gozxing.NewSquareBitMatrix(n)
	if err != nil {
		return "", false
	}
	const reach = 3
	for i, v := range crisp {
		low, high := math.Inf(1), math.Inf(-1)
		for y := max(0, i/n-reach); y <= min(n-1, i/n+reach); y++ {
			for x := max(0, i%n-reach); x <= min(n-1, i%n+reach); x++ {
				low, high = min(low, crisp[y*n+x]), max(high, crisp[y*n+x])
			}
		}
		if v < (low+high)/2 {
			bits.Set(i%n, i/n)
		}
	}
	said, err := decoder.NewDecoder().Decode(bits, hints)
	if err != nil {
		return "", false
	}
	return said.GetText(), true
}
