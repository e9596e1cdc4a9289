package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/uuid"
	goredis "github.com/redis/go-redis/v9"

	"motcua/internal/city"
	"motcua/store/embedded"
	"motcua/store/storetest"
)

// planted is marked data that must not turn up where it does not belong. The code of
// the dossier is public and may.
var planted = []string{
	"Planted Nguyễn Thị Dấu", "Thị Dấu", "0912345987", "345987", "5987 1971", "5987, sinh năm", "5987 1999", "079201009871", "4111111111111111",
	"dấu-của-tin-nhắn", "dấu-của-ghi-chú", "dấu-của-lý-do", "dấu-của-giấy-tờ",
}

const plantedCode = "H29.171-261119-7777"

const plantedDossier = `{"code":"` + plantedCode + `","status":"supplement_requested","field":"Hộ tịch","unit":"H29.171",` +
	`"applicant":"Planted Nguyễn Thị Dấu","phone":"0912345987","birth_year":1971,"received_at":"2026-11-19","reason":"dấu-của-lý-do",` +
	`"supplements":[{"name":"dấu-của-giấy-tờ","reason":"dấu-của-lý-do","asked_at":"2026-11-20"}],` +
	`"events":[{"at":"2026-11-19T08:00:00+07:00","status":"accepted","note":"dấu-của-ghi-chú"}],"updated_at":"2026-11-24T08:00:00+07:00"}`

// badRows are rows that are rejected, each with planted data in or beside what is wrong.
var badRows = []string{
	`{"code":"079201009871","status":"processing"}`,
	`{"code":"` + plantedCode + `","status":"0912345987"}`,
	`{"code":"` + plantedCode + `","status":"processing","phone":{"a":"0912345987"}}`,
	`{"code":"` + plantedCode + `","status":"processing","applicant":["Planted Nguyễn Thị Dấu"]}`,
	`{"code":"` + plantedCode + `","status":"processing","reason":12,"applicant":"Planted Nguyễn Thị Dấu"}`,
	`{"code":"` + plantedCode + `","status":"processing","colour":"Planted Nguyễn Thị Dấu 0912345987"}`,
	`{"code":"` + plantedCode + `","status":"processing","applicant":"Planted Nguyễn Thị Dấu"`,
}

// messages are what a careless citizen may type.
var messages = []string{
	plantedCode, "dấu-của-tin-nhắn", "tên Planted Nguyễn Thị Dấu, 0912345987", "cccd 079201009871", "thẻ 4111111111111111",
	plantedCode + " sđt 0912345987 cccd 079201009871", "mã otp 345987", "H29.171-261305-0012 079201009871", "1",
	"chứng thực", "đăng ký tạm trú cho dấu-của-tin-nhắn, sđt 0912345987, cccd 079201009871", "bao lâu", "nộp ở đâu, nhà ở 345987",
	"https://motcua.test/giay-to/1.004194?case=thue&co=079201009871,Thị%20Dấu", "giữ danh sách này", "5987 1971", plantedCode, "còn thiếu giấy gì", "5987 1999", "5987", "4 số cuối 5987, sinh năm 1971", "đã nộp", "5987 1971", "hồ sơ của tôi", "khóa lại", "0912345987", "gặp người dấu-của-tin-nhắn",
}

// safe is a log or an output that several write to.
type safe struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *safe) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

func (s *safe) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// Marked data goes in through every door; logs, outputs, metrics, Redis and error
// pages are searched for it.
func TestNothingPersonalWhereItDoesNotBelong(t *testing.T) {
	t.Parallel()
	redis, err := embedded.Redis(t.Context(), storetest.Dir(t))
	noError(t, err)
	t.Cleanup(func() { _ = redis.Stop() })
	var log, shown safe
	base := serveFor(t, settings{
		storeSettings: storeSettings{DatabaseURL: storetest.DB(t), SecretKey: "a key of tests that is long enough", DataDir: t.TempDir()},
		RedisURL:      redis.URL(), Hotline: "0274 000 0001", LookupLimits: "30/10m,5/1h", DeskTimes: "5m,15m,20m", TZ: "Asia/Ho_Chi_Minh",
	}, &log, &shown)

	for _, path := range []string{"/Planted%20Nguyễn%20Thị%20Dấu", "/chat/lines?after=0912345987", "/?0912345987", "/assets/079201009871"} {
		_, body := ask(t, http.DefaultClient, http.MethodGet, base+path, "", "")
		shown.add(body)
	}
	// Two visitors: the second's conversation is then looked for in Redis while it lasts.
	for range 2 {
		talkTo(t, base, &shown)
	}
	_, metrics := ask(t, http.DefaultClient, http.MethodGet, base+"/metrics", "", "")
	shown.add(metrics)

	nothingPlanted(t, log.String()+shown.String())
	nothingPlanted(t, withoutOwn(everythingIn(t, redis.URL())))
	if !strings.Contains(metrics, `motcua_turns_total{outcome="answered"} `) || !strings.Contains(everythingIn(t, redis.URL()), "motcua:session:") {
		t.Error("the search looked at nothing: no Turn in the metrics, or no Session in Redis")
	}
}

// own is what a citizen wrote and a Session needs a while: the draft for a human, before a
// consent, and the question that choices are about. Numbers are hidden in it; marked words
// may be in it.
var own = regexp.MustCompile(`"(?:draft|asked)":"[^"]*"`)

// withoutOwn takes the marked words out of it; whatever else is in it stays.
func withoutOwn(found string) string {
	return own.ReplaceAllStringFunc(found, func(d string) string { return strings.ReplaceAll(d, "dấu-của-tin-nhắn", "") })
}

// nothingPlanted looks for marked data where none may be.
func nothingPlanted(t *testing.T, found string) {
	t.Helper()
	for _, mark := range planted {
		if i := strings.Index(found, mark); i >= 0 {
			t.Errorf("planted data number %d turned up near %q", indexOf(planted, mark), strings.ReplaceAll(found[max(0, i-120):i], mark, "*"))
		}
	}
}

func (s *safe) add(text string) { _, _ = s.Write([]byte(text)) }

// serveFor starts the app on loopback and imports the planted dossier; output of the
// import goes to shown.
func serveFor(t *testing.T, set settings, log, shown *safe) string {
	t.Helper()
	a, err := openApp(t.Context(), set, "motcua-test", slog.New(slog.NewJSONHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	noError(t, err)
	t.Cleanup(a.close)
	rows := strings.Join(append([]string{plantedDossier}, badRows...), "\n")
	for _, lang := range []string{"en", "vi"} {
		o := importOptions{Kind: kindDossiers, Files: []string{"-"}, Format: "ndjson", Lang: lang}
		if exit := runImport(t.Context(), a.store, o, strings.NewReader(rows), shown, shown); exit != importedSome {
			t.Fatalf("import of %d bad rows and a good one: exit %d", len(badRows), exit)
		}
	}
	procedures := importOptions{Kind: kindProcedures, Files: []string{"-"}, Format: "ndjson"}
	if exit := runImport(t.Context(), a.store, procedures, bytes.NewReader(city.Procedures()), io.Discard, io.Discard); exit != importedAll {
		t.Fatalf("import of procedures: exit %d", exit)
	}
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	noError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.serve(ctx, ln) }()
	t.Cleanup(func() { stop(); noError(t, <-done) })
	return "http://" + ln.Addr().String()
}

// talkTo sends every message, well-formed and broken. The answers are the citizen's
// own and are not searched, error bodies are.
func talkTo(t *testing.T, base string, shown *safe) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	noError(t, err)
	client := &http.Client{Jar: jar}
	ask(t, client, http.MethodGet, base+"/", "", "")
	for _, text := range messages {
		id := uuid.NewString()
		status, _ := ask(t, client, http.MethodPost, base+"/chat/messages", "application/json", fmt.Sprintf(`{"id":%q,"text":%q}`, id, text))
		if status != http.StatusOK {
			t.Errorf("message %d: status %d", indexOf(messages, text), status)
		}
		for _, bad := range []string{
			fmt.Sprintf(`{"id":%q,"text":%q`, id, text), fmt.Sprintf(`{"id":"x","text":%q}`, text),
			fmt.Sprintf(`{"id":%q,"text":%q,%q:1}`, id, text, text), fmt.Sprintf(`{"id":%q,"text":{"a":%q}}`, id, text),
			fmt.Sprintf(`{"id":%q,"text":%q}`, text, text),
		} {
			status, body := ask(t, client, http.MethodPost, base+"/chat/messages", "application/json", bad)
			if status == http.StatusOK {
				t.Errorf("a broken body was taken")
			}
			shown.add(body)
		}
	}
	_, lines := ask(t, client, http.MethodGet, base+"/chat/lines?after=0", "", "")
	for _, number := range []string{"079201009871", "0912345987", "5987 1", ">5987<", "5987, sinh"} {
		if strings.Contains(lines, number) {
			t.Errorf("a conversation keeps number %d that is nobody's business", indexOf(messages, number))
		}
	}
	if strings.Contains(lines, "dấu-của-giấy-tờ") {
		t.Error("details stay in the conversation that were shut")
	}
	if !strings.Contains(lines, "•••• ••••") || !strings.Contains(lines, plantedCode+" đã đóng") {
		t.Error("the search looked at nothing: no proof was typed, or none opened anything")
	}
}

func ask(t *testing.T, client *http.Client, method, url, kind, body string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	noError(t, err)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	res, err := client.Do(req)
	noError(t, err)
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	noError(t, err)
	return res.StatusCode, string(text)
}

// everythingIn is all keys and values of a Redis.
func everythingIn(t *testing.T, url string) string {
	t.Helper()
	opts, err := goredis.ParseURL(url)
	noError(t, err)
	client := goredis.NewClient(opts)
	defer client.Close()
	keys, err := client.Keys(t.Context(), "*").Result()
	noError(t, err)
	var all strings.Builder
	for _, key := range keys {
		kind, err := client.Type(t.Context(), key).Result()
		noError(t, err)
		var value any
		switch kind {
		case "hash":
			value, err = client.HGetAll(t.Context(), key).Result()
		case "set":
			value, err = client.SMembers(t.Context(), key).Result()
		default:
			value, err = client.Get(t.Context(), key).Result()
		}
		if errors.Is(err, goredis.Nil) {
			continue // its time was over meanwhile
		}
		noError(t, err)
		fmt.Fprintf(&all, "%s %v\n", key, value)
	}
	return all.String()
}

func indexOf(all []string, s string) int {
	for i, x := range all {
		if x == s {
			return i
		}
	}
	return -1
}

func noError(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
