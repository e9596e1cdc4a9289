package api

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"motcua/internal/report"
	"motcua/internal/token"
	"motcua/internal/words"
	"motcua/internal/workday"
)

type reportInput struct {
	From string `doc:"The first day."                                                                                                  example:"2026-01-01" format:"date" query:"from" required:"true"`
	To   string `doc:"The day after the last: 2026-10-01 ends with 30 September."                                                      example:"2026-10-01" format:"date" query:"to"   required:"true"`
	Unit string `doc:"Code of a unit: it and those below it. Absent: all, or the one unit that the token is bound to." maxLength:"200" query:"unit"`
}

type reportOutput struct{ Body any }

func (a *API) addReports() {
	huma.Register(a.huma, a.operation(token.Report, huma.Operation{
		OperationID: "read-report", Method: http.MethodGet, Path: pathReports,
		Summary:     "Read the figures of a period",
		Description: "What `motcua report --format json` prints. Each share comes with its part, its base and what it is a share of.",
	}), a.report)
}

// longest is the longest period: figures of more than that are figures of something else.
const longest = 3 * 366 * 24 * time.Hour

func (a *API) report(ctx context.Context, in *reportInput) (*reportOutput, error) {
	c := callOf(ctx)
	from, err := time.ParseInLocation(time.DateOnly, in.From, workday.Zone)
	if err != nil {
		return nil, a.fault(c.lang, "from", in.From, "day")
	}
	to, err := time.ParseInLocation(time.DateOnly, in.To, workday.Zone)
	if err != nil {
		return nil, a.fault(c.lang, "to", in.To, "day")
	}
	if !from.Before(to) || to.Sub(from) > longest {
		return nil, a.fault(c.lang, "to", in.To, "period")
	}
	unit, p := a.unitOf(ctx, c, in.Unit)
	if p != nil {
		return nil, p
	}
	figures, err := a.c.Figures.Report(ctx, report.Period{From: from, To: to}, unit)
	if err != nil {
		return nil, a.failed(ctx, c, "make a report", err)
	}
	return &reportOutput{figures}, nil
}

// unitOf is the code of the unit that is asked for, within what the token lets its bearer see.
func (a *API) unitOf(ctx context.Context, c *call, asked string) (string, *Problem) {
	if asked == "" && len(c.token.Units) == 0 {
		return "", nil
	}
	if asked == "" && len(c.token.Units) == 1 {
		asked = c.token.Units[0]
	}
	directory, err := a.c.Units.Directory(ctx)
	if err != nil {
		return "", a.failed(ctx, c, "read units", err)
	}
	if !c.token.HoldsUnit(directory, asked, c.now) {
		return "", a.problem(c.lang, http.StatusForbidden, "unit", words.Args{"units": strings.Join(c.token.Units, ", ")})
	}
	u, ok := directory.Find(asked, c.now)
	if !ok {
		return "", a.fault(c.lang, "unit", asked, "no_unit")
	}
	return u.Code, nil
}
