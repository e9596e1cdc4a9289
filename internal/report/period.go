package report

import (
	"encoding/json"
	"fmt"
	"time"

	"motcua/internal/workday"
)

// Before is the period before, as long: as many months where both ends are the first of a
// month, else as many days.
func (p Period) Before() Period {
	if months, whole := p.months(); whole {
		return Period{From: p.From.AddDate(0, -months, 0), To: p.From}
	}
	return Period{From: p.From.AddDate(0, 0, -p.days()), To: p.From}
}

// LastYear are the same days a year ago. Where the 29th of February is an end of it, the
// 28th stands in.
func (p Period) LastYear() Period {
	last := p.To.AddDate(0, 0, -1)
	return Period{From: yearAgo(p.From), To: yearAgo(last).AddDate(0, 0, 1)}
}

func yearAgo(t time.Time) time.Time {
	ago := t.AddDate(-1, 0, 0)
	if ago.Month() != t.Month() {
		return ago.AddDate(0, 0, -1)
	}
	return ago
}

// months is how many months the Period has, and whether it consists of whole ones.
func (p Period) months() (n int, whole bool) {
	n = 12*(p.To.Year()-p.From.Year()) + int(p.To.Month()) - int(p.From.Month())
	return n, n > 0 && p.From.Day() == 1 && p.To.Day() == 1
}

// days is how many it has. Vietnam's days all have 24 hours.
func (p Period) days() int { return int(p.To.Sub(p.From) / (24 * time.Hour)) }

// MarshalJSON gives both days: "from" is the first, "to" the day after the last.
func (p Period) MarshalJSON() ([]byte, error) {
	return json.Marshal(map[string]string{"from": day(p.From, time.DateOnly), "to": day(p.To, time.DateOnly)})
}

// UnmarshalJSON reads them again.
func (p *Period) UnmarshalJSON(data []byte) error {
	var v map[string]string
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	for name, at := range map[string]*time.Time{"from": &p.From, "to": &p.To} {
		read, err := time.ParseInLocation(time.DateOnly, v[name], workday.Zone)
		if err != nil {
			return fmt.Errorf("period: %s %q is no day like 2023-01-31", name, v[name])
		}
		*at = read
	}
	return nil
}

func day(t time.Time, layout string) string { return t.In(workday.Zone).Format(layout) }
