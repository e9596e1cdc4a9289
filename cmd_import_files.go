package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"motcua/internal/intake"
)

// expand puts the files of a folder in its place, by name. Hidden ones are not looked at;
// those of no known format are named and passed over. false: there was nothing to read in
// one of the folders.
func (o importOptions) expand(stderr io.Writer) ([]string, bool) {
	var files []string
	ok := true
	for _, name := range o.Files {
		info, err := os.Stat(name)
		if name == "-" || err != nil || !info.IsDir() {
			files = append(files, name) // who opens it says what is wrong
			continue
		}
		inside, err := o.folder(name, stderr)
		if err != nil {
			_, _ = fmt.Fprintf(stderr, "%s: %v\n", name, err)
			ok = false
		}
		files = append(files, inside...)
	}
	return files, ok
}

func (o importOptions) folder(name string, stderr io.Writer) ([]string, error) {
	entries, err := os.ReadDir(name) // sorted
	if err != nil {
		return nil, err
	}
	var files []string
	for _, e := range entries {
		path := filepath.Join(name, e.Name())
		info, err := os.Stat(path)
		if strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(e.Name(), "~$") || err != nil || !info.Mode().IsRegular() {
			continue // "~$" is what Excel leaves beside an open file
		}
		if _, known := intake.FormatOf(path); !known && o.Format == "" {
			_, _ = fmt.Fprintf(stderr, "%s: %s: %v\n", path, o.say("passed over", "bỏ qua"), o.noFormat(path))
			continue
		}
		files = append(files, path)
	}
	if len(files) == 0 {
		return nil, errors.New(o.say(
			"no file in this folder is NDJSON, JSON, CSV or XLSX; folders in it are not looked into",
			"trong thư mục này không có tệp NDJSON, JSON, CSV hay XLSX nào; thư mục con không được đọc"))
	}
	return files, nil
}

// noFormat says what a file is whose name tells no format.
func (o importOptions) noFormat(name string) error {
	if what, ok := intake.Foreign(name); ok {
		return errors.New(what.In(o.Lang))
	}
	return errors.New(o.say(
		"the ending does not tell the format; add --format ndjson, json, csv or xlsx",
		"đuôi tệp không cho biết định dạng; thêm --format ndjson, json, csv hoặc xlsx"))
}

// importInput is an open file, or standard input. A file may be read anywhere, as
// workbooks need it.
type importInput struct {
	io.Reader

	open io.Closer // nil: standard input, which is not ours to close
	file *os.File  // nil: a stream
	size int64     // 0: nobody knows
	copy *os.File  // of a stream, where it is needed again
}

// openImport opens a file. Of what comes as a stream a copy is kept where it is needed
// again, which nobody else can open and which is gone with the process.
func openImport(name string, stdin io.Reader, again bool) (*importInput, error) {
	in := &importInput{Reader: stdin}
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		in.Reader, in.open = f, f
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			in.file, in.size = f, info.Size()
			return in, nil
		}
	}
	if !again {
		return in, nil
	}
	f, err := os.CreateTemp("", "motcua-import-")
	if err != nil {
		return nil, err
	}
	in.copy, in.Reader = f, io.TeeReader(in.Reader, f)
	return in, os.Remove(f.Name())
}

// again gives what was read from its beginning.
func (i *importInput) again() (io.Reader, error) {
	f := i.copy
	if f == nil {
		f = i.file
	}
	if f == nil {
		return nil, errors.New("cannot be read twice")
	}
	size, err := f.Seek(0, io.SeekEnd)
	return io.NewSectionReader(f, 0, size), err
}

func (i *importInput) close() error {
	var err error
	if i.copy != nil {
		err = i.copy.Close()
	}
	if i.open != nil {
		err = errors.Join(err, i.open.Close())
	}
	return err
}
