package intake

import (
	"errors"
	"io"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/unicode/norm"

	"motcua/internal/dossier"
	"motcua/internal/unit"
)

func TestHeadingScore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cells []string
		want  int
	}{
		{nil, 0},
		{[]string{"", " ", "\n"}, 0},
		{[]string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "", ""}, 0},
		{[]string{"H29.171-261119-0012", "Đang xử lý", "Nguyễn Văn Mẫu"}, 0},
		{[]string{"(1)", "(2)", "(3)"}, 0},
		{[]string{"code", "status", "colour"}, 2},
		{[]string{"STT", "MÃ HỒ SƠ", "ngày hẹn\ntrả", "Trang thai", "Màu sắc"}, 4},
		{[]string{"MaHoSo", "TENTTHC", "trangthaihoso"}, 3},
		{[]string{"Mã hồ sơ", "MÃ HỒ SƠ"}, 1},
		{[]string{"Mã đơn vị", "Tên đơn vị", "Cấp"}, 3},
	} {
		if got := headingScore(c.cells); got != c.want {
			t.Errorf("%q: %d, want %d", c.cells, got, c.want)
		}
	}
}

func TestVietnameseTable(t *testing.T) {
	t.Parallel()
	headings := []string{
		"STT", "Số hồ sơ", "Thủ tục hành chính", "Mã thủ tục", "Lĩnh vực", "Ngày nộp", "Ngày tiếp nhận", "Ngày hẹn\ntrả kết quả", "Ngày có kết quả",
		"Ngày trả (kết quả)", "Tình trạng", "Họ và tên", "Số điện thoại", "Ngày sinh", "Đơn vị xử lý/giải quyết", "Nơi tiếp nhận", "Nơi trả kết quả",
		"Hình thức nộp", "Lệ phí", "Đã thu", "Thanh toán trực tuyến", "Số hóa", "Lý do", "Màu sắc", "Ghi chú",
	}
	cells := []string{
		"1", "H29.171-261119-0012", "Đăng ký khai sinh", "1.001193", "Hộ tịch", "46344.5", "19/11/2026", "25/11/2026", "2026-11-24 00:00:00", "24/11/2026 09:15",
		"Đã trả kết quả", "Nguyễn Văn Mẫu", "903123456", "02/03/1958", "Phường A", "Trung tâm B", "Trung tâm C", "Trực tuyến", "50.000 đồng", "50,000", "x", "Không",
		"Dòng ghi của cán bộ", "xanh", "gọi lại",
	}
	want := dossier.Dossier{
		Code: "H29.171-261119-0012", Procedure: "Đăng ký khai sinh", ProcedureCode: "1.001193", Field: "Hộ tịch",
		SubmittedAt: at(18, 12, 0), ReceivedAt: at(19, 0, 0), DueAt: at(25, 0, 0), FinishedAt: at(24, 0, 0), ReturnedAt: at(24, 9, 15),
		Status: dossier.Returned, RawStatus: "Đã trả kết quả", Applicant: "Nguyễn Văn Mẫu", Phone: "0903123456", BirthYear: 1958,
		Unit: "Phường A", ReceivedBy: "Trung tâm B", ReturnAt: "Trung tâm C", Channel: "online",
		FeeDue: new(int64(50000)), FeePaid: new(int64(50000)), PaidOnline: new(true), Digitised: new(false), Reason: "Dòng ghi của cán bộ",
		Events: []dossier.Event{
			{At: at(18, 12, 0), Status: dossier.Registered}, {At: at(19, 0, 0), Status: dossier.Accepted},
			{At: at(24, 0, 0), Status: dossier.Completed}, {At: at(24, 9, 15), Status: dossier.Returned},
		},
		UpdatedAt: asOf, Source: "default",
	}
	spellings := map[string]func(string) string{
		"as it is":   func(s string) string { return s },
		"upper case": strings.ToUpper,
		"no marks":   unmarked,
		"decomposed": norm.NFD.String,
		"broken":     func(s string) string { return " " + strings.ReplaceAll(s, " ", " \n ") + ": " },
	}
	for name, spell := range spellings {
		for turn := range headings {
			var head, row []string
			for i := range headings {
				at := (i*7 + turn) % len(headings)
				head = append(head, `"`+spell(headings[at])+`"`)
				row = append(row, `"`+cells[at]+`"`)
			}
			f := NewDossiers(strings.NewReader(strings.Join(head, ";")+"\n"+strings.Join(row, ";")+"\n"), CSV, Defaults{AsOf: asOf, Source: "default"})
			got, reject, err := f.Next()
			if reject != nil || err != nil {
				t.Fatalf("%s: %v, %v", name, reject, err)
			}
			if diff := cmp.Diff(want, got.Dossier); diff != "" {
				t.Fatalf("%s, turn %d (-want +got):\n%s", name, turn, diff)
			}
			if ignored := f.Ignored(); len(ignored) != 1 || folded(ignored[0]) != "mausac" {
				t.Fatalf("%s: ignored %q", name, ignored)
			}
			checkDossier(t, got)
		}
	}
}

func unmarked(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 0x2ff && r < 0x370 {
			return -1
		}
		return r
	}, strings.NewReplacer("đ", "d", "Đ", "D").Replace(norm.NFD.String(s)))
}

func TestHeadingsAreOneField(t *testing.T) {
	t.Parallel()
	for _, list := range [][]heading{dossierHeadings, unitHeadings, mappingHeadings} {
		seen := map[string]string{}
		for _, h := range list {
			for _, name := range h.names {
				key := folded(name)
				if was, twice := seen[key]; key == "" || twice {
					t.Errorf("%q of %s is of %q too", name, h.field, was)
				}
				seen[key] = h.field
			}
		}
	}
	for i, h := range dossierHeadings {
		if foreignReaders[i] == nil {
			t.Errorf("nobody reads %s", h.field)
		}
		for _, name := range h.names {
			if passedOverSet[folded(name)] {
				t.Errorf("%q is both read and passed over", name)
			}
		}
	}
	for _, f := range dossierFields {
		if _, ok := ownPlaces[f.name]; !ok && !slices.Contains([]string{"results", "supplements", "extensions", "events"}, f.name) {
			t.Errorf("no heading for %s", f.name)
		}
	}
}

func TestSeveralHeadingsOfAField(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"Họ tên,Chủ hồ sơ,Mã hồ sơ,Trạng thái\nB,A,H29-261119-1,4\n": "A",
		"Họ tên,Chủ hồ sơ,Mã hồ sơ,Trạng thái\nB,,H29-261119-1,4\n":  "B",
		"applicant,Mã hồ sơ,Trạng thái\nC,H29-261119-1,4\n":          "C",
	} {
		rows, rejects := readDossiers(t, CSV, file)
		if len(rows) != 1 || rows[0].Applicant != want {
			t.Errorf("%q: %v, %v", file, rows, rejects)
		}
	}
}

func TestVietnameseUnits(t *testing.T) {
	t.Parallel()
	units, rejects := readUnits(t, CSV, "TÊN ĐƠN VỊ;STT;Mã;Loại;Trực thuộc;Điện thoại\nPhường A;1;01;phường;46;0274 123\nTrung tâm B;2;02;Trung tâm;01;\n")
	want := []unit.Unit{{Code: "01", Name: "Phường A", Kind: unit.Commune, Parent: "46", Phone: "0274 123"}, {Code: "02", Name: "Trung tâm B", Kind: unit.Centre, Parent: "01"}}
	if diff := cmp.Diff(want, units); diff != "" || len(rejects) != 0 {
		t.Errorf("rejects %v (-want +got):\n%s", rejects, diff)
	}
	_, rejects = readUnits(t, CSV, "Mã,Tên,Loại,Địa chỉ\nA,A,phường,\"\x00Mẫu\"\n")
	if len(rejects) != 1 || rejects[0].Text("vi") != "dòng 2: Địa chỉ: có ký tự điều khiển" {
		t.Errorf("rejects %v", rejects)
	}
	// Names of our own are taken as they are written, and others' do not slip in.
	for _, row := range []string{`{"code":"A","name":"A","kind":"commune","email":"x"}`, `{"Code":"A","name":"A","kind":"commune"}`} {
		if _, rejects := readUnits(t, NDJSON, row); len(rejects) != 1 || rejects[0].Reason != UnknownField {
			t.Errorf("%s: %v", row, rejects)
		}
	}
}

func FuzzHeadings(f *testing.F) {
	f.Add("Mã hồ sơ", "Trạng thái", "Ngày hẹn\ntrả", "H29-261119-1", "Đang xử lý", "25/11/2026")
	f.Add("MaHoSo", "TrangThaiHoSo", "DanhSachLePhi", "H29-261119-1", "4", `[{"Gia":1}]`)
	f.Add("code", "Mã hồ sơ", "Mẫu", "H29-261119-1", "4", "x")
	f.Add("0", "000000000\xac", "0000\x80", "0", "0", "0")
	f.Fuzz(func(t *testing.T, h1, h2, h3, c1, c2, c3 string) {
		table := ""
		for _, row := range [][]string{{h1, h2, h3}, {c1, c2, c3}} {
			for i, cell := range row {
				row[i] = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
			table += strings.Join(row, ",") + "\n"
		}
		if n := headingScore([]string{h1, h2, h3}); n < 0 || n > 3 {
			t.Errorf("score %d", n)
		}
		file := NewDossiers(strings.NewReader(table), CSV, Defaults{AsOf: asOf})
		for {
			row, reject, err := file.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if _, whole := errors.AsType[*FileError](err); whole {
				return // a heading whose letters nobody can tell ends the file
			}
			if err != nil {
				t.Fatal(err)
			}
			if reject != nil {
				checkReject(t, *reject)
				continue
			}
			checkDossier(t, row)
		}
		for _, name := range file.Ignored() {
			if strings.ContainsRune(name, '\n') {
				t.Errorf("ignored %q", name)
			}
		}
	})
}

func TestHeadingsAsDocumented(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "| field | headings |")
	table, _, _ = strings.Cut(table, "\n\n")
	row := regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| ([^|(]+)")
	documented := map[string][]string{}
	for _, m := range row.FindAllStringSubmatch(table, -1) {
		for name := range strings.SplitSeq(m[2], ", ") {
			documented[m[1]] = append(documented[m[1]], folded(name))
		}
	}
	for _, h := range dossierHeadings {
		if h.field != strings.ToLower(h.field) {
			continue // told in words
		}
		var want []string
		for _, name := range h.names {
			want = append(want, folded(name))
		}
		if diff := cmp.Diff(want, documented[h.field]); diff != "" {
			t.Errorf("%s (-read +documented):\n%s", h.field, diff)
		}
	}
}
