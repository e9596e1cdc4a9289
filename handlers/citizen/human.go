package citizen

// human answers who wants a person. Nobody can be put through yet: it says so, and
// where people are.
func (t *Talk) human() {
	t.sayContact("human.text", "human.call")
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
}

// sayContact says a text and the counter's name, address and hours under it; alone
// is the text where no counter is known.
func (t *Talk) sayContact(with, alone string) {
	if !t.place.hasPlace {
		t.Say(alone, nil)
		return
	}
	t.Say(with, nil)
	t.More(t.counter().lines...)
}
