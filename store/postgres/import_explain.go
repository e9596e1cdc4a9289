package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/internal/intake"
	"motcua/internal/workday"
)

// selectChanges is asked on a dry run before what is stored gives way: the first rows of a
// round that change a dossier, with what is stored and what they say.
const selectChanges = `
SELECT m.n, m.added, m.taken AND m.differs, to_jsonb(d) AS stored, to_jsonb(r) AS told
  FROM import_match m JOIN import_rows r ON r.n = m.n JOIN dossiers d ON d.id = m.dossier_id
 WHERE m.round = $1 AND NOT m.is_new AND (m.added > 0 OR m.taken AND m.differs)
 ORDER BY m.n LIMIT $2`

// explainRound notes what the rows of a round change, beside the status, which comes last.
func explainRound(ctx context.Context, tx pgx.Tx, round int, outcomes []outcome) error {
	rows, _ := tx.Query(ctx, selectChanges, round, intake.MostChanges)
	var n, added int
	var differs bool
	var stored, told map[string]json.RawMessage
	_, err := pgx.ForEachRow(rows, []any{&n, &added, &differs, &stored, &told}, func() error {
		c := &intake.Change{Code: outcomes[n].code, Steps: added}
		if differs {
			c.What = fieldChanges(stored, told)
		}
		outcomes[n].change = c
		stored, told = nil, nil // the next row must not mix with this one
		return nil
	})
	return err
}

// kept are the columns of fields that tell of a person: a change of them is told, not what
// they say. Also those where a phone or a name may be written in free words.
var kept = []string{"applicant", "birth_year", "supplements", "reason"}

// fieldChanges compares what is stored of a dossier with what a row says.
func fieldChanges(stored, told map[string]json.RawMessage) []intake.FieldChange {
	differs := func(column string) bool { return !bytes.Equal(stored[column], told[column]) }
	var changes []intake.FieldChange
	for _, column := range columnNames(content) {
		switch {
		case !differs(column):
		case column == "phone_hash":
			changes = append(changes, intake.FieldChange{Field: "phone"})
		case column == "phone_tail_hash":
			if !differs("phone_hash") && !differs("birth_year") {
				changes = append(changes, intake.FieldChange{Field: "phone"})
			}
		case slices.Contains(kept, column):
			changes = append(changes, intake.FieldChange{Field: column})
		default:
			changes = append(changes, intake.FieldChange{Field: column, From: inWords(stored[column]), To: inWords(told[column])})
		}
	}
	return changes
}

// inWords writes a value as a person reads it: times as clocks here show them, "-" for what
// was not said.
func inWords(value json.RawMessage) string {
	var text string
	switch err := json.Unmarshal(value, &text); {
	case err != nil:
		text = string(value)
	default:
		if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
			text = strings.TrimSuffix(at.In(workday.Zone).Format("2006-01-02 15:04:05"), ":00")
		}
	}
	if text == "" || text == "[]" || string(value) == "null" {
		return "-"
	}
	return text
}
