package receipt

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
	"github.com/makiuchi-d/gozxing/qrcode/detector"
)

// Bounds of one look for QR, so that a picture full of corners costs no more than another.
const (
	cornersSeen  = 500 // squares in squares, such as stand in three corners of a QR
	cornersTried = 40
	triplesTried = 24

	triplesFirmly = 6 // of them, with more effort
)

// Ways to tell black from white: by what is around, or by the whole picture.
func locally(s gozxing.LuminanceSource) gozxing.Binarizer { return gozxing.NewHybridBinarizer(s) }

func globally(s gozxing.LuminanceSource) gozxing.Binarizer {
	return gozxing.NewGlobalHistgramBinarizer(s)
}

// squares looks for QR. The steps are those of gozxing's own readers, but each is bounded
// and ends with ctx, corners may be as unlike as a tilt makes them, and there may be
// several QR.
func (s *search) squares(ctx context.Context, p plane, binarizer func(gozxing.LuminanceSource) gozxing.Binarizer) error {
	if p.wide < 21 || p.high < 21 {
		return ctx.Err()
	}
	source, err := gozxing.NewPlanarYUVLuminanceSource(p.pix, p.wide, p.high, 0, 0, p.wide, p.high, false)
	if err != nil {
		return err
	}
	bits, err := binarizer(source).GetBlackMatrix()
	if err != nil {
		return ctx.Err() // nothing but one grey
	}
	corners, err := corners(ctx, bits)
	if err != nil {
		return err
	}
	used := map[*detector.FinderPattern]bool{}
	for n, t := range triples(corners) {
		if err := ctx.Err(); err != nil {
			return err
		}
		if used[t.corners[0]] || used[t.corners[1]] || used[t.corners[2]] {
			continue
		}
		text, ok := decoded(bits, t.corners)
		if !ok && n < triplesFirmly {
			text, ok = firmly(p, t.corners)
		}
		if ok {
			s.add(text)
			for _, c := range t.corners {
				used[c] = true
			}
		}
	}
	return nil
}

// corners finds squares in squares: rows where black and white change 1:1:3:1:1, and
// columns and diagonals likewise.
func corners(ctx context.Context, bits *gozxing.BitMatrix) ([]*detector.FinderPattern, error) {
	finder := detector.NewFinderPatternFinder(bits, nil)
	row := gozxing.NewBitArray(bits.GetWidth())
	runs := make([]int, 5)
	for y := 1; y < bits.GetHeight() && len(finder.GetPossibleCenters()) < cornersSeen; y += 2 {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		row = bits.GetRow(y, row)
		clear(runs)
		gap := 0
		for x := row.GetNextSet(0); x < row.GetSize(); {
			end := row.GetNextUnset(x)
			copy(runs, runs[2:])
			runs[3], runs[4] = gap, end-x
			if detector.FinderPatternFinder_foundPatternCross(runs) {
				finder.HandlePossibleCenter(runs, y, end)
			}
			x = row.GetNextSet(end)
			gap = x - end
		}
	}
	found := slices.DeleteFunc(finder.GetPossibleCenters(), func(c *detector.FinderPattern) bool { return c.GetCount() < 2 })
	slices.SortStableFunc(found, func(a, b *detector.FinderPattern) int { return cmp.Compare(b.GetCount(), a.GetCount()) })
	return found[:min(len(found), cornersTried)], nil
}

type triple struct {
	corners [3]*detector.FinderPattern
	unlike  float64 // how far it is from three corners of a QR seen from straight above
}

// triples are those that may be three corners of one QR, best first.
func triples(corners []*detector.FinderPattern) []triple {
	var found []triple
	for i, a := range corners {
		for j, b := range corners[:i] {
			for _, c := range corners[:j] {
				if t := (triple{corners: [3]*detector.FinderPattern{a, b, c}}); t.measured() {
					found = append(found, t)
				}
			}
		}
	}
	slices.SortStableFunc(found, func(a, b triple) int { return cmp.Compare(a.unlike, b.unlike) })
	return found[:min(len(found), triplesTried)]
}

// measured says whether the three corners may belong together, and how well they do.
func (t *triple) measured() bool {
	bl, tl, tr := gozxing.ResultPoint_OrderBestPatterns(t.corners[0], t.corners[1], t.corners[2])
	small, large := math.Inf(1), 0.0
	for _, c := range t.corners {
		small, large = min(small, c.GetEstimatedModuleSize()), max(large, c.GetEstimatedModuleSize())
	}
	ax, ay := tr.GetX()-tl.GetX(), tr.GetY()-tl.GetY()
	bx, by := bl.GetX()-tl.GetX(), bl.GetY()-tl.GetY()
	a, b := math.Hypot(ax, ay), math.Hypot(bx, by)
	if small <= 0 || a == 0 || b == 0 {
		return false
	}
	modules := (a + b) / (small + large)
	cos := math.Abs(ax*bx+ay*by) / (a * b)
	legs := math.Abs(math.Log(a / b))
	t.unlike = math.Log(large/small) + legs + cos
	return modules > 8 && modules < 190 && large/small < 1.8 && legs < 0.55 && cos < 0.5
}

// hints tell how letters outside ASCII are written.
var hints = map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_CHARACTER_SET: "UTF-8"}

// decoded is what the QR between three corners says.
func decoded(bits *gozxing.BitMatrix, corners [3]*detector.FinderPattern) (string, bool) {
	ordered := make([]*detector.FinderPattern, 0, 3)
	a, b, c := gozxing.ResultPoint_OrderBestPatterns(corners[0], corners[1], corners[2])
	for _, p := range []gozxing.ResultPoint{a, b, c} {
		if corner, ok := p.(*detector.FinderPattern); ok {
			ordered = append(ordered, corner)
		}
	}
	if len(ordered) < 3 {
		return "", false
	}
	info := detector.NewFinderPatternInfo(ordered[0], ordered[1], ordered[2])
	grid, err := detector.NewDetector(bits).ProcessFinderPatternInfo(info)
	if err != nil {
		return "", false
	}
	said, err := decoder.NewDecoder().Decode(grid.GetBits(), hints)
	if err != nil {
		return "", false
	}
	return said.GetText(), true
}
