package procedure

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// steps are the published steps, one a line: glued ones apart, broken ones together.
func steps(list []string) []string {
	var out []string
	for _, line := range list {
		for _, s := range apart(oneLine(line)) {
			r, _ := utf8.DecodeRuneInString(s)
			if last := len(out) - 1; last >= 0 && unicode.IsLower(r) && !ends(out[last]) {
				out[last] += " " + s
				continue
			}
			if s = strings.Trim(s, " -–+*•"); s != "" && !slices.Contains(out, s) {
				out = append(out, s)
			}
		}
	}
	return out
}

// apart parts a line where the bullet of the next was glued on: ": - ", ". + ", "; * ".
func apart(s string) []string {
	var out []string
	from := 0
	for i := 1; i+2 < len(s); i++ {
		if s[i] == ' ' && s[i+2] == ' ' && strings.IndexByte(":.;", s[i-1]) >= 0 && strings.IndexByte("-+*", s[i+1]) >= 0 {
			out = append(out, s[from:i])
			from = i + 1
		}
	}
	return append(out, s[from:])
}

func ends(s string) bool { return strings.ContainsRune(".;:!?)", rune(s[len(s)-1])) }

// forms are the names of the forms: of files that have one, else of the paper.
func forms(list []Paper) []string {
	var out []string
	for _, p := range list {
		text, files := withoutFiles(p.Name)
		full, _ := lead(bare(text))
		full = strings.ReplaceAll(beginning(full), "/ ", "/")
		n := formNumber(full, p.Form, files)
		if p.Form == "" && n == "" {
			continue
		}
		name, _ := shortName(full, n)
		if name != "" && !slices.Contains(out, name) && !remark(strings.ToLower(name), p.Originals+p.Copies > 0) {
			out = append(out, name)
		}
	}
	return out
}

// takenIn is the month in which the source was read: it ends the source's name, "-2026-07".
func takenIn(source string) time.Time {
	if len(source) < len("-2026-07") {
		return time.Time{}
	}
	day, _ := time.Parse("-2006-01", source[len(source)-len("-2026-07"):])
	return day
}
