package postgres_test

import (
	"testing"
	"time"

	"motcua/store/postgres"
	"motcua/store/storetest"
)

// A check holds as long as the text that was checked.
func TestCheckOfAProcedure(t *testing.T) {
	t.Parallel()
	s := catalogueStore{openStore(t, storetest.DB(t)), t}
	row := version("1.000001", "Cấp giấy", "1/QĐ", day(2025, 1, 1))
	s.take(postgres.ImportOptions{}, row, version("1.000002", "Cấp thẻ", "", time.Time{}))
	at := time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)
	p, _, err := s.Procedure(t.Context(), "1.000001", "", at)
	if err != nil || !p.CheckedAt.IsZero() {
		t.Fatalf("before the check: %+v %v", p, err)
	}
	if err := s.CheckProcedure(t.Context(), p, "Chị Mẫu", at); err != nil {
		t.Fatal(err)
	}
	s.isChecked(at)
	if left, err := s.Unchecked(t.Context(), at); err != nil || len(left) != 1 || left[0].Code != "1.000002" {
		t.Errorf("unchecked: %+v %v", left, err)
	}
	row.Fee = "10.000 đồng"
	s.take(postgres.ImportOptions{}, row)
	s.isChecked(time.Time{})
	row.Fee = ""
	s.take(postgres.ImportOptions{}, row)
	s.isChecked(at) // the same text as was checked
}

func (s catalogueStore) isChecked(want time.Time) {
	s.t.Helper()
	p, _, err := s.Procedure(s.t.Context(), "1.000001", "", day(2026, 12, 1))
	if err != nil || !p.CheckedAt.Equal(want) {
		s.t.Errorf("checked at %v %v, want %v", p.CheckedAt, err, want)
	}
}
