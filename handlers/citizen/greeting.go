package citizen

import "motcua/internal/words"

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
	send := "greeting.code"
	if t.photos {
		send = "greeting.photo"
	}
	t.Say("greeting.hello", words.Args{"send": t.Text(send, nil)})
	if t.desk {
		t.More(t.Text("greeting.human", nil))
	}
	t.introduced = true
	t.offerAll()
}
