package doctor

import (
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/source"
	"motcua/internal/workday"
)

var now = time.Date(2026, 12, 1, 9, 0, 0, 0, workday.Zone)

// well are facts with which nothing is to be done.
func well(t *testing.T) *Facts {
	t.Helper()
	days := "date,kind,name,source,provisional\n2026-11-24,off,Ngày Văn hóa Việt Nam,S,false\n2027-01-01,off,Tết Dương lịch,M,false\n"
	cal, err := workday.Read(strings.NewReader(days))
	if err != nil {
		t.Fatal(err)
	}
	return &Facts{
		Now: now, Calendar: cal,
		Settings: Settings{
			PublicURL: "https://hoso.example.gov.vn", OperatorName: "Tổ", Hotline: "1022",
			TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")},
		},
		Folder: Folder{Dir: "/var/lib/motcua", Mode: 0o711, Free: 50e9, Key: Key{File: "/var/lib/motcua/secret-key", Mode: 0o600, Size: 43}},
		Database: Database{
			Server:  Server{Version: 150018, Schema: 12006, Wanted: 12006, Left: 90, Most: 100, Pool: 10, Size: 20e6},
			Data:    Data{Units: 7, Centres: 1, Procedures: 5, Dossiers: true, Looked: 17},
			Sources: Sources{All: []source.State{{Name: "cổng", LastImport: now.Add(-time.Hour), Every: source.Every{Days: 1}}}},
			Team:    Team{Volunteers: 2, Coordinators: 1},
		},
		Redis:    Redis{Version: "7.0.15", Keeps: true, Latency: time.Millisecond},
		Telegram: Telegram{Off: true},
		Mail:     Mail{Off: true},
		Backup:   Backup{At: now.Add(-7 * time.Hour), File: "/var/lib/motcua/backups/a.dump", Verified: true},
	}
}

// Each case spoils what is well, and names what is then said, "!" or "✗" before it.
var cases = []struct {
	name  string
	spoil func(*Facts)
	want  string
}{
	{"well", func(*Facts) {}, ""},
	{"refused", func(f *Facts) { f.Settings.Wrong = []string{"TZ \"x\" is no time zone"} }, "✗ settings.wrong"},
	{"who runs it", func(f *Facts) { f.Settings.OperatorName = "" }, "✗ settings.operator"},
	{"hotline", func(f *Facts) { f.Settings.Hotline = "" }, "! settings.hotline"},
	{"no address", func(f *Facts) { f.Settings.PublicURL = "" }, "! settings.no-url"},
	{"http", func(f *Facts) { f.Settings.PublicURL = "http://hoso.example.gov.vn" }, "✗ settings.http"},
	{"http to try", func(f *Facts) { f.Settings.PublicURL = "http://127.0.0.1:8080" }, ""},
	{"http to try, by name", func(f *Facts) { f.Settings.PublicURL = "http://localhost:8080" }, ""},
	{"proxies", func(f *Facts) { f.Settings.TrustedProxies = nil }, "✗ settings.no-proxies"},
	{"no proxy is needed", func(f *Facts) { f.Settings.TrustedProxies, f.Settings.PublicURL = nil, "http://localhost" }, ""},
	{"all are proxies", func(f *Facts) { f.Settings.TrustedProxies = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")} }, "✗ settings.all-proxies"},
	{"quiet hours", func(f *Facts) { f.Settings.QuietOff = true }, "✗ settings.quiet"},
	{"limits", func(f *Facts) { f.Settings.LimitsOff = true }, "✗ settings.limits"},
	{"old key", func(f *Facts) { f.Settings.OldKey = true }, "! settings.old-key"},

	{"key unreadable", func(f *Facts) { f.Folder.Key.Err = "permission denied" }, "✗ key.err"},
	{"key lost", func(f *Facts) { f.Folder.Key.Missing = true }, "✗ key.lost"},
	{"no key yet", func(f *Facts) { f.Folder.Key.Missing, f.Database.Data.Dossiers = true, false }, "! data.no-dossiers"},
	{"key cut", func(f *Facts) { f.Folder.Key.Size = 12 }, "✗ key.short"},
	{"key open", func(f *Facts) { f.Folder.Key.Mode = 0o640 }, "✗ key.open"},
	{"key of another", func(f *Facts) { f.Folder.Key.Foreign = true }, "✗ key.foreign"},
	{"key is a setting", func(f *Facts) { f.Folder.Key = Key{Given: true, Mode: 0o666, Foreign: true} }, ""},

	{"no folder", func(f *Facts) { f.Folder.Missing, f.Folder.Key.Missing, f.Database.Data.Dossiers = true, true, false }, "! data.no-dossiers"},
	{"folder closed", func(f *Facts) { f.Folder.Err = "read-only file system" }, "✗ folder.err"},
	{"folder open", func(f *Facts) { f.Folder.Mode = 0o777 }, "✗ folder.open"},
	{"folder of a group", func(f *Facts) { f.Folder.Mode = 0o770 }, "! folder.group"},
	{"folder that others see", func(f *Facts) { f.Folder.Mode = 0o755 }, ""},
	{"disk full", func(f *Facts) { f.Folder.Free = 1e8 }, "✗ folder.full"},
	{"disk narrow", func(f *Facts) { f.Folder.Free, f.Database.Server.Size = 5e9, 3e9 }, "! folder.narrow"},
	{"disk not known", func(f *Facts) { f.Folder.Free = 0 }, ""},

	{"away", func(f *Facts) { f.Database = Database{Server: Server{Err: "connection refused"}} }, "✗ postgres.away ! content.skipped ! content.skipped ! content.skipped ! content.skipped"},
	{"private away", func(f *Facts) { f.Database = Database{Private: true, Log: "/x/log", Server: Server{Err: "it ended"}} }, "✗ postgres.private-away ! content.skipped ! content.skipped ! content.skipped ! content.skipped"},
	{"unborn", func(f *Facts) {
		f.Database, f.Backup = Database{Private: true, Unborn: true}, Backup{Missing: true}
	}, "! postgres.unborn ! content.skipped ! content.skipped ! backup.missing ! content.skipped ! content.skipped"},
	{"old", func(f *Facts) { f.Database.Server.Version = 140011 }, "✗ postgres.old"},
	{"schema older", func(f *Facts) { f.Database.Server.Schema = 11006 }, "✗ schema.older ! content.skipped ! content.skipped ! content.skipped ! content.skipped"},
	{"private schema older", func(f *Facts) { f.Database.Server.Schema, f.Database.Private = 11006, true }, "! schema.older ! content.skipped ! content.skipped ! content.skipped ! content.skipped"},
	{"schema newer", func(f *Facts) { f.Database.Server.Schema = 13006 }, "✗ schema.newer ! content.skipped ! content.skipped ! content.skipped ! content.skipped"},
	{"empty", func(f *Facts) { f.Database.Server.Schema = 0 }, "✗ schema.empty ! content.skipped ! content.skipped ! content.skipped ! content.skipped"},
	{"unsafe", func(f *Facts) { f.Database.Server.Unsafe = []string{"fsync", "synchronous_commit"} }, "✗ postgres.unsafe ✗ postgres.unsafe"},
	{"no room", func(f *Facts) { f.Database.Server.Left = 4 }, "✗ postgres.no-room"},
	{"little room", func(f *Facts) { f.Database.Server.Left = 9 }, "! postgres.little-room"},
	{"clock", func(f *Facts) { f.Database.Server.Ahead = -3 * time.Second }, "! postgres.clock"},
	{"clock far off", func(f *Facts) { f.Database.Server.Ahead = 2 * time.Hour }, "✗ postgres.clock"},
	{"clock good enough", func(f *Facts) { f.Database.Server.Ahead = -1900 * time.Millisecond }, ""},

	{"redis private", func(f *Facts) { f.Redis = Redis{Private: true, Lasting: true} }, ""},
	{"redis inside", func(f *Facts) { f.Redis = Redis{Private: true} }, "! redis.inside"},
	{"redis away", func(f *Facts) { f.Redis = Redis{Err: "connection refused"} }, "✗ redis.away"},
	{"redis old", func(f *Facts) { f.Redis.Version = "6.2.14" }, "✗ redis.old"},
	{"redis throws out", func(f *Facts) { f.Redis.MaxMemory, f.Redis.Policy = 1<<28, "allkeys-lru" }, "✗ redis.policy"},
	{"redis full says so", func(f *Facts) { f.Redis.MaxMemory, f.Redis.Policy = 1<<28, "noeviction" }, ""},
	{"redis without an end", func(f *Facts) { f.Redis.Policy = "allkeys-lru" }, ""},
	{"redis forgets", func(f *Facts) { f.Redis.Keeps = false }, "! redis.forgets"},
	{"redis slow", func(f *Facts) { f.Redis.Latency = 80 * time.Millisecond }, "! redis.slow"},

	{"bot by poll", func(f *Facts) { f.Telegram = Telegram{Name: "b"} }, ""},
	{"bot by webhook", func(f *Facts) { f.Telegram = Telegram{Name: "b", Webhook: true, Calls: "h"} }, ""},
	{"bot away", func(f *Facts) { f.Telegram = Telegram{Err: "no route"} }, "✗ telegram.away"},
	{"token", func(f *Facts) { f.Telegram = Telegram{Err: "401 Unauthorized", Refused: true} }, "✗ telegram.refused"},
	{"hooked", func(f *Facts) { f.Telegram = Telegram{Name: "b", Elsewhere: true, Calls: "h"} }, "✗ telegram.hooked"},
	{"unhooked", func(f *Facts) { f.Telegram = Telegram{Name: "b", Webhook: true, Elsewhere: true} }, "✗ telegram.unhooked"},
	{"hooked elsewhere", func(f *Facts) { f.Telegram = Telegram{Name: "b", Webhook: true, Elsewhere: true, Calls: "h"} }, "✗ telegram.elsewhere"},
	{"no secret", func(f *Facts) { f.Telegram = Telegram{Name: "b", Webhook: true, NoSecret: true, Calls: "h"} }, "✗ telegram.no-secret"},
	{"pending", func(f *Facts) { f.Telegram = Telegram{Name: "b", Pending: 101} }, "! telegram.pending"},
	{"error now", func(f *Facts) { f.Telegram = Telegram{Name: "b", LastError: "502", LastErrorAt: now.Add(-time.Minute)} }, "✗ telegram.error"},
	{"error today", func(f *Facts) {
		f.Telegram = Telegram{Name: "b", LastError: "502", LastErrorAt: now.Add(-3 * time.Hour)}
	}, "! telegram.error"},
	{"error of old", func(f *Facts) {
		f.Telegram = Telegram{Name: "b", LastError: "502", LastErrorAt: now.Add(-48 * time.Hour)}
	}, ""},

	{"mail", func(f *Facts) { f.Mail, f.Database.Mails = Mail{Server: "h:587", From: "a@b"}, Mails{Orders: 2} }, ""},
	{"mail without a server", func(f *Facts) { f.Database.Mails.Orders = 1 }, "✗ mail.unset"},
	{"mail server away", func(f *Facts) { f.Mail = Mail{Err: "no route"} }, "✗ mail.away"},
	{"mail password", func(f *Facts) { f.Mail = Mail{Err: "535", Refused: true, Server: "h:587"} }, "✗ mail.password"},
	{"mailbox refused", func(f *Facts) { f.Mail, f.Database.Mails = Mail{}, Mails{Orders: 3, Refused: 1, Failed: 1} }, "✗ mail.refused ! mail.failed"},
	{"mails unreadable", func(f *Facts) { f.Database.Mails.Err = "timeout" }, "✗ content.err"},

	{"unreadable", func(f *Facts) { f.Database.Data.Err = "timeout" }, "✗ content.err"},
	{"no units", func(f *Facts) { f.Database.Data.Units, f.Database.Data.Centres = 0, 0 }, "✗ data.no-units"},
	{"no hours", func(f *Facts) { f.Database.Data.Centres = 0 }, "! data.no-hours"},
	{"no procedures", func(f *Facts) { f.Database.Data.Procedures = 0 }, "! data.no-procedures"},
	{"unchecked", func(f *Facts) { f.Database.Data.Unchecked = 3 }, "! data.unchecked"},
	{"unknown units", func(f *Facts) { f.Database.Data.UnknownUnits, f.Database.Data.Unknown = 1, []string{"Phường A"} }, "! data.unknown-units"},

	{"late", func(f *Facts) { f.Database.Sources.All[0].LastImport = now.AddDate(0, 0, -5) }, "✗ sources.late"},
	{"many are late", func(f *Facts) {
		f.Database.Sources.All = slices.Repeat([]source.State{{Name: "a", LastImport: now.AddDate(0, 0, -5), Every: source.Every{Hours: 6}}}, 7)
	}, "✗ sources.late ✗ sources.late ✗ sources.late ✗ sources.late ✗ sources.late ✗ sources.more-late"},
	{"nobody said how often", func(f *Facts) { f.Database.Sources.All[0].Every = source.Every{} }, "! sources.untold"},
	{"history", func(f *Facts) {
		f.Database.Sources.All = []source.State{{Name: "2023", LastImport: now.AddDate(0, -4, 0)}}
	}, ""},
	{"no source", func(f *Facts) { f.Database.Sources.All = nil }, ""},

	{"the next year is missing", func(f *Facts) { f.Now = now.AddDate(1, 0, 0); f.Backup.At = f.Now; f.Database.Sources.All = nil }, "✗ calendar.missing"},
	{"the next Tết is not decided", func(f *Facts) { f.Calendar = workday.Default() }, "! calendar.undecided"},

	{"no backup", func(f *Facts) { f.Backup = Backup{Missing: true} }, "✗ backup.missing"},
	{"backup unreadable", func(f *Facts) { f.Backup = Backup{Err: "unexpected end of JSON input"} }, "✗ backup.err"},
	{"backup old", func(f *Facts) { f.Backup.At = now.Add(-49 * time.Hour) }, "✗ backup.old"},
	{"backup not verified", func(f *Facts) { f.Backup.Verified = false }, "! backup.unverified"},

	{"nobody", func(f *Facts) { f.Database.Team = Team{} }, "! team.nobody"},
	{"no coordinator", func(f *Facts) { f.Database.Team.Coordinators = 0 }, "! team.no-coordinator"},

	{"unsent", func(f *Facts) { f.Database.Work = Work{Unsent: 2, Since: now.Add(-2 * time.Hour)} }, "✗ work.unsent"},
	{"stuck", func(f *Facts) { f.Database.Work.Stuck = 1 }, "✗ work.stuck"},
	{"discarded", func(f *Facts) { f.Database.Work.Discarded = 1 }, "! work.discarded"},
}

// keyOnly says its key instead of a sentence; a key that nobody wrote a sentence for says nothing.
func keyOnly(key string) sentence {
	if _, ok := sentences[key]; !ok {
		return sentence{}
	}
	return sentence{text: key}
}

func TestRules(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for _, c := range cases {
		f := well(t)
		c.spoil(f)
		var got []string
		for _, x := range examine(f, keyOnly) {
			said[x.Text], said[x.Group] = true, true
			if x.Level != Well {
				got = append(got, x.Level.Sign()+" "+x.Text)
			}
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	for key := range sentences {
		if !said[key] {
			t.Errorf("no case says %s", key)
		}
	}
}

// Each line is whole in both languages, and says what to do next where there is something.
func TestSentencesAreFilled(t *testing.T) {
	t.Parallel()
	for _, c := range cases {
		f := well(t)
		c.spoil(f)
		for _, lang := range []string{"en", "vi"} {
			all := Examine(f, lang)
			for _, x := range all {
				if x.Text == "" || x.Group == "" || strings.ContainsAny(x.Text+x.Next, "{}\n") || (x.Next == "") != (x.Level == Well) {
					t.Errorf("%s, %s: %+v", c.name, lang, x)
				}
			}
			if MustAct(all) != strings.Contains(c.want, "✗") {
				t.Errorf("%s, %s: must act: %v", c.name, lang, MustAct(all))
			}
		}
	}
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	t.Parallel()
	places := regexp.MustCompile(`\{[a-z]+\}`)
	sorted := func(s string) []string { return slices.Sorted(slices.Values(places.FindAllString(s, -1))) }
	for key, s := range sentences {
		if diff := cmp.Diff(sorted(s.en.text), sorted(s.vi.text)) + cmp.Diff(sorted(s.en.next), sorted(s.vi.next)); diff != "" {
			t.Errorf("%s: %s", key, diff)
		}
		if s.en.text == "" || s.vi.text == "" || (s.en.next == "") != (s.vi.next == "") {
			t.Errorf("%s: one language says nothing", key)
		}
	}
}

func TestWhatIsSaid(t *testing.T) {
	t.Parallel()
	f := well(t)
	f.Calendar = workday.Default()
	f.Database.Sources.All = []source.State{
		{Name: "cổng tỉnh's", LastImport: time.Date(2026, 11, 26, 8, 40, 0, 0, workday.Zone), Every: source.Every{Days: 1}},
		{Name: "", LastImport: now}, {Name: "b", LastImport: now}, {Name: "c", LastImport: now}, {Name: "d", LastImport: now},
	}
	f.Database.Server.Err = ""
	var lines []string
	for _, x := range Examine(f, "en") {
		lines = append(lines, x.Text, x.Next)
	}
	all := strings.Join(lines, "\n")
	for _, want := range []string{
		"“cổng tỉnh's” is late: it last came at 08:40 26/11/2026, and was due at 08:40 27/11/2026.",
		"“”, “b”, “c”, +1", "motcua sources expect '' 1d",
		"until 01/03/2027", "Tết Nguyên đán 05/02/2027, 08/02/2027, 09/02/2027, 10/02/2027, 11/02/2027.",
	} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not said:\n%s", want, all)
		}
	}
}

// What others wrote cannot break the lines, steer the terminal or fill the screen.
func TestOneLine(t *testing.T) {
	t.Parallel()
	if got := oneLine("failed:\n\thost a\x1b[2J\r\n  b"); got != "failed: host a [2J b" {
		t.Errorf("%q", got)
	}
	if got := oneLine(strings.Repeat("ạ", 400)); got != strings.Repeat("ạ", longest)+"…" {
		t.Error(strconv.Itoa(len(got)))
	}
}

func TestQuoted(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{"": "''", "cong-1": "cong-1", "cổng": "'cổng'", "it's": `'it'\''s'`, "a b; rm": "'a b; rm'"} {
		if got := quoted(in); got != want {
			t.Errorf("%q: %s", in, got)
		}
	}
}
