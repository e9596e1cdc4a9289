package talktest

import (
	"context"
	"errors"
	"sync"

	"motcua/bot"
	"motcua/bot/telegram"
	"motcua/internal/chat"
)

// mail is what reaches people's messengers by the outbox.
type mail struct {
	mu      sync.Mutex
	arrive  map[string][]chat.Reply
	phones  map[string]bot.Sender // chats that have a Telegram of their own
	blocked map[string]bool       // chats where nobody wants to hear of us
}

// Split makes of a long Reply the messages that Telegram would show.
func (*mail) Split(r chat.Reply) []chat.Reply { return (&telegram.Channel{}).Split(r) }

// Send brings a Reply to a chat.
func (m *mail) Send(ctx context.Context, chatID string, r chat.Reply) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.blocked[chatID] {
		return &bot.SendError{Kind: bot.SendNever, Err: errors.New("blocked")}
	}
	if phone := m.phones[chatID]; phone != nil {
		return phone.Send(ctx, chatID, r)
	}
	if m.arrive == nil {
		m.arrive = map[string][]chat.Reply{}
	}
	m.arrive[chatID] = append(m.arrive[chatID], r)
	return nil
}

// connect gives a chat a Telegram of its own.
func (m *mail) connect(chatID string, to bot.Sender) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.phones == nil {
		m.phones = map[string]bot.Sender{}
	}
	m.phones[chatID] = to
}

// block makes a chat one that nothing reaches, or one that all reaches again.
func (m *mail) block(chatID string, on bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.blocked == nil {
		m.blocked = map[string]bool{}
	}
	m.blocked[chatID] = on
}

// take is what arrived in a chat since it was last asked.
func (m *mail) take(chatID string) []chat.Reply {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := m.arrive[chatID]
	delete(m.arrive, chatID)
	return out
}
