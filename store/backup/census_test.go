package backup

import (
	"errors"
	"strings"
	"testing"
)

func TestACopyThatDiffersIsSeen(t *testing.T) {
	t.Parallel()
	held := census{"public.a": {rows: 2, sum: "7"}, "public.b": {}}
	for want, copied := range map[string]census{
		"":                   {"public.a": {rows: 2, sum: "7"}, "public.b": {}},
		"b is not in":        {"public.a": {rows: 2, sum: "7"}, "public.c": {}},
		"a has 1 rows":       {"public.a": {rows: 1, sum: "7"}, "public.b": {}},
		"a has other":        {"public.a": {rows: 2, sum: "8"}, "public.b": {}},
		"the copy has 3":     {"public.a": {rows: 2, sum: "7"}, "public.b": {}, "public.c": {}},
		"table public.b has": {"public.a": {rows: 2, sum: "7"}, "public.b": {rows: 1}},
	} {
		err := held.same(copied)
		if (err == nil) != (want == "") || (err != nil && !strings.Contains(err.Error(), want)) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}

// What an error says of a row is not repeated.
func TestCausesTellNoContent(t *testing.T) {
	t.Parallel()
	said := `pg_restore: error: COPY failed for table "dossiers": ERROR:  invalid input syntax for type bigint: "0912345678"
DETAIL:  Nguyễn Văn A
CONTEXT:  COPY dossiers, line 3, column id: "0912345678"
pg_restore: error: could not execute query: ERROR:  duplicate key value violates unique constraint "x"
DETAIL:  Key (phone)=(0912345678) already exists.
`
	got := cause(errors.New("exit status 1"), said).Error()
	if strings.Contains(got, "0912345678") || strings.Contains(got, "Nguyễn") || !strings.Contains(got, "dossiers") || !strings.Contains(got, "duplicate key") {
		t.Error(got)
	}
}

func TestSurroundingsCarryTheAddress(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"postgres://me:p%20w@db.example:6432/town?sslmode=require&pool_max_conns=4",
		`host=db.example port=6432 user=me password='p w' dbname=town sslmode=require`,
	} {
		p, err := at(address)
		if err != nil {
			t.Fatal(err)
		}
		env := strings.Join(p.surroundings(), "\n") + "\n"
		for _, want := range []string{"PGHOST=db.example\n", "PGPORT=6432\n", "PGUSER=me\n", "PGPASSWORD=p w\n", "PGDATABASE=town\n", "PGSSLMODE=require\n"} {
			if !strings.Contains(env, want) {
				t.Errorf("%s: no %q", address, want)
			}
		}
		other, err := at(p.named("other").address)
		if err != nil || other.cfg.Database != "other" || other.cfg.Host != "db.example" || other.cfg.Password != "p w" {
			t.Errorf("%s: another database of it is %v, %v", address, other.address, err)
		}
	}
}
