package audit

import (
	"strings"
	"testing"
	"time"
)

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, what := range Whats {
		for _, right := range Rights {
			if err := (Entry{What: what, Right: right}).Check(); err != nil {
				t.Error(err)
			}
		}
	}
	for word, e := range map[string]Entry{"phone": {What: "phone", Right: Own}, "curiosity": {What: List, Right: "curiosity"}, `""`: {}} {
		if err := e.Check(); err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%+v: %v", e, err)
		}
	}
}

func TestBefore(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	if got := Before(now); !got.Equal(time.Date(2024, 11, 25, 9, 0, 0, 0, time.UTC)) {
		t.Error(got)
	}
}
