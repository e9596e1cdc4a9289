package site

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"motcua/internal/city"
	"motcua/internal/intake"
	"motcua/internal/procedure"
	"motcua/internal/unit"
	"motcua/internal/workday"
)

var monday = time.Date(2026, 12, 7, 9, 0, 0, 0, workday.Zone)

// shelf is the sample catalogue and a ward with its offices, in memory.
type shelf struct {
	procedures map[string]*procedure.Procedure
	units      []unit.Unit
	err        error
}

func (s *shelf) Procedure(_ context.Context, code, _ string, _ time.Time) (*procedure.Procedure, procedure.Overlay, error) {
	return s.procedures[code], procedure.Overlay{}, s.err
}

func (s *shelf) Directory(context.Context) (*unit.Directory, error) {
	return unit.NewDirectory(s.units), s.err
}

var week = []unit.Hours{{Days: "1-5", Open: "07:30", Close: "11:30"}, {Days: "1-5", Open: "13:00", Close: "17:00"}, {Days: "6", Open: "07:30", Close: "11:30"}}

func newShelf(t testing.TB) *shelf {
	t.Helper()
	s := &shelf{procedures: map[string]*procedure.Procedure{}, units: []unit.Unit{
		{Code: "W", Name: "Phường Lái Thiêu", Kind: unit.Commune},
		{Code: "C", Parent: "W", Name: "Trung tâm Phục vụ hành chính công phường Lái Thiêu", Kind: unit.Centre, Address: "1 Châu Văn Tiếp", Phone: "0274 000 0001", Hours: week},
		{Code: "P", Parent: "W", Name: "Công an phường Lái Thiêu", Kind: unit.Police, Address: "2 Châu Văn Tiếp", Hours: week},
	}}
	for in := intake.NewProcedures(bytes.NewReader(city.Procedures()), intake.NDJSON); ; {
		row, refused, err := in.Next()
		if errors.Is(err, io.EOF) {
			return s
		}
		if err != nil || refused != nil {
			t.Fatalf("the sample catalogue: %v %v", refused, err)
		}
		if !row.Overlay() {
			s.procedures[row.Code] = &row.Procedure
		}
	}
}

func (s *shelf) site(t testing.TB) http.Handler {
	t.Helper()
	pages, err := New(Config{
		Procedures: s, Units: s, Operator: "Tổ công nghệ số cộng đồng phường Lái Thiêu", Hotline: "0274 000 0001",
		Now: func() time.Time { return monday }, Kept: someTimes,
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	pages.Routes(mux)
	return mux
}

// someTimes are unlike each other, so that one in another's place is seen.
var someTimes = Kept{
	Conversation: 24 * time.Hour, Marks: 48 * time.Hour, Words: 90 * 24 * time.Hour, File: 30 * 24 * time.Hour, FileAfter: 23 * time.Hour,
	Photo: 10 * time.Minute, Lists: 91 * 24 * time.Hour, Follows: 31 * 24 * time.Hour, FollowsReady: 92 * 24 * time.Hour, Announced: 32 * 24 * time.Hour, Details: 30 * time.Minute, Tries: 72 * time.Hour, Searches: 180 * 24 * time.Hour, AuditMonths: 24,
}

func TestPrivacy(t *testing.T) {
	t.Parallel()
	shelf := newShelf(t)
	site := shelf.site(t)
	for path, want := range map[string][]string{
		"/quyen-rieng-tu": {
			"Quyền riêng tư Tổ công nghệ số cộng đồng phường Lái Thiêu giữ gì", "không phải cán bộ",
			"90 ngày sau khi câu hỏi xong", "23 giờ sau khi câu hỏi xong, lâu nhất 30 ngày", "giữ 10 phút", "91 ngày kể từ lần đánh dấu cuối",
			"30 phút sau khi chứng minh", "24 tháng", "“xóa dữ liệu”", "“rút lại đồng ý”", "trong 72 giờ", "gọi 0274 000 0001", "English",
		},
		"/quyen-rieng-tu?lang=en": {
			"Privacy What Tổ công nghệ số cộng đồng phường Lái Thiêu keeps about you", "“delete my data”", "within 72 hours", "24 months", "Tiếng Việt",
		},
	} {
		w := get(site, path)
		said := read(w.Body.String())
		if w.Code != http.StatusOK {
			t.Errorf("%s: status %d", path, w.Code)
		}
		for _, s := range want {
			if !strings.Contains(said, s) {
				t.Errorf("%s lacks %q:\n%s", path, s, said)
			}
		}
		if strings.Contains(said, "{") {
			t.Errorf("%s has a placeholder left:\n%s", path, said)
		}
	}
	// The notice is there also while nothing else is.
	shelf.err = errors.New("away")
	if w := get(site, "/quyen-rieng-tu"); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "0274 000 0001") {
		t.Errorf("while the store is away: status %d", w.Code)
	}
}

func get(h http.Handler, path string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, path, nil))
	return w
}

var (
	tag    = regexp.MustCompile(`<[^>]*>`)
	blanks = regexp.MustCompile(`\s+`)
)

// read is what a page says, as somebody reads it.
func read(body string) string {
	_, body, _ = strings.Cut(body, "<body>")
	return strings.TrimSpace(blanks.ReplaceAllString(tag.ReplaceAllString(body, " "), " "))
}

func TestList(t *testing.T) {
	t.Parallel()
	site := newShelf(t).site(t)
	for _, k := range []struct {
		path string
		want []string
		not  []string
	}{
		{
			"/giay-to/1.004194?case=thue&co=ct01,nothing",
			[]string{
				"Trợ lý , Tổ công nghệ số cộng đồng phường Lái Thiêu In ngày 07/12/2026 Mã thủ tục 1.004194",
				"Đăng ký tạm trú, nhà thuê, phòng trọ Mang đủ 3 giấy này.",
				"(mẫu CT01) (đã có) 1 bản. Người chưa thành niên",
				"Hợp đồng thuê nhà hoặc giấy cho ở Chỉ cho xem, không phải nộp. Không bắt buộc công chứng, chứng thực.",
				"Căn cước Chỉ cho xem, không phải nộp.",
				"Nộp ở đâu Công an xã, phường, đặc khu", "Hoặc nộp qua mạng trên ứng dụng VNeID.",
				"Công an phường Lái Thiêu 2 Châu Văn Tiếp Thứ Hai đến thứ Sáu: 7:30–11:30 , 13:00–17:00 Thứ Bảy: 7:30–11:30",
				"Bao lâu 3 ngày làm việc", "15.000 đồng tại quầy 7.000 đồng khi nộp qua mạng",
				"Hỏi thêm 0274 000 0001", "không phải giấy tờ của cơ quan nhà nước", "Chưa có người đối chiếu",
			},
			[]string{"Căn cước (đã có)", "Ý kiến đồng ý"},
		},
		{
			"/giay-to/1.004194?case=nhothan&lang=en",
			[]string{"Temporary residence registration, living with relatives", "Only to be shown", "15,000 đồng at the counter 7,000 đồng online", "3 working days", "7 December 2026"},
			[]string{"tại quầy"},
		},
		{
			"/giay-to/1.004194",
			[]string{"Đăng ký tạm trú Chọn trường hợp", "Nhà thuê, phòng trọ", "Nhà của mình"},
			[]string{"Hợp đồng"},
		},
	} {
		w := get(site, k.path)
		said := read(w.Body.String())
		if w.Code != http.StatusOK {
			t.Errorf("%s: status %d", k.path, w.Code)
		}
		for _, want := range k.want {
			if !strings.Contains(said, want) {
				t.Errorf("%s does not say %q:\n%s", k.path, want, said)
			}
		}
		for _, not := range k.not {
			if strings.Contains(said, not) {
				t.Errorf("%s says %q:\n%s", k.path, not, said)
			}
		}
	}
}

// What nobody knows is no page of a procedure, and says whom to ask.
func TestNone(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	site := s.site(t)
	for _, path := range []string{
		"/giay-to/9.999999", "/giay-to/1.004194?case=nothing", "/giay-to/1.004194?case=%00", "/giay-to/%3Cscript%3E", "/giay-to/" + strings.Repeat("1", 99),
	} {
		w := get(site, path)
		if said := read(w.Body.String()); w.Code != http.StatusNotFound || !strings.Contains(said, "Chưa tìm thấy") || !strings.Contains(said, "0274 000 0001") {
			t.Errorf("%s: status %d, %s", path, w.Code, said)
		}
	}
	s.err = errors.New("the store is away")
	w := get(site, "/giay-to/1.004194?case=thue")
	if said := read(w.Body.String()); w.Code != http.StatusServiceUnavailable || !strings.Contains(said, "Trợ lý đang chậm") || !strings.Contains(said, "0274 000 0001") ||
		strings.Contains(said, "away") || w.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("away: status %d, %s", w.Code, said)
	}
}

// Nobody finds the page by a search, nobody in between keeps it, and nothing in it is
// refused by the content policy.
func TestHeadersAndPolicy(t *testing.T) {
	t.Parallel()
	site := newShelf(t).site(t)
	w := get(site, "/giay-to/1.004194?case=thue&co=%22%3E%3Cscript%3E")
	if w.Header().Get("X-Robots-Tag") != "noindex" || !strings.HasPrefix(w.Header().Get("Cache-Control"), "private, max-age=") {
		t.Errorf("headers: %v", w.Header())
	}
	body := w.Body.String()
	for _, refused := range []string{" style=", "<style", "onclick", "javascript:", "data:", "<script>", "http://", "https://"} {
		if strings.Contains(body, refused) {
			t.Errorf("the page has %q", refused)
		}
	}
	for _, m := range regexp.MustCompile(`(?:src|href)="(/[^"]+)"`).FindAllStringSubmatch(body, -1) {
		if m[1] == "/" {
			continue
		}
		if got := get(site, m[1]); got.Code != http.StatusOK || !strings.Contains(got.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: status %d", m[1], got.Code)
		}
	}
}

// Every procedure of the sample catalogue has a whole page in both languages, for each of
// its cases.
func TestEveryProcedure(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	site := s.site(t)
	pages := 0
	for code, p := range s.procedures {
		g := procedure.Guided(p, procedure.Overlay{})
		for _, c := range g.Cases {
			if len(c.Items) == 0 {
				continue
			}
			for _, lang := range []string{"vi", "en"} {
				pages++
				path := "/giay-to/" + code + "?lang=" + lang + "&case=" + c.ID
				w := get(site, path)
				said := read(w.Body.String())
				if w.Code != http.StatusOK || strings.ContainsAny(said, "{}") || strings.Contains(said, "no value") {
					t.Errorf("%s: status %d, %s", path, w.Code, said)
				}
				for _, title := range regexp.MustCompile(`</h2>\s*</section>`).FindAllString(w.Body.String(), -1) {
					t.Errorf("%s: nothing stands under %q", path, title)
				}
				if lang == "vi" && unpublished(g) && !strings.Contains(said, "chưa chắc là miễn phí") {
					t.Errorf("%s: no fee is published, and the page says: %s", path, said)
				}
			}
		}
	}
	if pages < 300 {
		t.Errorf("only %d pages", pages)
	}
}

// unpublished reports whether nothing at all is known of a fee.
func unpublished(g *procedure.Guide) bool {
	for _, w := range g.Ways {
		if w.Fee.Kind != procedure.FeeUnpublished || w.Fee.Unsure {
			return false
		}
	}
	return true
}

func TestNewNeeds(t *testing.T) {
	t.Parallel()
	if _, err := New(Config{}); err == nil {
		t.Error("a Site without stores")
	}
}
