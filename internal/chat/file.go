package chat

import (
	"context"
	"io"
)

// FileKind is how people speak of a file.
type FileKind string

// Kinds of files.
const (
	Photo    FileKind = "photo"
	Document FileKind = "document"
	Voice    FileKind = "voice"
)

// Sent is a file as it came with a Message, before anybody looked into it. Name, Type
// and Size are what the sender says and prove nothing.
type Sent struct {
	Kind FileKind // "" is a kind that nobody here can use: a sticker, a place, a contact
	Type string   // media type, "" when unknown
	Name string
	Size int64 // bytes, 0 when unknown
	// Open fetches the content. It may be called again. nil where there is none.
	Open func(ctx context.Context) (io.ReadCloser, error)
}

// File is a file that was checked and is kept, for those who may see it, until its end date.
type File struct {
	ID   string   `json:"id"` // cannot be guessed
	Kind FileKind `json:"kind"`
	Type string   `json:"type"` // media type, as found by looking into it
	Name string   `json:"name,omitempty"`
	Size int64    `json:"size"`
}

// Person is a human as others see them: never more than the name that they chose to show.
type Person struct {
	Name string `json:"name"`
	Role string `json:"role"` // in the language of the reply, "tình nguyện viên"
}

// OwnData is the ID of a File that is kept nowhere: all that is kept about the chat that
// it goes to, put together at the moment at which it is fetched.
const OwnData = "du-lieu-cua-toi"
