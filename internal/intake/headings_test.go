package intake

import "testing"

func TestHeadingScore(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cells []string
		want  int
	}{
		{nil, 0},
		{[]string{"", " ", "\n"}, 0},
		{[]string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "", ""}, 0},
		{[]string{"H29.171-261119-0012", "Đang xử lý", "Nguyễn Văn Mẫu"}, 0},
		{[]string{"(1)", "(2)", "(3)"}, 0},
		{[]string{"code", "status", "colour"}, 2},
		{[]string{"STT", "MÃ HỒ SƠ", "ngày hẹn\ntrả", "Trang thai", "Màu sắc"}, 4},
		{[]string{"MaHoSo", "TENTTHC", "trangthaihoso"}, 3},
		{[]string{"Mã hồ sơ", "MÃ HỒ SƠ"}, 1},
		{[]string{"Mã đơn vị", "Tên đơn vị", "Cấp"}, 3},
	} {
		if got := headingScore(c.cells); got != c.want {
			t.Errorf("%q: %d, want %d", c.cells, got, c.want)
		}
	}
}
