package citizen_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"motcua/handlers/talktest"
	"motcua/internal/city"
)

// Every dossier of the sample city is answered in both languages: one Card with its
// code, nothing wrong in it, nothing that needs proof.
func TestWholeCity(t *testing.T) {
	t.Parallel()
	house := talktest.OpenCity(t)
	vi, en := house.Talk(), house.Talk()
	en.Lang = "en"
	answered := 0
	for line := range bytes.Lines(city.Dossiers(talktest.Start)) {
		var row struct{ Code string }
		if err := json.Unmarshal(line, &row); err != nil {
			t.Fatal(err)
		}
		for _, talk := range []*talktest.Talk{vi, en} {
			answers(t, house, talk, row.Code)
		}
		answered++
	}
	if answered < 250 {
		t.Errorf("only %d dossiers", answered)
	}
}

func answers(t *testing.T, house *talktest.House, talk *talktest.Talk, code string) {
	t.Helper()
	replies, err := talk.Say(t.Context(), code)
	if err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	for _, wrong := range talktest.Faults(replies) {
		t.Errorf("%s: %s", code, wrong)
	}
	last := replies[len(replies)-1]
	if last.Card == nil || last.Card.Code != code {
		t.Errorf("%s is answered by %q", code, last.Text)
		return
	}
	said, err := json.Marshal(replies)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range secrets(stored(t, house, code)) {
		if strings.Contains(string(said), secret) {
			t.Errorf("%s: %q is said", code, secret)
		}
	}
}
