package receipt

import (
	"context"
	"image"
	"image/draw"
)

// plane is a picture without colours.
type plane struct {
	pix        []uint8
	wide, high int
}

func newPlane(wide, high int) plane {
	return plane{make([]uint8, wide*high), wide, high}
}

func (p plane) row(y int) []uint8 { return p.pix[y*p.wide:][:p.wide] }

// planeMost is how many pixels are looked at; of a larger picture several become one.
const planeMost = 12_000_000

// band is how many rows become grey at once.
const band = 64

// grey takes the light from a picture. What is transparent is white, as on paper.
func grey(ctx context.Context, full image.Image) (plane, error) {
	from := full.Bounds()
	many := 1
	for from.Dx()/many*(from.Dy()/many) > planeMost {
		many++
	}
	out := newPlane(from.Dx()/many, from.Dy()/many)
	rows := newPlane(from.Dx(), band*many)
	colours := image.NewRGBA(image.Rect(0, 0, rows.wide, rows.high))
	for y := 0; y < out.high; y += band {
		if err := ctx.Err(); err != nil {
			return plane{}, err
		}
		rows.light(colours, full, from.Min.Add(image.Pt(0, y*many)))
		few := rows.shrunk(many)
		copy(out.pix[y*out.wide:], few.pix)
	}
	return out, nil
}

// light fills the plane with the part of a picture that begins at a point.
func (p plane) light(colours *image.RGBA, full image.Image, at image.Point) {
	if known, ok := full.(*image.YCbCr); ok { // as nearly every photo
		for y := range min(p.high, known.Rect.Max.Y-at.Y) {
			copy(p.row(y), known.Y[known.YOffset(at.X, at.Y+y):])
		}
		return
	}
	draw.Draw(colours, colours.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(colours, colours.Rect, full, at, draw.Over)
	for i := range p.pix {
		c := colours.Pix[4*i:][:3]
		p.pix[i] = uint8((19595*uint32(c[0]) + 38470*uint32(c[1]) + 7471*uint32(c[2])) >> 16)
	}
}

// shrunk makes one pixel of many times many.
func (p plane) shrunk(many int) plane {
	if many == 1 {
		return p
	}
	out := newPlane(p.wide/many, p.high/many)
	sums := make([]uint32, out.wide)
	for y := range out.high {
		clear(sums)
		for k := range many {
			row := p.row(y*many + k)
			for x := range sums {
				for _, v := range row[x*many:][:many] {
					sums[x] += uint32(v)
				}
			}
		}
		row := out.row(y)
		for x, sum := range sums {
			row[x] = uint8(sum / uint32(many*many))
		}
	}
	return out
}

// doubled puts three pixels between each four.
func (p plane) doubled() plane {
	out := newPlane(2*p.wide, 2*p.high)
	for y := range out.high {
		near := p.row(y / 2)
		far := p.row(min(p.high-1, max(0, y/2+2*(y%2)-1)))
		row := out.row(y)
		for x := range row {
			a, b := x/2, min(p.wide-1, max(0, x/2+2*(x%2)-1))
			row[x] = uint8((9*int(near[a]) + 3*int(near[b]) + 3*int(far[a]) + int(far[b])) / 16)
		}
	}
	return out
}

// negative turns black into white.
func (p plane) negative() plane {
	out := newPlane(p.wide, p.high)
	for i, v := range p.pix {
		out.pix[i] = 255 - v
	}
	return out
}

// sharpened sets each pixel off from those around it.
func (p plane) sharpened() plane {
	const reach = 2
	out := newPlane(p.wide, p.high)
	for y := range p.high {
		above, row, below := p.row(max(0, y-reach)), p.row(y), p.row(min(p.high-1, y+reach))
		to := out.row(y)
		for x, v := range row {
			around := int(above[x]) + int(below[x]) + int(row[max(0, x-reach)]) + int(row[min(p.wide-1, x+reach)])
			to[x] = uint8(min(255, max(0, int(v)+2*(4*int(v)-around)/4)))
		}
	}
	return out
}
