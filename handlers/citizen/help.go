package citizen

// help says what the assistant does, what it does not, and what it never asks for.
func (t *Talk) help() {
	t.Say("help.text", nil)
	if t.desk {
		t.More(t.Text("help.human", nil))
	}
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("lookup.where.choice", verbWhere),
		t.choice("office.choice", verbOffice), t.otherLanguage())
}
