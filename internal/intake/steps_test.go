package intake

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"motcua/internal/dossier"
)

// A step is read alone; what is missing or unknown in it is said.
func TestSteps(t *testing.T) {
	t.Parallel()
	seen := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	rows := NewSteps(strings.NewReader(`{"code":"H29.171-261119-0001","at":"2026-11-25T08:30:00+07:00","status":"completed","note":"x"}
{"code":"H29.171-261119-0001","at":"2026-11-25","status":"gone"}
{"code":"H29.171-261119-0001","at":"2026-11-25"}
{"code":"H29.171-261119-0001","status":"completed"}
{"at":"2026-11-25","status":"completed"}
{"code":"H29.171-261119-0001","at":"2026-11-25","status":"completed","applicant":"x"}
`), NDJSON, Defaults{AsOf: seen, Source: "igate"})
	row, reject, err := rows.Next()
	if err != nil || reject != nil || !row.Step || row.Source != "igate" || !row.UpdatedAt.Equal(seen) || row.Made != nil ||
		len(row.Events) != 1 || row.Events[0].Status != dossier.Completed || row.Events[0].Note != "x" {
		t.Errorf("%+v, %v, %v", row, reject, err)
	}
	for i, want := range []Reject{
		{Field: "status", Reason: UnknownStatus}, {Field: "status", Reason: Missing}, {Field: "at", Reason: Missing},
		{Field: "code", Reason: Missing}, {Field: "applicant", Reason: UnknownField},
	} {
		_, reject, err := rows.Next()
		if err != nil || reject == nil || reject.Field != want.Field || reject.Reason != want.Reason || reject.Nth != i+2 {
			t.Errorf("row %d: %+v, %v", i+2, reject, err)
		}
	}
	if _, _, err := rows.Next(); !errors.Is(err, io.EOF) {
		t.Errorf("the end: %v", err)
	}
}
