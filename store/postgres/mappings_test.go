package postgres_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/dossier"
	"motcua/internal/intake"
	"motcua/store/postgres"
)

// loadAs imports a file of one source with the store's mappings.
func (p place) loadAs(t *testing.T, f intake.Format, file string, asOf time.Time) (intake.Summary, []string) {
	t.Helper()
	mappings, err := p.Mappings(t.Context())
	must(t, err)
	rows := intake.NewDossiers(strings.NewReader(file), f, intake.Defaults{AsOf: asOf, Source: "igate", Mappings: mappings})
	var rejects []string
	sum, err := p.ImportDossiers(t.Context(), rows, postgres.ImportOptions{AsOf: asOf, Reject: func(r intake.Reject) {
		rejects = append(rejects, r.Text("en"))
	}})
	must(t, err)
	return sum, rejects
}

const nationalFile = `{"MaHoSo":"H29-261119-1","TenTTHC":"A","ChuHoSo":"Nguyễn Văn Mẫu","SoDienThoai":"0903123456","NgayNopHoSo":"20261118153000","NgayTiepNhan":"2026-11-19 08:00:00","NgayHenTra":"25/11/2026 17:00","TrangThaiHoSo":"4","DonViXuLy":"Phường A","DanhSachLePhi":[{"Gia":"8000"}],"DanhSachHoSoBoSung":[{"NoiDungBoSung":"x","NgayBoSung":"2026-11-23T09:00:00"}],"DanhSachGiayToKetQua":[]}
{"MaHoSo":"H29-261119-2","TenTTHC":"B","NgayTiepNhan":"19/11/2026","NgayKetThucXuLy":"24/11/2026","NgayTra":"24/11/2026","TrangThaiHoSo":10}
{"MaHoSo":"H29-261119-3","TenTTHC":"C","TrangThaiHoSo":"5"}
`

// The national record again on the next day, with nothing else in it, changes nothing.
func TestNationalRecordAgainChangesNothing(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	sum, rejects := p.loadAs(t, intake.NDJSON, nationalFile, at(9))
	if sum.New != 3 || len(rejects) != 0 {
		t.Fatalf("%+v, rejects %v", sum, rejects)
	}
	events := p.dump(t, "dossier_events")
	for day := range 3 {
		sum, _ := p.loadAs(t, intake.NDJSON, nationalFile, at(9).AddDate(0, 0, day))
		if sum.Unchanged != 3 {
			t.Errorf("day %d: %+v", day, sum)
		}
	}
	if diff := cmp.Diff(events, p.dump(t, "dossier_events")); diff != "" {
		t.Errorf("events (-first +again):\n%s", diff)
	}
	for code, want := range map[string]string{
		"H29-261119-1": "registered@15 accepted@8 processing@9 = processing",
		"H29-261119-2": "accepted@0 completed@0 returned@0 = returned",
		"H29-261119-3": "supplement_requested@9 = supplement_requested",
	} {
		if got := p.history(t, code); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
}

// A date without a time lies before what was seen in the course of its day; the dossier
// stands where the source says all the same.
func TestDayWithoutTimeDoesNotHoldAStatus(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	for _, c := range []struct {
		asOf time.Time
		row  string
		want dossier.Status
	}{
		{at(9), `{"MaHoSo":"H29-261119-1","NgayTiepNhan":"25/11/2026","TrangThaiHoSo":4}`, dossier.Processing},
		{at(16), `{"MaHoSo":"H29-261119-1","NgayTiepNhan":"25/11/2026","NgayKetThucXuLy":"25/11/2026","TrangThaiHoSo":9}`, dossier.Completed},
		{at(17), `{"MaHoSo":"H29-261119-1","NgayTiepNhan":"25/11/2026","NgayKetThucXuLy":"25/11/2026","NgayTra":"25/11/2026","TrangThaiHoSo":10}`, dossier.Returned},
	} {
		p.loadAs(t, intake.NDJSON, c.row, c.asOf)
		if got := p.get(t, "H29-261119-1").Status; got != c.want {
			t.Errorf("%s: %s", c.row, got)
		}
	}
}

func (p place) loadMappings(t *testing.T, table string, dryRun bool) intake.Summary {
	t.Helper()
	sum, err := p.ImportMappings(t.Context(), intake.NewMappingRows(strings.NewReader(table), intake.CSV), postgres.ImportOptions{
		DryRun: dryRun, Reject: func(r intake.Reject) { t.Errorf("rejected: %s", r.Text("en")) },
	})
	must(t, err)
	return sum
}

func TestImportMappings(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	const row = `{"MaHoSo":"H29-261119-1","TrangThaiHoSo":11,"DonViXuLy":"UBND P. A"}`
	sum, rejects := p.loadAs(t, intake.NDJSON, row, at(9))
	if sum.Rejected != 1 || len(rejects) != 1 || !strings.Contains(rejects[0], `"11"`) || !strings.Contains(rejects[0], "motcua import mappings") {
		t.Fatalf("%+v, rejects %v", sum, rejects)
	}

	const table = "source,kind,raw,ours,note\nigate,status,11,accepted,nhận trực tiếp\n,unit,UBND P. A,A1,\n,status,12,stopped,\n"
	if sum := p.loadMappings(t, table, true); sum.New != 3 {
		t.Errorf("dry run: %+v", sum)
	}
	if sum := p.loadMappings(t, table, false); sum.New != 3 || !sum.Whole {
		t.Errorf("first: %+v", sum)
	}
	if sum := p.loadMappings(t, table, false); sum.Unchanged != 3 {
		t.Errorf("again: %+v", sum)
	}
	if sum := p.loadMappings(t, "source,kind,raw,ours,remove\nigate,status,011,processing,\n,status,12,,1\n,status,13,,1\n", false); sum.Changed != 2 || sum.Unchanged != 1 {
		t.Errorf("mended: %+v", sum)
	}
	list, err := p.MappingList(t.Context())
	must(t, err)
	want := []intake.Mapping{{Kind: "unit", Raw: "UBND P. A", Ours: "A1"}, {Source: "igate", Kind: "status", Raw: "011", Ours: "processing"}}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}

	if sum, rejects := p.loadAs(t, intake.NDJSON, row, at(10)); sum.New != 1 {
		t.Fatalf("%+v, rejects %v", sum, rejects)
	}
	d := p.get(t, "H29-261119-1")
	if d.Status != dossier.Processing || d.Unit != "A1" {
		t.Errorf("%s at %s", d.Status, d.Unit)
	}
	raw := p.dump(t, "(SELECT raw_status, raw_unit FROM dossiers)")
	if !strings.Contains(raw, `"raw_status": "11"`) || !strings.Contains(raw, `"raw_unit": "UBND P. A"`) {
		t.Errorf("as sent: %s", raw)
	}
}
