package media

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"

	"golang.org/x/image/draw"
)

const (
	sideMost = 2048 // of a picture as it is kept
	quality  = 85
)

// open bounds how many pictures are open at once: each may take half a gigabyte.
var open = make(chan struct{}, 2)

// redraw makes a JPEG of what a picture shows, upright, and of nothing else in it. How
// large it will be is asked first: a few bytes can name a picture that fills the memory.
func redraw(kind string, data []byte) ([]byte, error) {
	p, err := head(kind, data)
	if err != nil {
		return nil, err
	}
	open <- struct{}{}
	defer func() { <-open }()
	full, err := p.Open(context.Background())
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, upright(shrink(full), orientation(kind, data)), &jpeg.Options{Quality: quality}); err != nil {
		return nil, fmt.Errorf("%w: it cannot be drawn anew", ErrBroken)
	}
	return out.Bytes(), nil
}

// band is how many rows are drawn at once: drawing needs memory for each of them, and a
// whole picture would need more than itself.
const band = 128

// shrink draws a picture on white, as large as it is kept.
func shrink(full image.Image) *image.RGBA {
	from := full.Bounds()
	width, height := from.Dx(), from.Dy()
	if longest := max(width, height); longest > sideMost {
		width, height = max(1, width*sideMost/longest), max(1, height*sideMost/longest)
	}
	small := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(small, small.Bounds(), image.White, image.Point{}, draw.Src)
	for y := 0; y < height; y += band {
		end := min(y+band, height)
		rows := image.Rect(from.Min.X, from.Min.Y+y*from.Dy()/height, from.Max.X, from.Min.Y+end*from.Dy()/height)
		draw.BiLinear.Scale(small, image.Rect(0, y, width, end), full, rows, draw.Over, nil)
	}
	return small
}
