package intake

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/text/transform"
)

// randomAccess is what a workbook needs, whose parts lie anywhere in it.
type randomAccess interface {
	io.ReaderAt
	Size() int64
}

// sample is how much of a file is looked at to tell its encoding.
const sample = 64 << 10

// open splits what r gives. note hears what was chosen by itself.
func open(r io.Reader, f Format, note func(Said)) splitter {
	if whole, ok := r.(randomAccess); ok && f == XLSX && !zipped(whole) {
		return newXLSXSplitter(whole, note)
	}
	in := bufio.NewReaderSize(r, sample)
	if head, _ := in.Peek(2); bytes.Equal(head, gzipMagic) {
		unpacked, err := newGunzip(in)
		if err != nil {
			return brokenSplitter{err}
		}
		in = bufio.NewReaderSize(unpacked, sample)
	}
	if f == XLSX {
		whole, err := spool(in)
		if err != nil {
			return brokenSplitter{err}
		}
		return newXLSXSplitter(whole, note)
	}
	head, _ := in.Peek(sample)
	if err := notText(head); err != nil {
		return brokenSplitter{err}
	}
	if f == CSV {
		return openCSV(in, head, note)
	}
	skipByteOrderMark(in)
	if f == JSON {
		return newJSONSplitter(in)
	}
	return &ndjsonSplitter{lines: lineReader{in: in}}
}

func openCSV(in *bufio.Reader, head []byte, note func(Said)) splitter {
	enc := encodingOf(head)
	if enc.decoder == nil {
		skipByteOrderMark(in)
		return &csvSplitter{lines: lineReader{in: in}}
	}
	note(Said{"read as " + enc.name, "đọc theo bảng mã " + enc.name})
	text := bufio.NewReaderSize(transform.NewReader(in, enc.decoder()), sample)
	skipByteOrderMark(text)
	return &csvSplitter{lines: lineReader{in: text}, decoded: true}
}

func skipByteOrderMark(in *bufio.Reader) {
	if head, _ := in.Peek(3); bytes.Equal(head, []byte("\xef\xbb\xbf")) {
		_, _ = in.Discard(3)
	}
}

var (
	gzipMagic = []byte{0x1f, 0x8b}
	zipMagic  = []byte("PK\x03\x04")
	oleMagic  = []byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}
	pdfMagic  = []byte("%PDF-")
)

func zipped(r io.ReaderAt) bool {
	head := make([]byte, len(gzipMagic))
	_, err := r.ReadAt(head, 0)
	return err == nil && bytes.Equal(head, gzipMagic)
}

// notText says what a file is that was taken for text.
func notText(head []byte) error {
	switch {
	case bytes.HasPrefix(head, zipMagic):
		return fileError("this is a workbook or a ZIP archive and no text; an Excel workbook is read when its name ends in .xlsx, or with --format xlsx; an archive is to be unpacked first",
			"đây là bảng tính hoặc tệp nén ZIP, không phải văn bản; bảng tính Excel được đọc khi tên tệp có đuôi .xlsx hoặc khi thêm --format xlsx; tệp nén thì hãy giải nén trước")
	case bytes.HasPrefix(head, oleMagic):
		return oldExcel()
	case bytes.HasPrefix(head, pdfMagic):
		return fileError("this is a PDF; save the table as .xlsx", "đây là tệp PDF; hãy lưu bảng dưới dạng .xlsx")
	}
	return nil
}

func oldExcel() error {
	return fileError("this is a file of an old Excel (.xls); open it and save it as .xlsx", "đây là tệp Excel đời cũ (.xls); hãy mở ra và lưu lại dạng .xlsx")
}

// Foreign tells by a name what a file is that is not read as it is, and the way out.
func Foreign(name string) (Said, bool) {
	var what Said
	switch strings.ToLower(filepath.Ext(name)) {
	case ".xls":
		what = Said{"a file of an old Excel (.xls)", "tệp Excel đời cũ (.xls)"}
	case ".xlsb":
		what = Said{"a binary Excel workbook (.xlsb)", "bảng tính Excel nhị phân (.xlsb)"}
	case ".ods":
		what = Said{"an OpenDocument spreadsheet (.ods)", "bảng tính OpenDocument (.ods)"}
	case ".doc", ".docx", ".odt", ".rtf":
		what = Said{"a text document", "tệp văn bản"}
	case ".pdf":
		what = Said{"a PDF", "tệp PDF"}
	case ".zip", ".rar", ".7z", ".tar", ".tgz":
		return Said{"this is an archive; unpack it and name the files or the folder", "đây là tệp nén; hãy giải nén rồi ghi tên tệp hoặc thư mục"}, true
	default:
		return Said{}, false
	}
	return Said{"this is " + what.EN + "; save the table as .xlsx", "đây là " + what.VI + "; hãy lưu bảng dưới dạng .xlsx"}, true
}

// What a packed file may unpack to. Ordinary rows pack some 10 to 40 times smaller; a bomb
// a thousand times. What is read in a stream takes no memory, so small ones do no harm.
const (
	mostRatio  = 200
	freeOfRule = 64 << 20
)

// gunzip unpacks, and stops where so much comes out of so little that it cannot be rows.
type gunzip struct {
	in     *gzip.Reader
	packed *counter
	out    int64
}

// counter counts the bytes read. The unpacker asks it byte by byte.
type counter struct {
	*bufio.Reader

	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

func (c *counter) ReadByte() (byte, error) {
	b, err := c.Reader.ReadByte()
	if err == nil {
		c.n++
	}
	return b, err
}

func newGunzip(in *bufio.Reader) (*gunzip, error) {
	packed := &counter{Reader: in}
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		return nil, brokenGzip()
	}
	return &gunzip{in: unpacked, packed: packed}, nil
}

func brokenGzip() error {
	return fileError("the packed file (gzip) is damaged or cut off; copy it again", "tệp nén (gzip) bị hỏng hoặc bị cắt; hãy chép lại tệp")
}

func (g *gunzip) Read(p []byte) (int, error) {
	n, err := g.in.Read(p)
	g.out += int64(n)
	if g.out > freeOfRule && g.out > mostRatio*g.packed.n {
		return n, fileError("the packed file grows to more than %d times its size, as no file of rows does; unpack it and look into it",
			"tệp nén phình ra hơn %d lần, không tệp dữ liệu nào như vậy; hãy giải nén và xem lại tệp", mostRatio)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = brokenGzip()
	}
	return n, err
}

// mostSpooled is the largest workbook that comes as a stream.
const mostSpooled = 2 << 30

// spool keeps a stream in a file without a name, which is gone with the process.
func spool(in io.Reader) (randomAccess, error) {
	f, err := nameless()
	if err != nil {
		return nil, err
	}
	n, err := io.Copy(f, io.LimitReader(in, mostSpooled+1))
	if err == nil && n > mostSpooled {
		err = tooLarge(mostSpooled)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return io.NewSectionReader(f, 0, n), nil
}

func tooLarge(limit int64) error {
	return fileError("the workbook is larger than %d MiB; divide it", "bảng tính lớn hơn %d MiB; hãy chia nhỏ", limit>>20)
}

func nameless() (*os.File, error) {
	f, err := os.CreateTemp("", "motcua-import-")
	if err != nil {
		return nil, err
	}
	return f, os.Remove(f.Name())
}
