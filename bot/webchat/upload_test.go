package webchat_test

import (
	"bytes"
	"errors"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua/bot/webchat"
	"motcua/internal/chat"
)

// form is what the page posts with a file: fields by name, "file" and its media type last.
func form(t testing.TB, fields map[string]string, name, kind, content string) (contentType, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for _, field := range []string{"id", "text", "press", "from"} {
		if value, ok := fields[field]; ok {
			if err := w.WriteField(field, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	head := textproto.MIMEHeader{}
	head.Set("Content-Disposition", multipart.FileContentDisposition("file", name))
	head.Set("Content-Type", kind)
	part, err := w.CreatePart(head)
	if err == nil {
		_, err = io.WriteString(part, content)
	}
	if err := errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.String()
}

func TestAFileComesWithAMessage(t *testing.T) {
	t.Parallel()
	for kind, want := range map[string]chat.FileKind{
		"image/png": chat.Photo, "audio/webm;codecs=opus": chat.Voice, "application/pdf": chat.Document, "x": chat.Document, "": chat.Document,
	} {
		w := newWorld(t)
		contentType, body := form(t, map[string]string{"id": first, "text": " giấy hẹn "}, `..\đơn.png`, kind, "nội dung")
		for range 2 { // sent again, it is taken once
			if rec := w.post(w.visit(t), contentType, body); rec.Code != http.StatusOK {
				t.Fatalf("%s: status %d %s", kind, rec.Code, rec.Body)
			}
		}
		got := w.turns.messages()[0]
		if got.Text != "giấy hẹn" || got.ID != first || got.File == nil {
			t.Fatalf("%+v", got)
		}
		for range 2 { // a Turn that is tried again opens it again
			content, err := got.File.Open(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			if data, err := io.ReadAll(content); err != nil || string(data) != "nội dung" {
				t.Errorf("%q %v", data, err)
			}
		}
		if got.File.Kind != want || got.File.Size != int64(len("nội dung")) || !strings.HasSuffix(got.File.Name, "đơn.png") {
			t.Errorf("%s: %+v", kind, got.File)
		}
		if diff := cmp.Diff(&chat.Said{Text: "giấy hẹn", Kind: want}, w.store.all()[0].Said); diff != "" {
			t.Error(diff)
		}
	}
}

func TestAFileNeedsNoWords(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	contentType, body := form(t, map[string]string{"id": first, "text": ""}, "a.jpg", "image/jpeg", "x")
	cookie := w.visit(t)
	if rec := w.post(cookie, contentType, body); rec.Code != http.StatusOK {
		t.Fatalf("status %d %s", rec.Code, rec.Body)
	}
	if page := w.get("/", cookie).Body.String(); !strings.Contains(page, "<span>Ảnh</span></span></p>") {
		t.Error("the page does not say that a photo was sent")
	}
}

func TestFormsThatAreRefused(t *testing.T) {
	t.Parallel()
	id := map[string]string{"id": first}
	for name, c := range map[string]struct {
		fields  map[string]string
		content string
		status  int
		why     string
	}{
		"no id":         {map[string]string{"text": "a"}, "x", 400, "id: "},
		"unknown field": {map[string]string{"id": first, "from": "b"}, "x", 400, "body: "},
		"empty":         {id, "", 400, "file: "},
		"too large":     {id, strings.Repeat("x", 10<<20+1), 413, "file: "},
		"far too large": {id, strings.Repeat("x", 11<<20), 413, ""},
		"long text":     {map[string]string{"id": first, "text": strings.Repeat("x", 17<<10)}, "x", 413, "text: "},
		"2.001 letters": {map[string]string{"id": first, "text": strings.Repeat("ố", 2001)}, "x", 400, "text: "},
		"press strange": {map[string]string{"id": first, "press": "a b"}, "x", 400, "press: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			contentType, body := form(t, c.fields, "a.jpg", "image/jpeg", c.content)
			rec := w.post(w.visit(t), contentType, body)
			if rec.Code != c.status || !strings.HasPrefix(rec.Body.String(), `{"error":"`+c.why) {
				t.Errorf("status %d, body %s; want %d, %q", rec.Code, rec.Body, c.status, c.why)
			}
			if got := len(w.store.all()) + len(w.turns.messages()); got != 0 {
				t.Errorf("something was kept: %d", got)
			}
		})
	}
}

func TestBrokenForms(t *testing.T) {
	t.Parallel()
	contentType, body := form(t, map[string]string{"id": first}, "a.jpg", "image/jpeg", "x")
	_, twice := form(t, map[string]string{"id": first}, "a.jpg", "image/jpeg", "x")
	for name, c := range map[string]struct{ kind, body string }{
		"cut off":     {contentType, body[:len(body)-12]},
		"no boundary": {"multipart/form-data", body},
		"nothing":     {contentType, ""},
		"twice":       {contentType, strings.TrimSuffix(body, "--\r\n") + "\r\n" + twice},
	} {
		w := newWorld(t)
		if rec := w.post(w.visit(t), c.kind, c.body); rec.Code != http.StatusBadRequest || len(w.turns.messages()) != 0 {
			t.Errorf("%s: status %d %s", name, rec.Code, rec.Body)
		}
	}
}

// Without a place for files there is no button, and none is taken.
func TestWithoutFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t).with(t, func(c *webchat.Config) { c.Files = nil })
	contentType, body := form(t, map[string]string{"id": first}, "a.jpg", "image/jpeg", "x")
	if rec := w.post(w.visit(t), contentType, body); rec.Code != http.StatusUnsupportedMediaType {
		t.Errorf("status %d", rec.Code)
	}
	if strings.Contains(w.get("/", nil).Body.String(), `id="attach"`) || !strings.Contains(newWorld(t).get("/", nil).Body.String(), `id="attach"`) {
		t.Error("the button")
	}
	if strings.Contains(newWorld(t).get("/?kiosk", nil).Body.String(), `id="attach"`) {
		t.Error("a button on a shared machine")
	}
}

// Files in hand are in memory, so there are only so many; the next is to come again.
func TestTooManyFilesAtOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.page.RoomForFiles(1)
	cookie := w.visit(t)
	contentType, body := form(t, map[string]string{"id": first}, "a.jpg", "image/jpeg", "x")
	begun, hold, ended := make(chan struct{}), make(chan struct{}), make(chan int)
	w.turns.hold, w.turns.taken = hold, func() { close(begun) }
	go func() { ended <- w.post(cookie, contentType, body).Code }()
	<-begun
	rec := w.post(cookie, contentType, body)
	if rec.Code != http.StatusServiceUnavailable || rec.Header().Get("Retry-After") == "" {
		t.Errorf("status %d", rec.Code)
	}
	close(hold)
	if status := <-ended; status != http.StatusOK {
		t.Errorf("the first: status %d", status)
	}
	if rec := w.post(cookie, contentType, body); rec.Code != http.StatusOK {
		t.Errorf("then: status %d", rec.Code)
	}
}

// Whatever is posted as a form: what is taken is whole, what is refused is not repeated.
func FuzzForm(f *testing.F) {
	contentType, body := form(f, map[string]string{"id": first, "text": "a"}, "a.jpg", "image/jpeg", "x")
	f.Add(contentType, body)
	f.Add(contentType, strings.Replace(body, "file", "text", 1))
	f.Add("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\nx\r\n--x--")
	f.Fuzz(func(t *testing.T, contentType, body string) {
		r := httptest.NewRequest(http.MethodPost, "/chat/messages", strings.NewReader(body))
		r.Header.Set("Content-Type", contentType)
		text, file, err := webchat.ReadForm(r)
		switch {
		case err != nil && (len(err.Error()) > 80 || !strings.Contains(err.Error(), ": ")):
			t.Fatalf("a refusal names its field in a few words: %q", err)
		case err == nil && file == nil && text == "":
			t.Fatal("nothing was taken")
		case err == nil && file != nil && (file.Size == 0 || file.Open == nil || file.Kind == ""):
			t.Fatalf("%+v", file)
		}
	})
}
