//go:build faults

package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/bot/telegram/telegramtest"
)

// lasts is how long a fault of the Bot API lasts, in the long form or the short one.
func (m *messenger) lasts(full, short time.Duration) time.Duration {
	if !*long {
		full = short
	}
	m.allow = patience + full
	return full
}

// everybody are the chats 1 to 20.
func everybody(do func(chat int64)) {
	for chat := range int64(20) {
		do(chat + 1)
	}
}

// ask lets a chat ask for codes without waiting for the answers.
func (m *messenger) ask(chat int64, codes ...string) {
	for _, code := range codes {
		m.api.Say(chat, code)
	}
}

// toldOnce checks that a chat was told of all codes once, in order.
func (m *messenger) toldOnce(chat int64) {
	m.t.Helper()
	if told := m.told(chat); !slices.Equal(told, asked) {
		m.t.Errorf("chat %d was told of %q, want %q", chat, told, asked)
	}
}

// One chat is told to wait: it waits to the second, the others do not notice, and then
// it gets all in order.
func TestFaultTelegramFloodOfOneChat(t *testing.T) {
	t.Parallel()
	bothModes(t, newWorld, func(m *messenger) {
		m.serve()
		d := m.lasts(time.Minute, 6*time.Second)
		const slow = 1000
		m.ask(slow, asked[0])
		m.ended()
		m.api.Flood(slow, d)
		began := time.Now()
		m.ask(slow, asked[1:]...)
		everybody(func(chat int64) { m.ask(chat, asked...) })
		everybody(func(chat int64) {
			m.await("the others are answered", func() bool { return len(m.told(chat)) == len(asked) })
		})
		others := time.Since(began)
		if n := len(m.told(slow)); n != 1 || others > d {
			m.t.Errorf("the others were answered after %v, the chat that has to wait was told %d times", others, n)
		}
		m.ended()
		m.t.Logf("told to wait %v: the others answered after %v, all delivered after %v", d, others, time.Since(began))
		everybody(m.toldOnce)
		m.toldOnce(slow)
		m.noOffence()
	})
}

// noOffence checks that nothing was sent before its time.
func (m *messenger) noOffence() {
	m.t.Helper()
	if n := m.api.Offences(); n != 0 {
		m.t.Errorf("%d sends came before their time", n)
	}
}

// All are told to wait: nothing is sent meanwhile, and then everything, in order.
func TestFaultTelegramFloodOfAll(t *testing.T) {
	t.Parallel()
	bothModes(t, newWorld, func(m *messenger) {
		m.serve()
		m.ask(1000, code)
		m.ended()
		d := m.lasts(time.Minute, 3*time.Second)
		m.api.Flood(0, d)
		began, before := time.Now(), len(m.api.Calls("sendMessage"))
		everybody(func(chat int64) { m.ask(chat, asked...) })
		m.ended()
		all, sends := time.Since(began), 0
		everybody(func(chat int64) { sends += len(m.texts(chat)) })
		m.t.Logf("all told to wait %v: %d messages delivered after %v, %d sends refused", d, sends, all,
			len(m.api.Calls("sendMessage"))-before-sends)
		if all < d {
			m.t.Errorf("the flood ended nobody's sending: this shows nothing")
		}
		everybody(m.toldOnce)
		m.noOffence()
	})
}

// The Bot API is gone for a while: /readyz says so and stays 200, the web chat is
// untouched, and then everything is delivered, in order, once.
func TestFaultTelegramGone(t *testing.T) {
	t.Parallel()
	bothModes(t, newWorld, func(m *messenger) {
		v := m.visitor(m.serve())
		m.ask(1000, code)
		m.ended()
		v.until(http.StatusOK, allWell)
		d := m.lasts(5*time.Minute, 4*time.Second)
		m.api.Down()
		over := time.After(d)
		everybody(func(chat int64) { m.ask(chat, asked...) })
		named := m.await("/readyz names telegram", func() bool {
			a, err := v.try(http.MethodGet, "/readyz", nil)
			return err == nil && a.code == http.StatusOK && strings.Contains(a.body, `"degraded":["telegram: unreachable`)
		})
		onTheWeb := types(code)
		web, _ := v.send(onTheWeb, v.pageWaits)
		<-over
		must(m.t, m.api.Up())
		back := v.until(http.StatusOK, allWell)
		m.ended()
		m.t.Logf("gone for %v: named in /readyz after %v, the web chat answered in %v; noticed %v after its return", d,
			named.Round(time.Second/100), web.took.Round(time.Second/1000), back.Round(time.Second/10))
		if web.took > 2*time.Second {
			m.t.Errorf("the web chat answered in %v", web.took)
		}
		v.once([]said{onTheWeb}, code)
		everybody(m.toldOnce)
	})
}

// Blocked while something waits: that is remembered, nothing more is sent, and /start
// brings the person back.
func TestFaultTelegramBlocked(t *testing.T) {
	t.Parallel()
	bothModes(t, newWorld, func(m *messenger) {
		m.serve()
		m.ask(1, code)
		m.ended()
		m.api.Flood(1, 2*time.Second)
		m.ask(1, asked...)
		m.await("all waits", func() bool { return m.api.Pending() == 0 })
		unblock := m.api.Fail(telegramtest.Fault{
			Method: "sendMessage", Chat: 1, Status: 403, Description: "Forbidden: bot was blocked by the user",
		})
		before := len(m.api.Calls("sendMessage"))
		m.until(`SELECT EXISTS (SELECT FROM accounts WHERE channel = 'telegram' AND chat = '1' AND blocked_at IS NOT NULL)`)
		m.ended()
		if tried := len(m.api.Calls("sendMessage")) - before; tried != 1 {
			m.t.Errorf("%d sends after the chat was blocked, want the one that was refused", tried)
		}
		unblock()
		m.ask(1, "/start")
		m.ended()
		m.until(`SELECT NOT EXISTS (SELECT FROM accounts WHERE chat = '1' AND blocked_at IS NOT NULL)`)
		m.ask(1, asked[1])
		m.ended()
		if told := m.told(1); !slices.Contains(told, asked[1]) || told[0] != code || slices.Contains(told, asked[2]) {
			m.t.Errorf("the chat was told of %q", told)
		}
	})
}
