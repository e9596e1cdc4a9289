// Package citizen decides what to say to a citizen: it reads one Message and the
// Session and gives back Replies. It must not know channels, SQL or Redis; what it
// needs of a store it declares here.
package citizen

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/procedure"
	"motcua/internal/receipt"
	"motcua/internal/report"
	"motcua/internal/unit"
	"motcua/internal/words"
	"motcua/internal/workday"
)

//go:embed texts/*.toml
var texts embed.FS

// Dossiers finds dossiers by code: all spellings in one query, which takes as long
// for a hit as for a miss.
type Dossiers interface {
	DossiersByCode(ctx context.Context, spellings []dossier.Code) ([]dossier.Dossier, error)
}

// Units gives the offices as they are now.
type Units interface {
	Directory(ctx context.Context) (*unit.Directory, error)
}

// Procedures finds procedures and gives them as they are told now.
type Procedures interface {
	Search(ctx context.Context) (*procedure.Index, error)
	Procedure(ctx context.Context, code, unit string, at time.Time) (*procedure.Procedure, procedure.Overlay, error)
	NoteMiss(ctx context.Context, terms []string, outcome procedure.Outcome, at time.Time) error
}

// Config is what a Handler works with.
type Config struct {
	Dossiers   Dossiers
	Procedures Procedures
	Units      Units
	Limits     Limits
	Count      func(what string, n int) // hears of Hit, Miss, Limited; may be nil
	Note       func(report.Turn)        // hears of each Turn that was answered; may be nil
	// Blur holds each answer about codes back until it has passed, and by a random part of
	// it longer, so that its time does not tell whether a code is stored. Zero holds
	// nothing back.
	Blur     time.Duration
	Calendar *workday.Calendar
	Operator string           // who runs the assistant; the team's general name when empty
	Hotline  string           // as printed; the counter's number when empty
	Fed      []dossier.Holder // holders whose dossiers a source feeds here after all
	Log      *slog.Logger

	// The desk where humans answer, and what it needs: all of it or none. Without a Desk
	// who wants a person is told where people are.
	Desk     Desk
	Tickets  Tickets
	Consents Consents
	// KeepFile looks into what was sent and keeps it until then; the question that it comes
	// with keeps it longer. Errors wrap those of internal/media.
	KeepFile func(ctx context.Context, sent *chat.Sent, until time.Time) (*chat.File, error)
	Person   Person
	// Proofs opens what only the applicant may see. nil: nothing is offered that needs it.
	Proofs Proofs
	// ReadReceipt reads the marks in a photo, as receipt.Read does. nil: a photo is a file
	// like others. With a Desk it needs Files.
	ReadReceipt func(ctx context.Context, photo []byte) (receipt.Reading, error)
	Files       Files
	// Checklists keeps lists of papers; it needs Consents. nil: they live with the Session.
	Checklists Checklists
	// Follows keeps who follows what; it needs Consents. nil: nothing is offered of it.
	Follows Follows
	// Announcements keeps who hears what is announced for a ward; it needs Consents. nil:
	// nothing is offered of it.
	Announcements Announcements
	// Pushes keeps the browsers that are told while their page is closed; nil: none is.
	Pushes Pushes
	// PublicURL is what links to our own pages begin with, without a slash at the end.
	PublicURL string
	Now       func() time.Time // for what no message brings a time to; nil: the clock on the wall
}

const (
	// anyTeam stands in for an operator without a name.
	anyTeam = "Tổ công nghệ số cộng đồng"
	// cityLine answers everywhere in the country, also where no counter has a number.
	cityLine = "1022"
)

// Handler answers citizens.
type Handler struct {
	Config
	words *words.Catalogue

	mu     sync.Mutex
	office office // as last seen, for the moments when the store is away
}

// office is the directory and what is worked out of it once.
type office struct {
	directory *unit.Directory
	known     dossier.Identifiers
	counter   unit.Unit
	hasPlace  bool   // counter is a known office
	hotline   string // never empty
}

// New makes a Handler.
func New(cfg Config) (*Handler, error) {
	if cfg.Dossiers == nil || cfg.Procedures == nil || cfg.Units == nil || cfg.Limits == nil {
		return nil, errors.New("citizen: Dossiers, Procedures, Units and Limits are needed")
	}
	if cfg.Desk != nil && (cfg.Tickets == nil || cfg.Consents == nil || cfg.KeepFile == nil || cfg.Person == nil) {
		return nil, errors.New("citizen: a Desk needs Tickets, Consents, KeepFile and Person")
	}
	if cfg.Desk != nil && cfg.ReadReceipt != nil && cfg.Files == nil {
		return nil, errors.New("citizen: ReadReceipt beside a Desk needs Files")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Count == nil {
		cfg.Count = func(string, int) {}
	}
	if cfg.Calendar == nil {
		cfg.Calendar = workday.Default()
	}
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Operator == "" {
		cfg.Operator = anyTeam
	}
	all, err := words.Load(texts)
	if err != nil {
		return nil, err
	}
	h := &Handler{Config: cfg, words: all}
	h.office.hotline = cfg.Hotline
	if h.office.hotline == "" {
		h.office.hotline = cityLine
	}
	return h, nil
}

// Handle answers one message. An error means that nothing was said.
func (h *Handler) Handle(ctx context.Context, m chat.Message, s chat.Session) (chat.Session, []chat.Reply, error) {
	began := time.Now()
	place, err := h.place(ctx)
	if err != nil {
		return s, nil, fmt.Errorf("read the offices: %w", err)
	}
	t := h.talk(m, s, place)
	if m.Group {
		session, replies := t.group()
		return session, replies, nil
	}
	if err := h.route(ctx, t); err != nil {
		return s, nil, err
	}
	session, replies := t.end()
	if t.looked {
		h.even(ctx, began)
	}
	if h.Note != nil {
		h.Note(t.figure(time.Since(began)))
	}
	return session, replies, nil
}

// Greeting is what a page shows before anything was said; photos says whether one can be
// sent there.
func (h *Handler) Greeting(lang string, photos bool) []chat.Reply {
	t := h.talk(chat.Message{Lang: lang}, chat.Session{}, h.seen())
	t.photos = t.photos && photos
	t.introduce()
	_, replies := t.end()
	return replies
}

// Apology is said when a message could not be answered at all.
func (h *Handler) Apology(m chat.Message) []chat.Reply {
	place := h.seen()
	t := h.talk(m, chat.Session{}, place)
	t.Say("apology.slow", nil)
	press := verbMenu
	read := dossier.ParseCode(m.Press+" "+m.Text, place.known, t.Now)
	if len(read.Codes) > 0 && !read.Codes[0].Spoken {
		press = withCode(verbCard, read.Codes[0].Code())
	}
	t.Offer(chat.Choice{Label: t.Text("lookup.retry", nil), Press: press}, t.choice("office.choice", verbOffice))
	_, replies := t.end()
	return replies
}

// Contact is the counter to turn to. Where the offices cannot be read it is the
// hotline alone.
func (h *Handler) Contact(ctx context.Context, lang string, at time.Time) chat.Contact {
	place, err := h.place(ctx)
	if err != nil {
		h.Log.Warn("the offices cannot be read; the page shows the hotline alone", "err", err)
		place = h.seen()
	}
	t := h.talk(chat.Message{Lang: lang, At: at, Greeted: true}, chat.Session{}, place)
	return t.contact()
}

// seen is the office as last read.
func (h *Handler) seen() office {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.office
}

// place reads the directory and works out what hangs on it when it has changed.
func (h *Handler) place(ctx context.Context) (office, error) {
	directory, err := h.Units.Directory(ctx)
	if err != nil {
		return office{}, err
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.office.directory != directory {
		h.office = h.read(directory)
	}
	return h.office, nil
}

func (h *Handler) read(directory *unit.Directory) office {
	o := office{directory: directory, hotline: h.Hotline}
	var known []dossier.KnownIdentifier
	for _, id := range directory.Identifiers() {
		known = append(known, dossier.KnownIdentifier{ID: id.ID, Land: id.Land})
	}
	o.known = dossier.NewIdentifiers(known, h.Fed...)
	o.counter, o.hasPlace = directory.Counter(h.Hotline)
	if o.hotline == "" {
		o.hotline = o.counter.Phone
	}
	if o.hotline == "" {
		o.hotline = cityLine
	}
	return o
}
