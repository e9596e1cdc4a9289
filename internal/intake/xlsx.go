package intake

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// Workbooks are read here and not by a library: the one there is for Go tells in a stream
// neither which numbers are dates nor that a sheet breaks off, and keeps shared texts in
// memory. All parts are read as streams of XML tokens, which unfold no entities.

// Limits of a workbook. What is packed is looked at before it is unpacked; that nothing
// unpacks to more than it says is seen to by archive/zip.
const (
	mostDirectory = 8 << 20
	mostParts     = 10_000
	mostSheet     = 16 << 30
	mostTexts     = 4 << 30
	mostSmallPart = 64 << 20
	mostOfRow     = 8 << 20 // XML of one row, or one text
	mostColumns   = 16_384
	mostSheets    = 50 // looked at for a heading
)

// meter lets so many bytes through.
type meter struct {
	in   io.Reader
	left int64
}

func (m *meter) Read(p []byte) (int, error) {
	if m.left <= 0 {
		return 0, fileError("one row or text of the workbook takes more than %d MiB", "có dòng hoặc đoạn chữ trong bảng tính chiếm hơn %d MiB", mostOfRow>>20)
	}
	n, err := m.in.Read(p)
	m.left -= int64(n)
	return n, err
}

// meterAt is the same for what is read anywhere.
type meterAt struct {
	io.ReaderAt

	left int64
}

var errLargeDirectory = errors.New("the list of parts is too long")

func (m *meterAt) ReadAt(p []byte, at int64) (int, error) {
	if m.left -= int64(len(p)); m.left < 0 {
		return 0, errLargeDirectory
	}
	return m.ReaderAt.ReadAt(p, at)
}

type workbook struct {
	zip      *zip.Reader
	path     string // of the workbook's own part
	sheets   []sheet
	from1904 bool
	styles   []shown
	texts    *sharedStrings
}

type sheet struct {
	name, part string
	hidden     bool
}

func openWorkbook(r randomAccess) (*workbook, error) {
	head := make([]byte, len(oleMagic))
	if n, err := r.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	} else if n < len(head) {
		return nil, notWorkbook()
	}
	if bytes.Equal(head, oleMagic) {
		return nil, lockedOrOld(r)
	}
	if !bytes.HasPrefix(head, zipMagic) {
		return nil, notWorkbook()
	}
	metered := &meterAt{ReaderAt: r, left: mostDirectory}
	archive, err := zip.NewReader(metered, r.Size())
	if errors.Is(err, errLargeDirectory) || err == nil && len(archive.File) > mostParts {
		return nil, fileError("the workbook has more than %d parts, as none of Excel has", "bảng tính có hơn %d thành phần, không tệp Excel nào như vậy", mostParts)
	}
	if err != nil {
		return nil, brokenXML(err)
	}
	metered.left = 1 << 62
	w := &workbook{zip: archive}
	if err := w.whatIsIt(); err != nil {
		return nil, err
	}
	return w, w.open()
}

func notWorkbook() error {
	return fileError("this is no Excel workbook; save the table as .xlsx, or name its format with --format", "đây không phải bảng tính Excel; hãy lưu bảng dưới dạng .xlsx, hoặc ghi đúng định dạng bằng --format")
}

// lockedOrOld tells apart what Excel keeps in the same kind of file.
func lockedOrOld(r randomAccess) error {
	start, err := io.ReadAll(io.NewSectionReader(r, 0, min(r.Size(), 16<<20)))
	if err != nil {
		return err
	}
	if bytes.Contains(start, wide("EncryptedPackage")) {
		return fileError("the workbook is locked with a password; take the password off and save it as .xlsx",
			"bảng tính có mật khẩu; hãy bỏ mật khẩu rồi lưu lại dạng .xlsx")
	}
	return oldExcel()
}

func wide(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return b
}

// whatIsIt finds other kinds of files that are ZIP archives as well.
func (w *workbook) whatIsIt() error {
	switch {
	case w.file("word/document.xml") != nil, w.file("ppt/presentation.xml") != nil:
		return fileError("this is a document of Word or PowerPoint; save the table as .xlsx", "đây là tệp Word hoặc PowerPoint; hãy lưu bảng dưới dạng .xlsx")
	case w.file("xl/workbook.bin") != nil:
		return fileError("this is a binary Excel workbook (.xlsb); save it as .xlsx", "đây là bảng tính Excel nhị phân (.xlsb); hãy lưu lại dạng .xlsx")
	case w.file("mimetype") != nil && w.file("content.xml") != nil:
		return fileError("this is an OpenDocument file (.ods); save it as .xlsx", "đây là tệp OpenDocument (.ods); hãy lưu lại dạng .xlsx")
	case w.file("_rels/.rels") == nil:
		return fileError("this is a ZIP archive and no workbook; unpack it first", "đây là tệp nén ZIP, không phải bảng tính; hãy giải nén trước")
	}
	return nil
}

func (w *workbook) file(name string) *zip.File {
	for _, f := range w.zip.File {
		if strings.EqualFold(strings.ReplaceAll(f.Name, `\`, "/"), name) {
			return f
		}
	}
	return nil
}

// part opens a part of at most so many bytes; nil where there is none.
func (w *workbook) part(name string, most uint64) (io.ReadCloser, error) {
	f := w.file(name)
	if f == nil {
		return nil, nil //nolint:nilnil // a workbook without texts or styles is one
	}
	if f.UncompressedSize64 > most {
		return nil, fileError("a part of the workbook unpacks to more than %d MiB; divide the table", "một thành phần của bảng tính giải nén ra hơn %d MiB; hãy chia nhỏ bảng", most>>20)
	}
	if f.UncompressedSize64 > freeOfRule && f.UncompressedSize64/mostRatio > f.CompressedSize64 {
		return nil, fileError("a part of the workbook unpacks to more than %d times its size, as no table does; copy the rows into a new workbook",
			"một thành phần của bảng tính phình ra hơn %d lần, không bảng nào như vậy; hãy chép các dòng sang bảng tính mới", mostRatio)
	}
	part, err := f.Open()
	if err != nil {
		return nil, brokenXML(err)
	}
	return part, nil
}

func brokenXML(err error) error {
	if _, known := errors.AsType[*FileError](err); known {
		return err
	}
	if _, disk := errors.AsType[*fs.PathError](err); disk {
		return err
	}
	return fileError("the workbook is damaged or cut off; open it and save it again as .xlsx", "bảng tính bị hỏng hoặc bị cắt; hãy mở ra và lưu lại dạng .xlsx")
}

// elements calls see for each element of a small part.
func (w *workbook) elements(name string, see func(xml.StartElement), ended func(string)) error {
	part, err := w.part(name, mostSmallPart)
	if part == nil {
		return err
	}
	dec := xml.NewDecoder(part)
	for {
		token, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			return part.Close()
		}
		if err != nil {
			return errors.Join(brokenXML(err), part.Close())
		}
		switch t := token.(type) {
		case xml.StartElement:
			see(t)
		case xml.EndElement:
			ended(t.Name.Local)
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// relations are the parts that a part names, by the id it calls them, of one type.
func (w *workbook) relations(of, kind string) (map[string]string, error) {
	dir, base := path.Split(of)
	found := map[string]string{}
	err := w.elements(dir+"_rels/"+base+".rels", func(e xml.StartElement) {
		if e.Name.Local != "Relationship" || !strings.HasSuffix(attribute(e, "Type"), "/"+kind) {
			return
		}
		target := attribute(e, "Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join("/", dir, target)
		}
		found[attribute(e, "Id")] = strings.TrimPrefix(path.Clean(target), "/")
	}, func(string) {})
	return found, err
}

// one is the part of a kind that there is one of.
func (w *workbook) one(of, kind string) (string, error) {
	parts, err := w.relations(of, kind)
	for _, part := range parts {
		return part, err
	}
	return "", err
}

func (w *workbook) open() error {
	var err error
	if w.path, err = w.one("", "officeDocument"); err != nil {
		return err
	}
	parts, err := w.relations(w.path, "worksheet")
	if err != nil {
		return err
	}
	err = w.elements(w.path, func(e xml.StartElement) {
		switch e.Name.Local {
		case "workbookPr":
			w.from1904 = yes(attribute(e, "date1904"))
		case "sheet":
			if part := parts[attribute(e, "id")]; part != "" {
				state := attribute(e, "state")
				w.sheets = append(w.sheets, sheet{attribute(e, "name"), part, state == "hidden" || state == "veryHidden"})
			}
		}
	}, func(string) {})
	if err != nil {
		return err
	}
	if len(w.sheets) == 0 {
		return notWorkbook()
	}
	if err := w.readStyles(); err != nil {
		return err
	}
	return w.readTexts()
}

func yes(word string) bool { return word == "1" || word == "true" }

func (w *workbook) readStyles() error {
	name, err := w.one(w.path, "styles")
	if err != nil || name == "" {
		return err
	}
	codes := map[int]string{}
	inCells := false
	return w.elements(name, func(e xml.StartElement) {
		switch e.Name.Local {
		case "numFmt":
			if id, err := strconv.Atoi(attribute(e, "numFmtId")); err == nil {
				codes[id] = attribute(e, "formatCode")
			}
		case "cellXfs":
			inCells = true
		case "xf":
			if inCells {
				id, _ := strconv.Atoi(attribute(e, "numFmtId"))
				w.styles = append(w.styles, shownBy(id, codes[id]))
			}
		}
	}, func(name string) { inCells = inCells && name != "cellXfs" })
}

func (w *workbook) readTexts() error {
	name, err := w.one(w.path, "sharedStrings")
	if err != nil || name == "" {
		return err
	}
	part, err := w.part(name, mostTexts)
	if part == nil {
		return err
	}
	w.texts, err = readSharedStrings(part)
	return errors.Join(err, part.Close())
}

// unescaped reads the signs that XML cannot hold and workbooks write as _x000D_.
func unescaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(sign string) string {
		n, err := strconv.ParseUint(sign[2:6], 16, 16)
		if err != nil || utf16.IsSurrogate(rune(n)) {
			return sign
		}
		return string(rune(n))
	})
}

var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)
