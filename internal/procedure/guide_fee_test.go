package procedure

import (
	"strings"
	"testing"
	"time"
)

var july = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)

func day(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return d
}

// Each text stands in the catalogue.
func TestFee(t *testing.T) {
	t.Parallel()
	end := day("2026-12-31")
	for _, c := range []struct {
		text string
		want Fee // Text is compared where it is not ""
	}{
		// What the portal shows for nothing is nothing.
		{"", Fee{}},
		{"Miễn phí", Fee{}},
		{"Phí : 0 Đồng", Fee{}},
		{"Lệ phí : 0 Đồng", Fee{}},
		{"Phí : Không Đồng", Fee{}},
		{"Phí : o Đồng", Fee{}},
		{"Miễn phí (Không quy định.)", Fee{}},
		{"Không có.", Fee{}},
		{"Chưa quy định.", Fee{}},
		{"a", Fee{}},
		{"Phí thẩm định", Fee{}},
		{"theo quy định của pháp luật về phí, lệ phí", Fee{Text: "theo quy định của pháp luật về phí, lệ phí"}},

		// Free in words, for everybody.
		{"Không thu lệ phí", Fee{Kind: FeeFree}},
		{"Miễn phí (Không thu phí)", Fee{Kind: FeeFree}},
		{"- Miễn lệ phí (Thông tư số 47/2019/TT-BTC).", Fee{Kind: FeeFree}},
		{"Miễn lệ phí. Phí cấp bản sao Trích lục kết hôn (nếu có yêu cầu) thực hiện theo quy định tại Thông tư số 281/2016/TT-BTC ngày 14/11/2016 của Bộ Tài chính.", Fee{Kind: FeeFree}},

		// Free for some is by case, in the words of the source.
		{"Không thu lệ phí đăng ký đối với tổ hợp tác theo quy định tại khoản 2 Điều 22 Luật Hợp tác xã 2023.", Fee{
			Kind: FeeMixed, Text: "Không thu lệ phí đăng ký đối với tổ hợp tác theo quy định tại khoản 2 Điều 22 Luật Hợp tác xã 2023.",
		}},
		{"Miễn lệ phí cho người thuộc gia đình có công với cách mạng; người thuộc hộ nghèo; người khuyết tật.", Fee{Kind: FeeMixed}},
		{"không thu phí cấp Giấy chứng nhận kiểm định phương tiện phòng cháy và chữa cháy; phí in và dán tem kiểm định được quy định tại Thông tư số 02/2021/TT-BTC", Fee{Kind: FeeMixed}},
		{"Tổ chức khoa học và công nghệ được miễn lệ phí đăng ký kinh doanh", Fee{Kind: FeeMixed}},

		// Set by the province, whatever number stands beside.
		{"do Ủy ban nhân dân cấp tỉnh quy định.", Fee{Kind: FeeByProvince}},
		{"Theo quy định của Hội đồng nhân dân cấp tỉnh", Fee{Kind: FeeByProvince}},
		{"150,000 đồng (- Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định (căn cứ quy định tại Thông tư số 85/2019/TT-BTC).)", Fee{
			Kind: FeeByProvince, Text: "Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh quyết định (căn cứ quy định tại Thông tư số 85/2019/TT-BTC).",
		}},
		{"Đồng (Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh, thành phố trực thuộc Trung ương quyết định. Miễn lệ phí cho người thuộc hộ nghèo.)", Fee{
			Kind: FeeByProvince, Text: "Mức lệ phí cụ thể do Hội đồng nhân dân tỉnh, thành phố trực thuộc Trung ương quyết định. Miễn lệ phí cho người thuộc hộ nghèo.",
		}},

		// One sum.
		{"500,000 đồng", Fee{Kind: FeeAmount, Amount: 500000}},
		{"20.000 vnđ /tờ khai", Fee{Kind: FeeAmount, Amount: 20000, Per: Words{Vi: "tờ khai"}}},
		{"20.000Đ/tờ khai", Fee{Kind: FeeAmount, Amount: 20000, Per: Words{Vi: "tờ khai"}}},
		{"80,000 đồng (/hồ sơ (Thông tư số 61/2023/TT-BTC)", Fee{Kind: FeeAmount, Amount: 80000, Per: Words{Vi: "hồ sơ"}}},
		{"2,000 đồng (/trang)", Fee{Kind: FeeAmount, Amount: 2000, Per: Words{Vi: "trang"}}},
		{"6,000,000 đồng (đồng/lần)", Fee{Kind: FeeAmount, Amount: 6000000, Per: Words{Vi: "lần"}}},
		{"2,000,000 đồng (* Theo quy định tại Thông tư 25/2022/TT-BTC ngày 28/4/2022. + 02 triệu đồng/Giấy chứng nhận.)", Fee{Kind: FeeAmount, Amount: 2000000, Per: Words{Vi: "giấy chứng nhận"}}},
		{"70,000 đồng (70.000 đồng/Giấy chứng nhận)", Fee{Kind: FeeAmount, Amount: 70000, Per: Words{Vi: "giấy chứng nhận"}}},
		{"400,000 đồng (Lệ phí : 400.000 Đồng (Mức thu lệ phí: 400.000đ/trường hợp. Miễn lệ phí đối với trường hợp cha dượng nhận con riêng của vợ.))", Fee{
			Kind: FeeAmount, Amount: 400000, Per: Words{Vi: "trường hợp"}, Text: "Mức thu lệ phí: 400.000đ/trường hợp. Miễn lệ phí đối với trường hợp cha dượng nhận con riêng của vợ.",
		}},

		// Thousands that were lost, and sums that contradict each other.
		{"150 đồng (150.000 đồng/lần/thẻ.)", Fee{Kind: FeeAmount, Amount: 150000, Per: Words{Vi: "lần/thẻ"}}},
		{"20 đồng", Fee{}},
		{"20 đồng (Ghi vào Sổ việc kết hôn)", Fee{Unsure: true}},
		{"1,500,000 đồng (150.000 đồng/1 giấy.)", Fee{Kind: FeeMixed, Unsure: true}},

		// Several.
		{"200,000 đồng (200.000 đồng/ hộ chiếu. Trường hợp cấp lại do bị hỏng hoặc bị mất: 400.000đ/hộ chiếu (Thông tư số 25/2021/TT-BTC).)", Fee{Kind: FeeMixed, Amount: 200000, Most: 400000}},
		{"7,000 đồng (- Đăng ký tạm trú (cá nhân, hộ gia đình): thu 7.000 đồng/lần.); 5,000 đồng (- theo danh sách: thu 5.000 đồng/người/lần.); Miễn phí Đồng - Trường hợp công dân thuộc diện được miễn phí", Fee{
			Kind: FeeMixed, Amount: 5000, Most: 7000,
			Text: "7.000 đồng (Đăng ký tạm trú (cá nhân, hộ gia đình): thu 7.000 đồng/lần.); 5.000 đồng (theo danh sách: thu 5.000 đồng/người/lần.); Trường hợp công dân thuộc diện được miễn phí",
		}},
		{"Phí : 2.000.000 Đồng (Thẩm định cấp phép phục vụ nghiên cứu)\nPhí : 3.500.000 Đồng (Thẩm định cấp phép thi công)", Fee{
			Kind: FeeMixed, Amount: 2000000, Most: 3500000, Text: "2.000.000 đồng (Thẩm định cấp phép phục vụ nghiên cứu); 3.500.000 đồng (Thẩm định cấp phép thi công)",
		}},
		{"Nộp 150.000 đồng + (số tấn thủy sản x 15.000 đồng/tấn); Tối đa 700.000 đồng/lần", Fee{Kind: FeeMixed}},
		{"10 USD (/bản)", Fee{Kind: FeeMixed, Text: "10 USD (/bản)"}},

		// For a time.
		{"800,000 đồng (áp dụng mức phí 400.000 đồng/hồ sơ kể từ ngày 01/7/2025 đến hết ngày 31/12/2026 theo Thông tư số 64/2025/TT-BTC)", Fee{Kind: FeeAmount, Amount: 800000, Reduced: 400000, Until: end}},
		{"50,000 đồng (- 50.000đ/tem “AB” (Thông tư số 25/2021/TT-BTC ngày 07/4/2021 của Bộ Tài chính). - 25.000đ/tem “AB” (áp dụng đến hết ngày 31/12/2026 theo Thông tư số 64/2025/TT-BTC).)", Fee{
			Kind: FeeAmount, Amount: 50000, Per: Words{Vi: "tem “AB”"}, Reduced: 25000, Until: end,
		}},
		{"140,000,000 đồng (Từ ngày 01/07/2025 đến hết ngày 31/12/2026, mức lệ phí bằng 50% mức phí nêu trên theo quy định tại Thông tư 64/2025/TT-BTC)", Fee{Kind: FeeAmount, Amount: 140000000, Reduced: 70000000, Until: end}},
		{"áp dụng mức phí 500.000 đồng/hồ sơ kể từ ngày 01/7/2025 đến hết ngày 31/12/2026 theo Thông tư số 64/2025/TT-BTC", Fee{Kind: FeeMixed, Until: end}},
		{"25,000 đồng (25.000đ/giấy thông hành (áp dụng đến hết ngày 31/12/2026 theo Thông tư số 64/2025/TT-BTC)", Fee{Kind: FeeMixed, Per: Words{Vi: "giấy thông hành"}, Until: end}},

		// Over when the source was read: not told.
		{"10,000,000 đồng (Miễn kể từ ngày 07/4/2026 đến 30/6/2026 theo Thông tư 40/2026/TT-BTC)", Fee{Kind: FeeAmount, Amount: 10000000}},
		{"40,000 đồng (40.000đ/giấy thông hành (áp dụng đến hết ngày 31/12/2024 theo Thông tư số 43/2024/TT-BTC của Bộ Tài chính).)", Fee{}},
		{"160,000 đồng (+ 160.000/hộ chiếu, trường hợp cấp lại: 320.000đ/hộ chiếu (áp dụng đến hết ngày 31/12/2023 theo Thông tư số 44/2023/TT-BTC).)", Fee{}},
		{"5,000,000 đồng (Mức phí kể từ ngày 01/7/2024 đến hết ngày 31/12/2024 theo quy định tại Thông tư số 43/2024/TT-BTC Mức phí giảm 20%:)", Fee{}},
	} {
		got := fee([]string{c.text}, "", july)
		if c.want.Text == "" {
			got.Text = ""
		}
		if got != c.want {
			t.Errorf("%s\n  is %+v\nwant %+v", c.text, got, c.want)
		}
	}
}

// Two rows of one channel: a fee, and what it is for a time.
func TestFeeOfTwoRows(t *testing.T) {
	t.Parallel()
	got := fee([]string{"50,000 đồng (50.000đ/giấy)", "25,000 đồng (25.000đ/giấy (áp dụng đến hết ngày 31/12/2026))"}, "", july)
	if got.Amount != 50000 || got.Reduced != 25000 || !got.Until.Equal(day("2026-12-31")) {
		t.Errorf("a fee and its half for a time are %+v", got)
	}
	got = fee([]string{"Miễn phí", "30,000 đồng", "30,000 đồng"}, "", july)
	if got != (Fee{Kind: FeeAmount, Amount: 30000}) {
		t.Errorf("the same twice and nothing are %+v", got)
	}
}

// What the record says of its fees itself goes before what its texts look like.
func TestFeeStatus(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		status, text string
		want         FeeKind
	}{
		{"unpublished", "15,000 đồng", FeeUnpublished},
		{"free", "", FeeFree},
		{"by_province", "15,000 đồng", FeeByProvince},
		{"by_province", "", FeeByProvince},
		{"amount", "15,000 đồng", FeeAmount},
		{"amount", "theo biểu giá", FeeMixed},
		{"amount", "", FeeUnpublished},
		{"mixed", "15,000 đồng", FeeMixed},
		{"", "Miễn phí", FeeUnpublished},
	} {
		if got := fee([]string{c.text}, c.status, july); got.Kind != c.want {
			t.Errorf("%q with %q is %q, want %q", c.status, c.text, got.Kind, c.want)
		}
	}
}

func TestFeeOnADay(t *testing.T) {
	t.Parallel()
	half := Fee{
		Kind: FeeAmount, Amount: 70000, Reduced: 35000, Until: day("2026-12-31"),
		Text: "Cấp lại: 70.000 đồng/thẻ. Kể từ ngày 01/7/2025 đến hết ngày 31/12/2026 mức thu bằng 50%. Người khuyết tật được miễn.",
	}
	hanoi := time.FixedZone("", 7*3600)
	if got := half.On(time.Date(2026, 12, 31, 23, 0, 0, 0, hanoi)); got != half {
		t.Errorf("on the last evening it is %+v", got)
	}
	got := half.On(time.Date(2027, 1, 1, 8, 0, 0, 0, hanoi))
	if got.Amount != 70000 || got.Reduced != 0 || !got.Until.IsZero() || got.Text != "Cấp lại: 70.000 đồng/thẻ. Người khuyết tật được miễn." {
		t.Errorf("on the morning after it is %+v", got)
	}
	only := fee([]string{"25,000 đồng (25.000đ/giấy (áp dụng đến hết ngày 31/12/2026))"}, "", july)
	if got := only.On(day("2027-02-01")); got != (Fee{Unsure: true}) {
		t.Errorf("a sum that was for a time is %+v afterwards", got)
	}
	if plain := (Fee{Kind: FeeAmount, Amount: 1000}); plain.On(day("2030-01-01")) != plain {
		t.Error("a fee without an end ended")
	}
}

// Thousands are read in both ways of writing them, and nothing else is taken for money.
func TestSums(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]int64{
		"thông tư số 75/2022/tt-btc ngày 22/12/2022": nil,
		"khoản 2 điều 24, mẫu số 05":                 nil,
		"thu 15.000 đồng, 20.000đ và 02 triệu đồng":  {15000, 20000, 2000000},
		"230.000/lần":  {230000},
		"5000 đồng":    {5000},
		"10usd/giấy":   {10},
		"15.000.0000đ": nil,
		"50% mức thu":  nil,
		"3 đơn vị":     nil,
	} {
		var got []int64
		for _, m := range sums(text) {
			got = append(got, m.n)
		}
		if len(got) != len(want) || strings.Join(strings.Fields(text), "") == "" {
			t.Errorf("%q has the sums %v, want %v", text, got, want)
			continue
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%q has the sums %v, want %v", text, got, want)
			}
		}
	}
}
