package procedure

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// Fingerprint names all that a citizen may be told of a procedure: its record and its
// brief. Where it is the same, nothing that was checked has changed.
func Fingerprint(p *Procedure) string {
	told := *p
	told.CheckedAt, told.Source, told.Aliases = time.Time{}, "", nil
	record, err := json.Marshal(told)
	if err != nil {
		panic("procedure: " + err.Error()) // a record is plain data
	}
	sum := sha256.New()
	sum.Write(record)
	if b, ok := briefs()[p.Code]; ok {
		_, _ = fmt.Fprintf(sum, "%+v", *b)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}
