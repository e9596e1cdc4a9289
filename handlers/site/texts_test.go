package site

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/internal/pages"
	"motcua/internal/procedure"
	"motcua/internal/words"
)

func TestTexts(t *testing.T) {
	t.Parallel()
	for _, err := range words.Check(textFiles, "site.fee.dong") {
		t.Error(err)
	}
}

// A text that is spoken stands in code or template as one string; where the end of a key
// is put together, its beginning does.
func TestEveryTextIsSpoken(t *testing.T) {
	t.Parallel()
	spoken := map[string]bool{}
	var begun []string
	for _, pattern := range []string{"*.go", "templates/*.html"} {
		names, err := fs.Glob(os.DirFS("."), pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			for _, m := range regexp.MustCompile(`"site\.([a-z0-9_.]+)"`).FindAllStringSubmatch(string(data), -1) {
				spoken[m[1]] = true
				if strings.HasSuffix(m[1], ".") || strings.HasSuffix(m[1], "_") {
					begun = append(begun, m[1])
				}
			}
			for _, m := range regexp.MustCompile(`"(privacy\.[a-z0-9_.]+)"`).FindAllStringSubmatch(string(data), -1) {
				spoken[m[1]] = true
				if strings.HasSuffix(m[1], ".") {
					begun = append(begun, m[1])
				}
			}
			for _, m := range regexp.MustCompile(`say "([a-z_.]+)"`).FindAllStringSubmatch(string(data), -1) {
				spoken[m[1]] = true
			}
		}
	}
	for _, name := range sections {
		spoken["privacy."+name+".title"], spoken["privacy."+name+".text"] = true, true
	}
	c, err := pages.Words(textFiles)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range c.Keys(words.First) {
		key = strings.TrimPrefix(key, "site.")
		if !spoken[key] && !slices.ContainsFunc(begun, func(b string) bool { return strings.HasPrefix(key, b) }) {
			t.Errorf("nothing speaks %s", key)
		}
	}
}

// Each thing that can be told of a way has its words in both languages.
func TestEveryAnswerHasWords(t *testing.T) {
	t.Parallel()
	c, err := pages.Words(textFiles)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, at := range []procedure.At{
		procedure.AtCentre, procedure.AtPolice, procedure.AtProvincePolice, procedure.AtLand, procedure.AtInsurance, procedure.AtSchool, procedure.AtProvince,
	} {
		keys = append(keys, "at."+string(at))
	}
	for _, portal := range []procedure.Portal{procedure.NationalPortal, procedure.VNeID, procedure.BusinessPortal, procedure.InsurancePortal} {
		keys = append(keys, "portal."+string(portal))
	}
	for _, key := range append(keys, "reach."+string(procedure.InProvince), "reach."+string(procedure.InCountry),
		"way."+procedure.ByCounter, "way."+procedure.ByOnline, "way."+procedure.ByPost,
		"time.hour", "time.working_hour", "time.working_day", "time.day", "time.month") {
		for _, lang := range c.Languages() {
			if !c.Has(lang, "site."+key) {
				t.Errorf("%s has no words in %s", key, lang)
			}
		}
	}
}

// What is not known, what the province sets and what is free stay three answers, and an
// uncertain sum is never told.
func TestFees(t *testing.T) {
	t.Parallel()
	c, err := pages.Words(textFiles)
	if err != nil {
		t.Fatal(err)
	}
	until := time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC)
	for name, k := range map[string]struct {
		fee  procedure.Fee
		now  time.Time
		want string
	}{
		"nothing":  {want: "Chưa công bố, như vậy chưa chắc là miễn phí; hỏi nơi nộp."},
		"free":     {fee: procedure.Fee{Kind: procedure.FeeFree}, want: "Miễn"},
		"province": {fee: procedure.Fee{Kind: procedure.FeeByProvince}, want: "Do tỉnh, thành phố quy định; hỏi nơi nộp."},
		"sum":      {fee: procedure.Fee{Kind: procedure.FeeAmount, Amount: 1250000}, want: "1.250.000 đồng"},
		"per":      {fee: procedure.Fee{Kind: procedure.FeeAmount, Amount: 2000, Per: procedure.Words{Vi: "trang"}}, want: "2.000 đồng mỗi trang"},
		"unsure":   {fee: procedure.Fee{Kind: procedure.FeeAmount, Amount: 50, Unsure: true}, want: "Hỏi nơi nộp; Trợ lý chưa có mức đã được kiểm tra."},
		"range":    {fee: procedure.Fee{Kind: procedure.FeeMixed, Amount: 500, Most: 900}, want: "Từ 500 đồng đến 900 đồng, tùy trường hợp; hỏi nơi nộp."},
		"text":     {fee: procedure.Fee{Kind: procedure.FeeMixed, Text: " 10.000 đồng.  "}, want: "10.000 đồng"},
		"long":     {fee: procedure.Fee{Kind: procedure.FeeMixed, Text: strings.Repeat("a ", 200)}, want: "Tùy trường hợp; hỏi nơi nộp."},
		"half":     {fee: procedure.Fee{Kind: procedure.FeeAmount, Amount: 100000, Reduced: 50000, Until: until}, now: monday, want: "50.000 đồng Mức giảm đến hết 31/12/2026; sau đó 100.000 đồng."},
		"whole":    {fee: procedure.Fee{Kind: procedure.FeeAmount, Amount: 100000, Reduced: 50000, Until: until}, now: monday.AddDate(0, 1, 0), want: "100.000 đồng"},
	} {
		p := &page{Lang: "vi", words: c, now: k.now, guide: &procedure.Guide{Ways: []procedure.Way{
			{Channel: procedure.ByCounter, Fee: k.fee}, {Channel: procedure.ByPost, Fee: k.fee},
		}}}
		f := p.feeWords()
		if got := strings.TrimSpace(f.Big + " " + strings.Join(f.More, " ")); got != k.want {
			t.Errorf("%s: %q, want %q", name, got, k.want)
		}
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	c, err := pages.Words(textFiles)
	if err != nil {
		t.Fatal(err)
	}
	for name, k := range map[string]struct {
		limit procedure.Limit
		want  string
	}{
		"nothing":  {want: "Hỏi nơi nộp; Trợ lý chưa có thời hạn đã được kiểm tra."},
		"unsure":   {limit: procedure.Limit{N: 5, Unit: "day", Unsure: true}, want: "Hỏi nơi nộp; Trợ lý chưa có thời hạn đã được kiểm tra."},
		"same day": {limit: procedure.Limit{Unit: "same_day", Cutoff: "15:00"}, want: "Trong ngày Nộp sau 15:00 thì ngày làm việc tiếp theo."},
		"most":     {limit: procedure.Limit{N: 2, Unit: "working_day", Most: true}, want: "Không quá 2 ngày làm việc"},
		"text":     {limit: procedure.Limit{Text: "giải quyết ngay "}, want: "Giải quyết ngay"},
		"note":     {limit: procedure.Limit{N: 30, Unit: "day", Note: procedure.Words{Vi: "chưa kể ngày xác minh"}}, want: "30 ngày Chưa kể ngày xác minh."},
	} {
		p := &page{Lang: "vi", words: c, guide: &procedure.Guide{Ways: []procedure.Way{{Channel: procedure.ByCounter, Time: k.limit}}}}
		f := p.timeWords()
		if got := strings.TrimSpace(f.Big + " " + strings.Join(f.More, " ")); got != k.want {
			t.Errorf("%s: %q, want %q", name, got, k.want)
		}
	}
}

// Ways that differ stand under one another; one of which nothing is known is left out, and
// a note that all share is said once.
func TestWaysThatDiffer(t *testing.T) {
	t.Parallel()
	c, err := pages.Words(textFiles)
	if err != nil {
		t.Fatal(err)
	}
	longer := procedure.Words{Vi: "lâu hơn nếu cần xác minh"}
	p := &page{Lang: "vi", words: c, guide: &procedure.Guide{Ways: []procedure.Way{
		{Channel: procedure.ByCounter, Time: procedure.Limit{Unit: "same_day", Note: longer}, Fee: procedure.Fee{Kind: procedure.FeeByProvince}},
		{Channel: procedure.ByOnline, Time: procedure.Limit{N: 1, Unit: "working_day", Note: longer}, Fee: procedure.Fee{Kind: procedure.FeeFree}},
		{Channel: procedure.ByPost},
	}}}
	if f := p.timeWords(); f.Big+" "+f.Tail+"|"+strings.Join(f.More, "|") != "Trong ngày tại quầy|1 ngày làm việc khi nộp qua mạng|Lâu hơn nếu cần xác minh." {
		t.Errorf("times: %+v", f)
	}
	if f := p.feeWords(); f.Big != "" || strings.Join(f.More, "|") != "Tại quầy: do tỉnh, thành phố quy định; hỏi nơi nộp.|Miễn khi nộp qua mạng" {
		t.Errorf("fees: %+v", f)
	}
	p.guide.Ways[1].Time, p.guide.Ways[1].Fee = procedure.Limit{}, procedure.Fee{}
	if f := p.timeWords(); f.Big+" "+f.Tail != "Trong ngày tại quầy" { // nothing is said of the others
		t.Errorf("one time: %+v", f)
	}
}
