package telegram

import "sync"

// moved knows which groups became others: Telegram gives a group that grows another
// id, and refuses the old one. It says so again at every send, so that what a process
// forgets costs one call; nothing that outlives a process is kept by a group's id.
type moved struct {
	mu sync.Mutex
	to map[string]int64
}

func (m *moved) note(from string, to int64) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.to == nil {
		m.to = map[string]int64{}
	}
	m.to[from] = to
}

// now is the id of a chat today.
func (m *moved) now(chatID string, id int64) int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	if to, ok := m.to[chatID]; ok {
		return to
	}
	return id
}
