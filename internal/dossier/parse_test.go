package dossier

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var testToday = time.Date(2026, 12, 7, 9, 0, 0, 0, time.UTC)

var testKnown = NewIdentifiers([]KnownIdentifier{
	{ID: "H29"}, {ID: "H29.171"}, {ID: "H29.172"}, {ID: "H29.173", Land: true}, {ID: "H09.17"},
	{ID: "000.00.19.H09"}, {ID: "H15.50.05.13"},
})

// typed is one row: what a person types and the codes (as typed) that are read.
type typed struct {
	name string
	text string
	want []Code
}

func TestTypingTable(t *testing.T) {
	t.Parallel()
	const b, lt = Code("H09.17-231024-0012"), Code("H29.171-261203-0012")
	rows := []typed{
		{"lower case", "h09.17-231024-0012", []Code{b}},
		{"spaces", "H 09.17 - 231024 - 0012", []Code{b}},
		{"spaces everywhere", "  h 09 . 17 -  231024 -0012 ", []Code{b}},
		{"tabs and lines", "H09.17\t-\n231024-0012", []Code{b}},
		{"non-breaking space", "H09.17\u00a0-\u00a0231024-0012", []Code{b}},

		{"O for 0, dash missing", "HO9.17-2310240012", []Code{b}},
		{"space for dash", "H09.17 231024 0012", []Code{b}},
		{"space for one dash", "H09.17-231024 0012", []Code{b}},
		{"dots for dashes", "H09.17.231024.0012", []Code{b}},
		{"letters for digits", "H09.I7-23IO24-OO1Z", []Code{b}},
		{"bar for one", "H09.|7-231024-00|2", []Code{b}},
		{"S and B", "H09.17-231024-00SB", []Code{"H09.17-231024-0058"}},
		{"dash missing, seven digits", "H29.12-2603051800123", []Code{"H29.12-260305-1800123"}},
		{"dash missing, eight and seven", "G09.20-202606090092637", []Code{"G09.20-20260609-0092637"}},
		{"dash missing, police", "G01.899.909-260916890028", []Code{"G01.899.909-260916-890028"}},

		{"dots missing", "H0917-231024-0012", []Code{b}},
		{"dots missing, old order", "0000019H09-231024-0001", []Code{"000.00.19.H09-231024-0001"}},
		{"dots missing, shortened", "19H09-231024-0001", []Code{"19.H09-231024-0001"}},
		{"some dots missing", "000.0019H09-231024-0001", []Code{"000.00.19.H09-231024-0001"}},
		{"dots missing, deep", "H15500513-261008-0975", []Code{"H15.50.05.13-261008-0975"}},
		{"all signs missing", "h29171 261203 0012", []Code{lt}},
		{"spaces for dots", "H29 171 261203 0012", []Code{lt}},
		{"glued whole", "H291712612030012", []Code{lt}},
		{"glued identifier and date", "H29.171261203-0012", []Code{lt}},
		{"glued in pairs", "H29.171 26 12 03 0012", []Code{lt}},

		{"en and em dash", "H09.17–231024—0012", []Code{b}},
		{"other dashes", "H09.17‐231024−0012", []Code{b}},
		{"underscore and tilde", "H09.17_231024~0012", []Code{b}},
		{"doubled", "H09.17--231024—0012", []Code{b}},
		{"comma for dot", "H09,17-231024-0012", []Code{b}},
		{"semicolon and ellipsis", "000;00…19·H09-231024-0001", []Code{"000.00.19.H09-231024-0001"}},
		{"full width", "Ｈ０９．１７－２３１０２４－００１２", []Code{b}},
		{"Cyrillic", "Н09.17-231024-0012", []Code{b}},
		{"zero width", "H09.\u200b17-2310\u200d24-00\u00ad12", []Code{b}},

		{"sentence", "mã hồ sơ của em là H09.17-231024-0012 ạ", []Code{b}},
		{"glued word", "MHS:H09.17-231024-0012", []Code{b}},
		{"glued letters", "mahosoH09.17-231024-0012nhe", []Code{b}},
		{"glued marked letters", "mãH09.17-231024-0012ạ", []Code{b}},
		{"glued before old order", "MHS000.00.19.H09-231024-0001", []Code{"000.00.19.H09-231024-0001"}},
		{"hash", "#H09.17-231024-0012", []Code{b}},
		{"OK glued", "H09.17-231024-0012ok", []Code{b}},
		{"two", "H09.17-231024-0012 và H29.171-261203-0012", []Code{b, lt}},
		{"two with a comma", "H09.17-231024-0012,H29.171-261203-0012", []Code{b, lt}},
		{"old order after a comma", "H09.17-231024-0012,000.00.19.H09-231024-0001", []Code{b, "000.00.19.H09-231024-0001"}},
		{"list", "1. H09.17-231024-0012\n2. H29.171-261203-0012", []Code{b, lt}},
		{"dash between", "H09.17-231024-0012 - H29.171-261203-0012", []Code{b, lt}},
		{"same twice", "H09.17-231024-0012 h09.17-231024-0012", []Code{b}},
		{"end of sentence before", "xong ngày 24. H09.17-231024-0012", []Code{b}},
		{"number behind", "H09.17-231024-0012. 12 ngày rồi", []Code{b}},

		{"full stop", "H09.17-231024-0012.", []Code{b}},
		{"brackets", "(H09.17-231024-0012)", []Code{b}},
		{"quotes", "“H09.17-231024-0012”", []Code{b}},
		{"question", "H09.17-231024-0012?!", []Code{b}},

		{"phone beside", "H29.171-261203-0012, 0903123456", []Code{lt}},
		{"phone glued", "0903123456-H29.171-261203-0012", []Code{lt}},
		{"phone with dots glued", "H29.171-261203-0012-0903.123.456", []Code{lt}},
		{"identity before", "CCCD 079201001234 hồ sơ H29.171-261203-0012", []Code{lt}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			r := ParseCode(row.text, testKnown, testToday)
			if diff := cmp.Diff(row.want, codesOf(r)); diff != "" {
				t.Errorf("%q: (-want +got)\n%s%+v", row.text, diff, r)
			}
			if len(r.Slips) > 0 || r.TooShort {
				t.Errorf("%q: more than codes: %+v", row.text, r)
			}
		})
	}
}

func codesOf(r Reading) []Code {
	var codes []Code
	for _, f := range r.Codes {
		codes = append(codes, f.Code())
	}
	return codes
}

func TestFamilies(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		code   Code
		family Family
		holder Holder
	}{
		{"000.00.19.H09-231024-0001", ABefore2020, HolderUs},
		{"38.98.H29-210519-0013", Short, HolderUs},
		{"H09.17-231024-0012", National, HolderUs},
		{"H15.50.05.13-261008-0975", Deep, HolderUs},
		{"G01.899.909-260916-890028", Police, HolderPolice},
		{"G01.899.108.000-260916-890028", Police, HolderPolice},
		{"H29.12-260305-1800123", MinistryPortal, HolderUs},
		{"G09.20-20260609-0092637", MinistrySystem, HolderUs},
		{"03706/2026/07906", Insurance, HolderInsurance},
		{"H29.173-261014-1000123", MinistryPortal, HolderLand},
	} {
		r := ParseCode("mã "+strings.ToLower(string(row.code))+" nhé", testKnown, testToday)
		if len(r.Codes) != 1 {
			t.Errorf("%s: %+v", row.code, r)
			continue
		}
		f := r.Codes[0]
		if f.Code() != row.code || f.Family != row.family || f.Holder != row.holder {
			t.Errorf("%s: got %s %s %q", row.code, f.Code(), f.Family, f.Holder)
		}
		if c, family, ok := Canonical(string(row.code)); !ok || c != row.code || family != row.family {
			t.Errorf("Canonical(%s) = %s %s %v", row.code, c, family, ok)
		}
	}
}

func TestFedHoldersAreOurs(t *testing.T) {
	t.Parallel()
	known := NewIdentifiers([]KnownIdentifier{{ID: "H29.173", Land: true}}, HolderPolice, HolderLand)
	for text, want := range map[string]Holder{
		"G01.899.909-260916-890028": HolderUs,
		"H29.173-261014-1000123":    HolderUs,
		"03706/2026/07906":          HolderInsurance,
	} {
		if got := ParseCode(text, known, testToday).Codes[0].Holder; got != want {
			t.Errorf("%s: holder %q, want %q", text, got, want)
		}
	}
}

func TestSpellingsInOrder(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]Code{
		"H09.17-231024-12": {"H09.17-231024-12", "H09.17-231024-0012", "17.H09-231024-12", "17.H09-231024-0012",
			"00.17.H09-231024-12", "00.17.H09-231024-0012", "000.00.17.H09-231024-12", "000.00.17.H09-231024-0012"},
		"000.00.19.H09-231024-0001": {"000.00.19.H09-231024-0001", "00.19.H09-231024-0001", "19.H09-231024-0001",
			"H09.19.00.000-231024-0001", "H09.19.00-231024-0001", "H09.19-231024-0001"},
		"19.H09-231024-0001": {"19.H09-231024-0001", "00.19.H09-231024-0001", "000.00.19.H09-231024-0001",
			"H09.19-231024-0001", "H09.19.00-231024-0001", "H09.19.00.000-231024-0001"},
		"38.98.H29-210519-0013": {"38.98.H29-210519-0013", "000.38.98.H29-210519-0013",
			"H29.98.38-210519-0013", "H29.98.38.000-210519-0013"},
		"H29-231024-0012":           {"H29-231024-0012"},
		"G09.20-20260609-0092637":   {"G09.20-20260609-0092637"},
		"H29.12-260305-1800123":     {"H29.12-260305-1800123"},
		"03706/2026/07906":          {"03706/2026/07906"},
		"G01.899.909-260916-890028": {"G01.899.909-260916-890028"},
	} {
		got := ParseCode(text, testKnown, testToday).Codes[0].Spellings
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got)\n%s", text, diff)
		}
	}
}

func TestUndottedHasAllKnownReadings(t *testing.T) {
	t.Parallel()
	known := NewIdentifiers([]KnownIdentifier{{ID: "H09.11.7"}, {ID: "H09.117"}})
	got := ParseCode("H09117-231024-0012", known, testToday).Codes[0].Spellings
	if want := []Code{"H09.11.7-231024-0012", "H09.117-231024-0012"}; !slices.Equal(got[:2], want) {
		t.Errorf("got %v", got)
	}
}

func TestSlips(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Slip{
		"H29.171-261305-0012":       {Kind: SlipMonth, Typed: "H29.171-261305-0012", Part: "261305", Year: 2026, Month: 13, Day: 5},
		"H29.171-250931-0012":       {Kind: SlipDay, Typed: "H29.171-250931-0012", Part: "250931", Year: 2025, Month: 9, Day: 31, Days: 30},
		"H29.171-260229-0012":       {Kind: SlipDay, Typed: "H29.171-260229-0012", Part: "260229", Year: 2026, Month: 2, Day: 29, Days: 28},
		"H29.171-260200-0012":       {Kind: SlipDay, Typed: "H29.171-260200-0012", Part: "260200", Year: 2026, Month: 2, Days: 28},
		"h29.171 261305 0012 ạ":     {Kind: SlipMonth, Typed: "H29.171-261305-0012", Part: "261305", Year: 2026, Month: 13, Day: 5},
		"H29.171-2613050012":        {Kind: SlipMonth, Typed: "H29.171-261305-0012", Part: "261305", Year: 2026, Month: 13, Day: 5},
		"H09.17-311224-0012":        {Kind: SlipYear, Typed: "H09.17-311224-0012", Part: "311224", Year: 2031, Month: 12, Day: 24, Proposal: "H09.17-241231-0012"},
		"H09.17-171024-0012":        {Kind: SlipYear, Typed: "H09.17-171024-0012", Part: "171024", Year: 2017, Month: 10, Day: 24, Proposal: "H09.17-241017-0012"},
		"H09.17-24/10/2023-0012":    {Kind: SlipForm, Typed: "H09.17-24/10/2023-0012", Part: "24/10/2023", Year: 2023, Month: 10, Day: 24, Proposal: "H09.17-231024-0012"},
		"H09.17-24-10-2023-0012":    {Kind: SlipForm, Typed: "H09.17-24-10-2023-0012", Part: "24-10-2023", Year: 2023, Month: 10, Day: 24, Proposal: "H09.17-231024-0012"},
		"H09.17-4/1/23-0012":        {Kind: SlipForm, Typed: "H09.17-4/1/23-0012", Part: "4/1/23", Year: 2023, Month: 1, Day: 4, Proposal: "H09.17-230104-0012"},
		"H09.17-2023/10/24-0012":    {Kind: SlipForm, Typed: "H09.17-2023/10/24-0012", Part: "2023/10/24", Year: 2023, Month: 10, Day: 24, Proposal: "H09.17-231024-0012"},
		"H09.17-24102023-0012":      {Kind: SlipForm, Typed: "H09.17-24102023-0012", Part: "24102023", Year: 2023, Month: 10, Day: 24, Proposal: "H09.17-231024-0012"},
		"H09.17-20102023-0012":      {Kind: SlipYear, Typed: "H09.17-20102023-0012", Part: "20102023", Year: 2010, Month: 20, Day: 23, Proposal: "H09.17-231020-0012"},
		"G09.20-09062026-0092637":   {Kind: SlipForm, Typed: "G09.20-09062026-0092637", Part: "09062026", Year: 2026, Month: 6, Day: 9, Proposal: "G09.20-20260609-0092637"},
		"H09.17-31/02/2023-0012":    {Kind: SlipDay, Typed: "H09.17-31/02/2023-0012", Part: "31/02/2023", Year: 2023, Month: 2, Day: 31, Days: 28},
		"H29.171-26120-0012":        {Kind: SlipShorter, Typed: "H29.171-26120-0012", Part: "26120"},
		"H29.171-2612003-0012":      {Kind: SlipLonger, Typed: "H29.171-2612003-0012", Part: "2612003"},
		"H29.171-261203-0012-3":     {Kind: SlipLonger, Typed: "H29.171-261203-0012-3", Part: "0012-3", Proposal: "H29.171-261203-0012"},
		"H29.171-261203-0012.5":     {Kind: SlipLonger, Typed: "H29.171-261203-0012.5", Part: "0012.5", Proposal: "H29.171-261203-0012"},
		"19.H09.17-231024-0012":     {Kind: SlipLonger, Typed: "19.H09.17-231024-0012", Part: "19.H09.17", Proposal: "H09.17-231024-0012"},
		"1.H29.171-261203-0012":     {Kind: SlipLonger, Typed: "1.H29.171-261203-0012", Part: "1.H29.171", Proposal: "H29.171-261203-0012"},
		"H29.171-261203-0012-0013":  {Kind: SlipLonger, Typed: "H29.171-261203-0012-0013", Part: "0012-0013"},
		"G01.899.909-261316890028":  {Kind: SlipMonth, Typed: "G01.899.909-261316-890028", Part: "261316", Year: 2026, Month: 13, Day: 16},
		"5H09.17-231024-0012":       {Kind: SlipLonger, Typed: "5H09.17-231024-0012", Part: "5H09.17"},
		"H29.171-261203-001200120":  {Kind: SlipLonger, Typed: "H29.171-261203-…", Part: "…"},
		"H29.171-261203-0903123456": {Kind: SlipLonger, Typed: "H29.171-261203-…", Part: "…"},
		"H0955-231024-0012":         {Kind: SlipDots, Typed: "H0955-231024-0012", Part: "H0955"},
		"0000055H09-231024-0001":    {Kind: SlipDots, Typed: "0000055H09-231024-0001", Part: "0000055H09"},
		"03706/2015/07906":          {Kind: SlipYear, Typed: "03706/2015/07906", Part: "2015", Year: 2015},
	} {
		r := ParseCode(text, testKnown, testToday)
		if diff := cmp.Diff([]Slip{want}, r.Slips); diff != "" || len(r.Codes) > 0 || r.TooShort {
			t.Errorf("%q (-want +got)\n%s%+v", text, diff, r)
		}
	}
}

func TestSwapIsProposedForPossibleCodes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Code{
		"H09.17-241023-0012":      "H09.17-231024-0012", // 24 October 2023, read day first
		"H09.17-231024-0012":      "H09.17-241023-0012",
		"H29.171-261203-0012":     "", // 2003: before there were codes
		"H09.17-231023-0012":      "", // the same day both ways
		"G09.20-20260609-0092637": "",
	} {
		if got := ParseCode(text, testKnown, testToday).Codes[0].Swap; got != want {
			t.Errorf("%s: swap %q, want %q", text, got, want)
		}
	}
}

func TestWhatElse(t *testing.T) {
	t.Parallel()
	phone, identity := Reading{Phone: true}, Reading{Identity: true}
	short, book := Reading{TooShort: true}, Reading{ReceiptBook: true}
	for text, want := range map[string]Reading{
		"0903123456": phone, "+84 903 123 456": phone, "84903123456": phone, "sđt 0903.123.456 nhé": phone, "(0274) 382 2222": phone,
		"H29 0903123456": phone, "H29.171 0903123456": phone,
		"079201001234": identity, "079 201 001 234": identity, "CMND 280123456": identity, "cccd079201001234": identity,
		"079201001234 0903123456": {Phone: true, Identity: true},
		"0012":                    short, "231024-0012": short, "mã hồ sơ 0012": short, "29.171-261203-0012": short, "H29.171": short,
		"H29.171-261203": short, "H29.171-261203-": short, "MHS: 231024": short, "171-261203-0012 ạ": short,
		"BN 1234": book, "1234/BN-UBND": book, "biên nhận BN số 1234": book, "12/bn": book,
		"": {}, "xin chào": {}, "2": {}, "tôi cần 2 bản sao giấy khai sinh năm 2023": {}, "thủ tục 1.001193": {},
		"mã thủ tục 1.001193": {}, "lệ phí 50000 đồng": {}, "hẹn ngày 24/10/2023": {}, "lúc 14h30": {}, "bạn 16 tuổi": {},
		"phòng A12 - 3": {}, "250.000.000 đồng": {}, "mã số thuế năm 2026": {},
	} {
		r := ParseCode(text, testKnown, testToday)
		if diff := cmp.Diff(want, r); diff != "" {
			t.Errorf("%q (-want +got)\n%s", text, diff)
		}
	}
}

func TestFlagsBesideACode(t *testing.T) {
	t.Parallel()
	r := ParseCode("H29.171-261203-0012, sđt 0903 123 456, cccd 079201001234", testKnown, testToday)
	if len(r.Codes) != 1 || !r.Phone || !r.Identity {
		t.Errorf("%+v", r)
	}
	r = ParseCode("H29.171-261203-0903123456", testKnown, testToday)
	if !r.Phone {
		t.Errorf("a phone for a sequence: %+v", r)
	}
}

func TestFiveCodesAndMore(t *testing.T) {
	t.Parallel()
	var all []string
	for _, n := range "1234567" {
		all = append(all, "H09.17-231024-000"+string(n))
	}
	for n, more := range map[int]bool{5: false, 6: true, 7: true} {
		r := ParseCode(strings.Join(all[:n], " "), testKnown, testToday)
		if len(r.Codes) != 5 || r.More != more || r.Codes[4].Code() != "H09.17-231024-0005" {
			t.Errorf("%d codes: %+v", n, r)
		}
	}
}

func TestUnknownIdentifiersStillReadDottedCodes(t *testing.T) {
	t.Parallel()
	var none Identifiers
	if r := ParseCode("H77.1-231024-0012", none, testToday); len(r.Codes) != 1 {
		t.Errorf("%+v", r)
	}
	if r := ParseCode("H0917-231024-0012", none, testToday); len(r.Codes) != 0 || len(r.Slips) != 1 {
		t.Errorf("dots put in without a table: %+v", r)
	}
}
