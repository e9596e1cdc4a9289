package unit_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"motcua/internal/city"
	"motcua/internal/unit"
	"motcua/internal/vntext"
)

var today = time.Date(2026, 12, 7, 9, 0, 0, 0, time.UTC)

// sample are the sample city's offices, as far as a search looks at them.
func sample(t testing.TB) *unit.Directory {
	t.Helper()
	var all []unit.Unit
	lines := json.NewDecoder(strings.NewReader(string(city.Units())))
	for lines.More() {
		var row struct {
			Code, Name, Kind, Parent, Address string
			Former                            []string `json:"former_names"`
			To                                string   `json:"valid_to"`
		}
		if err := lines.Decode(&row); err != nil {
			t.Fatal(err)
		}
		u := unit.Unit{Code: row.Code, Name: row.Name, Kind: unit.Kind(row.Kind), Parent: row.Parent, Address: row.Address, FormerNames: row.Former}
		if row.To != "" {
			u.ValidTo = today.AddDate(-1, 0, 0)
		}
		all = append(all, u)
	}
	return unit.NewDirectory(all)
}

// found writes matches down: "SG-LT former, SG-BH former", "?" behind an unsure one.
func found(all []unit.Match) string {
	var out []string
	for _, m := range all {
		s := m.Unit.Code + " " + string(m.How)
		if !m.Sure {
			s += "?"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func TestSearch(t *testing.T) {
	t.Parallel()
	const five = "SG-LT old, SG-TA old, SG-TG old, SG-BH old, SG-AP old"
	for text, want := range map[string]string{
		"phường Lái Thiêu":                  "SG-LT name",
		"lái thiêu":                         "SG-LT name",
		"Phuong Lai Thieu":                  "SG-LT name",
		"p.lái thiêu":                       "SG-LT name",
		"P. LAI THIEU a":                    "SG-LT name",
		norm.NFD.String("phường Lái Thiêu"): "SG-LT name",
		"em ở lái thiêu ạ":                  "SG-LT name",
		"Lai Thieu ward":                    "SG-LT name",
		"I live in Lai Thieu":               "SG-LT name",
		"phường Bình Nhâm":                  "SG-LT former",
		"binh nham":                         "SG-LT former",
		"xã An Sơn":                         "SG-TA former",
		"An Thạnh":                          "SG-TA former",
		"phường Vĩnh Phú, thành phố Thuận An, tỉnh Bình Dương": "SG-LT former, SG-BH former",
		"Xã An Sơn (thành phố Thuận An, tỉnh Bình Dương)":      "SG-TA former",
		"vĩnh phú":           "SG-LT former, SG-BH former",
		"phường bình chuẩn":  "SG-TG former, SG-AP former",
		"Thuận An":           "SG-TA name, " + five,
		"phường Thuận An":    "SG-TA name",
		"thành phố Thuận An": five,
		"tp thuan an":        five,
		"quận Thuận An cũ":   five,
		"Thuận An cũ":        five,
		"quận/thành phố Thuận An cũ giờ nộp ở đâu": five,
		"Bình Hòa":        "SG-BH name",
		"bình hoà":        "SG-BH name",
		"phường Bình Hoa": "SG-BH name",
		"phường Bình Hòa, thành phố Thuận An":  "SG-BH name",
		"thành phố Thuận An phường Bình Chuẩn": "SG-TG former, SG-AP former",
		"phường An Phú tỉnh Bình Dương":        "SG-AP name",
		"Bình Dương":                           "VN-SG former",
		"tphcm":                                "VN-SG name",
		"phường Lái Thiu":                      "SG-LT name", // one letter is missing
		"lai thieuu":                           "SG-LT name",
		"laithieu":                             "SG-LT name",
		"phuong thuan gioa":                    "SG-TG name",
		"từ phường An Phú qua phường Thuận Giao": "SG-AP name, SG-TG name",
		"ăn phụ cấp ở đâu":                       "",
		"an phu cap o dau":                       "SG-AP name?",
		"khai báo tạm trú":                       "",
		"phường Tân Hưng Tây":                    "",
		"quận 1":                                 "",
		"":                                       "",
		"đường":                                  "",
		"ở số 9 đường Mẫu, phường Thuận Giao": "SG-TG name",
		"Thuận Giao Thuận Giao":               "SG-TG name",
		"mấy giờ mở cửa":                      "",
		"chi nhánh đất đai Thuận An ở đâu":    "SG-TA name, " + five,
	} {
		if got := found(sample(t).Search(text, today)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// Numbers are names only behind the word for them; a street only behind "đường".
func TestSearchNumbersAndStreets(t *testing.T) {
	t.Parallel()
	d := unit.NewDirectory([]unit.Unit{
		{Code: "SG", Name: "Thành phố Hồ Chí Minh", Kind: unit.Province},
		{Code: "TSH", Name: "Phường Tân Sơn Hòa", Kind: unit.Commune, Parent: "SG", FormerNames: []string{"Phường 1 (quận Tân Bình)", "Phường 2 (quận Tân Bình)"}},
		{Code: "TSH-TT", Name: "Trung tâm", Kind: unit.Centre, Parent: "TSH", Address: "Số 12, đường Nguyễn Trãi, phường Tân Sơn Hòa"},
		{Code: "BT", Name: "Phường Bến Thành", Kind: unit.Commune, Parent: "SG", FormerNames: []string{"Phường Bến Thành (quận 1)", "Phường 1 (quận 4)"}},
		{Code: "SAG", Name: "Phường Sài Gòn", Kind: unit.Commune, Parent: "SG"},
		{Code: "HUE", Name: "Thành phố Huế", Kind: unit.Province},
		{Code: "GONE", Name: "Phường Đã Mất", Kind: unit.Commune, ValidTo: today.AddDate(-1, 0, 0)},
	})
	for text, want := range map[string]string{
		"quận 1":                  "BT old",
		"q1":                      "BT old",
		"q.1":                     "BT old",
		"phường 1":                "TSH former, BT former",
		"p1 q tân bình":           "TSH former",
		"P.1, Q.4":                "BT former",
		"1":                       "",
		"còn 1 tờ":                "",
		"đường nguyễn trãi":       "TSH-TT address",
		"duong nguyen trai o dau": "TSH-TT address",
		"nguyễn trãi":             "",
		"số 5 đường Nguyễn Trãi, quận 1": "BT old",
		"ở sài gòn":      "", // the city, as people call it
		"phường Sài Gòn": "SAG name",
		"thành phố Huế":  "HUE name",
		"huế":            "",
		"phường Đã Mất":  "",
	} {
		if got := found(d.Search(text, today)); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// Every name that the data have finds its place, however it is typed.
func TestSearchFindsEveryName(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]*unit.Directory{"sample": sample(t), "large": large()} {
		for _, u := range d.All() {
			if u.Kind != unit.Commune && u.Kind != unit.Province || !u.Valid(today) {
				continue
			}
			for _, typed := range append([]string{u.Name}, u.FormerNames...) {
				for _, text := range []string{typed, vntext.Fold(typed), norm.NFD.String(typed), "cho hỏi " + typed + " nộp ở đâu ạ"} {
					if !slices.ContainsFunc(d.Search(text, today), func(m unit.Match) bool { return m.Unit.Code == u.Code && m.Sure }) {
						t.Errorf("%s: %q does not find %s", name, text, u.Code)
					}
				}
			}
		}
	}
}

// large is a directory of the country's size: 34 provinces, 3,321 communes with three
// former names each.
func large() *unit.Directory {
	one := strings.Fields("An Bình Châu Đại Đông Gia Hòa Kim Lạc Long Mỹ Nam Ngọc Phú Phước Quảng Sơn Tân Thạnh Thuận Tiên Trung Vĩnh Xuân Yên")
	two := strings.Fields("An Bang Cường Dương Đức Hải Hiệp Hưng Khánh Lộc Minh Nghĩa Nhân Phong Quang Sơn Thành Thịnh Thọ Tiến Trạch Trị Tường Vinh Xá")
	rng := rand.New(rand.NewPCG(1, 2))
	name := func() string { return one[rng.IntN(len(one))] + " " + two[rng.IntN(len(two))] }
	var all []unit.Unit
	for i := range 34 {
		all = append(all, unit.Unit{Code: fmt.Sprintf("P%d", i), Name: fmt.Sprintf("Tỉnh %s %s", one[i%25], two[(i+7)%25]), Kind: unit.Province})
	}
	for i := range 3321 {
		u := unit.Unit{Code: fmt.Sprintf("C%d", i), Name: "Xã " + name(), Kind: unit.Commune, Parent: fmt.Sprintf("P%d", i%34)}
		for range 3 {
			u.FormerNames = append(u.FormerNames, "Xã "+name()+" (huyện "+name()+")")
		}
		all = append(all, u)
	}
	return unit.NewDirectory(all)
}

func BenchmarkPlaces(b *testing.B) {
	all := large().All()
	for b.Loop() {
		unit.NewDirectory(all).Search("xã", today)
	}
}

func BenchmarkSearch(b *testing.B) {
	d := large()
	for _, text := range []string{"phường Thuận An", "cho em hỏi xã An Bang huyện Long Thành cũ giờ nộp giấy ở đâu vậy ạ", "xa thuan hairi", "mấy giờ mở cửa"} {
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				d.Search(text, today)
			}
		})
	}
}

func FuzzSearch(f *testing.F) {
	for _, s := range []string{"phường Lái Thiêu", "q.1", "tp thuan an cũ", "p12", "\xff", "xã", "đường Mẫu", "Thuận An ward", "tt tt tt", "cu cu"} {
		f.Add(s)
	}
	d := sample(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, m := range d.Search(text, today) {
			if _, ok := d.Find(m.Unit.Code, today); !ok || m.Name == "" || m.Rest < 0 || !m.Unit.Valid(today) {
				t.Errorf("%q: %+v", text, m)
			}
		}
	})
}
