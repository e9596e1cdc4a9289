package ticket

import (
	"strings"
	"testing"
	"time"
)

const guidance = "Dạ đăng ký tạm trú nộp tờ khai CT01 và hợp đồng thuê nhà, lệ phí 15.000 đồng ạ."

func TestMaySayAgain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		guidance: true,
		"Dạ nộp tại Trung tâm Phục vụ hành chính công phường Lái Thiêu, từ 7:30 đến 11:30 ạ.": true,
		"Dạ nộp qua https://dichvucong.gov.vn/p/home, đăng nhập bằng VNeID giúp ạ.":           true,
		"Dạ vào dichvucong.gov.vn, chọn nộp trực tuyến rồi điền tờ khai theo mẫu ạ.":          true,
		"Dạ từ năm 2026 nộp ở phường nào trong TP.HCM cũng được, không cần về nơi cũ ạ.":      true,
		"Dạ vâng ạ.":                false, // a greeting
		strings.Repeat("dài ", 300): false,
		"Dạ hồ sơ H29.171-261203-0012 của mình đang giải quyết, mình chờ thêm giúp ạ.":   false,
		"Dạ gọi số 0274 000 0001 hỏi thêm giúp, trong giờ làm việc có người nghe máy ạ.": false,
		"Dạ số căn cước 079123456789 của mình chưa khớp với dữ liệu dân cư ạ.":           false,
		"Dạ số •••••••••• chưa khớp với dữ liệu dân cư, mình ra công an phường giúp ạ.":  false,
		"Dạ xem ở https://thutuc.example.com/tam-tru có đủ mẫu tờ khai để tải về ạ.":     false,
		"Dạ xem ở https://dichvucong.gov.vn.example.com/tam-tru có đủ mẫu tờ khai ạ.":    false,
		"Dạ xem ở https://dichvucong.gov.vn@example.com/ có đủ mẫu tờ khai để tải ạ.":    false,
		"Dạ nhắn zalo.me/hotro để gửi ảnh giấy tờ cho tiện, có người xem giúp ngay ạ.":   false,
		"Dạ nhắn t.me/hotro để gửi ảnh giấy tờ cho tiện, có người xem giúp ngay ạ.":      false,
		"Dạ gửi giấy tờ vào hotro@phuong.gov.vn để được xem trước khi ra quầy ạ.":        false,
		"Dạ anh Tuấn mang tờ khai và căn cước ra quầy số 2 của trung tâm giúp ạ.":        false,
		"Dạ hồ sơ đứng tên Nguyễn Văn An thì phải có người đó ký vào tờ khai ạ.":         false,
		"Dạ mình hẹn ngày 12/12/2026 ra quầy, nhớ mang giấy hẹn và căn cước giúp ạ.":     false,
		"Dạ số sổ của mình là 12345-6, mang theo khi ra quầy để đối chiếu giúp ạ.":       false,
		"Dạ {anh/chị} mang tờ khai và căn cước ra quầy hướng dẫn của trung tâm giúp ạ.":  false,
	} {
		if got := maySayAgain(text, noon); got != want {
			t.Errorf("%v for %q", got, text)
		}
	}
}

func TestOftenSaidComesFirst(t *testing.T) {
	t.Parallel()
	at := func(minutes int) time.Time { return noon.Add(-time.Duration(minutes) * time.Minute) }
	other := "Dạ nộp qua VNeID cũng được, lệ phí rẻ hơn và không phải ra phường ạ."
	third := "Dạ chủ nhà phải đồng ý bằng văn bản, hoặc ký vào tờ khai giúp mình ạ."
	got := Again([]Used{
		{third, at(1)}, {"Dạ anh Tuấn mang tờ khai và căn cước ra quầy giúp em ạ.", at(2)},
		{other, at(3)}, {guidance, at(4)}, {" " + strings.ReplaceAll(guidance, "Dạ ", "dạ  "), at(5)},
	}, 2, noon)
	if len(got) != 2 || got[0] != (Earlier{guidance, 2}) || got[1] != (Earlier{third, 1}) {
		t.Errorf("%+v", got)
	}
	if all := Again(nil, 3, noon); len(all) != 0 {
		t.Errorf("%+v of nothing", all)
	}
}
