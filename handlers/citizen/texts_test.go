package citizen

import (
	"os"
	"strconv"
	"testing"

	"motcua/internal/audit"
	"motcua/internal/dossier"
	"motcua/internal/words"
	"motcua/internal/words/wordstest"
)

func TestTexts(t *testing.T) {
	t.Parallel()
	for _, err := range words.Check(texts,
		"language.other",             // each names the other language in its own words
		"card.completed.bring_title", // "Xin mang theo" is Vietnamese without a mark
		"office.day.tomorrow",        // so is "mai"
		"guidance.fee.sum",           // đồng are đồng
		"guidance.fee.zero",
	) {
		t.Error(err)
	}
}

func TestEveryTextIsSpoken(t *testing.T) {
	t.Parallel()
	statuses, consentKinds := []string{}, []string{"ticket", "checklist", "follow", "announce"}
	for _, s := range dossier.Statuses {
		statuses = append(statuses, string(s))
	}
	built := map[string][]string{
		"steps.is.":   statuses,
		"human.file.": {"photo", "document", "voice"}, "human.file.again_": {"photo", "document", "voice"},
		"lookup.held.": {string(dossier.HolderPolice), string(dossier.HolderInsurance), string(dossier.HolderLand)},
		"guidance.at.": {
			"centre", "centre_country", "police", "police_country", "province_police", "land", "insurance", "school", "province",
		},
		"guidance.portal.":    {"national", "vneid", "business", "insurance"},
		"guidance.list.":      {"submit", "present", "lookup"},
		"guidance.limit.":     {"hour", "working_hour", "working_day", "day", "month"},
		"guidance.limit.one_": {"hour", "working_hour", "working_day", "day", "month"},
		"day.weekday_":        numbers(0, 6),
		"day.month_":          numbers(1, 12),
		"spot.reach.":         {"centre_province", "centre_country", "police_province", "police_country"},
		"submit.head.":        {"full", "partial", "way"},
		"submit.enter.":       {"national", "vneid", "business", "insurance"},
		"submit.keep.":        {"national", "vneid", "business", "insurance"},
		"mydata.consent.":     consentKinds, "mydata.withdraw.": consentKinds, "mydata.withdrawn.": consentKinds,
		"follow.where.": {"telegram", "web"},
		"copy.shown.":   audit.Whats,
		"copy.right.":   audit.Rights,
		"copy.kind.":    {"photo", "document", "voice"},
		"copy.did.": {
			"said", "answered", "card", "guide", "claimed", "returned", "passed", "details_asked", "details_allowed",
			"details_refused", "closed", "withdrawn", "reopened", "rated",
		},
	}
	for _, err := range wordstest.Spoken(texts, os.DirFS("."), built) {
		t.Error(err)
	}
}

func numbers(from, to int) []string {
	var out []string
	for n := from; n <= to; n++ {
		out = append(out, strconv.Itoa(n))
	}
	return out
}
