package intake

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/internal/dossier"
	"motcua/internal/vntext"
	"motcua/internal/workday"
)

// Summary is what an import did, or on a dry run would do.
type Summary struct {
	Read      int // rows; New + Changed + Unchanged + Rejected
	New       int
	Changed   int
	Unchanged int
	Rejected  int

	Odd      int // steps that are not of the usual course, accepted all the same
	Extended int // dossiers with more than one extension, of which one counts

	// UnknownRows are rows that name a unit nobody knows; Unknown the first few names,
	// as sent. They are kept as sent.
	Told        int // followers who are told of it
	UnknownRows int
	Unknown     []string

	// Notes are what the reader chose by itself: an encoding, a sheet.
	Notes []Said

	// Ignored are columns that were passed over, as the file names them.
	Ignored []string

	Moved int // changes of status
	// Changes are, on a dry run, the first few rows that change a dossier, and how.
	Changes []Change

	Whole bool // read to the end
}

// Came is what a row did.
type Came string

// What a row may do.
const (
	CameNew       Came = "new"
	CameChanged   Came = "changed"
	CameUnchanged Came = "unchanged"
)

// Took is a row that went in, or was there already.
type Took struct {
	Line int
	Nth  int
	Code dossier.Code
	Came Came
}

// Change is a row that changes a dossier.
type Change struct {
	Code  dossier.Code
	What  []FieldChange
	Steps int // new ones
}

// FieldChange is a field that changes. Without From and To it tells of a person, and what
// it says is nobody's business.
type FieldChange struct {
	Field    string
	From, To string // "-" is "not said"
}

const (
	mostUnknown = 10
	// MostChanges is how many changes a summary tells of one by one.
	MostChanges = 20
)

// NoteUnknown counts a row that names these unknown units.
func (s *Summary) NoteUnknown(names []string) {
	if len(names) == 0 {
		return
	}
	s.UnknownRows++
	for _, name := range names {
		if len(s.Unknown) == mostUnknown {
			return
		}
		// A number that strayed into the wrong column is nobody's business.
		name, _ = vntext.Redact(name)
		if name = cut(name); !slices.Contains(s.Unknown, name) {
			s.Unknown = append(s.Unknown, name)
		}
	}
}

// NoteChange tells of a row that changes a dossier, as far as there is room.
func (s *Summary) NoteChange(c Change) {
	if len(s.Changes) == MostChanges {
		return
	}
	for i, w := range c.What {
		// A number that strayed into the wrong field, again.
		from, _ := vntext.Redact(w.From)
		to, _ := vntext.Redact(w.To)
		c.What[i].From, c.What[i].To = cut(from), cut(to)
	}
	s.Changes = append(s.Changes, c)
}

// Taken is how many rows went in or were there already.
func (s *Summary) Taken() int { return s.New + s.Changed + s.Unchanged }

// Text is the summary in words of a language, "vi" or "en".
func (s *Summary) Text(lang string, name string, dryRun bool, asOf time.Time) string {
	var b strings.Builder
	p := func(en, vi string, args ...any) { fmt.Fprintf(&b, say(lang, en, vi)+"\n", args...) }
	if dryRun {
		p("%s: read %d rows (dry run, nothing was written)", "%s: đã đọc %d dòng (chạy thử, chưa ghi gì)", name, s.Read)
	} else {
		p("%s: read %d rows, as of %s", "%s: đã đọc %d dòng, dữ liệu tính đến %s", name, s.Read,
			asOf.In(workday.Zone).Format("2006-01-02 15:04"))
	}
	for _, note := range s.Notes {
		p("  %s", "  %s", note.In(lang))
	}
	p("  new        %d", "  mới                   %d", s.New)
	p("  changed    %d", "  thay đổi              %d", s.Changed)
	p("  unchanged  %d", "  không đổi             %d", s.Unchanged)
	p("  rejected   %d", "  không nhận            %d", s.Rejected)
	if s.Odd > 0 {
		p("  odd steps of status, accepted: %d", "  bước chuyển trạng thái lạ, vẫn nhận: %d", s.Odd)
	}
	if s.Extended > 0 {
		p("  dossiers with more than one extension: %d", "  hồ sơ gia hạn quá một lần: %d", s.Extended)
	}
	if s.Told > 0 {
		p("  followers to be told: %d", "  người theo dõi được báo tin: %d", s.Told)
	}
	if s.UnknownRows > 0 {
		p("  rows that name an unknown unit, kept as sent: %d (%s)", "  dòng ghi đơn vị không có trong danh mục, giữ như đã gửi: %d (%s)",
			s.UnknownRows, strings.Join(s.Unknown, "; "))
	}
	if len(s.Ignored) > 0 {
		p("  columns that are not known, passed over: %s", "  cột không biết, bỏ qua: %s", strings.Join(s.Ignored, "; "))
	}
	if !s.Whole {
		p("  the file was not read to its end", "  tệp chưa được đọc đến hết")
	}
	if dryRun {
		s.writeChanges(&b, lang)
	}
	return b.String()
}

// writeChanges lists what changes. Statuses keep their code names: those of the file.
func (s *Summary) writeChanges(b *strings.Builder, lang string) {
	for _, c := range s.Changes {
		fmt.Fprintf(b, "  %s", c.Code)
		for i, w := range c.What {
			switch {
			case w.Field == fieldStatus && i == 0:
				fmt.Fprintf(b, "  %s → %s", w.From, w.To)
			case w.From == "" && w.To == "":
				fmt.Fprintf(b, say(lang, "\n    %s: differs", "\n    %s: có khác"), fieldWord(lang, w.Field))
			default:
				fmt.Fprintf(b, "\n    %s: %s → %s", fieldWord(lang, w.Field), w.From, w.To)
			}
		}
		switch {
		case c.Steps == 1:
			b.WriteString(say(lang, "\n    1 new step", "\n    thêm 1 bước xử lý"))
		case c.Steps > 1:
			fmt.Fprintf(b, say(lang, "\n    %d new steps", "\n    thêm %d bước xử lý"), c.Steps)
		}
		b.WriteString("\n")
	}
	if more := s.Changed - len(s.Changes); more > 0 && len(s.Changes) > 0 {
		fmt.Fprintf(b, say(lang, "  and %d more rows that change\n", "  và %d dòng thay đổi khác\n"), more)
	}
}

// fieldWord names a field: by its name in files, or in Vietnamese words.
func fieldWord(lang, field string) string {
	if word := fieldWords[field]; word != "" && lang == "vi" {
		return word
	}
	return field
}

var fieldWords = map[string]string{
	"status": "trạng thái", "procedure_code": "mã thủ tục", "procedure": "tên thủ tục", "field": "lĩnh vực",
	"unit": "cơ quan giải quyết", "received_by": "nơi tiếp nhận", "return_at": "nơi trả kết quả",
	"return_channel": "hình thức trả kết quả", "channel": "hình thức nộp", "applicant": "người nộp", "phone": "số điện thoại",
	"birth_year": "năm sinh", "submitted_at": "ngày nộp", "received_at": "ngày tiếp nhận", "due_at": "ngày hẹn trả",
	"finished_at": "ngày có kết quả", "returned_at": "ngày trả kết quả", "fee_due": "phí, lệ phí phải nộp",
	"fee_paid": "phí, lệ phí đã nộp", "paid_online": "nộp phí trực tuyến", "digitised": "đã số hóa", "e_result": "kết quả điện tử",
	"results": "tệp kết quả", "supplements": "yêu cầu bổ sung", "extensions": "gia hạn", "reason": "lý do",
	"raw_status": "trạng thái như đã gửi", "raw_unit": "đơn vị như đã gửi", "source": "nguồn dữ liệu",
}
