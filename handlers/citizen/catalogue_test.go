package citizen

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"motcua/internal/city"
	"motcua/internal/intake"
	"motcua/internal/procedure"
)

// catalogue is the sample city's procedures in memory, read once for all tests.
var catalogue = sync.OnceValue(func() map[string]*procedure.Procedure {
	all := map[string]*procedure.Procedure{}
	rows := intake.NewProcedures(bytes.NewReader(city.Procedures()), intake.NDJSON)
	for {
		row, reject, err := rows.Next()
		switch {
		case errors.Is(err, io.EOF):
			return all
		case err != nil:
			panic(err)
		case reject != nil:
			panic(reject.Text("en"))
		}
		all[row.Code] = &row.Procedure
	}
})

var index = sync.OnceValue(func() *procedure.Index {
	var all []procedure.Procedure
	for _, p := range catalogue() {
		all = append(all, *p)
	}
	return procedure.NewIndex(all, procedure.Shipped())
})

func (s *shelf) Search(context.Context) (*procedure.Index, error) { return index(), s.err }

func (s *shelf) Procedure(_ context.Context, code, _ string, _ time.Time) (*procedure.Procedure, procedure.Overlay, error) {
	return catalogue()[code], procedure.Overlay{}, s.err
}

func (*shelf) NoteMiss(context.Context, []string, procedure.Outcome, time.Time) error { return nil }
