package citizen

import (
	"testing"
	"time"
)

func TestParseLimits(t *testing.T) {
	t.Parallel()
	standard := StandardLimits()
	got, err := ParseLimits("30/10m,5/1h")
	if err != nil || got != standard {
		t.Errorf("the standard reads as %+v, %v", got, err)
	}
	if got, err := ParseLimits("off"); err != nil || !got.Off {
		t.Errorf("off reads as %+v, %v", got, err)
	}
	if got, _ := ParseLimits("7/1m, 2/30s"); got.Hits != (Rate{7, time.Minute}) || got.Misses != (Rate{2, 30 * time.Second}) {
		t.Errorf("other limits read as %+v", got)
	}
	for _, bad := range []string{"", "30", "30/10m", "30/10m,", "0/1m,5/1h", "-1/1m,5/1h", "30/10,5/1h", "30/1ms,5/1h", "2000/1s,5/1h", "x/1m,5/1h"} {
		if got, err := ParseLimits(bad); err == nil {
			t.Errorf("%q was read as %+v", bad, got)
		}
	}
}

func TestHalfIsStricterAndNeverNothing(t *testing.T) {
	t.Parallel()
	half := Limits{Hits: Rate{30, time.Minute}, Misses: Rate{1, time.Hour}, NetHits: Rate{1000, time.Hour}, NetMisses: Rate{30, time.Hour}}.Half()
	if half.Hits.N != 15 || half.Misses.N != 1 || half.NetHits.N != 500 || half.NetMisses.N != 15 {
		t.Errorf("half is %+v", half)
	}
}
