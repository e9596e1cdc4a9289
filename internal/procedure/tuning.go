package procedure

// tuning are the weights of the search, found on the questions in testdata and flat
// there: a change of a tenth in any of them moves hardly anything. The ablation test
// sets one after the other to zero.
type tuning struct {
	// BM25 over the texts of a procedure.
	k1, b                                                  float32
	inName, inAlias, inField, inResult, inPapers, inAgency float32
	text                                                   float32 // what the whole counts beside names
	textOtherMark                                          float32

	// Match of names and everyday names.
	pair       float32 // a pair of neighbours beside its two syllables
	pairShare  float32 // how much of a unit's score hangs on its pairs
	otherMark  float32 // a marked syllable that differs
	secondKind float32 // the other of name and everyday name
	whole      float32 // a unit of which nothing is missing

	// Readings of a question.
	abbreviation, dialect, synonym, typo, telex float32
	stop                                        float32 // 1 = stop words as they are in their file, 0 = all words alike
	story                                       float32 // what stands before the clause that asks, in long stories

	// Between procedures.
	special, specialMost    float32 // factor for each special case nobody spoke of, and their product's floor
	action, otherAction     float32
	citizen, ward, ministry float32
	asked                   float32 // how much of the question its names have in them
	decoy                   float32 // 0 = as if there were none
	specialAsked            float32
	variant                 float32 // factor for the special case asked for whose plain variant leads
}

var tuned = tuning{
	k1: 1.2, b: 0.3,
	inName: 3, inAlias: 2, inField: 1.2, inResult: 0.5, inPapers: 0.6, inAgency: 0.2,
	text: 0.2, textOtherMark: 0.12,
	pair: 0.6, pairShare: 0.3, otherMark: 0.35, secondKind: 0.55, whole: 0.05,
	abbreviation: 0.8, dialect: 0.8, synonym: 0.42, typo: 0.7, telex: 1,
	stop: 0.7, story: 0.75,
	special: 0.94, specialMost: 0.6, action: 0.17, otherAction: 0.15,
	citizen: 0.04, ward: 0.05, ministry: 0.06, asked: 0.3, specialAsked: 0.1, decoy: 1, variant: 1.5,
}
