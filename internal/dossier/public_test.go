package dossier

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

func TestMaskName(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Nguyễn Văn An":             "N** V** A**",
		"  nguyễn  thị   ánh ":      "N** T** Á**",
		norm.NFD.String("Đỗ Ấn"):    "Đ** Ấ**",
		"Trương Văn B":              "T** V** B**",
		"Truong Van B":              "T** V** B**",
		"Nguyễn Văn A (0903123456)": "N** V** A**",
		"Công ty TNHH Mẫu":          "Công ty ***",
		"CÔNG TY CỔ PHẦN MẪU":       "Công ty ***",
		"cty Mẫu":                   "Công ty ***",
		"Hộ kinh doanh Mẫu":         "Hộ kinh doanh ***",
		"Trường Tiểu học Mẫu":       "Trường ***",
		"HTX Mẫu":                   "Hợp tác xã ***",
		"":                          "",
		"123":                       "",
	} {
		if got := MaskName(name); got != want {
			t.Errorf("MaskName(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestSensitiveAndGrave(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		procedure, field        string
		sensitive, grave, death bool
	}{
		{"Xác định, xác định lại mức độ khuyết tật và cấp Giấy xác nhận khuyết tật", "Bảo trợ xã hội", true, true, false},
		{"Đăng ký nuôi con nuôi trong nước", "Nuôi con nuôi", true, false, false},
		{"Ghi vào Sổ hộ tịch việc ly hôn, hủy việc kết hôn", "Hộ tịch", true, true, false},
		{"Cấp Phiếu lý lịch tư pháp", "Lý lịch tư pháp", true, false, false},
		{"CÔNG NHẬN HỘ NGHÈO, HỘ CẬN NGHÈO", "", true, true, false},
		{norm.NFD.String("Công nhận hộ thoát nghèo"), "", true, true, false},
		{"Hỗ trợ điều trị HIV/AIDS", "", true, true, false},
		{"", "Tổ chức cai nghiện ma túy và quản lý sau cai nghiện", true, false, false},
		{"Đăng ký khai tử", "Hộ tịch", false, true, true},
		{"Hỗ trợ chi phí mai táng đối với đối tượng hưởng trợ cấp hưu trí xã hội", "", false, true, true},
		{"Đăng ký khai sinh", "Hộ tịch", false, false, false},
		{"Đăng ký kết hôn", "Hộ tịch", false, false, false},
		{"Đăng ký giám hộ", "Hộ tịch", false, false, false},
		{"Trợ cấp xã hội hằng tháng", "Bảo trợ xã hội", false, false, false},
		{"Đề tài nghiên cứu khoa học", "", false, false, false},
		{"Hỗ trợ tiền ăn cho trẻ em mẫu giáo", "", false, false, false},
	} {
		d := Dossier{Procedure: c.procedure, Field: c.field}
		if d.Sensitive() != c.sensitive || d.Grave() != c.grave || d.Death() != c.death {
			t.Errorf("%q, %q: sensitive %v, grave %v, death %v", c.procedure, c.field, d.Sensitive(), d.Grave(), d.Death())
		}
	}
}

// Nothing that needs proof may find its way into Public, however it grows.
func TestPublicShowsNothingThatNeedsProof(t *testing.T) {
	t.Parallel()
	money := int64(3412000)
	d := Dossier{
		Code: "H29.171-261112-0031", Unit: "SG-LT", ReturnAt: "SG-LT-TT", Field: "Bảo trợ xã hội",
		Procedure: "Cấp Giấy xác nhận khuyết tật", Applicant: "Nguyễn Thị Mẫu", Phone: "0900000418", BirthYear: 1979,
		Status: SupplementRequested, FeeDue: &money, FeePaid: &money, Reason: "lý do riêng",
		Results:     []Result{{Name: "giấy kết quả", URL: "https://example.gov.vn/kq"}},
		Supplements: []Supplement{{Name: "hợp đồng thuê", Reason: "thiếu chữ ký", AskedAt: on("2026-11-20"), DueAt: on("2026-12-04")}},
		Extensions:  []Extension{{Reason: "kiểm tra thực địa"}},
		Events:      []Event{{At: on("2026-11-20"), Status: SupplementRequested, Note: "nội bộ"}},
	}
	shown := fmt.Sprintf("%+v", d.Public())
	for _, secret := range []string{
		"khuyết tật", "Nguyễn", "Thị", "0900000418", "1979", "3412000", "lý do riêng", "kết quả", "example",
		"hợp đồng", "chữ ký", "thực địa", "nội bộ",
	} {
		if strings.Contains(shown, secret) {
			t.Errorf("%q is shown: %s", secret, shown)
		}
	}
	p := d.Public()
	if p.Procedure != "" || p.Field != "Bảo trợ xã hội" || p.Applicant != "N** T** M**" || !p.Supplement || !p.SupplementBy.Equal(on("2026-12-04")) {
		t.Errorf("%+v", p)
	}
	d.Field = "Nuôi con nuôi"
	if p := d.Public(); p.Field != "" {
		t.Errorf("the field tells it too: %q", p.Field)
	}
	d.Procedure, d.Field, d.Status = "Đăng ký khai sinh", "Hộ tịch", Processing
	if p := d.Public(); p.Procedure != "Đăng ký khai sinh" || p.Supplement || !p.SupplementBy.IsZero() {
		t.Errorf("%+v", p)
	}
}

// A new field of Public is a decision: this list is changed by hand.
func TestPublicFields(t *testing.T) {
	t.Parallel()
	want := []string{
		"Code", "Unit", "Field", "Procedure", "Applicant", "Status", "ReceivedAt", "DueAt", "FinishedAt", "ReturnedAt",
		"Supplement", "SupplementBy", "ReturnAt", "ReturnChannel", "Fresh", "Sensitive", "Grave", "Death",
	}
	var got []string
	for _, f := range reflect.VisibleFields(reflect.TypeFor[Public]()) {
		got = append(got, f.Name)
	}
	if !slices.Equal(got, want) {
		t.Errorf("fields %v", got)
	}
}
