package doctor

import (
	"io/fs"
	"net/netip"
	"time"

	"motcua/internal/source"
	"motcua/internal/workday"
)

// Facts are all that is known. An Err that is not empty says why nothing more is; it
// carries no secret.
type Facts struct {
	Now      time.Time
	Calendar *workday.Calendar
	Settings Settings
	Folder   Folder
	Database Database
	Redis    Redis
	Telegram Telegram
	Mail     Mail
	Backup   Backup
}

// Settings are what was set, without secrets.
type Settings struct {
	Wrong          []string // what serve would refuse, each with its way out
	PublicURL      string
	OperatorName   string
	Hotline        string
	OldKey         bool // SECRET_KEY_OLD is set
	LimitsOff      bool
	QuietOff       bool // followers are told at night too
	TrustedProxies []netip.Prefix
}

// Folder is DATA_DIR.
type Folder struct {
	Dir     string
	Missing bool // it is made at the first start
	Err     string
	Mode    fs.FileMode
	Free    uint64 // bytes on its disk; 0: not known
	Key     Key
}

// Key is the file of the secret key.
type Key struct {
	Given   bool // SECRET_KEY is set: the file is not looked at
	File    string
	Missing bool
	Err     string
	Mode    fs.FileMode
	Size    int64
	Foreign bool // it belongs to neither the owner of DATA_DIR nor, unless that is root, to us
}

// Database is PostgreSQL and what is in it.
type Database struct {
	Private bool   // DATABASE_URL is unset
	Unborn  bool   // private, and serve never ran
	Log     string // of the private one
	Server  Server
	Data    Data
	Sources Sources
	Team    Team
	Work    Work
	Mails   Mails
}

// Server is PostgreSQL itself.
type Server struct {
	Err            string
	Version        int // 150018 is 15.18
	Schema, Wanted int64
	Unsafe         []string // settings that are off and must not be
	Left, Most     int      // connections
	Pool           int      // connections that one serve may take
	Ahead          time.Duration
	Size           int64 // bytes
}

// Data is what citizens are told from.
type Data struct {
	Err          string
	Units        int
	Centres      int // with opening hours
	Procedures   int
	Unchecked    int  // which nobody compared with the portal
	Dossiers     bool // there are any
	Looked       int  // at so many of the newest dossiers
	UnknownUnits int  // dossiers of those that name a unit nobody knows
	Unknown      []string
}

// Sources are the systems that dossiers come from.
type Sources struct {
	Err string
	All []source.State
}

// Team is who answers at the desk.
type Team struct {
	Err          string
	Volunteers   int
	Coordinators int
}

// Work is what waits to be done.
type Work struct {
	Err       string
	Discarded int // jobs that were given up
	Stuck     int // jobs that run longer than ten minutes
	Unsent    int // answers that wait longer than an hour
	Since     time.Time
}

// Redis is where conversations are.
type Redis struct {
	Private   bool // REDIS_URL is unset
	Lasting   bool // a private one outlives a restart
	Err       string
	Version   string
	MaxMemory int64
	Policy    string
	Keeps     bool // it writes to disk, or that could not be asked
	Latency   time.Duration
}

// Telegram is the bot as the Bot API knows it.
type Telegram struct {
	Off         bool // no token
	Err         string
	Refused     bool // the API answered, and does not take the token
	Name        string
	Webhook     bool   // TELEGRAM_WEBHOOK_URL is set
	NoSecret    bool   // of the webhook
	Elsewhere   bool   // Telegram calls another address than is set, or none
	Calls       string // the host of that address; "" none
	Pending     int
	LastError   string // of the webhook
	LastErrorAt time.Time
}

// Mail is the server that takes letters to offices.
type Mail struct {
	Off     bool // SMTP_URL is unset
	Err     string
	Refused bool // it answered, and does not take the password
	Server  string
	From    string
}

// Mails are the letters to offices.
type Mails struct {
	Err     string
	Orders  int
	Refused int // mailboxes that take nothing
	Failed  int // other orders whose newest letter was refused or given up
}

// Backup is the newest good one.
type Backup struct {
	Missing  bool
	Err      string
	At       time.Time
	File     string
	Verified bool
}
