package proof

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"motcua/internal/dossier"
	"motcua/internal/workday"
)

func TestRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Try{
		"1234 1980":                         {"1234", 1980},
		"1234-1980":                         {"1234", 1980},
		"1234/1980":                         {"1234", 1980},
		"  1234 ,1980. ":                    {"1234", 1980},
		"1234 – 1980":                       {"1234", 1980},
		"１２３４　１９８０":                         {"1234", 1980},
		"0012 1980":                         {"0012", 1980},
		"1234\n1980":                        {"1234", 1980},
		"4 số cuối 1234, sinh năm 1980":     {"1234", 1980},
		"bốn số cuối là 1234 sn 1980 ạ":     {"1234", 1980},
		"4 số cuối: 1234; năm sinh: 1980":   {"1234", 1980},
		"last 4 digits 1234, born in 1980":  {"1234", 1980},
		"last 4: 1234, year 1980":           {"1234", 1980},
		"sđt đuôi 1234, sn1980":             {"1234", 1980},
		"1980 1234":                         {"1234", 1980},
		"sinh năm 1980, 4 số cuối 1234":     {"1234", 1980},
		"1980 là năm sinh, 1234 là số cuối": {"1234", 1980},
		"1234, sinh ngày 02/09/1980":        {"1234", 1980},
		"sinh 2-9-1980, đt cuối 1234":       {"1234", 1980},
		// Both could be the year: the usual order, unless words say otherwise.
		"1975 1980":                         {"1975", 1980},
		"4 số cuối 1975, sinh năm 1980":     {"1975", 1980},
		"sinh năm 1980, 4 số cuối 1975":     {"1975", 1980},
		"1975, sinh 1980":                   {"1975", 1980},
		"1980, số cuối 1975":                {"1975", 1980},
		"sn 1980, 1975":                     {"1975", 1980},
		"1980 là năm sinh, 1975 là số cuối": {"1975", 1980},
	} {
		if got, ok := Read(text); !ok || got != want {
			t.Errorf("%q: %#v, %v; want year %d", text, [2]any{got.Tail, got.Year}, ok, want.Year)
		}
	}
	for _, text := range []string{
		"", "1234", "1980", "1234, 80", "1234 năm 80", "12341980", "1234 5678", "123 1980", "12345 1980",
		"0903121234 1980", "0903 121 234, 1980", "0903 1234 1980", "+84 903121234 1980", "0903.12.1234 1980",
		"1234 1980 1981", "1234 1980 4", "079201001234 1980", "H29.171-261119-0012", "1234 31/13/1980", "1234 1880", "1234 2180",
		"1975 1980 là số điện thoại với năm sinh", "1980 năm sinh 1975 số cuối", // which word belongs to which
		"+1234 1980", "1234 1980 ٣", "mười hai ba bốn",
		strings.Repeat("dạ ", 100) + "1234 1980",
	} {
		if got, ok := Read(text); ok {
			t.Errorf("%q is read as %v", text, [2]any{got.Tail, got.Year})
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"1234 1980", "4 số cuối 1234, sinh năm 1980", "1980, 1234", "1234 2/9/1980", "0903 121 234 1980", "１２３４ 1980", "٣٣٣٣ 1980"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := Read(text)
		if !ok {
			if got != (Try{}) {
				t.Errorf("%q: something is given all the same", text)
			}
			return
		}
		if len(got.Tail) != 4 || strings.Trim(got.Tail, "0123456789") != "" || got.Year < 1900 || got.Year > 2099 {
			t.Errorf("%q: %q, %d", text, got.Tail, got.Year)
		}
		if again, ok := Read(fmt.Sprintf("%s %d", got.Tail, got.Year)); !ok || again != got {
			t.Errorf("%q: what is read does not read the same in the usual order", text)
		}
		for _, more := range []string{" 0903121234", " 9", " 1999"} {
			if _, ok := Read(text + more); ok {
				t.Errorf("%q is read with %q behind it", text, more)
			}
		}
	})
}

// A Try is never printed.
func TestATryIsHidden(t *testing.T) {
	t.Parallel()
	try := Try{Tail: "7391", Year: 1980}
	for _, form := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		for _, v := range []any{try, &try, []Try{try}, struct{ T Try }{try}} {
			if got := fmt.Sprintf(form, v); strings.Contains(got, "7391") || strings.Contains(got, "1980") {
				t.Errorf("%s of %T: %s", form, v, got)
			}
		}
	}
}

func TestOpens(t *testing.T) {
	t.Parallel()
	all := Parts{Supplements: true, Reasons: true, Amount: true, Result: true, List: true}
	for _, c := range []struct {
		strength  Strength
		sensitive bool
		want      Parts
	}{
		{None, false, Parts{}}, {None, true, Parts{}}, {"?", false, Parts{}},
		{Weak, false, Parts{Supplements: true}}, {Weak, true, Parts{}},
		{Strong, false, all}, {Strong, true, all},
	} {
		if got := Opens(c.strength, c.sensitive); got != c.want {
			t.Errorf("%q, sensitive %v: %+v", c.strength, c.sensitive, got)
		}
	}
}

func TestAskable(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, workday.Zone)
	known := OnFile{Phone: true, Year: true, BirthYear: 1980}
	for _, c := range []struct {
		procedure, applicant string
		on                   OnFile
		want                 Reason
	}{
		{"Đăng ký kết hôn", "Nguyễn Thị Mẫu", known, Ask},
		{"", "", known, Ask},
		{"Đăng ký kết hôn", "Nguyễn Thị Mẫu", OnFile{Year: true, BirthYear: 1980}, NoPhone},
		{"Đăng ký kết hôn", "Nguyễn Thị Mẫu", OnFile{Phone: true}, NoYear},
		{"Đăng ký kết hôn", "Nguyễn Thị Mẫu", OnFile{}, NoPhone},
		{"Cấp giấy phép", "Công ty TNHH Mẫu", OnFile{Phone: true}, Business},
		{"Cấp giấy phép", "Hộ kinh doanh Mẫu", OnFile{}, Business},
		{"Cấp giấy phép", "Công ty TNHH Mẫu", known, Ask}, // its representative's year
		{"Đăng ký khai sinh", "Nguyễn Thị Mẫu", known, Child},
		{"Liên thông: ĐĂNG KÝ  KHAI SINH, đăng ký thường trú", "", OnFile{}, Child},
		{"Đăng ký lại khai sinh", "Nguyễn Thị Mẫu", known, Ask},
		{"Nhập học", "Nguyễn Thị Mẫu", OnFile{Phone: true, Year: true, BirthYear: 2011}, Child},
		{"Nhập học", "Nguyễn Thị Mẫu", OnFile{Phone: true, Year: true, BirthYear: 2026}, Child},
		{"Nhập học", "Nguyễn Thị Mẫu", OnFile{Phone: true, Year: true, BirthYear: 2010}, Ask},
		{"Đăng ký nuôi con nuôi", "Nguyễn Thị Mẫu", known, Sensitive},
		{"Đăng ký nuôi con nuôi", "Nguyễn Thị Mẫu", OnFile{}, Sensitive},
	} {
		d := dossier.Dossier{Procedure: c.procedure, Applicant: c.applicant}
		if got := Askable(d, c.on, now); got != c.want {
			t.Errorf("%s, %+v: %q, want %q", c.procedure, c.on, got, c.want)
		}
	}
}

// A day of tries, as a lock is told: five wrong ones lock for 24 hours from the fifth on,
// and a right one does not help then.
func TestLock(t *testing.T) {
	t.Parallel()
	nine := time.Date(2026, 11, 25, 9, 30, 0, 0, workday.Zone)
	p := Past{}
	for left := Tries - 1; left >= 0; left-- {
		now := nine.Add(-time.Duration(left) * time.Minute)
		o, counts, rests := p.Judge(false, now)
		if !counts || rests || o.Right || o.Left != left || (left == 0) != o.Until.Equal(nine.Add(24*time.Hour)) {
			t.Errorf("%d left: %+v, %v, %v", left, o, counts, rests)
		}
		p.Today, p.LastToday, p.All = p.Today+1, now, p.All+1
	}
	locked, _, _ := p.Judge(false, nine.Add(time.Hour))
	if right, counts, _ := p.Judge(true, nine.Add(time.Hour)); right != locked || counts || right.Right || right.Until.IsZero() {
		t.Errorf("right while locked %+v, wrong %+v", right, locked)
	}
	next := Past{Yesterday: p.Today, LastYesterday: p.LastToday}
	if o, counts, _ := next.Judge(true, nine.Add(24*time.Hour-time.Second)); o.Right || counts {
		t.Errorf("a second before the end: %+v", o)
	}
	if o, _, _ := next.Judge(true, nine.Add(24*time.Hour)); !o.Right {
		t.Errorf("at the end: %+v", o)
	}
	if o, counts, _ := next.Judge(false, nine.Add(24*time.Hour)); o.Left != Tries-1 || !counts {
		t.Errorf("a new day: %+v", o)
	}
}

func TestRest(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 25, 23, 59, 0, 0, workday.Zone)
	midnight := time.Date(2026, 11, 26, 0, 0, 0, 0, workday.Zone)
	p := Past{All: TriesOfAll - 2}
	if o, counts, rests := p.Judge(false, now); !counts || rests || !o.Until.IsZero() {
		t.Errorf("the one before: %+v, %v, %v", o, counts, rests)
	}
	p.All++
	if o, counts, rests := p.Judge(false, now); !counts || !rests || !o.Until.Equal(midnight) || o.Left != 0 {
		t.Errorf("the last: %+v, %v, %v", o, counts, rests)
	}
	p.All++
	if o, counts, rests := p.Judge(true, now); counts || rests || o.Right || !o.Until.Equal(midnight) {
		t.Errorf("right while it rests: %+v, %v, %v", o, counts, rests)
	}
	if o, _, _ := (Past{}).Judge(true, midnight); !o.Right {
		t.Errorf("the next day: %+v", o)
	}
	p.Today, p.LastToday = Tries, now
	if until := p.Locked(now); !until.Equal(now.Add(24 * time.Hour)) { // the longer of the two
		t.Errorf("locked until %v", until)
	}
}

// pastOf are the tries at a dossier as a store would count them.
func pastOf(tries map[int][]time.Time, who int, now time.Time) Past {
	var p Past
	today := Day(now)
	for account, all := range tries {
		for _, at := range all {
			switch mine := account == who; {
			case !at.Before(today):
				p.All++
				if mine {
					p.Today, p.LastToday = p.Today+1, at
				}
			case mine && !at.Before(today.AddDate(0, 0, -1)):
				p.Yesterday, p.LastYesterday = p.Yesterday+1, at
			}
		}
	}
	return p
}

// Whoever tries whenever: a day has at most five wrong tries of one and thirty of all, a
// lock holds for its 24 hours whatever is typed, and who guessed nothing is heard.
func TestNobodyGuessesOn(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		tries, locked := map[int][]time.Time{}, map[int]time.Time{}
		now := time.Date(2026, 11, 25, rapid.IntRange(0, 23).Draw(t, "hour"), 0, 0, 0, workday.Zone)
		accounts := rapid.IntRange(1, 12).Draw(t, "accounts")
		rang := map[time.Time]int{}
		for range rapid.IntRange(1, 150).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 3*3600).Draw(t, "later")*rapid.IntRange(0, 1).Draw(t, "waits")) * time.Second)
			who, right := rapid.IntRange(1, accounts).Draw(t, "who"), rapid.Bool().Draw(t, "right")
			past := pastOf(tries, who, now)
			o, counts, rests := past.Judge(right, now)
			if counts {
				tries[who] = append(tries[who], now)
			}
			if rests {
				rang[Day(now)]++
			}
			after := pastOf(tries, who, now)
			switch {
			case after.Today > Tries || after.All > TriesOfAll || rang[Day(now)] > 1:
				t.Fatalf("%+v, rang %d times", after, rang[Day(now)])
			case now.Before(locked[who]) && (o.Right || counts || o.Until.Before(locked[who])):
				t.Fatalf("locked until %v, at %v: %+v", locked[who], now, o)
			case o.Right && !right, counts && right, o.Right && !o.Until.IsZero():
				t.Fatalf("right %v: %+v, %v", right, o, counts)
			case right && !o.Right && after.All < TriesOfAll && after.Today < Tries && after.Yesterday < Tries:
				t.Fatalf("a right try is not heard: %+v, %+v", after, o)
			}
			if after.Today == Tries && counts {
				locked[who] = now.Add(24 * time.Hour)
			}
		}
	})
}

// The day is Vietnam's, wherever the clock stands.
func TestDay(t *testing.T) {
	t.Parallel()
	if got := Day(time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)); !got.Equal(time.Date(2026, 11, 25, 0, 0, 0, 0, workday.Zone)) {
		t.Errorf("%v", got)
	}
}
