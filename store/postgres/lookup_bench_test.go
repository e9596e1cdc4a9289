package postgres_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"sync"
	"testing"
	"time"

	"motcua/internal/dossier"
)

// fillDossiers stores so many dossiers, each with a step, without an import's detours.
func (p place) fillDossiers(tb testing.TB, n int) {
	tb.Helper()
	for _, sql := range []string{
		`SET statement_timeout = 0`,
		fmt.Sprintf(`INSERT INTO dossiers (code, status, updated_at, source, procedure_code, field, unit, received_at, due_at, phone_hash)
			SELECT 'H29.171-261119-' || lpad(n::text, 8, '0'), 'processing', now(), 'bench', '1.004859', 'Hộ tịch', 'H29.171', now(), now(),
			       decode(md5(n::text), 'hex') FROM generate_series(1, %d) n`, n),
		`INSERT INTO dossier_events (dossier_id, at, seen_at, status, unit) SELECT id, received_at, updated_at, 'processing', unit FROM dossiers`,
		`VACUUM ANALYZE dossiers, dossier_events`,
	} {
		_, err := p.db.Exec(tb.Context(), sql)
		must(tb, err)
	}
}

// ask looks up codes by some at a time and gives how long each took.
func (p place) ask(b *testing.B, askers, each, stored int, miss bool) []time.Duration {
	b.Helper()
	all := make([][]time.Duration, askers)
	var asking sync.WaitGroup
	for a := range askers {
		asking.Go(func() {
			for range each {
				n := 1 + rand.IntN(stored)
				if miss {
					n += 50_000_000
				}
				// As a lookup asks: the code as it stands, and as it may have been meant.
				spellings := []dossier.Code{dossier.Code(fmt.Sprintf("H29.171-261119-%08d", n)), dossier.Code(fmt.Sprintf("H29.171-261119-%d", n))}
				begun := time.Now()
				found, err := p.DossiersByCode(context.Background(), spellings)
				all[a] = append(all[a], time.Since(begun))
				if err != nil || len(found) == 0 != miss {
					b.Errorf("%s: %d found, %v", spellings[0], len(found), err)
				}
			}
		})
	}
	asking.Wait()
	return slices.Concat(all...)
}

// BenchmarkLookupTenMillion tells how much longer a lookup takes among ten million dossiers than
// among ten thousand. It takes minutes and gigabytes, so it wants MOTCUA_TEN_MILLION=1.
func BenchmarkLookupTenMillion(b *testing.B) {
	if os.Getenv("MOTCUA_TEN_MILLION") != "1" {
		b.Skip("takes minutes and some 5 GB: set MOTCUA_TEN_MILLION=1")
	}
	const few, many = 10_000, 10_000_000
	small, big := openPlace(b), openPlace(b)
	small.fillDossiers(b, few)
	big.fillDossiers(b, many)
	for _, c := range []struct {
		name   string
		askers int
		miss   bool
	}{{"hit/1", 1, false}, {"miss/1", 1, true}, {"hit/8", 8, false}, {"miss/8", 8, true}} {
		b.Run(c.name, func(b *testing.B) {
			var among [2][]time.Duration
			for b.Loop() {
				// In turn, so that a busy machine troubles both alike.
				among[0] = append(among[0], small.ask(b, c.askers, 100, few, c.miss)...)
				among[1] = append(among[1], big.ask(b, c.askers, 100, many, c.miss)...)
			}
			for _, at := range []struct {
				name string
				part float64
			}{{"p50", 0.5}, {"p99", 0.99}} {
				var took [2]float64
				for i, all := range among {
					slices.Sort(all)
					took[i] = float64(all[int(at.part*float64(len(all)-1))].Microseconds())
				}
				b.ReportMetric(took[0], at.name+"-us-few")
				b.ReportMetric(took[1], at.name+"-us-many")
				b.ReportMetric(took[1]/took[0], at.name+"-ratio")
			}
		})
	}
}
