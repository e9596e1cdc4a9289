package citizen

import "motcua/internal/chat"

func (t *Talk) thanks() {
	t.Say("smalltalk.thanks", nil)
	t.offerAll()
}

func (t *Talk) bye() {
	t.Say("smalltalk.bye", nil)
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice))
}

func (t *Talk) fine() {
	t.Say("smalltalk.fine", nil)
	t.offerAll()
}

// anger is not answered with heat: it asks what to settle first.
func (t *Talk) anger() {
	t.Say("smalltalk.anger", nil)
	if t.said().words > 3 {
		t.keepDraft(t.text)
	}
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
}

// cancel drops what is going on here; the dossier at the office is another thing,
// and people fear for it.
func (t *Talk) cancel() {
	t.Session.Draft = ""
	if t.open() {
		t.askTakeBack()
		return
	}
	if t.Awaited == "" || drafts[t.Awaited] {
		t.Say("smalltalk.nothing", nil)
	} else {
		t.Say("smalltalk.cancelled", nil)
	}
	t.offerAll()
}

// withdraw answers who wants to withdraw or change a dossier: only the office can.
func (t *Talk) withdraw() {
	t.Say("smalltalk.withdraw", nil)
	t.Offer(t.choice("office.choice", verbOffice), t.choice("lookup.choice", verbLookup), t.choice("menu.choice", verbMenu))
}

// notUnderstood says what can be asked; at the second time running, where people are.
func (t *Talk) notUnderstood() {
	switch {
	case t.Session.Lost%2 == 1 && t.desk:
		t.lostToHuman()
	case t.Session.Lost%2 == 1:
		t.sayContact("smalltalk.lost_again", "smalltalk.lost_call")
		t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
	case t.Awaited == verbLookup:
		t.Say("lookup.ask_again", nil)
		t.Offer(t.choice("lookup.where.choice", verbWhere), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
		t.Await(verbLookup, "")
	default:
		t.Say("smalltalk.lost", nil)
		t.offerAll()
	}
	t.lost = true
}

// lostToHuman offers a person before anything else. What was written goes along, where it
// is more than a word or two.
func (t *Talk) lostToHuman() {
	if t.said().words < 3 {
		t.Say("smalltalk.lost_human", nil)
	} else {
		t.Say("smalltalk.lost_send", nil)
		t.keepDraft(t.text)
	}
	t.Offer(t.humanFirst(), t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
}

// humanFirst is the choice of a person where it is the first.
func (t *Talk) humanFirst() chat.Choice { return t.choice("human.choice", verbHuman) }
