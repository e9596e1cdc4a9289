package dossier

import (
	"slices"
	"strings"
)

// KnownIdentifier is an organisation identifier that belongs, or once belonged, to a
// Unit; Land says that the unit is a land registration office.
type KnownIdentifier struct {
	ID   string
	Land bool
}

// Identifiers is what ParseCode knows of the world: which organisation identifiers
// exist, and whose dossiers a source feeds. The zero value knows none.
type Identifiers struct {
	land   map[string]bool     // identifier -> is a land office
	undots map[string][]string // identifier without dots -> identifiers, as given first
	fed    map[Holder]bool
}

// NewIdentifiers makes the table. The holders in fed have a source after all: their
// dossiers are looked up like ours.
func NewIdentifiers(ids []KnownIdentifier, fed ...Holder) Identifiers {
	k := Identifiers{
		land:   make(map[string]bool, len(ids)),
		undots: make(map[string][]string, 2*len(ids)),
		fed:    make(map[Holder]bool, len(fed)),
	}
	for _, h := range fed {
		k.fed[h] = true
	}
	for _, id := range ids {
		org := Clean(id.ID)
		if !canonicalOrg(org) {
			continue
		}
		k.land[org] = k.land[org] || id.Land
		k.addUndotted(org)
	}
	// An identifier's other spellings come after all identifiers proper.
	for _, id := range ids {
		for _, alias := range orgAliases(Clean(id.ID)) {
			k.addUndotted(alias)
		}
	}
	return k
}

func (k Identifiers) addUndotted(org string) {
	undotted := strings.ReplaceAll(org, ".", "")
	if slices.Contains(k.undots[undotted], org) {
		return
	}
	k.undots[undotted] = append(k.undots[undotted], org)
}

// knows reports whether org is an identifier, in any of its spellings.
func (k Identifiers) knows(org string) bool {
	if _, ok := k.land[org]; ok {
		return true
	}
	return slices.Contains(k.undots[strings.ReplaceAll(org, ".", "")], org)
}

// holder says who keeps the dossiers of such a code. A code can tell it by its
// shape (police, insurance) or by the table (land); a holder that is fed is us.
func (k Identifiers) holder(p parts) Holder {
	h := HolderUs
	switch family := p.family(); {
	case family == Police:
		h = HolderPolice
	case family == Insurance:
		h = HolderInsurance
	case k.isLand(p.org):
		h = HolderLand
	}
	if k.fed[h] {
		return HolderUs
	}
	return h
}

func (k Identifiers) isLand(org string) bool {
	if len(k.land) == 0 {
		return false
	}
	if land, known := k.land[org]; known {
		return land
	}
	for _, alias := range orgAliases(org) {
		if k.land[alias] {
			return true
		}
	}
	return false
}
