package citizen

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
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
}

// cancel drops what is going on here; the dossier at the office is another thing,
// and people fear for it.
func (t *Talk) cancel() {
	if t.Awaited == "" {
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

// complaint points to who takes complaints; nothing is sent in anyone's name.
func (t *Talk) complaint() {
	t.Say("smalltalk.complaint", nil)
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
}

// howto answers questions about procedures: the counter knows.
func (t *Talk) howto() {
	t.sayContact("smalltalk.howto", "smalltalk.howto_call")
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
}

// grief comes first when somebody has died; then one task, and no hurry.
func (t *Talk) grief() {
	t.Say("smalltalk.grief", nil)
	t.Offer(t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
}

// scam says first what not to do. It never judges whether a caller is genuine.
func (t *Talk) scam() {
	t.Say("smalltalk.scam", nil)
	t.replies[len(t.replies)-1].Sign = signAttention
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
}

// notUnderstood says what can be asked; at the second time running, where people are.
func (t *Talk) notUnderstood() {
	switch {
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
