package city

import "motcua/internal/workday"

// procedure is what the made city needs of a real procedure: its published code and
// name, and how long it takes.
type procedure struct {
	code, name, field string
	n                 int
	unit              workday.Unit
	ministry          int   // the two digits that a ministry's portal puts before the sequence
	fee               int64 // đồng
	paper, lack       string
}

var (
	certify = procedure{code: "2.000815", name: "Chứng thực bản sao từ bản chính", field: certifyField, unit: workday.SameDay}
	decease = procedure{code: "1.000656", name: "Đăng ký khai tử", field: civilField, unit: workday.SameDay, ministry: 15}
	birth   = procedure{code: "1.001193", name: "Đăng ký khai sinh", field: civilField, unit: workday.SameDay, ministry: 15}
)

// sameDay are done on the day.
var sameDay = []procedure{
	birth, certify,
	{code: "1.000894", name: "Đăng ký kết hôn", field: civilField, unit: workday.SameDay},
	{code: "2.000635", name: "Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh", field: civilField, unit: workday.SameDay, ministry: 15},
	{code: "2.000884", name: "Chứng thực chữ ký", field: certifyField, unit: workday.SameDay},
}

// ordinary take some working days at the ward.
var ordinary = []procedure{
	{"1.004873", "Cấp Giấy xác nhận tình trạng hôn nhân", civilField, 3, workday.WorkingDay, 15, 0, "Bản sao quyết định của Tòa án", blurred},
	{"1.004859", "Thay đổi, cải chính, bổ sung thông tin hộ tịch", civilField, 6, workday.WorkingDay, 15, 0, "Giấy tờ chứng minh sai sót", "thiếu giấy khai sinh bản chính"},
	{"1.004884", "Đăng ký lại khai sinh", civilField, 5, workday.WorkingDay, 0, 0, "Bản cam đoan", unsigned},
	{"1.004837", "Đăng ký giám hộ", civilField, 3, workday.WorkingDay, 0, 0, "Văn bản cử người giám hộ", "thiếu chữ ký"},
	{"2.001035", "Chứng thực giao dịch liên quan đến tài sản là động sản, quyền sử dụng đất, nhà ở", certifyField, 2, workday.WorkingDay, 0, 50000, "Bản sao Giấy chứng nhận", blurred},
	{"1.001612", "Đăng ký thành lập hộ kinh doanh", householdField, 3, workday.WorkingDay, 0, 100000, "Bản sao hợp đồng thuê mặt bằng", "thiếu chữ ký bên cho thuê"},
	{"2.000720", "Đăng ký thay đổi nội dung đăng ký hộ kinh doanh", householdField, 3, workday.WorkingDay, 0, 30000, "Thông báo thay đổi", unsigned},
	{"1.001266", "Chấm dứt hoạt động hộ kinh doanh", householdField, 3, workday.WorkingDay, 0, 0, "Thông báo về việc chấm dứt", unsigned},
	{"1.013225", "Cấp giấy phép xây dựng nhà ở riêng lẻ", buildingField, 7, workday.WorkingDay, 0, 75000, "Bản vẽ thiết kế", "thiếu mặt cắt"},
	{"1.014027", "Trợ cấp hưu trí xã hội", welfareField, 10, workday.WorkingDay, 0, 0, "Tờ khai", "thiếu số tài khoản"},
}

// land goes on from the centre to the land registration office.
var land = []procedure{
	{"1.013978", "Đăng ký đất đai, cấp Giấy chứng nhận lần đầu", landField, 27, workday.WorkingDay, 10, 3412000, "Sơ đồ thửa đất", "chưa có chữ ký giáp ranh"},
	{"1.013831", "Đăng ký biến động quyền sử dụng đất", landField, 10, workday.WorkingDay, 10, 1250000, "Hợp đồng chuyển nhượng", "thiếu trang cuối"},
	{"1.012784", "Tách thửa, hợp thửa đất", landField, 22, workday.WorkingDay, 10, 860000, "Bản vẽ tách thửa", "chưa đóng dấu"},
}

// delicate tell a secret by their names.
var delicate = []procedure{
	{"1.001699", "Xác định, xác định lại mức độ khuyết tật và cấp Giấy xác nhận khuyết tật", welfareField, 25, workday.WorkingDay, 0, 0, "Bản sao bệnh án", blurred},
	{"2.001263", "Đăng ký nuôi con nuôi trong nước", "Nuôi con nuôi", 30, workday.Day, 0, 400000, "Giấy khám sức khỏe", "quá 6 tháng"},
	{"1.011607", "Công nhận hộ nghèo, hộ cận nghèo thường xuyên hằng năm", welfareField, 15, workday.Day, 0, 0, "Giấy đề nghị", unsigned},
	{"2.000698", "Ghi vào Sổ hộ tịch việc ly hôn, hủy việc kết hôn", civilField, 5, workday.WorkingDay, 0, 0, "Bản sao bản án", blurred},
}

// Fields as published, and what papers most often lack.
const (
	civilField     = "Hộ tịch"
	certifyField   = "Chứng thực"
	welfareField   = "Bảo trợ xã hội"
	landField      = "Đất đai"
	householdField = "Thành lập và hoạt động của hộ kinh doanh"
	buildingField  = "Hoạt động xây dựng"

	blurred  = "bản chụp mờ"
	unsigned = "chưa ký"
)

// longer keeps the procedures that take more than n working days.
func longer(list []procedure, n int) []procedure {
	var kept []procedure
	for _, p := range list {
		if p.unit == workday.WorkingDay && p.n > n {
			kept = append(kept, p)
		}
	}
	return kept
}
