package webchat

import (
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"time"

	"motcua/internal/chat"
)

// LookOften lets a test see what an open page does when nothing wakes it.
func (p *Page) LookOften(every time.Duration) { p.lookEvery = every }

// IdleSoon shortens the patience of a shared machine.
func (p *Page) IdleSoon(idle, warn time.Duration) { p.idle, p.warn = idle, warn }

// DecodeBody is the decoder of posted messages.
func DecodeBody(in io.Reader) (id, text, press string, err error) {
	b, err := decodeBody(in)
	return b.ID, b.Text, b.Press, err
}

// Texts and Templates are the page's words and the files that speak them.
func Texts() (texts, templates fs.FS) { return textFiles, templateFiles }

// AssetURL is where an asset is served.
func (p *Page) AssetURL(name string) (string, error) { return p.assets.URL(name) }

// LineHTML is one line as pages get it.
func LineHTML(p *Page, lang string, l chat.Line) (string, error) { return p.lineHTML(lang, own, l) }

// ReadForm is the reader of posted forms.
func ReadForm(r *http.Request) (text string, file *chat.Sent, err error) {
	b, err := readForm(httptest.NewRecorder(), r)
	return b.Text, b.file, err
}

// LineIn is one line as pages of a mode get it.
func LineIn(p *Page, m string, l chat.Line) (string, error) { return p.lineHTML("vi", mode(m), l) }

// RoomForFiles changes how many messages with a file are in hand at once.
func (p *Page) RoomForFiles(n int) { p.uploads = make(chan struct{}, n) }
