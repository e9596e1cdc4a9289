package telegram

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"slices"
	"strings"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"motcua/internal/chat"
)

// upload is a file in hand, to be sent.
type upload struct {
	field string // photo, document, voice
	name  string
	kind  string // media type
	data  []byte
}

// upload makes a call that carries a file. The library's own way loses the code of a
// refusal, and with it whether to wait, to stop, or to mend something.
func (a api) upload(ctx context.Context, limit time.Duration, method string, params tgbotapi.Params, u upload) error {
	_, err := a.exchange(ctx, limit, method, func(one *exchange) (*tgbotapi.APIResponse, error) {
		body, kind, err := u.form(params)
		if err != nil {
			return nil, err
		}
		r, err := http.NewRequestWithContext(one.ctx, http.MethodPost, a.calls+method, bytes.NewReader(body)) //nolint:gosec // the operator names the address
		if err != nil {
			return nil, errNoAPI // its own text has the address
		}
		r.Header.Set("Content-Type", kind)
		resp, err := one.Do(r)
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close() //nolint:errcheck // it is in memory
		return answerOf(resp)
	})
	return err
}

// answerOf reads an answer as the library does, code included.
func answerOf(resp *http.Response) (*tgbotapi.APIResponse, error) {
	var answer tgbotapi.APIResponse
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return nil, errNoAPI
	}
	if answer.Ok {
		return &answer, nil
	}
	told := &tgbotapi.Error{Code: answer.ErrorCode, Message: answer.Description}
	if answer.Parameters != nil {
		told.ResponseParameters = *answer.Parameters
	}
	return nil, told
}

// form writes a call and its file as one body.
func (u upload) form(params tgbotapi.Params) (body []byte, kind string, err error) {
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if err := form.WriteField(name, params[name]); err != nil {
			return nil, "", err
		}
	}
	head := textproto.MIMEHeader{}
	head.Set("Content-Disposition", multipart.FileContentDisposition(u.field, u.name))
	head.Set("Content-Type", u.kind)
	part, err := form.CreatePart(head)
	if err != nil {
		return nil, "", err
	}
	if _, err := part.Write(u.data); err != nil {
		return nil, "", err
	}
	if err := form.Close(); err != nil {
		return nil, "", err
	}
	return b.Bytes(), form.FormDataContentType(), nil
}

// uploadOf is the way in which a file is sent: what Telegram does not show as a photo
// or play as a voice goes as a document.
func uploadOf(f chat.File, data []byte) upload {
	u := upload{field: "document", name: f.Name, kind: f.Type, data: data}
	switch f.Type {
	case "image/jpeg":
		u.field = "photo"
	case "audio/ogg", "audio/mpeg", "audio/mp4":
		u.field = "voice"
	}
	if u.name == "" {
		u.name = u.field + "." + f.Type[strings.LastIndex(f.Type, "/")+1:]
	}
	return u
}

// method is the call that sends it.
func (u upload) method() string { return "send" + strings.ToUpper(u.field[:1]) + u.field[1:] }

// plain is the same file as a document, nil where it is one already.
func (u upload) plain() *upload {
	if u.field == "document" {
		return nil
	}
	u.field = "document"
	return &u
}
