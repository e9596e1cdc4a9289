package report

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestShareIsPrintedWithItsBase(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		share  Share
		vi, en string
	}{
		{Share{8_906, 10_816, ofResolved}, "82,34% (8.906 trên 10.816 hồ sơ đã giải quyết)", "82.34% (8,906 of 10,816 dossiers resolved)"},
		{Share{5_990, 9_363, ofDigitised}, "63,98% (5.990 trên 9.363 hồ sơ đã số hóa)", "63.98% (5,990 of 9,363 dossiers digitised)"},
		{Share{1, 800, ofResolved}, "0,13% (1 trên 800 hồ sơ đã giải quyết)", "0.13% (1 of 800 dossiers resolved)"}, // 0.125: half up
		{Share{0, 7, ofResolved}, "0,00% (0 trên 7 hồ sơ đã giải quyết)", "0.00% (0 of 7 dossiers resolved)"},
		{Share{7, 7, ofResolved}, "100,00% (7 trên 7 hồ sơ đã giải quyết)", "100.00% (7 of 7 dossiers resolved)"},
		{Share{0, 0, ofResolved}, "không có số (0 trên 0 hồ sơ đã giải quyết)", "N/A (0 of 0 dossiers resolved)"},
		{Share{200_000, 1_000, ofCompared}, "20.000,00% (200.000 trên 1.000 hồ sơ của kỳ so sánh)", "20,000.00% (200,000 of 1,000 dossiers of the period compared with)"},
	} {
		if got := test.share.String(); got != test.vi {
			t.Errorf("%q, not %q", got, test.vi)
		}
		if got := test.share.In("en"); got != test.en {
			t.Errorf("%q, not %q", got, test.en)
		}
	}
}

// Hundredths are those of the exact fraction, a half rounded up.
func TestShareRoundsHalfUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		base := rapid.Int64Range(1, 50_000_000).Draw(t, "base")
		part := rapid.Int64Range(0, base).Draw(t, "part")
		exact := big.NewRat(10_000*part, base)
		exact.Add(exact, big.NewRat(1, 2))
		want := new(big.Int).Div(exact.Num(), exact.Denom()).Int64()
		if got := (Share{Part: part, Base: base}).Hundredths(); got != want {
			t.Fatalf("%d of %d is %d hundredths, not %d", part, base, got, want)
		}
	})
}

func TestShareAsJSON(t *testing.T) {
	t.Parallel()
	for share, want := range map[Share]string{
		{1, 800, ofResolved}: `{"part":1,"base":800,"of":{"vi":"hồ sơ đã giải quyết","en":"dossiers resolved"},"percent":0.13}`,
		{0, 0, ofResolved}:   `{"part":0,"base":0,"of":{"vi":"hồ sơ đã giải quyết","en":"dossiers resolved"},"percent":null}`,
	} {
		got, err := json.Marshal(share)
		if err != nil || string(got) != want {
			t.Errorf("%s %v", got, err)
		}
		var back Share
		if err := json.Unmarshal(got, &back); err != nil || back != share {
			t.Errorf("%v %v", back, err)
		}
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]string{0: "0", 7: "7", 999: "999", 1_000: "1.000", 10_551: "10.551", 4_745_000: "4.745.000", -1_203: "-1.203", -120: "-120"} {
		if got := Number(n); got != want {
			t.Errorf("%d is %q, not %q", n, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64().Draw(t, "n")
		if got := strings.ReplaceAll(NumberIn("en", n), ",", ""); got != strconv.FormatInt(n, 10) {
			t.Fatalf("%d is %q", n, got)
		}
	})
}

func TestAverage(t *testing.T) {
	t.Parallel()
	a := Average{Days: 7, Dossiers: 3}
	if got := a.In("vi"); got != "2,33 ngày làm việc (7 ngày của 3 hồ sơ)" {
		t.Error(got)
	}
	if got := (Average{}).In("vi"); got != "không có số" {
		t.Error(got)
	}
}
