package media

import (
	"bytes"

	"motcua/internal/chat"
)

// Media types that are passed on.
const (
	typeJPEG = "image/jpeg"
	typePNG  = "image/png"
	typeGIF  = "image/gif"
	typeWebP = "image/webp"
	typePDF  = "application/pdf"
	typeOgg  = "audio/ogg"
	typeMP3  = "audio/mpeg"
	typeMP4  = "audio/mp4"
	typeWebM = "audio/webm"
)

// sniff is the media type of what is in the bytes, "" for all that is not passed on.
func sniff(kind chat.FileKind, data []byte) string {
	switch {
	case begins(data, "\xff\xd8\xff"):
		return typeJPEG
	case begins(data, "\x89PNG\r\n\x1a\n"):
		return typePNG
	case begins(data, "GIF87a"), begins(data, "GIF89a"):
		return typeGIF
	case begins(data, "RIFF") && begins(from(data, 8), "WEBP"):
		return typeWebP
	case begins(data, "%PDF-"):
		return typePDF
	case begins(data, "OggS") && begins(from(data, 28), "OpusHead"): // behind the head of the first page
		return typeOgg
	case begins(data, "ID3"), kind == chat.Voice && frameOfMP3(data):
		return typeMP3
	case begins(from(data, 4), "ftyp") && soundOnly(data):
		return typeMP4
	case begins(data, "\x1a\x45\xdf\xa3") && webmOfSound(data):
		return typeWebM
	}
	return ""
}

func begins(data []byte, with string) bool { return bytes.HasPrefix(data, []byte(with)) }

func from(data []byte, at int) []byte { return data[min(at, len(data)):] }

// frameOfMP3 says whether data begins like a frame of an MP3 without a head. Eleven bits
// prove little, so it is asked only of what is called a recording.
func frameOfMP3(data []byte) bool {
	return len(data) > 4 && data[0] == 0xff && data[1]&0xe0 == 0xe0 && // in step
		data[1]&0x06 == 0x02 && // layer III
		data[2]&0xf0 != 0xf0 && data[2]&0x0c != 0x0c // a bit rate and a sampling rate that exist
}

// soundOnly says whether an MP4 holds a track of sound and none of pictures: each track
// names its kind in a box "hdlr".
func soundOnly(data []byte) bool {
	sound := false
	for {
		at := bytes.Index(data, []byte("hdlr"))
		if at < 0 {
			return sound
		}
		data = data[at+4:]
		switch what := from(data, 8); {
		case begins(what, "vide"), begins(what, "pict"):
			return false
		case begins(what, "soun"):
			sound = true
		}
	}
}

// webmOfSound says whether a Matroska file is a WebM of sound alone; its tracks stand
// near its beginning.
func webmOfSound(data []byte) bool {
	head := data[:min(len(data), 8<<10)]
	return bytes.Contains(head[:min(len(head), 64)], []byte("webm")) && bytes.Contains(head, []byte("A_")) &&
		!bytes.Contains(head, []byte("V_VP")) && !bytes.Contains(head, []byte("V_AV1"))
}
