package procedure

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
)

// Index finds procedures. It is built once and then only read, by any number of
// callers; when the catalogue changes, a new one is built.
type Index struct {
	lex    *lexicon
	words  *words
	units  *units
	decoys *units
	texts  *texts
	tune   tuning

	entries  []entry
	byCode   map[string]int32
	ownForms [][]fold // by procedure, sorted: what its names have in them
	byLength [12][]fold
	rare     float32 // weight of a word that no procedure has
	benches  sync.Pool
}

// entry is what the search must know of a procedure besides its words.
type entry struct {
	code, name string
	twin       int32 // group of procedures with the same name
	plain      int32 // group of its plain variant: the same name without the special case; -1 = none
	special    uint64
	action     uint64
	prior      float32
}

// NewIndex builds the index over a catalogue and everyday names; names of procedures
// that are not in the catalogue are left out.
func NewIndex(catalogue []Procedure, aliases []Alias) *Index {
	return build(catalogue, aliases, tuned)
}

func build(catalogue []Procedure, aliases []Alias, tune tuning) *Index {
	x := &Index{lex: newLexicon(), units: &units{}, decoys: &units{}, texts: &texts{}, tune: tune,
		byCode: make(map[string]int32, len(catalogue))}
	x.words = readWords(x.lex)
	twins := map[string]int32{}
	for i := range catalogue {
		x.add(&catalogue[i], twins)
	}
	x.findPlain(catalogue, twins)
	for _, a := range aliases {
		x.addAlias(a)
	}
	x.knowWords()
	for _, row := range table("decoys.txt", 1) {
		x.decoys.add(x.lex, row[0], 0, false)
	}
	x.weigh()
	x.finish()
	return x
}

func (x *Index) add(p *Procedure, twins map[string]int32) {
	i := int32(len(x.entries))
	name := plainName(p.Name)
	k := key(name)
	if _, ok := twins[k]; !ok {
		twins[k] = i
	}
	e := entry{code: p.Code, name: p.Name, twin: twins[k], prior: x.prior(p)}
	e.special, e.action = x.words.classesOf(x.lex, x.lex.sequence(p.Name))
	x.entries = append(x.entries, e)
	x.byCode[p.Code] = i
	x.units.add(x.lex, name, i, false)
	for _, a := range p.Aliases {
		x.units.add(x.lex, a, i, true)
		x.texts.add(x.lex, int(i), a, x.tune.inAlias)
	}
	n := int(i)
	x.texts.add(x.lex, n, p.Name, x.tune.inName)
	x.texts.add(x.lex, n, p.Field, x.tune.inField)
	x.texts.add(x.lex, n, p.Agency, x.tune.inAgency)
	x.texts.add(x.lex, n, p.Result, x.tune.inResult)
	var papers strings.Builder
	for _, paper := range p.Papers {
		papers.WriteString(paper.Name + "\n")
	}
	x.texts.add(x.lex, n, papers.String(), x.tune.inPapers)
}

// findPlain finds to each special case the procedure that its name begins with: "đăng ký
// kết hôn" to "đăng ký kết hôn có yếu tố nước ngoài".
func (x *Index) findPlain(catalogue []Procedure, twins map[string]int32) {
	for i := range x.entries {
		e := &x.entries[i]
		e.plain = -1
		words := strings.Fields(key(plainName(catalogue[i].Name)))
		for n := len(words) - 1; n > 1 && e.special != 0 && e.plain < 0; n-- {
			if plain, ok := twins[strings.Join(words[:n], " ")]; ok && e.special&^x.entries[plain].special != 0 {
				e.plain = plain
			}
		}
	}
}

func (x *Index) addAlias(a Alias) {
	i, ok := x.byCode[a.Code]
	if !ok {
		return
	}
	x.units.add(x.lex, a.Text, i, true)
	x.texts.add(x.lex, int(i), a.Text, x.tune.inAlias)
}

// prior says how likely a citizen of a ward means this procedure when nothing else tells.
func (x *Index) prior(p *Procedure) float32 {
	prior := float32(1)
	level := Folded(p.Level)
	switch {
	case strings.Contains(level, "cap xa"):
		prior += x.tune.ward
	case level == "cap bo" || level == "co quan khac":
		prior -= x.tune.ministry
	}
	if strings.Contains(p.Subjects, "Công dân Việt Nam") {
		prior += x.tune.citizen
	}
	return prior
}

// knowWords makes the words of the word files known, so that they are no typos.
func (x *Index) knowWords() {
	for _, list := range x.words.asked {
		for _, p := range list {
			for _, f := range p.words {
				x.lex.catalogue[x.lex.foldOf[f]] = true
			}
		}
	}
}

// weigh gives each syllable the weight of its rarity among procedures.
func (x *Index) weigh() {
	own := make([]map[fold]bool, len(x.entries))
	for u, forms := range x.units.forms {
		o := x.units.owner[u]
		if own[o] == nil {
			own[o] = map[fold]bool{}
		}
		for _, f := range forms {
			own[o][x.lex.foldOf[f]] = true
		}
	}
	df := make([]int, len(x.lex.spelt))
	x.ownForms = make([][]fold, len(own))
	for o, set := range own {
		for fo := range set {
			df[fo]++
			x.ownForms[o] = append(x.ownForms[o], fo)
		}
		slices.Sort(x.ownForms[o])
	}
	n := float64(len(x.entries))
	scale := scaleOf(len(x.entries))
	for fo, d := range df {
		x.lex.idf[fo] = scale * float32(math.Log(1+n/(float64(d)+0.5)))
	}
	x.rare = scale * float32(math.Log(1+n/1.5))
}

// scaleOf brings the weights of a small catalogue to the size of those of the national
// one, which the calibration knows: there a word that one procedure has weighs eight.
func scaleOf(n int) float32 {
	const national = 4678
	return float32(math.Log(1+national/1.5) / math.Log(1+float64(max(n, 1))/1.5))
}

func (x *Index) finish() {
	for fo, known := range x.lex.catalogue {
		if n := len(x.lex.spelt[fo]); known && n < len(x.byLength) {
			x.byLength[n] = append(x.byLength[n], fold(fo))
		}
	}
	x.lex.shrink()
	scale := scaleOf(len(x.entries))
	x.units.finish(x.lex, scale)
	x.decoys.finish(x.lex, scale)
	x.texts.finish(x.lex, &x.tune, scale)
}

// commonestFirst sorts syllables, the one in most names first.
func (x *Index) commonestFirst(all []fold) {
	slices.SortFunc(all, func(a, b fold) int { return cmp.Compare(x.lex.idf[a], x.lex.idf[b]) })
}

// Len is how many procedures are in the index.
func (x *Index) Len() int { return len(x.entries) }
