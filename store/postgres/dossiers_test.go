package postgres_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/dossier"
	"motcua/internal/intake"
	"motcua/internal/unit"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

// Every field of a row comes back, but the phone.
func TestDossierComesBack(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.load(t, at(12), fullRow)
	day := func(d, h, m int) time.Time { return time.Date(2026, 11, d, h, m, 0, 0, at(0).Location()) }
	want := dossier.Dossier{
		Code: code, ProcedureCode: "1.004859", Procedure: "Đăng ký", Field: "Hộ tịch", Unit: "H29.171", ReceivedBy: "R",
		ReturnAt: "SG-LT-TT", ReturnChannel: "post", Channel: "online", Applicant: "Nguyễn Thị Mẫu", BirthYear: 1958,
		SubmittedAt: day(18, 0, 0), ReceivedAt: day(19, 8, 10), DueAt: day(27, 17, 0), FinishedAt: day(25, 0, 0), ReturnedAt: day(25, 17, 0),
		Status: dossier.Returned, FeeDue: new(int64(0)), FeePaid: new(int64(8000)), PaidOnline: new(false), Digitised: new(true), EResult: new(true),
		Results:     []dossier.Result{{Name: "Giấy", URL: "https://x.example/1"}},
		Supplements: []dossier.Supplement{{Name: "Bản sao", Reason: "mờ", AskedAt: day(20, 0, 0), DueAt: day(24, 0, 0)}},
		Extensions:  []dossier.Extension{{From: day(24, 0, 0), To: day(27, 0, 0), Reason: "đông", At: day(23, 0, 0)}},
		Reason:      "vì",
		Events: []dossier.Event{{At: day(19, 8, 10), Status: dossier.Accepted, Unit: "H29.171", Note: "nội bộ"},
			{At: day(25, 8, 0), Status: dossier.Returned}},
		UpdatedAt: day(25, 8, 40), Source: "sample", SourceSeenAt: day(25, 12, 0),
	}
	if diff := cmp.Diff(want, p.get(t, code)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

const fullRow = `{"code":"H29.171-261119-0012","procedure_code":"1.004859","procedure":"Đăng ký","field":"Hộ tịch","unit":"H29.171",` +
	`"received_by":"R","return_at":"SG-LT-TT","return_channel":"post","channel":"online","applicant":"Nguyễn Thị Mẫu","phone":"0900 000 001",` +
	`"birth_year":1958,"submitted_at":"2026-11-18","received_at":"2026-11-19T08:10:00+07:00","due_at":"2026-11-27T17:00:00+07:00",` +
	`"finished_at":"2026-11-25","returned_at":"2026-11-25T10:00:00Z","status":"returned","fee_due":0,"fee_paid":8000,"paid_online":false,` +
	`"digitised":true,"e_result":true,"results":[{"name":"Giấy","url":"https://x.example/1"}],` +
	`"supplements":[{"name":"Bản sao","reason":"mờ","asked_at":"2026-11-20","due_at":"2026-11-24"}],` +
	`"extensions":[{"from":"2026-11-24","to":"2026-11-27","reason":"đông","at":"2026-11-23"}],"reason":"vì",` +
	`"events":[{"at":"2026-11-19T08:10:00+07:00","status":"accepted","unit":"H29.171","note":"nội bộ"},{"at":"2026-11-25T08:00:00+07:00","status":"returned"}],` +
	`"updated_at":"2026-11-25T08:40:00+07:00","source":"sample"}`

func TestSpellingsInOrderOfTrust(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.load(t, at(9), row("accepted", 8), strings.ReplaceAll(row("completed", 8), "0012", "12"))
	for _, spellings := range [][]dossier.Code{
		{"H29.171-261119-12", code}, {code, "H29.171-261119-12"}, {"H29.171-261119-012", "H29.171-261119-12"}, {"H01-261119-1"}, nil,
	} {
		found, err := p.DossiersByCode(t.Context(), spellings)
		must(t, err)
		var got, want []dossier.Code
		for _, d := range found {
			got = append(got, d.Code)
		}
		for _, s := range spellings {
			if s == code || s == "H29.171-261119-12" {
				want = append(want, s)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", spellings, diff)
		}
	}
}

// Of a phone only keyed hashes are kept, the same however it was written.
func TestPhoneIsNotKept(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	var first []byte
	for i, phone := range []string{"0900000418", "+84 900 000 418", "84-900.000.418", "0084900000418"} {
		p.load(t, at(12), row("processing", 8+i%2, `"phone":"`+phone+`"`, `"birth_year":1979`))
		var whole, tail []byte
		must(t, p.db.QueryRow(t.Context(), "SELECT phone_hash, phone_tail_hash FROM dossiers").Scan(&whole, &tail))
		if first == nil {
			first = whole
		}
		if len(whole) != 32 || len(tail) != 32 || !bytes.Equal(whole, first) {
			t.Errorf("%s: hash %x, tail %x, first was %x", phone, whole, tail, first)
		}
	}
	if got := p.dump(t, everything...); strings.Contains(got, "000418") || p.get(t, code).Phone != "" {
		t.Error("the phone is in the database")
	}
	p.load(t, at(12), row("processing", 10, `"phone":"0900000418"`))
	var whole, tail []byte
	must(t, p.db.QueryRow(t.Context(), "SELECT phone_hash, phone_tail_hash FROM dossiers").Scan(&whole, &tail))
	if !bytes.Equal(whole, first) || tail != nil {
		t.Errorf("without birth year: hash %x, tail %x", whole, tail)
	}
}

func TestUnitsComeBackAndRenew(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	put := func(line string, dry bool) intake.Summary {
		sum, err := p.ImportUnits(t.Context(), intake.NewUnits(strings.NewReader(line), intake.NDJSON), postgres.ImportOptions{DryRun: dry})
		must(t, err)
		return sum
	}
	line := `{"code":"SG-LT","name":"Phường Lái Thiêu","kind":"commune","parent":"VN-SG","identifiers":[{"id":"H29.171","from":"2025-07-01"},{"id":"H09.17","to":"2025-06-30"}],` +
		`"valid_from":"2025-07-01","valid_to":"2030-01-31","former_names":["Phường Bình Nhâm"],"address":"Số 1","phone":"0274","map_url":"https://x.example/",` +
		`"hours":[{"days":"1-5","open":"07:30","close":"11:30"}]}`
	if sum := put(line, true); sum.New != 1 {
		t.Errorf("dry run: %+v", sum)
	}
	if dir, err := p.Directory(t.Context()); err != nil || len(dir.All()) != 0 {
		t.Fatalf("after a dry run: %d units, %v", len(dir.All()), err)
	}
	put(line, false)
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, at(0).Location()) }
	want := []unit.Unit{{Code: "SG-LT", Name: "Phường Lái Thiêu", Kind: unit.Commune, Parent: "VN-SG",
		Identifiers: []unit.Identifier{{ID: "H29.171", From: day(2025, 7, 1)}, {ID: "H09.17", To: day(2025, 6, 30)}},
		ValidFrom:   day(2025, 7, 1), ValidTo: day(2030, 1, 31), FormerNames: []string{"Phường Bình Nhâm"},
		Address: "Số 1", Phone: "0274", MapURL: "https://x.example/", Hours: []unit.Hours{{Days: "1-5", Open: "07:30", Close: "11:30"}}}}
	dir, err := p.Directory(t.Context())
	must(t, err)
	if diff := cmp.Diff(want, dir.All()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if sum := put(line, false); sum.Unchanged != 1 {
		t.Errorf("the same again: %+v", sum)
	}
	if sum := put(strings.Replace(line, "0274", "0275", 1)+"\n"+line, false); sum.Changed != 2 {
		t.Errorf("changed there and back: %+v", sum)
	}
}

// Another process hears of new units within moments.
func TestUnitsOfAnotherImport(t *testing.T) {
	t.Parallel()
	url := storetest.DB(t)
	open := func() *postgres.Store {
		s, err := postgres.Open(t.Context(), url, []byte("k"))
		must(t, err)
		t.Cleanup(s.Close)
		return s
	}
	importer, reader := open(), open()
	if dir, err := reader.Directory(t.Context()); err != nil || len(dir.All()) != 0 {
		t.Fatalf("at first: %v", err)
	}
	_, err := importer.ImportUnits(t.Context(), intake.NewUnits(strings.NewReader(`{"code":"A","name":"A","kind":"commune"}`), intake.NDJSON), postgres.ImportOptions{})
	must(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for known := false; !known; {
		must(t, reader.Ping(ctx)) // keeps the loop from spinning, and ends it in time
		dir, err := reader.Directory(ctx)
		must(t, err)
		_, known = dir.Find("A", at(8))
	}
}
