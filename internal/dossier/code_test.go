package dossier

import "testing"

func TestCanonicalTakesWhatSourcesSend(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]Code{
		"H29.171-261119-0012": "H29.171-261119-0012", "H29.172-261014-1000123": "H29.172-261014-1000123",
		"000.00.19.H09-231024-0001": "000.00.19.H09-231024-0001", "38.98.H29-210519-0013": "38.98.H29-210519-0013",
		"H15.50.05.13-261008-0975": "H15.50.05.13-261008-0975", "G09.20-20260609-0092637": "G09.20-20260609-0092637",
		"h09.17 – 231024 - 0012": "H09.17-231024-0012", "03706/2026/07906": "03706/2026/07906",
	} {
		if got, _, ok := Canonical(text); !ok || got != want {
			t.Errorf("Canonical(%q) = %q, %v", text, got, ok)
		}
	}
	for _, text := range []string{
		"", "KHONG-PHAI-MA", "H29.171", "H29.171-261119", "H29.171-261319-0012", "H29.171-260230-0012", "H29.171-171119-0012",
		"H0917-231024-0012", "HO9.17-231024-0012", "H09.17-231024-0012 và H09.17-231024-0013", "mã H09.17-231024-0012",
		"H09.17-231024-123456789", "H09.17.1.2.3.4.5-231024-0012", "1.H09-231024-0012", "0903123456", "--", "//",
	} {
		if got, _, ok := Canonical(text); ok {
			t.Errorf("Canonical(%q) = %q", text, got)
		}
	}
}

func TestGroups(t *testing.T) {
	t.Parallel()
	for code, want := range map[Code]string{
		"H29.171-261024-0012":       "H29 . 171 - 26 10 24 - 0012",
		"000.00.19.H09-231024-0001": "000 . 00 . 19 . H09 - 23 10 24 - 0001",
		"G09.20-20260609-0092637":   "G09 . 20 - 2026 06 09 - 009 2637",
		"03706/2026/07906":          "03706 / 2026 / 07906",
		"no code":                   "no code",
	} {
		if got := code.Groups(); got != want {
			t.Errorf("%s: %q, want %q", code, got, want)
		}
	}
}

func TestClean(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"h09.17 – 231024 — 0012":   "H09.17-231024-0012",
		"Ｈ０９，１７ ‐ 231024~0012":     "H09.17-231024-0012",
		"H09·17_2310\u200b24 . 12": "H09.17-231024.12",
		"Н09…17":                   "H09.17",
		"mã, hồ sơ":                "MÃ, HỒ SƠ",
		"x\xffy":                   "X Y",
		"ho\u0302\u0300":           "HỒ",
		"h\to":                     "H O",
	} {
		if got := Clean(text); got != want {
			t.Errorf("Clean(%q) = %q, want %q", text, got, want)
		}
	}
}
