package intake

import (
	"strings"

	"motcua/internal/vntext"
)

// heading is what others call one of our fields: the headings of spreadsheets and the keys
// of the national synchronisation record. They are compared by folded, so one spelling
// stands for all: "Mã hồ sơ", "MÃ HỒ SƠ", "ma ho so" and "MaHoSo" are the same.
type heading struct {
	field string
	names []string // the first that a row fills is taken
}

// dossierHeadings are a dossier's. A name of a field in capitals is none of a dossier's own
// but what its status and history are worked out from.
var dossierHeadings = []heading{
	{fieldCode, []string{"Mã hồ sơ", "Số hồ sơ", "Mã số hồ sơ", "Mã HS", "Số HS"}},
	{fieldStatus, []string{"Trạng thái hồ sơ", "Trạng thái", "Tình trạng", "Tình trạng hồ sơ", "Trạng thái xử lý", "Tình trạng xử lý"}},
	{"procedure_code", []string{"Mã TTHC", "Mã thủ tục", "Mã thủ tục hành chính"}},
	{"procedure", []string{"Tên TTHC", "Tên thủ tục", "Tên thủ tục hành chính", "Thủ tục hành chính", "Thủ tục", "TTHC"}},
	{"field", []string{"Tên lĩnh vực", "Lĩnh vực"}},
	{fieldUnit, []string{
		"Đơn vị xử lý", "Đơn vị giải quyết", "Đơn vị xử lý/giải quyết", "Cơ quan giải quyết", "Cơ quan xử lý", "Đơn vị thụ lý",
		"Cơ quan thực hiện", "Đơn vị thực hiện",
	}},
	{"received_by", []string{"Nơi tiếp nhận", "Đơn vị tiếp nhận", "Cơ quan tiếp nhận", "Nơi tiếp nhận hồ sơ"}},
	{"return_at", []string{"Nơi trả kết quả", "Nơi trả", "Nơi nhận kết quả", "Địa điểm trả kết quả"}},
	{"return_channel", []string{"Hình thức trả kết quả", "Hình thức trả", "Hình thức nhận kết quả", "Cách nhận kết quả"}},
	{nationalReturn, []string{"HinhThuc"}},
	{"channel", []string{
		"Kênh thực hiện", "Hình thức nộp", "Hình thức nộp hồ sơ", "Kênh", "Kênh nộp", "Kênh tiếp nhận", "Hình thức tiếp nhận",
		"Phương thức nộp", "Cách nộp",
	}},
	{"applicant", []string{"Chủ hồ sơ", "Tên chủ hồ sơ", "Người nộp", "Người nộp hồ sơ", "Tên người nộp", "Họ và tên", "Họ tên", "Tên người nộp hồ sơ"}},
	{"phone", []string{"Số điện thoại", "Điện thoại", "SĐT", "Điện thoại liên hệ", "Số điện thoại liên hệ"}},
	{"birth_year", []string{"Năm sinh", "Ngày sinh", "Ngày tháng năm sinh"}},
	{"submitted_at", []string{"Ngày nộp hồ sơ", "Ngày nộp", "Thời điểm nộp", "Ngày gửi"}},
	{"received_at", []string{"Ngày tiếp nhận", "Ngày tiếp nhận hồ sơ", "Ngày nhận", "Ngày nhận hồ sơ", "Thời điểm tiếp nhận"}},
	{"due_at", []string{"Ngày hẹn trả", "Ngày hẹn trả kết quả", "Ngày hẹn", "Hạn trả kết quả", "Hạn giải quyết", "Hạn xử lý", "Thời hạn trả kết quả"}},
	{"finished_at", []string{"Ngày kết thúc xử lý", "Ngày có kết quả", "Ngày giải quyết xong", "Ngày hoàn thành", "Ngày xử lý xong", "Ngày kết thúc"}},
	{"returned_at", []string{"Ngày trả", "Ngày trả kết quả", "Ngày trả thực tế"}},
	{nationalRefused, []string{"Ngày từ chối", "Ngày từ chối tiếp nhận"}},
	{"fee_due", []string{"Tổng lệ phí", "Phí, lệ phí", "Số tiền phải nộp", "Phải nộp", "Lệ phí"}},
	{nationalCharge, []string{"Phí"}},
	{"fee_paid", []string{"Đã thu", "Đã nộp", "Số tiền đã nộp", "Lệ phí đã thu", "Lệ phí đã nộp", "Đã thanh toán"}},
	{"paid_online", []string{"Được thanh toán trực tuyến", "Thanh toán trực tuyến", "Nộp phí trực tuyến"}},
	{"digitised", []string{"Hồ sơ có thành phần số hóa", "Số hóa", "Số hóa hồ sơ", "Đã số hóa"}},
	{"e_result", []string{"Kết quả điện tử", "Trả kết quả điện tử", "Có kết quả điện tử"}},
	{nationalFees, []string{"DanhSachLePhi"}},
	{nationalSupplements, []string{"DanhSachHoSoBoSung"}},
	{nationalResults, []string{"DanhSachGiayToKetQua"}},
	{fieldReason, []string{"Lý do", "Lý do từ chối", "Lý do dừng xử lý", "Lý do trả lại"}},
	{"updated_at", []string{"Ngày cập nhật", "Thời điểm cập nhật", "Thời gian cập nhật", "Cập nhật lúc"}},
	{"source", []string{"Nguồn", "Nguồn dữ liệu"}},
	{nationalReceipt, []string{"Số biên nhận", "Mã biên nhận", "Số phiếu tiếp nhận"}},
	{nationalStepAt, []string{"Thời điểm xử lý"}},
	{nationalStepUnit, []string{"Phòng ban xử lý"}},
	{nationalStepNote, []string{"Nội dung xử lý"}},
}

// What our model has no place for, or what nobody needs here. It is known, and so it is
// passed over without a word: most of all what tells more of a person than is needed.
var passedOver = []string{
	"STT", "TT", "Số TT", "Số thứ tự", "Ghi chú",
	"MaLinhVuc", "LoaiDoiTuong", "MaDoiTuong", "TaiKhoanDuocXacThucVoiVNeID", "NoiNopHoSo", "TrichYeuHoSo", "ThongTinTra", "ThongTinKhac",
	"TaiLieuNop", "DanhSachTepDinhKemKhac", "DinhDanhCHS", "DSKetNoiCSDL", "IDHoSo", "MaHoSoKhac",
	"SoGiayToChuHoSo", "Email", "Fax", "Địa chỉ", "CCCD", "CMND", "Số CCCD", "Số định danh", "Số giấy tờ",
	"Người xử lý", "Chức danh", "Cán bộ xử lý", "Cán bộ tiếp nhận", "Người tiếp nhận", "NgayBatDau", "NgayKetThucTheoQuyDinh",
}

// unitHeadings are a unit's.
var unitHeadings = []heading{
	{fieldCode, []string{"Mã đơn vị", "Mã", "Mã số"}},
	{fieldName, []string{"Tên đơn vị", "Tên"}},
	{"type", []string{"Loại đơn vị", "Loại", "Loại hình", "Cấp"}},
	{"parent", []string{"Đơn vị cấp trên", "Mã đơn vị cấp trên", "Trực thuộc", "Mã tỉnh"}},
	{"valid_from", []string{"Hiệu lực từ", "Ngày hiệu lực", "Từ ngày"}},
	{"valid_to", []string{"Hiệu lực đến", "Đến ngày"}},
	{"address", []string{"Địa chỉ"}},
	{"phone", []string{"Số điện thoại", "Điện thoại"}},
	{"map_url", []string{"Bản đồ", "Liên kết bản đồ"}},
}

// What a foreign row says that is no field of a dossier.
const (
	nationalReturn      = "RETURN"
	nationalRefused     = "REFUSED_AT"
	nationalCharge      = "CHARGE" // a table may have phí and lệ phí apart
	nationalFees        = "FEES"
	nationalSupplements = "SUPPLEMENTS"
	nationalResults     = "RESULTS"
	nationalReceipt     = "RECEIPT"
	nationalStepAt      = "STEP_AT"
	nationalStepUnit    = "STEP_UNIT"
	nationalStepNote    = "STEP_NOTE"
)

// folded is a heading by its letters and digits alone: no marks, case, spaces, signs or
// line breaks.
func folded(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, vntext.Fold(s))
}

// place is which heading a name is, and how much it is preferred to others of the field.
type place struct{ heading, rank int }

func places(list []heading) map[string]place {
	known := map[string]place{}
	for i, h := range list {
		for rank, name := range h.names {
			known[folded(name)] = place{i, rank}
		}
	}
	return known
}

// exactPlaces are those of our own names, which are understood among others' as well.
func exactPlaces(list []heading) map[string]place {
	known := map[string]place{}
	for i, h := range list {
		known[h.field] = place{i, len(h.names)}
	}
	return known
}

func foldedSet(names []string) map[string]bool {
	set := map[string]bool{}
	for _, name := range names {
		set[folded(name)] = true
	}
	return set
}

var (
	dossierPlaces = places(dossierHeadings)
	ownPlaces     = exactPlaces(dossierHeadings)
	unitPlaces    = places(unitHeadings)
	passedOverSet = foldedSet(passedOver)
	ownNames      = func() map[string]bool {
		set := map[string]bool{}
		for _, f := range dossierFields {
			set[f.name] = true
		}
		for _, f := range unitFields {
			set[f.name] = true
		}
		return set
	}()
)

// headingScore is how many cells are headings that we know, of dossiers or of units: a
// table's heading is the row that has the most. Each counts once.
func headingScore(cells []string) int {
	seen := map[string]bool{}
	for _, cell := range cells {
		if ownNames[cell] {
			seen[cell] = true
			continue
		}
		name := folded(cell)
		_, ofDossier := dossierPlaces[name]
		_, ofUnit := unitPlaces[name]
		if ofDossier || ofUnit || passedOverSet[name] {
			seen[name] = true
		}
	}
	return len(seen)
}
