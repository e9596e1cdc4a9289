// Package clock does what happens by the clock or for somebody else: it hands on what
// was said in a Ticket to the chats of those who talk in it, announces what waits, and
// looks after what nobody works on, reminds who asked for it, tells followers what is new
// of a dossier, sends on what is announced, and sends offices letters with figures. A job
// names a Ticket, a checklist, a Follow, an Announcement or a letter and no words; it reads,
// asks the rules in internal, and gives Replies to the store, which keeps them for their
// chats. It must not know channels, SQL or who presses what.
package clock

import (
	"context"
	"embed"
	"errors"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"motcua/internal/announce"
	"motcua/internal/chat"
	"motcua/internal/team"
	"motcua/internal/ticket"
	"motcua/internal/words"
	"motcua/internal/workday"
)

//go:embed texts/*.toml
var texts embed.FS

// Store is what jobs read and write. Errors wrap chat.ErrAway when it cannot be reached.
type Store interface {
	Ticket(ctx context.Context, id int64) (ticket.Ticket, error)
	Lines(ctx context.Context, id, after int64) ([]ticket.Line, error)
	Volunteer(ctx context.Context, id int64) (team.Volunteer, error)
	OnDuty(ctx context.Context, now time.Time) ([]team.Volunteer, error)
	// Tell keeps Replies for their chats, once: false when the count stands elsewhere.
	Tell(ctx context.Context, told ticket.Told) (bool, error)
}

// Desk is what happens by the clock.
type Desk interface {
	Silence(ctx context.Context, id int64) (next time.Time, err error)
}

// Config is what a Clock works with.
type Config struct {
	Store Store
	Desk  Desk
	Lists Lists
	// Follows and Units are where followers are told from.
	Follows Follows
	Units   Units
	// Announcements are sent on, as Announced says them; without either none is.
	Announcements Announcements
	Announced     func(ctx context.Context, a announce.Announcement, lang, address string) chat.Reply
	// Calendar is of days off; nil: the one that comes with the program.
	Calendar *workday.Calendar
	// CountNotices hears of each Notice by its kind, and CountUntold of followers that a
	// daily look found and no job had told; both may be nil.
	CountNotices func(kind string)
	CountUntold  func(n int)
	Log          *slog.Logger // nil: nothing is logged
	Live         ticket.Live  // wakes open pages; may be nil
	Times        ticket.Times // as the Desk keeps them, to be named in words
	// Split makes several Replies of one that the channel could not send in one piece, so
	// that a second try does not repeat the first; nil: none is ever so long.
	Split     func(channel chat.Channel, replies []chat.Reply) []chat.Reply
	PublicURL string // of our pages, "" unknown: no address is named
	Hotline   string // as printed
	// AnyHour tells followers at night and on days off too: for demonstrations and loads.
	AnyHour bool
	Now     func() time.Time // nil: the clock on the wall
}

// cityLine answers everywhere in the country.
const cityLine = "1022"

// Clock works the jobs of Tickets, of checklists and of Follows.
type Clock struct {
	Config

	words *words.Catalogue
}

// New makes a Clock.
func New(cfg Config) (*Clock, error) {
	if cfg.Store == nil || cfg.Desk == nil || cfg.Lists == nil || cfg.Follows == nil || cfg.Units == nil {
		return nil, errors.New("clock: Store, Desk, Lists, Follows and Units are needed")
	}
	if cfg.Calendar == nil {
		cfg.Calendar = workday.Default()
	}
	if cfg.CountNotices == nil {
		cfg.CountNotices = func(string) {}
	}
	if cfg.CountUntold == nil {
		cfg.CountUntold = func(int) {}
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Split == nil {
		cfg.Split = func(_ chat.Channel, replies []chat.Reply) []chat.Reply { return replies }
	}
	if cfg.Hotline == "" {
		cfg.Hotline = cityLine
	}
	if cfg.Times == (ticket.Times{}) {
		cfg.Times = ticket.StandardTimes()
	}
	cfg.PublicURL = strings.TrimRight(cfg.PublicURL, "/")
	all, err := words.Load(texts)
	if err != nil {
		return nil, err
	}
	return &Clock{Config: cfg, words: all}, nil
}

// voice speaks to one person.
type voice struct {
	*Clock

	lang  string
	named words.Args // what every text may name
}

func (c *Clock) voice(lang, address string) voice {
	if lang != "en" {
		lang = words.First
	}
	return voice{c, lang, words.Args{words.Address: address, "hotline": c.Hotline}}
}

// text fills a text.
func (v voice) text(key string, args words.Args) string {
	return v.words.Say(v.lang, key, args, v.named)
}

// say is a Reply of one text.
func (v voice) say(key string, args words.Args) chat.Reply { return v.reply(v.text(key, args)) }

// reply is a Reply of the assistant. One that names the hotline carries it to press.
func (v voice) reply(text string) chat.Reply {
	r := chat.Reply{Text: text, Lang: v.lang}
	if strings.Contains(text, v.Hotline) {
		r.Phone = v.Hotline
	}
	return r
}

// choice is a Choice about a Ticket.
func (v voice) choice(label, verb string, id int64) chat.Choice {
	return chat.Choice{Label: v.text(label, nil), Press: verb + ":" + number(id)}
}

func number(id int64) string { return strconv.FormatInt(id, 10) }

// minutes is a time as it is said.
func minutes(d time.Duration) string { return strconv.Itoa(int(d.Round(time.Minute) / time.Minute)) }

// outgoing puts Replies into one chat's order. key tells them from all others of it.
func (c *Clock) outgoing(channel chat.Channel, chatID, key string, replies []chat.Reply) []chat.Outgoing {
	replies = c.Split(channel, replies)
	out := make([]chat.Outgoing, len(replies))
	for i, r := range replies {
		out[i] = chat.Outgoing{
			Key: chat.Key{Channel: channel, Chat: chatID, ID: key}, Priority: chat.ForHuman, At: c.Now(),
			Unsent: chat.Unsent{N: i + 1, Reply: r},
		}
	}
	return out
}
