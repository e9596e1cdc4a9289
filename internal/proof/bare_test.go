package proof_test

import (
	"testing"

	"motcua/internal/proof"
)

func TestBare(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"1234 1980": true,
		"dạ 4 số cuối là 1234, sinh năm 1980 ạ": true,
		"1234, born in 1980":                    true,
		"quyết định 1234 năm 1980 là gì":        false,
		"số nhà 1234, xây năm 1980":             false,
		"1234":                                  false,
		"đăng ký tạm trú":                       false,
	} {
		if got := proof.Bare(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
