package report

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func published(t *testing.T, text string) *Published {
	t.Helper()
	p, err := ReadPublished(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return &p
}

// says is a finding as a test looks for it.
func (f Finding) says() string {
	return fmt.Sprintf("%s|%s|%s|%s", f.Verdict, f.Place, f.Counts, f.Says.Vi)
}

// The nine months of 2023 as an article printed them: each finding, and no other.
func TestNineMonthsAsPublished(t *testing.T) {
	t.Parallel()
	file, err := os.Open("testdata/thuan-an-2023.toml")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	p, err := ReadPublished(file)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range Check(&p) {
		got = append(got, f.says())
	}
	want := []string{
		"adds_up|Trung tâm|received|10.551 = 2.977 + 7.574.",
		"silent|Trung tâm|to_handle|suy ra 10.551 + 305 = 10.856.",
		"silent|Trung tâm|late|suy ra 10.816 − 8.906 − 1.638 = 272, bằng 2,51% (272 trên 10.816 hồ sơ đã giải quyết).",
		"silent|Trung tâm|open|suy ra 10.856 − 10.816 = 40.",
		"adds_up|Trung tâm|early|ghi 82,34%, đúng với 82,34% (8.906 trên 10.816 hồ sơ đã giải quyết).",
		"adds_up|Trung tâm|on_time|ghi 15,14%, đúng với 15,14% (1.638 trên 10.816 hồ sơ đã giải quyết).",
		"other_base|Các phường, xã|early|ghi 17,25%, là 14.210 trên 82.361 hồ sơ tiếp nhận; tỷ lệ này thường tính trên hồ sơ đã giải quyết.",
		"other_base|Các phường, xã|on_time|ghi 82,65%, là 68.075 trên 82.361 hồ sơ tiếp nhận; tỷ lệ này thường tính trên hồ sơ đã giải quyết.",
		"other_base|Toàn thành phố|e_result|ghi 63,97%, là 5.990 trên 9.363 hồ sơ đã số hóa; tỷ lệ này thường tính trên hồ sơ đã trả kết quả.",
		"cut_off|Toàn thành phố|e_result|ghi 63,97%, làm tròn đúng là 63,98% (5.990 trên 9.363 hồ sơ đã số hóa).",
		"silent|Trung tâm|online|suy ra tỷ lệ 28,22% (2.977 trên 10.551 hồ sơ tiếp nhận).",
		"silent|Các phường, xã|resolved|còn 76 hồ sơ không trước hạn cũng không đúng hạn, bằng 0,09% (76 trên 82.361 hồ sơ tiếp nhận): quá hạn hay đang giải quyết thì không rõ.",
		"silent|Toàn thành phố|digitised|suy ra tỷ lệ 27,33% (9.363 trên 34.253 hồ sơ đã trả kết quả).",
		"silent|Toàn thành phố|e_result|theo cách tính của Quyết định 766/QĐ-TTg nhiều nhất là 17,49% (5.990 trên 34.253 hồ sơ đã trả kết quả).",
		"silent|Toàn thành phố|paid_online|chưa rõ mẫu số; nếu tính trên số tiếp nhận thì bằng 0,06% (53 trên 92.912 hồ sơ tiếp nhận). Chỉ số thanh toán trực tuyến tính trên số hồ sơ phải nộp phí, lệ phí, mà số này không được nêu.",
		"apart|Toàn thành phố|returned|34.253 hồ sơ đã trả kết quả, trong khi đã giải quyết ít nhất 93.101; chênh ít nhất 58.848 hồ sơ chưa trả hoặc nằm ngoài nơi đếm.",
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("found:\n%s\n\nnot:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// figures writes a file of one place: kind, value and, after them, percent and base.
func figures(rows ...string) string {
	var b strings.Builder
	for _, row := range rows {
		f := strings.Fields(row)
		fmt.Fprintf(&b, "[[figure]]\nplace = \"P\"\ncounts = %q\nvalue = %q\n", f[0], f[1])
		if len(f) > 2 {
			fmt.Fprintf(&b, "percent = %q\n", f[2])
		}
		if len(f) > 3 {
			fmt.Fprintf(&b, "of = %q\n", f[3])
		}
	}
	return b.String()
}

func TestFindings(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		rows []string
		want []string // all that are not adds_up
	}{
		"a sum that is none": {
			[]string{"received 100", "online 30", "counter 60"},
			[]string{
				"impossible|P|received|ghi 100, nhưng 30 + 60 = 90; chênh 10.",
				"silent|P|online|suy ra tỷ lệ 30,00% (30 trên 100 hồ sơ tiếp nhận).",
			},
		},
		"a part greater than the whole": {
			[]string{"returned 10", "digitised 12"},
			[]string{"impossible|P|digitised|12 nhiều hơn 10 hồ sơ đã trả kết quả."},
		},
		"less than nothing left": {
			[]string{"resolved 100", "early 80 80%", "on_time 30 30%"},
			[]string{"impossible|P|late|100 − 80 − 30 = -10."},
		},
		"a percentage of what it is not said to be of": {
			[]string{"received 200", "carried 50", "resolved 100", "early 100 40% received"},
			[]string{
				"other_base|P|early|ghi 40% của hồ sơ tiếp nhận, nhưng thực ra là 100 trên 250 hồ sơ phải giải quyết.",
				"silent|P|to_handle|suy ra 200 + 50 = 250.", "silent|P|open|suy ra 250 − 100 = 150.",
				"silent|P|early|suy ra tỷ lệ 100,00% (100 trên 100 hồ sơ đã giải quyết).",
			},
		},
		"a percentage that is nothing's": {
			[]string{"resolved 300", "late 10 5,00% resolved"},
			[]string{
				"impossible|P|late|ghi 5,00%, nhưng tính ra là 3,33% (10 trên 300 hồ sơ đã giải quyết).",
			},
		},
		"a percentage of something not printed": {
			[]string{"resolved 300", "late 10 5,00%"},
			[]string{
				"other_base|P|late|ghi 5,00%, không phải là tỷ lệ của 10 trên số nào đã công bố.",
				"silent|P|late|suy ra tỷ lệ 3,33% (10 trên 300 hồ sơ đã giải quyết).",
			},
		},
		"a percentage of nothing printed": {
			[]string{"late 10 5,00%"},
			[]string{"silent|P|late|ghi 5,00%, không phải là tỷ lệ của 10 trên số nào đã công bố."},
		},
		"more resolved than came in": {
			[]string{"received 100", "early 90", "on_time 30"},
			[]string{"silent|P|carried|số giải quyết trước hạn và đúng hạn nhiều hơn số tiếp nhận 20 hồ sơ, nên ít nhất chừng ấy hồ sơ phải từ kỳ trước chuyển sang."},
		},
		"cut off, of the base that is said": {
			[]string{"returned 9363", "e_result 5990 63.97% returned"},
			[]string{"cut_off|P|e_result|ghi 63,97%, làm tròn đúng là 63,98% (5.990 trên 9.363 hồ sơ đã trả kết quả)."},
		},
		"returned and resolved": {
			[]string{"resolved 100", "returned 90"},
			[]string{"apart|P|returned|90 hồ sơ đã trả kết quả, trong khi đã giải quyết 100; chênh 10 hồ sơ chưa trả hoặc nằm ngoài nơi đếm."},
		},
	} {
		var got []string
		for _, f := range Check(published(t, figures(test.rows...))) {
			if !f.Verdict.Good() {
				got = append(got, f.says())
			}
		}
		slices.Sort(got)
		slices.Sort(test.want)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s:\n%s\nnot\n%s", name, strings.Join(got, "\n"), strings.Join(test.want, "\n"))
		}
	}
}

func TestPlacesAddUpToTheWhole(t *testing.T) {
	t.Parallel()
	file := `whole = "T"
[[figure]]
place = "A"
counts = "received"
value = "1.000"
[[figure]]
place = "B"
counts = "received"
value = "234"
[[figure]]
place = "T"
counts = "received"
value = "%s"
`
	for total, want := range map[string]string{
		"1.234": "adds_up|T|received|bằng tổng các nơi, 1.234.",
		"1.243": "impossible|T|received|ghi 1.243, nhưng cộng các nơi được 1.234; chênh 9.",
	} {
		found := Check(published(t, fmt.Sprintf(file, total)))
		if len(found) != 1 || found[0].says() != want {
			t.Errorf("%v", found)
		}
	}
}

// A whole form printed right is found right, whatever its numbers; one of its percentages
// cut off where it should have been rounded up is found.
func TestAFormPrintedRightAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		x := tallies().Draw(t, "tally")
		l := x.line("", "P")
		value := map[Kind]int64{
			Received: l.Received(), OnlineIn: l.Online, CounterIn: l.Counter, Carried: l.Carried, ToHandle: l.ToHandle,
			Resolved: l.Resolved, Early: l.Early, OnTime: l.OnTime, Late: l.Late, Open: l.Open, OpenInTime: l.OpenInTime, OpenLate: l.OpenLate,
		}
		p := &Published{}
		cut := Kind("")
		for _, k := range kinds {
			n, ok := value[k]
			if !ok {
				continue
			}
			c := Claim{Place: "P", Counts: k, Value: n}
			if base := value[natural[k]]; natural[k] != "" && base > 0 {
				exact := Share{Part: n, Base: base}.Hundredths()
				c.Percent, c.Of = &Printed{Digits: exact, Decimals: 2}, natural[k]
				if down := 10_000 * n / base; down != exact && cut == "" {
					c.Percent.Digits, cut = down, k
				}
			}
			p.Claims = append(p.Claims, c)
		}
		seen := Kind("")
		for _, f := range Check(p) {
			switch {
			case f.Verdict == CutOff && f.Counts == cut:
				seen = f.Counts
			case !f.Verdict.Good():
				t.Fatalf("%+v", f)
			}
		}
		if seen != cut {
			t.Fatalf("that %s is cut off is not found", cut)
		}
	})
}

func TestReadPublishedTellsAllThatIsWrong(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"a = ":        "no TOML",
		"title = 'x'": "there is no [[figure]]",
		"[[figure]]\ncounts = 'taken'\nvalue = '7'":                                          `figure 1: counts "taken" is not one of received, online`,
		"[[figure]]\ncounts = 'late'\nvalue = '4.7'":                                         `value "4.7" is no count; write it like "10551"`,
		"[[figure]]\ncounts = 'late'\nvalue = '1.234,567'":                                   `value "1.234,567"`,
		"[[figure]]\ncounts = 'late'\nvalue = '9'\npercent = '8'":                            `percent "8" is none; write it as printed`,
		"[[figure]]\ncounts = 'late'\nvalue = '9'\nof = 'resolved'":                          "there is no percent",
		"[[figure]]\ncounts = 'late'\nvalue = '9'\npercent='1%'\nof = 'me'":                  `of "me" is not one of`,
		"[[figure]]\ncounts = 'late'\nvalue = '9'\nshare = '8%'":                             `"figure.share" is not known`,
		"[[figure]]\ncounts = 'late'\nvalue = '9'\n[[figure]]\ncounts = 'late'\nvalue = '8'": `figure 2: late of "" is there twice`,
	} {
		_, err := ReadPublished(strings.NewReader(file))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", file, err)
		}
	}
}

func TestPercentagesAreReadAsPrinted(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"82.34%": "82,34%", "15,14%": "15,14%", "0,05\u00a0%": "0,05%", "7%": "7%", "100,0%": "100,0%"} {
		p := published(t, "[[figure]]\ncounts = 'late'\nvalue = '10,551'\npercent = '"+text+"'")
		if got := p.Claims[0].Percent.In("vi"); got != want || p.Claims[0].Value != 10_551 {
			t.Errorf("%q is %q of %d", text, got, p.Claims[0].Value)
		}
	}
}

func TestFindingsAreListedWorstFirst(t *testing.T) {
	t.Parallel()
	p := published(t, figures("received 100", "online 30", "counter 60", "returned 50", "digitised 5 10%"))
	want := `Không thể đúng
  P, tiếp nhận: ghi 100, nhưng 30 + 60 = 90; chênh 10.

Không nêu
  P, nộp trực tuyến: suy ra tỷ lệ 30,00% (30 trên 100 hồ sơ tiếp nhận).

Khớp
  P, đã số hóa: ghi 10%, đúng với 10,00% (5 trên 50 hồ sơ đã trả kết quả).
`
	if got := Text("vi", p, Check(p)); got != want {
		t.Errorf("%s", got)
	}
}
