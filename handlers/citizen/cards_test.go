package citizen

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"motcua/internal/chat"
	"motcua/internal/procedure"
	"motcua/internal/unit"
)

var update = flag.Bool("update", false, "write testdata/cards anew; read them aloud then")

// common are the procedures that people ask about most.
var common = strings.Fields(`
	1.001193 1.000689 1.004884 1.004772 2.000528 1.001022 1.000894 2.000806 1.004873 2.000698 1.000656 1.005461 1.004859 2.000635 2.002516
	1.004837 1.004845 2.001263 2.000815 2.000884 2.001035 2.001019 2.001008 2.000908
	1.004222 1.004194 1.002755 1.003197 1.010028 1.010038 1.010041 2.001159 1.003677 1.010040
	1.014061 1.014063 1.014062 1.014064 3.000333 1.001456 1.010386 3.000346 3.000347 3.000348 1.013067 1.012575 1.013076 1.013079 1.013082
	1.001612 2.000720 1.001570 1.001266 2.000575 1.013978 1.013831 1.012784 1.013949 1.013967 1.013225 1.013227
	1.001776 1.014027 1.014028 1.001699 1.011607 1.011606 1.010833 1.010803 2.002307 3.000182 1.002759`)

var inEnglish = strings.Fields(`1.001193 1.013076 1.000894 1.004194 1.004222 2.000815 1.014064 1.001456 1.001612 1.013225 1.000656`)

// downtown is a ward with its centre, in a city with a name.
func downtown() *shelf {
	return &shelf{units: []unit.Unit{
		{Code: "VN-SG", Name: "Thành phố Hồ Chí Minh", Kind: unit.Province},
		{Code: "SG-LT", Name: "Phường Lái Thiêu", Kind: unit.Commune, Parent: "VN-SG"},
		{Code: "SG-LT-TT", Name: "Trung tâm Phục vụ hành chính công phường Lái Thiêu", Kind: unit.Centre, Parent: "SG-LT", Address: "Số 1, đường Mẫu", Phone: "0274 000 0001"},
	}}
}

// TestCards holds what is said of the procedures that people ask about most: the card,
// each case, the fees. go test -run TestCards -update writes them.
func TestCards(t *testing.T) {
	t.Parallel()
	h := handler(t, downtown())
	for lang, codes := range map[string][]string{"vi": common, "en": inEnglish} {
		for _, code := range codes {
			if catalogue()[code] == nil {
				t.Errorf("the sample city has no %s", code)
				continue
			}
			file := filepath.Join("testdata", "cards", code+"."+lang+".txt")
			got := cards(t, h, code, lang)
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
				continue
			}
			if want, err := os.ReadFile(file); err != nil || string(want) != got {
				t.Errorf("%s differs (%v); it says now:\n%s", file, err, got)
			}
		}
	}
}

// cards is all that is said of one procedure.
func cards(t *testing.T, h *Handler, code, lang string) string {
	t.Helper()
	presses := []string{verbProcedure + ":" + code}
	if g := procedure.Guided(catalogue()[code], procedure.Overlay{}); len(g.Cases) > 1 {
		for _, c := range g.Cases {
			presses = append(presses, verbProcedure+":"+about(g, c))
		}
	} else {
		presses = append(presses, verbPapers+":"+code)
	}
	var b strings.Builder
	for _, press := range append(presses, verbTime+":"+code, verbFees+":"+code, verbMore+":"+code) {
		m := typed("")
		m.Press, m.Lang = press, lang
		_, replies, err := h.Handle(t.Context(), m, chat.Session{Greeted: true})
		if err != nil {
			t.Fatal(err)
		}
		b.WriteString("== " + press + "\n")
		for _, r := range replies {
			b.WriteString(r.Text + "\n")
		}
		for _, c := range replies[len(replies)-1].Choices {
			b.WriteString("[" + c.Label + "] ")
		}
		b.WriteString("\n\n")
	}
	return b.String()
}
