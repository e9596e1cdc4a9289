package media

import (
	"bytes"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/draw"
	"golang.org/x/image/webp"
)

const (
	pixelsMost = 50_000_000 // of a picture as it comes
	sideMost   = 2048       // of a picture as it is kept
	quality    = 85
)

// decoders read the first picture of a file.
var decoders = map[string]struct {
	size func(*bytes.Reader) (image.Config, error)
	all  func(*bytes.Reader) (image.Image, error)
}{
	typeJPEG: {
		func(r *bytes.Reader) (image.Config, error) { return jpeg.DecodeConfig(r) },
		func(r *bytes.Reader) (image.Image, error) { return jpeg.Decode(r) },
	},
	typePNG: {
		func(r *bytes.Reader) (image.Config, error) { return png.DecodeConfig(r) },
		func(r *bytes.Reader) (image.Image, error) { return png.Decode(r) },
	},
	typeGIF: {
		func(r *bytes.Reader) (image.Config, error) { return gif.DecodeConfig(r) },
		func(r *bytes.Reader) (image.Image, error) { return gif.Decode(r) },
	},
	typeWebP: {
		func(r *bytes.Reader) (image.Config, error) { return webp.DecodeConfig(r) },
		func(r *bytes.Reader) (image.Image, error) { return webp.Decode(r) },
	},
}

// open bounds how many pictures are open at once: each may take half a gigabyte.
var open = make(chan struct{}, 2)

// redraw makes a JPEG of what a picture shows, upright, and of nothing else in it. How
// large it will be is asked first: a few bytes can name a picture that fills the memory.
func redraw(kind string, data []byte) ([]byte, error) {
	decoder := decoders[kind]
	size, err := decoder.size(bytes.NewReader(data))
	switch {
	case err != nil || size.Width <= 0 || size.Height <= 0:
		return nil, fmt.Errorf("%w: the head of %s", ErrBroken, kind)
	case size.Width > pixelsMost/size.Height:
		return nil, fmt.Errorf("%w: %d x %d pixels", ErrSize, size.Width, size.Height)
	}
	open <- struct{}{}
	defer func() { <-open }()
	full, err := decoder.all(bytes.NewReader(data))
	if err != nil || full.Bounds().Empty() {
		return nil, fmt.Errorf("%w: %s", ErrBroken, kind)
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
