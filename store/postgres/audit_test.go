package postgres_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/audit"
	"motcua/internal/chat"
	"motcua/store/postgres"
)

func TestAuditOf(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	first := audit.Entry{At: at(8), Channel: chat.Web, Chat: "777000111", Code: code, What: audit.Supplements, Right: audit.Weak}
	second := audit.Entry{At: at(9), Channel: chat.Web, Chat: "777000111", Volunteer: 7, Code: code, What: audit.Details, Right: audit.Allowed}
	other := audit.Entry{At: at(10), Channel: chat.Telegram, Chat: "777000111", What: audit.Export, Right: audit.Own}
	for _, e := range []audit.Entry{first, second, other} {
		must(t, p.Saw(t.Context(), e))
	}
	for most, want := range map[int][]audit.Entry{10: {second, first}, 1: {second}} {
		got, err := p.AuditOf(t.Context(), chat.Web, "777000111", most)
		if must(t, err); !cmp.Equal(want, got, cmp.Comparer(time.Time.Equal)) {
			t.Errorf("%d at most: %+v", most, got)
		}
	}
	if got, err := p.AuditOf(t.Context(), chat.Web, "another", 10); err != nil || len(got) != 0 {
		t.Errorf("of another: %+v, %v", got, err)
	}
	if with := tablesWith(t, p, "777000111"); len(with) != 0 {
		t.Errorf("the account stands in %s", strings.Join(with, ", "))
	}
	if err := p.Saw(t.Context(), audit.Entry{What: "phone", Right: audit.Own}); err == nil {
		t.Error("something unknown is written down")
	}
	changed, err := postgres.Open(t.Context(), p.db.Config().ConnString(), []byte("new key"), []byte("test key"))
	must(t, err)
	defer changed.Close()
	if got, err := changed.AuditOf(t.Context(), chat.Web, "777000111", 10); err != nil || len(got) != 2 {
		t.Errorf("after the key changed: %d, %v", len(got), err)
	}
}

// A page that draws itself anew is one look; another volunteer, another dossier, another
// yes is another.
func TestSawOnce(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	look := audit.Entry{At: at(9), Channel: chat.Web, Chat: "c", Volunteer: 7, Code: code, What: audit.Details, Right: audit.Allowed}
	other := look
	other.Volunteer = 8
	for i, c := range []struct {
		look  audit.Entry
		since time.Time
		want  int
	}{{look, at(8), 1}, {look, at(8), 1}, {look, at(9), 1}, {other, at(8), 2}, {look, at(10), 3}} {
		must(t, p.SawOnce(t.Context(), c.look, c.since))
		if n := p.count(t, "audit"); n != c.want {
			t.Errorf("after look %d: %d entries, want %d", i, n, c.want)
		}
	}
}

// Nothing in it is changed, and nothing deleted before its time, by whatever statement.
func TestAuditIsAppendOnly(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	now := time.Now()
	ages := map[string]time.Time{"fresh": now, "young": now.AddDate(0, -audit.Kept, 1), "old": now.AddDate(0, -audit.Kept, -1)}
	for code, at := range ages {
		must(t, p.Saw(t.Context(), audit.Entry{At: at, Channel: chat.Web, Chat: "c", Code: code, What: audit.List, Right: audit.Strong}))
	}
	for _, sql := range []string{
		"UPDATE audit SET code = '' WHERE code = 'old'", "UPDATE audit SET at = at", "DELETE FROM audit", "DELETE FROM audit WHERE code = 'young'", "TRUNCATE audit",
	} {
		if _, err := p.db.Exec(t.Context(), sql); err == nil || p.count(t, "audit") != 3 {
			t.Errorf("%s: %v", sql, err)
		}
	}
	if n, err := p.ForgetAudit(t.Context(), now); err != nil || n != 1 {
		t.Errorf("forgotten %d, %v", n, err)
	}
	// A clock that is ahead takes nothing with it.
	if n, err := p.ForgetAudit(t.Context(), now.AddDate(10, 0, 0)); err != nil || n != 0 || p.count(t, "audit") != 2 {
		t.Errorf("by a clock that is ahead %d, %v", n, err)
	}
}
