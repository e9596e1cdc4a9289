package report

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"
)

// Published are figures as somebody printed them.
type Published struct {
	Title  string
	Whole  string // the place that is all others together, "" none
	Claims []Claim
}

// Claim is one printed figure: so many dossiers of one kind in one place, and perhaps the
// percentage printed beside it.
type Claim struct {
	Place   string
	Counts  Kind
	Value   int64
	About   bool // printed as "over" or "about": not added to anything
	Percent *Printed
	Of      Kind // what the percentage is said to be a share of, "" not said
}

// Printed is a percentage as printed: 82,34 is {8234, 2}.
type Printed struct {
	Digits   int64
	Decimals int
}

// In gives it as the language writes it.
func (p Printed) In(lang string) string {
	mark := ","
	if lang == "en" {
		mark = "."
	}
	digits := strconv.FormatInt(p.Digits, 10)
	if p.Decimals == 0 {
		return digits + "%"
	}
	digits = strings.Repeat("0", max(0, p.Decimals+1-len(digits))) + digits
	cut := len(digits) - p.Decimals
	return digits[:cut] + mark + digits[cut:] + "%"
}

// Kind is what a figure counts.
type Kind string

// Kinds, in the order in which they are looked at and listed.
const (
	Received   Kind = "received"
	OnlineIn   Kind = "online"
	CounterIn  Kind = "counter"
	Carried    Kind = "carried"
	ToHandle   Kind = "to_handle"
	Resolved   Kind = "resolved"
	Early      Kind = "early"
	OnTime     Kind = "on_time"
	Late       Kind = "late"
	Open       Kind = "open"
	OpenInTime Kind = "open_in_time"
	OpenLate   Kind = "open_late"
	Returned   Kind = "returned"
	Digitised  Kind = "digitised"
	EResult    Kind = "e_result"
	PaidOnline Kind = "paid_online"
	PaidDong   Kind = "paid_dong"
)

var kinds = []Kind{
	Received, OnlineIn, CounterIn, Carried, ToHandle, Resolved, Early, OnTime, Late, Open, OpenInTime, OpenLate,
	Returned, Digitised, EResult, PaidOnline, PaidDong,
}

var kindNames = map[Kind]Words{
	Received:   {Vi: "tiếp nhận", En: "received"},
	OnlineIn:   {Vi: "nộp trực tuyến", En: "submitted online"},
	CounterIn:  {Vi: "nộp trực tiếp, bưu chính", En: "at the counter, by post"},
	Carried:    {Vi: "từ kỳ trước chuyển sang", En: "carried over"},
	ToHandle:   {Vi: "phải giải quyết", En: "to handle"},
	Resolved:   {Vi: "đã giải quyết", En: "resolved"},
	Early:      {Vi: "giải quyết trước hạn", En: "resolved early"},
	OnTime:     {Vi: "giải quyết đúng hạn", En: "resolved on time"},
	Late:       {Vi: "giải quyết quá hạn", En: "resolved late"},
	Open:       {Vi: "đang giải quyết", En: "open"},
	OpenInTime: {Vi: "đang giải quyết, trong hạn", En: "open, in time"},
	OpenLate:   {Vi: "đang giải quyết, quá hạn", En: "open, late"},
	Returned:   {Vi: "đã trả kết quả", En: "returned"},
	Digitised:  {Vi: "đã số hóa", En: "digitised"},
	EResult:    {Vi: "có kết quả điện tử", En: "with an electronic result"},
	PaidOnline: {Vi: "thanh toán trực tuyến", En: "paid online"},
	PaidDong:   {Vi: "số tiền thanh toán trực tuyến", En: "đồng paid online"},
}

// ReadPublished reads a TOML file of published figures; docs/reports-check.md says how one
// is written. Everything wrong with it is told at once, each with its figure and the way out.
func ReadPublished(r io.Reader) (Published, error) {
	var file struct {
		Title  string `toml:"title"`
		Whole  string `toml:"whole"`
		Figure []struct {
			Place   string `toml:"place"`
			Counts  string `toml:"counts"`
			Value   string `toml:"value"`
			About   bool   `toml:"about"`
			Percent string `toml:"percent"`
			Of      string `toml:"of"`
		} `toml:"figure"`
	}
	meta, err := toml.NewDecoder(r).Decode(&file)
	if err != nil {
		return Published{}, fmt.Errorf("this is no TOML: %w", err)
	}
	var wrong []error
	for _, k := range meta.Undecoded() {
		wrong = append(wrong, fmt.Errorf("%q is not known; a figure has place, counts, value, about, percent, of", k.String()))
	}
	out := Published{Title: file.Title, Whole: file.Whole}
	for i, f := range file.Figure {
		c := Claim{Place: f.Place, Counts: Kind(f.Counts), About: f.About, Of: Kind(f.Of)}
		problems := []error{c.known(), c.read(f.Value, f.Percent)}
		if slices.ContainsFunc(out.Claims, func(o Claim) bool { return o.Place == c.Place && o.Counts == c.Counts }) {
			problems = append(problems, fmt.Errorf("%s of %q is there twice; keep one", c.Counts, c.Place))
		}
		if err := errors.Join(problems...); err != nil {
			wrong = append(wrong, fmt.Errorf("figure %d: %w", i+1, err))
		}
		out.Claims = append(out.Claims, c)
	}
	if len(file.Figure) == 0 {
		wrong = append(wrong, errors.New("there is no [[figure]] in it"))
	}
	return out, errors.Join(wrong...)
}

// known holds the two Kinds against those that there are.
func (c *Claim) known() error {
	for name, k := range map[string]Kind{"counts": c.Counts, "of": c.Of} {
		if !slices.Contains(kinds, k) && (name == "counts" || k != "") {
			return fmt.Errorf("%s %q is not one of %s", name, k, kindList())
		}
	}
	return nil
}

func kindList() string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = string(k)
	}
	return strings.Join(names, ", ")
}

var (
	plainCount   = regexp.MustCompile(`^[0-9]{1,12}$`)
	groupedCount = regexp.MustCompile(`^[0-9]{1,3}([.][0-9]{3}){1,3}$|^[0-9]{1,3}(,[0-9]{3}){1,3}$`)
	percentage   = regexp.MustCompile(`^([0-9]{1,5})(?:[.,]([0-9]{1,4}))? ?%$`)
)

func (c *Claim) read(value, percent string) error {
	value = strings.TrimSpace(value)
	if !plainCount.MatchString(value) && !groupedCount.MatchString(value) {
		return fmt.Errorf("value %q is no count; write it like \"10551\", \"10.551\" or \"10,551\"", value)
	}
	c.Value, _ = strconv.ParseInt(strings.NewReplacer(".", "", ",", "").Replace(value), 10, 64) // at most 12 digits
	if percent == "" {
		if c.Of != "" {
			return errors.New("of says what a percentage is a share of, and there is no percent; write one or leave of out")
		}
		return nil
	}
	m := percentage.FindStringSubmatch(strings.ReplaceAll(strings.TrimSpace(percent), "\u00a0", " "))
	if m == nil {
		return fmt.Errorf("percent %q is none; write it as printed, like \"82.34%%\" or \"15,14%%\"", percent)
	}
	digits, _ := strconv.ParseInt(m[1]+m[2], 10, 64) // at most 9 digits
	c.Percent = &Printed{Digits: digits, Decimals: len(m[2])}
	return nil
}
