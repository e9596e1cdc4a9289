package proof

// Parts are the details of a dossier that somebody may see.
type Parts struct {
	Supplements bool // the papers that are asked for, and why
	Reasons     bool // why it was refused or stopped
	Amount      bool
	Result      bool
	List        bool // in the list of one's own dossiers
}

// Opens says what a proof opens. Of a dossier whose subject is a secret the weak one opens
// nothing: four digits and a year are known to any neighbour.
func Opens(s Strength, sensitive bool) Parts {
	switch {
	case s == Strong:
		return Parts{Supplements: true, Reasons: true, Amount: true, Result: true, List: true}
	case s == Weak && !sensitive:
		return Parts{Supplements: true}
	}
	return Parts{}
}
