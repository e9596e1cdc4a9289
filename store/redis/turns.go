package redis

import (
	"context"
	_ "embed" // the scripts
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	goredis "github.com/redis/go-redis/v9"

	"motcua/internal/chat"
)

// What is kept how long.
const (
	SessionKept = 24 * time.Hour
	MarksKept   = 48 * time.Hour // of messages that ended: longer than any channel sends one again
)

var (
	//go:embed begin.lua
	beginText string
	//go:embed renew.lua
	renewText string
	//go:embed commit.lua
	commitText string
	//go:embed end.lua
	endText string
	//go:embed release.lua
	releaseText string
	//go:embed forget.lua
	forgetText string

	beginScript   = goredis.NewScript(beginText)
	renewScript   = goredis.NewScript(renewText)
	commitScript  = goredis.NewScript(commitText)
	endScript     = goredis.NewScript(endText)
	releaseScript = goredis.NewScript(releaseText)
	forgetScript  = goredis.NewScript(forgetText)
)

// All keys of a chat carry its tag, so that a script finds them on one node.
func tag(channel chat.Channel, id string) string { return "{" + string(channel) + ":" + id + "}:" }

// turnKey holds the token of who has the speaker's turn.
func turnKey(s chat.Speaker) string { return "motcua:turn:" + tag(s.Channel, s.Chat) + s.From }

func sessionKey(s chat.Speaker) string { return "motcua:session:" + tag(s.Channel, s.Chat) + s.From }

// openKey holds the ids of the speaker's messages that have not ended.
func openKey(s chat.Speaker) string { return "motcua:open:" + tag(s.Channel, s.Chat) + s.From }

// recordPrefix and a message's id name what is known of the message: attempts,
// committed, its unsent replies r1, r2 ..., ended.
func recordPrefix(channel chat.Channel, id string) string {
	return "motcua:message:" + tag(channel, id)
}

func recordKey(k chat.Key) string { return recordPrefix(k.Channel, k.Chat) + k.ID }

// Begin takes the speaker's turn for the message, or tells why not.
func (s *Store) Begin(ctx context.Context, h chat.Hold) (chat.Turn, error) {
	keys := []string{turnKey(h.Speaker), sessionKey(h.Speaker), recordKey(h.Key), openKey(h.Speaker)}
	got, err := s.scripts.run(ctx, beginScript, keys, h.Token, h.Lease.Milliseconds(), h.Key.ID, MarksKept.Milliseconds()).Slice()
	if err != nil {
		return chat.Turn{}, fmt.Errorf("begin a turn: %w", err)
	}
	turn := chat.Turn{State: chat.TurnState(word(got, 0))}
	switch turn.State {
	case chat.TurnTaken:
		turn.Attempt, err = strconv.Atoi(word(got, 1))
		if json.Unmarshal([]byte(word(got, 2)), &turn.Session) != nil {
			turn.Session = chat.Session{} // none, or one that an older version wrote
		}
	case chat.TurnCommitted:
		turn.Unsent, err = unsent(got[1])
	case chat.TurnEnded, chat.TurnBusy: // nothing more to say
	}
	if err != nil {
		return chat.Turn{}, fmt.Errorf("begin a turn: %w", err)
	}
	return turn, nil
}

func word(values []any, i int) string {
	if i >= len(values) {
		return ""
	}
	return fmt.Sprint(values[i])
}

// unsent reads the replies out of a message's record.
func unsent(record any) ([]chat.Unsent, error) {
	pairs, ok := record.([]any)
	if !ok {
		return nil, errors.New("a message's record is no list")
	}
	var all []chat.Unsent
	for i := 0; i+1 < len(pairs); i += 2 {
		number, isReply := strings.CutPrefix(word(pairs, i), "r")
		if !isReply {
			continue
		}
		n, err := strconv.Atoi(number)
		if err != nil {
			return nil, err
		}
		u := chat.Unsent{N: n}
		if err := json.Unmarshal([]byte(word(pairs, i+1)), &u.Reply); err != nil {
			return nil, errors.New("a reply cannot be read") // the cause would quote it
		}
		all = append(all, u)
	}
	slices.SortFunc(all, func(a, b chat.Unsent) int { return a.N - b.N })
	return all, nil
}

// Renew holds the turn for another lease; false when it is not ours any more.
func (s *Store) Renew(ctx context.Context, h chat.Hold) (bool, error) {
	return yes("renew a turn", s.scripts.run(ctx, renewScript, []string{turnKey(h.Speaker)}, h.Token, h.Lease.Milliseconds()))
}

// Commit saves the Session and the Replies if the turn is still ours, and keeps it.
func (s *Store) Commit(ctx context.Context, h chat.Hold, session chat.Session, replies []chat.Reply) (bool, error) {
	remembered, err := json.Marshal(session)
	if err != nil {
		return false, err
	}
	if string(remembered) == "{}" { // who asked to be forgotten has no Session
		remembered = nil
	}
	args := []any{h.Token, h.Lease.Milliseconds(), remembered, SessionKept.Milliseconds(), MarksKept.Milliseconds()}
	for _, r := range replies {
		text, err := json.Marshal(r)
		if err != nil {
			return false, err
		}
		args = append(args, text)
	}
	keys := []string{turnKey(h.Speaker), sessionKey(h.Speaker), recordKey(h.Key)}
	return yes("commit a turn", s.scripts.run(ctx, commitScript, keys, args...))
}

// MarkSent forgets a Reply that was delivered.
func (s *Store) MarkSent(ctx context.Context, k chat.Key, n int) error {
	if err := s.client.HDel(ctx, recordKey(k), "r"+strconv.Itoa(n)).Err(); err != nil {
		return fmt.Errorf("mark a reply sent: %w", err)
	}
	return nil
}

// End marks the message ended, forgets its Replies and gives the turn back.
func (s *Store) End(ctx context.Context, h chat.Hold) error {
	keys := []string{turnKey(h.Speaker), recordKey(h.Key), openKey(h.Speaker)}
	_, err := yes("end a turn", s.scripts.run(ctx, endScript, keys, h.Token, h.Key.ID, MarksKept.Milliseconds()))
	return err
}

// Release gives the turn back with the message not ended; counted says whether the
// attempt is remembered.
func (s *Store) Release(ctx context.Context, h chat.Hold, counted bool) error {
	keys := []string{turnKey(h.Speaker), recordKey(h.Key)}
	count := 0
	if counted {
		count = 1
	}
	_, err := yes("release a turn", s.scripts.run(ctx, releaseScript, keys, h.Token, count))
	return err
}

// Forget removes the Session and what is kept of the speaker's turns. One in hand is
// lost and its message counts as ended.
func (s *Store) Forget(ctx context.Context, who chat.Speaker) error {
	keys := []string{turnKey(who), sessionKey(who), openKey(who)}
	_, err := yes("forget a speaker", s.scripts.run(ctx, forgetScript, keys,
		recordPrefix(who.Channel, who.Chat), MarksKept.Milliseconds()))
	return err
}

// Session is what is remembered of a conversation; false: nothing, or nothing readable.
func (s *Store) Session(ctx context.Context, who chat.Speaker) (chat.Session, bool, error) {
	text, err := s.client.Get(ctx, sessionKey(who)).Bytes()
	if errors.Is(err, goredis.Nil) {
		return chat.Session{}, false, nil
	}
	if err != nil {
		return chat.Session{}, false, fmt.Errorf("read a session: %w", err)
	}
	var session chat.Session
	ok := json.Unmarshal(text, &session) == nil // else an older version wrote it
	if !ok {
		session = chat.Session{}
	}
	return session, ok, nil
}

// yes reads a script's 1 or 0.
func yes(what string, cmd *goredis.Cmd) (bool, error) {
	n, err := cmd.Int()
	if err != nil {
		return false, fmt.Errorf("%s: %w", what, err)
	}
	return n == 1, nil
}
