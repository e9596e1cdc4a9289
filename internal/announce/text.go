package announce

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"motcua/internal/vntext"
)

// MostText is how many signs an Announcement has at most: read at a red light.
const MostText = 600

// Fault is why a text cannot be announced.
type Fault struct {
	Kind  FaultKind
	What  string // the piece of the text that is meant, "" for all of it
	Signs int    // that the text has
}

// FaultKind names a Fault.
type FaultKind string

// Faults of a text.
const (
	NoText   FaultKind = "empty"
	TooLong  FaultKind = "long"
	Link     FaultKind = "link"     // an address that is not an office's nor ours
	Mention  FaultKind = "mention"  // @name, which messengers make a link of
	Personal FaultKind = "personal" // an identity or a bank card's number
)

var (
	schemed = regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*://\S*`)
	// What a messenger would make a link of. Letters behind the last dot are needed, so that
	// neither 10.551 nor 7.12.2026 is one.
	hosted = regexp.MustCompile(`(?i)[\p{L}\p{N}_-]+(?:\.[\p{L}\p{N}_-]+)*\.[a-z]{2,}`)
	// An address of mail has letters before it, and its host is looked at above.
	mention = regexp.MustCompile(`(?:^|[^\p{L}\p{N}_.+-])(@[A-Za-z0-9_]+)`)
)

// Clean is a text as it may be announced. ours is the host of our own pages, "" for none.
// The Fault is nil where it may.
func Clean(text, ours string) (string, *Fault) {
	text = tidy(text)
	signs := utf8.RuneCountInString(text)
	switch {
	case text == "":
		return text, &Fault{Kind: NoText}
	case signs > MostText:
		return text, &Fault{Kind: TooLong, Signs: signs}
	}
	if bad := badLink(text, ours); bad != "" {
		return text, &Fault{Kind: Link, What: bad, Signs: signs}
	}
	if bad := mention.FindStringSubmatch(text); bad != nil {
		return text, &Fault{Kind: Mention, What: bad[1], Signs: signs}
	}
	_, hidden := vntext.Redact(text)
	if slices.ContainsFunc(hidden, func(kind string) bool { return kind == string(vntext.Identity) || kind == string(vntext.Card) }) {
		return text, &Fault{Kind: Personal, Signs: signs}
	}
	return text, nil
}

// tidy keeps what can be seen, and at most one empty line between two others.
func tidy(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	text = norm.NFC.String(strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r): // also what turns the direction of writing round, or is not seen
			return -1
		}
		return r
	}, text)) // last: what is dropped may have stood between a letter and its mark
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.Join(strings.Fields(line), " ")
		if line == "" && (len(lines) == 0 || lines[len(lines)-1] == "") {
			continue
		}
		lines = append(lines, line)
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// badLink is the first address that may not stand in a text, "" when there is none.
func badLink(text, ours string) string {
	for _, at := range schemed.FindAllString(text, -1) {
		u, err := url.Parse(strings.TrimRight(at, ".,;:!?)”\""))
		if err != nil || u.Scheme != "https" || u.User != nil || u.Port() != "" || !official(u.Hostname(), ours) {
			return at
		}
	}
	for _, host := range hosted.FindAllString(text, -1) {
		if !official(host, ours) {
			return host
		}
	}
	return ""
}

// official says that a host is of the state, or ours.
func official(host, ours string) bool {
	host = strings.ToLower(host)
	return strings.HasSuffix(host, ".gov.vn") || ours != "" && host == strings.ToLower(ours)
}
