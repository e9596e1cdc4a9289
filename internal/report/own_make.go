package report

import (
	"cmp"
	"slices"
	"strconv"
	"time"
)

// OwnCounts is what a store counted for Own. Keys are as they are kept: codes, hours,
// outcomes.
type OwnCounts struct {
	Turns     map[By]map[string]int64 // answered by the assistant
	Took      time.Duration           // all of them together
	Questions map[By]map[string]int64 // handed to a person in the Period; not by flow
	Outcomes  map[string]int64        // closed in the Period
	Ratings   map[string]int64
	Places    map[string]int64
	First     OwnTime // of those handed over in the Period: N and times
	Solved    OwnTime // of those closed in the Period
}

// OwnNames names codes; "" where there is no such.
type OwnNames struct{ Unit, Procedure func(code string) string }

// MakeOwn makes the figures of counts.
func MakeOwn(p Period, c *OwnCounts, names OwnNames) Own {
	both := []Words{headTurns, headQuestions}
	closed := []Words{headClosed}
	total := addUp(c.Turns[ByFlow])
	o := Own{Period: p, Tables: []OwnTable{
		ownTable(OwnFlows, both[:1], named(flowNames), c.Turns[ByFlow]),
		ownTable(OwnHours, both, hourNamed, c.Turns[ByHour], c.Questions[ByHour]),
		ownTable(OwnUnits, both, coded(names.Unit, aboutNoUnit), c.Turns[ByUnit], c.Questions[ByUnit]),
		ownTable(OwnProcedures, both, coded(names.Procedure, aboutNoProcedure), c.Turns[ByProcedure], c.Questions[ByProcedure]),
		ownTable(OwnOutcomes, closed, named(outcomeNames), c.Outcomes),
		ownTable(OwnRatings, closed, named(ratingNames), c.Ratings),
		ownTable(OwnPlaces, closed, named(placeNames), c.Places),
	}}
	bot := OwnTime{ID: OwnBotTime, N: total}
	if total > 0 {
		bot.Mean = c.Took / time.Duration(total)
	}
	for _, t := range []OwnTime{bot, c.First, c.Solved} {
		t.Name = ownNames[t.ID]
		o.Times = append(o.Times, t)
	}
	return o
}

// ownTable lays counts of the same keys side by side: hours in their order, all else by the
// first column, the most first, and what is not known last.
func ownTable(id string, heads []Words, name func(key string) Words, columns ...map[string]int64) OwnTable {
	t := OwnTable{ID: id, Name: ownNames[id], Heads: heads, Total: make([]Cell, len(columns))}
	at := map[string]int{}
	for col, counts := range columns {
		for key, n := range counts {
			i, there := at[key]
			if !there {
				i = len(t.Rows)
				at[key] = i
				t.Rows = append(t.Rows, OwnRow{Key: key, Name: name(key), Cells: make([]Cell, len(columns))})
			}
			t.Rows[i].Cells[col].N += n
			t.Total[col].N += n
		}
	}
	slices.SortFunc(t.Rows, func(a, b OwnRow) int {
		if id == OwnHours {
			return cmp.Compare(hourOf(a.Key), hourOf(b.Key))
		}
		if (a.Key == "") != (b.Key == "") {
			return cmp.Compare(b.Key, a.Key)
		}
		for i := range a.Cells {
			if a.Cells[i] != b.Cells[i] {
				return cmp.Compare(b.Cells[i].N, a.Cells[i].N)
			}
		}
		return cmp.Compare(a.Key, b.Key)
	})
	return t
}

func addUp(counts map[string]int64) (all int64) {
	for _, n := range counts {
		all += n
	}
	return all
}

// named gives the names of what we have words for.
func named(names map[string]Words) func(key string) Words {
	return func(key string) Words {
		if w, ok := names[key]; ok {
			return w
		}
		return notKnown
	}
}

// coded gives the names of codes, or the code itself where nobody knows it.
func coded(name func(code string) string, none Words) func(key string) Words {
	return func(key string) Words {
		if key == "" {
			return none
		}
		called := key
		if name != nil {
			called = cmp.Or(name(key), key)
		}
		return Words{Vi: called, En: called}
	}
}

func hourNamed(key string) Words { return hourName(hourOf(key)) }

func hourOf(key string) int {
	hour, err := strconv.Atoi(key)
	if err != nil {
		return -1
	}
	return hour
}
