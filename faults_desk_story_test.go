//go:build faults

package main

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"motcua/internal/ticket"
)

// What is said in a story: its number and the line's, in words that mean nothing to
// the assistant.
const (
	asksText    = "Phần %02d của chuyện %03d, xin nghe tiếp."
	answersText = "Trả lời %02d cho chuyện %03d, xin đọc tiếp."
)

var (
	asking    = regexp.MustCompile(`Phần (\d\d) của chuyện (\d{3})`)
	answering = regexp.MustCompile(`Trả lời (\d\d) cho chuyện (\d{3})`)
)

// numbersIn are the numbers of the lines in texts, in order; those of other stories are
// below zero.
func (s *story) numbersIn(pattern *regexp.Regexp, texts ...string) (lines []int) {
	for _, found := range pattern.FindAllStringSubmatch(strings.Join(texts, "\n"), -1) {
		n, _ := strconv.Atoi(found[1])
		if found[2] != fmt.Sprintf("%03d", s.n) {
			n = -1
		}
		lines = append(lines, n)
	}
	return lines
}

// story is one question and all that is said in it. Either the asker is at a page and
// the volunteer in Telegram, or the asker in Telegram and the volunteer at a browser.
type story struct {
	o     *office
	n     int
	id    int64
	page  *visitor
	chat  int64
	agent *agent
}

// inTelegram is the chat of the side that has one.
func (s *story) inTelegram() int64 { return max(s.chat, s.agent.phone) }

// stories opens questions, one a volunteer, and lets each volunteer take theirs. The
// agents come to stand before the servers do.
func (o *office) stories(s *server, agents ...*agent) (all []*story) {
	o.t.Helper()
	for i, a := range agents {
		tale := &story{o: o, n: i + 1, agent: a}
		if a.desk != nil {
			tale.chat = int64(i + 1)
		} else {
			tale.page = o.visitor(s)
		}
		all = append(all, tale)
	}
	for step := range 3 {
		for _, tale := range all {
			tale.opens(step)
		}
		o.ended()
	}
	for _, tale := range all {
		lines := fmt.Sprintf(asksText, 0, tale.n)
		o.until(`SELECT count(*) = 1 FROM ticket_lines WHERE text = $1`, lines)
		tale.id = o.number(`SELECT ticket FROM ticket_lines WHERE text = $1`, lines)
		tale.agent.claims(tale.id)
	}
	o.until(`SELECT count(*) = $1 FROM tickets WHERE state = 'held'`, len(all))
	o.settled()
	return all
}

// opens is one of three steps: the wish for a person, the consent, the question.
func (s *story) opens(step int) {
	s.o.t.Helper()
	switch {
	case step == 2:
		s.says(0)
	case s.page == nil && step == 0:
		s.o.api.Say(s.chat, "gặp người")
	case s.page == nil:
		s.o.api.Press(s.chat, 1, "consent:yes")
	default:
		m := types([]string{"Gặp người", "Đồng ý"}[step])
		m.Press = []string{"human", "consent:yes"}[step]
		s.page.send(m, s.page.pageWaits)
	}
}

// says is a line of the asker, sent until it is taken.
func (s *story) says(line int) {
	s.o.t.Helper()
	text := fmt.Sprintf(asksText, line, s.n)
	if s.page == nil {
		s.o.api.Say(s.chat, text)
		return
	}
	s.page.send(types(text), s.page.pageWaits)
}

// answers is a line of the volunteer. A browser sends its form twice at once, as a
// double click does, until both are taken.
func (s *story) answers(line int) {
	s.o.t.Helper()
	text := fmt.Sprintf(answersText, line, s.n)
	if s.agent.desk == nil {
		s.agent.writes(s.id, text)
		return
	}
	form := url.Values{"text": {text}, "key": {fmt.Sprintf("answer-%d", line)}}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			if a := s.agent.desk.press(caseOf(s.id)+"/answer", form); a.code != http.StatusSeeOther {
				s.o.t.Errorf("answer %d of story %d: %d %s", line, s.n, a.code, a.body)
			}
		})
	}
	both.Wait()
}

// talk lets both sides of stories write these lines without waiting for each other. The
// channel speaks when all is written.
func talk(all []*story, from, to int, apart time.Duration) <-chan struct{} {
	var sides sync.WaitGroup
	for _, s := range all {
		for _, side := range []func(int){s.says, s.answers} {
			sides.Go(func() {
				for line := from; line <= to; line++ {
					pause(s.o.t, rand.N(apart))
					side(line)
				}
			})
		}
	}
	done := make(chan struct{})
	go func() { sides.Wait(); close(done) }()
	return done
}

// told holds what everybody was told against what was said up to a line: nothing lost,
// all in order, twice nothing in the case, on pages nothing, in Telegram no more than
// what is explained. It gives what came twice.
func (s *story) told(last int, explained map[int64]int) (repeats int) {
	s.o.t.Helper()
	said, answered := upTo(0, last), upTo(1, last)
	s.same("the case keeps of the asker", s.kept(ticket.Said, asking), said)
	s.same("the case keeps of the volunteer", s.kept(ticket.Answered, answering), answered)
	if s.page == nil {
		n := s.sameIn(s.chat, "the asker's Telegram has", answering, "", answered, explained)
		s.same("the desk shows of the asker", s.numbersIn(asking, s.agent.desk.talkIn(s.id)), said)
		s.same("the desk shows of the volunteer", s.numbersIn(answering, s.agent.desk.talkIn(s.id)), answered)
		return n
	}
	var mine, theirs []string
	for _, l := range s.page.lines() {
		if !l.told {
			mine = append(mine, l.HTML)
		} else if strings.Contains(l.HTML, "bubble human") {
			theirs = append(theirs, l.HTML)
		}
	}
	s.same("the asker's page shows of the asker", s.numbersIn(asking, mine...), said)
	s.same("the asker's page shows of the volunteer", s.numbersIn(answering, theirs...), answered)
	return s.sameIn(s.agent.phone, "the volunteer's Telegram has", asking, relayed(s.id), answered, explained)
}

// kept are the numbers of the lines in the case.
func (s *story) kept(what ticket.What, pattern *regexp.Regexp) []int {
	s.o.t.Helper()
	lines, err := s.o.store.Lines(s.o.t.Context(), s.id, 0)
	must(s.o.t, err)
	var texts []string
	for _, l := range lines {
		if l.What == what {
			texts = append(texts, l.Text)
		}
	}
	return s.numbersIn(pattern, texts...)
}

// sameIn looks at the messages of a chat that begin so and hold lines. The same twice
// in a row came twice.
func (s *story) sameIn(chat int64, what string, pattern *regexp.Regexp, begin string, want []int, explained map[int64]int) int {
	s.o.t.Helper()
	texts := slices.DeleteFunc(s.o.texts(chat), func(text string) bool {
		return !strings.HasPrefix(text, begin) || !pattern.MatchString(text)
	})
	once := slices.Compact(slices.Clone(texts))
	s.same(what, s.numbersIn(pattern, once...), want)
	repeats := len(texts) - len(once)
	if repeats > explained[chat] {
		s.o.t.Errorf("story %d: chat %d was told %d times again, explained are %d", s.n, chat, repeats, explained[chat])
	}
	return repeats
}

func (s *story) same(what string, got, want []int) {
	s.o.t.Helper()
	if !slices.Equal(got, want) {
		s.o.t.Errorf("story %d: %s lines %v, want %v", s.n, what, got, want)
	}
}

func upTo(first, last int) (n []int) {
	for i := first; i <= last; i++ {
		n = append(n, i)
	}
	return n
}

// allTold is told of all stories, and a word on it.
func (o *office) allTold(all []*story, last int, explained map[int64]int) {
	o.t.Helper()
	o.settled()
	repeats, may := 0, 0
	for _, s := range all {
		repeats += s.told(last, explained)
	}
	for n := range maps.Values(explained) {
		may += n
	}
	if o.t.Failed() {
		return
	}
	o.t.Logf("%d lines in %d cases, all told once and in order; %d sends were in flight, %d came twice",
		2*last*len(all), len(all), may, repeats)
}
