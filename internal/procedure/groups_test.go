package procedure

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestGroups(t *testing.T) {
	t.Parallel()
	groups := ShippedGroups()
	known := map[string]bool{}
	for _, p := range catalogue(t) {
		known[p.Code] = true
	}
	keys := map[string]bool{}
	for _, g := range groups.all {
		if keys[g.Key] {
			t.Errorf("%s: twice", g.Key)
		}
		keys[g.Key] = true
		checkGroup(t, groups, g, known)
	}
}

func checkGroup(t *testing.T, groups *Groups, g Group, known map[string]bool) {
	t.Helper()
	if g.Called.Vi == "" || g.Called.En == "" || len(g.names) == 0 || len("which:"+g.Key) > 64 {
		t.Errorf("%s: something is missing", g.Key)
	}
	if !slices.Contains([]Ask{AskWork, AskCase, AskPaper, AskDeath}, g.Ask) {
		t.Errorf("%s: ask %q", g.Key, g.Ask)
	}
	if len(g.Options) < 2 || len(g.Options) > 4 {
		t.Errorf("%s: %d options", g.Key, len(g.Options))
	}
	labels := map[string]bool{}
	for _, o := range g.Options {
		for _, label := range []string{o.Label.Vi, o.Label.En} {
			if n := utf8.RuneCountInString(label); n == 0 || n > 40 || labels[label] {
				t.Errorf("%s: label %q", g.Key, label)
			}
			labels[label] = true
		}
		_, isGroup := groups.Get(o.Group)
		if (o.Code == "") == (o.Group == "") || o.Code != "" && !known[o.Code] || o.Group != "" && !isGroup {
			t.Errorf("%s: option %q leads nowhere", g.Key, o.Label.Vi)
		}
	}
	if codes := under(t, groups, g, 0); len(codes) < 2 {
		t.Errorf("%s: leads to one procedure alone", g.Key)
	}
}

// under are the codes that a group leads to. Two questions are the most; where somebody
// said next to nothing, three.
func under(t *testing.T, groups *Groups, g Group, depth int) []string {
	t.Helper()
	if depth > 2 {
		t.Fatalf("%s: asked after too many questions", g.Key)
	}
	var all []string
	for _, o := range g.Options {
		if o.Code != "" {
			all = append(all, o.Code)
			continue
		}
		next, _ := groups.Get(o.Group)
		deeper := depth + 1
		if depth == 0 && !g.Vague {
			deeper = 2
		}
		all = append(all, under(t, groups, next, deeper)...)
	}
	return all
}

// A name leads to its own group, alone and with courtesy.
func TestGroupsByTheirNames(t *testing.T) {
	t.Parallel()
	groups := ShippedGroups()
	for _, g := range groups.all {
		for _, name := range g.names {
			var folded []string
			for _, s := range name {
				folded = append(folded, s.folded)
			}
			for _, text := range []string{strings.Join(folded, " "), "da cho em hoi " + strings.Join(folded, " ") + " voi a"} {
				if got, _ := groups.Of(text); got.Key != g.Key {
					t.Errorf("%q is %q, not %q", text, got.Key, g.Key)
				}
			}
		}
	}
}

var bareGroups = []struct{ text, key string }{
	{"chứng thực", "chung-thuc"},
	{"Chứng thực ở đâu vậy ạ?", "chung-thuc"},
	{"chung thuc can gi", "chung-thuc"},
	{"dạ cho em hỏi công chứng mất bao nhiêu tiền ạ", "chung-thuc"},
	{"cong chung o phuong dc k", "chung-thuc"},
	{"CÔNG CHỨNG", "chung-thuc"},
	{"xin bản sao", "ban-sao"},
	{"mai táng phí", "mai-tang"},
	{"xin tiền mai táng cần giấy gì", "mai-tang"},
	{"tien mai tang phi nop o dau", "mai-tang"},
	{"trợ cấp", "tro-cap"},
	{"toi muon xin tro cap thi lam sao", "tro-cap"},
	{"tcxh can gi", "tro-cap"},
	{"giấy phép xây dựng", "xay-dung"},
	{"xin gpxd cần giấy tờ gì", "xay-dung"},
	{"gpxd", "xay-dung"},
	{"xin phep xay dung bao lau co", "xay-dung"},
	{"hộ nghèo", "ho-ngheo"},
	{"lam so ho ngheo", "ho-ngheo"},
	{"đăng ký lại", "dang-ky-lai"},
	{"dk lai", "dang-ky-lai"},
	{"giám hộ", "giam-ho"},
	{"thủ tục giám hộ thế nào ạ", "giam-ho"},
	{"làm lại giấy", "lam-lai-giay"},
	{"em muốn làm lại giấy tờ", "lam-lai-giay"},
	{"mất hết giấy tờ phải làm sao", "lam-lai-giay"},
	{"đăng ký", "dang-ky"},
	{"dang ky o dau", "dang-ky"},
	{"làm giấy tờ", "giay-to"},
	{"căn cước", "can-cuoc"},
	{"làm cccd cần gì", "can-cuoc"},
	{"làm lại căn cước", "can-cuoc-lai"},
	{"tạm trú", "tam-tru"},
	{"hộ khẩu", "ho-khau"},
	{"hộ chiếu", "ho-chieu"},
	{"bằng lái", "bang-lai"},
	{"gplx", "bang-lai"},
	{"sổ đỏ", "so-do"},
	{"lam so hong can gi", "so-do"},
	{"hộ kinh doanh", "ho-kinh-doanh"},
	{"giấy khai sinh", "giay-khai-sinh"},
	{"bhxh", "bao-hiem"},
	{"bảo hiểm y tế", "bao-hiem-y-te"},
	{"đăng ký xe", "xe"},
	{"nvqs", "quan-su"},
	{"certification", "chung-thuc"},
	{"how to get a building permit", "xay-dung"},
	{"identity card", "can-cuoc"},
	{"where is guardianship", "giam-ho"},
}

func TestBareGroups(t *testing.T) {
	t.Parallel()
	for _, b := range bareGroups {
		if got, _ := ShippedGroups().Of(b.text); got.Key != b.key {
			t.Errorf("%q is %q, not %q", b.text, got.Key, b.key)
		}
	}
}

// One word that tells the options apart is enough.
func TestNoBareGroups(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", "ạ", "cho em hỏi", "cần gì", "bao lâu", "còn phí?", "ở đâu", "lệ phí bao nhiêu tiền", "cảm ơn", "được không",
		"chứng thực di chúc", "chứng thực chữ ký", "chung thuc hop dong mua ban dat", "công chứng giấy ủy quyền", "sao y", "sao y công chứng cccd", "dịch thuật công chứng",
		"làm lại giấy khai sinh", "lam lai giay khai sinh", "mất giấy khai sinh", "đăng ký lại khai sinh", "đăng ký lại kết hôn",
		"gia hạn tạm trú", "đăng ký tạm trú", "đăng ký tạm trú cần gì", "dktt can gi", "tạm trú cần gì", "xóa tạm trú", "tạm trú cho người nước ngoài", "tam tru het han",
		"mai táng phí cựu chiến binh", "tiền mai táng cho người có bảo hiểm", "trợ cấp thất nghiệp", "trợ cấp người khuyết tật", "trợ cấp thai sản",
		"xin phép xây nhà", "giấy phép xây dựng hết hạn", "sửa nhà có phải xin giấy phép xây dựng", "mất giấy phép xây dựng",
		"thoát nghèo", "ra khỏi hộ nghèo", "chấm dứt giám hộ", "đăng ký giám hộ cho cháu mồ côi",
		"đăng ký kết hôn", "đăng ký khai sinh", "đk kh", "dk ko", "đăng ký hộ kinh doanh", "đăng ký thường trú", "nhập hộ khẩu", "tách hộ khẩu", "mất sổ hộ khẩu",
		"mất căn cước", "đổi căn cước", "làm căn cước cho bé", "lam can cuoc lan dau", "lam ho chieu", "mất hộ chiếu", "đổi bằng lái", "bằng lái hết hạn", "thi bằng lái",
		"sang tên sổ đỏ", "tách sổ", "làm sổ đỏ lần đầu", "mất sổ đỏ", "sổ đỏ ghi sai tên", "làm giấy khai sinh", "giấy khai sinh cần gì",
		"mất thẻ bảo hiểm y tế", "bảo hiểm xã hội một lần", "đăng ký xe máy cũ", "sang tên xe", "giấy phép kinh doanh cần gì", "đổi tên hộ kinh doanh",
		"temporary residence registration", "certified copy", "extend temporary residence", "lost passport", strings.Repeat("chứng thực ", 40),
	} {
		if got, ok := ShippedGroups().Of(text); ok {
			t.Errorf("%q is the bare %q", text, got.Key)
		}
	}
}

// Of the questions that people asked, those that name a bare group find their procedure
// in it, and hardly any out of scope does.
func TestGroupsOfRealQuestions(t *testing.T) {
	t.Parallel()
	groups := ShippedGroups()
	for _, file := range []string{"queries-dev.tsv", "queries-fit.tsv", "queries-tail.tsv"} {
		in, held, out := 0, 0, 0
		for _, q := range questions(t, file) {
			g, ok := groups.Of(q.text)
			switch {
			case !ok:
			case q.codes == nil:
				out++
				t.Logf("%s: out of scope, asked which %s: %s", file, g.Key, q.text)
			default:
				in++
				options := under(t, groups, g, 0)
				if slices.ContainsFunc(q.codes, func(c string) bool { return slices.Contains(options, c) }) {
					held++
				}
				t.Logf("%s: asked which %s: %s (%s)", file, g.Key, q.text, q.codes[0])
			}
		}
		t.Logf("%s: %d asked which, %d of them hold the answer; %d out of scope", file, in, held, out)
		if float64(held) < 0.95*float64(in) || out > 1 {
			t.Errorf("%s: of %d questions %d are held, %d out of scope", file, in, held, out)
		}
	}
}

// The words of an everyday name are no bare group, unless it holds the procedure.
func TestGroupsOfEverydayNames(t *testing.T) {
	t.Parallel()
	groups := ShippedGroups()
	asked, wrong := 0, 0
	for _, a := range Shipped() {
		g, ok := groups.Of(a.Text)
		if !ok {
			continue
		}
		asked++
		if !slices.Contains(under(t, groups, g, 0), a.Code) {
			wrong++
			t.Logf("%s does not hold %s: %s", g.Key, a.Code, a.Text)
		}
	}
	t.Logf("%d everyday names are a bare group, %d of them not its own", asked, wrong)
	if asked == 0 || float64(wrong) > 0.2*float64(asked) {
		t.Errorf("of %d everyday names %d are not held", asked, wrong)
	}
}

func TestGroupsAreRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"[[group", `unknown = 1`, "[[group]]\nkey = \"a\"\nname = [\"x\"]"} {
		if _, err := readGroups(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func BenchmarkGroups(b *testing.B) {
	groups := ShippedGroups()
	for b.Loop() {
		groups.Of("dạ cho em hỏi đk lại giấy khai sinh mất bn tiền ạ")
	}
}
