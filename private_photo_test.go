package main

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/textproto"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/bot/telegram/telegramtest"
	"motcua/handlers/talktest"
	"motcua/store/embedded"
	"motcua/store/storetest"
)

// plantedPhotos are photos with marked data in their marks, and what the answer begins
// with. None has a name: a photo's is the sender's own.
func plantedPhotos(t *testing.T) []plantedPhoto {
	t.Helper()
	return []plantedPhoto{
		{talktest.Mark(t, plantedCode+" Planted Nguyễn Thị Dấu 0912345987 dấu-của-giấy-tờ"), plantedCode},
		{talktest.Mark(t, "https://dấu-của-ghi-chú.test/Planted%20Nguyễn%20Thị%20Dấu?sdt=0912345987&ma="+plantedCode), plantedCode},
		{talktest.Mark(t, "079201009871|345987000|Planted Nguyễn Thị Dấu|01011971|Nữ|dấu-của-lý-do|01012022"), "Ảnh vừa gửi là căn cước"},
		{talktest.Mark(t, "00020101021238540010A00000072701240006970436011000912345987208QRIBFTTA53037045802VN6304ABCD"), "mã để thanh toán"},
		{talktest.Mark(t, "dấu-của-tin-nhắn Planted Nguyễn Thị Dấu"), "không có mã hồ sơ"},
		{[]byte("\xff\xd8\xff dấu-của-giấy-tờ"), "Ảnh này chưa mở được"},
		{[]byte("Planted Nguyễn Thị Dấu"), "chưa mở được dạng ảnh này"},
	}
}

type plantedPhoto struct {
	data []byte
	want string
}

// What the marks of a photo say is in no log, metric, Session, conversation or file, over
// the page and over Telegram; of the photos only the one is kept that waits for a press.
func TestNothingPersonalOfAPhoto(t *testing.T) {
	t.Parallel()
	redis, err := embedded.Redis(t.Context(), storetest.Dir(t))
	noError(t, err)
	t.Cleanup(func() { _ = redis.Stop() })
	api := telegramtest.New(t)
	set := settings{
		storeSettings:    storeSettings{DatabaseURL: storetest.DB(t), SecretKey: "a key of tests that is long enough", DataDir: t.TempDir()},
		telegramSettings: telegramSettings{TelegramBotToken: telegramtest.Token, TelegramAPIURL: api.URL()},
		RedisURL:         redis.URL(), Hotline: "0274 000 0001", LookupLimits: "30/10m,5/1h", DeskTimes: "5m,15m,20m", TZ: "Asia/Ho_Chi_Minh",
	}
	var log, shown safe
	base := serveFor(t, set, &log, &shown)
	jar, err := cookiejar.New(nil)
	noError(t, err)
	client := &http.Client{Jar: jar}
	ask(t, client, http.MethodGet, base+"/", "", "")
	for i, photo := range plantedPhotos(t) {
		kind, form := photoForm(t, photo.data)
		if status, body := ask(t, client, http.MethodPost, base+"/chat/messages", kind, form); status != http.StatusOK {
			t.Errorf("photo %d: status %d: %s", i, status, body)
		}
		api.Picture(lan, photo.data, "")
		taken(t, api)
		if sent := api.Sent(lan); len(sent) == 0 || !strings.Contains(sent[len(sent)-1].Text, photo.want) {
			t.Errorf("photo %d: the bot's last message of %d is not about %q", i, len(sent), photo.want)
		}
	}
	_, page := ask(t, client, http.MethodGet, base+"/chat/lines?after=0", "", "")
	for i, photo := range plantedPhotos(t) {
		if !strings.Contains(page, photo.want) {
			t.Errorf("photo %d: the page does not say %q", i, photo.want)
		}
	}
	api.Fail(telegramtest.Fault{Method: "getFile", Status: 400, Description: `Bad Request: "Planted Nguyễn Thị Dấu" /bot` + telegramtest.Token, Times: 1})
	api.Picture(minh, plantedPhotos(t)[0].data, "")
	taken(t, api)
	api.AwaitSent(t, minh, 1)

	_, metrics := ask(t, http.DefaultClient, http.MethodGet, base+"/metrics", "", "")
	nothingPlanted(t, log.String()+shown.String()+metrics+everythingIn(t, redis.URL())+talksIn(t, set.DatabaseURL))
	if strings.Contains(log.String(), "AAtest") {
		t.Error("the log has the bot's token")
	}
	if n := strings.Count(log.String(), "identity QR refused"); n != 2 {
		t.Errorf("%d identity cards refused, want one on the page and one in Telegram", n)
	}
	if files := oneNumber(t, set.DatabaseURL, `SELECT count(*) FROM files WHERE ticket IS NULL AND until < now() + interval '11 minutes'`); files != 2 {
		t.Errorf("%d photos wait for a press, want one of the page and one of Telegram", files)
	}
	if files := oneNumber(t, set.DatabaseURL, `SELECT count(*) FROM files`); files != 2 {
		t.Errorf("%d files are kept", files)
	}
}

// photoForm is a message of the page with a photo and without words.
func photoForm(t *testing.T, photo []byte) (kind, body string) {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	noError(t, form.WriteField("id", uuid.NewString()))
	noError(t, form.WriteField("text", ""))
	part, err := form.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="anh.jpg"`}, "Content-Type": {"image/jpeg"},
	})
	noError(t, err)
	_, err = part.Write(photo)
	noError(t, err)
	noError(t, form.Close())
	return form.FormDataContentType(), b.String()
}

// talksIn is all conversations and all that is unsent in a store; the
// dossier itself is in neither.
func talksIn(t *testing.T, url string) string {
	t.Helper()
	var all strings.Builder
	for _, table := range []string{"web_lines", "outbox", "tickets", "ticket_lines"} {
		db, err := pgx.Connect(t.Context(), url)
		noError(t, err)
		rows, err := db.Query(t.Context(), `SELECT t::text FROM `+table+` t`)
		noError(t, err)
		text, err := pgx.CollectRows(rows, pgx.RowTo[string])
		noError(t, err)
		noError(t, db.Close(t.Context()))
		fmt.Fprintln(&all, text)
	}
	return all.String()
}

func oneNumber(t *testing.T, url, query string) int {
	t.Helper()
	db, err := pgx.Connect(t.Context(), url)
	noError(t, err)
	defer db.Close(t.Context())
	var n int
	noError(t, db.QueryRow(t.Context(), query).Scan(&n))
	return n
}
