package postgres_test

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/city"
	"motcua/internal/intake"
	"motcua/store/postgres"
)

const benchRows = 20_000

// benchFile is a day's export: each dossier with content and two events. A dossier of
// another day is another one; at another hour it is the same, seen later.
func benchFile(day, hour int, status string) string {
	var b strings.Builder
	for i := range benchRows {
		fmt.Fprintf(&b, `{"code":"H29.171-2611%02d-%05d","procedure_code":"1.004859","procedure":"Thay đổi, cải chính, bổ sung thông tin hộ tịch","field":"Hộ tịch",`+
			`"unit":"H29.171","return_at":"SG-LT-TT","channel":"counter","applicant":"Nguyễn Thị Mẫu","phone":"09%08d","birth_year":1958,`+
			`"received_at":"2026-11-19T08:10:00+07:00","due_at":"2026-11-27T17:00:00+07:00","status":%q,`+
			`"events":[{"at":"2026-11-19T08:10:00+07:00","status":"accepted","unit":"H29.171"},{"at":"2026-11-20T09:00:00+07:00","status":"processing","unit":"H29.171"}],`+
			`"updated_at":%q,"source":"bench"}`+"\n", day, i, i, status, at(hour).Format(time.RFC3339))
	}
	return b.String()
}

// BenchmarkImport tells what an import costs over the bare COPY of what it stores into empty
// tables with the same indexes: ratio times as long, for rows that are new, changed, and as
// before; to the COPY of the dossiers alone, and of dossiers and their steps.
func BenchmarkImport(b *testing.B) {
	p := openPlace(b)
	load := func(file string) time.Duration {
		begun := time.Now()
		sum, err := p.ImportDossiers(b.Context(), intake.NewDossiers(strings.NewReader(file), intake.NDJSON, intake.Defaults{}), postgres.ImportOptions{AsOf: at(9)})
		must(b, err)
		if sum.Taken() != benchRows {
			b.Fatalf("%+v", sum)
		}
		return time.Since(begun)
	}
	var fresh, same, moved, bare, bareSteps time.Duration
	for i := range b.N {
		day := i%28 + 1
		fresh += load(benchFile(day, 8, "processing"))
		// Right after the import, and in turn, so that a busy machine troubles both alike.
		bare += p.bareCopy(b, "dossiers")
		bareSteps += p.bareCopy(b, "dossier_events")
		same += load(benchFile(day, 8, "processing"))
		moved += load(benchFile(day, 9, "completed"))
		_, err := p.db.Exec(b.Context(), "TRUNCATE dossiers CASCADE")
		must(b, err)
	}
	for name, took := range map[string]time.Duration{"new": fresh, "same": same, "changed": moved} {
		b.ReportMetric(float64(benchRows*b.N)/took.Seconds(), name+"-rows/s")
		b.ReportMetric(float64(took)/float64(bare), name+"/dossiers")
		b.ReportMetric(float64(took)/float64(bare+bareSteps), name+"/both")
	}
	b.ReportMetric(float64(benchRows*b.N)/bare.Seconds(), "bare-rows/s")
	b.ReportMetric(float64(benchRows*b.N)/(bare+bareSteps).Seconds(), "both-rows/s")
}

// BenchmarkImportCity is the same of the sample city, 93,255 dossiers with 315,000 steps:
// against the bare COPY of all that is stored of them, and, for the same file again, against
// reading all of that.
func BenchmarkImportCity(b *testing.B) {
	p := openPlace(b)
	load := func() time.Duration {
		year := city.Year()
		defer func() { must(b, year.Close()) }()
		file, err := io.ReadAll(year) // made before the clock starts
		must(b, err)
		begun := time.Now()
		sum, err := p.ImportDossiers(b.Context(), intake.NewDossiers(bytes.NewReader(file), intake.NDJSON, intake.Defaults{}), postgres.ImportOptions{AsOf: at(9)})
		must(b, err)
		if sum.Taken() != city.YearRows {
			b.Fatalf("%+v", sum)
		}
		return time.Since(begun)
	}
	var fresh, same, bare, read time.Duration
	for range b.N {
		fresh += load()
		bare += p.bareCopy(b, "dossiers") + p.bareCopy(b, "dossier_events")
		same += load()
		begun := time.Now()
		for _, table := range []string{"dossiers", "dossier_events"} {
			rows, _ := p.db.Query(b.Context(), "TABLE "+table)
			for rows.Next() {
				_ = rows.RawValues()
			}
			must(b, rows.Err())
		}
		read += time.Since(begun)
		_, err := p.db.Exec(b.Context(), "TRUNCATE dossiers CASCADE")
		must(b, err)
	}
	all := float64(city.YearRows * b.N)
	b.ReportMetric(all/fresh.Seconds(), "new-rows/s")
	b.ReportMetric(float64(fresh)/float64(bare), "new/copy")
	b.ReportMetric(all/same.Seconds(), "same-rows/s")
	b.ReportMetric(float64(same)/float64(read), "same/read")
}

// bareCopy copies what is stored into an empty table of the same shape.
func (p place) bareCopy(b *testing.B, table string) time.Duration {
	b.Helper()
	_, err := p.db.Exec(b.Context(), fmt.Sprintf("CREATE TABLE bare (LIKE %s INCLUDING INDEXES)", table))
	must(b, err)
	rows, _ := p.db.Query(b.Context(), "TABLE "+table)
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) ([]any, error) { return r.Values() })
	must(b, err)
	var columns []string
	for _, f := range rows.FieldDescriptions() {
		columns = append(columns, f.Name)
	}
	begun := time.Now()
	_, err = p.db.CopyFrom(b.Context(), pgx.Identifier{"bare"}, columns, pgx.CopyFromRows(all))
	must(b, err)
	took := time.Since(begun)
	_, err = p.db.Exec(b.Context(), "DROP TABLE bare")
	must(b, err)
	return took
}
