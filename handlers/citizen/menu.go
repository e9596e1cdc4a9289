package citizen

import (
	"strconv"

	"motcua/internal/words"
)

// menu asks what is needed.
func (t *Talk) menu() {
	t.Say("menu.ask", nil)
	t.offerAll()
}

// unlisted answers a number that is not in the newest list.
func (t *Talk) unlisted(n int) {
	t.Say("menu.unlisted", words.Args{"number": strconv.Itoa(n)})
	t.Offer(t.Session.Choices...)
}

// offerAll offers every flow.
func (t *Talk) offerAll() {
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice),
		t.choice("help.choice", verbHelp), t.otherLanguage())
}
