package city

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"io"
)

//go:embed procedures.ndjson.gz
var catalogue []byte

// Procedures are the procedures that people ask about most, and those with the same
// names, as NDJSON: as the national portal published them in July 2026, long texts cut.
func Procedures() []byte {
	packed, err := gzip.NewReader(bytes.NewReader(catalogue))
	if err != nil {
		panic("city: " + err.Error()) // it is built in
	}
	all, err := io.ReadAll(packed)
	if err != nil {
		panic("city: " + err.Error())
	}
	return all
}

// Questions are worth asking, as people type them.
func Questions() []string {
	return []string{
		"dang ky tam tru can giay to gi",
		"làm giấy khai sinh cho bé mới sinh",
		"chứng thực",
		"phường Vĩnh Phú cũ giờ nộp giấy ở đâu, mai có làm không",
	}
}
