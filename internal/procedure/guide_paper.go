package procedure

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// mostCopies is the most copies that are believed: beyond, digits were glued together.
const mostCopies = 20

// readPaper reads one paper; not ok where the line is none: a heading that was taken
// for a paper.
func readPaper(p Paper, under heading, counted bool) (Item, bool) {
	text, files := withoutFiles(p.Name)
	full, kind := lead(bare(text))
	if kind != plain {
		under.kind = kind
	}
	if full == "" {
		return Item{}, false
	}
	first := strings.ReplaceAll(beginning(full), "/ ", "/")
	low := strings.ToLower(first)
	if slices.Contains([]string{"không", "không có", "không quy định", "chưa quy định"}, low) {
		return Item{}, false
	}
	if max(p.Originals, p.Copies) > mostCopies {
		p.Originals, p.Copies = 0, 0
	}
	it := Item{ID: stable(full), Originals: p.Originals, Copies: p.Copies, Kind: p.Kind, Form: formNumber(first, p.Form, files)}
	if it.Kind == "" {
		it.Kind = kindOfPaper(low, under, p.Originals+p.Copies > 0 || !counted)
	}
	opens := strings.HasSuffix(strings.TrimSpace(p.Name), ":")
	if opens && !says(low, "một trong") && (it.Kind == Remark || p.Originals+p.Copies == 0 && counted) {
		return Item{}, false
	}
	if it.Kind == Remark { // it is read and not ticked
		it.Name = capital(shortened(first, longestHint))
	} else if when, paper := conditional(first); when != "" {
		it.Name, _ = shortName(paper, it.Form)
		it.Hint.Vi = shortened(lower(when), longestHint)
	} else {
		it.Name, it.Hint.Vi = shortName(first, it.Form)
	}
	if it.Name != full {
		it.Full = full
	}
	if it.Hint.Vi == "" && it.Kind != Remark {
		it.Hint = hint(low, under)
	}
	return it, it.Kind != Remark || !ofOffice(low)
}

// leads are what a paper may begin with as if it were the heading, and what that says.
var leads = []struct {
	words string
	kind  headingKind
}{
	{"Hồ sơ gồm:", plain}, {"Hồ sơ bao gồm:", plain}, {"Thành phần hồ sơ:", plain}, {"Thành phần hồ sơ gồm:", plain},
	{"Giấy tờ phải nộp:", plain}, {"Giấy tờ phải xuất trình:", present}, {"Lưu ý", remarks}, {"lưu ý", remarks},
}

// lead takes a heading off that stands in the paper itself.
func lead(s string) (rest string, kind headingKind) {
	for _, l := range leads {
		if rest, ok := strings.CutPrefix(s, l.words); ok && len(rest) > 12 {
			return capital(bare(rest)), l.kind
		}
	}
	return s, plain
}

// beginning is as much of a text as says what it is: some hold a whole law.
func beginning(s string) string {
	end := 600
	if len(s) <= end {
		return s
	}
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return s[:end]
}

// hint says when a paper is needed, where its heading or its own words do.
func hint(low string, under heading) Words {
	switch {
	case startsWith(low, "mẫu hộ tịch điện tử", "mẫu điện tử tương tác"), under.kind == group && under.web:
		return Words{Vi: "khi nộp qua mạng", En: "when handed in online"}
	case says(low, "nộp hồ sơ theo hình thức trực tiếp)", "nộp theo hình thức trực tiếp)"):
		return Words{Vi: "khi nộp trực tiếp", En: "when handed in at the counter"}
	case under.proxy && under.one:
		return Words{Vi: "khi ủy quyền, một trong các giấy tờ này", En: "if somebody acts for you, one of these"}
	case under.proxy:
		return Words{Vi: "khi ủy quyền", En: "if somebody acts for you"}
	case under.one:
		return Words{Vi: "một trong các giấy tờ này", En: "one of these is enough"}
	case under.kind == group:
		return Words{Vi: shortened(lower(under.label), longestName)}
	}
	return Words{}
}

// ofOffice reports a remark about what the office does: nothing for who comes to it.
func ofOffice(low string) bool {
	return startsWith(low, "người tiếp nhận", "cán bộ", "cơ quan tiếp nhận") || startsWith(low, "cơ quan đăng ký") && says(low, "từ chối", "có trách nhiệm")
}

// kindOfPaper says what is done with a paper.
func kindOfPaper(low string, under heading, counts bool) string {
	switch {
	case under.kind == remarks:
		return Remark
	case remark(low, counts):
		return Remark
	case lookedUp(low), says(low, "được tạo lập khi"), under.kind == officeGot:
		return Lookup
	case under.kind == present, startsWith(low, "xuất trình"):
		return Present
	}
	return Submit
}

// lookedUp reports that the office finds it out for itself. "Where the office cannot
// look it up" is the contrary.
func lookedUp(low string) bool {
	if startsWith(low, "thông tin") && says(low, "được khai thác trong", "được khai thác từ") {
		return true
	}
	if !says(low, "khai thác", "tra cứu") {
		return false
	}
	if says(low, "không thể khai thác", "không khai thác được", "chưa khai thác được", "không tra cứu được", "chưa có thông tin", "chưa có trong") {
		return false
	}
	looks := says(low, "được khai thác", "khai thác trong", "tra cứu thông tin", "khai thác thông tin", "tự tra cứu", "khai thác từ")
	return looks && (startsWith(low, "thông tin", "dữ liệu") || says(low, "không phải nộp", "không phải xuất trình", "không yêu cầu"))
}

// remark reports a line that is a sentence and no paper.
func remark(low string, counts bool) bool {
	switch {
	case startsWith(low, "lưu ý", "ghi chú", "chú ý", "ví dụ", "số lượng hồ sơ", "số bộ hồ sơ", "ngoài ra", "trong đó", "trừ trường hợp", "(trường hợp khai thác"):
		return true
	case startsWith(low, "trường hợp", "cá nhân", "cơ quan", "người", "các ", "việc ", "nếu", "tổ chức", "cán bộ") || !counts:
		if says(low, "thì từ chối", "từ chối giải quyết", "có trách nhiệm", "có quyền lựa chọn", "chịu trách nhiệm trước") {
			return true
		}
	}
	switch {
	case startsWith(low, "trường hợp", "đối với", "nếu ", "khi "):
		if says(low, "thì không phải", "thì không cần", "không phải nộp", "không yêu cầu nộp", "không phải tải lên", "không bắt buộc phải") {
			return !says(low, "phải có", "thì nộp", "phải nộp kèm")
		}
		return !counts
	case startsWith(low, "người tiếp nhận", "người yêu cầu", "người có yêu cầu", "người ủy quyền", "người được ủy quyền", "cá nhân có quyền", "cơ quan đăng ký", "cơ quan tiếp nhận", "các giấy tờ nêu trên"):
		return !counts || says(low, "có thể", "chịu trách nhiệm", "có quyền")
	case startsWith(low, "thành phần hồ sơ", "hồ sơ gồm", "bao gồm", "cụ thể"):
		return !counts
	}
	return false
}

// shortName is a paper in at most longestName letters, and what to bring where there is
// none, if the text says so right behind.
func shortName(full, form string) (name, hint string) {
	name = full
	if head, _, ok := strings.Cut(name, " được khai thác "); ok && strings.HasPrefix(name, "Thông tin ") {
		name = head
	}
	for _, joint := range []string{
		"; trường hợp không có ", ". Trường hợp không có ", "; nếu không có ", ". Nếu không có ", "; trường hợp không khai thác được", ". Trường hợp không khai thác được",
	} {
		head, tail, ok := strings.Cut(full, joint)
		if ok && utf8.RuneCountInString(head) <= longestName || ok && name != full {
			if name == full {
				name = head
			}
			hint = shortened(strings.ToLower(joint[2:3])+joint[3:]+tail, longestHint)
			break
		}
	}
	name = withoutLaw(withoutCopy(name))
	if utf8.RuneCountInString(name) > longestName {
		head, _, ok := strings.Cut(name, ". ")
		if n := utf8.RuneCountInString(head); ok && n <= longestName && n > 12 {
			name = strings.TrimRight(head, " ;:,")
		}
	}
	withForm := "" // by its form a paper is easier to find
	if form != "" {
		for _, words := range []string{" theo Mẫu số ", " theo mẫu số ", " theo Mẫu ", " theo mẫu ", " (Mẫu số ", " (mẫu số ", " (Mẫu ", " (mẫu "} {
			if head, tail, ok := strings.Cut(name, words+form); ok && (tail == "" || startsWith(tail, " ", ")", ",", ";", ".")) {
				name = trailing(head) + strings.TrimPrefix(tail, ")")
				break
			}
		}
		if !strings.Contains(name, form) {
			withForm = " (mẫu " + form + ")"
		}
	}
	return capital(shortened(name, longestName-utf8.RuneCountInString(withForm)) + withForm), hint
}

// cited are words behind which a paper is only said to be asked for by some law.
var cited = []string{" ban hành kèm theo ", " theo quy định tại ", " theo quy định của ", " theo mẫu ", " theo Mẫu ", " quy định tại ", " được quy định tại ", " (theo mẫu ", " (theo Mẫu ", " (Mẫu ", " (mẫu "}

// withoutCopy leaves out in what copy a paper is wanted, where that stands first and at
// length: the numbers of copies are told apart from its name.
func withoutCopy(s string) string {
	head, tail, ok := strings.Cut(s, ": ")
	if ok && len(tail) > 12 && utf8.RuneCountInString(head) > 30 && startsWith(head, "Bản sao", "Bản chính", "bản sao") && says(head, "chứng thực") {
		return tail
	}
	return s
}

// conditional parts a paper and when it is needed: "Trường hợp trẻ bị bỏ rơi thì phải có
// biên bản", "Đối với Quân đội nhân dân: Giấy giới thiệu", and "Văn bản ủy quyền trong
// trường hợp ủy quyền" where it is too long to be told whole.
func conditional(full string) (when, paper string) {
	if startsWith(full, "Trường hợp ", "Đối với ", "Nếu ") {
		for _, joint := range []string{
			" thì phải có thêm ", " thì phải có ", " thì phải nộp kèm theo ", " thì phải nộp thêm ", " thì phải nộp ", " thì nộp thêm ", " thì nộp ", " phải có thêm ", " phải có ",
			" phải nộp kèm ", " phải nộp ", ", kèm theo hồ sơ ", ": ",
		} {
			head, tail, ok := strings.Cut(full, joint)
			if ok && utf8.RuneCountInString(head) <= longestHint && utf8.RuneCountInString(tail) > 8 && paperlike(tail) {
				return head, capital(bare(tail))
			}
		}
		return "", ""
	}
	if utf8.RuneCountInString(full) <= longestName {
		return "", ""
	}
	for _, joint := range []string{" trong trường hợp ", " đối với trường hợp "} {
		head, tail, ok := strings.Cut(full, joint)
		if !ok || unclosed(head) >= 0 || utf8.RuneCountInString(head) < 12 || utf8.RuneCountInString(head) > longestName || says(head, ". ", "; ") {
			continue
		}
		tail, _, _ = strings.Cut(tail, ". ")
		tail, _, _ = strings.Cut(tail, "; ")
		return strings.TrimLeft(joint, " ") + tail, head
	}
	return "", ""
}

// paperlike reports words that begin the name of a paper.
func paperlike(s string) bool {
	return startsWith(strings.ToLower(strings.TrimLeft(s, " -+")), "giấy", "bản ", "văn bản", "tờ ", "đơn", "quyết định", "hợp đồng", "biên bản", "hồ sơ", "một trong", "tài liệu", "chứng ", "danh sách", "phiếu", "báo cáo", "ảnh", "sổ", "thẻ", "hộ chiếu", "các giấy", "các tài liệu", "thông báo", "xác nhận", "01 ", "bằng")
}

// withoutLaw leaves out by which decree a paper is made, where nothing but this follows:
// it is not what a paper is asked for by.
func withoutLaw(s string) string {
	for _, words := range cited {
		i := strings.Index(s, words)
		if i < 12 {
			continue
		}
		tail := s[i+1:]
		bracket := strings.Count(s[:i], "(") > strings.Count(s[:i], ")")
		end := len(tail)
		if tail[0] == '(' || bracket {
			if end = strings.IndexByte(tail, ')'); end < 0 {
				continue
			}
			if tail[0] == '(' {
				end++
			}
		}
		if end > 300 { // more than where to look stands there
			continue
		}
		low := strings.ToLower(tail[:end])
		if !says(low, "thông tư", "nghị định", "phụ lục", "luật ", "quyết định số", "điều ", "theo mẫu") || says(low, "; ", ". ", "trường hợp", " và bản", "kèm theo bản", "bản sao") {
			continue
		}
		return trailing(s[:i]) + strings.TrimRight(tail[end:], " ")
	}
	return s
}

// lower writes the first letter small, but not of what is all large ("UBND").
func lower(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	next, _ := utf8.DecodeRuneInString(s[size:])
	if size == 0 || unicode.IsUpper(next) {
		return s
	}
	return string(unicode.ToLower(r)) + s[size:]
}

// longestHint is the most letters of a hint that the text gives, and of a remark.
const longestHint = 160

// fileEnds are the ends of names of files that the source glued behind a paper.
var fileEnds = []string{".docx", ".doc", ".pdf", ".xlsx", ".xls", ".rar", ".zip", ".rtf"}

// withoutFiles takes the names of files off that are glued behind a paper.
func withoutFiles(name string) (text, files string) {
	name = strings.TrimSpace(name)
	text = name
	for {
		i := slices.IndexFunc(fileEnds, func(end string) bool {
			return len(text) > len(end) && strings.EqualFold(text[len(text)-len(end):], end)
		})
		if i < 0 {
			return text, name[len(text):]
		}
		// The name begins behind the last sign that ends a sentence, or is the whole.
		head := text[:len(text)-len(fileEnds[i])]
		at := max(strings.LastIndexByte(head, ';'), strings.LastIndexByte(head, ')'), strings.LastIndex(head, ". "), strings.LastIndexByte(head, '\n'))
		for _, end := range fileEnds { // the file before it
			if j := strings.LastIndex(head, end); j >= 0 {
				at = max(at, j+len(end)-1)
			}
		}
		if at < 0 {
			return head, name[len(head):]
		}
		text = strings.TrimRight(text[:at+1], " \n\t")
	}
}

// formNumber finds the number of a form in the name of a paper, or of its file.
func formNumber(texts ...string) string {
	for _, s := range texts {
		for _, word := range []string{"Mẫu số ", "mẫu số ", "Mẫu ", "mẫu "} {
			for rest := s; ; {
				_, after, ok := strings.Cut(rest, word)
				if !ok {
					break
				}
				rest = after
				if n := numberOfForm(after); n != "" {
					return n
				}
			}
		}
	}
	return ""
}

// numberOfForm reads "CT01", "02/ĐK-TNCN", "TP-ĐGTS-09" at the head of s.
func numberOfForm(s string) string {
	for _, end := range fileEnds {
		if i := strings.Index(s, end); i >= 0 {
			s = s[:i]
		}
	}
	end := strings.IndexFunc(s, func(r rune) bool {
		return !unicode.IsDigit(r) && !unicode.IsUpper(r) && !strings.ContainsRune("-/.", r)
	})
	if end < 0 {
		end = len(s)
	}
	if next, size := utf8.DecodeRuneInString(s[end:]); unicode.IsLetter(next) {
		// "01a" is a number of a form, "Phiếu" is a word.
		after, _ := utf8.DecodeRuneInString(s[end+size:])
		if end == 0 || !isDigit(s[end-1]) || unicode.IsLetter(after) {
			return ""
		}
		end += size
	}
	n := strings.Trim(s[:end], "-/.")
	if !strings.ContainsFunc(n, unicode.IsDigit) || utf8.RuneCountInString(n) > 16 {
		return ""
	}
	return n
}
