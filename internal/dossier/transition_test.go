package dossier

import (
	"strings"
	"testing"
)

func TestOdd(t *testing.T) {
	t.Parallel()
	// A row for each status as it is left, a column for each it may go to, in the
	// portal's order 1 to 10: "x" is in the table.
	table := []string{
		"-xx-x-x---",
		"---xxxxxx-",
		"----------",
		"----xxxxx-",
		"-x-x--xx--",
		"---x--xxx-",
		"xx-xxx-x--",
		"----------",
		"---x-----x",
		"----------",
	}
	for i, from := range Statuses {
		for j, to := range Statuses {
			want := table[i][j] != 'x' && i != j
			if got := Odd(from, to); got != want {
				t.Errorf("Odd(%s, %s) = %v", from, to, got)
			}
		}
		if Odd("", from) {
			t.Errorf("a history may begin with %s", from)
		}
	}
	if n := strings.Count(strings.Join(table, ""), "x"); n != 31 {
		t.Errorf("the table has %d steps", n)
	}
}
