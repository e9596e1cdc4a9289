package telegramtest

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// answer is what a call comes to.
type answer struct {
	status int
	body   any
	html   string
	raw    []byte // of a file
	cut    bool   // no answer: the connection is closed
}

func result(v any) answer {
	return answer{status: http.StatusOK, body: map[string]any{"ok": true, "result": v}}
}

func refuse(code int, why string) answer { return refuseWith(code, why, nil) }

func refuseWith(code int, why string, parameters map[string]any) answer {
	body := map[string]any{"ok": false, "error_code": code, "description": why}
	if parameters != nil {
		body["parameters"] = parameters
	}
	return answer{status: code, body: body}
}

func (a answer) write(w http.ResponseWriter) {
	switch {
	case a.cut:
		panic(http.ErrAbortHandler)
	case a.html != "":
		w.Header().Set("Content-Type", "text/html")
		w.WriteHeader(a.status)
		_, _ = w.Write([]byte(a.html))
	case a.raw != nil:
		_, _ = w.Write(a.raw)
	default:
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(a.status)
		_ = json.NewEncoder(w).Encode(a.body) //nolint:errchkjson // maps of strings and numbers
	}
}

func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/bot"+Token+"/{method}", func(w http.ResponseWriter, r *http.Request) {
		s.serve(w, r, r.PathValue("method"))
	})
	mux.HandleFunc("GET /file/bot"+Token+"/{path...}", s.serveFile)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(401, "Unauthorized").write(w) })
	return mux
}

// serve is one call: noted, made to fail where a fault says so, carried out.
func (s *Server) serve(w http.ResponseWriter, r *http.Request, method string) {
	params := paramsOf(r)
	chat, _ := strconv.ParseInt(params["chat_id"], 10, 64)
	s.mu.Lock()
	s.calls = append(s.calls, Call{method, params, s.now()})
	fault := s.fault(method, chat)
	s.change()
	s.mu.Unlock()
	carryOut := func() answer { return s.call(r, method, chat, params) }
	if fault == nil {
		carryOut().write(w)
		return
	}
	s.fail(r.Context(), fault, carryOut).write(w)
}

// paramsOf reads what a call is given, however it is written.
func paramsOf(r *http.Request) map[string]string {
	params := map[string]string{}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		var fields map[string]any
		_ = json.NewDecoder(r.Body).Decode(&fields)
		for name, value := range fields {
			if text, ok := value.(string); ok {
				params[name] = text
				continue
			}
			text, _ := json.Marshal(value) //nolint:errchkjson // was JSON a moment ago
			params[name] = string(text)
		}
		return params
	}
	_ = r.ParseMultipartForm(64 << 20) //nolint:gosec // our own bot is the only caller. It fails for what is not multipart, and has read the form then
	for name := range r.Form {
		params[name] = r.Form.Get(name)
	}
	return params
}

// call carries a method out.
func (s *Server) call(r *http.Request, method string, chat int64, params map[string]string) answer {
	switch method {
	case "getUpdates":
		return s.getUpdates(r, params)
	case "setWebhook":
		return s.setWebhook(params)
	case "deleteWebhook":
		return s.setWebhook(map[string]string{"drop_pending_updates": params["drop_pending_updates"]})
	case "getWebhookInfo":
		return s.webhookInfo()
	case "getMe":
		return result(map[string]any{"id": 123456, "is_bot": true, "first_name": "Một cửa", "username": Username})
	case "setMyCommands":
		return s.setMyCommands(params)
	case "sendMessage":
		return s.sendMessage(chat, params)
	case "sendPhoto", "sendDocument", "sendVoice":
		return s.sendFile(r, method, chat, params)
	case "editMessageText":
		return s.editMessage(chat, params)
	case "deleteMessage":
		return s.deleteMessage(chat, params)
	case "sendChatAction":
		return result(true)
	case "answerCallbackQuery":
		return s.answerPress(params["callback_query_id"])
	case "getFile":
		return s.getFile(params["file_id"])
	}
	return refuse(404, "Not Found: method not found")
}

func (s *Server) setMyCommands(params map[string]string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.commands[params["language_code"]] = params["commands"]
	return result(true)
}

// Commands are those registered for a language ("": for who has none of the others).
func (s *Server) Commands(lang string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.commands[lang]
}

// pressLives is how long a press can be answered.
const pressLives = 15 * time.Second

func (s *Server) answerPress(id string) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := s.presses[id]
	if p == nil || s.now().Sub(p.at) > pressLives {
		return refuse(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
	}
	p.answered = true
	s.change()
	return result(true)
}
