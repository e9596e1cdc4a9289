// Package receipt reads what a QR or a Code 128 says in a photo of a receipt (giấy hẹn),
// as phones take such photos: turned, tilted, dim, blurred, small in a large picture, from
// a screen. What it gives back is to be cleaned like a message that somebody typed; an
// address in it is never fetched.
//
// It must not know who sent the photo, which dossiers there are, how a code is looked up
// or what is said of it, and it reaches neither a network nor a store. It keeps nothing:
// the picture, its pixels and what was read end with the call, and no error says what was
// in them. Of an identity card's QR and of a payment's it tells only that there was one.
package receipt

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"motcua/internal/media"
)

// Kind is what a photo shows.
type Kind int

// Kinds of photos. An identity card outweighs all else in the same picture, and a
// receipt's mark outweighs a payment's.
const (
	None     Kind = iota // no mark that could be read
	Found                // one mark or several, perhaps a receipt's
	Identity             // the QR of an identity card: to be refused, nothing of it is kept
	Payment              // a QR to pay with (VietQR, EMVCo), nothing of it is kept
)

// Reading is what was read.
type Reading struct {
	Kind  Kind
	Texts []string // of Found alone: what the marks say, percent-decoded, at most TextsMost
}

// Limits of one reading. Bytes and pixels are those of package media.
const (
	TimeMost    = 3 * time.Second // from when the picture is opened
	TextsMost   = 4               // texts of one picture
	LettersMost = 1000            // bytes of one text; a code, an address and a few lines have fewer
	AtOnce      = 2               // pictures read at the same time in this process; others wait
)

// ErrTime says that a picture was not read through in TimeMost.
var ErrTime = errors.New("reading the photo took too long")

// open bounds how many pictures are open at once: each may take half a gigabyte.
var open = make(chan struct{}, AtOnce)

// Read reads a photo. What is no picture, is too large by its head or is damaged costs
// next to nothing: such errors wrap media.ErrType, media.ErrSize or media.ErrBroken. It
// waits for its turn until ctx ends, and then has TimeMost.
func Read(ctx context.Context, data []byte) (Reading, error) {
	picture, err := media.Head(data)
	if err != nil {
		return Reading{}, err
	}
	select {
	case open <- struct{}{}:
		defer func() { <-open }()
	case <-ctx.Done():
		return Reading{}, ctx.Err()
	}
	ctx, cancel := context.WithTimeoutCause(ctx, TimeMost, ErrTime)
	defer cancel()
	return read(ctx, picture)
}

// read opens the picture and looks at it. Decoders of others may trip over what strangers
// send; what they say then may hold some of it, and is not passed on.
func read(ctx context.Context, picture media.Picture) (reading Reading, err error) {
	defer func() {
		if recover() != nil {
			reading, err = Reading{}, fmt.Errorf("%w: its reader stumbled", media.ErrBroken)
		}
	}()
	full, err := picture.Open(ctx)
	if err == nil {
		var s search
		if err = s.look(ctx, full); err == nil {
			return s.reading(), nil
		}
	}
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return Reading{}, err
}

// search gathers what the marks of one picture say.
type search struct {
	texts             []string
	identity, payment bool
}

func (s *search) found() bool { return s.identity || s.payment || len(s.texts) > 0 }

var identityCard = regexp.MustCompile(`^[0-9]{12}\|`)

// add takes in what one mark says, and lets go of it where it is not a receipt's.
func (s *search) add(text string) {
	text = strings.TrimLeft(strings.ToValidUTF8(text, ""), "\ufeff \r\n\t")
	switch {
	case identityCard.MatchString(text):
		s.identity = true
	case strings.HasPrefix(text, "000201"):
		s.payment = true
	case text == "" || len(text) > LettersMost || len(s.texts) == TextsMost:
	default:
		if plain, err := url.PathUnescape(text); err == nil {
			text = strings.ToValidUTF8(plain, "")
		}
		if !slices.Contains(s.texts, text) {
			s.texts = append(s.texts, text)
		}
	}
}

func (s *search) reading() Reading {
	switch {
	case s.identity:
		return Reading{Kind: Identity}
	case len(s.texts) > 0:
		return Reading{Kind: Found, Texts: s.texts}
	case s.payment:
		return Reading{Kind: Payment}
	}
	return Reading{}
}
