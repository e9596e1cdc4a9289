package telegramtest

import (
	"io"
	"maps"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf16"
)

// fileMost is the largest file that a bot may get.
const fileMost = 20 << 20

// captionMost is how long the words under a file may be.
const captionMost = 1024

// Upload is a file that the bot sent.
type Upload struct {
	Name string
	Type string
	Data []byte
}

// File keeps a file for getFile.
func (s *Server) File(id string, content []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.files[id] = content
}

// Picture lets a person send a photo with something in it. Telegram offers each in
// several sizes, the largest last.
func (s *Server) Picture(user int64, content []byte, caption string) int64 {
	id := s.keep("photo", content)
	return s.Post(user, user, photo(caption, id+"-small", id))
}

// Document lets a person send a file as it is.
func (s *Server) Document(user int64, name, kind string, content []byte, caption string) int64 {
	id := s.keep("document", content)
	fields := map[string]any{"document": map[string]any{
		"file_id": id, "file_unique_id": id, "file_name": name, "mime_type": kind, "file_size": len(content),
	}}
	if caption != "" {
		fields["caption"] = caption
	}
	return s.Post(user, user, fields)
}

// Voice lets a person send a recording.
func (s *Server) Voice(user int64, content []byte) int64 {
	id := s.keep("voice", content)
	return s.Post(user, user, map[string]any{"voice": map[string]any{
		"file_id": id, "file_unique_id": id, "duration": 3, "mime_type": "audio/ogg", "file_size": len(content),
	}})
}

// Answer lets a person write in answer to a message of the bot.
func (s *Server) Answer(user, message int64, text string) int64 {
	fields := map[string]any{"text": text}
	for _, sent := range s.Sent(user) {
		if sent.ID == message {
			s.mu.Lock()
			fields["reply_to_message"] = s.shown(sent)
			s.mu.Unlock()
		}
	}
	return s.Post(user, user, fields)
}

// keep keeps a file under an id of its own.
func (s *Server) keep(kind string, content []byte) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept++
	id := kind + "-" + strconv.Itoa(s.kept)
	s.files[id] = content
	return id
}

func (s *Server) getFile(id string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	content, ok := s.files[id]
	switch {
	case !ok:
		return refuse(400, "Bad Request: invalid file_id")
	case len(content) > fileMost:
		return refuse(400, "Bad Request: file is too big")
	}
	return result(map[string]any{"file_id": id, "file_unique_id": id, "file_size": len(content), "file_path": "documents/" + id})
}

// serveFile is a download. Faults know it as the method "file".
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.calls = append(s.calls, Call{"file", map[string]string{"path": r.PathValue("path")}, s.now()})
	fault := s.fault("file", 0)
	content, ok := s.files[strings.TrimPrefix(r.PathValue("path"), "documents/")]
	s.change()
	s.mu.Unlock()
	carryOut := func() answer {
		if !ok {
			return refuse(404, "Not Found")
		}
		return answer{status: http.StatusOK, raw: content}
	}
	if fault == nil {
		carryOut().write(w)
		return
	}
	s.fail(r.Context(), fault, carryOut).write(w)
}

// sendFile takes a file and the words under it.
func (s *Server) sendFile(r *http.Request, method string, chat int64, params map[string]string) answer {
	file, why := uploaded(r, strings.ToLower(strings.TrimPrefix(method, "send")))
	s.mu.Lock()
	defer s.mu.Unlock()
	c, no := s.writable(chat)
	if c == nil {
		return no
	}
	words := map[string]string{}
	maps.Copy(words, params)
	words["text"] = params["caption"]
	m, wrong := read(words)
	switch {
	case why != "":
		return refuse(400, "Bad Request: "+why)
	case wrong != "" && (words["text"] != "" || wrong != "message text is empty"):
		return refuse(400, "Bad Request: "+wrong)
	case len(utf16.Encode([]rune(m.Text))) > captionMost:
		return refuse(400, "Bad Request: message caption is too long")
	}
	c.messages++
	m.ID, m.Chat, m.At, m.Params, m.File = c.messages, chat, s.now(), params, file
	c.sent = append(c.sent, m)
	s.change()
	return result(s.shown(m))
}

// uploaded is the file in a field of a form; why says what is wrong with it.
func uploaded(r *http.Request, field string) (file *Upload, why string) {
	if r.MultipartForm == nil || len(r.MultipartForm.File[field]) != 1 {
		return nil, "there is no " + field + " in the request"
	}
	head := r.MultipartForm.File[field][0]
	content, err := head.Open()
	if err != nil {
		return nil, "wrong file"
	}
	defer content.Close() //nolint:errcheck // it was only read
	data, err := io.ReadAll(content)
	kind, _, _ := mime.ParseMediaType(head.Header.Get("Content-Type"))
	switch {
	case err != nil || len(data) == 0:
		return nil, "file must be non-empty"
	case field == "photo" && len(data) > 10<<20:
		return nil, "file is too big"
	case field == "photo" && !strings.HasPrefix(string(data), "\xff\xd8"):
		return nil, "IMAGE_PROCESS_FAILED"
	}
	return &Upload{Name: head.Filename, Type: kind, Data: data}, ""
}
