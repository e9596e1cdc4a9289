package api_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/handlers/api"
	"motcua/internal/intake"
	"motcua/internal/token"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

const benchRows = 20_000

// benchFile is a day's export: each dossier with content and two events.
func benchFile(day int) []byte {
	var b bytes.Buffer
	for i := range benchRows {
		fmt.Fprintf(&b, `{"code":"H29.171-2611%02d-%05d","procedure_code":"1.004859","procedure":"Thay đổi, cải chính, bổ sung thông tin hộ tịch","field":"Hộ tịch",`+
			`"unit":"H29.171","return_at":"SG-LT-TT","channel":"counter","applicant":"Nguyễn Thị Mẫu","phone":"09%08d","birth_year":1958,`+
			`"received_at":"2026-11-19T08:10:00+07:00","due_at":"2026-11-27T17:00:00+07:00","status":"processing",`+
			`"events":[{"at":"2026-11-19T08:10:00+07:00","status":"accepted","unit":"H29.171"},{"at":"2026-11-20T09:00:00+07:00","status":"processing","unit":"H29.171"}],`+
			`"updated_at":"2026-11-25T08:00:00+07:00","source":"bench"}`+"\n", day, i, i)
	}
	return b.Bytes()
}

// BenchmarkPush tells what a push of 20,000 new dossiers costs over the bare COPY of all that is
// stored of them, and over an import of the same file; packed and not, and the same rows again.
// one-us is the time of a push of one dossier.
func BenchmarkPush(b *testing.B) {
	url := storetest.DB(b)
	store, err := postgres.Open(b.Context(), url, []byte(strings.Repeat("k", 32)))
	must(b, err)
	b.Cleanup(store.Close)
	db, err := pgx.Connect(b.Context(), url)
	must(b, err)
	b.Cleanup(func() { _ = db.Close(b.Context()) })
	server := serve(b, api.Config{Tokens: store, Dossiers: pushes{store}, Units: store, Net: func(*http.Request) string { return "" }})
	text, hash := token.New()
	_, err = store.AddToken(b.Context(), hash, token.Token{Name: "bench", Scopes: token.Scopes, MadeAt: time.Now()})
	must(b, err)
	push := func(body []byte, want int) time.Duration {
		begun := time.Now()
		req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, server.URL+dossiers, bytes.NewReader(body))
		must(b, err)
		req.Header.Set("Authorization", "Bearer "+text)
		res, err := server.Client().Do(req)
		must(b, err)
		var done api.Result
		err = json.NewDecoder(res.Body).Decode(&done)
		_, _ = io.Copy(io.Discard, res.Body)
		must(b, errors.Join(err, res.Body.Close()))
		if done.New+done.Unchanged != want {
			b.Fatalf("%d: %+v", res.StatusCode, done)
		}
		return time.Since(begun)
	}
	empty := func() {
		_, err := db.Exec(b.Context(), "TRUNCATE dossiers CASCADE")
		must(b, err)
	}
	var pushed, packed, again, imported, bare, single time.Duration
	for i := range b.N {
		file := benchFile(i%28 + 1)
		var z bytes.Buffer
		w := gzip.NewWriter(&z)
		_, err := w.Write(file)
		must(b, errors.Join(err, w.Close()))
		begun := time.Now()
		_, err = store.ImportDossiers(b.Context(), intake.NewDossiers(bytes.NewReader(file), intake.NDJSON, intake.Defaults{}), postgres.ImportOptions{AsOf: begun})
		must(b, err)
		imported += time.Since(begun)
		empty()
		pushed += push(file, benchRows)
		bare += bareCopy(b, db, "dossiers") + bareCopy(b, db, "dossier_events")
		again += push(file, benchRows)
		empty()
		packed += push(z.Bytes(), benchRows)
		for n := range 100 {
			single += push([]byte(row(fmt.Sprintf("H29.171-251101-%05d", n), "accepted", "")), 1)
		}
		empty()
	}
	rows := float64(benchRows * b.N)
	b.ReportMetric(rows/pushed.Seconds(), "push-rows/s")
	b.ReportMetric(rows/again.Seconds(), "again-rows/s")
	b.ReportMetric(float64(pushed)/float64(bare), "push/copy")
	b.ReportMetric(float64(packed)/float64(bare), "packed/copy")
	b.ReportMetric(float64(pushed)/float64(imported), "push/import")
	b.ReportMetric(float64(single.Microseconds())/float64(100*b.N), "one-us")
}

// bareCopy copies what is stored into an empty table of the same shape.
func bareCopy(b *testing.B, db *pgx.Conn, table string) time.Duration {
	b.Helper()
	_, err := db.Exec(b.Context(), fmt.Sprintf("CREATE TABLE bare (LIKE %s INCLUDING INDEXES)", table))
	must(b, err)
	rows, _ := db.Query(b.Context(), "TABLE "+table)
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) ([]any, error) { return r.Values() })
	must(b, err)
	var columns []string
	for _, f := range rows.FieldDescriptions() {
		columns = append(columns, f.Name)
	}
	begun := time.Now()
	_, err = db.CopyFrom(b.Context(), pgx.Identifier{"bare"}, columns, pgx.CopyFromRows(all))
	must(b, err)
	took := time.Since(begun)
	_, err = db.Exec(b.Context(), "DROP TABLE bare")
	must(b, err)
	return took
}
