package telegramtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"
)

// upload calls a method with a file in a field.
func (s *Server) upload(t *testing.T, method, field, content string, params ...string) reply {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for i := 0; i < len(params); i += 2 {
		if err := form.WriteField(params[i], params[i+1]); err != nil {
			t.Fatal(err)
		}
	}
	part, err := form.CreateFormFile(field, "a.bin")
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(part, content)
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(s.URL()+"/bot"+Token+"/"+method, form.FormDataContentType(), &b)
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

func TestFilesOfTheBot(t *testing.T) {
	t.Parallel()
	s := New(t)
	s.Say(7, "chào")
	for name, c := range map[string]struct{ method, field, content, caption, want string }{
		"another field": {"sendPhoto", "document", "\xff\xd8", "", "Bad Request: there is no photo in the request"},
		"no photo":      {"sendPhoto", "photo", "GIF89a", "", "Bad Request: IMAGE_PROCESS_FAILED"},
		"empty":         {"sendVoice", "voice", "", "", "Bad Request: file must be non-empty"},
		"many words":    {"sendDocument", "document", "x", strings.Repeat("ế", 1025), "Bad Request: message caption is too long"},
		"broken markup": {"sendDocument", "document", "x", "<b>", "Bad Request: can't parse entities: Can't find end tag corresponding to start tag b"},
	} {
		got := s.upload(t, c.method, c.field, c.content, "chat_id", "7", "caption", c.caption, "parse_mode", "HTML")
		equal(t, name, got.Description, c.want)
	}
	equal(t, "without words", s.upload(t, "sendPhoto", "photo", "\xff\xd8 a", "chat_id", "7").OK, true)
	keys := `{"inline_keyboard":[[{"text":"a","callback_data":"x"}]]}`
	equal(t, "with words", s.upload(t, "sendDocument", "document", "b", "chat_id", "7", "caption", "<b>1</b>", "parse_mode", "HTML", "reply_markup", keys).OK, true)
	sent := s.AwaitSent(t, 7, 2)
	equal(t, "sent", fmt.Sprint(string(sent[1].File.Data), " ", sent[1].File.Name, " ", sent[1].Text, sent[1].Buttons), "b a.bin 1[[{a x}]]")
	s.Flood(7, 1e9)
	equal(t, "flood", s.upload(t, "sendVoice", "voice", "x", "chat_id", "7").Parameters.RetryAfter, 1)
}

// A download can be made to fail like a call.
func TestFaultsOfADownload(t *testing.T) {
	t.Parallel()
	s := New(t)
	s.File("a", []byte("nội dung"))
	get := func() string {
		resp, err := http.Get(s.URL() + "/file/bot" + Token + "/documents/a")
		if err != nil {
			return "cut"
		}
		defer resp.Body.Close()
		data, _ := io.ReadAll(resp.Body)
		return resp.Status[:3] + " " + string(data)
	}
	s.Fail(Fault{Method: "file", Times: 1, Status: 404, Description: "Not Found"})
	equal(t, "fails", strings.HasPrefix(get(), "404"), true)
	mend := s.Fail(Fault{Method: "file", Cut: true})
	equal(t, "cut", get(), "cut")
	mend()
	equal(t, "then", get(), "200 nội dung")
}
