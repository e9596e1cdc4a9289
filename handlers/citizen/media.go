package citizen

// media answers what is not text: it cannot be read here.
func (t *Talk) media() {
	t.Say("media.not_taken", nil)
	t.offerWhere()
}
