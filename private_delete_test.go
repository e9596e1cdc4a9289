package main

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"image"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"motcua/bot/telegram/telegramtest"
	"motcua/store/embedded"
	"motcua/store/storetest"
)

// said is what a person leaves everywhere, and asks to have deleted.
const saidMark, fileMark, draftMark = "dấu-lời-hỏi", "dấu-tên-tệp", "dấu-viết-thêm"

// A rich conversation on both channels is deleted by two words, and is then nowhere: in no
// column of any table, no job, no file, no key or value of Redis.
func TestADeletionLeavesNothing(t *testing.T) {
	t.Parallel()
	redis, err := embedded.Redis(t.Context(), storetest.Dir(t))
	noError(t, err)
	t.Cleanup(func() { _ = redis.Stop() })
	api, address := telegramtest.New(t), storetest.DB(t)
	var log, shown safe
	base := serveFor(t, settings{
		storeSettings:    storeSettings{DatabaseURL: address, SecretKey: "a key of tests that is long enough", DataDir: t.TempDir()},
		telegramSettings: telegramSettings{TelegramBotToken: telegramtest.Token, TelegramAPIURL: api.URL()},
		RedisURL:         redis.URL(), Hotline: "0274 000 0001", LookupLimits: "30/10m,5/1h", DeskTimes: "5m,15m,20m", TZ: "Asia/Ho_Chi_Minh",
	}, &log, &shown)
	db, err := pgxpool.New(t.Context(), address)
	noError(t, err)
	t.Cleanup(db.Close)

	web := newGuest(t, base)
	web.leaveTraces()
	leaveTracesByTelegram(t, api)
	var webChat string
	noError(t, db.QueryRow(t.Context(), "SELECT chat FROM web_chats").Scan(&webChat))
	chats := []string{webChat, strconv.FormatInt(lan, 10)}
	for _, mark := range append([]string{saidMark, fileMark, draftMark}, chats...) {
		if len(tablesHolding(t, db, mark)) == 0 {
			t.Errorf("%s is nowhere from the start: this test sees nothing", mark)
		}
	}
	for _, chat := range chats {
		if !strings.Contains(everythingIn(t, redis.URL()), chat) {
			t.Errorf("%s is not in Redis from the start", chat)
		}
	}

	web.say("xóa dữ liệu")
	if got := web.say("xóa"); !strings.Contains(got, "Đã xóa lúc") {
		t.Errorf("the page does not say that it is deleted: %s", got)
	}
	tellTelegram(t, api, "xóa dữ liệu")
	tellTelegram(t, api, "xóa")
	sent := api.Sent(lan)
	if last := sent[len(sent)-1].Text; !strings.Contains(last, "Đã xóa lúc") {
		t.Errorf("Telegram is told %q", last)
	}

	for _, mark := range []string{saidMark, fileMark, draftMark, chats[1]} {
		if with := tablesHolding(t, db, mark); with != nil {
			t.Errorf("%s is left in %v", mark, with)
		}
	}
	// The page still shows the word by which it was asked for, and its answer; both go with
	// the page, or in a day.
	if with := tablesHolding(t, db, webChat); !slices.Equal(with, []string{"public.web_chats", "public.web_lines"}) {
		t.Errorf("the page's conversation is left in %v", with)
	}
	var words []string
	noError(t, db.QueryRow(t.Context(), "SELECT array_agg(said->>'text' ORDER BY seq) FROM web_lines WHERE said IS NOT NULL").Scan(&words))
	if !slices.Equal(words, []string{"xóa"}) {
		t.Errorf("the page still says %q", words)
	}
	nothingInRedis(t, redis.URL(), chats)
	if export := web.get("/chat/files/du-lieu-cua-toi"); strings.Contains(export, saidMark) || !strings.Contains(export, "Trợ lý") {
		t.Errorf("the export afterwards: %s", export)
	}
}

// What may name a chat in Redis afterwards, each for a short time: that a message of this
// number was answered, so that nothing is done twice; how much was looked up and sent a
// moment ago, so that a deletion does not give it anew.
func nothingInRedis(t *testing.T, url string, chats []string) {
	t.Helper()
	for line := range strings.Lines(everythingIn(t, url)) {
		for _, mark := range []string{saidMark, fileMark, draftMark} {
			if strings.Contains(line, mark) {
				t.Errorf("a word is left in Redis: %s", line)
			}
		}
		if !strings.Contains(line, chats[0]) && !strings.Contains(line, chats[1]) {
			continue
		}
		key, value, _ := strings.Cut(strings.TrimSpace(line), " ")
		switch kind := strings.Split(key, ":")[1]; {
		case kind == "message" && value == "map[ended:1]":
		case (kind == "hits" || kind == "misses" || kind == "pace") && len(value) < 20:
		default:
			t.Errorf("left in Redis: %s", line)
		}
	}
}

// tablesHolding are all tables in which a word stands, in any column, bytes too.
func tablesHolding(t *testing.T, db *pgxpool.Pool, word string) []string {
	t.Helper()
	rows, err := db.Query(t.Context(), `SELECT table_schema || '.' || table_name FROM information_schema.tables
		WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`)
	noError(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	noError(t, err)
	var with []string
	for _, table := range tables {
		var n int
		query := fmt.Sprintf("SELECT count(*) FROM %s t WHERE strpos(t::text, $1) > 0 OR strpos(t::text, $2) > 0", table)
		noError(t, db.QueryRow(t.Context(), query, word, hex.EncodeToString([]byte(word))).Scan(&n))
		if n > 0 {
			with = append(with, table)
		}
	}
	return with
}

// traceSteps are what both channels do before: a consent, a question, a list that is kept.
var traceSteps = []struct{ text, press string }{
	{"đăng ký tạm trú cần gì", ""}, {"", "keep:1.004194/thue/yes"}, {"gặp người", ""}, {"đồng ý", ""},
	{"chuyển trường thì cần gì, " + saidMark, ""}, {"viết thêm: " + draftMark, ""}, {plantedCode, ""}, {"H29.171-261119-9999", ""},
}

func someDay() string { return time.Now().AddDate(0, 0, 5).Format(time.DateOnly) }

func leaveTracesByTelegram(t *testing.T, api *telegramtest.Server) {
	t.Helper()
	for _, s := range traceSteps {
		if s.press != "" {
			api.Press(lan, 1, s.press)
		} else {
			api.Say(lan, s.text)
		}
		taken(t, api)
	}
	api.Press(lan, 1, "remind:1.004194/thue/"+someDay())
	api.Document(lan, fileMark+".pdf", "application/pdf", []byte("%PDF-1.7\n%%EOF\n"), "kèm tệp")
	taken(t, api)
	tellTelegram(t, api, "tải bản đầy đủ")
	sent := api.Sent(lan)
	if last := sent[len(sent)-1]; last.File == nil || !strings.Contains(string(last.File.Data), saidMark) {
		t.Errorf("the full copy by Telegram: %q with %+v", last.Text, last.File)
	}
}

// tellTelegram says something and waits for a new answer.
func tellTelegram(t *testing.T, api *telegramtest.Server, text string) {
	t.Helper()
	before := len(api.Sent(lan))
	api.Say(lan, text)
	api.Await(t, "an answer to "+text, func() bool { return len(api.Sent(lan)) > before && api.Pending() == 0 })
}

// guest is somebody on the page.
type guest struct {
	t      *testing.T
	base   string
	client *http.Client
}

func newGuest(t *testing.T, base string) *guest {
	t.Helper()
	jar, err := cookiejar.New(nil)
	noError(t, err)
	v := &guest{t, base, &http.Client{Jar: jar}}
	v.get("/")
	return v
}

func (v *guest) get(path string) string {
	v.t.Helper()
	_, body := ask(v.t, v.client, http.MethodGet, v.base+path, "", "")
	return body
}

// say says something, or presses, and gives the conversation afterwards.
func (v *guest) say(text string, press ...string) string {
	v.t.Helper()
	more := ""
	if len(press) > 0 && press[0] != "" {
		more = fmt.Sprintf(`,"press":%q`, press[0])
	}
	status, body := ask(v.t, v.client, http.MethodPost, v.base+"/chat/messages", "application/json", fmt.Sprintf(`{"id":%q,"text":%q%s}`, uuid.NewString(), text, more))
	if status != http.StatusOK {
		v.t.Errorf("%s: status %d %s", text, status, body)
	}
	return v.get("/")
}

func (v *guest) leaveTraces() {
	v.t.Helper()
	for _, s := range traceSteps {
		text := s.text
		if s.press != "" {
			text = "Đồng ý"
		}
		v.say(text, s.press)
	}
	v.sendPhoto()
	if export := v.get("/chat/files/du-lieu-cua-toi"); !strings.Contains(export, saidMark) || !strings.Contains(export, `"version"`) && !strings.Contains(export, "bản của lời hỏi") {
		v.t.Errorf("the full copy on the page: %s", export)
	}
	if status, other := ask(v.t, http.DefaultClient, http.MethodGet, v.base+"/chat/files/du-lieu-cua-toi", "", ""); status != http.StatusNotFound || strings.Contains(other, saidMark) {
		v.t.Errorf("somebody else's copy: status %d", status)
	}
}

func (v *guest) sendPhoto() {
	v.t.Helper()
	var picture, body bytes.Buffer
	noError(v.t, png.Encode(&picture, image.NewGray(image.Rect(0, 0, 8, 8))))
	form := multipart.NewWriter(&body)
	noError(v.t, form.WriteField("id", uuid.NewString()))
	noError(v.t, form.WriteField("text", "đây ạ"))
	part, err := form.CreateFormFile("file", fileMark+".png")
	noError(v.t, err)
	_, err = io.Copy(part, &picture)
	noError(v.t, err)
	noError(v.t, form.Close())
	if status, answer := ask(v.t, v.client, http.MethodPost, v.base+"/chat/messages", form.FormDataContentType(), body.String()); status != http.StatusOK {
		v.t.Errorf("a photo: status %d %s", status, answer)
	}
}
