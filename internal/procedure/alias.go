package procedure

// Alias is an everyday name of a procedure.
type Alias struct {
	Text string
	Code string
	Kind string // everyday, situation, abbreviation, southern, northern, central
	Mark string // "unchecked" until a person has compared it with the procedure
}

// Key is what makes two everyday names the same: marks count, ways of typing do not.
func (a *Alias) Key() string { return key(a.Text) }

// Shipped gives the everyday names that come with the program.
func Shipped() []Alias {
	rows := table("aliases.tsv", 4)
	all := make([]Alias, len(rows))
	for i, r := range rows {
		all[i] = Alias{r[0], r[1], r[2], r[3]}
	}
	return all
}

// AliasChange is an everyday name that a person added, or took away.
type AliasChange struct {
	Alias

	Removed bool
}

// Mend gives the everyday names with changes made: one for each procedure and name.
func Mend(all []Alias, changes []AliasChange) []Alias {
	type id struct{ code, key string }
	changed := make(map[id]bool, len(changes))
	var mended []Alias
	for _, c := range changes {
		changed[id{c.Code, c.Key()}] = true
		if !c.Removed {
			mended = append(mended, c.Alias)
		}
	}
	for _, a := range all {
		if len(changed) == 0 || !changed[id{a.Code, a.Key()}] {
			mended = append(mended, a)
		}
	}
	return mended
}
