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
	UnknownRows int
	Unknown     []string

	// Notes are what the reader chose by itself: an encoding, a sheet.
	Notes []Said

	// Ignored are columns that were passed over, as the file names them.
	Ignored []string

	// Moves are the first few changes of status, Moved how many there are in all.
	Moves []Move
	Moved int

	Whole bool // read to the end
}

// Move is a dossier that went from one status to another.
type Move struct {
	Code     dossier.Code
	From, To dossier.Status
}

const (
	mostUnknown = 10
	mostMoves   = 20
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

// NoteMove counts a change of status.
func (s *Summary) NoteMove(m Move) {
	s.Moved++
	if len(s.Moves) < mostMoves {
		s.Moves = append(s.Moves, m)
	}
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
		s.writeMoves(&b, lang)
	}
	return b.String()
}

// writeMoves lists changes of status. Statuses keep their code names: those of the file.
func (s *Summary) writeMoves(b *strings.Builder, lang string) {
	for _, m := range s.Moves {
		fmt.Fprintf(b, "  %s  %s → %s\n", m.Code, m.From, m.To)
	}
	if more := s.Moved - len(s.Moves); more > 0 {
		fmt.Fprintf(b, say(lang, "  and %d more changes of status\n", "  và %d thay đổi trạng thái khác\n"), more)
	}
}
