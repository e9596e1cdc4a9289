//go:build faults

package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/store/storetest"
)

// timingPairs is how many hits and misses are compared.
const (
	timingPairs   = 2000
	timingWorkers = 10 // visitors at the same time
)

// The time of an answer tells nobody whether a code is stored: over 2,000 pairs of a
// hit and a miss, sent by turns, guessing from the time which was which is right no
// more often than a coin, within what 2,000 tosses allow.
func TestFaultHitAndMissTakeTheSameTime(t *testing.T) { //nolint:paralleltest // others' load would blur what it measures
	var log, shown safe
	base := serveFor(t, settings{
		storeSettings: storeSettings{DatabaseURL: storetest.DB(t), SecretKey: "a key of tests that is long enough", DataDir: t.TempDir()},
		RedisURL:      storetest.RedisURL(t), Hotline: "0274 000 0001", LookupLimits: "1000000/1h,1000000/1h", TrustedProxies: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, DeskTimes: "5m,15m,20m", TZ: "Asia/Ho_Chi_Minh",
	}, &log, &shown)
	// Three standard deviations of as many tosses of a fair coin: 67. Once in four hundred
	// times a fair coin is past it, so a second round has to say the same.
	if tells(slowerHits(t, base, 1000)) && tells(slowerHits(t, base, 1000+timingPairs)) {
		t.Error("the time tells a hit from a miss, twice")
	}
}

func tells(slower int) bool {
	return slower > timingPairs/2+67 || slower < timingPairs/2-67
}

// slowerHits is in how many pairs the hit was the slower one; the misses' numbers begin
// at first.
func slowerHits(t *testing.T, base string, first int) int {
	t.Helper()
	var (
		mu           sync.Mutex
		hits, misses []time.Duration
		slower       int
		all          sync.WaitGroup
	)
	for worker := range timingWorkers {
		each := timingPairs / timingWorkers
		all.Go(func() {
			pairs(t, base, first+worker*each, each, func(hit, miss time.Duration) {
				mu.Lock()
				defer mu.Unlock()
				hits, misses = append(hits, hit), append(misses, miss)
				if hit > miss {
					slower++
				}
			})
		})
	}
	all.Wait()
	slices.Sort(hits)
	slices.Sort(misses)
	t.Logf("the hit was slower in %d of %d pairs; median hit %v, miss %v", slower, timingPairs, hits[len(hits)/2], misses[len(misses)/2])
	return slower
}

// pairs sends n pairs of the planted code and its neighbours from one visitor.
func pairs(t *testing.T, base string, first, n int, measured func(hit, miss time.Duration)) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Error(err)
		return
	}
	client := &http.Client{Jar: jar}
	for i := range n {
		codes := []string{plantedCode, strings.Replace(plantedCode, "7777", strconv.Itoa(first+i), 1)}
		if i%2 == 1 { // neither always comes first
			slices.Reverse(codes)
		}
		took := map[string]time.Duration{}
		for _, code := range codes {
			if took[code], err = timed(t, client, base, code); err != nil {
				t.Error(err)
				return
			}
		}
		miss := took[codes[1-i%2]]
		measured(took[plantedCode], miss)
	}
}

func timed(t *testing.T, client *http.Client, base, code string) (time.Duration, error) {
	t.Helper()
	body := fmt.Sprintf(`{"id":%q,"text":%q}`, uuid.NewString(), code)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, base+"/chat/messages", strings.NewReader(body))
	if err != nil {
		return 0, err
	}
	req.Header.Set("Content-Type", "application/json")
	// Each from a network of its own, for a network has limits that no setting widens.
	req.Header.Set("X-Forwarded-For", fmt.Sprintf("203.%d.%d.%d", rand.N(256), rand.N(256), rand.N(256)))
	start := time.Now()
	res, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	took := time.Since(start)
	if res.Body.Close(); res.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("status %d", res.StatusCode)
	}
	return took, nil
}
