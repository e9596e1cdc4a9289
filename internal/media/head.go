package media

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"

	"motcua/internal/chat"
)

const pixelsMost = 50_000_000 // of a picture as it comes

// decoders read the first picture of a file.
var decoders = map[string]struct {
	size func(io.Reader) (image.Config, error)
	all  func(io.Reader) (image.Image, error)
}{
	typeJPEG: {jpeg.DecodeConfig, jpeg.Decode},
	typePNG:  {png.DecodeConfig, png.Decode},
	typeGIF:  {gif.DecodeConfig, gif.Decode},
	typeWebP: {webp.DecodeConfig, webp.Decode},
}

// A Picture is one whose head has been read and found small enough to be opened.
type Picture struct {
	kind string
	data []byte
}

// Head reads no more than a picture's head: a few bytes can name a picture that fills the
// memory. Errors wrap ErrType, ErrSize or ErrBroken.
func Head(data []byte) (Picture, error) {
	kind := sniff(chat.Photo, data)
	if _, known := decoders[kind]; !known {
		return Picture{}, ErrType
	}
	if len(data) > PhotoMost {
		return Picture{}, fmt.Errorf("%w: %d bytes, %d are allowed", ErrSize, len(data), PhotoMost)
	}
	return head(kind, data)
}

func head(kind string, data []byte) (Picture, error) {
	size, err := decoders[kind].size(bytes.NewReader(data))
	switch {
	case err != nil || size.Width <= 0 || size.Height <= 0:
		return Picture{}, fmt.Errorf("%w: the head of %s", ErrBroken, kind)
	case size.Width > pixelsMost/size.Height:
		return Picture{}, fmt.Errorf("%w: %d x %d pixels", ErrSize, size.Width, size.Height)
	}
	return Picture{kind, data}, nil
}

// Open gives the picture as the camera held it, as large as it came; it may take half a
// gigabyte, so those who call bound how many are open at once. Reading ends when ctx does.
// Errors wrap ErrBroken or are that of ctx.
func (p Picture) Open(ctx context.Context) (image.Image, error) {
	full, err := decoders[p.kind].all(&patient{ctx, bytes.NewReader(p.data)})
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil || full.Bounds().Empty():
		return nil, fmt.Errorf("%w: %s", ErrBroken, p.kind)
	}
	return full, nil
}

// patient reads until its context ends.
type patient struct {
	ctx  context.Context
	from *bytes.Reader
}

func (p *patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.from.Read(b[:min(len(b), 64<<10)])
}
