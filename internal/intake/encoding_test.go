package intake

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	utf16 "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"
)

// toTCVN3 writes a text as ABC fonts show it; false where it has no bytes for a letter.
func toTCVN3(text string) ([]byte, bool) {
	var out []byte
	for _, r := range norm.NFC.String(text) {
		i := slices.Index(tcvn3High, r)
		switch {
		case r < utf8.RuneSelf:
			out = append(out, byte(r))
		case i < 0 || r == utf8.RuneError:
			return nil, false
		default:
			out = append(out, 0xa0+byte(i))
		}
	}
	return out, true
}

// toWindows1258 writes every tone behind its vowel.
func toWindows1258(t *testing.T, text string) []byte {
	t.Helper()
	var spread strings.Builder
	for _, r := range norm.NFC.String(text) {
		letter, tone := []rune{}, ""
		for _, part := range norm.NFD.String(string(r)) {
			if tones[part] {
				tone = string(part)
			} else {
				letter = append(letter, part)
			}
		}
		spread.WriteString(norm.NFC.String(string(letter)) + tone)
	}
	out, err := charmap.Windows1258.NewEncoder().String(spread.String())
	must(t, err)
	return []byte(out)
}

var vietnamese = []string{
	"Mã hồ sơ,Trạng thái,Đơn vị xử lý\nH29-261119-1,Đang xử lý,Trung tâm Phục vụ hành chính công phường Lái Thiêu\n",
	"code,applicant,status\nH29-261119-1,Nguyễn Thị Mẫu,accepted\nH29-261119-2,Đỗ Văn Thử,accepted\nH29-261119-3,Huỳnh Quốc Toản,accepted\n",
	"code,procedure\nH29-261119-1,Đăng ký khai sinh\n",
	"code,procedure\nH29-261119-1,Xác nhận tình trạng hôn nhân\nH29-261119-2,\"Cấp giấy phép xây dựng nhà ở riêng lẻ\"\nH29-261119-3,Chuyển quyền sử dụng đất, tài sản gắn liền với đất\n",
	"code,reason\nH29-261119-1,Thiếu giấy tờ: bản sao sổ hộ khẩu; khuyết chữ ký người nộp\n",
	"code,unit\nH29-261119-1,Phường Bình Nhâm\nH29-261119-2,Xã Thường Tân\nH29-261119-3,Ủy ban nhân dân Đặc khu Côn Đảo\n",
	"code,unit\nH29-261119-1,ở xã\n",
}

// Each text comes out as it was in every encoding that can write it, and the reader says
// which it was.
func TestEncodings(t *testing.T) {
	t.Parallel()
	for _, text := range vietnamese {
		want := norm.NFC.String(text)
		wide, err := utf16.UTF16(utf16.LittleEndian, utf16.UseBOM).NewEncoder().String(text)
		must(t, err)
		high, err := utf16.UTF16(utf16.BigEndian, utf16.UseBOM).NewEncoder().String(text)
		must(t, err)
		files := map[string][]byte{"UTF-16": []byte(wide), "UTF-16 ": []byte(high), "Windows-1258": toWindows1258(t, text), "": []byte(text), " ": []byte("\ufeff" + text)}
		// Capitals with a tone have no bytes of their own.
		if abc, ok := toTCVN3(strings.NewReplacer("Ủ", "ủ").Replace(text)); ok {
			files["TCVN3 (ABC)"] = abc
		}
		for name, raw := range files {
			var notes []Said
			rows := open(bytes.NewReader(raw), CSV, func(s Said) { notes = append(notes, s) }).(*csvSplitter)
			var got strings.Builder
			for {
				line, _, err := rows.lines.next(maxRow)
				if err != nil {
					break
				}
				got.Write(line)
			}
			name = strings.TrimSpace(name)
			if !strings.EqualFold(got.String(), want) {
				t.Errorf("%s:\n got %s\nwant %s", name, got.String(), want)
			}
			if said := len(notes) > 0; said != (name != "") || said && notes[0].EN != "read as "+name {
				t.Errorf("%s: says %v of %s", name, notes, text)
			}
		}
	}
}

// What could be anything is left as it is: its rows are refused, or the whole file where
// the heading is of it.
func TestEncodingsThatCannotBeTold(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "code,status\n", "code,name\n1,Caf\xe9 M\xfcller\n", "code\n\xff\xfd\x81\n", "code,x\n1,\x93quoted\x94\n"} {
		if enc := encodingOf([]byte(text)); enc.decoder != nil {
			t.Errorf("%q is taken for %s", text, enc.name)
		}
	}
	// One broken row among rows of UTF-8 is that row's trouble.
	if enc := encodingOf([]byte("code,unit\n1,Phường Lái Thiêu\n2,Ph\xad\xeang\n")); enc.decoder != nil {
		t.Errorf("UTF-8 with a broken row is taken for %s", enc.name)
	}
	_, _, err := rowsOf(strings.NewReader("co\x81de,status\nH29-261119-1,accepted\n"), CSV)
	if err == nil || !strings.Contains(err.Error(), "CSV UTF-8") {
		t.Errorf("a heading of no encoding: %v", err)
	}
	// A sign that the encoding does not have is refused with its row.
	rows, rejects := readDossiers(t, CSV, "code,status,unit\nH29-261119-1,accepted,Ph\xad\xeang\nH29-261119-3,accepted,Ph\xad\xeang\nH29-261119-4,accepted,Ph\xad\xeang\nH29-261119-5,accepted,Ph\xad\xeang\nH29-261119-2,accepted,Ph\xad\xeang \xff\n")
	if len(rows) != 4 || rows[0].Unit != "Phường" || len(rejects) != 1 || rejects[0].Reason != UnknownEncoding {
		t.Errorf("%v, %v", rows, rejects)
	}
}

// The end of the sample may fall inside a letter.
func TestSampleCutInsideALetter(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("a", sample-1) + "ễ"
	if enc := encodingOf([]byte(text[:sample])); enc.decoder != nil {
		t.Errorf("taken for %s", enc.name)
	}
}

func FuzzEncoding(f *testing.F) {
	for _, text := range vietnamese {
		f.Add([]byte(text))
		if abc, ok := toTCVN3(text); ok {
			f.Add(abc)
		}
	}
	f.Add([]byte("\xff\xfec\x00\x00\xd8"))
	f.Add([]byte("\x1f\x8b\x08"))
	f.Fuzz(func(t *testing.T, file []byte) {
		rows, _, _ := rowsOf(bytes.NewReader(file), CSV)
		for _, row := range rows {
			for _, cell := range append(row.Cells, row.Names...) {
				if !utf8.ValidString(cell) {
					t.Errorf("%q is not text", cell)
				}
			}
		}
	})
}
