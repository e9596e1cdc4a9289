package report

import (
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"motcua/internal/city"
	"motcua/internal/unit"
	"motcua/internal/workday"
)

var update = flag.Bool("update", false, "write what is told into testdata")

// nineMonths are Tallies with the figures of the sample city, put on one ward, its centre
// and the wards' books.
func nineMonths() []Tally {
	centre := Tally{
		Unit: "BD-TA", Field: "Thành lập và hoạt động của hộ kinh doanh", Procedure: "1.001612", Name: "Đăng ký thành lập hộ kinh doanh", Source: city.YearSystem,
		Online: city.YearCentreOnline, Counter: city.YearCentreCounter, Carried: city.YearCentreCarried,
		Early: city.YearCentreEarly, OnTime: city.YearCentreOnTime, Late: city.YearCentreLate, Stopped: city.YearCentreStopped,
		OpenInTime: city.YearCentreOpen - city.YearCentreOpenLate, OpenLate: city.YearCentreOpenLate, Waiting: city.YearCentreOpenWaiting,
		Rejected: city.YearCentreRejected, Handled: 10_856, InTime: 10_570, Asked: 700, AskedAgain: 12, Timed: city.YearCentreResolved, TimedDays: 40_000,
		FeeBearing: 4_000, PaidOnline: city.YearCentrePaidOnline, PaidDong: city.YearCentrePaidDong, Returned: 10_000,
	}
	ward := Tally{
		Unit: "BD-TA-LT", Field: "Hộ tịch", Procedure: "1.001193", Name: "Đăng ký khai sinh", Source: city.YearSystem,
		Online: city.YearWardsOnline, Counter: city.YearWardsReceived - city.YearWardsOnline - city.YearWardsBook,
		Early: city.YearWardsEarly, OnTime: city.YearWardsOnTime - city.YearWardsBook, Late: city.YearWardsLate, Stopped: city.YearWardsStopped,
		OpenInTime: city.YearWardsOpen - city.YearWardsOpenLate, OpenLate: city.YearWardsOpenLate, Handled: 23_653, InTime: 23_590,
		Timed: 23_635, TimedDays: 20_000,
		Returned: city.YearReturned - 10_000, Digitised: city.YearDigitised, EResult: city.YearElectronic, AnyResult: city.YearElectronic,
	}
	book := Tally{
		Unit: "BD-TA-AS", Field: "Chứng thực", Procedure: "2.000815", Name: "Chứng thực bản sao từ bản chính", Source: city.YearBook,
		Counter: city.YearWardsBook, OnTime: city.YearWardsBook, Handled: city.YearWardsBook, InTime: city.YearWardsBook,
		Timed: city.YearWardsBook, Returned: city.YearWardsBook,
	}
	return []Tally{ward, centre, book}
}

// offices knows the centre, two of its wards and a ward's own centre.
func offices(code string) (unit.Unit, bool) {
	u, ok := map[string]unit.Unit{
		"BD-TA":    {Code: "BD-TA", Name: "Thành phố Thuận An (tỉnh Bình Dương)", Kind: unit.Centre},
		"BD-TA-LT": {Code: "BD-TA-LT", Name: "Phường Lái Thiêu", Kind: unit.Commune, Parent: "BD-TA"},
		"BD-TA-AS": {Code: "BD-TA-AS", Name: "Xã An Sơn", Kind: unit.Commune, Parent: "BD-TA"},
		"SG-TA-TT": {Code: "SG-TA-TT", Name: "Trung tâm Phục vụ hành chính công phường Thuận An", Kind: unit.Centre, Parent: "BD-TA-LT"},
	}[code]
	return u, ok
}

func nine() Period { return Period{From: city.YearFrom, To: city.YearTo} }

// What an office's head reads, word by word.
func TestNineMonthsAreTold(t *testing.T) {
	t.Parallel()
	r := Make(nine(), offices, nineMonths(), nil, nil)
	for _, lang := range []string{"vi", "en"} {
		got := r.Narrative(lang) + "\n\n" + r.Notes(lang) + "\n"
		file := "testdata/nine-months." + lang + ".txt"
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || got != string(want) {
			t.Errorf("%s (go test ./internal/report -update writes it): %v\n%s", file, err, got)
		}
	}
}

func TestNineMonthsOfTheForm(t *testing.T) {
	t.Parallel()
	r := Make(nine(), offices, nineMonths(), nil, nil)
	want := map[string][11]int64{
		"Thành phố Thuận An (tỉnh Bình Dương)": {10_856, 2_977, 7_574, 305, 10_816, 8_906, 1_638, 272, 40, 34, 6},
		"Các phường, xã":                       {82_361, 3_914, 78_447, 0, 82_343, 14_210, 68_075, 58, 18, 13, 5},
		"Tổng cộng":                            {93_217, 6_891, 86_021, 305, 93_159, 23_116, 69_713, 330, 58, 47, 11},
	}
	for _, l := range append(r.Groups, r.Total) {
		if l.Columns() != want[l.Name] {
			t.Errorf("%s: %v", l.Name, l.Columns())
		}
		if l.Column(3) != l.ToHandle || l.Column(13) != l.OpenLate {
			t.Errorf("%s: columns 3 and 13 are %d and %d", l.Name, l.Column(3), l.Column(13))
		}
	}
	for id, percent := range map[string]string{"3.3": "7,42%", "3.5, 3.6": "1,33%", "4.1": "17,49%", "4.2": "17,49%"} {
		for _, x := range r.Indices {
			if x.ID == id && x.Share.Percent("vi") != percent {
				t.Errorf("%s is %s", id, x.Share)
			}
		}
	}
	if got := r.Digital.All.Digitised.String(); got != "27,33% (9.363 trên 34.253 hồ sơ đã trả kết quả)" {
		t.Error(got)
	}
}

// The total of each list, and of the groups, is that of all Tallies; each identity of the
// form that holds in every Tally holds in every row.
func TestListsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOf(tallies()).Draw(t, "tallies")
		r := Make(nine(), offices, all, all, nil)
		for name, list := range map[string][]Line{"unit": r.ByUnit, "field": r.ByField, "procedure": r.ByProcedure, "group": append(r.Groups, r.Total)} {
			var sum [11]int64
			for i, l := range list {
				c := l.Columns()
				if c[0] != c[1]+c[2]+c[3] || c[4] != c[5]+c[6]+c[7] || c[8] != c[9]+c[10] || c[0] != c[4]+c[8] {
					t.Fatalf("by %s, %q: %v", name, l.Name, c)
				}
				if l.Name == "" || l.Last != (i == len(list)-1) {
					t.Fatalf("by %s, row %d: %+v", name, i, l)
				}
				for j := range sum {
					sum[j] += c[j]
				}
			}
			last := r.Total.Columns()
			for j := range sum {
				if sum[j] != 2*last[j] {
					t.Fatalf("by %s, column %d: the rows add up to %d, the total is %d", name, j+3, sum[j]-last[j], last[j])
				}
			}
		}
	})
}

// tallies draws Tallies in which nothing is lost: received and carried over are resolved or open.
func tallies() *rapid.Generator[Tally] {
	return rapid.Custom(func(t *rapid.T) Tally {
		n := func(name string, most int64) int64 { return rapid.Int64Range(0, most).Draw(t, name) }
		of := func(name string, some ...string) string { return rapid.SampledFrom(some).Draw(t, name) }
		x := Tally{
			Unit:  of("unit", "", "BD-TA", "BD-TA-LT", "SG-TA-TT", "Phòng không ai biết"),
			Field: of("field", "", "Hộ tịch", "Đất đai"), Procedure: of("procedure", "", "1.001193", "2.000815"),
			Name: of("name", "", "Đăng ký khai sinh", "ĐĂNG KÝ KHAI SINH"), Source: of("source", "", "a", "b"),
			Online: n("online", 300), Counter: n("counter", 3000), Post: n("post", 9), Unsaid: n("unsaid", 9), Carried: n("carried", 99),
		}
		left := x.received() + x.Carried
		for name, part := range map[string]*int64{"early": &x.Early, "on time": &x.OnTime, "late": &x.Late, "in time": &x.OpenInTime} {
			*part = n(name, left)
			left -= *part
		}
		x.OpenLate = left
		x.Returned = n("returned", x.resolved())
		x.Digitised = n("digitised", x.Returned)
		x.EResult = n("results", x.Digitised)
		x.AnyResult = x.EResult
		x.Timed, x.TimedDays = x.resolved(), 3*x.resolved()
		x.FeeBearing = n("fees", x.received())
		x.PaidOnline = n("paid", x.FeeBearing)
		x.Asked = n("asked", x.resolved())
		return x
	})
}

var (
	percent  = regexp.MustCompile(`[0-9.]+,[0-9]{2} %`)
	complete = regexp.MustCompile(`([0-9.]+),([0-9]{2}) % \(([0-9.]+) trên ([0-9.]+) hồ sơ`)
)

// No percentage stands without numerator, denominator and base, and each is theirs.
func TestEveryPercentageHasItsBase(t *testing.T) {
	t.Parallel()
	number := func(s string) int64 { n, _ := strconv.ParseInt(strings.ReplaceAll(s, ".", ""), 10, 64); return n }
	rapid.Check(t, func(t *rapid.T) {
		some := rapid.SliceOfN(tallies(), 0, 5)
		r := Make(nine(), offices, some.Draw(t, "now"), some.Draw(t, "before"), some.Draw(t, "last year"))
		told := r.Narrative("vi")
		whole := complete.FindAllStringSubmatch(told, -1)
		if len(whole) != len(percent.FindAllString(told, -1)) {
			t.Fatalf("a percentage lacks its base:\n%s", told)
		}
		for _, m := range whole {
			s := Share{Part: number(m[3]), Base: number(m[4])}
			if got := number(m[1])*100 + number(m[2]); got != s.Hundredths() {
				t.Fatalf("%s, but it is %s", m[0], s.Percent("vi"))
			}
		}
		if strings.Contains(told, "  ") || strings.ContainsAny(told, "{}\n") {
			t.Fatalf("no paragraph:\n%s", told)
		}
	})
}

func TestReportAsJSON(t *testing.T) {
	t.Parallel()
	for _, all := range [][]Tally{nineMonths(), nil} {
		r := Make(nine(), offices, all, all, nil)
		data, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var back Report
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(back, r) {
			t.Errorf("%+v\nis read of\n%+v", back, r)
		}
		for _, list := range []string{`"groups":null`, `"by_unit":null`, `"sources":null`, `"missing":null`} {
			if strings.Contains(string(data), list) {
				t.Errorf("%s in %s", list, data)
			}
		}
	}
}

func TestComparison(t *testing.T) {
	t.Parallel()
	now := []Tally{{Unit: "BD-TA", Online: 30, Counter: 90, Early: 100, Late: 20, Timed: 120, TimedDays: 240}}
	then := []Tally{{Unit: "BD-TA", Online: 10, Counter: 90, Early: 90, Late: 10, Timed: 100, TimedDays: 250}}
	begun := []Tally{{Unit: "BD-TA", Online: 5, OpenInTime: 5}} // received, and nothing resolved: before the data begin
	want := map[string]string{
		"received": "tăng 20 hồ sơ, bằng 20,00% (20 trên 100 hồ sơ của kỳ so sánh)", "resolved": "tăng 20 hồ sơ, bằng 20,00% (20 trên 100 hồ sơ của kỳ so sánh)",
		"open_late": "không đổi", "online": "tăng 15,00 điểm phần trăm", "early": "giảm 6,67 điểm phần trăm", "on_time": "không đổi",
		"late": "tăng 6,67 điểm phần trăm", "time": "giảm 0,50 ngày làm việc",
	}
	r := Make(nine(), offices, now, then, begun)
	for _, d := range r.Differences {
		if got := Change("vi", &d.Now, d.Before); got != want[d.ID] {
			t.Errorf("%s: %q", d.ID, got)
		}
		if d.LastYear != nil {
			t.Errorf("%s is compared with a year of which nothing is known", d.ID)
		}
	}
	told := r.Narrative("vi")
	if !strings.Contains(told, "So với kỳ trước (từ ngày 01/04/2022 đến hết ngày 31/12/2022): số hồ sơ tiếp nhận tăng 20 hồ sơ") ||
		strings.Contains(told, "cùng kỳ năm trước") {
		t.Error(told)
	}
}

func TestMissingIsSaid(t *testing.T) {
	t.Parallel()
	all := []Tally{
		{Unit: "Phòng không ai biết", Counter: 1_200, OnTime: 1_200, NoDue: 7, Timed: 1_190, FeeBearing: 1_200},
		{Counter: 3, Unsaid: 2, Rejected: 4, OpenInTime: 5, FeeBearing: 5},
	}
	r := Make(nine(), offices, all, nil, nil)
	r.SourceLate("egov", time.Date(2023, 9, 29, 8, 0, 0, 0, workday.Zone))
	notes := r.Notes("vi")
	for _, want := range []string{
		"1.200 hồ sơ thuộc đơn vị chưa có trong danh bạ", "5 hồ sơ không ghi đơn vị", "2 hồ sơ tiếp nhận không ghi hình thức nộp", "4 hồ sơ bị từ chối",
		"7 hồ sơ đã giải quyết không có ngày hẹn trả", "10 hồ sơ đã giải quyết không rõ ngày tiếp nhận", "766/QĐ-TTg", "“egov” lẽ ra phải gửi số liệu mới từ ngày 29/09/2023",
	} {
		if !strings.Contains(notes, want) {
			t.Errorf("%q is not in %s", want, notes)
		}
	}
	if strings.Contains(notes, "phí") || len(r.Missing) != 8 {
		t.Errorf("%d: %s", len(r.Missing), notes)
	}
}

// A ward's own centre is of the wards; an office that nobody knows is of neither.
func TestGroups(t *testing.T) {
	t.Parallel()
	all := []Tally{{Unit: "SG-TA-TT", Counter: 1}, {Unit: "BD-TA-LT", Counter: 2}, {Unit: "ai đó", Counter: 4}, {Counter: 8}}
	got := map[string]int64{}
	r := Make(nine(), offices, all, nil, nil)
	for _, l := range r.Groups {
		got[l.Code] = l.Counter
	}
	if want := map[string]int64{"communes": 3, "unknown": 12}; !reflect.DeepEqual(got, want) {
		t.Error(got)
	}
	if told := r.Narrative("vi"); !strings.Contains(told, "2023), các phường, xã tiếp nhận 3 hồ sơ") {
		t.Error(told)
	}
	if told := r.Narrative("en"); !strings.Contains(told, "2023), the wards and communes received 3 dossiers") {
		t.Error(told)
	}
}

// An office that stands alone is named, and told once.
func TestOneOfficeIsNamed(t *testing.T) {
	t.Parallel()
	all := []Tally{{Unit: "BD-TA-LT", Counter: 2, OnTime: 2, Timed: 2, FeeBearing: 1, PaidOnline: 1}}
	r := Make(nine(), offices, all, nil, nil)
	told := r.Narrative("vi")
	if !strings.Contains(told, "2023), Phường Lái Thiêu tiếp nhận 2 hồ sơ") || strings.Contains(told, "Tính chung") {
		t.Error(told)
	}
	if notes := r.Notes("vi"); !strings.Contains(notes, "Tất cả 1 hồ sơ có mức phí đều đã thanh toán trực tuyến") {
		t.Error(notes)
	}
	if empty := Make(nine(), offices, nil, nil, nil); !strings.HasSuffix(empty.Narrative("vi"), "2023), không có hồ sơ nào.") {
		t.Error(empty.Narrative("vi"))
	}
}
