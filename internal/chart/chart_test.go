package chart

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func sample() Chart {
	return Chart{ID: "x", Title: "Đúng hạn <theo> đơn vị", Empty: "chưa có hồ sơ", Bars: []Bar{
		{Name: "Trung tâm & quầy", Note: "10.816 đã giải quyết", Parts: []Part{
			{First, "Trước hạn", 8906, "82,34\u00a0%"}, {Second, "Đúng hạn", 1638, "15,14\u00a0%"}, {Alarm, "Quá hạn", 272, "2,51\u00a0%"},
		}},
		{Name: "Các phường", Parts: []Part{{First, "Trước hạn", 0, "0"}}},
		{Name: "Một nơi có tên rất dài để chữ phải xuống dòng nhiều lần", Parts: []Part{{Unsaid, "Chưa rõ", 1, "0,01\u00a0%"}, {First, "Trước hạn", 9999, "99,99\u00a0%"}}},
	}}
}

// wellFormed reads every element, so that a page is never broken by a name.
func wellFormed(t *testing.T, svg string) {
	t.Helper()
	d := xml.NewDecoder(strings.NewReader("<r>" + strings.ReplaceAll(svg, "&#34;", `"`) + "</r>"))
	for {
		_, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Fatalf("%v in %s", err, svg)
		}
	}
}

var block = regexp.MustCompile(`<rect class="tone-([a-z]+)" x="([0-9.]+)" y="[0-9.]+" width="([0-9.]+)" height="39"`)

func TestStacked(t *testing.T) {
	t.Parallel()
	got := string(Stacked(sample()))
	wellFormed(t, got)
	drawings := strings.SplitAfter(got, "</svg>")
	for i, full := range []float64{wide - nameWide - sideWide, narrow} {
		widths := map[string]float64{}
		for _, m := range block.FindAllStringSubmatch(drawings[i], 3) {
			w, err := strconv.ParseFloat(m[3], 64)
			if err != nil {
				t.Fatal(err)
			}
			widths[m[1]] = w
		}
		if sum := widths["first"] + widths["second"] + widths["alarm"]; sum < full-0.5 || sum > full+0.5 {
			t.Errorf("drawing %d: the parts are %v long together, want %v", i, sum, full)
		}
		if share := widths["first"] / full; share < 0.82 || share > 0.827 {
			t.Errorf("drawing %d: the first part is %.4f of the bar", i, share)
		}
	}
	for _, want := range []string{
		"Đúng hạn &lt;theo&gt; đơn vị", "Trung tâm &amp; quầy: Trước hạn 82,34\u00a0%, Đúng hạn 15,14\u00a0%, Quá hạn 2,51\u00a0% (10.816 đã giải quyết)",
		"chưa có hồ sơ", `fill="url(#x-w-h)"`, `fill="url(#x-n-h)"`, `aria-labelledby="x-w-t"`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is not in %s", want, got)
		}
	}
	if strings.Contains(got, "style=") {
		t.Error("the policy of our pages refuses styles in a page")
	}
}

func TestBars(t *testing.T) {
	t.Parallel()
	got := string(Bars(Chart{ID: "y", Title: "Kênh", Bars: []Bar{
		{Name: "Trực tiếp", Note: "71,78%", Parts: []Part{{Tone: Plain, Value: 7574, Text: "7.574"}}},
		{Name: "Trực tuyến", Note: "28,22%", Parts: []Part{{Tone: Plain, Value: 2977, Text: "2.977"}}},
		{Name: "Bưu chính", Parts: []Part{{Tone: Plain, Value: 0, Text: "0"}}},
	}}))
	wellFormed(t, got)
	all := regexp.MustCompile(`<rect class="tone-plain" x="[0-9.]+" y="[0-9.]+" width="([0-9.]+)"`).FindAllStringSubmatch(got, -1)
	if len(all) != 4 { // nothing is drawn for nothing
		t.Fatalf("%d bars", len(all))
	}
	long, _ := strconv.ParseFloat(all[0][1], 64)
	short, _ := strconv.ParseFloat(all[1][1], 64)
	if want := 2977.0 / 7574; short/long < want-0.005 || short/long > want+0.005 {
		t.Errorf("the bars are %v and %v long", long, short)
	}
}

func TestNothing(t *testing.T) {
	t.Parallel()
	if got := Stacked(Chart{Empty: "Chưa có <gì>"}); got != `<p class="chart-none">Chưa có &lt;gì&gt;</p>` {
		t.Error(got)
	}
}
