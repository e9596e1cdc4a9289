package mail

// Far takes the server for one that is not on this machine.
func (s *Sender) Far() { s.near = false }
