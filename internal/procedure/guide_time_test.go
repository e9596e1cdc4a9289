package procedure

import "testing"

func TestLimit(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rows []string
		want Limit
	}{
		{[]string{"3 Ngày làm việc"}, Limit{N: 3, Unit: "working_day"}},
		{[]string{"01 Giờ"}, Limit{N: 1, Unit: "hour"}},
		{[]string{"05 Ngày"}, Limit{N: 5, Unit: "day"}},
		{[]string{"4 Tháng"}, Limit{N: 4, Unit: "month"}},
		{[]string{"2 giờ làm việc"}, Limit{N: 2, Unit: "working_hour"}},
		{[]string{"3 Ngày làm việc", "3 Ngày làm việc", ""}, Limit{N: 3, Unit: "working_day"}},
		{[]string{"3 Ngày làm việc", "10 Ngày làm việc"}, Limit{N: 10, Unit: "working_day", Most: true, Text: "3 ngày làm việc; 10 ngày làm việc"}},
		{[]string{"3 Ngày làm việc; 10 Ngày"}, Limit{Text: "3 ngày làm việc; 10 ngày"}},
		{[]string{"1.5 Ngày làm việc"}, Limit{Text: "1,5 ngày làm việc"}},
		{[]string{"0.5 Giờ"}, Limit{Text: "0,5 giờ"}},
		{nil, Limit{}},
		{[]string{""}, Limit{}},
		{[]string{"Không quy định"}, Limit{}},
		{[]string{"0 Giờ"}, Limit{}},
		{[]string{"99999 Ngày"}, Limit{Text: "99999 ngày"}},
	} {
		if got := limit(c.rows); got != c.want {
			t.Errorf("%q is %+v, want %+v", c.rows, got, c.want)
		}
	}
}

func TestTimeInARemark(t *testing.T) {
	t.Parallel()
	for note, want := range map[string]string{
		"15 ngày làm việc kể từ ngày nhận được hồ sơ đầy đủ":          "15 ngày làm việc",
		"20 ngày làm việc, kể từ ngày nhận đủ hồ sơ theo quy định.":   "20 ngày làm việc",
		"Trong thời hạn 05 ngày làm việc kể từ ngày nhận đủ hồ sơ":    "05 ngày làm việc",
		"Trực tiếp tại Công an cấp xã":                                "",
		"28 ngày làm việc (đối với trường hợp cấp mới), 02 ngày khác": "",
		"- 03 ngày làm việc kể từ ngày nhận đủ; - 07 ngày làm việc":   "",
		"": "",
	} {
		if got := noteTime(note); got != want {
			t.Errorf("%q tells %q, want %q", note, got, want)
		}
	}
}

// On the day, until three: civil status and certifying, where the steps say so.
func TestSameDay(t *testing.T) {
	t.Parallel()
	p := Procedure{
		Field: "Hộ tịch", TimeLimit: "1 Ngày làm việc", How: []How{{Channel: "in_person"}, {Channel: "online", Time: "3 Ngày"}},
		Steps: []string{"Nếu tiếp nhận hồ sơ sau 15 giờ thì trả kết quả trong ngày làm việc tiếp theo."},
	}
	got := ways(&p, july)
	if len(got) != 2 || got[0].Time != (Limit{Unit: "same_day", Cutoff: "15:00"}) || got[1].Time != (Limit{N: 3, Unit: "day"}) {
		t.Errorf("ways are %+v", got)
	}
	p.Field = "Đăng ký biện pháp bảo đảm"
	if got := ways(&p, july); got[0].Time.Unit == "same_day" {
		t.Error("another field has the rule of civil status")
	}
}

func TestWays(t *testing.T) {
	t.Parallel()
	p := Procedure{How: []How{
		{Channel: "online", Time: "3 Ngày", Fee: "7,000 đồng"}, {Channel: "post"}, {Channel: "in_person", Time: "3 Ngày", Fee: "15,000 đồng"},
		{Channel: "in_person", Time: "5 Ngày", Fee: "15,000 đồng"},
	}}
	got := ways(&p, july)
	if len(got) != 3 || got[0].Channel != ByCounter || got[1].Channel != ByOnline || got[2].Channel != ByPost {
		t.Fatalf("ways are %+v, want one a channel in order", got)
	}
	if got[0].Time.N != 5 || !got[0].Time.Most || got[0].Fee.Amount != 15000 || got[1].Fee.Amount != 7000 || got[2].Time.Known() {
		t.Errorf("ways are %+v", got)
	}
	if got := ways(&Procedure{TimeLimit: "2 Ngày", Fee: "Miễn phí"}, july); len(got) != 1 || got[0].Channel != ByCounter || got[0].Time.N != 2 || got[0].Fee != (Fee{}) {
		t.Errorf("a record without channels has the ways %+v", got)
	}
	if got := ways(&Procedure{}, july); got != nil {
		t.Errorf("a record that says nothing has the ways %+v", got)
	}
}
