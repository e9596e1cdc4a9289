package media

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// nameMost is how long a file's name may be, in characters.
const nameMost = 80

var endings = map[string]string{
	typeJPEG: ".jpg", typePDF: ".pdf", typeOgg: ".ogg", typeMP3: ".mp3", typeMP4: ".m4a", typeWebM: ".webm",
}

// Name is what may be kept of a file's name: without folders and without characters that
// a list or a header could trip over, with the ending that its media type has and no
// other. "" where nothing is left.
func Name(name, mediaType string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = norm.NFC.String(strings.ToValidUTF8(name, ""))
	name = strings.Map(func(r rune) rune {
		switch {
		case !unicode.IsPrint(r), unicode.Is(unicode.Bidi_Control, r), strings.ContainsRune(`<>:"|?*;%`, r):
			return -1
		}
		return r
	}, name)
	if at := strings.LastIndex(name, "."); at >= 0 && len(name)-at <= 6 {
		name = name[:at]
	}
	ending := endings[mediaType]
	name = strings.Trim(name, " .")
	if letters := []rune(name); len(letters) > nameMost-len(ending) {
		name = strings.TrimRight(string(letters[:nameMost-len(ending)]), " .")
	}
	if name == "" {
		return ""
	}
	return name + ending
}
