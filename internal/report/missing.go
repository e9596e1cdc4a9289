package report

import (
	"time"

	"motcua/internal/words"
)

// missing says what lies outside the figures, or in them only half.
func missing(sum *Tally, r *Report, units Units, this []Tally) []Words {
	var out []Words
	say := func(n int64, key string, args ...words.Args) {
		if n > 0 {
			out = append(out, both(key, args, n))
		}
	}
	unknown, unsaid := strangers(units, this)
	say(unknown, "missing.unit_unknown")
	say(unsaid, "missing.unit_unsaid")
	say(sum.Unsaid, "missing.channel")
	say(sum.Rejected, "missing.rejected")
	say(sum.NoDue, "missing.no_due")
	say(sum.resolved()-sum.Timed, "missing.no_receipt")
	for i := range r.Digital.Sources {
		if s := &r.Digital.Sources[i]; !s.Kept {
			say(s.Returned, "missing.not_digital", words.Args{"source": s.Name})
		}
	}
	if sum.received() > 0 {
		say(sum.received()-sum.FeeBearing, "missing.fee")
	}
	if sum.PaidOnline == sum.FeeBearing && sum.received() > sum.FeeBearing {
		say(sum.PaidOnline, "missing.fee_of_paid")
	}
	return append(out, both("missing.indices", nil, 0))
}

// strangers counts what is of Units that the directory does not know, and of none.
func strangers(units Units, this []Tally) (unknown, unsaid int64) {
	for i := range this {
		t := &this[i]
		switch l := units.byUnit(t); l.rank {
		case stranger:
			unknown += t.received() + t.Carried
		case nameless:
			unsaid += t.received() + t.Carried
		}
	}
	return unknown, unsaid
}

// both says a text in both languages with its count.
func both(key string, args []words.Args, n int64) Words {
	in := func(lang string) string {
		return texts.Say(lang, key, append([]words.Args{{"n": NumberIn(lang, n)}}, args...)...)
	}
	return Words{Vi: in("vi"), En: in("en")}
}

// SourceLate adds that a source has sent nothing since a time at which it should have.
func (r *Report) SourceLate(source string, since time.Time) {
	r.Missing = append(r.Missing, both("missing.source_late", []words.Args{{"source": source, "since": day(since, dayFormat)}}, 0))
}
