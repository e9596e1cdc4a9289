package procedure

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"sync"
	"time"

	"github.com/BurntSushi/toml"
)

//go:embed data/briefs/*.toml
var briefFiles embed.FS

// brief is a procedure written short by people: what fits on a phone. What it does not
// say is read out of the record. No line is sure until a person has compared it with the
// portal: then the record carries the date. One may say no more than the everyday name.
type brief struct {
	Code      string         `toml:"code"`
	Called    Words          `toml:"called"`
	At        At             `toml:"at"`
	Reach     Reach          `toml:"reach"`
	Online    Online         `toml:"online"`
	Portal    Portal         `toml:"portal"`
	Ways      map[string]way `toml:"ways"`
	Ask       Words          `toml:"ask"`
	Cases     []briefCase    `toml:"case"`
	Papers    []briefPaper   `toml:"paper"`
	Notes     []Words        `toml:"note"`
	Sensitive bool           `toml:"sensitive"`
	Grave     bool           `toml:"grave"`
	Death     bool           `toml:"death"`
}

type way struct {
	Time briefTime `toml:"time"`
	Fee  briefFee  `toml:"fee"`
}

type briefTime struct {
	N      int    `toml:"n"`
	Unit   string `toml:"unit"`
	Cutoff string `toml:"cutoff"`
	Most   bool   `toml:"most"`
	Unsure bool   `toml:"unsure"`
	Note   Words  `toml:"note"`
}

type briefFee struct {
	Kind    FeeKind `toml:"kind"`
	Amount  int64   `toml:"amount"`
	Most    int64   `toml:"most"`
	Per     Words   `toml:"per"`
	Note    Words   `toml:"note"`
	Reduced int64   `toml:"reduced"`
	Until   string  `toml:"until"` // 2026-12-31, the last day
	Unsure  bool    `toml:"unsure"`
}

type briefCase struct {
	ID    string `toml:"id"`
	Label Words  `toml:"label"`
}

type briefPaper struct {
	ID        string   `toml:"id"`
	Name      string   `toml:"name"`
	Kind      string   `toml:"kind"`
	Cases     []string `toml:"cases"` // ids; empty = all
	Originals int      `toml:"originals"`
	Copies    int      `toml:"copies"`
	Form      string   `toml:"form"`
	Hint      Words    `toml:"hint"`
}

// briefs reads all briefs once. One that cannot be read is a slip of ours: a test reads
// them all.
var briefs = sync.OnceValue(func() map[string]*brief {
	all, err := readBriefs(briefFiles)
	if err != nil {
		panic("procedure: " + err.Error())
	}
	return all
})

func readBriefs(files fs.FS) (map[string]*brief, error) {
	all := map[string]*brief{}
	names, err := fs.Glob(files, "data/briefs/*.toml")
	if err != nil {
		return nil, fmt.Errorf("briefs: %w", err)
	}
	for _, name := range names {
		var file struct {
			Briefs []*brief `toml:"brief"`
		}
		meta, err := toml.DecodeFS(files, name, &file)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if unknown := meta.Undecoded(); len(unknown) > 0 {
			return nil, fmt.Errorf("%s: unknown key %s", name, unknown[0])
		}
		for _, b := range file.Briefs {
			if all[b.Code] != nil {
				return nil, fmt.Errorf("%s: %s is there twice", name, b.Code)
			}
			all[b.Code] = b
		}
	}
	return all, nil
}

// nameOnly reports that nothing but the name was written.
func (b *brief) nameOnly() bool {
	return reflect.DeepEqual(b, &brief{Code: b.Code, Called: b.Called})
}

// fill puts what a brief says into a Guide. What it leaves open stays as it was read.
func (b *brief) fill(g *Guide) {
	g.Brief = !b.nameOnly()
	if b.Called.Vi != "" {
		g.Called = b.Called
	}
	g.At, g.Reach = cmp.Or(b.At, g.At), cmp.Or(b.Reach, g.Reach)
	g.Online, g.Portal = cmp.Or(b.Online, g.Online), cmp.Or(b.Portal, g.Portal)
	g.Ask, g.Notes = b.Ask, slices.Clone(b.Notes)
	g.Sensitive, g.Death = g.Sensitive || b.Sensitive, g.Death || b.Death
	g.Grave = g.Grave || b.Grave || g.Death
	if len(b.Ways) > 0 {
		g.Ways = b.ways(g.Ways)
	}
	if len(b.Papers) > 0 {
		g.Cases = b.cases()
	}
}

// tellsWays reports whether nothing of its ways is left to the record.
func (b *brief) tellsWays() bool {
	for _, w := range b.Ways {
		if w.Time == (briefTime{}) || w.Fee == (briefFee{}) {
			return false
		}
	}
	return len(b.Ways) > 0
}

// ways gives the ways of a brief. Of a way without a time or a fee the record's is told.
func (b *brief) ways(read []Way) []Way {
	var out []Way
	for _, channel := range []string{ByCounter, ByOnline, ByPost} {
		w, ok := b.Ways[channel]
		if !ok {
			continue
		}
		made := Way{Channel: channel}
		if i := slices.IndexFunc(read, func(w Way) bool { return w.Channel == channel }); i >= 0 {
			made = read[i]
		}
		if w.Time != (briefTime{}) {
			made.Time = Limit{N: w.Time.N, Unit: w.Time.Unit, Cutoff: w.Time.Cutoff, Most: w.Time.Most, Unsure: w.Time.Unsure, Note: w.Time.Note}
		}
		if w.Fee != (briefFee{}) {
			until, _ := time.Parse(time.DateOnly, w.Fee.Until) // a test has read them all
			made.Fee = Fee{
				Kind: w.Fee.Kind, Amount: w.Fee.Amount, Most: w.Fee.Most, Per: w.Fee.Per, Note: w.Fee.Note,
				Reduced: w.Fee.Reduced, Until: until, Unsure: w.Fee.Unsure,
			}
		}
		out = append(out, made)
	}
	return out
}

// cases gives each case its papers; without cases there is one of no name.
func (b *brief) cases() []Case {
	list := b.Cases
	if len(list) == 0 {
		list = []briefCase{{}}
	}
	var out []Case
	for _, c := range list {
		made := Case{ID: c.ID, Label: c.Label}
		for _, p := range b.Papers {
			if p.in(c.ID) {
				made.Items = append(made.Items, Item{
					ID: p.ID, Name: p.Name, Kind: p.Kind, Originals: p.Originals, Copies: p.Copies, Form: p.Form, Hint: p.Hint,
				})
			}
		}
		out = append(out, made)
	}
	return out
}

func (p briefPaper) in(id string) bool { return len(p.Cases) == 0 || slices.Contains(p.Cases, id) }
