// Package media looks into files that people send, before anybody else touches them:
// what is really in the bytes, whether it is of a kind that is passed on here, and not
// too large. Pictures are made anew, so that nothing is left in them but what they show.
// It must not know who sent a file, where it is kept, or what is said of it.
package media

import (
	"errors"
	"fmt"

	"motcua/internal/chat"
)

// Errors of files that are not taken. Those who call turn them into words.
var (
	ErrType   = errors.New("a file of a kind that is not passed on")
	ErrSize   = errors.New("a file that is too large")
	ErrBroken = errors.New("a file that cannot be read")
)

// Largest files, in bytes as they come.
const (
	PhotoMost    = 10 << 20
	DocumentMost = 10 << 20
	VoiceMost    = 5 << 20
	Most         = 10 << 20 // of any kind
)

// Check looks into a file. It gives what is to be kept, which for a picture is another
// picture, and what that is, without an ID and a Name. kind is what the sender calls it:
// it counts only where the bytes leave it open. Errors wrap ErrType, ErrSize or ErrBroken.
func Check(kind chat.FileKind, data []byte) (chat.File, []byte, error) {
	found := sniff(kind, data)
	f := chat.File{Type: found}
	var most int
	switch found {
	case typeJPEG, typePNG, typeGIF, typeWebP:
		f.Kind, most = chat.Photo, PhotoMost
	case typePDF:
		f.Kind, most = chat.Document, DocumentMost
	case "":
		return chat.File{}, nil, ErrType
	default:
		f.Kind, most = chat.Voice, VoiceMost
	}
	if len(data) > most {
		return chat.File{}, nil, fmt.Errorf("%w: %d bytes, %d are allowed", ErrSize, len(data), most)
	}
	if f.Kind == chat.Photo {
		var err error
		if data, err = redraw(found, data); err != nil {
			return chat.File{}, nil, err
		}
		f.Type = typeJPEG
	}
	f.Size = int64(len(data))
	return f, data, nil
}
