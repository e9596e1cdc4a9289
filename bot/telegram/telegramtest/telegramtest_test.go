package telegramtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// reply is what the API says.
type reply struct {
	OK          bool `json:"ok"`
	ErrorCode   int  `json:"error_code"`
	Description string
	Result      json.RawMessage
	Parameters  struct {
		RetryAfter      int   `json:"retry_after"`
		MigrateToChatID int64 `json:"migrate_to_chat_id"`
	}
}

func (s *Server) do(t *testing.T, method string, pairs ...string) reply {
	t.Helper()
	form := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	resp, err := http.PostForm(s.URL()+"/bot"+Token+"/"+method, form)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var r reply
	if err := json.NewDecoder(resp.Body).Decode(&r); err != nil {
		t.Fatal(err)
	}
	return r
}

// ids of the updates that a poll gives.
func (s *Server) polled(t *testing.T, pairs ...string) []int64 {
	t.Helper()
	var updates []struct {
		ID int64 `json:"update_id"`
	}
	if err := json.Unmarshal(s.do(t, "getUpdates", pairs...).Result, &updates); err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, u := range updates {
		ids = append(ids, u.ID)
	}
	return ids
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if g, w := fmt.Sprint(got), fmt.Sprint(want); g != w {
		t.Fatalf("%s: got %s, want %s", what, g, w)
	}
}

func TestOffsets(t *testing.T) {
	t.Parallel()
	s := New(t)
	for n := range 5 {
		s.Say(7, strconv.Itoa(n))
	}
	equal(t, "all", s.polled(t), "[1001 1002 1003 1004 1005]")
	equal(t, "again, too soon", s.polled(t), "[1001]")
	s.Advance(time.Second)
	equal(t, "again", s.polled(t, "limit", "2"), "[1001 1002]")
	equal(t, "from", s.polled(t, "offset", "1003"), "[1003 1004 1005]")
	equal(t, "waiting", s.Pending(), 3)
	equal(t, "from the end", s.polled(t, "offset", "-1"), "[1005]")
	equal(t, "waiting", s.Pending(), 1)
}

func TestUpdatesExpire(t *testing.T) {
	t.Parallel()
	s := New(t)
	s.Say(7, "chào")
	s.Press(7, 1, "x")
	s.Advance(151 * time.Second)
	equal(t, "press gone", s.polled(t), "[1001]")
	s.Advance(24 * time.Hour)
	equal(t, "waiting", s.Pending(), 0)
}

// A poll waits for an update, and ends when another comes or a webhook is set.
func TestPollsWait(t *testing.T) {
	t.Parallel()
	s := New(t)
	ended := make(chan reply)
	poll := func() {
		n := len(s.Calls("getUpdates"))
		go func() { ended <- s.do(t, "getUpdates", "timeout", "50") }()
		s.Await(t, "it polls", func() bool { return len(s.Calls("getUpdates")) > n })
	}
	poll()
	s.Say(7, "chào")
	if r := <-ended; !strings.Contains(string(r.Result), "chào") {
		t.Fatalf("%+v", r)
	}
	s.do(t, "getUpdates", "offset", "1002") // takes it
	poll()
	poll()
	equal(t, "ended by the newer", (<-ended).ErrorCode, 409)
	s.do(t, "setWebhook", "url", "http://127.0.0.1:1/x")
	equal(t, "ended by the webhook", (<-ended).ErrorCode, 409)
	equal(t, "refused", s.do(t, "getUpdates").ErrorCode, 409)
	s.do(t, "deleteWebhook")
	poll()
	s.Advance(50 * time.Second)
	equal(t, "nothing", string((<-ended).Result), "[]")
}

// hook is a bot behind a webhook.
type hook struct {
	*httptest.Server

	mu       sync.Mutex
	came     []string
	statuses []int
}

func newHook(t *testing.T, statuses ...int) *hook {
	t.Helper()
	h := &hook{statuses: statuses}
	h.Server = httptest.NewServer(h)
	t.Cleanup(h.Close)
	return h
}

func (h *hook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h.mu.Lock()
	defer h.mu.Unlock()
	var u struct {
		Message struct{ Text string }
		Press   struct{ Data string } `json:"callback_query"`
	}
	_ = json.Unmarshal(body, &u)
	h.came = append(h.came, u.Message.Text+u.Press.Data+" "+r.Header.Get("X-Telegram-Bot-Api-Secret-Token"))
	if len(h.statuses) > 0 {
		w.WriteHeader(h.statuses[0])
		h.statuses = h.statuses[1:]
	}
}

func (h *hook) all() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return strings.Join(h.came, ",")
}

// What is not taken comes again, and holds back its own queue only.
func TestRedelivery(t *testing.T) {
	t.Parallel()
	s, h := New(t), newHook(t, 500, 503, 500)
	s.do(t, "setWebhook", "url", h.URL, "secret_token", "abc")
	s.Say(7, "một")
	s.Say(7, "hai")
	tried := func(n int) {
		t.Helper()
		s.Await(t, fmt.Sprint(n, " deliveries"), func() bool { return len(s.Deliveries()) >= n })
	}
	tried(2) // the second at once
	equal(t, "came", h.all(), "một abc,một abc")
	s.Press(7, 1, "bấm")
	tried(3) // overtakes the texts, though it fails as well
	equal(t, "came", h.all(), "một abc,một abc,bấm abc")
	tried(4) // and is tried again at once
	s.Advance(2 * time.Second)
	tried(6)
	equal(t, "came", h.all(), "một abc,một abc,bấm abc,bấm abc,một abc,hai abc")
	equal(t, "waiting", s.Pending(), 0)
}

func TestBackOff(t *testing.T) {
	t.Parallel()
	var waits []time.Duration
	for n := range 9 {
		waits = append(waits, backOff{2 * time.Second, time.Minute}.after(n))
	}
	equal(t, "waits", waits, "[0s 0s 2s 4s 8s 16s 32s 1m0s 1m0s]")
}

func TestFilesAndPresses(t *testing.T) {
	t.Parallel()
	s := New(t)
	s.File("photo-1", []byte("QR"))
	s.File("large", make([]byte, fileMost+1))
	var file struct {
		Path string `json:"file_path"`
	}
	if err := json.Unmarshal(s.do(t, "getFile", "file_id", "photo-1").Result, &file); err != nil {
		t.Fatal(err)
	}
	resp, err := http.Get(s.URL() + "/file/bot" + Token + "/" + file.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	content, _ := io.ReadAll(resp.Body)
	equal(t, "content", string(content), "QR")
	equal(t, "large", s.do(t, "getFile", "file_id", "large").Description, "Bad Request: file is too big")
	press := s.Press(7, 1, "x")
	equal(t, "answered", fmt.Sprint(s.do(t, "answerCallbackQuery", "callback_query_id", press).OK, s.Answered(press)), "true true")
	s.Advance(time.Minute)
	equal(t, "too old", s.do(t, "answerCallbackQuery", "callback_query_id", press).ErrorCode, 400)
}

// Calls are read from JSON and multipart as well, and others' tokens are refused.
func TestHowCallsAreWritten(t *testing.T) {
	t.Parallel()
	s := New(t)
	s.Say(7, "chào")
	resp, err := http.Post(s.URL()+"/bot"+Token+"/sendMessage", "application/json", bytes.NewReader([]byte(`{"chat_id":7,"text":"a"}`)))
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	equal(t, "sent", len(s.Sent(7)), 1)
	if resp, err = http.Get(s.URL() + "/bot1:x/getMe"); err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	equal(t, "status", resp.StatusCode, 401)
	equal(t, "unknown", s.do(t, "dance").ErrorCode, 404)
}
