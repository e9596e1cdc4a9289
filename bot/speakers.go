package bot

import (
	"context"
	"sync"

	"motcua/internal/chat"
)

// speakers lets one message of a speaker in at a time, in order of arrival. It is
// what keeps order within this process, and all there is while Redis is away.
type speakers struct {
	mu   sync.Mutex
	last map[chat.Speaker]chan struct{} // closed when the last who came has left
}

// enter waits for those who came before. It gives up with ctx; the place in the
// queue is then passed on. Whoever is in calls the function to leave.
func (q *speakers) enter(ctx context.Context, who chat.Speaker) (func(), error) {
	mine := make(chan struct{})
	q.mu.Lock()
	before := q.last[who]
	q.last[who] = mine
	q.mu.Unlock()
	leave := func() { q.leave(who, mine) }
	if before == nil {
		return leave, nil
	}
	select {
	case <-before:
		return leave, nil
	case <-ctx.Done():
		go func() {
			<-before
			q.leave(who, mine)
		}()
		return nil, ctx.Err()
	}
}

func (q *speakers) leave(who chat.Speaker, mine chan struct{}) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.last[who] == mine {
		delete(q.last, who)
	}
	close(mine)
}
