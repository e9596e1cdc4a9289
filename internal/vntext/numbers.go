package vntext

// Kind is what a private number is.
type Kind string

// Kinds of private numbers, as Redact names them.
const (
	Identity    Kind = "identity" // identity number: 12 digits, or 9 on old cards
	Phone       Kind = "phone"
	Card        Kind = "card" // bank card
	OneTimeCode Kind = "otp"
)

// Number is a private number at text[Start:End].
type Number struct {
	Start, End int
	Kind       Kind
}

// maxGroups is how many groups one number is written in at most: a card of 19
// digits has five.
const maxGroups = 5

// FindNumbers finds phones, identity numbers and cards, also when they are written
// in groups ("0903 123 456"). It reads ASCII digits and does not know dossier
// codes: blank those out before.
func FindNumbers(text string) []Number {
	var found []Number
	for i := 0; i < len(text); {
		if !digit(text[i]) {
			i++
			continue
		}
		if n, ok := numberAt(text, i); ok {
			found = append(found, n)
			i = n.End
			continue
		}
		i += digitsAt(text, i)
	}
	return found
}

// numberAt reads the longest private number that begins with the digit at i.
func numberAt(text string, i int) (Number, bool) {
	var g grouped
	g.plus = i > 0 && text[i-1] == '+'
	var ends [maxGroups]int
	var kinds [maxGroups]Kind
	n := 0
	for at := i; n < maxGroups; n++ {
		size := digitsAt(text, at)
		g.add(text[at : at+size])
		ends[n], kinds[n] = at+size, g.kind()
		next, ok := nextGroup(text, at+size)
		if !ok {
			n++
			break
		}
		g.spaces = g.spaces && text[next-1] == ' '
		at = next
	}
	for n--; n >= 0; n-- {
		if kinds[n] != "" {
			return Number{i, ends[n], kinds[n]}, true
		}
	}
	return Number{}, false
}

// nextGroup finds where the next group of the same number begins: behind one
// space, dot or dash, or behind the bracket of "(028) 3822".
func nextGroup(text string, i int) (int, bool) {
	if i < len(text) && text[i] == ')' {
		i++
	}
	if i < len(text) && (text[i] == ' ' || text[i] == '.' || text[i] == '-') {
		i++
	}
	return i, i < len(text) && digit(text[i])
}

func digitsAt(text string, i int) int {
	n := 0
	for i+n < len(text) && digit(text[i+n]) {
		n++
	}
	return n
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// grouped is a number as it is written: its digits and how they are grouped.
type grouped struct {
	digits [24]byte
	n      int // digits in all; beyond 24 it is nothing we know
	sizes  [maxGroups]int
	groups int
	plus   bool
	spaces bool // all groups are parted by spaces
}

func (g *grouped) add(group string) {
	if g.groups == 0 {
		g.spaces = true
	}
	for i := 0; i < len(group) && g.n+i < len(g.digits); i++ {
		g.digits[g.n+i] = group[i]
	}
	g.n += len(group)
	g.sizes[g.groups] = len(group)
	g.groups++
}

func (g *grouped) kind() Kind {
	switch {
	case g.n < 9 || g.n > len(g.digits):
		return ""
	case g.phone():
		return Phone
	case g.identity():
		return Identity
	case g.card():
		return Card
	}
	return ""
}

// phone: ten digits from 0 on, the eleven of landlines and of +84. In groups the
// first two digits must be a real prefix, so that two numbers side by side are not one.
func (g *grouped) phone() bool {
	d := g.digits
	if g.plus {
		return g.n <= 15
	}
	if g.groups > 1 && g.sizes[0] < 3 && d[0] != '8' {
		return false // "09-10-2023-12" is a date
	}
	landline := d[0] == '0' && (d[1] == '1' || d[1] == '2')
	abroad := d[0] == '8' && d[1] == '4' && d[2] != '0'
	switch g.n {
	case 10:
		return d[0] == '0' && (g.groups == 1 || d[1] > '1')
	case 11:
		return landline || abroad
	}
	return false
}

// identity: twelve digits, or nine on old cards. In groups: twelve begin with 0
// (sums of money do not), nine stand in threes with spaces.
func (g *grouped) identity() bool {
	if g.groups == 1 {
		return g.n == 9 || g.n == 12
	}
	for _, size := range g.sizes[:g.groups] {
		if size < 3 {
			return false
		}
	}
	if g.n == 12 {
		return g.digits[0] == '0'
	}
	return g.n == 9 && g.groups == 3 && g.spaces && string(g.digits[6:9]) != "000"
}

// card: sixteen or nineteen digits, solid or in fours, whatever they add up to (a
// mistyped card is a card); other lengths only if the check digit is right.
func (g *grouped) card() bool {
	for _, size := range g.sizes[:g.groups-1] {
		if size != 4 {
			return false
		}
	}
	switch {
	case g.n == 16 || g.n == 19:
		return true
	case g.n < 13 || g.n > 19:
		return false
	}
	return luhn(g.digits[:g.n])
}

func luhn(digits []byte) bool {
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
