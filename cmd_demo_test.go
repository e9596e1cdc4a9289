package main

import (
	"bufio"
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/chat"
	"motcua/internal/city"
	"motcua/internal/dossier"
	"motcua/internal/workday"
	"motcua/store/storetest"
)

// openDemo is an app on stores of its own, with the made-up units and the day's dossiers;
// and where its database is.
func openDemo(t *testing.T) (*app, string) {
	t.Helper()
	url := storetest.DB(t)
	a, err := openApp(t.Context(), settings{
		storeSettings: storeSettings{DatabaseURL: url, SecretKey: "a key of tests that is long enough", DataDir: t.TempDir()},
		RedisURL:      storetest.RedisURL(t), LookupLimits: "off", DeskTimes: "5m,15m,20m", TZ: "Asia/Ho_Chi_Minh",
	}, "motcua-test", slog.New(slog.DiscardHandler))
	noError(t, err)
	t.Cleanup(a.close)
	return a, url
}

// firstRows are the first n rows of the sample year.
func firstRows(t *testing.T, n int) []byte {
	t.Helper()
	year := city.Year()
	defer func() { noError(t, year.Close()) }()
	in := bufio.NewReader(year)
	var rows bytes.Buffer
	for range n {
		line, err := in.ReadBytes('\n')
		noError(t, err)
		rows.Write(line)
	}
	return rows.Bytes()
}

// count gives one number of a database.
func count(t *testing.T, url, sql string, args ...any) int {
	t.Helper()
	db, err := pgx.Connect(t.Context(), url)
	noError(t, err)
	defer func() { _ = db.Close(t.Context()) }()
	n := 0
	noError(t, db.QueryRow(t.Context(), sql, args...).Scan(&n))
	return n
}

// A part of the year goes in as it is and is not taken for the whole; what its sources
// said last is of its time.
func TestDemoYearGoesInThroughTheImport(t *testing.T) {
	t.Parallel()
	a, url := openDemo(t)
	noError(t, importMade(t.Context(), a, kindUnits, bytes.NewReader(city.Units()), time.Now()))
	const part = 3000
	rows := firstRows(t, part)
	for range 2 { // the second time is a load that goes on where it was broken off
		noError(t, importMade(t.Context(), a, kindDossiers, bytes.NewReader(rows), city.YearSeen))
		if n := count(t, url, "SELECT count(*) FROM dossiers"); n != part {
			t.Errorf("%d dossiers", n)
		}
	}
	if n := count(t, url, "SELECT count(*) FROM dossiers WHERE received_at < $1", city.YearFrom); n != city.YearCentreCarried {
		t.Errorf("%d carried over", n)
	}
	if n := count(t, url, "SELECT count(*) FROM dossier_events WHERE odd"); n != 0 {
		t.Errorf("%d odd steps", n)
	}
	if n := count(t, url, "SELECT count(*) FROM dossiers WHERE updated_at > $1", city.YearSeen); n != 0 {
		t.Errorf("%d of another time", n)
	}
	if in, err := a.hasYear(t.Context()); in || err != nil {
		t.Errorf("a part is taken for the year: %v", err)
	}
}

// The office moves the watched dossier in the store, leaves what the page names alone, and
// after a restart goes on from the store.
func TestDemoOfficeWorksInTheStore(t *testing.T) {
	t.Parallel()
	a, url := openDemo(t)
	today := time.Now().In(workday.Zone)
	noError(t, loadCity(t.Context(), a, today))
	before := count(t, url, "SELECT count(*) FROM dossiers")
	var watched []dossier.Code
	for range 2 {
		office, try, err := a.openOffice(t.Context(), today)
		noError(t, err)
		watched = append(watched, dossier.Code(try.Code))
		for n := range 8 {
			now := time.Now().Add(time.Duration(n+1) * time.Second)
			noError(t, importMade(t.Context(), a, kindDossiers, bytes.NewReader(office.Step(now)), now))
		}
	}
	found, err := a.store.DossiersByCode(t.Context(), watched)
	noError(t, err)
	for _, d := range found {
		if d.Status != dossier.Returned || len(d.Events) != 8 {
			t.Errorf("the watched one: %s, %d steps", d.Status, len(d.Events))
		}
	}
	if len(found) != 2 || count(t, url, "SELECT count(*) FROM dossiers") < before+2 {
		t.Errorf("%d of %v", len(found), watched)
	}
	if n := count(t, url, "SELECT count(*) FROM dossier_events WHERE odd AND seen_at > $1", today); n != 0 {
		t.Errorf("%d odd steps", n)
	}
	if n := count(t, url, `SELECT count(*) FROM dossiers d WHERE status <> (
		SELECT status FROM dossier_events e WHERE e.dossier_id = d.id ORDER BY at DESC, seen_at DESC, id DESC LIMIT 1)`); n != 0 {
		t.Errorf("%d dossiers are not where their history ends", n)
	}
	var out bytes.Buffer
	welcome(&out, nil, "http://x", "http://x/desk", "dir", append(city.Tries(today), city.YearTries()...))
	contains(t, "the welcome", out.String(), city.YearTries()[0].Code, "hồ sơ năm 2023")
}

// Who follows the dossier that moves is told of each of its steps, at any hour of any day, by
// the jobs of the running program.
func TestDemoTellsWhoFollows(t *testing.T) {
	t.Parallel()
	a, url := openDemo(t)
	a.set.QuietHours = quietOff
	today := time.Now().In(workday.Zone)
	noError(t, importMade(t.Context(), a, kindUnits, bytes.NewReader(city.Units()), today))
	office, watched, err := a.openOffice(t.Context(), today)
	noError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	wait, err := a.work(ctx)
	noError(t, err)
	t.Cleanup(func() { stop(); wait() })
	c := &madeCitizen{app: a, chat: "demo-follower"}
	heard, deaf := a.redis.Listen(ctx, "web:"+c.chat)
	t.Cleanup(deaf)
	for _, press := range []string{"follow:" + watched.Code, "follow:" + watched.Code + "/yes"} {
		noError(t, c.say(ctx, chat.Message{Text: "Theo dõi hồ sơ", Press: press}))
	}
	if n := count(t, url, "SELECT count(*) FROM follows"); n != 1 {
		t.Fatalf("%d followed", n)
	}
	_, err = c.news(ctx)
	noError(t, err)
	for n, want := range []string{"đã được tiếp nhận", "cần bổ sung giấy tờ", "giải quyết tiếp"} {
		now := time.Now().Add(time.Duration(n+1) * time.Second)
		noError(t, importMade(ctx, a, kindDossiers, bytes.NewReader(office.Step(now)), now))
		told := false
		for !told {
			// What settles for ten seconds is not waited for.
			count(t, url, "WITH soon AS (UPDATE river.river_job SET scheduled_at = now() WHERE kind = 'tell' AND state = 'scheduled' RETURNING 1) SELECT count(*) FROM soon")
			select {
			case <-heard:
			case <-time.After(50 * time.Millisecond):
			}
			lines, err := c.news(ctx)
			noError(t, err)
			for _, l := range lines {
				told = told || l.Reply != nil && strings.Contains(l.Reply.Text, want)
			}
		}
	}
}
