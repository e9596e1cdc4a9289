package citizen_test

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"strings"
	"testing"

	"motcua/handlers/talktest"
	"motcua/internal/announce"
)

// The text that is agreed to and its version go together: who agreed to other words is to
// be asked again.
func TestTheAnnouncementsConsentHasItsVersion(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("texts/announce.vi.toml")
	if err != nil {
		t.Fatal(err)
	}
	_, keeping, _ := strings.Cut(string(text), "[keeping]")
	keeping, _, _ = strings.Cut(keeping, "yes =")
	sum := sha256.Sum256([]byte(keeping))
	if got, want := hex.EncodeToString(sum[:4]), "405d8e7e"; got != want {
		t.Errorf("the text has changed (%s): write announce-2 into announceConsentVersion, and %s here", got, got)
	}
}

// Its first line says who sends it, its last how to end it, in the listener's language; the
// words between are as they were written.
func TestAnAnnouncementAsItIsRead(t *testing.T) {
	t.Parallel()
	house := talktest.Open(t)
	a := announce.Announcement{Unit: "SG-LT", Text: "Mai nghỉ lễ.\n{anh/chị} xem https://dichvucong.gov.vn"}
	for lang, want := range map[string]string{
		"vi": "Thông báo cho người dân phường Lái Thiêu, do " + talktest.Operator + " gửi:\n" + a.Text + "\nThôi nhận thông báo thì nhắn “dừng thông báo”.",
		"en": "For everybody in Phường Lái Thiêu, sent by " + talktest.Operator + ":\n" + a.Text + "\nTo end these announcements, write “stop announcements”.",
	} {
		got := house.Handler.Announced(t.Context(), a, lang, "bác")
		if got.Text != want || got.Lang != lang || len(got.Choices) != 1 || got.Choices[0].Press != "unlisten" || got.Sign != "" {
			t.Errorf("%s: %+v\nwant %s", lang, got, want)
		}
	}
}
