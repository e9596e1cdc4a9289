package intake

// Reason is why a row was rejected.
type Reason string

// Reasons.
const (
	TooLong        Reason = "too_long"
	NotUTF8        Reason = "not_utf8"
	NotJSON        Reason = "not_json"
	NotObject      Reason = "not_object"
	Broken         Reason = "broken"
	NotCSV         Reason = "not_csv"
	OpenQuote      Reason = "open_quote"
	Cells          Reason = "cells"
	Twice          Reason = "twice"
	UnknownField   Reason = "unknown_field"
	Missing        Reason = "missing"
	NotText        Reason = "not_text"
	ControlSign    Reason = "control_sign"
	TextTooLong    Reason = "text_too_long"
	NotTime        Reason = "not_time"
	NotDay         Reason = "not_day"
	NoSuchDate     Reason = "no_such_date"
	NotNumber      Reason = "not_number"
	OutOfRange     Reason = "out_of_range"
	NotBool        Reason = "not_bool"
	NotList        Reason = "not_list"
	NotCode        Reason = "not_code"
	UnknownStatus  Reason = "unknown_status"
	UnknownChannel Reason = "unknown_channel"
	UnknownKind    Reason = "unknown_kind"
	NotURL         Reason = "not_url"
	NotHours       Reason = "not_hours"
	OwnParent      Reason = "own_parent"
	EndBeforeStart Reason = "end_before_start"

	NotProcedureCode Reason = "not_procedure_code"
	UnknownDetail    Reason = "unknown_detail"
	UnknownFeeStatus Reason = "unknown_fee_status"
	UnknownPaperKind Reason = "unknown_paper_kind"
	UnknownWord      Reason = "unknown_word"
	UnknownProcedure Reason = "unknown_procedure"

	UnknownEncoding Reason = "unknown_encoding"

	NoDossier Reason = "no_dossier"

	OthersSource  Reason = "others_source"
	OthersUnit    Reason = "others_unit"
	OthersDossier Reason = "others_dossier"

	NotDate        Reason = "not_date"
	NotMoney       Reason = "not_money"
	NotYesNo       Reason = "not_yes_no"
	UnmappedStatus Reason = "unmapped_status"

	UnmappedChannel Reason = "unmapped_channel"
)

// reasons are the words, both languages side by side: the verbs in them must be the same.
var reasons = map[Reason]struct{ en, vi string }{
	TooLong:        {"the row is longer than 1 MiB", "dòng dài hơn 1 MiB"},
	NotUTF8:        {"the row is not UTF-8 text", "dòng không phải văn bản UTF-8"},
	NotJSON:        {"not valid JSON, at character %d", "JSON không hợp lệ, ở ký tự thứ %d"},
	NotObject:      {"not a JSON object {…}", "không phải đối tượng JSON {…}"},
	Broken:         {"the JSON breaks off here; nothing after it was read", "JSON hỏng từ chỗ này; phần sau chưa được đọc"},
	NotCSV:         {"not a row of CSV: a quote stands inside a cell", "không phải dòng CSV: có dấu ngoặc kép giữa ô"},
	OpenQuote:      {"a quote is not closed before the end of the file", "dấu ngoặc kép không được đóng cho đến hết tệp"},
	Cells:          {"the row has %d cells, the heading has %d", "dòng có %d ô, tiêu đề có %d ô"},
	Twice:          {"the heading names this field twice", "tiêu đề ghi trường này hai lần"},
	UnknownField:   {"unknown field", "trường không có trong mẫu"},
	Missing:        {"missing", "còn thiếu"},
	NotText:        {"must be text", "phải là chữ"},
	ControlSign:    {"has a control character in it", "có ký tự điều khiển"},
	TextTooLong:    {"is longer than %d bytes", "dài hơn %d byte"},
	NotTime:        {"not a time; write 2026-11-25T08:40:00+07:00 or 2026-11-25", "không phải thời điểm; ghi 2026-11-25T08:40:00+07:00 hoặc 2026-11-25"},
	NotDay:         {"must be a date alone, as 2026-11-25", "phải là ngày, ghi 2026-11-25"},
	NoSuchDate:     {"there is no such date", "không có ngày này"},
	NotNumber:      {"must be a whole number", "phải là số nguyên"},
	OutOfRange:     {"must be between %d and %d", "phải trong khoảng từ %d đến %d"},
	NotBool:        {"must be true or false", "phải là true hoặc false"},
	NotList:        {"must be a list […]", "phải là danh sách […]"},
	NotCode:        {"not a dossier code", "không phải mã hồ sơ"},
	UnknownStatus:  {"unknown status; known are %s", "trạng thái không có trong danh sách: %s"},
	UnknownChannel: {"unknown channel; known are %s", "kênh không có trong danh sách: %s"},
	UnknownKind:    {"unknown kind; known are %s", "loại đơn vị không có trong danh sách: %s"},
	NotURL:         {"must be an address that begins with http:// or https://", "phải là địa chỉ bắt đầu bằng http:// hoặc https://"},
	NotHours:       {"not opening hours; write days 1-5, open 07:30, close 11:30", "không phải giờ mở cửa; ghi days 1-5, open 07:30, close 11:30"},
	OwnParent:      {"a unit cannot stand under itself", "đơn vị không thể trực thuộc chính nó"},
	EndBeforeStart: {"ends before it begins", "kết thúc trước khi bắt đầu"},

	NotProcedureCode: {"not a procedure's code; one looks like 1.001193", "không phải mã thủ tục; mã có dạng 1.001193"},
	UnknownDetail:    {"unknown detail; known are %s", "mức chi tiết không có trong danh sách: %s"},
	UnknownFeeStatus: {"unknown state of fees; known are %s", "tình trạng phí không có trong danh sách: %s"},
	UnknownPaperKind: {"unknown kind of paper; known are %s", "loại giấy tờ không có trong danh sách: %s"},
	UnknownWord:      {"not one of the words that may stand here: %s", "không thuộc các từ được dùng ở đây: %s"},
	UnknownProcedure: {"no procedure with this code; import procedures first", "không có thủ tục mang mã này; hãy nhập thủ tục trước"},

	UnknownEncoding: {"the letters are in no encoding that is known; save the file as CSV UTF-8", "chữ không thuộc bảng mã nào nhận ra được; hãy lưu lại tệp dạng CSV UTF-8"},

	NoDossier: {"a step of a dossier that is not here; import the dossiers first", "bước xử lý của hồ sơ chưa có ở đây; hãy nhập hồ sơ trước"},

	OthersSource:  {"this token writes the source %q alone", "mã truy cập này chỉ được gửi dữ liệu của nguồn %q"},
	OthersUnit:    {"this token writes dossiers of %s alone, and of what lies below", "mã truy cập này chỉ được gửi hồ sơ của %s và các đơn vị trực thuộc"},
	OthersDossier: {"the dossier is of another source or office than this token may write", "hồ sơ thuộc nguồn hoặc cơ quan mà mã truy cập này không được ghi"},

	NotDate:  {"not a date; write 25/11/2026 or 25/11/2026 08:40", "không phải ngày; ghi 25/11/2026 hoặc 25/11/2026 08:40"},
	NotMoney: {"must be a sum in đồng, as 50.000", "phải là số tiền bằng đồng, ghi 50.000"},
	NotYesNo: {"must be Có or Không", "phải là Có hoặc Không"},
	UnmappedStatus: {
		"nobody has said what this status of the source %q means; say it with `motcua import mappings`",
		"chưa ai cho biết trạng thái này của nguồn %q nghĩa là gì; hãy khai báo bằng `motcua import mappings`",
	},
	UnmappedChannel: {
		"nobody has said what this channel of the source %q means; say it with `motcua import mappings`",
		"chưa ai cho biết kênh này của nguồn %q nghĩa là gì; hãy khai báo bằng `motcua import mappings`",
	},
}
