// Package city is a made-up one-stop city for demonstrations: offices; dossiers dated
// around a day; an Office that moves them while somebody watches, around the clock, by the
// moment that it is given; and nine months of 2023 with the figures that were published of
// them (Year). Everybody in it is called Mẫu ("specimen") and nobody is real. It goes
// through the same import as real data and must not know stores or chat.
package city

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"motcua/internal/dossier"
	"motcua/internal/proof"
	"motcua/internal/workday"
)

// Who runs the demonstration, and the number its people ring.
const (
	Operator = "Tổ công nghệ số cộng đồng phường Lái Thiêu"
	Hotline  = "0274 000 0001"
)

//go:embed units.ndjson
var units []byte

// Units are the city's offices as NDJSON.
func Units() []byte { return bytes.Clone(units) }

// Dossiers are about 300 dossiers as NDJSON, as their source saw them at 08:40 of
// the last working morning. The same day gives the same lines; another day gives
// other codes, so that the days of a long demonstration do not mix.
func Dossiers(today time.Time) []byte {
	var b bytes.Buffer
	lines := json.NewEncoder(&b)
	lines.SetEscapeHTML(false)
	for _, r := range build(today) {
		if err := lines.Encode(r); err != nil {
			panic("city: " + err.Error()) // a record is plain data: it always encodes
		}
	}
	return b.Bytes()
}

// Try is a code worth sending, and in Vietnamese what it shows.
type Try struct {
	Code, What string
	// Proof is what opens its private part when it is asked for ("1234 1980"), "" for most.
	Proof string
}

var shows = []struct{ story, what string }{
	{"processing", "đang giải quyết"},
	{"due today", "hẹn trả hôm nay"},
	{"due soon", "sắp đến ngày hẹn"},
	{"overdue", "quá ngày hẹn, chưa có kết quả"},
	{"extended", "đã xin lỗi và hẹn lại"},
	{askedStory, "cần bổ sung giấy tờ"},
	{"payment", "chờ nộp phí, thuế"},
	{"completed", "đã có kết quả, mời đến nhận"},
	{"returned", "đã trả kết quả"},
	{"registered", "mới gửi qua mạng, chờ tiếp nhận"},
	{"rejected", "chưa được tiếp nhận"},
	{"delicate", "thủ tục nhạy cảm, chỉ hiện lĩnh vực"},
	{"death", "khai tử, đã có kết quả"},
	{oldStory, "mã cũ của Bình Dương"},
}

// Tries picks one code for each interesting state, of those that are handed back over
// a counter where one can be named, and one that is never held here.
func Tries(today time.Time) []Try {
	records := build(today)
	var tries []Try
	for _, s := range shows {
		i := slices.IndexFunc(records, func(r record) bool {
			return r.story == s.story && (r.ReturnAt != "" || s.story == oldStory) && (s.story != askedStory || r.askable(today))
		})
		if i >= 0 {
			tries = append(tries, Try{Code: records[i].Code, What: s.what, Proof: records[i].proof()})
		}
	}
	day := newMaker(today).base.Format("060102")
	return append(tries, Try{Code: "H29.47-" + day + "-1000123", What: "đất đai, do Văn phòng đăng ký đất đai giữ"})
}

// askedStory is that of dossiers whose applicant is asked for papers.
const askedStory = "supplement"

// askable reports whether its private part opens to who knows the phone and the year.
func (r *record) askable(now time.Time) bool {
	d := dossier.Dossier{Procedure: r.Procedure, Field: r.Field, Applicant: r.Applicant}
	return proof.Askable(d, proof.OnFile{Phone: r.Phone != "", Year: r.BirthYear != 0, BirthYear: r.BirthYear}, now) == proof.Ask
}

// proof is what its applicant would answer.
func (r *record) proof() string {
	if r.story != askedStory {
		return ""
	}
	return fmt.Sprintf("%s %d", r.Phone[len(r.Phone)-4:], r.BirthYear)
}

// oldStory is what the dossiers with numbers of earlier systems are found by.
const oldStory = "old"

// perPrefix is how many sequence numbers a day of demonstration has under one prefix.
const perPrefix = 24

// maker makes the dossiers of one day.
type maker struct {
	cal   *workday.Calendar
	rng   *rand.Rand
	day   time.Time // today, 00:00
	base  time.Time // the last working day whose morning has come, 00:00
	fresh time.Time // 08:40 on base
	seq   map[string]int
	first int // the first sequence number of every code date
}

func newMaker(today time.Time) *maker {
	m := &maker{cal: workday.Default(), day: workday.Date(today), seq: map[string]int{}}
	m.base = m.day
	if today.Before(clock(m.day, 8, 40)) || !m.cal.Working(m.day) {
		m.base = m.cal.Step(m.day, -1)
	}
	m.fresh = clock(m.base, 8, 40)
	number := int(m.day.Unix()/86400) * 2
	if m.base.Equal(m.day) {
		number++
	}
	m.first = number%400*perPrefix + 1
	m.rng = rand.New(rand.NewPCG(uint64(number), 1)) //nolint:gosec // made-up data is to be the same each time
	return m
}

func build(today time.Time) []record {
	m := newMaker(today)
	var all []record
	for _, s := range stories {
		for i := range s.count {
			r, ok := s.make(m, i)
			if !ok {
				continue
			}
			r.story = s.name
			all = append(all, r)
		}
	}
	return append(all, m.old()...)
}

// number gives the next sequence number under that prefix.
func (m *maker) number(prefix string) int {
	m.seq[prefix]++
	return m.first + m.seq[prefix] - 1
}

// code numbers a dossier: the office, the day of receipt, and the sequence, which
// under a ministry's portal is longer and begins with the ministry.
func (m *maker) code(identifier string, day time.Time, ministry int) string {
	prefix := identifier + "-" + day.Format("060102")
	if ministry > 0 {
		return fmt.Sprintf("%s-%02d%05d", prefix, ministry, m.number(prefix))
	}
	return fmt.Sprintf("%s-%04d", prefix, m.number(prefix))
}

func clock(day time.Time, hour, minute int) time.Time {
	return workday.Date(day).Add(time.Duration(hour*60+minute) * time.Minute)
}
