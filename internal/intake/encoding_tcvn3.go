package intake

import (
	"unicode/utf8"

	"golang.org/x/text/transform"
)

// tcvn3 decodes the single-byte letters of TCVN 5712:1993, third set (VN3), which the
// "ABC" fonts (.VnTime, .VnArial ...) show. The table is the one of the standard; the
// letters that VN1 has besides in the gaps, and GNU libc with it, no ABC font shows.
//
// Capitals with a tone have no bytes of their own: the fonts whose names end in H
// (.VnTimeH) draw small letters as capitals. What was typed in them comes out small, and
// nothing in the file tells.
type tcvn3 struct{ transform.NopResetter }

// tcvn3High are the letters from 0xA0 on; gaps are utf8.RuneError.
var tcvn3High = []rune("" +
	"\u00a0ĂÂÊÔƠƯĐăâêôơưđ\ufffd" + // A0
	"\ufffd\ufffd\ufffd\ufffd\ufffdàảãáạ\ufffdằẳẵắ\ufffd" + // B0
	"\ufffd\ufffd\ufffd\ufffd\ufffd\ufffdặầẩẫấậè\ufffdẻẽ" + // C0
	"éẹềểễếệìỉ\ufffd\ufffd\ufffdĩíịò" + // D0
	"\ufffdỏõóọồổỗốộờởỡớợù" + // E0
	"\ufffdủũúụừửữứựỳỷỹýỵ\ufffd") // F0

// Transform decodes byte by byte.
func (tcvn3) Transform(dst, src []byte, _ bool) (int, int, error) {
	to := 0
	for from, c := range src {
		r := rune(c)
		switch {
		case c >= 0xa0:
			r = tcvn3High[c-0xa0]
		case c >= utf8.RuneSelf:
			r = utf8.RuneError
		}
		if to+utf8.RuneLen(r) > len(dst) {
			return to, from, transform.ErrShortDst
		}
		to += utf8.EncodeRune(dst[to:], r)
	}
	return to, len(src), nil
}
