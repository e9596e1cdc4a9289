package report

import (
	"fmt"
	"slices"
	"strings"

	"motcua/internal/words"
)

// Verdict is what Check thinks of a figure.
type Verdict string

// Verdicts.
const (
	AddsUp     Verdict = "adds_up"
	OtherBase  Verdict = "other_base" // right, but a share of something else than one is told, or than one expects
	CutOff     Verdict = "cut_off"    // right but for its last digit: cut off, not rounded
	Apart      Verdict = "apart"      // two figures that should meet do not
	Impossible Verdict = "impossible"
	Silent     Verdict = "silent" // it follows, or it would have to be said, and is not
)

// In names it.
func (v Verdict) In(lang string) string { return texts.Say(lang, "check.verdict."+string(v)) }

// Good reports whether nobody has to do anything.
func (v Verdict) Good() bool { return v == AddsUp }

// Finding is one thing that Check found.
type Finding struct {
	Verdict Verdict `json:"verdict"`
	Place   string  `json:"place,omitempty"`
	Counts  Kind    `json:"counts"`
	Says    Words   `json:"says"`
}

// Check recomputes published figures from one another: by the identities of form II.06a,
// and each percentage from the figures it may be a share of.
func Check(p *Published) []Finding {
	c := &checker{Published: p, places: map[string]*place{}}
	for i := range p.Claims {
		c.at(p.Claims[i].Place).take(&p.Claims[i])
	}
	for _, name := range c.names {
		if name != p.Whole {
			c.sums(c.places[name])
		}
	}
	if p.Whole != "" {
		c.together(c.at(p.Whole))
		c.sums(c.at(p.Whole))
	}
	for i := range p.Claims {
		if p.Claims[i].Percent != nil {
			c.percentage(&p.Claims[i])
		}
	}
	for _, name := range c.names {
		c.parts(c.places[name])
		c.leftOver(c.places[name])
		c.unsaid(c.places[name])
		c.returned(c.places[name])
	}
	return c.found
}

type checker struct {
	*Published

	names  []string
	places map[string]*place
	found  []Finding
}

// place is what is known of one place: what is printed, and what follows from it.
type place struct {
	name   string
	value  map[Kind]int64
	claims map[Kind]*Claim // what is printed
}

// prints reports whether any of these is printed for the place.
func (p *place) prints(some ...Kind) bool {
	return slices.ContainsFunc(some, func(k Kind) bool { return p.claims[k] != nil })
}

// at is the place of that name.
func (c *checker) at(name string) *place {
	if c.places[name] == nil {
		c.places[name] = &place{name: name, value: map[Kind]int64{}, claims: map[Kind]*Claim{}}
		c.names = append(c.names, name)
	}
	return c.places[name]
}

func (p *place) take(c *Claim) {
	p.claims[c.Counts] = c
	if !c.About {
		p.value[c.Counts] = c.Value
	}
}

// find keeps a finding; each argument is a count, or words already.
func (c *checker) find(v Verdict, p *place, k Kind, key string, args map[string]any) {
	c.found = append(c.found, Finding{Verdict: v, Place: p.name, Counts: k, Says: Words{
		Vi: texts.Say("vi", key, inWords("vi", k, args)),
		En: texts.Say("en", key, inWords("en", k, args)),
	}})
}

func inWords(lang string, k Kind, args map[string]any) words.Args {
	out := words.Args{"what": kindNames[k].In(lang)}
	for name, v := range args {
		switch v := v.(type) {
		case int64:
			out[name] = NumberIn(lang, v)
		case string:
			out[name] = v
		case interface{ In(lang string) string }:
			out[name] = v.In(lang)
		}
	}
	return out
}

// A sum is an identity of form II.06a.
type sum struct {
	total Kind
	parts []Kind
}

var sums = []sum{
	{Received, []Kind{OnlineIn, CounterIn}},
	{ToHandle, []Kind{Received, Carried}},
	{Resolved, []Kind{Early, OnTime, Late}},
	{Open, []Kind{OpenInTime, OpenLate}},
	{ToHandle, []Kind{Resolved, Open}},
}

// sums looks at each identity: whether it holds, or what one figure of it would have to be.
func (c *checker) sums(p *place) {
	done := make([]bool, len(sums))
	for again := true; again; {
		again = false
		for i, s := range sums {
			unknown := s.unknown(p)
			if done[i] || len(unknown) > 1 {
				continue
			}
			done[i], again = true, true
			if len(unknown) == 1 {
				c.follow(p, s, unknown[0])
			} else {
				c.hold(p, s)
			}
		}
	}
}

func (s sum) unknown(p *place) []Kind {
	var out []Kind
	for _, k := range append([]Kind{s.total}, s.parts...) {
		if _, ok := p.value[k]; !ok {
			out = append(out, k)
		}
	}
	return out
}

// hold tells whether an identity holds. One of which nothing is printed was looked at where
// it is printed.
func (c *checker) hold(p *place, s sum) {
	if !p.prints(append(s.parts, s.total)...) {
		return
	}
	added := int64(0)
	for _, k := range s.parts {
		added += p.value[k]
	}
	args := map[string]any{"total": p.value[s.total], "sum": s.written(p, s.total), "added": added, "apart": abs(p.value[s.total] - added)}
	if added == p.value[s.total] {
		c.find(AddsUp, p, s.total, "check.sum", args)
		return
	}
	c.find(Impossible, p, s.total, "check.no_sum", args)
}

// follow tells what the one unknown figure of an identity is.
func (c *checker) follow(p *place, s sum, k Kind) {
	n := p.value[s.total]
	for _, part := range s.parts {
		if k == s.total {
			n += p.value[part]
		} else if part != k {
			n -= p.value[part]
		}
	}
	args := map[string]any{"n": n, "sum": s.written(p, k)}
	if n < 0 {
		c.find(Impossible, p, k, "check.negative", args)
		return
	}
	p.value[k] = n
	if p.prints(k) || !p.prints(append(s.parts, s.total)...) {
		return // printed as "about", or told where its parts are printed
	}
	if base, ok := p.value[natural[k]]; ok && base > 0 && n <= base {
		args["share"] = Share{n, base, ofKind(natural[k])}
		c.find(Silent, p, k, "check.follows_share", args)
		return
	}
	c.find(Silent, p, k, "check.follows", args)
}

// written is the identity solved for one figure of it: "10.816 − 8.906 − 1.638".
func (s sum) written(p *place, k Kind) Words {
	in := func(lang string) string {
		var out []string
		sign := " + "
		if k != s.total {
			out, sign = append(out, NumberIn(lang, p.value[s.total])), " − "
		}
		for _, part := range s.parts {
			if part != k {
				out = append(out, NumberIn(lang, p.value[part]))
			}
		}
		return strings.Join(out, sign)
	}
	return Words{Vi: in("vi"), En: in("en")}
}

// together adds the places up: what the whole does not print follows from them, and what it
// prints is held against them.
func (c *checker) together(whole *place) {
	for _, k := range kinds {
		n, all := int64(0), len(c.names) > 1
		for _, name := range c.names {
			if name == whole.name {
				continue
			}
			v, ok := c.places[name].value[k]
			n, all = n+v, all && ok
		}
		printed, ok := whole.value[k]
		switch args := map[string]any{"total": printed, "n": n, "apart": abs(printed - n)}; {
		case !all:
		case !ok:
			whole.value[k] = n
		case printed == n:
			c.find(AddsUp, whole, k, "check.places", args)
		default:
			c.find(Impossible, whole, k, "check.no_places", args)
		}
	}
}

// within is what is part of what.
var within = [][2]Kind{
	{OnlineIn, Received}, {CounterIn, Received}, {Received, ToHandle}, {Resolved, ToHandle}, {Open, ToHandle},
	{Early, Resolved}, {OnTime, Resolved}, {Late, Resolved}, {OpenInTime, Open}, {OpenLate, Open},
	{Digitised, Returned}, {EResult, Returned}, {PaidOnline, ToHandle},
}

// parts finds parts that are greater than what they are part of.
func (c *checker) parts(p *place) {
	for _, w := range within {
		part, ok := p.value[w[0]]
		all, known := p.value[w[1]]
		if ok && known && part > all && p.prints(w[0], w[1]) {
			c.find(Impossible, p, w[0], "check.too_many", map[string]any{"n": part, "all": all, "of": ofKind(w[1])})
		}
	}
}

// leftOver are the received that are neither early nor on time, where nothing says what
// became of them.
func (c *checker) leftOver(p *place) {
	received, ok := p.value[Received]
	_, resolved := p.value[Resolved]
	early, some := p.value[Early]
	onTime, more := p.value[OnTime]
	late := p.value[Late]
	if !ok || !some || !more || resolved || !p.prints(Early) || !p.prints(OnTime) {
		return
	}
	left := received + p.value[Carried] - early - onTime - late
	args := map[string]any{"n": abs(left), "share": Share{left, received, ofKind(Received)}}
	switch {
	case left > 0:
		c.find(Silent, p, Resolved, "check.left_over", args)
	case left < 0:
		c.find(Silent, p, Carried, "check.carried", args)
	}
}

// returned holds what was returned against what was resolved, as far as that is known.
func (c *checker) returned(p *place) {
	returned, ok := p.value[Returned]
	if !ok || !p.prints(Returned) {
		return
	}
	key := "check.returned_least"
	if _, known := p.value[Resolved]; known {
		key = "check.returned"
	}
	if resolved := c.atLeast(p); resolved > returned {
		args := map[string]any{"n": returned, "resolved": resolved, "apart": resolved - returned}
		c.find(Apart, p, Returned, key, args)
	}
}

// atLeast is how many were resolved at least, in the whole by what its places say.
func (c *checker) atLeast(p *place) int64 {
	if n, ok := p.value[Resolved]; ok {
		return n
	}
	least := p.value[Early] + p.value[OnTime] + p.value[Late]
	if p.name != c.Whole || c.Whole == "" {
		return least
	}
	sum := int64(0)
	for _, name := range c.names {
		if name != c.Whole {
			sum += c.atLeast(c.places[name])
		}
	}
	return max(least, sum)
}

func ofKind(k Kind) Words {
	w := kindNames[k]
	return Words{Vi: "hồ sơ " + w.Vi, En: "dossiers " + w.En}
}

// Text tells the findings a person at a terminal reads, those that need nobody last.
func Text(lang string, p *Published, all []Finding) string {
	var b strings.Builder
	if p.Title != "" {
		b.WriteString(p.Title + "\n\n")
	}
	sorted := slices.Clone(all)
	slices.SortStableFunc(sorted, func(x, y Finding) int { return order(x.Verdict) - order(y.Verdict) })
	var last Verdict
	for _, f := range sorted {
		if f.Verdict != last {
			if last != "" {
				b.WriteString("\n")
			}
			fmt.Fprintf(&b, "%s\n", f.Verdict.In(lang))
			last = f.Verdict
		}
		head := kindNames[f.Counts].In(lang)
		if f.Place != "" {
			head = f.Place + ", " + head
		}
		fmt.Fprintf(&b, "  %s: %s\n", head, f.Says.In(lang))
	}
	return b.String()
}

func order(v Verdict) int {
	return slices.Index([]Verdict{Impossible, Apart, OtherBase, CutOff, Silent, AddsUp}, v)
}
