package dossier

import (
	"slices"
	"strings"
)

// spellings are the codes to try for what was typed, in order of trust: as typed;
// sequence padded to four; family A with leading zero groups added or dropped;
// the order of the groups reversed (A and B). A spelling never changes the date.
func (p parts) spellings() []Code {
	if p.slash {
		return []Code{p.Code()}
	}
	orgs := []string{p.org}
	switch p.family() {
	case ABefore2020, Short, National, Deep:
		orgs = append(orgs, orgAliases(p.org)...)
	}
	codes := make([]Code, 0, 2*len(orgs))
	for _, org := range orgs {
		codes = append(codes, parts{org: org, date: p.date, seq: p.seq}.Code())
		if len(p.seq) < 4 {
			padded := strings.Repeat("0", 4-len(p.seq)) + p.seq
			codes = append(codes, parts{org: org, date: p.date, seq: padded}.Code())
		}
	}
	return codes
}

// orgAliases are the other ways to write an identifier, without itself.
func orgAliases(org string) []string {
	groups := strings.Split(org, ".")
	if !canonicalOrg(org) || len(groups) == 1 {
		return nil
	}
	var all []string
	if !isRoot(groups[0]) {
		all = zeroGroups(groups)
	}
	reversed := slices.Clone(groups)
	slices.Reverse(reversed)
	all = addCanonical(all, reversed)
	if isRoot(groups[0]) {
		for _, variant := range zeroGroups(reversed) { // A in B's place: its zero groups too
			all = addCanonical(all, strings.Split(variant, "."))
		}
		return all
	}
	for _, variant := range zeroGroups(groups) {
		turned := strings.Split(variant, ".")
		slices.Reverse(turned)
		all = addCanonical(all, turned)
	}
	return all
}

func addCanonical(all []string, groups []string) []string {
	org := strings.Join(groups, ".")
	if canonicalOrg(org) && !slices.Contains(all, org) {
		all = append(all, org)
	}
	return all
}

// zeroGroups writes family A's groups with its leading "000." and "00." added, then
// dropped: 3, 2 and 2 digits before the province. One group always stays.
func zeroGroups(groups []string) []string {
	if !canonicalOrg(strings.Join(groups, ".")) {
		return nil
	}
	var all []string
	zeros := []string{"000", "00"}
	longer := groups
	for len(longer) < 4 && len(longer[0]) == 2 { // a group of three digits is the first
		longer = append([]string{zeros[4-len(longer)-1]}, longer...)
		all = append(all, strings.Join(longer, "."))
	}
	shorter := groups
	for len(shorter) > 2 && strings.Trim(shorter[0], "0") == "" {
		shorter = shorter[1:]
		all = append(all, strings.Join(shorter, "."))
	}
	return all
}
