package citizen_test

import (
	"os"
	"path/filepath"
	"testing"

	"motcua/handlers/talktest"
	"motcua/internal/audit"
)

// The conversations in testdata/talks/chung-minh open details, and time passes in them:
// each has a House of its own. They are played on the page, and by number.
func TestProofTalks(t *testing.T) {
	t.Parallel()
	for _, file := range proofTalks(t, "testdata/talks/chung-minh/*.talk", 8) {
		for _, numbers := range []bool{false, true} {
			name := filepath.Base(file)
			if numbers {
				name += "/by number"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				talk := talktest.Open(t).Talk()
				talk.Numbers = numbers
				talk.Play(t, file, written(t, file))
			})
		}
	}
}

// Those that share a telephone number need a messenger that can.
func TestProofTalksOnTelegram(t *testing.T) {
	t.Parallel()
	for _, mode := range []talktest.Mode{talktest.Poll, talktest.Webhook} {
		for _, file := range proofTalks(t, "testdata/talks/chung-minh/telegram/*.talk", 5) {
			t.Run(string(mode)+"/"+filepath.Base(file), func(t *testing.T) {
				t.Parallel()
				talktest.Open(t).TelegramTalk(t, mode).Play(t, file, written(t, file))
			})
		}
	}
}

// Every showing is in the audit, by what right; a question and a wrong try are not.
func TestShowingsAreInTheAudit(t *testing.T) {
	t.Parallel()
	house := talktest.Open(t)
	talk := house.Talk()
	for _, typed := range []string{"H29.171-261112-0031", "còn thiếu giấy gì", "9999 1979", "0418 1979", "còn thiếu giấy gì"} {
		if _, err := talk.Say(t.Context(), typed); err != nil {
			t.Fatal(err)
		}
	}
	asker := talk.Asker()
	got, err := house.Store.AuditOf(t.Context(), asker.Channel, asker.Chat, 10)
	if err != nil || len(got) != 2 {
		t.Fatalf("%d entries, %v; want 2", len(got), err)
	}
	for _, e := range got {
		if e.What != audit.Supplements || e.Right != audit.Weak || e.Code != "H29.171-261112-0031" || e.Volunteer != 0 {
			t.Errorf("%s by %s of %s", e.What, e.Right, e.Code)
		}
	}
}

func proofTalks(t *testing.T, pattern string, least int) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) < least {
		t.Fatalf("%d conversations, %v", len(files), err)
	}
	return files
}

func written(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
