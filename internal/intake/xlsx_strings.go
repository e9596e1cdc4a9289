package intake

import (
	"bytes"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"sort"
	"strings"
)

// A workbook keeps each different text of its cells once, in a list of its own, and cells
// name them by number: in any order, so the list must be at hand while rows are read.
// A million rows may have twenty million texts. They lie in blocks: the first in memory, in
// a file without a name where they are more; those asked for last are kept.
const (
	blockSize   = 16 << 10
	keptBlocks  = 256
	inMemory    = 16 << 20
	longestText = 128 << 10 // a cell of Excel holds 32,767 letters
)

type sharedStrings struct {
	blocks []stringBlock
	count  int
	filled bytes.Buffer // the block being filled, then nothing
	first  int          // number of the first text in it
	memory []byte
	file   *os.File
	size   int64 // of what was put away
	kept   [keptBlocks]keptBlock
}

// stringBlock says where some texts lie.
type stringBlock struct {
	first  int // number of the first
	offset int64
	size   int
}

type keptBlock struct {
	block int // counted from 1; 0 is none
	texts []string
}

// readSharedStrings reads the list of a workbook.
func readSharedStrings(in io.Reader) (*sharedStrings, error) {
	s := &sharedStrings{}
	limit := &meter{in: in, left: mostOfRow}
	dec := xml.NewDecoder(limit)
	for {
		token, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			return s, s.putAway()
		}
		if err != nil {
			return nil, errors.Join(brokenXML(err), s.close())
		}
		if start, ok := token.(xml.StartElement); ok && start.Name.Local == "si" {
			limit.left = mostOfRow
			text, err := richText(dec, "si")
			if err == nil {
				err = s.add(text)
			}
			if err != nil {
				return nil, errors.Join(brokenXML(err), s.close())
			}
		}
	}
}

// richText is the text inside an element: its runs one after another, without the
// readings that Japanese workbooks add.
func richText(dec *xml.Decoder, end string) (string, error) {
	var b strings.Builder
	inText, reading := false, false
	for {
		token, err := dec.RawToken()
		if err != nil {
			return "", noEnd(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			inText = t.Name.Local == "t" && !reading
			reading = reading || t.Name.Local == "rPh"
		case xml.CharData:
			if inText && b.Len() <= longestText {
				b.Write(t)
			}
		case xml.EndElement:
			if t.Name.Local == end {
				return unescaped(b.String()), nil
			}
			inText = false
			reading = reading && t.Name.Local != "rPh"
		}
	}
}

func (s *sharedStrings) add(text string) error {
	if len(text) > longestText {
		return fileError("a cell holds more than %d KiB of text", "có ô chứa hơn %d KiB chữ", longestText>>10)
	}
	var size [binary.MaxVarintLen64]byte
	s.filled.Write(size[:binary.PutUvarint(size[:], uint64(len(text)))])
	s.filled.WriteString(text)
	s.count++
	if s.filled.Len() < blockSize {
		return nil
	}
	return s.putAway()
}

// putAway ends a block.
func (s *sharedStrings) putAway() error {
	block := s.filled.Bytes()
	if len(block) == 0 {
		return nil
	}
	if s.file == nil && s.size+int64(len(block)) > inMemory {
		if err := s.spill(); err != nil {
			return err
		}
	}
	if s.file == nil {
		s.memory = append(s.memory, block...)
	} else if _, err := s.file.Write(block); err != nil {
		return err
	}
	s.blocks = append(s.blocks, stringBlock{first: s.first, offset: s.size, size: len(block)})
	s.size += int64(len(block))
	s.first = s.count
	s.filled.Reset()
	return nil
}

func (s *sharedStrings) spill() error {
	file, err := nameless()
	if err != nil {
		return err
	}
	s.file = file
	_, err = file.Write(s.memory)
	s.memory = nil
	return err
}

func (s *sharedStrings) close() error {
	if s == nil || s.file == nil {
		return nil
	}
	return s.file.Close()
}

// at gives a text by its number.
func (s *sharedStrings) at(n int) (string, error) {
	if s == nil || n < 0 || n >= s.count {
		return "", fileError("a cell names a text that the workbook does not have; open it and save it again", "có ô trỏ tới đoạn chữ không có trong bảng tính; hãy mở ra và lưu lại tệp")
	}
	i := sort.Search(len(s.blocks), func(i int) bool { return s.blocks[i].first > n }) - 1
	kept := &s.kept[i%keptBlocks]
	if kept.block != i+1 {
		texts, err := s.load(s.blocks[i])
		if err != nil {
			return "", err
		}
		*kept = keptBlock{i + 1, texts}
	}
	return kept.texts[n-s.blocks[i].first], nil
}

func (s *sharedStrings) load(b stringBlock) ([]string, error) {
	raw := make([]byte, b.size)
	if s.file == nil {
		copy(raw, s.memory[b.offset:])
	} else if _, err := s.file.ReadAt(raw, b.offset); err != nil {
		return nil, err
	}
	whole := string(raw) // the texts are pieces of it
	var texts []string
	for at := 0; at < len(raw); {
		size, n := binary.Uvarint(raw[at:])
		at += n
		texts = append(texts, whole[at:at+int(size)])
		at += int(size)
	}
	return texts, nil
}
