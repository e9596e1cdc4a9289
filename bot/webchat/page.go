// Package webchat is the channel on our own page: it receives what the page
// posts, keeps the conversation as rows and sends them to the page as they come.
// It must not know dossiers, SQL, Redis or what is answered; the only sentences
// it speaks are those of the page itself.
package webchat

import (
	"context"
	"errors"
	"html/template"
	"log/slog"
	"net/http"
	"net/netip"
	"time"

	"motcua/bot"
	"motcua/internal/chat"
	"motcua/internal/pages"
	"motcua/internal/words"
)

// Lines keeps conversations. A line is named by its message's key and n; the
// same one again is not added twice.
type Lines interface {
	AddLine(ctx context.Context, key chat.Key, n int, at time.Time, said *chat.Said, reply *chat.Reply) (added bool, err error)
	LinesAfter(ctx context.Context, chatID string, seq int64) ([]chat.Line, error)
	DeleteChat(ctx context.Context, chatID string) error
}

// Live carries "there is something new" to open pages. It may lose news: pages
// look for themselves now and then.
type Live interface {
	Wake(ctx context.Context, topic string)
	Listen(ctx context.Context, topic string) (<-chan struct{}, func())
}

// Config is what a Page stands on. All of it is required; Files, OwnData, Operator,
// Pushes, Net, Embed and Log aside.
type Config struct {
	Lines Lines
	Live  Live
	Files Files // nil: the page takes no files, and shows none
	// OwnData puts together what is kept about a chat; nil: nothing does.
	OwnData  func(ctx context.Context, chatID, lang string) (chat.File, []byte, error)
	Turn     func(ctx context.Context, m chat.Message, to bot.Deliverer) error
	Forget   func(ctx context.Context, s chat.Speaker) error
	Greeting func(lang string, photos bool) []chat.Reply
	Contact  func(ctx context.Context, lang string, at time.Time) chat.Contact
	// Pushes tells browsers of news, under PushKey (VAPID); nil: none.
	Pushes   Pushes
	PushKey  string
	Operator string
	Key      []byte // turns a cookie into a chat's name
	Secure   bool   // cookies by HTTPS only
	// Net is the address that a request really came from. nil: nobody can tell.
	Net func(r *http.Request) netip.Addr
	// Embed are the origins of other sites that may show the page in a frame.
	Embed []string
	Now   func() time.Time
	Log   *slog.Logger
}

// Page is the web chat.
type Page struct {
	c       Config
	assets  *pages.Assets
	words   *words.Catalogue
	views   map[string]*template.Template // by language
	uploads chan struct{}                 // the places for messages with a file
	// lookEvery is how often an open page is looked after when nothing wakes it.
	lookEvery time.Duration
	// A shared machine that nobody touches for idle says so for warn, then clears itself.
	idle, warn time.Duration
}

// New reads the page's words, templates and files.
func New(c Config) (*Page, error) {
	if c.Lines == nil || c.Live == nil || c.Turn == nil || c.Forget == nil ||
		c.Greeting == nil || c.Contact == nil || c.Now == nil || len(c.Key) == 0 {
		return nil, errors.New("web chat: a part of its Config is missing")
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	files, err := loadAssets()
	if err != nil {
		return nil, err
	}
	texts, err := pages.Words(textFiles)
	if err != nil {
		return nil, err
	}
	views, err := pages.Views(templateFiles, files, texts, "page.", nil)
	if err != nil {
		return nil, err
	}
	return &Page{
		c: c, assets: files, words: texts, views: views, uploads: make(chan struct{}, uploadsMost),
		lookEvery: 10 * time.Second, idle: 3 * time.Minute, warn: 30 * time.Second,
	}, nil
}

// Routes hangs the page into mux. Cross-origin checks and the content policy
// wrap the mux from outside.
func (p *Page) Routes(mux *http.ServeMux) {
	mux.HandleFunc("GET /{$}", p.show)
	mux.HandleFunc("POST /chat/messages", p.receive)
	mux.HandleFunc("GET /chat/events", p.events)
	mux.HandleFunc("GET /chat/lines", p.lines)
	mux.HandleFunc("POST /chat/end", p.end)
	mux.Handle("GET /assets/{name}", p.assets)
	if p.c.Files != nil {
		mux.HandleFunc("GET /chat/files/{id}", p.file)
	}
	if p.c.OwnData != nil {
		mux.HandleFunc("GET /chat/files/"+chat.OwnData, p.ownData)
	}
	if p.c.Pushes != nil {
		mux.HandleFunc("POST /chat/push", p.subscribe)
		mux.HandleFunc("GET /sw.js", worker)
		mux.HandleFunc("GET /manifest.webmanifest", p.manifest)
	}
	if len(p.c.Embed) > 0 {
		mux.Handle("GET /embed.js", embedJS())
	}
}

// Deliver makes a Reply a row of its conversation; with that it is delivered.
func (p *Page) Deliver(ctx context.Context, m chat.Message, n int, r chat.Reply) error {
	if _, err := p.c.Lines.AddLine(ctx, m.Key(), n, p.c.Now(), nil, &r); err != nil {
		return err
	}
	p.c.Live.Wake(ctx, topic(m.Chat))
	return nil
}

// topic is where news of a conversation is told.
func topic(chatID string) string { return "web:" + chatID }
