package postgres_test

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"

	"motcua/internal/audit"
	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/proof"
	"motcua/store/postgres"
)

var (
	owner    = proof.Account{Channel: chat.Web, Chat: "777000111"}
	stranger = proof.Account{Channel: chat.Web, Chat: "777000222"}
	right    = proof.Try{Tail: "7391", Year: 1957}
	wrong    = proof.Try{Tail: "7392", Year: 1957}
)

// filed is a dossier with a phone and a year on file.
const filed = `{"code":"H29.171-261119-0012","status":"processing","updated_at":"2026-11-25T08:00:00+07:00","procedure":"Đăng ký kết hôn",` +
	`"applicant":"Nguyễn Thị Mẫu","phone":"0900 007 391","birth_year":1957}`

// filedAs is another dossier of the same person; more is put into it.
func filedAs(code, more string) string {
	return strings.Replace(strings.Replace(filed, "H29.171-261119-0012", code, 1), `"procedure":"Đăng ký kết hôn"`, `"procedure":"Đăng ký kết hôn"`+more, 1)
}

func openFiled(t *testing.T, more ...string) place {
	t.Helper()
	p := openPlace(t)
	p.load(t, at(9), append([]string{filed}, more...)...)
	return p
}

func (p place) try(t *testing.T, who proof.Account, code string, try proof.Try, now time.Time) proof.Outcome {
	t.Helper()
	o, err := p.TryTail(t.Context(), who, code, try, now)
	must(t, err)
	return o
}

// opened is how strongly a dossier is open.
func (p place) opened(t *testing.T, who proof.Account, code string, now time.Time) proof.Strength {
	t.Helper()
	o, err := p.Opened(t.Context(), who, code, now)
	must(t, err)
	return o.Strength
}

func (p place) count(t *testing.T, table string) int {
	t.Helper()
	var n int
	must(t, p.db.QueryRow(t.Context(), "SELECT count(*) FROM "+table).Scan(&n))
	return n
}

func TestARightTryOpensForHalfAnHour(t *testing.T) {
	t.Parallel()
	p := openFiled(t)
	if got := p.try(t, owner, code, right, at(9)); got != (proof.Outcome{Right: true}) {
		t.Fatalf("%+v", got)
	}
	o, err := p.Opened(t.Context(), owner, code, at(9))
	if must(t, err); o.Strength != proof.Weak || !o.Until.Equal(at(9).Add(30*time.Minute)) || p.count(t, "proof_tries") != 0 {
		t.Errorf("%+v", o)
	}
	for name, got := range map[string]proof.Strength{
		"at its end":      p.opened(t, owner, code, at(9).Add(proof.Lasts)),
		"to another":      p.opened(t, stranger, code, at(9)),
		"in another room": p.opened(t, proof.Account{Channel: chat.Telegram, Chat: owner.Chat}, code, at(9)),
		"another dossier": p.opened(t, owner, "H29.171-261119-0013", at(9)),
	} {
		if got != proof.None {
			t.Errorf("%s: %q", name, got)
		}
	}
	p.try(t, owner, code, right, at(9).Add(10*time.Minute)) // again: from then on
	if got := p.opened(t, owner, code, at(9).Add(39*time.Minute)); got != proof.Weak {
		t.Errorf("proven again: %q", got)
	}
	if mine, err := p.Mine(t.Context(), owner, at(9), 10); err != nil || len(mine) != 0 {
		t.Errorf("a weak proof lists %d dossiers, %v", len(mine), err)
	}
	if n, err := p.Shut(t.Context(), owner); err != nil || n != 1 || p.opened(t, owner, code, at(9)) != proof.None {
		t.Errorf("shut %d, %v", n, err)
	}
}

// Whatever of it is wrong or missing, the answer is one and the same.
func TestWrongTriesReadAlike(t *testing.T) {
	t.Parallel()
	const none = "H29.171-261119-0404"
	p := openFiled(t,
		strings.Replace(filedAs("H29.171-261119-0021", ""), `"phone":"0900 007 391",`, "", 1),
		strings.Replace(filedAs("H29.171-261119-0022", ""), `,"birth_year":1957`, "", 1),
		filedAs("H29.171-261119-0023", ""),
		strings.Replace(filedAs("H29.171-261119-0024", ""), "Đăng ký kết hôn", "Đăng ký khai sinh", 1),
		strings.Replace(filedAs("H29.171-261119-0025", ""), "Đăng ký kết hôn", "Đăng ký nuôi con nuôi", 1),
		strings.Replace(filedAs("H29.171-261119-0026", ""), "1957", "2020", 1))
	for name, c := range map[string]struct {
		code string
		try  proof.Try
	}{
		"tail":      {code, wrong},
		"year":      {"H29.171-261119-0023", proof.Try{Tail: "7391", Year: 1958}},
		"no phone":  {"H29.171-261119-0021", right},
		"no year":   {"H29.171-261119-0022", proof.Try{Tail: "7391"}},
		"birth":     {"H29.171-261119-0024", right},
		"sensitive": {"H29.171-261119-0025", right},
		"child":     {"H29.171-261119-0026", proof.Try{Tail: "7391", Year: 2020}},
		"none":      {none, right},
	} {
		if got := p.try(t, owner, c.code, c.try, at(9)); got != (proof.Outcome{Left: 4}) {
			t.Errorf("%s: %+v", name, got)
		}
		if got := p.opened(t, owner, c.code, at(9)); got != proof.None {
			t.Errorf("%s: open, %s", name, got)
		}
	}
	if n := p.count(t, "proof_tries"); n != 7 {
		t.Errorf("%d tries are counted, want 7", n)
	}
}

func TestFiveWrongTriesLock(t *testing.T) {
	t.Parallel()
	p := openFiled(t)
	for left := 4; left >= 0; left-- {
		want := proof.Outcome{Left: left}
		if left == 0 {
			want.Until = at(9).Add(24 * time.Hour)
		}
		if diff := cmp.Diff(want, p.try(t, owner, code, wrong, at(9))); diff != "" {
			t.Errorf("%d left (-want +got):\n%s", left, diff)
		}
	}
	locked := proof.Outcome{Until: at(9).Add(24 * time.Hour)}
	for _, try := range []proof.Try{right, wrong} {
		if diff := cmp.Diff(locked, p.try(t, owner, code, try, at(20))); diff != "" {
			t.Errorf("while locked (-want +got):\n%s", diff)
		}
	}
	if p.opened(t, owner, code, at(20)) != proof.None || p.count(t, "proof_tries") != 5 {
		t.Error("a try while locked was looked at")
	}
	if got := p.try(t, stranger, code, right, at(10)); !got.Right {
		t.Errorf("it locks others out: %+v", got)
	}
	if got := p.try(t, owner, code, right, at(33)); !got.Right {
		t.Errorf("the next day: %+v", got)
	}
}

// Thirty wrong tries of many rest the weak proof until midnight and tell so once; the
// strong one still opens.
func TestManyStrangersRestTheWeakProof(t *testing.T) {
	t.Parallel()
	p := openFiled(t)
	var told []int64
	p.TellRests(func(dossier int64) { told = append(told, dossier) })
	for i := range proof.TriesOfAll {
		if len(told) > 0 {
			t.Fatalf("told after %d", i)
		}
		p.try(t, proof.Account{Channel: chat.Web, Chat: fmt.Sprint("stranger ", i/4)}, code, wrong, at(9))
	}
	var id int64
	must(t, p.db.QueryRow(t.Context(), "SELECT id FROM dossiers").Scan(&id))
	if !cmp.Equal(told, []int64{id}) {
		t.Errorf("told of %v, want once of %d", told, id)
	}
	for _, try := range []proof.Try{right, wrong} {
		if diff := cmp.Diff(proof.Outcome{Until: at(24)}, p.try(t, owner, code, try, at(20))); diff != "" {
			t.Errorf("while it rests (-want +got):\n%s", diff)
		}
	}
	if k, err := p.ProvePhone(t.Context(), owner, "0900007391", at(20)); err != nil || k != 1 || len(told) != 1 {
		t.Errorf("strong proof: %d, %v; told %d times", k, err, len(told))
	}
	if got := p.try(t, owner, code, right, at(24)); !got.Right {
		t.Errorf("after midnight: %+v", got)
	}
}

// Of a hundred tries at once five are looked at, the right one among them or not.
func TestTriesAtOnce(t *testing.T) {
	t.Parallel()
	p := openFiled(t)
	var all errgroup.Group
	var looked, opened atomic.Int32
	for i := range 100 {
		all.Go(func() error {
			try := wrong
			if i%10 == 9 {
				try = right
			}
			o, err := p.TryTail(t.Context(), owner, code, try, at(9))
			if o.Right {
				opened.Add(1)
			} else if o.Left > 0 {
				looked.Add(1)
			}
			return err
		})
	}
	must(t, all.Wait())
	if n := p.count(t, "proof_tries"); n != proof.Tries || looked.Load() != proof.Tries-1 {
		t.Errorf("%d wrong tries are counted, %d were told that some are left", n, looked.Load())
	}
	if (opened.Load() > 0) != (p.opened(t, owner, code, at(9)) == proof.Weak) {
		t.Errorf("%d right ones, open: %q", opened.Load(), p.opened(t, owner, code, at(9)))
	}
	// And of many accounts at once, thirty at one dossier.
	q := openFiled(t)
	var told atomic.Int32
	q.TellRests(func(int64) { told.Add(1) })
	for i := range 60 {
		all.Go(func() error {
			_, err := q.TryTail(t.Context(), proof.Account{Channel: chat.Web, Chat: strconv.Itoa(i)}, code, wrong, at(9))
			return err
		})
	}
	must(t, all.Wait())
	if n := q.count(t, "proof_tries"); n != proof.TriesOfAll || told.Load() != 1 {
		t.Errorf("of many: %d are counted, told %d times", n, told.Load())
	}
}

// The phone is the same however an office and a channel write it.
func TestAPhoneOpensAllItsDossiers(t *testing.T) {
	t.Parallel()
	const second, third, other = "H29.171-261119-0031", "H29.171-261119-0032", "H29.171-261119-0033"
	p := openFiled(t,
		filedAs(second, `,"received_at":"2026-11-20"`),
		strings.Replace(filedAs(third, `,"received_at":"2026-11-21"`), "0900 007 391", "+84 900.007.391", 1),
		strings.Replace(filedAs(other, ""), "0900 007 391", "0900 007 392", 1))
	for _, phone := range []string{"+84900007391", "84900007391", "0900007391", "0900 007 391", "0900.007.391", "+84 (0)900 007 391", "0084900007391"} {
		if n, err := p.ProvePhone(t.Context(), owner, phone, at(9)); err != nil || n != 3 {
			t.Errorf("%s opens %d, %v", phone, n, err)
		}
	}
	for _, phone := range []string{"", "7391", "900007391", "0900007390", "abc"} {
		if n, err := p.ProvePhone(t.Context(), stranger, phone, at(9)); err != nil || n != 0 {
			t.Errorf("%q opens %d, %v", phone, n, err)
		}
	}
	p.try(t, owner, code, right, at(9).Add(20*time.Minute)) // the weak one lasts longer, and stays weak
	for of, want := range map[string]proof.Strength{code: proof.Strong, second: proof.Strong, third: proof.Strong, other: proof.None} {
		if got := p.opened(t, owner, of, at(9)); got != want {
			t.Errorf("%s: %q, want %q", of, got, want)
		}
	}
	if got := p.opened(t, owner, code, at(9).Add(40*time.Minute)); got != proof.Weak {
		t.Errorf("after the strong one: %q", got)
	}
	codes := func(now time.Time, most int) string {
		mine, err := p.Mine(t.Context(), owner, now, most)
		must(t, err)
		var got []string
		for _, d := range mine {
			got = append(got, string(d.Code)[len(d.Code)-4:])
		}
		return strings.Join(got, " ")
	}
	if got := codes(at(9), 10) + ", " + codes(at(9), 2) + ", " + codes(at(10), 10); got != "0012 0032 0031, 0012 0032, " {
		t.Errorf("mine: %s", got)
	}
	if n, err := p.Shut(t.Context(), owner); err != nil || n != 3 || codes(at(9), 10) != "" {
		t.Errorf("shut %d, %v", n, err)
	}
}

// A code in another spelling is the dossier that a lookup finds, or none where it may
// mean two.
func TestProofsFollowASpelling(t *testing.T) {
	t.Parallel()
	p := openFiled(t)
	short := "H29.171-261119-12"
	if got := p.try(t, owner, short, right, at(9)); !got.Right {
		t.Errorf("%+v", got)
	}
	if p.opened(t, owner, short, at(9)) != proof.Weak || p.opened(t, owner, code, at(9)) != proof.Weak {
		t.Error("an opening is tied to the spelling")
	}
	if on, err := p.OnFile(t.Context(), short); err != nil || on != (proof.OnFile{Phone: true, Year: true, BirthYear: 1957}) {
		t.Errorf("%v, %v", on, err)
	}
	p.load(t, at(10), strings.Replace(filedAs(short, ""), "7 391", "7 393", 1)) // now it is a code of its own
	if got := p.try(t, stranger, short, right, at(9)); got.Right {
		t.Error("the other dossier's phone opens it")
	}
	q := openPlace(t)
	q.load(t, at(9), filedAs("00.19.H09-231024-0001", ""), filedAs("000.00.19.H09-231024-0001", ""))
	if got := q.try(t, owner, "19.H09-231024-0001", right, at(9)); got.Right {
		t.Error("a code that means two opens one")
	}
}

func TestOnFile(t *testing.T) {
	t.Parallel()
	p := openFiled(t, `{"code":"H29.171-261119-0041","status":"processing","updated_at":"2026-11-25T08:00:00+07:00"}`)
	for of, want := range map[string]proof.OnFile{
		code: {Phone: true, Year: true, BirthYear: 1957}, "H29.171-261119-0041": {}, "H29.171-261119-0042": {}, "no code": {}, "": {},
	} {
		if got, err := p.OnFile(t.Context(), of); err != nil || got != want {
			t.Errorf("%s: %+v, %v", of, got, err)
		}
	}
}

// Nothing of what was typed stays, right or wrong, nor of the phone that was shown.
func TestNothingTypedIsKept(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.load(t, at(9), filed)
	p.try(t, owner, code, right, at(9))
	for range 6 {
		p.try(t, stranger, code, proof.Try{Tail: "8462", Year: 1903}, at(9))
	}
	_, err := p.ProvePhone(t.Context(), owner, "0900007391", at(9))
	must(t, err)
	_, err = p.ProvePhone(t.Context(), stranger, "0911118462", at(9))
	must(t, err)
	if p.count(t, "proof_tries") != 5 || p.count(t, "openings") != 2 || len(wholeWordIn(t, p, "1957")) == 0 {
		t.Fatal("nothing happened: this test sees nothing")
	}
	for _, word := range []string{"7391", "8462", "1903", "0900007391", "900007391", "900 007 391", "0911118462"} {
		if with := wholeWordIn(t, p, word); len(with) != 0 {
			t.Errorf("a word of a try is in %s", strings.Join(with, ", "))
		}
	}
	if with := tablesWith(t, p, stranger.Chat); len(with) != 0 {
		t.Errorf("who tried in vain is named in %s", strings.Join(with, ", "))
	}
}

// wholeWordIn are the tables that hold a word with neither letter nor digit beside it: four
// digits alone stand in a hash by chance.
func wholeWordIn(t *testing.T, p place, word string) []string {
	t.Helper()
	rows, err := p.db.Query(t.Context(), `SELECT table_schema || '.' || table_name FROM information_schema.tables
		WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')`)
	must(t, err)
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	must(t, err)
	var with []string
	for _, table := range tables {
		var n int
		must(t, p.db.QueryRow(t.Context(), fmt.Sprintf(`SELECT count(*) FROM %s t WHERE t::text ~ ('\m' || $1 || '\M')`, table), word).Scan(&n))
		if n > 0 {
			with = append(with, table)
		}
	}
	return with
}

func TestForgetProofs(t *testing.T) {
	t.Parallel()
	p := openFiled(t)
	p.try(t, owner, code, right, at(9))
	for range 5 {
		p.try(t, stranger, code, wrong, at(9))
	}
	must(t, p.ForgetProofs(t.Context(), at(9)))
	if p.opened(t, owner, code, at(9)) != proof.Weak || p.count(t, "proof_tries") != 5 {
		t.Error("forgotten too early")
	}
	must(t, p.ForgetProofs(t.Context(), at(9).Add(proof.Lasts)))
	if p.count(t, "openings") != 0 {
		t.Error("an opening outlives its end")
	}
	must(t, p.ForgetProofs(t.Context(), at(33).Add(-time.Second)))
	if got := p.try(t, stranger, code, right, at(33).Add(-time.Second)); got.Right {
		t.Error("the lock is forgotten before its end")
	}
	must(t, p.ForgetProofs(t.Context(), at(9+48).Add(time.Second)))
	if p.count(t, "proof_tries") != 0 {
		t.Error("old tries are kept")
	}
}

// While the key is changed, what the old one hashed is still known; an import writes the
// new one, and then the old one is not needed.
func TestTheKeyChanges(t *testing.T) {
	t.Parallel()
	p := openFiled(t) // by "test key"
	url := p.db.Config().ConnString()
	with := func(key string, older ...[]byte) place {
		s, err := postgres.Open(t.Context(), url, []byte(key), older...)
		must(t, err)
		t.Cleanup(s.Close)
		return place{s, p.db}
	}
	alone, both := with("new key"), with("new key", []byte("test key"))
	proves := func(s place, who proof.Account) string {
		n, err := s.ProvePhone(t.Context(), who, "0900007391", at(9))
		must(t, err)
		return fmt.Sprint(s.try(t, who, code, right, at(9)).Right, " ", n)
	}
	if got := proves(alone, stranger) + ", " + proves(both, owner); got != "false 0, true 1" {
		t.Errorf("before an import: the new key alone, both: %s", got)
	}
	for range 4 { // locked by either key, by tries of both
		p.try(t, stranger, code, wrong, at(9))
	}
	if got := both.try(t, stranger, code, right, at(9)); got.Right || got.Until.IsZero() {
		t.Errorf("a lock that began under the old key: %+v", got)
	}
	both.load(t, at(10), filed)
	third := proof.Account{Channel: chat.Web, Chat: "third"}
	if got := proves(alone, third); got != "true 1" {
		t.Errorf("after an import, the new key alone: %s", got)
	}
	if got, err := p.ProvePhone(t.Context(), third, "0900007391", at(9)); err != nil || got != 0 {
		t.Errorf("after an import, the old key alone: %d, %v", got, err)
	}
}

// Among many dossiers those of one phone, and what is open to one account, are found by
// an index.
func TestProofsUseIndexes(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	for _, sql := range []string{
		`INSERT INTO dossiers (code, status, updated_at, phone_hash) SELECT 'H29.171-261119-' || lpad(n::text, 5, '0'), 'processing', now(), decode(md5((n / 3)::text), 'hex') FROM generate_series(1, 20000) n`,
		`INSERT INTO proof_tries SELECT id, '\x00', now() FROM dossiers`,
		`INSERT INTO openings SELECT 'web', 'c' || id, id, 'strong', now() FROM dossiers`,
		`ANALYZE dossiers, proof_tries, openings`,
	} {
		_, err := p.db.Exec(t.Context(), sql)
		must(t, err)
	}
	for name, c := range map[string]struct {
		query string
		args  []any
		index string
	}{
		"by phone": {postgres.OpenByPhone, []any{chat.Web, "c", [][]byte{{1}, {2}}, proof.Strong, at(9)}, "dossiers_phone_hash"},
		"past":     {postgres.SelectPast, []any{int64(7), [][]byte{{1}}, at(9), at(0)}, "proof_tries_of"},
		"opening":  {postgres.SelectOpening, []any{[]dossier.Code{"H29.171-261119-00007", "H29.171-261119-7"}, chat.Web, "c7", at(9)}, "openings_"},
		"mine":     {postgres.SelectMine, []any{chat.Web, "c7", at(9), 5}, "openings_pkey"},
		"on file":  {postgres.SelectOnFile, []any{[]dossier.Code{"H29.171-261119-00007", "H29.171-261119-7"}}, "dossiers_code_key"},
	} {
		rows, err := p.db.Query(t.Context(), "EXPLAIN "+c.query, c.args...)
		must(t, err)
		lines, err := pgx.CollectRows(rows, pgx.RowTo[string])
		must(t, err)
		if plan := strings.Join(lines, "\n"); !strings.Contains(plan, c.index) || strings.Contains(plan, "Seq Scan on dossiers") ||
			strings.Contains(plan, "Seq Scan on openings") || strings.Contains(plan, "Seq Scan on proof_tries") {
			t.Errorf("%s: plan\n%s", name, plan)
		}
	}
}

func BenchmarkTryTail(b *testing.B) {
	p := openPlace(b)
	_, err := p.db.Exec(b.Context(), `INSERT INTO dossiers (code, status, updated_at) SELECT 'H29.171-261119-' || lpad(n::text, 5, '0'), 'processing', now() FROM generate_series(1, 20000) n`)
	must(b, err)
	n := 0
	for b.Loop() {
		n++
		_, err := p.TryTail(b.Context(), owner, fmt.Sprintf("H29.171-261119-%05d", n%20000+1), wrong, at(9))
		must(b, err)
	}
}

func BenchmarkOpened(b *testing.B) {
	p := openPlace(b)
	_, err := p.db.Exec(b.Context(), `INSERT INTO dossiers (code, status, updated_at) SELECT 'H29.171-261119-' || lpad(n::text, 5, '0'), 'processing', now() FROM generate_series(1, 20000) n`)
	must(b, err)
	for b.Loop() {
		_, err := p.Opened(b.Context(), owner, "H29.171-261119-00007", at(9))
		must(b, err)
	}
}

// proofCalls are the ways into the store of a proof and what it opens.
func proofCalls(s *postgres.Store) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"TryTail":      func(ctx context.Context) error { _, err := s.TryTail(ctx, owner, code, wrong, at(9)); return err },
		"ProvePhone":   func(ctx context.Context) error { _, err := s.ProvePhone(ctx, owner, "0900007391", at(9)); return err },
		"Opened":       func(ctx context.Context) error { _, err := s.Opened(ctx, owner, code, at(9)); return err },
		"OnFile":       func(ctx context.Context) error { _, err := s.OnFile(ctx, code); return err },
		"Mine":         func(ctx context.Context) error { _, err := s.Mine(ctx, owner, at(9), 5); return err },
		"Shut":         func(ctx context.Context) error { _, err := s.Shut(ctx, owner); return err },
		"ForgetProofs": func(ctx context.Context) error { return s.ForgetProofs(ctx, at(9)) },
		"ForgetAudit":  func(ctx context.Context) error { _, err := s.ForgetAudit(ctx, at(9)); return err },
		"AuditOf":      func(ctx context.Context) error { _, err := s.AuditOf(ctx, chat.Web, "c", 5); return err },
		"SawOnce": func(ctx context.Context) error {
			return s.SawOnce(ctx, audit.Entry{At: at(9), What: audit.List, Right: audit.Strong}, at(8))
		},
		"Saw": func(ctx context.Context) error {
			return s.Saw(ctx, audit.Entry{At: at(9), What: audit.List, Right: audit.Strong})
		},
	}
}
