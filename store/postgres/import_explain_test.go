package postgres_test

import (
	"strconv"
	"strings"
	"testing"

	"motcua/internal/intake"
	"motcua/store/postgres"
)

// dryRun tells what lines of NDJSON would change.
func (p place) dryRun(t *testing.T, lang string, lines ...string) string {
	t.Helper()
	file := intake.NewDossiers(strings.NewReader(strings.Join(lines, "\n")), intake.NDJSON, intake.Defaults{AsOf: at(12)})
	sum, err := p.ImportDossiers(t.Context(), file, postgres.ImportOptions{AsOf: at(12), DryRun: true})
	must(t, err)
	return sum.Text(lang, "x", true, at(12))
}

func TestDryRunTellsWhatChanges(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.load(t, at(12), row("processing", 8, `"field":"Hộ tịch"`, `"applicant":"Nguyễn Thị Mẫu"`, `"phone":"0900000001"`, `"birth_year":1958`,
		`"reason":"Thiếu giấy"`, `"due_at":"2026-11-27T17:00:00+07:00"`, `"fee_due":5000`))
	later := row("completed", 9, `"field":"Đất đai"`, `"applicant":"Trần Thị Mẫu"`, `"phone":"0900000002"`, `"birth_year":1959`,
		`"due_at":"2026-12-04T17:00:00+07:00"`, `"supplements":[{"name":"Giấy ra viện"}]`, `"unit":"0911222333"`)
	other := strings.ReplaceAll(row("accepted", 9), "0012", "0013")
	before := p.dump(t, everything...)
	for lang, want := range map[string]string{
		"en": `  H29.171-261119-0012  processing → completed
    field: Hộ tịch → Đất đai
    unit: - → ••••••••••
    applicant: differs
    phone: differs
    birth_year: differs
    due_at: 2026-11-27 17:00 → 2026-12-04 17:00
    fee_due: 5000 → -
    supplements: differs
    reason: differs
    1 new step
`,
		"vi": `  H29.171-261119-0012  processing → completed
    lĩnh vực: Hộ tịch → Đất đai
    cơ quan giải quyết: - → ••••••••••
    người nộp: có khác
    số điện thoại: có khác
    năm sinh: có khác
    ngày hẹn trả: 2026-11-27 17:00 → 2026-12-04 17:00
    phí, lệ phí phải nộp: 5000 → -
    yêu cầu bổ sung: có khác
    lý do: có khác
    thêm 1 bước xử lý
`,
	} {
		got := p.dryRun(t, lang, later, other)
		if !strings.HasSuffix(got, want) {
			t.Errorf("%s\nwant at the end:\n%s", got, want)
		}
		for _, secret := range []string{"Nguyễn", "Trần", "0900000002", "0911222333", "1959", "Thiếu", "ra viện"} {
			if strings.Contains(got, secret) {
				t.Errorf("%s tells %q", lang, secret)
			}
		}
	}
	if p.dump(t, everything...) != before {
		t.Error("a dry run wrote")
	}
}

// Of many changes the first are told, and how many there are.
func TestDryRunTellsTheFirst(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	var then, now []string
	for i := range 25 {
		number := string(rune('A'+i)) + "1"
		then = append(then, strings.ReplaceAll(row("processing", 8), "261119-0012", "261119-00"+strconv.Itoa(i+10)))
		now = append(now, strings.ReplaceAll(row("processing", 9, `"field":"`+number+`"`), "261119-0012", "261119-00"+strconv.Itoa(i+10)))
	}
	p.load(t, at(12), then...)
	got := p.dryRun(t, "en", now...)
	if strings.Count(got, "    field: - → ") != 20 || !strings.HasSuffix(got, "    field: - → T1\n  and 5 more rows that change\n") {
		t.Error(got)
	}
	if got = p.dryRun(t, "en", then...); !strings.Contains(got, "unchanged  25") || strings.Contains(got, "→") {
		t.Error(got)
	}
}
