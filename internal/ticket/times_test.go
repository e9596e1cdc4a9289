package ticket

import (
	"testing"
	"time"
)

func TestParseTimes(t *testing.T) {
	t.Parallel()
	got, err := ParseTimes("5m, 15m,20m")
	if err != nil || got != StandardTimes() {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err = ParseTimes("1s,2s,3s"); err != nil || got.Remind != time.Second || got.Widen != 3*time.Second {
		t.Errorf("%+v, %v", got, err)
	}
	for _, bad := range []string{"", "5m,15m", "5m,15m,20m,1h", "a,b,c", "0s,1m,1m", "5m,5m,20m", "-1m,2m,3m"} {
		if _, err := ParseTimes(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}
