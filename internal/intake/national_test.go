package intake

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/dossier"
	"motcua/internal/workday"
)

func at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 0, 0, workday.Zone)
}

// nationalRow is a synchronisation record with all that we read and more.
const nationalRow = `{"MaHoSo":"H29.171-261119-0012","MaTTHC":"1.001193","TenTTHC":"Đăng ký khai sinh","MaLinhVuc":"HT","TenLinhVuc":"Hộ tịch",
"KenhThucHien":"2","ChuHoSo":"Nguyễn Văn Mẫu","LoaiDoiTuong":"1","SoGiayToChuHoSo":"079201001234","SoDienThoai":"0903 123 456",
"NgayNopHoSo":"20261118153000","NgayTiepNhan":"2026-11-19 08:00:00","NgayHenTra":"25/11/2026 17:00","NgayKetThucXuLy":"","NgayTra":"0001-01-01T00:00:00","NgayTuChoi":null,
"TrangThaiHoSo":"5","DonViXuLy":"UBND phường Lái Thiêu","HinhThuc":"0","DuocThanhToanTrucTuyen":"2","HoSoCoThanhPhanSoHoa":"1","TaiKhoanDuocXacThucVoiVNeID":"1",
"DanhSachLePhi":[{"TenPhiLePhi":"Lệ phí","MaPhiLePhi":"1","HinhThucThu":"1","Gia":"8.000","LoaiPhiLePhi":"1"},{"Gia":5000}],
"DanhSachHoSoBoSung":[
 {"HoSoBoSungId":1,"NguoiYeuCauBoSung":"Cán bộ A","NoiDungBoSung":"Bản sao sổ hộ khẩu","NgayBoSung":"20/11/2026 09:00:00","NgayTiepNhanBoSung":"20261121080000","TrangThaiBoSung":true,
  "NgayHenTraTruoc":"2026-11-25T17:00:00","NgayHenTraMoi":"2026-11-27T17:00:00"},
 {"NoiDungBoSung":"Giấy chứng sinh","NgayBoSung":"2026-11-23T09:00:00","TrangThaiBoSung":false,"NgayHenTraTruoc":"27/11/2026"}],
"DanhSachGiayToKetQua":[{"TenGiayTo":"Giấy khai sinh","GiayToId":"7","DuongDanTepTinKetQua":"https://kq.example.vn/7"},{"TenGiayTo":"Bản sao","DuongDanTepTinKetQua":"/tep/8"}],
"NoiNopHoSo":"1","TrichYeuHoSo":"x"}`

func nationalWant() dossier.Dossier {
	return dossier.Dossier{
		Code: "H29.171-261119-0012", ProcedureCode: "1.001193", Procedure: "Đăng ký khai sinh", Field: "Hộ tịch",
		Unit: "UBND phường Lái Thiêu", ReturnChannel: "counter", Channel: "online", Applicant: "Nguyễn Văn Mẫu", Phone: "0903 123 456",
		SubmittedAt: at(18, 15, 30), ReceivedAt: at(19, 8, 0), DueAt: at(27, 17, 0),
		Status: dossier.SupplementRequested, RawStatus: "5", FeeDue: new(int64(13000)), PaidOnline: new(true), Digitised: new(true), EResult: new(true),
		Results:     []dossier.Result{{Name: "Giấy khai sinh", URL: "https://kq.example.vn/7"}, {Name: "Bản sao"}},
		Supplements: []dossier.Supplement{{Name: "Giấy chứng sinh", AskedAt: at(23, 9, 0)}},
		Events: []dossier.Event{
			{At: at(18, 15, 30), Status: dossier.Registered}, {At: at(19, 8, 0), Status: dossier.Accepted},
			{At: at(23, 9, 0), Status: dossier.SupplementRequested},
		},
		UpdatedAt: asOf, Source: "default",
	}
}

// nationalCSV is a record of JSON as a table with one row.
func nationalCSV(t *testing.T, row string) string {
	t.Helper()
	var fields map[string]json.RawMessage
	if err := json.Unmarshal([]byte(row), &fields); err != nil {
		t.Fatal(err)
	}
	var names, cells []string
	for name, raw := range fields {
		cell := string(raw)
		if raw[0] == '"' {
			_ = json.Unmarshal(raw, &cell)
		}
		names = append(names, name)
		cells = append(cells, `"`+strings.ReplaceAll(cell, `"`, `""`)+`"`)
	}
	return strings.Join(names, ",") + "\n" + strings.Join(cells, ",") + "\n"
}

// The record says the same in every format, whatever the case of its keys.
func TestNationalRecord(t *testing.T) {
	t.Parallel()
	line := strings.ReplaceAll(nationalRow, "\n", "")
	keys := regexp.MustCompile(`"([A-Za-z]+)":`)
	lower := keys.ReplaceAllStringFunc(line, strings.ToLower)
	for name, file := range map[string]struct {
		format Format
		text   string
	}{
		"NDJSON":      {NDJSON, line},
		"lower case":  {NDJSON, lower},
		"JSON array":  {JSON, "[" + nationalRow + "]"},
		"one object":  {JSON, nationalRow},
		"an answer":   {JSON, "\n{\"error_code\": 0,\n\"Data\" : [" + nationalRow + "], \"paging\": {\"pages\": [1, 2]}}"},
		"CSV":         {CSV, nationalCSV(t, nationalRow)},
		"lists twice": {NDJSON, strings.Replace(line, `[{"TenPhiLePhi":"Lệ phí","MaPhiLePhi":"1","HinhThucThu":"1","Gia":"8.000","LoaiPhiLePhi":"1"},{"Gia":5000}]`, `"[{\"Gia\":\"13000\"}]"`, 1)},
	} {
		rows, rejects := readDossiers(t, file.format, file.text)
		if len(rows) != 1 || len(rejects) != 0 {
			t.Errorf("%s: %d rows, rejects %v", name, len(rows), rejects)
			continue
		}
		if diff := cmp.Diff(nationalWant(), rows[0].Dossier); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		checkDossier(t, rows[0])
	}
}

// readForeign reads one row of the national record with some fields put in.
func readForeign(t *testing.T, fields string) DossierRow {
	t.Helper()
	rows, rejects := readDossiers(t, NDJSON, `{"MaHoSo":"H29.171-261119-0012",`+fields+`}`)
	if len(rows) != 1 {
		t.Fatalf("%s: rejects %v", fields, rejects)
	}
	checkDossier(t, rows[0])
	return rows[0]
}

func TestNationalStatuses(t *testing.T) {
	t.Parallel()
	for i, want := range dossier.Statuses {
		n := strconv.Itoa(i + 1)
		for _, raw := range []string{n, strconv.Quote(n), fmt.Sprintf(`"%02d"`, i+1)} {
			if got := readForeign(t, `"TrangThaiHoSo":`+raw); got.Status != want || got.RawStatus != strings.Trim(raw, `"`) {
				t.Errorf("%s: %s, raw %q", raw, got.Status, got.RawStatus)
			}
		}
		if got := readForeign(t, fmt.Sprintf(`"TrangThaiHoSo":%q`, want)); got.Status != want || got.RawStatus != "" {
			t.Errorf("our own %s: %s, raw %q", want, got.Status, got.RawStatus)
		}
	}
	for label, want := range map[string]dossier.Status{
		"Mới đăng ký": dossier.Registered, "CHỜ TIẾP NHẬN": dossier.Registered, "Được tiếp nhận": dossier.Accepted,
		"Không được tiếp nhận": dossier.Rejected, "đang xử lý": dossier.Processing, "Dang xu ly": dossier.Processing,
		"Yêu cầu bổ sung giấy tờ": dossier.SupplementRequested, "Yêu cầu thực hiện nghĩa vụ tài chính": dossier.PaymentRequested,
		"Công dân yêu cầu rút hồ sơ": dossier.WithdrawalRequested, "Dừng xử lý": dossier.Stopped, "Đã xử lý xong": dossier.Completed,
		"Đã trả kết quả": dossier.Returned, "Đã chuyển phòng chuyên môn": dossier.Processing, "Chờ ký duyệt": dossier.Processing,
		"Chờ liên thông": dossier.Processing, "Chờ thông báo thuế": dossier.Processing, "Chờ bổ sung": dossier.SupplementRequested,
		"Chờ trả kết quả": dossier.Completed, "Trả lại": dossier.Stopped, "Đã rút": dossier.Stopped,
		"Đã bổ sung – chờ tiếp nhận": dossier.Registered,
	} {
		if got := readForeign(t, fmt.Sprintf(`"TrangThaiHoSo":%q`, label)); got.Status != want || got.RawStatus != label {
			t.Errorf("%s: %s, raw %q", label, got.Status, got.RawStatus)
		}
	}
	for _, receipt := range []string{`"NgayTiepNhan":"20261119080000"`, `"SoBienNhan":"12/2026"`} {
		if got := readForeign(t, receipt+`,"TrangThaiHoSo":"Đã bổ sung - Chờ tiếp nhận"`); got.Status != dossier.Processing {
			t.Errorf("with %s: %s", receipt, got.Status)
		}
	}
}

func TestNationalTimes(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]time.Time{
		"20261119084000":              at(19, 8, 40),
		"20261119":                    at(19, 0, 0),
		"2026-11-19 08:40:00":         at(19, 8, 40),
		"2026-11-19 08:40:00.000":     at(19, 8, 40),
		"2026-11-19 08:40":            at(19, 8, 40),
		"2026-11-19":                  at(19, 0, 0),
		"19/11/2026":                  at(19, 0, 0),
		"19/11/2026 08:40":            at(19, 8, 40),
		"19/11/2026  8:40:00":         at(19, 8, 40),
		"08:40 19/11/2026":            at(19, 8, 40),
		"08:40:00 19/11/2026":         at(19, 8, 40),
		"19-11-2026":                  at(19, 0, 0),
		"19.11.2026 08:40":            at(19, 8, 40),
		"2026-11-19T08:40:00":         at(19, 8, 40),
		"2026-11-19T08:40:00.123":     at(19, 8, 40).Add(123 * time.Millisecond),
		"2026-11-19T08:40:00+07:00":   at(19, 8, 40),
		"2026-11-19T01:40:00Z":        at(19, 8, 40),
		"":                            {},
		"0001-01-01T00:00:00":         {},
		"0001-01-01 00:00:00":         {},
		"01/01/0001":                  {},
		"01/01/0001 00:00:00":         {},
		"00010101000000":              {},
		"1900-01-01 00:00:00":         {},
		"9/1/2026":                    time.Date(2026, 1, 9, 0, 0, 0, 0, workday.Zone),
		"29/02/2024":                  time.Date(2024, 2, 29, 0, 0, 0, 0, workday.Zone),
		"20261119084000\u00a0":        at(19, 8, 40),
		"2026-11-19T08:40:00.1234567": at(19, 8, 40).Add(123456 * time.Microsecond),
	} {
		if got, wrong := nationalTime(s); wrong != "" || !got.Equal(want) {
			t.Errorf("%q: %v, %s", s, got, wrong)
		}
	}
	for s, want := range map[string]Reason{
		"30/02/2026": NoSuchDate, "29/02/2026": NoSuchDate, "32/01/2026": NoSuchDate, "11/25/2026": NoSuchDate, "20261332000000": NoSuchDate,
		"20261119256000": NoSuchDate, "2026-02-30 00:00:00": NoSuchDate, "2026-11-19 24:01:00": NoSuchDate, "19/11/2026 08:61": NoSuchDate,
		"01/01/1850": NoSuchDate, "3000-01-01": NoSuchDate,
		"mai": NotDate, "19/11/26": NotDate, "19/11": NotDate, "2026": NotDate, "202611190840": NotDate, "19/11/2026 08": NotDate, "-": NotDate,
	} {
		if got, wrong := nationalTime(s); wrong != want {
			t.Errorf("%q: %v, %q, want %q", s, got, wrong, want)
		}
	}
	for s, want := range map[string]time.Time{"46345": at(19, 0, 0), "46345.5": at(19, 12, 0), "46345,361111111": at(19, 8, 40)} {
		if got, ok := serialTime(s); !ok || !got.Equal(want) {
			t.Errorf("day %s: %v, %v", s, got, ok)
		}
	}
}

func TestForeignValues(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]int64{
		"50000": 50000, "50.000": 50000, "50,000": 50000, "50,000 đ": 50000, "50.000 đồng": 50000, "50.000đ": 50000, "1.250.000 VNĐ": 1250000,
		"50 000": 50000, "50000.0": 50000, "1.250.000,00": 1250000, "1,250,000.00": 1250000, "0": 0, "Miễn phí": 0, "không thu": 0, "8.000 Đồng": 8000,
	} {
		var got *int64
		if r := (value{field: "Lệ phí", cell: s}).money(&got); r != nil || *got != want {
			t.Errorf("%q: %v, %v", s, got, r)
		}
	}
	for _, s := range []string{"năm mươi nghìn", "50.00.0", "-50", "1.5", "50.000-60.000", "5,0000", "99999999999999999999"} {
		var got *int64
		if r := (value{field: "Lệ phí", cell: s}).money(&got); r == nil || r.Reason != NotMoney {
			t.Errorf("%q: %v, %v", s, got, r)
		}
	}
	for s, want := range map[string]bool{"Có": true, "có": true, "X": true, "x": true, "1": true, "✓": true, "TRUE": true, "Không": false, "0": false, "chưa": false} {
		var got *bool
		if r := (value{field: "Số hóa", cell: s}).yesOrNo(&got); r != nil || *got != want {
			t.Errorf("%q: %v, %v", s, got, r)
		}
	}
	for s, want := range map[string]string{
		"Trực tiếp": "counter", "TRỰC TUYẾN": "online", "Bưu chính": "post", "Bưu chính công ích": "post", "bưu chính (công ích)": "post", "1": "counter",
	} {
		if got := readForeign(t, fmt.Sprintf(`"TrangThaiHoSo":4,"KenhThucHien":%q`, s)); got.Channel != want {
			t.Errorf("%q: %q", s, got.Channel)
		}
	}
	for s, want := range map[string]bool{"0": false, "1": true, "2": true} {
		if got := readForeign(t, `"TrangThaiHoSo":4,"DuocThanhToanTrucTuyen":`+s); got.PaidOnline == nil || *got.PaidOnline != want {
			t.Errorf("paid online %s: %v", s, got.PaidOnline)
		}
	}
	for s, want := range map[string]int{`1958`: 1958, `"02/03/1958"`: 1958, `"1958-03-02"`: 1958, `21246`: 1958, `"null"`: 0} {
		if got := readForeign(t, `"TrangThaiHoSo":4,"NgaySinh":`+s); got.BirthYear != want {
			t.Errorf("born %s: %d", s, got.BirthYear)
		}
	}
	for fields, want := range map[string]int64{
		`"Phí":"50.000","Lệ phí":"8.000"`: 58000, `"Phí":"50.000"`: 50000, `"Lệ phí":"8.000"`: 8000, `"Phí":"50.000","Lệ phí":"8.000","Tổng lệ phí":"58.000"`: 58000,
	} {
		if got := readForeign(t, `"TrangThaiHoSo":4,`+fields); got.FeeDue == nil || *got.FeeDue != want {
			t.Errorf("%s: %v", fields, got.FeeDue)
		}
	}
	// A number in a sheet has lost its zero.
	if got := readForeign(t, `"TrangThaiHoSo":4,"SoDienThoai":903123456`); got.Phone != "0903123456" {
		t.Error(got.Phone)
	}
	// One name for two things is not guessed at, nor one unit for three.
	if got := readForeign(t, `"TrangThaiHoSo":4,"HinhThuc":"Trực tuyến","DonViXuLy":"A"`); got.ReturnChannel != "" || got.Channel != "" || got.ReceivedBy != "" || got.ReturnAt != "" {
		t.Errorf("guessed: %+v", got)
	}
}

// Headings are found in any order and spelling.
// A sheet's cell of a time is taken under our own names too; a line of NDJSON keeps to its contract.
func TestTimeOfACell(t *testing.T) {
	t.Parallel()
	rows, rejects := readDossiers(t, CSV, "code,status,due_at\nH29-261119-1,accepted,2026-11-25 17:00:00\n")
	if len(rows) != 1 || !rows[0].DueAt.Equal(at(25, 17, 0)) {
		t.Errorf("%v, %v", rows, rejects)
	}
	if _, rejects = readDossiers(t, NDJSON, `{"code":"H29-261119-1","status":"accepted","due_at":"2026-11-25 17:00:00"}`); len(rejects) != 1 {
		t.Error("a line of NDJSON went in")
	}
}

// Each name is that of one field alone, and each field has somebody who reads it.
// The state that was seen is never overtaken by a date without a time, nor is a plan
// taken for what has happened.
func TestNationalHistory(t *testing.T) {
	t.Parallel()
	ev := func(at time.Time, s dossier.Status) dossier.Event { return dossier.Event{At: at, Status: s} }
	for name, c := range map[string]struct {
		fields string
		want   []dossier.Event
		made   *dossier.Event
	}{
		"no dates":           {`"TrangThaiHoSo":4`, nil, new(ev(asOf, dossier.Processing))},
		"a day and a time":   {`"TrangThaiHoSo":2,"NgayNopHoSo":"19/11/2026 08:00","NgayTiepNhan":"19/11/2026"`, []dossier.Event{ev(at(19, 8, 0), dossier.Registered), ev(at(19, 8, 0), dossier.Accepted)}, new(ev(asOf, dossier.Accepted))},
		"ended in one day":   {`"TrangThaiHoSo":10,"NgayTiepNhan":"19/11/2026","NgayKetThucXuLy":"19/11/2026","NgayTra":"19/11/2026"`, []dossier.Event{ev(at(19, 0, 0), dossier.Accepted), ev(at(19, 0, 0), dossier.Completed), ev(at(19, 0, 0), dossier.Returned)}, new(ev(asOf, dossier.Returned))},
		"refused":            {`"TrangThaiHoSo":3,"NgayNopHoSo":"20261118153000","NgayTuChoi":"20261119080000","NgayKetThucXuLy":"20261119080000"`, []dossier.Event{ev(at(18, 15, 30), dossier.Registered), ev(at(19, 8, 0), dossier.Rejected)}, new(ev(asOf, dossier.Rejected))},
		"stopped, not done":  {`"TrangThaiHoSo":8,"NgayTiepNhan":"20261118153000","NgayKetThucXuLy":"20261119080000"`, []dossier.Event{ev(at(18, 15, 30), dossier.Accepted), ev(at(19, 8, 0), dossier.Stopped)}, new(ev(asOf, dossier.Stopped))},
		"a plan":             {`"TrangThaiHoSo":4,"NgayTiepNhan":"20261118153000","NgayKetThucXuLy":"20261127080000"`, []dossier.Event{ev(at(18, 15, 30), dossier.Accepted)}, new(ev(asOf, dossier.Processing))},
		"seen before a step": {`"TrangThaiHoSo":4,"NgayTiepNhan":"20261125130000","NgayCapNhat":"25/11/2026"`, []dossier.Event{ev(at(25, 13, 0), dossier.Accepted)}, new(ev(at(25, 13, 0).Add(time.Microsecond), dossier.Processing))},
	} {
		got := readForeign(t, c.fields)
		if diff := cmp.Diff(c.want, got.Events); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if diff := cmp.Diff(c.made, got.Made); diff != "" {
			t.Errorf("%s, made (-want +got):\n%s", name, diff)
		}
	}
}

func TestNationalProgress(t *testing.T) {
	t.Parallel()
	got := readForeign(t, `"NguoiXuLy":"Trần Thị Mẫu","ChucDanh":"Chuyên viên","ThoiDiemXuLy":"20261119084000","PhongBanXuLy":"Phòng Tư pháp","NoiDungXuLy":"Chuyển ký","TrangThai":"4","NgayBatDau":"20261119080000","NgayKetThucTheoQuyDinh":"20261125170000"`)
	want := []dossier.Event{{At: at(19, 8, 40), Status: dossier.Processing, Unit: "Phòng Tư pháp", Note: "Chuyển ký"}}
	if !got.Step || got.Made != nil || got.RawStatus != "" || !cmp.Equal(got.Events, want) {
		t.Errorf("%+v", got)
	}
	// A dossier that says when it was last worked on is no step.
	if got := readForeign(t, `"TenTTHC":"A","ThoiDiemXuLy":"20261119084000","TrangThai":"4"`); got.Step {
		t.Errorf("%+v", got)
	}
}

// rejectedForeign are rows of others that do not go in.
var rejectedForeign = []struct {
	format Format
	file   string
	want   string
}{
	{NDJSON, `{"MaHoSo":"","TrangThaiHoSo":4}`, `line 1: Mã hồ sơ: missing`},
	{NDJSON, `{"MaHoSo":"H29-261119-1"}`, `line 1: Trạng thái: missing`},
	{NDJSON, `{"MaHoSo":"H29-261119-1","TrangThaiHoSo":"null"}`, `line 1: Trạng thái: missing`},
	{NDJSON, `{"MaHoSo":"H29-261119-1","TrangThaiHoSo":11}`, "line 1: TrangThaiHoSo = \"11\": nobody has said what this status of the source \"default\" means; say it with `motcua import mappings`"},
	{NDJSON, `{"MaHoSo":"H29-261119-1","TrangThaiHoSo":0}`, "line 1: TrangThaiHoSo = \"0\": nobody has said what this status of the source \"default\" means; say it with `motcua import mappings`"},
	{NDJSON, `{"MaHoSo":"H29-261119-1","TrangThaiHoSo":4,"KenhThucHien":"Tại nhà"}`, "line 1: KenhThucHien = \"Tại nhà\": nobody has said what this channel of the source \"default\" means; say it with `motcua import mappings`"},
	{NDJSON, `{"MaHoSo":"H29-261119-1","TrangThaiHoSo":4,"NgayHenTra":"30/02/2026"}`, `line 1: NgayHenTra = "30/02/2026": there is no such date`},
	{NDJSON, `{"MaHoSo":"H29-261119-1","TrangThaiHoSo":4,"NgayHenTra":"tuần sau"}`, `line 1: NgayHenTra = "tuần sau": not a date; write 25/11/2026 or 25/11/2026 08:40`},
	{NDJSON, `{"MaHoSo":"H29-261119-1","TrangThaiHoSo":4,"NgayHenTra":["25/11/2026"]}`, `line 1: NgayHenTra = "[\"25/11/2026\"]": not a date; write 25/11/2026 or 25/11/2026 08:40`},
	{NDJSON, `{"MaHoSo":"H29-261119-1","TrangThaiHoSo":[4]}`, `line 1: TrangThaiHoSo = "[4]": must be text`},
	{NDJSON, `{"MaHoSo":"H29-261119-1","mahoso":"H29-261119-2","TrangThaiHoSo":4}`, `line 1: mahoso: the heading names this field twice`},
	{NDJSON, `{"MaHoSo":"H29-261119-1","TrangThaiHoSo":4,"DanhSachLePhi":[{"Gia":"ba nghìn"}]}`, `line 1: DanhSachLePhi[1].Gia = "ba nghìn": must be a sum in đồng, as 50.000`},
	{CSV, "Mã hồ sơ,Trạng thái,\"Lệ\nphí\"\nH29-261119-1,Đang xử lý,nhiều\n", `line 3: Lệ phí = "nhiều": must be a sum in đồng, as 50.000`},
	{CSV, "Mã hồ sơ,Trạng thái,Số hóa\nH29-261119-1,Đang xử lý,có lẽ\n", `line 2: Số hóa = "có lẽ": must be Có or Không`},
	{CSV, "Mã hồ sơ,Trạng thái\n0903123456,Đang xử lý\n", `line 2: Mã hồ sơ = "••••••••••": not a dossier code`},
	// What tells of a person is not repeated, whatever its column is called.
	{CSV, "Mã hồ sơ,Trạng thái,Ngày sinh\nH29-261119-1,Đang xử lý,ngày rằm\n", `line 2: Ngày sinh: not a date; write 25/11/2026 or 25/11/2026 08:40`},
	{CSV, "Mã hồ sơ,Trạng thái,Năm sinh\nH29-261119-1,Đang xử lý,58\n", `line 2: Năm sinh: must be between 1900 and 2100`},
	{CSV, "Mã hồ sơ,Trạng thái,Họ và tên\nH29-261119-1,Đang xử lý," + strings.Repeat("Mẫu ", 300) + "\n", `line 2: Họ và tên: is longer than 1000 bytes`},
	{CSV, "Mã hồ sơ,Trạng thái,SĐT\nH29-261119-1,Đang xử lý," + strings.Repeat("0903123456 ", 30) + "\n", `line 2: SĐT: is longer than 200 bytes`},
	{CSV, "Mã hồ sơ,Trạng thái,Lý do\nH29-261119-1,Đang xử lý,\"" + strings.Repeat("bố mất ", 3000) + "\"\n", `line 2: Lý do: is longer than 20000 bytes`},
	{NDJSON, `{"MaHoSo":"H29-261119-1","TrangThaiHoSo":4,"DanhSachHoSoBoSung":"bố Mẫu mất"}`, `line 1: DanhSachHoSoBoSung: must be a list […]`},
	{NDJSON, `{"MaHoSo":"H29-261119-1","TrangThaiHoSo":4,"DanhSachLePhi":"bố Mẫu mất"}`, `line 1: DanhSachLePhi: must be a list […]`},
	{NDJSON, `{"MaHoSo":"H29-261119-1","TrangThaiHoSo":4,"DanhSachHoSoBoSung":[{"NoiDungBoSung":["bố Mẫu"]}]}`, `line 1: DanhSachHoSoBoSung[1].NoiDungBoSung: must be text`},
	{NDJSON, `{"MaHoSo":"H29-261119-1","TrangThaiHoSo":4,"ChuHoSo":{"Ten":"Mẫu"}}`, `line 1: ChuHoSo: must be text`},
	{NDJSON, `{"MaHoSo":"H29-261119-1","TrangThai":4,"ThoiDiemXuLy":"20261119084000","NoiDungXuLy":["Mẫu"]}`, `line 1: NoiDungXuLy: must be text`},
}

func TestForeignRejects(t *testing.T) {
	t.Parallel()
	for _, c := range rejectedForeign {
		_, rejects := readDossiers(t, c.format, c.file)
		if len(rejects) != 1 || rejects[0].Text("en") != c.want {
			t.Errorf("%.120s:\n got %v\nwant %s", c.file, rejects, c.want)
		}
	}
}

// Rows in a list of an answer are told by their lines, and one cut off is no whole file.
func TestWrappedRows(t *testing.T) {
	t.Parallel()
	const row = `{"MaHoSo":"H29-261119-1","TrangThaiHoSo":4}`
	for file, want := range map[string]string{
		`{"data":[` + row + ",\n" + `{"MaHoSo":"x","TrangThaiHoSo":4}]}`: `line 2: MaHoSo = "x": not a dossier code`,
		`{"data":[` + row + "],\n":                                       `line 2: the JSON breaks off here; nothing after it was read`,
		`{"data":[` + row + `,`:                                          `line 1: the JSON breaks off here; nothing after it was read`,
		`{"data":[` + row + `]`:                                          `line 1: the JSON breaks off here; nothing after it was read`,
	} {
		rows, rejects := readDossiers(t, JSON, file)
		if len(rows) != 1 || len(rejects) != 1 || rejects[0].Text("en") != want {
			t.Errorf("%s: %d rows, %v", file, len(rows), rejects)
		}
	}
	if rows, rejects := readDossiers(t, JSON, `{"data":[]}`); len(rows)+len(rejects) != 0 {
		t.Errorf("%v, %v", rows, rejects)
	}
}

// Of several columns for one field the first that says something counts.
func FuzzNationalDate(f *testing.F) {
	for _, s := range []string{"20261119084000", "2026-11-19 08:40:00", "19/11/2026 08:40", "2026-11-19T08:40:00+07:00", "0001-01-01", "46345.5", "30/02/2026", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, wrong := nationalTime(s)
		if wrong != "" && (wrong != NotDate && wrong != NoSuchDate || !got.IsZero()) {
			t.Errorf("%q: %v, %s", s, got, wrong)
		}
		if serial, ok := serialTime(s); ok {
			got = serial
		}
		if got.IsZero() {
			return
		}
		if got.Year() < 1900 || got.Year() > 2200 {
			t.Errorf("%q: %v", s, got)
		}
		// What was read can be written in each shape and read again.
		for _, layout := range []string{"20060102150405", "2006-01-02 15:04:05", "02/01/2006 15:04:05", time.RFC3339} {
			again, wrong := nationalTime(got.Format(layout))
			if want := got.Truncate(time.Second); wrong != "" || !again.Equal(want) && want.YearDay() != 1 {
				t.Errorf("%q as %s: %v, %s", s, got.Format(layout), again, wrong)
			}
		}
	})
}

// The documented headings are those that are read.
