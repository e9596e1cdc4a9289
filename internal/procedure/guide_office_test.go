package procedure

import (
	"slices"
	"testing"
)

func TestOffice(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		agency, level, field string
		want                 At
	}{
		{"Công an cấp Xã", "Cấp xã", "Đăng ký, quản lý cư trú", AtPolice},
		{"Phòng Quản lý xuất nhập cảnh", "Cấp tỉnh", "Quản lý xuất nhập cảnh", AtProvincePolice},
		{"Văn phòng đăng ký đất đai, Chi nhánh Văn phòng đăng ký đất đai", "Cấp tỉnh", "Đất đai", AtLand},
		{"Bảo hiểm xã hội cơ sở", "Cấp tỉnh", "", AtInsurance},
		{"Trường trung học phổ thông", "", "", AtSchool},
		{"Sở Tư pháp Thành phố Hà Nội", "Cấp tỉnh", "", AtProvince},
		{"Ủy ban nhân dân cấp xã", "Cấp bộ, Cấp xã", "", AtCentre},
		{"Ủy ban Nhân dân xã, phường, thị trấn.", "Cấp xã", "Hộ tịch", AtCentre},
		{"", "Cấp xã", "Hộ tịch", AtCentre},
		{"", "Cấp xã", "Đăng ký, quản lý cư trú", AtPolice},
		{"Phòng Tư Pháp", "Cấp xã", "Hộ tịch", AtCentre},
		{"", "Cấp tỉnh", "", AtProvince},
		{"Chi cục Hải quan khu vực", "Cấp xã", "Hải quan", AtOther},
		{"Ban chỉ huy quân sự cấp Xã", "Cấp Xã", "", AtOther},
		{"Bộ Tài chính", "Cấp bộ", "", AtOther},
		{"", "", "", AtOther},
	} {
		if got := office(&Procedure{Agency: c.agency, Level: c.level, Field: c.field}); got != c.want {
			t.Errorf("%q (%s, %s) is %q, want %q", c.agency, c.level, c.field, got, c.want)
		}
	}
}

func TestOnlineAndPortal(t *testing.T) {
	t.Parallel()
	for level, want := range map[string]Online{"toàn trình": OnlineFull, "Một phần": OnlinePartial, "Cung cấp thông tin": OnlineNone, "": "", "full": OnlineFull} {
		if got := online(&Procedure{OnlineLevel: level}); got != want {
			t.Errorf("level %q is %q, want %q", level, got, want)
		}
	}
	for field, want := range map[string]Portal{
		"Đăng ký, quản lý cư trú": VNeID, "Cấp, quản lý căn cước": VNeID, "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)": BusinessPortal,
		"Chính sách Bảo hiểm xã hội": InsurancePortal, "Hộ tịch": NationalPortal,
	} {
		if got := portal(&Procedure{Field: field}); got != want {
			t.Errorf("field %q is %q, want %q", field, got, want)
		}
	}
}

// Where it may be handed in is told only where the record says so of every case.
func TestReach(t *testing.T) {
	t.Parallel()
	for note, want := range map[string]Reach{
		"- Trực tiếp tại trụ sở Công an cấp xã trong phạm vi cấp tỉnh không phụ thuộc nơi cư trú. - Thời gian: giờ hành chính": InProvince,
		"Nộp tại cơ quan bất kỳ trên toàn quốc, không phụ thuộc vào nơi cư trú":                                                InCountry,
		"Trường hợp mất thẻ thì nộp trong phạm vi cấp tỉnh không phụ thuộc nơi cư trú":                                         "",
		"Nộp không phụ thuộc nơi cư trú": "",
		"": "",
	} {
		if got := reach(&Procedure{How: []How{{Note: note}}}); got != want {
			t.Errorf("%q reaches %q, want %q", note, got, want)
		}
	}
}

func TestSteps(t *testing.T) {
	t.Parallel()
	got := steps([]string{
		"Bước 1: Cá nhân chuẩn bị hồ sơ.", "- Bước 2: Nộp hồ sơ đến Công an", "cấp xã.",
		"* Trường hợp nộp trực tiếp: - Chủ hộ gửi hồ sơ; - Cơ quan trao giấy hẹn. + Trả kết quả", "", "-", "Bước 1: Cá nhân chuẩn bị hồ sơ.",
	})
	want := []string{
		"Bước 1: Cá nhân chuẩn bị hồ sơ.", "Bước 2: Nộp hồ sơ đến Công an cấp xã.", "Trường hợp nộp trực tiếp:", "Chủ hộ gửi hồ sơ;",
		"Cơ quan trao giấy hẹn.", "Trả kết quả",
	}
	if !slices.Equal(got, want) {
		t.Errorf("steps\n%q\nwant\n%q", got, want)
	}
}

func TestForms(t *testing.T) {
	t.Parallel()
	got := forms([]Paper{
		{Name: "- Tờ khai (Mẫu CT01 ban hành kèm theo Thông tư 53);", Originals: 1, Form: "1.MuCT01.doc"}, {Name: "Tờ khai (Mẫu CT01)", Originals: 1},
		{Name: "Đơn đề nghị", Originals: 1, Form: "Mẫu số 15.docx"}, {Name: "Hộ chiếu", Originals: 1},
	})
	if want := []string{"Tờ khai (mẫu CT01)", "Đơn đề nghị (mẫu 15)"}; !slices.Equal(got, want) {
		t.Errorf("forms %q, want %q", got, want)
	}
}

func TestTakenIn(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{"opengov-2026-07": "2026-07", "thutuchanhchinh-2025-12": "2025-12", "cong": "0001-01", "": "0001-01", "a-2026-99": "0001-01"} {
		if got := takenIn(source).Format("2006-01"); got != want {
			t.Errorf("%q was taken in %s, want %s", source, got, want)
		}
	}
}
