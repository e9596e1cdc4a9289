package doctor

import (
	"strconv"
	"strings"
	"time"

	"motcua/internal/source"
	"motcua/internal/workday"
)

// readable says whether a part of the database was read; if not it says why.
func readable(r *report, f *Facts, err string) bool {
	switch {
	case !f.Database.current():
		r.advise("content.skipped")
	case err != "":
		r.must("content.err", "why", err)
	default:
		return true
	}
	return false
}

// data judges what citizens are told from.
func data(r *report, f *Facts) {
	d := f.Database.Data
	if !readable(r, f, d.Err) {
		return
	}
	before := len(r.out)
	switch {
	case d.Units == 0:
		r.must("data.no-units")
	case d.Centres == 0:
		r.advise("data.no-hours")
	}
	switch {
	case d.Procedures == 0:
		r.advise("data.no-procedures")
	case d.Unchecked > 0:
		r.advise("data.unchecked", "n", strconv.Itoa(d.Unchecked), "all", strconv.Itoa(d.Procedures))
	}
	switch {
	case !d.Dossiers:
		r.advise("data.no-dossiers")
	case d.UnknownUnits > 0 && d.Units > 0:
		r.advise("data.unknown-units", "n", strconv.Itoa(d.UnknownUnits), "looked", strconv.Itoa(d.Looked), "names", strings.Join(d.Unknown, "; "))
	}
	if len(r.out) == before {
		r.well("data.well", "units", strconv.Itoa(d.Units), "procedures", strconv.Itoa(d.Procedures))
	}
}

const (
	// history is after how many working days a source of which nobody said how often it
	// comes is taken for history.
	history  = 60
	mostLate = 5 // lines
	mostName = 3 // names in a line
)

// sources judges what did not come.
func sources(r *report, f *Facts) {
	all := f.Database.Sources.All
	if !readable(r, f, f.Database.Sources.Err) {
		return
	}
	var late, untold []source.State
	for _, s := range all {
		_, isLate := s.LateSince(f.Now, f.Calendar)
		switch {
		case isLate:
			late = append(late, s)
		case !s.Every.Told() && f.Calendar.Between(s.LastImport, f.Now) <= history:
			untold = append(untold, s)
		}
	}
	for _, s := range late[:min(mostLate, len(late))] {
		due, _ := s.LateSince(f.Now, f.Calendar)
		r.must("sources.late", "name", named(s.Name), "last", when(s.LastImport), "due", when(due))
	}
	if more := len(late) - mostLate; more > 0 {
		r.must("sources.more-late", "n", strconv.Itoa(more))
	}
	if len(untold) > 0 {
		r.advise("sources.untold", "names", firstNames(untold), "name", quoted(untold[0].Name))
	}
	if len(late)+len(untold) == 0 {
		r.well("sources.well", "n", strconv.Itoa(len(all)))
	}
}

// firstNames are some names, and how many more there are.
func firstNames(all []source.State) string {
	var names []string
	for _, s := range all[:min(mostName, len(all))] {
		names = append(names, named(s.Name))
	}
	if more := len(all) - mostName; more > 0 {
		names = append(names, "+"+strconv.Itoa(more))
	}
	return strings.Join(names, ", ")
}

// named is a source's name; rows that named none have an empty one.
func named(name string) string { return "“" + name + "”" }

// ahead is how many days of the calendar are looked at: most terms end within them.
const ahead = 90

// calendar says which of the coming days are not sure.
func calendar(r *report, f *Facts) {
	from, to := workday.Date(f.Now), workday.Date(f.Now).AddDate(0, 0, ahead)
	values := []string{"to", day(to)}
	sure := true
	for year := from.Year(); year <= to.Year(); year++ {
		if !f.Calendar.Covered(year) {
			sure = false
			r.must("calendar.missing", "year", strconv.Itoa(year))
		}
	}
	if open := f.Calendar.Undecided(from, to); len(open) > 0 {
		sure = false
		r.advise("calendar.undecided", append(values, "days", dayList(open))...)
	}
	if sure {
		r.well("calendar.well", values...)
	}
}

// dayList is "Tết Nguyên đán 05/02/2027, 08/02/2027; ...".
func dayList(days []workday.Exception) string {
	var b strings.Builder
	for i, e := range days {
		switch {
		case i == 0:
			b.WriteString(e.Name + " ")
		case days[i-1].Name != e.Name:
			b.WriteString("; " + e.Name + " ")
		default:
			b.WriteString(", ")
		}
		b.WriteString(day(e.Date))
	}
	return b.String()
}

const backupAge = 48 * time.Hour

// backups judges the newest one.
func backups(r *report, f *Facts) {
	b := f.Backup
	values := []string{"when", when(b.At), "file", b.File}
	switch {
	case b.Err != "":
		r.must("backup.err", "why", b.Err)
	case b.Missing && f.Database.Unborn: // nothing to lose yet
		r.advise("backup.missing")
	case b.Missing:
		r.must("backup.missing")
	case f.Now.Sub(b.At) > backupAge:
		r.must("backup.old", values...)
	case !b.Verified:
		r.advise("backup.unverified", values...)
	default:
		r.well("backup.well", values...)
	}
}

// people judges who answers at the desk.
func people(r *report, f *Facts) {
	t := f.Database.Team
	if !readable(r, f, t.Err) {
		return
	}
	switch {
	case t.Volunteers == 0:
		r.advise("team.nobody")
	case t.Coordinators == 0:
		r.advise("team.no-coordinator", "n", strconv.Itoa(t.Volunteers))
	default:
		r.well("team.well", "n", strconv.Itoa(t.Volunteers), "coordinators", strconv.Itoa(t.Coordinators))
	}
}

// work judges what waits too long.
func work(r *report, f *Facts) {
	w := f.Database.Work
	if !readable(r, f, w.Err) {
		return
	}
	if w.Unsent > 0 {
		r.must("work.unsent", "n", strconv.Itoa(w.Unsent), "when", when(w.Since))
	}
	if w.Stuck > 0 {
		r.must("work.stuck", "n", strconv.Itoa(w.Stuck))
	}
	if w.Discarded > 0 {
		r.advise("work.discarded", "n", strconv.Itoa(w.Discarded))
	}
	if w.Unsent+w.Stuck+w.Discarded == 0 {
		r.well("work.well")
	}
}
