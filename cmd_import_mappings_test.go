package main

import (
	"bytes"
	"strings"
	"testing"
)

// A day of a city's spreadsheet: what nobody knows is told, then mapped, then in.
func TestImportMappings(t *testing.T) {
	t.Parallel()
	i := startImporting(t)
	table := file(t, "ho-so.csv", "STT;MÃ HỒ SƠ;Tình trạng;Họ và tên;Ngày hẹn trả;Màu\n"+
		"1;H29-261119-1;Đang xử lý;Nguyễn Văn Mẫu;25/11/2026;xanh\n2;H29-261119-2;11;Trần Thị Mẫu;25/11/2026;đỏ\n")
	out, errs, exit := i.run("", "dossiers", table, "--source", "igate", "--lang", "vi")
	if exit != 2 {
		t.Errorf("exit %d", exit)
	}
	contains(t, "summary", out, "mới                   1", "không nhận            1", "bỏ qua: Màu")
	contains(t, "rejects", errs, `dòng 3: Tình trạng = "11"`, "motcua import mappings")

	names := file(t, "doc-la.csv", "Nguồn,Loại,Nguồn ghi,Đọc là\nigate,trạng thái,11,accepted\nigate,trạng thái,12,gone\n")
	out, errs, exit = i.run("", "mappings", names)
	if exit != 2 {
		t.Errorf("mappings: exit %d", exit)
	}
	contains(t, "mappings", out, "new        1", "rejected   1")
	contains(t, "mappings", errs, `line 3: ours = "gone": unknown status`)

	out, errs, exit = i.run("", "dossiers", table, "--source", "igate")
	if exit != 0 {
		t.Errorf("exit %d, %s", exit, errs)
	}
	contains(t, "again", out, "new        1", "unchanged  1", "passed over: Màu")

	var printed bytes.Buffer
	if exit := run(t.Context(), []string{"mappings", "--database-url", i.url, "--data-dir", t.TempDir(), "--secret-key", strings.Repeat("k", 32)},
		streams{nil, &printed, &printed}); exit != 0 || printed.String() != "source,kind,raw,ours,note\nigate,status,11,accepted,\n" {
		t.Errorf("exit %d, %s", exit, printed.String())
	}
	if out, _, _ := i.run(printed.String(), "mappings", "-", "--format", "csv"); !strings.Contains(out, "unchanged  1") {
		t.Errorf("what was printed, again: %s", out)
	}
}
