package media

import (
	"bytes"
	"image"

	"github.com/bep/imagemeta"
)

var formats = map[string]imagemeta.ImageFormat{
	typeJPEG: imagemeta.JPEG, typePNG: imagemeta.PNG, typeWebP: imagemeta.WebP,
}

// orientation is how the camera was held, as EXIF counts it: 1 (upright) to 8. Whatever
// cannot be read is upright.
func orientation(kind string, data []byte) int {
	format, known := formats[kind]
	if !known {
		return 1
	}
	found := 1
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(data), ImageFormat: format, Sources: imagemeta.EXIF,
		ShouldHandleTag: func(tag imagemeta.TagInfo) bool { return tag.Namespace == "IFD0" && tag.Tag == "Orientation" },
		HandleTag: func(tag imagemeta.TagInfo) error {
			if n, ok := tag.Value.(uint16); ok && n >= 1 && n <= 8 {
				found = int(n)
			}
			return imagemeta.ErrStopWalking
		},
	})
	if err != nil { // half-read metadata is no metadata
		return 1
	}
	return found
}

// upright turns and mirrors a picture as its orientation asks for.
func upright(p *image.RGBA, orientation int) *image.RGBA {
	if orientation == 1 {
		return p
	}
	width, height := p.Rect.Dx(), p.Rect.Dy()
	across := orientation >= 5 // what was high is wide
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	if across {
		out = image.NewRGBA(image.Rect(0, 0, height, width))
	}
	for y := range height {
		for x := range width {
			toX, toY := place(orientation, x, y, width, height)
			copy(out.Pix[out.PixOffset(toX, toY):][:4], p.Pix[p.PixOffset(x, y):][:4])
		}
	}
	return out
}

// place is where a pixel goes.
func place(orientation, x, y, width, height int) (toX, toY int) {
	right, bottom := width-1-x, height-1-y
	switch orientation {
	case 2:
		return right, y
	case 3:
		return right, bottom
	case 4:
		return x, bottom
	case 5:
		return y, x
	case 6:
		return bottom, x
	case 7:
		return bottom, right
	default: // 8
		return y, right
	}
}
