package volunteer

import (
	"strings"
	"testing"
	"time"

	"motcua/internal/team"
)

func TestLink(t *testing.T) {
	t.Parallel()
	const token = "Abc-_123456789012345678901234567890123456789012345678901234"
	s := newStage(t)
	s.chat = "44"
	s.room.invites[string(hashOf(token))] = team.Invite{Kind: team.Connect, Volunteer: 4, Until: monday.Add(team.ConnectLives)}
	s.room.invites[string(hashOf("otherkind"))] = team.Invite{Kind: team.SignIn, Volunteer: 4, Until: monday.Add(time.Hour)}
	s.has(s.say("/start desk_unknown123"), "không dùng được")
	s.has(s.say("/start desk_otherkind"), "không dùng được")
	s.has(s.say("/start desk_"+strings.Repeat("a", 60)), "không dùng được")
	s.has(s.say("/start desk_"+token[:57]), "không dùng được")
	s.has(s.press("v:link:"+token[:57]), "không dùng được")
	s.room.invites[string(hashOf(token[:57]))] = s.room.invites[string(hashOf(token))]
	s.has(s.say("/start desk_"+token[:57]), "của Vy (Tổ công nghệ số cộng đồng)")
	if got := s.offered(); got != "v:link:"+token[:57]+" v:link" {
		t.Errorf("offered %s", got)
	}
	if s.room.people[4].Telegram != "" {
		t.Error("looking at the link joined the chat")
	}
	s.has(s.press("v:link"), "Không nối")
	s.now = monday.Add(team.ConnectLives + time.Second)
	s.has(s.press("v:link:"+token[:57]), "hết giờ")
	s.now = monday
	s.has(s.press("v:link:"+token[:57]), "Đã nối với bàn trực của Vy")
	s.has(s.press("v:link:"+token[:57]), "Đã nối") // the same press came twice
	s.has(s.say("bàn trực"), "Bàn trực")
	s.chat = "45"
	s.has(s.say("/start desk_"+token[:57]), "đã dùng rồi")
	s.has(s.press("v:link:"+token[:57]), "đã dùng rồi")
}
