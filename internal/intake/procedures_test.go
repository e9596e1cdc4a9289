package intake

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/procedure"
)

// procedures reads all rows of a text.
func procedures(t *testing.T, text string, f Format) ([]ProcedureRow, []Reject) {
	t.Helper()
	var rows []ProcedureRow
	var rejects []Reject
	for in := NewProcedures(strings.NewReader(text), f); ; {
		row, reject, err := in.Next()
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

const portalRow = `{"code":"1.000005","name":"Cấp giấy A","field":"Hộ tịch","agency":"UBND","level":"Cấp xã","issuer":"Bộ Tư pháp",` +
	`"detail":"full","truncated":["papers"],"subjects":"Công dân Việt Nam","how":[{"channel":"in_person","time":"3 Ngày","fee":"Miễn phí","note":"n"}],` +
	`"steps":["Bước 1"],"papers":[{"name":"Tờ khai","originals":1,"copies":20261,"form":"a.doc","case":"Mọi trường hợp"}],"fee":"Miễn phí",` +
	`"time_limit":"3 Ngày","result":"Giấy A","conditions":"Đủ tuổi","legal_basis":[{"number":"60/2014/QH13","name":"Luật Hộ tịch"}],` +
	`"online_level":"toàn trình","decision":"1/QĐ","url":"https://dichvucong.gov.vn/a","source":"s","status":"x"}`

func TestProcedureOfPortal(t *testing.T) {
	t.Parallel()
	rows, rejects := procedures(t, portalRow, NDJSON)
	if len(rejects) > 0 || len(rows) != 1 {
		t.Fatalf("%d rows, rejects %v", len(rows), rejects)
	}
	want := procedure.Procedure{
		Code: "1.000005", Name: "Cấp giấy A", Field: "Hộ tịch", Agency: "UBND", Level: "Cấp xã", Issuer: "Bộ Tư pháp", Detail: procedure.Full,
		Truncated: []string{"papers"}, Subjects: "Công dân Việt Nam",
		How:   []procedure.How{{Channel: "in_person", Time: "3 Ngày", Fee: "Miễn phí", Note: "n"}},
		Steps: []string{"Bước 1"}, Papers: []procedure.Paper{{Name: "Tờ khai", Originals: 1, Form: "a.doc", Case: "Mọi trường hợp"}},
		Fee: "Miễn phí", TimeLimit: "3 Ngày", Result: "Giấy A", Conditions: "Đủ tuổi",
		Legal: []procedure.Law{{Number: "60/2014/QH13", Name: "Luật Hộ tịch"}}, OnlineLevel: "toàn trình", Decision: "1/QĐ",
		URL: "https://dichvucong.gov.vn/a", Source: "s", Status: "x",
	}
	if diff := cmp.Diff(want, rows[0].Procedure); diff != "" {
		t.Error(diff)
	}
}

const recordRow = `{"code":"1.001193","version":"163/QĐ-BTP","valid_from":"2026-02-01","name":"Đăng ký khai sinh","field":{"code":"G15-HT01","name":"Hộ tịch"},
 "levels":["commune"],"audience":["citizen"],"online":"full",
 "authority":{"decides":"UBND cấp xã","receives":"Trung tâm Phục vụ hành chính công","non_territorial":true},
 "steps":["a"],
 "methods":[{"channel":"counter","time":{"n":0,"unit":"same_day","cutoff":"15:00"},"fees":[]},
            {"channel":"online","time":{"n":1,"unit":"working_day"},"fees":[{"kind":"fee","amount":8000,"per":"bản sao","note":"theo tỉnh","exempt":["hộ nghèo"]}]},
            {"channel":"post","time":{"n":1,"unit":"working_day"},"fees":[]}],
 "fee_status":"by_province",
 "requirements":[{"id":"r1","case":"Mọi trường hợp","name":"Tờ khai","form":"f","originals":1,"copies":0,"kind":"submit","required":true,"when":null,"data_source":"CSDL dân cư"}],
 "conditions":["c","d"],"results":[{"code":"KQ.G15.000001","name":"Giấy khai sinh"}],"forms":[{"name":"f","url":"https://a.gov.vn/f"}],
 "legal":[{"no":"60/2014/QH13","name":"Luật Hộ tịch"}],"aliases":["khai sanh"],
 "url":"https://dichvucong.gov.vn/x","checked_at":"2026-10-01","source":"s"}`

func TestProcedureOfNationalRecord(t *testing.T) {
	t.Parallel()
	rows, rejects := procedures(t, recordRow, JSON)
	if len(rejects) > 0 || len(rows) != 1 {
		t.Fatalf("%d rows, rejects %v", len(rows), rejects)
	}
	got := rows[0].Procedure
	want := []procedure.How{
		{Channel: "in_person", Time: "trong ngày; nhận sau 15:00 thì ngày làm việc tiếp theo"},
		{Channel: "online", Time: "1 ngày làm việc", Fee: "8.000 đồng/bản sao; theo tỉnh; miễn cho hộ nghèo"},
		{Channel: "post", Time: "1 ngày làm việc"},
	}
	if diff := cmp.Diff(want, got.How); diff != "" {
		t.Error(diff)
	}
	if got.Decision != "163/QĐ-BTP" || got.ValidFrom.Format("2006-01-02") != "2026-02-01" || got.Field != "Hộ tịch" || got.Level != "Cấp xã" ||
		got.Subjects != "Công dân Việt Nam" || got.OnlineLevel != "toàn trình" || got.Agency != "UBND cấp xã" || got.Conditions != "c\nd" ||
		got.Result != "Giấy khai sinh" || got.Legal[0].Number != "60/2014/QH13" || got.Papers[0].Kind != "submit" || got.FeeStatus != "by_province" ||
		!slices.Equal(got.Aliases, []string{"khai sanh"}) || got.Detail != procedure.Full {
		t.Errorf("read as %+v", got)
	}
}

func TestProcedureOfTable(t *testing.T) {
	t.Parallel()
	rows, rejects := procedures(t, "code,name,field,steps\n1.000009.000.00.00.H29,Cấp giấy B,Đất đai,\"[\"\"Nộp\"\"]\"\n1.000010,C,,\n", CSV)
	if len(rejects) > 0 || len(rows) != 2 {
		t.Fatalf("%d rows, rejects %v", len(rows), rejects)
	}
	if p := rows[0]; p.Code != "1.000009" || p.Detail != procedure.Full || !slices.Equal(p.Steps, []string{"Nộp"}) {
		t.Errorf("read as %+v", p)
	}
	if p := rows[1]; p.Detail != procedure.NameOnly {
		t.Errorf("a name alone is %q", p.Detail)
	}
}

// rejectedProcedures are rows that do not go in, and why.
var rejectedProcedures = []struct {
	row    string
	field  string
	reason Reason
}{
	{`{"name":"a"}`, "code", Missing},
	{`{"code":"1.000001"}`, "name", Missing},
	{`{"code":"khai sinh","name":"a"}`, "code", NotProcedureCode},
	{`{"code":"1.0000012","name":"a"}`, "code", NotProcedureCode},
	{`{"code":"1.000001","nam":"a"}`, "nam", UnknownField},
	{`{"code":"1.000001","name":"a","detail":"half"}`, "detail", UnknownDetail},
	{`{"code":"1.000001","name":"a","levels":["village"]}`, "levels", UnknownWord},
	{`{"code":"1.000001","name":"a","papers":[{"kind":"burn"}]}`, "papers[1].kind", UnknownPaperKind},
	{`{"code":"1.000001","name":"a","methods":[{"time":{"n":1,"unit":"week"}}]}`, "methods[1].time[1].unit", UnknownWord},
	{`{"code":"1.000001","name":"a","authority":"UBND"}`, "authority", NotObject},
	{`{"code":"1.000001","name":"a","url":"javascript:alert(1)"}`, "url", NotURL},
	{`{"code":"1.000001","unit":"SG-LT","name":"a"}`, "name", UnknownField},
	{`{"code":"1.000001","name":"a","how":[{"channel":"pigeon"}]}`, "how[1].channel", UnknownChannel},
	{`{"code":"1.000001","name":"a","fee_status":"cheap"}`, "fee_status", UnknownFeeStatus},
	{`{"code":"1.000001","name":"a","online":"maybe"}`, "online", UnknownWord},
	{`{"code":"1.000001","name":"a","steps":"one"}`, "steps", NotList},
	{`{"code":"1.000001","name":"a","papers":[{"name":"b","originals":-1}]}`, "papers[1].originals", OutOfRange},
}

func TestProcedureRejects(t *testing.T) {
	t.Parallel()
	for _, c := range rejectedProcedures {
		_, rejects := procedures(t, c.row, NDJSON)
		if len(rejects) != 1 || rejects[0].Field != c.field || rejects[0].Reason != c.reason {
			t.Errorf("%s: rejected with %v, want %s: %s", c.row, rejects, c.field, c.reason)
		}
	}
}

func TestOverlayRow(t *testing.T) {
	t.Parallel()
	rows, _ := procedures(t, `{"code":"1.000001","unit":"SG-LT","fee":"5.000 đồng","note":"chỉ buổi sáng"}`, NDJSON)
	if len(rows) != 1 || !rows[0].Overlay() || rows[0].Fee != "5.000 đồng" || rows[0].Note != "chỉ buổi sáng" {
		t.Errorf("read as %+v", rows)
	}
}

func TestAliasRows(t *testing.T) {
	t.Parallel()
	in := NewAliases(strings.NewReader("alias\tcode\tkind\tremove\twhy\nsổ đỏ\t1.013978\t\t\t\ngiấy cũ\t1.013978\tnorthern\t1\tđã bỏ\n\t1.013978\t\t\t\n"), CSV,
		AliasRow{By: "Lan", Why: "dân hỏi"})
	first, reject, err := in.Next()
	if err != nil || reject != nil || first.Text != "sổ đỏ" || first.Kind != "everyday" || first.Mark != "checked" || first.By != "Lan" || first.Why != "dân hỏi" || first.Remove {
		t.Errorf("first: %+v %v %v", first, reject, err)
	}
	second, reject, err := in.Next()
	if err != nil || reject != nil || second.Kind != "northern" || !second.Remove || second.Why != "đã bỏ" || second.Line != 3 {
		t.Errorf("second: %+v %v %v", second, reject, err)
	}
	if _, reject, err = in.Next(); err != nil || reject == nil || reject.Field != "alias" || reject.Reason != Missing {
		t.Errorf("third: %v %v", reject, err)
	}
	nobody := NewAliases(strings.NewReader(`{"alias":"a","code":"1.000001","why":"w"}`), NDJSON, AliasRow{})
	if _, reject, err = nobody.Next(); err != nil || reject == nil || reject.Field != "by" {
		t.Errorf("a change by nobody: %v %v", reject, err)
	}
}
