package desk

import (
	"testing"
	"time"
)

func TestDevicesByTheNamesThatPeopleKnow(t *testing.T) {
	t.Parallel()
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36":                         "Chrome, Android",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1": "Safari, iPhone",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0":           "Edge, Windows",
		"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 coc_coc_browser/126.0 Chrome/120.0 Safari/537.36":                                       "Cốc Cốc, Windows",
		"curl/8": "?, ?",
	} {
		if got := device(agent); got != want {
			t.Errorf("%s is %q, want %q", agent, got, want)
		}
	}
}

func TestAgoCountsAsPeopleDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		d    time.Duration
		n    int
		unit string
	}{
		{-time.Minute, 0, "minute"}, {30 * time.Second, 0, "minute"}, {18*time.Minute + 59*time.Second, 18, "minute"},
		{time.Hour, 1, "hour"}, {23*time.Hour + 59*time.Minute, 23, "hour"}, {50 * time.Hour, 2, "day"},
	} {
		if n, unit := ago(c.d); n != c.n || unit != c.unit {
			t.Errorf("%s is %d %s, want %d %s", c.d, n, unit, c.n, c.unit)
		}
	}
}

func TestReadyRepliesShowWhatIsFilled(t *testing.T) {
	t.Parallel()
	if got := unfilled("Mã {mã}, {hotline}"); got != "{mã}" {
		t.Errorf("the first hole is %q", got)
	}
	if got := unfilled("chữ { rời } và {}"); got != "{ rời }" {
		t.Errorf("holes are what stands between braces: %q", got)
	}
}
