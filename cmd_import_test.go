package main

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"motcua/store/storetest"
)

// importing runs `motcua import ...` on one database.
type importing struct {
	t   *testing.T
	url string
}

func startImporting(t *testing.T) importing {
	t.Helper()
	return importing{t, storetest.DB(t)}
}

// run gives what the command says on both streams and its exit status. args are words, "F" a file's path.
func (i importing) run(stdin string, args ...string) (string, string, int) {
	i.t.Helper()
	args = append([]string{"import"}, args...)
	args = append(args, "--database-url", i.url, "--data-dir", i.t.TempDir(), "--secret-key", strings.Repeat("k", 32))
	var out, errs bytes.Buffer
	exit := run(i.t.Context(), args, streams{strings.NewReader(stdin), &out, &errs})
	return out.String(), errs.String(), exit
}

// file writes a file of the test's own.
func file(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func contains(t *testing.T, what, got string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(got, part) {
			t.Errorf("%s does not say %q:\n%s", what, part, got)
		}
	}
}

func TestImportSamples(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	out, errs, exit := i.run("", "units", "testdata/units-sample.ndjson")
	if exit != 0 || errs != "" {
		t.Errorf("units: exit %d, %s", exit, errs)
	}
	contains(t, "units", out, "read 7 rows", "new        7")

	out, errs, exit = i.run("", "dossiers", "testdata/dossiers-sample.ndjson")
	if exit != 2 || strings.Count(errs, "\n") != 4 {
		t.Errorf("dossiers: exit %d, %s", exit, errs)
	}
	contains(t, "dossiers", out, "read 21 rows", "new        17", "rejected   4", "unknown unit, kept as sent: 1 (Phường nào đó đã giải thể)")
	contains(t, "rejects", errs, "dossiers-sample.ndjson: line 18: code = \"KHONG-PHAI-MA\"", "line 19: status", "line 20: colour: unknown field", "line 21: received_at")

	out, errs, exit = i.run("", "dossiers", "--lang", "vi", "testdata/dossiers-sample.ndjson")
	if exit != 2 {
		t.Errorf("again: exit %d", exit)
	}
	contains(t, "again", out, "không đổi             17", "không nhận            4")
	contains(t, "rejects", errs, "dòng 20: colour: trường không có trong mẫu", "dòng 21: received_at = \"2026-02-30\": không có ngày này")
}

func TestImportExitStatus(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	good := file(t, "good.csv", "code,status\nH29-261119-1,accepted\n")
	some := file(t, "some.json", `[{"code":"H29-261119-2","status":"accepted"},{"code":"x"}]`)
	none := file(t, "none.ndjson", `{"code":"x"}`)
	for _, c := range []struct {
		name  string
		stdin string
		args  []string
		exit  int
		says  string
	}{
		{"all in", "", []string{good}, 0, ""},
		{"there already", "", []string{good}, 0, ""},
		{"some rejected", "", []string{some, good}, 2, "some.json: line 1: code"},
		{"nothing in", "", []string{none}, 1, "none.ndjson: line 1: code"},
		{"one of several with nothing in", "", []string{good, none, some}, 1, ""},
		{"no such file", "", []string{good + "x"}, 1, "no such file"},
		{"a folder", "", []string{"--format", "csv", t.TempDir()}, 1, "no file in this folder"},
		{"an ending that tells nothing", "", []string{file(t, "good.txt", "")}, 1, "add --format"},
		{"an empty file", "", []string{file(t, "empty.csv", "")}, 1, ""},
		{"standard input", `{"code":"H29-261119-3","status":"accepted"}`, []string{"--format", "ndjson", "-"}, 0, ""},
		{"standard input of no format", "", []string{"-"}, 1, "add --format"},
		{"a flag of no sense", "", []string{"--as-of", "yesterday", good}, 1, "not a time"},
	} {
		_, errs, exit := i.run(c.stdin, append([]string{"dossiers"}, c.args...)...)
		if exit != c.exit {
			t.Errorf("%s: exit %d, want %d; %s", c.name, exit, c.exit, errs)
		}
		contains(t, c.name, errs, c.says)
	}
}

func TestImportDryRun(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	row := "code,status,updated_at\nH29-261119-1,%,2026-11-25\n"
	first := file(t, "first.csv", strings.Replace(row, "%", "accepted", 1))
	second := file(t, "second.csv", strings.Replace(row, "%", "completed", 1))
	for range 2 {
		out, _, exit := i.run("", "dossiers", "--dry-run", first)
		if exit != 0 {
			t.Errorf("dry run: exit %d", exit)
		}
		contains(t, "dry run", out, "nothing was written", "new        1")
	}
	i.run("", "dossiers", first)
	out, _, _ := i.run("", "dossiers", "--dry-run", "--lang", "vi", second)
	contains(t, "dry run of a change", out, "chưa ghi gì", "thay đổi              1", "H29-261119-1  accepted → completed")
}

func TestImportDefaults(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	rows := file(t, "rows.csv", "code,status\nH29-261119-1,accepted\n")
	out, _, _ := i.run("", "dossiers", "--as-of", "2026-11-20", "--source", "somewhere", rows)
	contains(t, "import", out, "as of 2026-11-20 00:00")
	// The same with the defaults written out is the same.
	rows = file(t, "rows.csv", "code,status,updated_at,source\nH29-261119-1,accepted,2026-11-20,somewhere\n")
	out, _, _ = i.run("", "dossiers", rows)
	contains(t, "import", out, "unchanged  1")
}

func TestImportFolder(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	folder := t.TempDir()
	for name, text := range map[string]string{
		"2.csv": "code;status\nH29-261119-2;accepted\n", "1.ndjson": `{"code":"H29-261119-1","status":"accepted"}`,
		".hidden.csv": "x", "~$3.xlsx": "x", "old.xls": "x", "notes.txt": "x",
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(folder, "inside.csv"), 0o700); err != nil {
		t.Fatal(err)
	}
	out, errs, exit := i.run("", "dossiers", "--lang", "vi", folder)
	if first, second := strings.Index(out, "1.ndjson: đã đọc 1"), strings.Index(out, "2.csv: đã đọc 1"); exit != 0 || first < 0 || second < first {
		t.Errorf("exit %d:\n%s", exit, out)
	}
	contains(t, "passed over", errs, "old.xls: bỏ qua: đây là tệp Excel đời cũ", "notes.txt: bỏ qua")
	if strings.Count(errs, "\n") != 2 {
		t.Errorf("says too much: %s", errs)
	}
}

// What is packed, of an old encoding or a workbook goes in as it is, and the summary says
// what was chosen.
func TestImportOtherFiles(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	var gz bytes.Buffer
	w := gzip.NewWriter(&gz)
	if _, err := w.Write([]byte("code,status\nH29-261119-1,accepted\n")); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	out, errs, exit := i.run("", "dossiers", file(t, "rows.csv.gz", gz.String()))
	if exit != 0 {
		t.Errorf("gzip: exit %d, %s", exit, errs)
	}
	contains(t, "gzip", out, "new        1")
	out, errs, exit = i.run(gz.String(), "dossiers", "--format", "csv", "-")
	if exit != 0 {
		t.Errorf("gzip on standard input: exit %d, %s", exit, errs)
	}
	contains(t, "gzip on standard input", out, "unchanged  1")

	tcvn3 := "code,status,procedure\nH29-261119-2,accepted,\xa7\xa8ng k\xfd khai sinh\n"
	out, errs, exit = i.run("", "dossiers", "--lang", "vi", file(t, "rows.csv", tcvn3))
	if exit != 0 {
		t.Errorf("TCVN3: exit %d, %s", exit, errs)
	}
	contains(t, "TCVN3", out, "đọc theo bảng mã TCVN3 (ABC)", "mới                   1")

	out, errs, exit = i.run("", "dossiers", "internal/intake/testdata/lists.xlsx")
	if exit != 0 {
		t.Errorf("workbook: exit %d, %s", exit, errs)
	}
	contains(t, "workbook", out, "new        4")
	_, errs, exit = i.run("", "dossiers", "--lang", "vi", file(t, "rows.xls", ""))
	if exit != 1 {
		t.Errorf("old Excel: exit %d", exit)
	}
	contains(t, "old Excel", errs, "hãy lưu bảng dưới dạng .xlsx")
}

// Rejected rows are written with their cells and why; mended, the table goes in.
func TestImportRejects(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	folder := t.TempDir()
	table := "Mã hồ sơ,Trạng thái,Ngày tiếp nhận,Chủ hồ sơ,Lệ phí\n" +
		"H29.171-261119-0001,Đang xử lý,19/11/2026,Nguyễn Văn Mẫu,5000\n" +
		"H29.171-261119-0002,Đang xử lý,31/02/2026,=Mẫu,8000\n" +
		"H29.171-261119-0003,Đang xử lý\n"
	lines := `[{"code":"H29-261119-7","status":"accepted"},{"code":"H29-261119-8","status":"gone","events":[{"at":"2026-11-19","status":"accepted"}]}]`
	for _, ending := range []string{".xlsx", ".csv"} {
		rejects := filepath.Join(folder, "rejects"+ending)
		out, errs, exit := i.run("", "dossiers", "--lang", "vi", "--rejects", rejects, file(t, "table.csv", table), file(t, "rows.json", lines))
		if exit != 2 {
			t.Fatalf("exit %d, %s%s", exit, out, errs)
		}
		contains(t, "warning", errs, "3 dòng không nhận kèm lý do", "dữ liệu cá nhân")
		if info, err := os.Stat(rejects); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info, err)
		}
		got := rejectTable(t, rejects)
		want := [][]string{
			{"Mã hồ sơ", "Trạng thái", "Ngày tiếp nhận", "Chủ hồ sơ", "Lệ phí", "code", "status", "events"},
			{"H29.171-261119-0002", "Đang xử lý", "31/02/2026", "=Mẫu", "8000"},
			{"H29.171-261119-0003", "Đang xử lý"},
			{"", "", "", "", "", "H29-261119-8", "gone", `[{"at":"2026-11-19","status":"accepted"}]`},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", ending, diff)
		}
	}
	// One of a single file is mended and goes in; of nothing rejected there is no table.
	mended := filepath.Join(folder, "mended.xlsx")
	if _, errs, exit := i.run(table, "dossiers", "--format", "csv", "--rejects", mended, "-"); exit != 2 {
		t.Fatalf("exit %d, %s", exit, errs)
	}
	mend(t, mended, "E2", "20/11/2026")
	mend(t, mended, "E3", "20/11/2026")
	out, errs, exit := i.run("", "dossiers", "--rejects", filepath.Join(folder, "none.xlsx"), mended)
	if exit != 0 {
		t.Errorf("mended: exit %d, %s", exit, errs)
	}
	contains(t, "mended", out, "new        2", "rejected   0")
	if _, err := os.Stat(filepath.Join(folder, "none.xlsx")); err == nil {
		t.Error("a table of nothing")
	}
	for _, name := range []string{"rejects.txt", mended} {
		if _, _, exit := i.run("", "dossiers", "--rejects", name, mended); exit != 1 {
			t.Errorf("--rejects %s: exit %d", name, exit)
		}
	}
	if names, err := filepath.Glob(filepath.Join(folder, ".rejects-*")); err != nil || len(names) > 0 {
		t.Errorf("left behind: %v, %v", names, err)
	}
}

// rejectTable reads a table of rejects without what it says of lines, reasons and files.
func rejectTable(t *testing.T, name string) [][]string {
	t.Helper()
	var rows [][]string
	if strings.HasSuffix(name, ".csv") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if rows, err = csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff"))).ReadAll(); err != nil {
			t.Fatal(err)
		}
	} else {
		f, err := excelize.OpenFile(name)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = f.Close() }()
		if rows, err = f.GetRows("Sheet1"); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]string{"Dòng trong tệp gốc", "Lý do không nhận", "Tệp gốc"}, rows[0][:3]); diff != "" {
		t.Error(diff)
	}
	for i := range rows {
		if i > 0 && (rows[i][0] == "" || rows[i][1] == "" || rows[i][2] == "") {
			t.Errorf("row %d says not why: %v", i, rows[i][:3])
		}
		rows[i] = rows[i][3:]
		for n := len(rows[i]); n > 0 && rows[i][n-1] == ""; n-- {
			rows[i] = rows[i][:n-1]
		}
		for j, cell := range rows[i] {
			rows[i][j] = strings.TrimPrefix(cell, "'")
		}
	}
	return rows
}

func mend(t *testing.T, name, cell, text string) {
	t.Helper()
	f, err := excelize.OpenFile(name)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := f.SetCellStr("Sheet1", cell, text); err != nil {
		t.Fatal(err)
	}
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
}
