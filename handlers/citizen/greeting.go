package citizen

// hello says who speaks and what can be asked. Said once, it is short.
func (t *Talk) hello() {
	if !t.Session.Greeted {
		t.introduce()
		return
	}
	t.Say("greeting.again", nil)
	t.offerAll()
}

// introduce says in full who speaks, to whoever asks.
func (t *Talk) introduce() {
	t.Say("greeting.hello", nil)
	if t.desk {
		t.More(t.Text("greeting.human", nil))
	}
	t.introduced = true
	t.offerAll()
}
