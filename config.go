package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
	_ "time/tzdata" // a small server may lack the zone files

	"motcua/internal/citizen"
	"motcua/internal/dossier"
	"motcua/internal/ticket"
	"motcua/internal/workday"
)

// storeSettings say where dossiers are kept: what every command needs.
type storeSettings struct {
	DatabaseURL  string `name:"database-url" env:"DATABASE_URL" placeholder:"URL" help:"PostgreSQL, e.g. postgres://motcua@localhost/motcua. Unset: a private PostgreSQL under DATA_DIR."`
	DataDir      string `name:"data-dir" env:"DATA_DIR" placeholder:"DIR" help:"Folder of the private stores and the secret key. Unset: the user's data folder; as root /var/lib/motcua."`
	SecretKey    secret `name:"secret-key" env:"SECRET_KEY" placeholder:"KEY" help:"Key of all keyed hashes, at least 16 characters. Unset: made once and kept under DATA_DIR; required when DATABASE_URL and REDIS_URL are both set."`
	SecretKeyOld secret `name:"secret-key-old" env:"SECRET_KEY_OLD" placeholder:"KEY" help:"The key before SECRET_KEY, while it is changed: phones on file that were hashed by it are still recognised. Take it away once everything was imported again."`
}

// settings are everything that serve and demo can be told.
type settings struct {
	storeSettings
	telegramSettings
	mailSettings
	RedisURL       string         `name:"redis-url" env:"REDIS_URL" placeholder:"URL" help:"Redis, e.g. redis://localhost:6379/0. Unset: a private one under DATA_DIR."`
	PublicURL      string         `name:"public-url" env:"PUBLIC_URL" placeholder:"URL" help:"Address that citizens open, e.g. https://hoso.example.gov.vn. With https the cookies are Secure."`
	TrustedProxies []netip.Prefix `name:"trusted-proxies" env:"TRUSTED_PROXIES" placeholder:"CIDR,..." help:"Proxies whose X-Forwarded-For is believed, e.g. 127.0.0.1/32."`
	OperatorName   string         `name:"operator-name" env:"OPERATOR_NAME" placeholder:"NAME" help:"Who runs the assistant, as the greeting names them."`
	Hotline        string         `name:"hotline" env:"HOTLINE" placeholder:"NUMBER" help:"Number that citizens can call, as it is to be printed. The unit with this phone is the counter shown on the page. Unset: the phone of the only centre, else 1022."`
	FedHolders     []string       `name:"fed-holders" env:"FED_HOLDERS" placeholder:"NAME,..." help:"Holders whose dossiers a source feeds here after all: police, insurance, land. A code of theirs that is not found is then not found; of others it is answered with where to ask."`
	LookupLimits   string         `name:"lookup-limits" env:"LOOKUP_LIMITS" default:"30/10m,5/1h" placeholder:"HITS/PERIOD,MISSES/PERIOD" help:"How many codes one account may find, and miss, in a period (a network: 1000 and 30 an hour). off: none, for load tests."`
	DeskTimes      string         `name:"desk-times" env:"DESK_TIMES" default:"5m,15m,20m" placeholder:"REMIND,RETURN,WIDEN" help:"How long a question may wait unanswered in a volunteer's hands until he is reminded, until it goes back to the queue, and how long in the queue until others are asked."`
	QuietHours     string         `name:"quiet-hours" env:"QUIET_HOURS" placeholder:"on|off" help:"Whether what nobody asked for this minute waits from 21:00 to 7:00 and on days off. off: for demonstrations and load tests. Unset: on; in demo off."`
	EmbedOrigins   []string       `name:"embed-origins" env:"EMBED_ORIGINS" placeholder:"ORIGIN" help:"Sites that may show the chat in a frame by one script line (/embed.js), e.g. https://thuanan.example.gov.vn. Needs PUBLIC_URL with https (or http on localhost, to try it). Unset: none."`
	LogLevel       slog.Level     `name:"log-level" env:"LOG_LEVEL" default:"info" help:"debug, info, warn or error."`
	TZ             string         `name:"tz" env:"TZ" default:"Asia/Ho_Chi_Minh" help:"Time zone of the log. Dates that citizens read are always Vietnam's."`

	here string // our own address, for links where PUBLIC_URL is unset
}

// What QUIET_HOURS takes.
const (
	quietOn  = "on"
	quietOff = "off"
)

// secret is a setting that cannot be printed by accident.
type secret string

func (secret) String() string       { return "[hidden]" }
func (secret) LogValue() slog.Value { return slog.StringValue("[hidden]") }

// dataDir is DATA_DIR, or the usual place for data of a program called name.
func (s storeSettings) dataDir(name string) (string, error) {
	if s.DataDir != "" {
		return filepath.Abs(s.DataDir)
	}
	if os.Geteuid() == 0 {
		return filepath.Join("/var/lib", name), nil
	}
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		return filepath.Join(dir, name), nil
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", fmt.Errorf("DATA_DIR is unset and this user has no home folder: set DATA_DIR to a folder that motcua may write: %w", err)
	}
	if runtime.GOOS == "darwin" {
		return filepath.Join(home, "Library", "Application Support", name), nil
	}
	return filepath.Join(home, ".local", "share", name), nil
}

// key is SECRET_KEY, or the one kept under dir, made at first use.
func (s storeSettings) key(dir string) ([]byte, error) {
	if s.SecretKey != "" {
		if len(s.SecretKey) < 16 {
			return nil, fmt.Errorf("SECRET_KEY has %d characters, it needs at least 16: make one with `openssl rand -base64 32`", len(s.SecretKey))
		}
		return []byte(s.SecretKey), nil
	}
	file := filepath.Join(dir, "secret-key")
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return makeKey(dir, file)
	}
	if err != nil {
		return nil, fmt.Errorf("read the secret key: %w; make it readable for this user or set SECRET_KEY", err)
	}
	if len(data) < 32 {
		return nil, fmt.Errorf("the secret key in %s is cut short: restore it from a backup, or remove the file to make a new one (phone numbers on file must then be imported again)", file)
	}
	return data, nil
}

// oldKeys are SECRET_KEY_OLD, if it is set. key is the one of today.
func (s storeSettings) oldKeys(key []byte) ([][]byte, error) {
	switch {
	case s.SecretKeyOld == "":
		return nil, nil
	case len(s.SecretKeyOld) < 16:
		return nil, fmt.Errorf("SECRET_KEY_OLD has %d characters, no key has less than 16: set it to what SECRET_KEY was before, or to nothing", len(s.SecretKeyOld))
	case string(s.SecretKeyOld) == string(key):
		return nil, errors.New("SECRET_KEY_OLD is the same as the key of today: set SECRET_KEY to the new key, or take SECRET_KEY_OLD away")
	}
	return [][]byte{[]byte(s.SecretKeyOld)}, nil
}

// makeKey writes a new key whole or not at all. Of two commands that start at
// once on a new folder one wins, and both use its key.
func makeKey(dir, file string) ([]byte, error) {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return nil, err
	}
	key := base64.RawURLEncoding.EncodeToString(raw)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make DATA_DIR: %w; set DATA_DIR to a folder that motcua may write", err)
	}
	tmp, err := os.CreateTemp(dir, "secret-key-*") // mode 0600
	if err != nil {
		return nil, fmt.Errorf("write the secret key: %w; set DATA_DIR to a folder that motcua may write", err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	_, err = tmp.WriteString(key)
	if err := errors.Join(err, tmp.Sync(), tmp.Close()); err != nil {
		return nil, fmt.Errorf("write the secret key: %w", err)
	}
	if err := os.Link(tmp.Name(), file); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("keep the secret key: %w", err)
	}
	return os.ReadFile(file)
}

// check refuses settings that cannot work, before anything starts.
func (s settings) check() error {
	if s.DatabaseURL != "" && s.RedisURL != "" && s.SecretKey == "" {
		return errors.New("SECRET_KEY is unset: with DATABASE_URL and REDIS_URL both set there may be several replicas, which must share it; make one with `openssl rand -base64 32`")
	}
	if s.PublicURL != "" {
		u, err := url.Parse(s.PublicURL)
		if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
			return fmt.Errorf("PUBLIC_URL %q is not an address: it looks like https://hoso.example.gov.vn", s.PublicURL)
		}
	}
	if err := checkEmbedding(s.EmbedOrigins, s.PublicURL); err != nil {
		return err
	}
	if _, err := s.fed(); err != nil {
		return err
	}
	if _, err := s.limits(); err != nil {
		return err
	}
	if _, err := s.deskTimes(); err != nil {
		return err
	}
	if err := s.mailSettings.check(); err != nil {
		return err
	}
	if s.QuietHours != "" && s.QuietHours != quietOn && s.QuietHours != quietOff {
		return fmt.Errorf("QUIET_HOURS %q is not known: it takes on or off; unset is on", s.QuietHours)
	}
	if _, err := time.LoadLocation(s.TZ); err != nil {
		return fmt.Errorf("TZ %q is no time zone: use Asia/Ho_Chi_Minh", s.TZ)
	}
	return nil
}

// fed are the holders whose files a source feeds here.
func (s settings) fed() ([]dossier.Holder, error) {
	var out []dossier.Holder
	for _, name := range s.FedHolders {
		switch h := dossier.Holder(strings.TrimSpace(name)); h {
		case dossier.HolderPolice, dossier.HolderInsurance, dossier.HolderLand:
			out = append(out, h)
		default:
			return nil, fmt.Errorf("FED_HOLDERS %q is not known: it takes police, insurance, land", name)
		}
	}
	return out, nil
}

// limits are those on lookups.
func (s settings) limits() (citizen.Limits, error) {
	l, err := citizen.ParseLimits(s.LookupLimits)
	if err != nil {
		return l, fmt.Errorf("LOOKUP_LIMITS: %w; the default is 30/10m,5/1h, and off ends them", err)
	}
	return l, nil
}

// deskTimes are how long a question may wait.
func (s settings) deskTimes() (ticket.Times, error) {
	t, err := ticket.ParseTimes(s.DeskTimes)
	if err != nil {
		return t, fmt.Errorf("DESK_TIMES: %w; the default is 5m,15m,20m", err)
	}
	return t, nil
}

// addressOf is where a listener is found from this machine: what links begin with where
// PUBLIC_URL is unset.
func addressOf(ln net.Listener) string {
	host, port, err := net.SplitHostPort(ln.Addr().String())
	if err != nil {
		return ""
	}
	if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	return "http://" + net.JoinHostPort(host, port)
}

// address is what links begin with.
func (s settings) address() string {
	switch {
	case s.PublicURL != "":
		return strings.TrimSuffix(s.PublicURL, "/")
	case s.here != "":
		return s.here
	}
	return "http://127.0.0.1:8080"
}

func (s settings) secure() bool { return strings.HasPrefix(s.PublicURL, "https://") }

// useMemory lets garbage grow to four times what is in use before it is collected.
// That is little beside the stores, and an answer throws away more than it keeps.
// GOGC still decides where it is set.
func useMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
}

// useZone sets the zone of the log. A bare TZ falls back to Vietnam's.
func (s settings) useZone() {
	if loc, err := time.LoadLocation(s.TZ); err == nil {
		time.Local = loc
		return
	}
	time.Local = workday.Zone
}
