// Package citizen holds what we may know of a person who asks, and how much of
// others' business they may come across. It must not know channels, SQL, Redis
// or sentences.
package citizen

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Asker is whoever looks codes up: the account, and the network it comes from.
// Net is a keyed hash, empty where the channel shows none.
type Asker struct {
	Account string
	Net     string
}

// Rate is so many in a period, given back evenly over it (GCRA).
type Rate struct {
	N   int
	Per time.Duration
}

// Limits bound lookups by code, since codes can be guessed: a hit is a code that
// was found, a miss a possible code of a family we hold that was not. A network
// is often a ward's Wi-Fi, so what counts there is wider.
type Limits struct {
	Off       bool
	Hits      Rate
	Misses    Rate
	NetHits   Rate
	NetMisses Rate
	Photos    Rate // that an account has read; N of 0 is as many as it likes
}

// StandardLimits are those of the privacy rules: 30 hits in ten minutes and 5
// misses an hour for an account, 1,000 hits and 30 misses an hour for a network. Reading
// a photo is work: ten an hour.
func StandardLimits() Limits {
	return Limits{
		Hits: Rate{30, 10 * time.Minute}, Misses: Rate{5, time.Hour},
		NetHits: Rate{1000, time.Hour}, NetMisses: Rate{30, time.Hour},
		Photos: Rate{10, time.Hour},
	}
}

// Half is the same, twice as strict: for a process that counts alone.
func (l Limits) Half() Limits {
	for _, r := range []*Rate{&l.Hits, &l.Misses, &l.NetHits, &l.NetMisses} {
		r.N = max(1, r.N/2)
	}
	if l.Photos.N > 0 {
		l.Photos.N = max(1, l.Photos.N/2)
	}
	return l
}

// ParseLimits reads "30/10m,5/1h" (hits, misses, per account) or "off".
func ParseLimits(text string) (Limits, error) {
	l := StandardLimits()
	if text == "off" {
		l.Off = true
		return l, nil
	}
	hits, misses, ok := strings.Cut(text, ",")
	if !ok {
		return l, fmt.Errorf("%q is not HITS/PERIOD,MISSES/PERIOD", text)
	}
	var err error
	if l.Hits, err = parseRate(hits); err != nil {
		return l, err
	}
	l.Misses, err = parseRate(misses)
	return l, err
}

func parseRate(text string) (Rate, error) {
	count, period, _ := strings.Cut(strings.TrimSpace(text), "/")
	n, err := strconv.Atoi(count)
	per, perErr := time.ParseDuration(period)
	if err != nil || perErr != nil || n < 1 || n > 1_000_000 || per/time.Duration(n) < time.Millisecond {
		return Rate{}, fmt.Errorf("%q is not like 30/10m", text)
	}
	return Rate{n, per}, nil
}

// Allowance is how many codes may be looked up now. Where it is none, Until is
// when the next may be.
type Allowance struct {
	Codes int
	Until time.Time
}
