package postgres_test

import (
	"testing"
	"time"

	"motcua/internal/city"
	"motcua/internal/intake"
	"motcua/internal/report"
	"motcua/store/postgres"
)

// BenchmarkReportCity counts nine months of the sample city, and tells how many times longer
// that takes than a bare count of its dossiers; facts is what working them out took, once.
func BenchmarkReportCity(b *testing.B) {
	p := openPlace(b)
	year := city.Year()
	_, err := p.ImportDossiers(b.Context(), intake.NewDossiers(year, intake.NDJSON, intake.Defaults{}), postgres.ImportOptions{AsOf: at(9)})
	must(b, err)
	must(b, year.Close())
	begun := time.Now()
	n, err := p.FreshFacts(b.Context())
	must(b, err)
	b.ReportMetric(time.Since(begun).Seconds(), "facts-s")
	if n != city.YearRows {
		b.Fatalf("facts of %d dossiers", n)
	}
	_, err = p.db.Exec(b.Context(), "VACUUM ANALYZE")
	must(b, err)
	var ours, bare time.Duration
	for range b.N {
		begun := time.Now()
		all, err := p.Tallies(b.Context(), report.Period{From: city.YearFrom, To: city.YearTo}, report.Only{})
		must(b, err)
		ours += time.Since(begun)
		if len(all) == 0 {
			b.Fatal("nothing counted")
		}
		begun = time.Now()
		_, err = p.db.Exec(b.Context(), "SELECT count(*) FROM dossiers WHERE source <> ''")
		must(b, err)
		bare += time.Since(begun)
	}
	b.ReportMetric(float64(ours.Milliseconds())/float64(b.N), "report-ms")
	b.ReportMetric(float64(ours)/float64(bare), "report/count")
}
