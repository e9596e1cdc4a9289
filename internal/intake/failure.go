package intake

import "fmt"

// Said is a sentence in both languages.
type Said struct{ EN, VI string }

// In gives the sentence in a language, "vi" or "en".
func (s Said) In(lang string) string { return say(lang, s.EN, s.VI) }

// FileError is a file that cannot be read as a whole: what it is, and the way out.
type FileError struct{ Said }

func (e *FileError) Error() string { return e.EN }

func fileError(en, vi string, args ...any) error {
	return &FileError{Said{fmt.Sprintf(en, args...), fmt.Sprintf(vi, args...)}}
}
