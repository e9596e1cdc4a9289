package intake

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/dossier"
)

func readMappings(t *testing.T, format Format, file string) ([]MappingRow, []Reject) {
	t.Helper()
	var rows []MappingRow
	var rejects []Reject
	for f := NewMappingRows(strings.NewReader(file), format); ; {
		row, reject, err := f.Next()
		switch {
		case errors.Is(err, io.EOF):
			return rows, rejects
		case err != nil:
			t.Fatal(err)
		case reject != nil:
			rejects = append(rejects, *reject)
		default:
			rows = append(rows, row)
		}
	}
}

func TestMappingRows(t *testing.T) {
	t.Parallel()
	want := []MappingRow{
		{Mapping: Mapping{"igate", MapStatus, "11", "accepted", "nhận trực tiếp"}, Line: 2},
		{Mapping: Mapping{"", MapUnit, "Phòng Tư pháp", "SG-LT", ""}, Line: 3},
		{Mapping: Mapping{"igate", MapStatus, "6", "", ""}, Line: 4, Remove: true},
		{Mapping: Mapping{"igate", MapChannel, "Tại nhà", "counter", ""}, Line: 5},
	}
	for _, file := range []string{
		"source,kind,raw,ours,note,remove\nigate,status,11,accepted,nhận trực tiếp,\n,unit,Phòng Tư pháp,SG-LT,,\nigate,status,6,,,1\nigate,channel,Tại nhà,counter,,\n",
		"Nguồn;Loại;Nguồn ghi;ĐỌC LÀ;Ghi chú;Bỏ\nigate;Trạng thái;11;accepted;nhận trực tiếp;\n;Đơn vị;Phòng Tư pháp;SG-LT;;không\nigate;trạng thái;6;;;x\nigate;kênh;Tại nhà;counter;;\n",
	} {
		rows, rejects := readMappings(t, CSV, file)
		if diff := cmp.Diff(want, rows); diff != "" || len(rejects) != 0 {
			t.Errorf("rejects %v (-want +got):\n%s", rejects, diff)
		}
	}
	rows, rejects := readMappings(t, NDJSON, `{"source":"igate","kind":"status","raw":11,"ours":"accepted"}`)
	if len(rows) != 1 || rows[0].Raw != "11" {
		t.Errorf("%v, rejects %v", rows, rejects)
	}
}

func TestMappingRejects(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ row, en, vi string }{
		{`{"kind":"status","ours":"accepted"}`, `line 1: raw: missing`, `dòng 1: raw: còn thiếu`},
		{`{"raw":"11","ours":"accepted"}`, `line 1: kind: missing`, `dòng 1: kind: còn thiếu`},
		{`{"kind":"status","raw":"11"}`, `line 1: ours: missing`, `dòng 1: ours: còn thiếu`},
		{`{"kind":"status","raw":"","ours":"accepted"}`, `line 1: raw: missing`, `dòng 1: raw: còn thiếu`},
		{`{"kind":"colour","raw":"11","ours":"accepted"}`, `line 1: kind = "colour": not one of the words that may stand here: status, unit, channel`, `dòng 1: kind = "colour": không thuộc các từ được dùng ở đây: status, unit, channel`},
		{
			`{"kind":"status","raw":"11","ours":"gone"}`,
			`line 1: ours = "gone": unknown status; known are registered, accepted, rejected, processing, supplement_requested, payment_requested, withdrawal_requested, stopped, completed, returned`,
			`dòng 1: ours = "gone": trạng thái không có trong danh sách: registered, accepted, rejected, processing, supplement_requested, payment_requested, withdrawal_requested, stopped, completed, returned`,
		},
		{`{"kind":"channel","raw":"11","ours":"fax"}`, `line 1: ours = "fax": unknown channel; known are counter, online, post`, `dòng 1: ours = "fax": kênh không có trong danh sách: counter, online, post`},
		{`{"kind":"unit","raw":"11","ours":"A","remove":"có lẽ"}`, `line 1: remove = "có lẽ": must be Có or Không`, `dòng 1: remove = "có lẽ": phải là Có hoặc Không`},
		{`{"kind":"unit","raw":"11","our":"A"}`, `line 1: our: unknown field`, `dòng 1: our: trường không có trong mẫu`},
	} {
		_, rejects := readMappings(t, NDJSON, c.row)
		if len(rejects) != 1 || rejects[0].Text("en") != c.en || rejects[0].Text("vi") != c.vi {
			t.Errorf("%s:\n got %v", c.row, rejects)
		}
	}
}

// A source's own row stands before one for any source, and that before what comes with
// the program.
func TestMappingsOverride(t *testing.T) {
	t.Parallel()
	m := NewMappings([]Mapping{
		{"igate", MapStatus, "6", "processing", "đã bổ sung"},
		{"", MapStatus, "6", "stopped", ""},
		{"igate", MapStatus, "11", "accepted", ""},
		{"igate", MapStatus, "Đã bổ sung - chờ tiếp nhận", "accepted", ""},
		{"", MapUnit, "UBND P. Lái Thiêu", "SG-LT", ""},
		{"igate", MapChannel, "Tại nhà", "counter", ""},
	})
	for _, c := range []struct {
		source, raw string
		want        dossier.Status
	}{
		{"igate", "6", "processing"},
		{"igate", "06", "processing"},
		{"other", "6", "stopped"},
		{"igate", "11", "accepted"},
		{"other", "11", ""},
		{"igate", "Đã bổ sung – Chờ tiếp nhận", "accepted"},
		{"other", "Đã bổ sung – Chờ tiếp nhận", "registered"},
		{"igate", "4", "processing"},
		{"igate", "—", ""},
	} {
		if got, ok := m.Status(c.source, c.raw, false); got != c.want || ok != (c.want != "") {
			t.Errorf("%s %s: %s, %v", c.source, c.raw, got, ok)
		}
	}
	read := func(fields string) DossierRow {
		f := NewDossiers(strings.NewReader("{"+fields+"}"), NDJSON, Defaults{AsOf: asOf, Source: "igate", Mappings: m})
		row, reject, err := f.Next()
		if reject != nil || err != nil {
			t.Fatal(reject, err)
		}
		return row
	}
	row := read(`"MaHoSo":"H29-261119-1","TrangThaiHoSo":6,"KenhThucHien":"tại nhà","DonViXuLy":"ubnd p lái thiêu","NoiTiepNhan":"UBND P. Lái Thiêu"`)
	if row.Status != dossier.Processing || row.RawStatus != "6" || row.Unit != "SG-LT" || row.RawUnit != "ubnd p lái thiêu" || row.ReceivedBy != "SG-LT" || row.Channel != "counter" {
		t.Errorf("%+v", row)
	}
	// Our own words need no raw ones; a unit is read as its source means it here, too.
	row = read(`"code":"H29-261119-1","status":"accepted","unit":"SG-LT"`)
	if row.RawStatus != "" || row.RawUnit != "" {
		t.Errorf("%+v", row)
	}
	row = read(`"code":"H29-261119-1","status":"accepted","unit":"UBND P. Lái Thiêu"`)
	if row.Unit != "SG-LT" || row.RawUnit != "UBND P. Lái Thiêu" {
		t.Errorf("%+v", row)
	}
}
