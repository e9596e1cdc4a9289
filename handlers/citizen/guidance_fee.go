package citizen

import (
	"context"
	"slices"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/procedure"
	"motcua/internal/words"
)

// "Chưa công bố", "do tỉnh quy định" and "miễn" are three messages. An empty field is
// never free of charge.

// fees tells what each way costs, and the published text with its exemptions word by word.
func (h *Handler) fees(ctx context.Context, t *Talk, about string) error {
	x, err := h.guidance(ctx, t, about)
	if err != nil || x == nil {
		return err
	}
	t.topic().Aspect = verbFees
	if x.g.Gone || x.nameOnly() {
		x.sayCard()
		return nil
	}
	c := x.newCard()
	x.all = true
	value := x.feeWords()
	c.Facts = []chat.Fact{{Name: x.charge(), Value: value}}
	text := []string{x.Text("guidance.fee_head", words.Args{"called": inside(c.Title), "name": x.charge(), "fee": value})}
	if x.feeUnknown() {
		c.Phone = x.place.hotline
		text[0] = sentences(text[0], x.Text("guidance.ask_counter", nil))
	}
	c.Notes = append(x.feeTexts(), x.Text("guidance.fee.never", nil))
	text = append(text, c.Notes...)
	text = append(text, x.linkLine(&c))
	x.reply(c, text)
	t.Offer(x.choices(verbFees)...)
	return nil
}

// charge is what the sum is called: certification takes a "phí", the rest a "lệ phí".
func (x *guidance) charge() string {
	if strings.EqualFold(x.g.Field, "Chứng thực") {
		return x.Text("guidance.fact.charge", nil)
	}
	return x.Text("guidance.fact.fee", nil)
}

// feeWords is what it costs: once where all ways are alike, else each way.
func (x *guidance) feeWords() string {
	return x.eachWay(func(w procedure.Way) wayWords {
		f := x.feeNow(w.Fee)
		own := wayWords{what: x.oneFee(f), known: f.Unsure || f.Kind != procedure.FeeUnpublished}
		if own.known && !f.Unsure && !f.FromUnit {
			own.note = x.aside(f.Note)
		}
		return own
	})
}

// feeNow is a fee as it is on this day: what was for a time only ends with its last day.
func (x *guidance) feeNow(f procedure.Fee) procedure.Fee {
	year, month, day := x.Now.Date()
	return f.On(time.Date(year, month, day, 12, 0, 0, 0, time.UTC))
}

// feeUnknown reports that there is a sum, or may be one, and nobody can say which.
func (x *guidance) feeUnknown() bool {
	for _, w := range x.g.Ways {
		if f := x.feeNow(w.Fee); !f.Unsure && f.Kind != procedure.FeeUnpublished && f.Kind != procedure.FeeByProvince {
			return false
		}
	}
	return true
}

// oneFee is the fee of one way inside a sentence.
func (x *guidance) oneFee(f procedure.Fee) string {
	switch {
	case f.FromUnit:
		return x.Text("guidance.fee.unit", words.Args{"unit": x.ownUnit(), "text": shorten(strings.TrimSuffix(tidy(f.Text), "."), 200)})
	case f.Unsure:
		return x.Text("guidance.fee.unsure", nil)
	case f.Reduced == 0 && !f.Until.IsZero():
		last := f
		last.Until = time.Time{}
		return x.Text("guidance.fee.until", words.Args{"fee": x.oneFee(last), "until": x.date(f.Until)})
	case f.Kind == procedure.FeeFree:
		return x.Text("guidance.fee.free", nil)
	case f.Kind == procedure.FeeByProvince:
		return x.Text("guidance.fee.by_province", words.Args{"province": x.province()})
	case f.Kind == procedure.FeeAmount && f.Amount > 0:
		return x.amount(f)
	case f.Kind == procedure.FeeMixed:
		return x.mixed(f)
	}
	return x.Text("guidance.fee.unpublished", nil)
}

// ownUnit names whose own word an overlay is.
func (x *guidance) ownUnit() string {
	if x.place.hasPlace {
		return x.nameOf(x.place.counter.Name)
	}
	return x.Text("card.office", nil)
}

// amount is one sum; a reduced one only as long as it holds.
func (x *guidance) amount(f procedure.Fee) string {
	sum := x.money(f.Amount)
	if per := x.say(f.Per); per != "" {
		sum += "/" + per
	}
	if f.Reduced > 0 {
		return x.Text("guidance.fee.reduced", words.Args{"reduced": x.money(f.Reduced), "until": x.date(f.Until), "sum": sum})
	}
	return sum
}

func (x *guidance) mixed(f procedure.Fee) string {
	args := words.Args{"least": x.money(f.Amount), "most": x.money(f.Most)}
	switch {
	case f.Most > f.Amount && f.Amount > 0:
		return x.Text("guidance.fee.from_to", args)
	case f.Amount > 0 && f.Most == 0:
		return x.Text("guidance.fee.from", args)
	case f.Most > 0:
		return x.Text("guidance.fee.up_to", args)
	}
	return x.Text("guidance.fee.by_case", nil)
}

// money is a sum of đồng.
func (t *Talk) money(sum int64) string {
	if sum == 0 {
		return t.Text("guidance.fee.zero", nil)
	}
	sep := "."
	if t.Lang != words.First {
		sep = ","
	}
	return t.Text("guidance.fee.sum", words.Args{"sum": grouped(sum, sep)})
}

// grouped writes a number with its thousands apart.
func grouped(n int64, sep string) string {
	var parts []string
	digits := number(int(n))
	for len(digits) > 3 {
		parts = append([]string{digits[len(digits)-3:]}, parts...)
		digits = digits[:len(digits)-3]
	}
	return strings.Join(append([]string{digits}, parts...), sep)
}

// feeTexts are the published words about fees, each once: exemptions stand in them.
func (x *guidance) feeTexts() []string {
	var out, published []string
	for _, w := range x.g.Ways {
		if w.Fee.FromUnit || w.Fee.Unsure {
			continue
		}
		if note := x.say(w.Fee.Note); x.aside(w.Fee.Note) == "" && note != "" && !slices.Contains(out, ended(note)) {
			out = append(out, ended(note))
		}
		text := strings.TrimSuffix(shorten(tidy(x.feeNow(w.Fee).Text), 900), ".")
		if text == "" || slices.Contains(published, text) {
			continue
		}
		published = append(published, text)
		out = append(out, x.Text("guidance.fee.published", words.Args{"text": ended(text)}))
	}
	return out
}
