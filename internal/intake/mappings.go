package intake

import (
	"io"
	"slices"
	"strings"

	"motcua/internal/dossier"
)

// Mapping is how one thing that a source writes is read.
type Mapping struct {
	Source string // "" = any
	Kind   string // MapStatus ...
	Raw    string // as the source writes it
	Ours   string // one of the ten statuses, a unit's code, or a channel
	Note   string
}

// Kinds of mappings.
const (
	MapStatus  = "status"
	MapUnit    = "unit"
	MapChannel = "channel"
)

var mappingKinds = []string{MapStatus, MapUnit, MapChannel}

// Key is what a mapping's raw text is known by: its letters and digits, however they are
// written, or the text itself where it has none.
func (m Mapping) Key() string { return mappingKey(m.Raw) }

func mappingKey(raw string) string {
	key := folded(raw)
	if key == "" {
		return strings.TrimSpace(raw)
	}
	if number := strings.TrimLeft(key, "0"); number != "" && isDigits(number) {
		return number
	}
	return key
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// Mappings are those of all sources, ready to be asked. A nil one knows what comes with
// the program.
type Mappings struct {
	of map[mappingOf]string
}

type mappingOf struct{ source, kind, key string }

// NewMappings makes a list ready to be asked. Of two for the same text the later stands.
func NewMappings(list []Mapping) *Mappings {
	m := &Mappings{of: make(map[mappingOf]string, len(list))}
	for _, one := range list {
		m.of[mappingOf{one.Source, one.Kind, one.Key()}] = one.Ours
	}
	return m
}

// Status reads what a source calls a status: by its own mapping, by one for any source,
// by what comes with the program. received tells whether a receipt was given.
func (m *Mappings) Status(source, raw string, received bool) (dossier.Status, bool) {
	key := mappingKey(raw)
	if ours, ok := m.told(source, MapStatus, key); ok {
		return dossier.Status(ours), true
	}
	if key == suppliedWaiting {
		if received {
			return dossier.Processing, true
		}
		return dossier.Registered, true
	}
	ours, ok := usualStatuses[key]
	return ours, ok
}

// Unit reads what a source calls a unit.
func (m *Mappings) Unit(source, raw string) (string, bool) {
	if m == nil || len(m.of) == 0 || raw == "" {
		return "", false
	}
	return m.told(source, MapUnit, mappingKey(raw))
}

// way reads what a source calls a way in or out.
func (m *Mappings) way(source, raw string, to *string) bool {
	ours, ok := m.told(source, MapChannel, mappingKey(raw))
	if !ok {
		ours, ok = usualChannels[mappingKey(raw)]
	}
	*to = ours
	return ok
}

// told is what was imported for a text: for its source, else for any.
func (m *Mappings) told(source, kind, key string) (string, bool) {
	if m == nil || len(m.of) == 0 {
		return "", false
	}
	ours, ok := m.of[mappingOf{source, kind, key}]
	if !ok {
		ours, ok = m.of[mappingOf{"", kind, key}]
	}
	return ours, ok
}

// suppliedWaiting is a label that means two things.
var suppliedWaiting = folded("Đã bổ sung - chờ tiếp nhận")

// usualStatuses are the ten numbers of the national portal, our own names, and labels:
// the portal's, and those of provincial systems that mean the same wherever they are met.
// Numbers above ten mean something else in each system and are nowhere here.
var usualStatuses = func() map[string]dossier.Status {
	labels := map[dossier.Status][]string{
		dossier.Registered:          {"1", "Mới đăng ký", "Chờ tiếp nhận"},
		dossier.Accepted:            {"2", "Được tiếp nhận", "Đã tiếp nhận"},
		dossier.Rejected:            {"3", "Không được tiếp nhận", "Không tiếp nhận", "Từ chối", "Từ chối tiếp nhận", "Không được tiếp nhận (Từ chối)"},
		dossier.Processing:          {"4", "Đang xử lý", "Đang giải quyết", "Đã chuyển phòng chuyên môn", "Chờ ký duyệt", "Chờ liên thông", "Chờ thông báo thuế"},
		dossier.SupplementRequested: {"5", "Yêu cầu bổ sung giấy tờ", "Yêu cầu bổ sung", "Chờ bổ sung"},
		dossier.PaymentRequested:    {"6", "Yêu cầu thực hiện nghĩa vụ tài chính"},
		dossier.WithdrawalRequested: {"7", "Công dân yêu cầu rút hồ sơ", "Yêu cầu rút hồ sơ"},
		dossier.Stopped:             {"8", "Dừng xử lý", "Trả lại", "Đã rút"},
		dossier.Completed:           {"9", "Đã xử lý xong", "Chờ trả kết quả"},
		dossier.Returned:            {"10", "Đã trả kết quả"},
	}
	usual := map[string]dossier.Status{}
	for status, names := range labels {
		usual[folded(string(status))] = status
		for _, name := range names {
			usual[folded(name)] = status
		}
	}
	return usual
}()

// usualChannels are how ways in and out are written.
var usualChannels = func() map[string]string {
	known := map[string]string{}
	for channel, words := range map[string][]string{
		"counter": {
			"1", "Trực tiếp", "Nộp trực tiếp", "Trực tiếp tại bộ phận một cửa", "Tại quầy", "Tại bộ phận một cửa", "Tại trung tâm",
			"Nhận trực tiếp", "counter",
		},
		"online": {
			"2", "Trực tuyến", "Nộp trực tuyến", "Nộp qua mạng", "Qua mạng", "Trực tuyến toàn trình", "Trực tuyến một phần", "Điện tử", "online",
		},
		"post": {
			"3", "Bưu chính", "Bưu chính công ích", "Bưu chính (công ích)", "Dịch vụ bưu chính công ích", "Qua bưu chính", "Qua bưu chính công ích",
			"Nộp qua bưu chính công ích", "Qua dịch vụ bưu chính công ích", "Bưu điện", "Qua bưu điện", "post",
		},
	} {
		for _, w := range words {
			known[folded(w)] = channel
		}
	}
	return known
}()

// mapUnits reads the units that a row names as its source means them.
func (r *DossierRow) mapUnits(m *Mappings) {
	for _, to := range []*string{&r.Unit, &r.ReceivedBy, &r.ReturnAt} {
		ours, ok := m.Unit(r.Source, *to)
		if !ok || ours == *to {
			continue
		}
		if to == &r.Unit {
			r.RawUnit = *to
		}
		*to = ours
	}
}

// MappingRow is a change of a mapping.
type MappingRow struct {
	Mapping

	Line   int  // where the row begins in its file
	Remove bool // the mapping is to go
}

// MappingRows reads a file of mappings row by row.
type MappingRows struct{ *file }

// NewMappingRows reads r in format f.
func NewMappingRows(r io.Reader, f Format) *MappingRows {
	return &MappingRows{newFile(r, f)}
}

// Next gives the next row, or why there is none where one stands. io.EOF ends the
// file; ErrBroken ends one whose rest cannot be read.
func (f *MappingRows) Next() (MappingRow, *Reject, error) {
	rec, err := f.next()
	if err != nil {
		return MappingRow{}, nil, err
	}
	row := MappingRow{Line: rec.line}
	reject := rec.reject
	if reject == nil {
		if reject = fill(&row, renamed(rec.fields, mappingPlaces, mappingHeadings), mappingFields); reject == nil {
			reject = row.settle()
		}
	}
	if reject != nil {
		reject.Line, reject.Nth = rec.line, rec.nth
		return MappingRow{}, reject, nil
	}
	return row, nil, nil
}

func (r *MappingRow) settle() *Reject {
	for _, must := range []struct{ field, is string }{{"kind", r.Kind}, {"raw", r.Raw}} {
		if must.is == "" {
			return &Reject{Field: must.field, Reason: Missing}
		}
	}
	if r.Remove {
		return nil
	}
	if r.Ours == "" {
		return &Reject{Field: "ours", Reason: Missing}
	}
	switch ours := (value{field: "ours", cell: r.Ours}); r.Kind {
	case MapStatus:
		return ours.status(new(dossier.Status))
	case MapChannel:
		return oneOf(ours, new(string), channels, UnknownChannel)
	}
	return nil
}

var mappingFields = []field[MappingRow]{
	{"source", func(m *MappingRow, v value) *Reject { return v.text(&m.Source, short) }},
	{"kind", readMappingKind},
	{"raw", func(m *MappingRow, v value) *Reject {
		if v = v.told(); !v.said() {
			return nil // settle says that it is missing
		}
		return v.text(&m.Raw, long)
	}},
	{"ours", func(m *MappingRow, v value) *Reject { return v.text(&m.Ours, long) }},
	{"note", func(m *MappingRow, v value) *Reject { return v.text(&m.Note, long) }},
	{"remove", func(m *MappingRow, v value) *Reject {
		var is *bool
		r := v.yesOrNo(&is)
		m.Remove = is != nil && *is
		return r
	}},
}

func readMappingKind(m *MappingRow, v value) *Reject {
	var s string
	if r := v.text(&s, short); r != nil {
		return r
	}
	switch folded(s) {
	case "trangthai":
		s = MapStatus
	case "donvi":
		s = MapUnit
	case "kenh":
		s = MapChannel
	}
	if s != "" && !slices.Contains(mappingKinds, s) {
		return v.reject(UnknownWord, strings.Join(mappingKinds, ", "))
	}
	m.Kind = s
	return nil
}

var (
	mappingHeadings = []heading{
		{"source", []string{"Nguồn"}},
		{"kind", []string{"Loại"}},
		{"raw", []string{"Nguồn ghi", "Mã nguồn", "Giá trị gốc", "Giá trị của nguồn"}},
		{"ours", []string{"Đọc là", "Giá trị của ta", "Mã của ta"}},
		{"note", []string{"Ghi chú"}},
		{"remove", []string{"Bỏ", "Xóa"}},
	}
	mappingPlaces = places(mappingHeadings)
)
