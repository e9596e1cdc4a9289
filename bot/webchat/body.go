package webchat

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"motcua/internal/chat"
)

const (
	bodyLimit  = 16 << 10
	textLimit  = 2000 // characters
	pressLimit = 64   // bytes, as every Choice keeps to
)

// body is what the page posts for one message.
type body struct {
	ID    string `json:"id"`
	Text  string `json:"text"`
	Press string `json:"press"`

	file *chat.Sent
}

// refusal is a body that will never be taken; the page offers to send it again
// by hand. It names the field, never what stood in it.
type refusal struct {
	status int
	why    string
}

func (r refusal) Error() string { return r.why }

func bad(why string) error { return refusal{http.StatusBadRequest, why} }

const (
	ofJSON = "application/json"
	ofForm = "multipart/form-data"
)

// kindOf is the media type of what is posted.
func kindOf(r *http.Request) string {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil {
		return ""
	}
	return kind
}

// readBody reads and checks a posted message: JSON, or a form where files are taken.
func (p *Page) readBody(w http.ResponseWriter, r *http.Request) (body, error) {
	switch kind := kindOf(r); {
	case kind == ofJSON:
		return decodeBody(http.MaxBytesReader(w, r.Body, bodyLimit))
	case kind == ofForm && p.c.Files != nil:
		return readForm(w, r)
	}
	return body{}, refusal{http.StatusUnsupportedMediaType, "content-type: must be " + ofJSON}
}

// decodeBody takes one JSON object with known fields and nothing behind it.
func decodeBody(in io.Reader) (body, error) {
	var b body
	dec := json.NewDecoder(in)
	dec.DisallowUnknownFields()
	err := dec.Decode(&b)
	if err == nil {
		if _, more := dec.Token(); !errors.Is(more, io.EOF) {
			err = orElse(more, errors.New("more than one value"))
		}
	}
	if err != nil {
		return body{}, decodeRefusal(err)
	}
	return b.checked()
}

func orElse(err, instead error) error {
	if err != nil {
		return err
	}
	return instead
}

// decodeRefusal says what is wrong without repeating what was sent.
func decodeRefusal(err error) error {
	var tooBig *http.MaxBytesError
	var wrongType *json.UnmarshalTypeError
	switch {
	case errors.As(err, &tooBig):
		return refusal{http.StatusRequestEntityTooLarge, "body: more than 16 KiB"}
	case errors.As(err, &wrongType) && wrongType.Field != "":
		return bad(wrongType.Field + ": must be a string")
	}
	return bad("body: must be one JSON object of id, text and press")
}

// checked cleans the fields and refuses what no page of ours sends.
func (b body) checked() (body, error) {
	id, err := uuid.Parse(b.ID)
	if err != nil || len(b.ID) != 36 {
		return body{}, bad("id: must be a UUID")
	}
	b.ID = id.String()
	b.Text = cleanText(b.Text)
	switch {
	case b.Text == "" && b.file == nil:
		return body{}, bad("text: is empty")
	case utf8.RuneCountInString(b.Text) > textLimit:
		return body{}, bad("text: more than 2000 characters")
	case len(b.Press) > pressLimit:
		return body{}, bad("press: more than 64 bytes")
	case b.Press != cleanText(b.Press) || strings.ContainsAny(b.Press, " \n"):
		return body{}, bad("press: not one of our choices")
	}
	return b, nil
}

// cleanText is NFC without control characters, line breaks apart, and without
// the marks that turn the direction of writing round.
func cleanText(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || r == '\r':
			return ' '
		case unicode.IsControl(r), unicode.Is(unicode.Bidi_Control, r):
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(norm.NFC.String(s))
}
