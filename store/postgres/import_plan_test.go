package postgres_test

import (
	"fmt"
	"io"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/intake"
	"motcua/store/postgres"
)

// Among many dossiers a lookup and each statement of a batch go by the indexes: nothing reads a
// table of dossiers or of steps as a whole.
func TestImportPlans(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.fillDossiers(t, 200_000)
	tx, err := p.db.Begin(t.Context())
	must(t, err)
	defer func() { must(t, tx.Rollback(t.Context())) }()
	exec := func(sql string, args ...any) {
		t.Helper()
		_, err := tx.Exec(t.Context(), sql, args...)
		must(t, err)
	}
	exec(postgres.CreateStaging)
	exec(`INSERT INTO import_rows SELECT id, 1, false, d.code, status, now() + interval '1 hour', source, procedure_code, procedure, field, 'H29.172', received_by,
		return_at, return_channel, channel, applicant, phone_hash, phone_tail_hash, birth_year, submitted_at, received_at, due_at, finished_at, returned_at,
		fee_due, fee_paid, paid_online, digitised, e_result, results, supplements, extensions, reason, raw_status, raw_unit, '\x01'
		FROM dossiers d WHERE id <= 10000`)
	exec(`INSERT INTO import_events SELECT n, 0, false, now(), 'completed', '', '' FROM import_rows`)
	exec(postgres.MatchRows, 1)
	exec(`UPDATE import_match SET added = 1`)
	numbers, codes, marks := make([]int, 10_000), make([]string, 10_000), make([][]byte, 10_000)
	for n := range numbers {
		numbers[n], codes[n], marks[n] = n, fmt.Sprintf("H29.171-261119-%08d", n), []byte{1}
	}
	for name, c := range map[string]struct {
		sql  string
		args []any
	}{
		"lookup":   {postgres.SelectDossiers, []any{codes[:20]}},
		"sort out": {postgres.SortRows, []any{numbers, codes, marks}},
		"match":    {postgres.MatchRows, []any{1}},
		"steps":    {postgres.AddEvents, []any{1, postgres.OddSteps}},
		"update":   {postgres.UpdateDossiers, []any{1}},
		"status":   {postgres.SetStatus, []any{1}},
	} {
		rows, _ := tx.Query(t.Context(), "EXPLAIN "+c.sql, append([]any{pgx.QueryExecModeCacheDescribe}, c.args...)...)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		must(t, err)
		plan := strings.Join(lines, "\n")
		if strings.Contains(plan, "Seq Scan on dossier") || !strings.Contains(plan, "Index") {
			t.Errorf("%s:\n%s", name, plan)
		}
	}
}

// endless makes rows without keeping them, as a file of any length; it is one line at a time.
type endless struct {
	left, n int
	line    []byte
}

func (e *endless) Read(to []byte) (int, error) {
	if len(e.line) == 0 {
		if e.left == 0 {
			return 0, io.EOF
		}
		e.left--
		e.n++
		e.line = fmt.Appendf(nil, `{"code":"H29.171-261119-%07d","procedure":"Thay đổi, cải chính, bổ sung thông tin hộ tịch","unit":"H29.171","applicant":"Nguyễn Thị Mẫu",`+
			`"phone":"09%08d","birth_year":1958,"status":"processing","events":[{"at":"2026-11-19T08:10:00+07:00","status":"accepted"},`+
			`{"at":"2026-11-20T09:00:00+07:00","status":"processing"}],"updated_at":"2026-11-20T09:00:00+07:00","source":"bench"}`+"\n", e.n, e.n)
	}
	n := copy(to, e.line)
	e.line = e.line[n:]
	return n, nil
}

// BenchmarkImportMemory imports a file of rows that nobody keeps, and tells the most memory that
// was in use at the beginning of any batch: of a tenth of them and of all.
func BenchmarkImportMemory(b *testing.B) {
	const all = 1_000_000
	for _, n := range []int{all / 10, all} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				p := openPlace(b)
				rows := &watched{rows: intake.NewDossiers(&endless{left: n}, intake.NDJSON, intake.Defaults{})}
				begun := time.Now()
				sum, err := p.ImportDossiers(b.Context(), rows, postgres.ImportOptions{AsOf: at(12)})
				if must(b, err); sum.New != n {
					b.Fatalf("%+v", sum)
				}
				b.ReportMetric(float64(rows.most)/(1<<20), "peak-MB")
				b.ReportMetric(float64(n)/time.Since(begun).Seconds(), "rows/s")
				if rows.most > 400<<20 {
					b.Errorf("%d MB for a file of %d rows", rows.most>>20, n)
				}
			}
		})
	}
}

// watched looks at the memory now and then.
type watched struct {
	rows postgres.DossierRows
	n    int
	most uint64
}

func (w *watched) Next() (intake.DossierRow, *intake.Reject, error) {
	if w.n++; w.n%2_000 == 0 {
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		w.most = max(w.most, m.HeapInuse)
	}
	return w.rows.Next()
}
