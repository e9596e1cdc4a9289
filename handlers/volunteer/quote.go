package volunteer

import (
	"regexp"
	"strconv"
)

// Each message of ours that is about one case begins with its name, and the asker's
// words never stand before it: so the case that a volunteer replies to is certain.
// Others that mention a case (a question for a reason, a list) begin differently and
// are no address.
var (
	toCase = regexp.MustCompile(`(?i)^[^\pL]*(?:đã gửi vào |sent to )?(?:câu hỏi|question) (\d{1,18})(?:\D|$)`)
	onCase = regexp.MustCompile(`(?i)^[^\pL]*(?:ghi chú cho|note on) (?:câu hỏi|question) (\d{1,18})(?:\D|$)`)
)

// quotedCase is the case that the quoted message of ours is about, to talk into it.
func quotedCase(quote string) (id int64, ok bool) { return first(toCase, quote) }

// quotedNote is the case for which the quoted message of ours asked for a note.
func quotedNote(quote string) (id int64, ok bool) { return first(onCase, quote) }

func first(pattern *regexp.Regexp, text string) (int64, bool) {
	found := pattern.FindStringSubmatch(text)
	if found == nil {
		return 0, false
	}
	id, err := strconv.ParseInt(found[1], 10, 64)
	return id, err == nil && id > 0
}
