package receipt

import (
	"context"
	"image"
)

// sideFirst is how long the longer side of a picture is, at most, at the first look: most
// marks are large enough for it.
const sideFirst = 1600

// look goes over the picture, quickest first, until something has been read. A look is
// always ended: what stands beside a mark may be an identity card.
func (s *search) look(ctx context.Context, picture image.Image) error {
	full, err := grey(ctx, picture)
	if err != nil {
		return err
	}
	many := (max(full.wide, full.high) + sideFirst - 1) / sideFirst
	first := full.shrunk(max(1, many))
	looks := []func() error{
		func() error { return s.all(ctx, first) },
		func() error {
			if many <= 1 {
				return nil
			}
			return s.all(ctx, full)
		},
		func() error { return s.all(ctx, first.negative()) },
		func() error { return s.squares(ctx, first.shrunk(2), locally) },
		func() error { return s.squares(ctx, first.sharpened(), locally) },
		func() error { return s.squares(ctx, first.doubled(), locally) },
		func() error { return s.squares(ctx, first, globally) },
		func() error { return s.squares(ctx, first.shrunk(2).negative(), locally) },
		func() error { return s.bars(ctx, first, linesTried) },
	}
	for _, look := range looks {
		if err := look(); err != nil || s.found() {
			return err
		}
	}
	return ctx.Err()
}

// all looks for marks of both kinds.
func (s *search) all(ctx context.Context, p plane) error {
	if err := s.squares(ctx, p, locally); err != nil {
		return err
	}
	return s.bars(ctx, p, 3)
}
