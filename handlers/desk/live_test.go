package desk_test

import (
	"bufio"
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"motcua/internal/ticket"
)

// stream is an open page's line.
type stream struct {
	t      *testing.T
	events chan event
}

type event struct{ name, data string }

// listen opens the stream of a page; case 0 is the queue.
func (b *browser) listen(t *testing.T, query string) *stream {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.base+"/desk/events?"+query, nil)
	must(t, err)
	client := *b.http
	client.Timeout = 0
	res, err := client.Do(r)
	must(t, err)
	t.Cleanup(func() { _ = res.Body.Close() })
	if res.StatusCode != http.StatusOK {
		t.Fatalf("stream: status %d", res.StatusCode)
	}
	s := &stream{t: t, events: make(chan event, 1000)}
	go s.read(bufio.NewScanner(res.Body))
	s.wait("lists", "")
	return s
}

func (s *stream) read(in *bufio.Scanner) {
	defer close(s.events)
	in.Buffer(nil, 1<<20)
	var e event
	for in.Scan() {
		switch name, value, _ := strings.Cut(in.Text(), ": "); {
		case in.Text() == "":
			if e.name != "" {
				s.events <- e
			}
			e = event{}
		case name == "event":
			e.name = value
		case name == "data":
			e.data += value + "\n"
		}
	}
}

// wait takes events until one of the name with the words in it.
func (s *stream) wait(name, words string) string {
	s.t.Helper()
	late := time.After(20 * time.Second)
	for {
		select {
		case e, open := <-s.events:
			if !open {
				s.t.Fatalf("the stream ended before %s %q", name, words)
			}
			if e.name == name && strings.Contains(e.data, words) {
				return e.data
			}
		case <-late:
			s.t.Fatalf("no %s %q", name, words)
		}
	}
}

// ends waits until the server closes the stream, which must not have carried the words.
func (s *stream) ends(words string) {
	s.t.Helper()
	late := time.After(20 * time.Second)
	for {
		select {
		case e, open := <-s.events:
			if !open {
				return
			}
			if strings.Contains(e.data, words) {
				s.t.Errorf("%s came: %s", words, e.data)
			}
		case <-late:
			s.t.Fatal("the stream does not end")
		}
	}
}

// never says that nothing with these words came before an event that is known to be last.
func (s *stream) never(words, lastName, lastWords string) {
	s.t.Helper()
	for {
		select {
		case e := <-s.events:
			if strings.Contains(e.data, words) {
				s.t.Errorf("%s came: %s", words, e.data)
			}
			if e.name == lastName && strings.Contains(e.data, lastWords) {
				return
			}
		case <-time.After(20 * time.Second):
			s.t.Fatalf("no %s %q", lastName, lastWords)
		}
	}
}

func TestNewsReachTheDesksThatMaySeeThem(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lan, minh, vy := w.signedIn(w.cast.Lan), w.signedIn(w.cast.Minh), w.signedIn(w.cast.Vy)
	queueLan, queueMinh, queueVy := lan.listen(t, ""), minh.listen(t, ""), vy.listen(t, "")
	asker := ticket.Asker{Channel: "web", Chat: "asker"}
	c := w.ask(ticket.Question{Text: "Giấy phép xây nhà", Asker: asker})
	for _, s := range []*stream{queueLan, queueMinh} {
		if row := s.wait("row", "Giấy phép xây nhà"); !strings.Contains(row, `data-list="waiting"`) {
			t.Errorf("row %s", row)
		}
	}
	lan.post(path(c, "/claim"), nil).ok(t, http.StatusOK)
	queueLan.wait("row", `data-list="mine"`)
	queueMinh.wait("row", "Lan đã nhận")
	open := lan.listen(t, "case="+itoa(c.ID)+"&after=2")
	if _, err := w.verbs.Add(t.Context(), "more", c.ID, asker, "cần gấp lắm", nil); err != nil {
		t.Fatal(err)
	}
	if line := open.wait("line", "cần gấp lắm"); strings.Contains(line, "Lan nhận") {
		t.Errorf("a line that the page had came again: %s", line)
	}
	open.wait("case", "")
	queueLan.wait("row", "1 tin mới")
	lan.post(path(c, "/finish"), url.Values{"outcome": {"guided"}})
	queueLan.wait("row", `data-list="gone"`)
	last := w.ask(ticket.Question{Text: "câu cuối cho đội thành phố", Unit: "H29.999"})
	if _, err := w.verbs.Claim(t.Context(), "x", last.ID, w.cast.Vy.ID); err == nil {
		t.Error("a question of the first ring was claimed from the city's pool")
	}
	must(t, w.store.AddMember(t.Context(), w.cast.Ward.ID, w.cast.Vy.ID, false)) // from here on Vy sees the ward's
	queueVy.ends("Giấy phép")                                                    // the page comes back for it
	queueVy = vy.listen(t, "")
	w.ask(question("Vy thấy câu này"))
	queueVy.wait("row", "Vy thấy câu này")
}

func TestASensitiveExcerptIsOnNoStream(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lan, thao := w.signedIn(w.cast.Lan).listen(t, ""), w.signedIn(w.cast.Thao).listen(t, "")
	w.ask(ticket.Question{Text: "xác nhận hộ nghèo", Sensitive: true})
	if row := thao.wait("row", "waiting"); strings.Contains(row, "hộ nghèo") || !strings.Contains(row, "Chuyện riêng") {
		t.Errorf("row %s", row)
	}
	w.ask(question("một câu thường"))
	lan.never("Chuyện riêng", "row", "một câu thường")
}

func TestNewsArriveWithoutRedis(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.signedIn(w.cast.Lan).listen(t, "")
	w.live.mu.Lock()
	w.live.deaf = true
	w.live.mu.Unlock()
	w.ask(question("không ai báo"))
	s.wait("row", "không ai báo") // the desk looks by itself
}

func TestComingBackGivesEverything(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lan := w.signedIn(w.cast.Lan)
	asker := ticket.Asker{Channel: "web", Chat: "asker"}
	c := w.ask(ticket.Question{Text: "dòng một", Asker: asker})
	lan.post(path(c, "/claim"), nil)
	seen := regexp.MustCompile(`data-seen="(\d+)"`).FindStringSubmatch(lan.get(path(c, "")).body)[1]
	for _, words := range []string{"dòng hai", "dòng ba"} { // while the line was cut
		if _, err := w.verbs.Add(t.Context(), words, c.ID, asker, words, nil); err != nil {
			t.Fatal(err)
		}
	}
	w.ask(question("câu mới trong lúc vắng"))
	s := lan.listen(t, "case="+itoa(c.ID)+"&after="+seen)
	if got := s.wait("line", "dòng ba"); !strings.Contains(got, "dòng hai") || strings.Contains(got, "dòng một") {
		t.Errorf("lines %s", got)
	}
}

func TestAnEndedSessionEndsItsStream(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	lan := w.signedIn(w.cast.Lan)
	s := lan.listen(t, "")
	id := regexp.MustCompile(`name="session" value="(\d+)"`).FindStringSubmatch(lan.get("/desk/me").body)[1]
	lan.post("/desk/me/session", url.Values{"session": {id}}).ok(t, http.StatusOK)
	s.wait("ended", "")
}
