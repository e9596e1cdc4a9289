package report

// What Shares are shares of.
var (
	ofReceived  = Words{Vi: "hồ sơ tiếp nhận trong kỳ", En: "dossiers received in the period"}
	ofResolved  = Words{Vi: "hồ sơ đã giải quyết", En: "dossiers resolved"}
	ofHandled   = Words{Vi: "hồ sơ tiếp nhận hoặc giải quyết trong kỳ", En: "dossiers received or resolved in the period"}
	ofFees      = Words{Vi: "hồ sơ tiếp nhận có phí, lệ phí", En: "received dossiers that have a fee"}
	ofReturned  = Words{Vi: "hồ sơ đã trả kết quả", En: "dossiers returned"}
	ofDigitised = Words{Vi: "hồ sơ đã số hóa", En: "dossiers digitised"}
	ofCompared  = Words{Vi: "hồ sơ của kỳ so sánh", En: "dossiers of the period compared with"}
)

// Names of rows that bear no name of their own.
const (
	totalName     = "Tổng cộng"
	noUnit        = "Chưa rõ đơn vị"
	noField       = "Chưa rõ lĩnh vực"
	noProcedure   = "Chưa rõ thủ tục"
	groupAbove    = "Các đơn vị trên cấp xã"
	groupCommunes = "Các phường, xã"
	groupUnknown  = "Các đơn vị chưa có trong danh bạ"
)

var english = map[string]string{
	totalName: "Total", noUnit: "Office not said", noField: "Field not said", noProcedure: "Procedure not said",
	groupAbove: "Offices above the communes", groupCommunes: "The wards and communes", groupUnknown: "Offices that the directory does not know",
}

// In gives the row's name; those of offices, fields and procedures are Vietnamese always.
func (l *Line) In(lang string) string {
	if name, ours := english[l.Name]; ours && lang == "en" {
		return name
	}
	return l.Name
}

// Head names columns 2 to 13 of form II.06a.
func Head() [12]Words {
	return [12]Words{
		{Vi: "Lĩnh vực", En: "Field"},
		{Vi: "Tiếp nhận: tổng số", En: "To handle: total"},
		{Vi: "Tiếp nhận trực tuyến", En: "Received online"},
		{Vi: "Tiếp nhận trực tiếp, bưu chính", En: "Received at the counter, by post"},
		{Vi: "Từ kỳ trước", En: "Carried over"},
		{Vi: "Đã giải quyết: tổng số", En: "Resolved: total"},
		{Vi: "Trước hạn", En: "Early"},
		{Vi: "Đúng hạn", En: "On time"},
		{Vi: "Quá hạn", En: "Late"},
		{Vi: "Đang giải quyết: tổng số", En: "Open: total"},
		{Vi: "Trong hạn", En: "Open, in time"},
		{Vi: "Quá hạn", En: "Open, late"},
	}
}
