package report

// natural is what a kind is a share of in form II.06a and by Quyết định 766/QĐ-TTg.
var natural = map[Kind]Kind{
	OnlineIn: Received, CounterIn: Received, Early: Resolved, OnTime: Resolved, Late: Resolved,
	OpenInTime: Open, OpenLate: Open, Digitised: Returned, EResult: Returned,
}

// rounds reports whether the percentage is right, rounded half up to the decimals printed.
func (p Printed) rounds(part, base int64) bool { return (2*p.scale()*part+base)/(2*base) == p.Digits }

// cut reports whether it is right with the rest of the decimals cut off.
func (p Printed) cut(part, base int64) bool { return p.scale()*part/base == p.Digits }

// scale is what 1 is in the last decimal printed. Counts of offices are below 10^9, and at
// most four decimals are read.
func (p Printed) scale() int64 {
	n := int64(100)
	for range p.Decimals {
		n *= 10
	}
	return n
}

// base is a figure that a percentage may be a share of.
type base struct {
	place *place
	kind  Kind
	n     int64
}

func (b base) known() bool { return b.n > 0 }

// percentage finds what a printed percentage is a share of.
func (c *checker) percentage(claim *Claim) {
	p := c.places[claim.Place]
	said := p.base(claim.Of)
	expected := said
	if claim.Of == "" {
		expected = p.base(natural[claim.Counts])
	}
	args := map[string]any{"n": claim.Value, "percent": *claim.Percent}
	switch fits, rounded := c.fits(claim, expected); {
	case fits.known():
		c.judge(p, claim, fits, rounded, args)
	case said.known():
		args["share"] = Share{claim.Value, said.n, ofKind(said.kind)}
		c.find(Impossible, p, claim.Counts, "check.wrong", args)
	case expected.known():
		c.find(OtherBase, p, claim.Counts, "check.of_nothing", args)
	default:
		c.find(Silent, p, claim.Counts, "check.of_nothing", args)
	}
}

// judge says what is to be said of a percentage whose base is found.
func (c *checker) judge(p *place, claim *Claim, fits base, rounded bool, args map[string]any) {
	share := Share{claim.Value, fits.n, ofKind(fits.kind)}
	args["share"], args["of"], args["base"] = share, ofKind(fits.kind), fits.n
	expected := claim.Of
	if expected == "" {
		expected = natural[claim.Counts]
	}
	other := expected != "" && (fits.kind != expected || fits.place != p)
	args["expected"] = ofKind(expected)
	switch {
	case other && claim.Of == "":
		c.find(OtherBase, p, claim.Counts, "check.unexpected", args)
	case other:
		c.find(OtherBase, p, claim.Counts, "check.other_base", args)
	case rounded:
		c.find(AddsUp, p, claim.Counts, "check.right", args)
	}
	if !rounded {
		c.find(CutOff, p, claim.Counts, "check.cut_off", args)
	}
}

// base is a kind's figure in a place.
func (p *place) base(k Kind) base { return base{p, k, p.value[k]} }

// fits finds the figure that a percentage is a share of: first what it is said or expected
// to be, then the place's others, then the whole's; one that it is rounded of before one of
// which its digits are cut off.
func (c *checker) fits(claim *Claim, expected base) (fits base, rounded bool) {
	p := c.places[claim.Place]
	candidates := []base{expected}
	for _, at := range c.around(p) {
		for _, k := range kinds {
			if k != claim.Counts && k != PaidDong {
				candidates = append(candidates, at.base(k))
			}
		}
	}
	if expected.known() && claim.Percent.cut(claim.Value, expected.n) {
		return expected, claim.Percent.rounds(claim.Value, expected.n)
	}
	for _, b := range candidates {
		if b.n >= max(1, claim.Value) && claim.Percent.rounds(claim.Value, b.n) {
			return b, true
		}
	}
	for _, b := range candidates {
		if b.n >= max(1, claim.Value) && claim.Percent.cut(claim.Value, b.n) {
			return b, false
		}
	}
	return base{}, false
}

// around is the place itself, then the whole.
func (c *checker) around(p *place) []*place {
	if c.Whole == "" || p.name == c.Whole {
		return []*place{p}
	}
	return []*place{p, c.at(c.Whole)}
}

// unsaid tells the shares that follow from printed figures and are not printed themselves.
func (c *checker) unsaid(p *place) {
	for _, k := range kinds {
		claim := p.claims[k]
		if claim == nil || claim.About {
			continue
		}
		b, ok := c.bases(p, k)
		if !ok || claim.Value > b.n || claim.tells(b) {
			continue
		}
		args := map[string]any{"share": Share{claim.Value, b.n, ofKind(b.kind)}}
		key := "check.share"
		switch k {
		case PaidOnline:
			key = "check.paid"
		case EResult:
			key = "check.e_result"
		case CounterIn:
			continue // it is 100 less the online share
		}
		c.find(Silent, p, k, key, args)
	}
}

// tells reports whether the percentage printed is one of that base, or said to be.
func (c *Claim) tells(b base) bool {
	return c.Percent != nil && (c.Of == b.kind || c.Percent.rounds(c.Value, b.n) || c.Percent.cut(c.Value, b.n))
}

// bases is what a figure is to be held against: its natural base; for payments, of which
// nobody prints how many dossiers had a fee, what was received, here or else in the whole.
func (c *checker) bases(p *place, k Kind) (base, bool) {
	if k != PaidOnline {
		b := p.base(natural[k])
		return b, b.known()
	}
	for _, at := range c.around(p) {
		if b := at.base(Received); b.known() {
			return b, true
		}
	}
	return base{}, false
}
