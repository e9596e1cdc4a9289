package citizen

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"motcua/internal/chat"
	"motcua/internal/checklist"
	"motcua/internal/procedure"
	"motcua/internal/words"
	"motcua/internal/workday"
)

var someCase = procedure.Case{ID: "thue", Items: []procedure.Item{
	{ID: "ct01", Name: "Tờ khai thay đổi thông tin cư trú (mẫu CT01)", Form: "CT01"},
	{ID: "thue", Name: "Hợp đồng thuê nhà hoặc giấy cho ở"},
	{ID: "ks", Name: "Giấy khai sinh của con"},
	{ID: "cs", Name: "Giấy chứng sinh"},
	{ID: "kh", Name: "Giấy chứng nhận kết hôn của cha mẹ"},
	{ID: "cc", Name: "Căn cước", Kind: procedure.Present},
	{ID: "tra", Name: "Giấy tờ nhà đất", Kind: procedure.Lookup},
}}

// What people type of papers: which are at hand (+), which are not (-), which fit alike
// (?); nothing where something else is meant.
func TestReadTicks(t *testing.T) {
	t.Parallel()
	h := withHumans(t, &humans{})
	for text, want := range map[string]string{
		"có tờ khai rồi":                      "+ct01",
		"em có tờ khai CT01 rồi ạ":            "+ct01",
		"da co ct01":                          "+ct01",
		"tờ khai có rồi":                      "+ct01",
		"tờ khai xong rồi":                    "+ct01",
		"đã có giấy chứng sinh":               "+cs",
		"xin được giấy chứng sanh rồi":        "+cs",
		"có cccd":                             "+cc",
		"Có căn cước, có hợp đồng":            "+cc +thue",
		"có tờ khai và hợp đồng thuê nhà rồi": "+ct01 +thue",
		"có hợp đồng rồi, chưa có tờ khai":    "+thue -ct01",
		"có tờ khai nhưng chưa có hợp đồng":   "+ct01 -thue",
		"chưa có hợp đồng":                    "-thue",
		"ko có hợp đồng":                      "-thue",
		"bỏ đánh dấu tờ khai":                 "-ct01",
		"có giấy khai sinh của con rồi":       "+ks",
		"có giấy chứng nhận kết hôn":          "+kh",
		"co hon thu roi":                      "+kh",
		"i have CT01":                         "+ct01",
		"i don't have the contract":           "-thue",
		"có giấy rồi":                         "", // which?
		"có":                                  "",
		"có giấy sinh":                        "?ks ?cs",
		"có cần giấy khai sinh không":         "",
		"chưa có hợp đồng thì sao":            "",
		"không có hợp đồng thì nộp gì":        "",
		"có mất phí không":                    "",
		"có tờ khai thì nộp ở đâu":            "",
		"có nộp online được không":            "",
		"hợp đồng thuê nhà":                   "", // asks, or says?
		"có hộ chiếu rồi":                     "", // no paper of the list
		"có bảo hiểm y tế và căn cước":        "",
		"chào":                   "",
		"có giấy tờ nhà đất rồi": "", // the office looks it up
		strings.Repeat("tôi đã có ", 12) + "tờ khai":        "",
		"có giấy chứng sinh, giấy khai sinh của con rồi ạ.": "+cs +ks",
	} {
		k := h.talk(chat.Message{Text: text}, chat.Session{}, h.seen())
		read := k.readTicks(&papersOf{guidance: &guidance{Talk: k, at: someCase}})
		var got []string
		for _, one := range read.sure {
			got = append(got, map[bool]string{true: "+", false: "-"}[one.have]+one.item.ID)
		}
		for _, item := range read.either {
			got = append(got, "?"+item.ID)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q: %q, want %q", text, s, want)
		}
	}
}

func TestTypedDay(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 7, 22, 0, 0, 0, workday.Zone) // a Monday
	for text, want := range map[string]string{
		"mai": "2026-12-08", "sáng mai": "2026-12-08", "ngày kia": "2026-12-09", "thứ năm": "2026-12-10", "thứ 2": "2026-12-14",
		"thứ hai tới": "2026-12-14", "một tuần nữa": "2026-12-14", "tuần sau": "2026-12-14", "chủ nhật": "2026-12-13", "hôm nay": "2026-12-07",
		"15/12": "2026-12-15", "ngày 15-12": "2026-12-15", "15/12/2026": "2026-12-15", "6/12": "2027-12-06", "nhắc tôi ngày 7/12 nhé": "2026-12-07",
		"Thursday": "2026-12-10", "30/2": "", "15/13": "", "0/1": "", "1/2/3/4": "", "15": "", "khi nào": "", "H29.171-261203-0012": "",
	} {
		day, ok := typedDay(text, newSaid(text), now)
		got := ""
		if ok {
			got = day.Format(time.DateOnly)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// Of the whole sample catalogue: a press fits into a button's 64 bytes, a label onto it.
func TestEveryPaperFitsOnAChoice(t *testing.T) {
	t.Parallel()
	seen := 0
	for code, record := range catalogue() {
		g := procedure.Guided(record, procedure.Overlay{})
		for _, c := range g.Cases {
			p := &papersOf{guidance: &guidance{g: g, at: c}}
			for _, item := range checklist.Papers(c) {
				seen++
				label := labelOf(item)
				if n := utf8.RuneCountInString(label); n == 0 || n > longestName+2 || strings.HasSuffix(label, ",…") {
					t.Errorf("%s: %q is called %q", code, item.Name, label)
				}
				for _, press := range []string{p.press(item.ID, false), keepPress(p, keepDrop), remindPress(p, time.Now())} {
					if len(press) > 64 {
						t.Errorf("%s: the press %s has %d bytes", code, press, len(press))
					}
				}
			}
		}
	}
	if seen < 1000 {
		t.Errorf("only %d papers", seen)
	}
}

func TestLabels(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Tờ khai thay đổi thông tin cư trú (mẫu CT01)":                                             "Tờ khai thay đổi thông tin cư trú",
		"Hợp đồng thuê nhà hoặc giấy cho ở":                                                        "Hợp đồng thuê nhà hoặc giấy cho ở",
		"Giấy chứng sinh; trường hợp không có giấy chứng sinh thì nộp văn bản của người làm chứng": "Giấy chứng sinh",
		"Giấy tờ chứng minh quan hệ giữa người yêu cầu với người được cấp":                         "Giấy tờ chứng minh quan hệ giữa…",
	} {
		if got := labelOf(procedure.Item{Name: name}); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	if got := labelOf(procedure.Item{Name: "Tờ khai thay đổi thông tin cư trú (mẫu CT01)", Form: "CT01"}); got != "Tờ khai CT01" {
		t.Errorf("with its form: %q", got)
	}
}

// What was agreed to is named by its version: another text is another version.
func TestListConsentVersion(t *testing.T) {
	t.Parallel()
	h := withHumans(t, &humans{})
	sum := sha256.New()
	for _, lang := range []string{"vi", "en"} {
		for _, key := range []string{"checklist.keeping.text", "checklist.keeping.ask"} {
			fmt.Fprintln(sum, h.words.Say(lang, key, words.Args{"operator": "Tổ mẫu", "days": "90"}))
		}
	}
	const version, text = "checklist-1", "524c5534cb23985e"
	if got := hex.EncodeToString(sum.Sum(nil))[:16]; listConsentVersion != version || got != text {
		t.Errorf("the text of the consent is %s now: give it the next version, and change both here", got)
	}
}

// A conversation remembers the newest ticks, and those of a list once.
func TestTicksAreBounded(t *testing.T) {
	t.Parallel()
	k := &Talk{}
	for n := range 3 * mostTicked {
		k.remember(&papersOf{guidance: &guidance{g: &procedure.Guide{Code: fmt.Sprint("1.", n)}}, ticked: []string{"a"}})
	}
	if n := len(k.topic().Ticked); n != mostTicked || k.topic().Ticked[n-1] != "1.299/a" {
		t.Errorf("%d ticks, the last %q", n, k.topic().Ticked[n-1])
	}
	k.remember(&papersOf{guidance: &guidance{g: &procedure.Guide{Code: "1.299"}}, ticked: []string{"b", "c"}})
	if got := strings.Join(k.tickedOf("1.299"), " "); got != "b c" {
		t.Errorf("ticked: %q", got)
	}
}
