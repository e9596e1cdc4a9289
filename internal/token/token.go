// Package token holds the rules of what lets another system use the API: what a token may
// do, for which source and which offices, and until when. It must not know HTTP or SQL.
package token

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"motcua/internal/unit"
)

// Scope is one thing that a token lets its bearer do.
type Scope string

// Scopes.
const (
	Push   Scope = "push"   // send dossiers and steps
	Tell   Scope = "tell"   // have more followers told by a push than TellMost
	Report Scope = "report" // read figures
)

// Scopes are all there are.
var Scopes = []Scope{Push, Tell, Report}

// ParseScopes reads what somebody wrote on a command line.
func ParseScopes(words []string) ([]Scope, error) {
	var out []Scope
	for _, w := range words {
		s := Scope(strings.ToLower(strings.TrimSpace(w)))
		if !slices.Contains(Scopes, s) {
			return nil, fmt.Errorf("scope %q is not known: there are push (send dossiers), tell (have many followers told), report (read figures)", w)
		}
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	switch {
	case len(out) == 0:
		return nil, errors.New("a token without a scope can do nothing: add --scope push, --scope report or both")
	case slices.Contains(out, Tell) && !slices.Contains(out, Push):
		return nil, errors.New("scope tell is nothing without push: add --scope push as well")
	}
	return out, nil
}

// TellMost is how many followers a token may have told in an hour without asking for it: data
// that is wrong in some way changes everything at once, and in small pieces as well.
const TellMost = 1000

// tellSpan is the hour in which they are counted.
const tellSpan = time.Hour

// Bounds are the data that a token may touch.
type Bounds struct {
	Source string   // the only source, "" any
	Units  []string // codes of units, with those below them; none: all
}

// Bound says that there is a bound at all.
func (b Bounds) Bound() bool { return b.Source != "" || len(b.Units) > 0 }

// HoldsSource says whether data of this source is within.
func (b Bounds) HoldsSource(source string) bool { return b.Source == "" || b.Source == source }

// deepest is how far one unit lies below another at most.
const deepest = 16

// HoldsUnit says whether the unit that is named so on that day is within. One that nobody
// knows is not.
func (b Bounds) HoldsUnit(d *unit.Directory, ref string, at time.Time) bool {
	if len(b.Units) == 0 {
		return true
	}
	u, ok := d.Find(ref, at)
	for range deepest {
		if !ok {
			return false
		}
		if slices.ContainsFunc(b.Units, func(code string) bool { return strings.EqualFold(code, u.Code) }) {
			return true
		}
		u, ok = d.Parent(u)
	}
	return false
}

// Token is what is known of one. Times that are zero have not come, or never will.
type Token struct {
	ID     int64
	Name   string
	Scopes []Scope
	Bounds

	MadeAt    time.Time
	Until     time.Time
	RevokedAt time.Time
	UsedAt    time.Time

	Told      int // followers told since ToldSince
	ToldSince time.Time
}

// Live says whether it can be used.
func (t *Token) Live(now time.Time) bool {
	return t.RevokedAt.IsZero() && (t.Until.IsZero() || now.Before(t.Until))
}

// May says whether it lets its bearer do that.
func (t *Token) May(s Scope) bool { return slices.Contains(t.Scopes, s) }

// TellLeft is how many followers it may have told now without asking.
func (t *Token) TellLeft(now time.Time) int {
	if now.Sub(t.ToldSince) >= tellSpan {
		return TellMost
	}
	return max(0, TellMost-t.Told)
}

// CountsSince is since when followers told still count.
func CountsSince(now time.Time) time.Time { return now.Add(-tellSpan) }

// Prefix lets people and scanners of leaked secrets see what it is.
const Prefix = "motcua_"

// New makes a token: what its bearer keeps, and what we keep of it.
func New() (string, []byte) {
	text := Prefix + rand.Text() // 130 bits: nobody finds one by trying
	return text, Hash(text)
}

// Hash is what is kept of a token. It was drawn at random, so it needs no key and no slow hash.
func Hash(text string) []byte {
	h := sha256.Sum256([]byte(text))
	return h[:]
}
