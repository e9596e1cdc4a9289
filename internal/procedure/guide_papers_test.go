package procedure

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func one(t *testing.T, p Paper) Item {
	t.Helper()
	cases := papers([]Paper{p}, "")
	if len(cases) != 1 || len(cases[0].Items) != 1 {
		t.Fatalf("%q becomes %+v", p.Name, cases)
	}
	return cases[0].Items[0]
}

// Each text stands in the catalogue.
func TestPaper(t *testing.T) {
	t.Parallel()
	const (
		shown = "* Giấy tờ phải xuất trình:"
		proxy = "Trường hợp ủy quyền thực hiện thủ tục thì hồ sơ phải kèm theo một trong những giấy tờ sau:"
	)
	for _, c := range []struct {
		paper                  Paper
		name, kind, form, hint string
	}{
		{Paper{Name: "- Giấy đề nghị đăng ký hộ kinh doanh;", Originals: 1}, "Giấy đề nghị đăng ký hộ kinh doanh", Submit, "", ""},
		{Paper{Name: "+ Đề nghị khai báo tạm vắng;", Originals: 1}, "Đề nghị khai báo tạm vắng", Submit, "", ""},
		{Paper{Name: "a) Đơn xin nhận con nuôi", Originals: 1}, "Đơn xin nhận con nuôi", Submit, "", ""},
		{
			Paper{Name: "Tờ khai thay đổi thông tin cư trú (Mẫu CT01 ban hành kèm theo Thông tư số 53/2025/TT-BCA).", Originals: 1, Form: "1.MuCT01banhnhkmtheoThngts53.doc"},
			"Tờ khai thay đổi thông tin cư trú (mẫu CT01)", Submit, "CT01", "",
		},
		{
			Paper{Name: "Đơn đăng ký biến động đất đai, tài sản gắn liền với đất theo Mẫu số 18 ban hành kèm theo Nghị định số 151/2025/NĐ-CP.", Originals: 181, Copies: 1},
			"Đơn đăng ký biến động đất đai, tài sản gắn liền với đất (mẫu 18)", Submit, "18", "",
		},
		{Paper{Name: "Giấy đề nghị;Mẫu số 01.docxMau02.docx", Originals: 1}, "Giấy đề nghị (mẫu 01)", Submit, "01", ""},
		{Paper{Name: "Văn bản đề nghị theo mẫu quy định", Originals: 1}, "Văn bản đề nghị", Submit, "", ""},
		{
			Paper{Name: "- Giấy chứng sinh; trường hợp không có Giấy chứng sinh thì nộp văn bản của người làm chứng xác nhận về việc sinh.", Originals: 1},
			"Giấy chứng sinh", Submit, "", "trường hợp không có Giấy chứng sinh thì nộp văn bản của người làm chứng xác nhận về việc sinh",
		},
		{
			Paper{Name: "- Trường hợp trẻ em bị bỏ rơi thì phải có biên bản về việc trẻ bị bỏ rơi do cơ quan có thẩm quyền lập.", Originals: 1, Case: "* Giấy tờ phải nộp:"},
			"Biên bản về việc trẻ bị bỏ rơi do cơ quan có thẩm quyền lập", Submit, "", "trường hợp trẻ em bị bỏ rơi",
		},
		{
			Paper{Name: "Đối với Quân đội nhân dân: Giấy giới thiệu đăng ký tạm trú của đơn vị cấp trung đoàn và tương đương trở lên.", Originals: 1},
			"Giấy giới thiệu đăng ký tạm trú của đơn vị cấp trung đoàn và tương đương trở lên", Submit, "", "đối với Quân đội nhân dân",
		},
		{
			Paper{Name: "- Văn bản ủy quyền (được chứng thực) theo quy định của pháp luật trong trường hợp ủy quyền thực hiện việc đăng ký khai sinh. Trường hợp người được ủy quyền là ông, bà thì văn bản ủy quyền không phải chứng thực.", Originals: 1},
			"Văn bản ủy quyền (được chứng thực) theo quy định của pháp luật", Submit, "", "trong trường hợp ủy quyền thực hiện việc đăng ký khai sinh",
		},
		{
			Paper{Name: "- Mẫu hộ tịch điện tử tương tác đăng ký lại kết hôn", Originals: 1},
			"Mẫu hộ tịch điện tử tương tác đăng ký lại kết hôn", Submit, "", "khi nộp qua mạng",
		},
		{Paper{Name: "Giấy giới thiệu", Copies: 1, Case: proxy}, "Giấy giới thiệu", Submit, "", "khi ủy quyền, một trong các giấy tờ này"},
		{
			Paper{Name: "- Hộ chiếu/Thẻ căn cước công dân/Thẻ căn cước/Căn cước điện tử/Giấy chứng nhận căn cước hoặc các giấy tờ khác có dán ảnh và thông tin cá nhân do cơ quan có thẩm quyền cấp", Originals: 1, Case: shown},
			"Hộ chiếu/Thẻ căn cước công dân/Thẻ căn cước/Căn cước điện tử/Giấy chứng nhận căn cước…", Present, "", "",
		},
		{Paper{Name: "Hộ chiếu", Kind: "lookup", Case: shown}, "Hộ chiếu", Lookup, "", ""},
		{
			Paper{Name: "Thông tin chứng minh về chỗ ở hợp pháp được khai thác trong căn cước điện tử, Cơ sở dữ liệu quốc gia về dân cư; trường hợp không khai thác được thông tin thì công dân xuất trình giấy tờ chứng minh chỗ ở hợp pháp.", Originals: 1},
			"Thông tin chứng minh về chỗ ở hợp pháp", Lookup, "", "trường hợp không khai thác được thông tin thì công dân xuất trình giấy tờ chứng minh chỗ ở hợp pháp",
		},
		{
			Paper{Name: "Trường hợp người yêu cầu đã nộp bản điện tử Giấy chứng sinh thì không phải nộp bản giấy.", Case: "* Giấy tờ phải nộp:"},
			"Trường hợp người yêu cầu đã nộp bản điện tử Giấy chứng sinh thì không phải nộp bản giấy", Remark, "", "",
		},
		{Paper{Name: "*Lưu ý: - Người nước ngoài được nhập quốc tịch phải có Quyết định.", Originals: 1}, "Người nước ngoài được nhập quốc tịch phải có Quyết định", Remark, "", ""},
		{Paper{Name: "- Cá nhân có quyền lựa chọn nơi làm thủ tục.", Case: "* Lưu ý:"}, "Cá nhân có quyền lựa chọn nơi làm thủ tục", Remark, "", ""},
	} {
		got := one(t, c.paper)
		if got.Name != c.name || got.Kind != c.kind || got.Form != c.form || got.Hint.Vi != c.hint {
			t.Errorf("%s\n  is %q %s form %q hint %q\nwant %q %s form %q hint %q", c.paper.Name, got.Name, got.Kind, got.Form, got.Hint.Vi, c.name, c.kind, c.form, c.hint)
		}
		if got.Originals > mostCopies {
			t.Errorf("%q is asked for %d times", got.Name, got.Originals)
		}
		if got.Full != "" && got.Full == got.Name {
			t.Errorf("%q stands twice", got.Name)
		}
	}
}

// Lines that are no paper, and of no use to who brings papers.
func TestNoPaper(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"Không quy định", "", " - ; ", "Trường hợp quy định tại điểm a khoản 4 Điều 20 Luật Cư trú, hồ sơ gồm:",
		"Người tiếp nhận có trách nhiệm tiếp nhận đúng, đủ hồ sơ đăng ký hộ tịch.",
		"Cơ quan đăng ký hộ tịch từ chối giải quyết nếu nội dung cam đoan không đúng sự thật.",
	} {
		got := papers([]Paper{{Name: name}, {Name: "Tờ khai", Originals: 1}}, "")
		if len(got) != 1 || len(got[0].Items) != 1 || got[0].Items[0].Name != "Tờ khai" {
			t.Errorf("%q becomes %+v", name, got)
		}
	}
}

func TestHeading(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]headingKind{
		"":                             plain,
		"* Giấy tờ phải nộp:":          plain,
		"a) Thành phần hồ sơ:":         plain,
		"Bao gồm":                      plain,
		"* Giấy tờ phải xuất trình:":   present,
		"Giấy tờ xuất trình":           present,
		"* Lưu ý :":                    remarks,
		"Số lượng hồ sơ: 01 bộ":        remarks,
		"- Trường hợp cấp lại do mất:": situation,
		"* Đối với phương tiện đăng ký lại do thay đổi tính năng kỹ thuật:":                               situation,
		"Hồ sơ của người nhận con nuôi:":                                                                  group,
		"Trường hợp ủy quyền thực hiện thủ tục:":                                                          group,
		"Trường hợp đăng ký trên môi trường điện tử:":                                                     group,
		"Giấy tờ chứng minh thuộc diện cấp giấy miễn thị thực:":                                           group,
		"* Đăng kiểm viên hạng II:":                                                                       maybe,
		"Hồ sơ cơ quan ký kết hợp đồng gửi đến Kiểm toán Nhà nước":                                        internal,
		"Phiếu được tạo lập khi trích xuất thông tin của công dân trong Cơ sở dữ liệu quốc gia về dân cư": officeGot,
	} {
		if got := readHeading(text); got.kind != want {
			t.Errorf("%q is %d, want %d", text, got.kind, want)
		}
	}
}

func TestCases(t *testing.T) {
	t.Parallel()
	list := []Paper{
		{Name: "Tờ khai", Originals: 1},
		{Name: "Hồ sơ cũ", Originals: 1, Case: "* Trường hợp cấp lại Giấy phép do bị mất, hồ sơ gồm:"},
		{Name: "Giấy khám sức khỏe", Originals: 1, Case: "- Trường hợp cấp mới:"},
		{Name: "Ảnh", Originals: 2, Case: "- Trường hợp cấp mới:"},
		{Name: "Hộ chiếu", Originals: 1, Case: "Giấy tờ phải xuất trình"},
	}
	got := papers(list, "Cấp Giấy phép")
	labels := []string{"Cấp lại Giấy phép do bị mất", "Cấp mới", "Trường hợp khác"}
	names := [][]string{{"Tờ khai", "Hồ sơ cũ", "Hộ chiếu"}, {"Tờ khai", "Giấy khám sức khỏe", "Ảnh", "Hộ chiếu"}, {"Tờ khai", "Hộ chiếu"}}
	if len(got) != len(labels) {
		t.Fatalf("cases %+v, want %q", got, labels)
	}
	for i, c := range got {
		var have []string
		for _, it := range c.Items {
			have = append(have, it.Name)
		}
		if c.Label.Vi != labels[i] || !slices.Equal(have, names[i]) {
			t.Errorf("case %q has %q, want %q with %q", c.Label.Vi, have, labels[i], names[i])
		}
	}
}

// A condition that stands alone is no choice: its papers are told with it.
func TestOneConditionIsNoCase(t *testing.T) {
	t.Parallel()
	got := papers([]Paper{{Name: "Đơn", Originals: 1}, {Name: "Giấy phép cũ", Originals: 1, Case: "Trường hợp gia hạn:"}}, "")
	if len(got) != 1 || len(got[0].Items) != 2 || got[0].Items[1].Hint.Vi != "gia hạn" {
		t.Errorf("papers under one condition are %+v", got)
	}
}

// More situations than can be pressed: the last case has the rest, each under its own.
func TestTooManyCases(t *testing.T) {
	t.Parallel()
	var list []Paper
	for _, grade := range []string{"I", "II", "III", "IV", "V", "VI"} {
		list = append(list, Paper{Name: "Chứng chỉ " + grade, Originals: 1, Case: "* Đăng kiểm viên hạng " + grade + ":"})
	}
	got := papers(list, "")
	if len(got) != mostCases {
		t.Fatalf("%d cases, want %d", len(got), mostCases)
	}
	last := got[len(got)-1]
	if last.ID != "khac" || len(last.Items) != 3 || last.Items[0].Hint.Vi != "Đăng kiểm viên hạng IV" {
		t.Errorf("the last case is %+v", last)
	}
}

func TestLabelsAreDistinct(t *testing.T) {
	t.Parallel()
	long := "Trường hợp tổ chức, cá nhân quy định tại khoản %s Điều 72 của Luật Địa chất và khoáng sản đề nghị gia hạn:"
	got := papers([]Paper{
		{Name: "A", Originals: 1, Case: strings.Replace(long, "%s", "1", 1)}, {Name: "B", Originals: 1, Case: strings.Replace(long, "%s", "2", 1)},
		{Name: "C", Originals: 1, Case: "Hồ sơ gia hạn giấy phép gồm:"},
	}, "Gia hạn giấy phép")
	want := []string{"Trường hợp thông thường", "…tại khoản 1 Điều 72 của Luật Địa chất…", "…tại khoản 2 Điều 72 của Luật Địa chất…"}
	for i, c := range got {
		if c.Label.Vi != want[i] || utf8.RuneCountInString(c.Label.Vi) > longestLabel {
			t.Errorf("label %q, want %q", c.Label.Vi, want[i])
		}
	}
}

// The source cut a text at a bracket.
func TestBrokenPapersAreWhole(t *testing.T) {
	t.Parallel()
	got := papers([]Paper{
		{Name: "Hợp đồng bảo đảm (01 bản chính hoặc 01 bản sao", Originals: 1}, {Name: "có chứng thực) (khoản 2 Điều 27)", Copies: 1}, {Name: "hoặc"},
		{Name: "(ii) Giấy chứng nhận", Originals: 1},
	}, "")
	if len(got[0].Items) != 2 || got[0].Items[0].Copies != 1 || got[0].Items[1].Name != "Giấy chứng nhận" {
		t.Errorf("broken papers become %+v", got[0].Items)
	}
}

// What was ticked stays ticked when the record is taken in again, in another order or
// with other signs around.
func TestIDsAreStable(t *testing.T) {
	t.Parallel()
	a := one(t, Paper{Name: "- Giấy chứng sinh;", Originals: 1})
	b := one(t, Paper{Name: "(i) Giấy chứng sinh.", Originals: 2})
	if a.ID != b.ID || a.ID != "ff5pww" {
		t.Errorf("ids %q and %q, want the same as ever", a.ID, b.ID)
	}
}

func TestShortened(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"Đơn xin", 20, "Đơn xin"},
		{"Đơn xin cấp giấy phép; kèm theo ảnh", 30, "Đơn xin cấp giấy phép…"},
		{"Giấy tờ chứng minh nơi ở trong trường hợp không tra cứu được", 45, "Giấy tờ chứng minh nơi ở…"},
		{"Bản sao hợp đồng (có chứng thực của cơ quan)", 30, "Bản sao hợp đồng…"},
		{"Aaaaaaaaaaaaaaaaaaaaaaaaa", 10, "Aaaaaaaaa…"},
	} {
		if got := shortened(c.text, c.n); got != c.want {
			t.Errorf("%q in %d is %q, want %q", c.text, c.n, got, c.want)
		}
	}
}

func TestBare(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"- Giấy;": "Giấy", "(i) Giấy": "Giấy", "(iv)Giấy": "Giấy", "a.1) Về cấp": "Về cấp", "1. Đơn": "Đơn", "1.3.1. Hồ sơ:": "Hồ sơ",
		"*) Khi": "Khi", "02 ảnh": "02 ảnh", "++ Hồ sơ": "Hồ sơ", "3 x 4": "3 x 4", "Mẫu 1. Tờ": "Mẫu 1. Tờ", "đ) Ảnh": "Ảnh", " \n\t": "",
	} {
		if got := bare(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestFormNumber(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Tờ khai (Mẫu CT01 ban hành)": "CT01", "theo Mẫu số 02/ĐK-TNCN": "02/ĐK-TNCN", "Mẫu TP-ĐGTS-09": "TP-ĐGTS-09", "theo mẫu số 01a": "01a",
		"theo mẫu": "", "Mẫu đơn": "", "Mẫu Phiếu 3": "", "mẫu 22đ": "22đ", "theo Mẫu quy định, Mẫu số 7.": "7", "mẫu ": "",
	} {
		if got := formNumber(text); got != want {
			t.Errorf("%q is form %q, want %q", text, got, want)
		}
	}
}
