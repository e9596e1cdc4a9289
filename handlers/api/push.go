package api

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/danielgtaylor/huma/v2"
	"golang.org/x/text/unicode/norm"

	"motcua/internal/intake"
	"motcua/internal/token"
	"motcua/internal/words"
)

// pushInput is what a push says beside its rows.
type pushInput struct {
	DryRun bool   `doc:"Say what would come of each row and how many followers would be told; write nothing."                                                                                      query:"dry_run"`
	Whole  bool   `doc:"These rows are all that the source has: citizens then read that its data is as of as_of. Without it a row speaks for its own dossier alone."                               query:"whole"`
	AsOf   string `doc:"When the source was so, for rows without updated_at: RFC 3339 or a date. Absent: now."                                                                                       example:"2026-11-25T08:40:00+07:00" maxLength:"40"  query:"as_of"`
	Source string `doc:"Source of rows that name none. Absent: the one that the token is bound to."                                                                                                  maxLength:"200"                     query:"source"`
	Tell   int    `doc:"How many followers these rows may have told, where that is more than 1000 in an hour; the token needs the scope tell."                                                      maximum:"10000000"                  minimum:"0"         query:"tell"`
	Rows   string `default:"all"                                                                                                                                                                   doc:"Which rows the answer names."  enum:"all,rejected" query:"rows"`
}

type pushOutput struct {
	Status int
	Body   Result
}

// Result is what came of a push.
type Result struct {
	DryRun       bool     `doc:"Nothing was written."                                        json:"dry_run,omitempty"`
	Read         int      `doc:"Rows: new + changed + unchanged + rejected."                 json:"read"`
	New          int      `doc:"Dossiers that were not here."                                json:"new"`
	Changed      int      `doc:"Rows that changed a dossier or added steps to it."           json:"changed"`
	Unchanged    int      `doc:"Rows that say what is known already."                        json:"unchanged"`
	Rejected     int      `doc:"Rows that did not go in."                                    json:"rejected"`
	Told         int      `doc:"Followers who are told."                                     json:"told"`
	Odd          int      `doc:"Steps out of the usual course, taken all the same."          json:"odd_steps"`
	UnknownUnits []string `doc:"Names of units that nobody knows, kept as sent: the first 10." json:"unknown_units,omitempty"`
	Rows         []Row    `doc:"What came of each row, in their order."                      json:"rows"                    nullable:"false"`
}

// Row is what came of one row.
type Row struct {
	Row    int    `doc:"Which row it is, counted from 1."                                           json:"row"`
	Code   string `doc:"The dossier's code as we write it."                                          json:"code,omitempty"`
	Result string `doc:"What came of it."                                                            enum:"new,changed,unchanged,rejected" json:"result"`
	Line   int    `doc:"Rejected: the line on which it begins."                                      json:"line,omitempty"`
	Reason string `doc:"Rejected: why, for programs."                                                json:"reason,omitempty"`
	Field  string `doc:"Rejected: the field that is wrong; absent where the whole row is."           json:"field,omitempty"`
	Value  string `doc:"Rejected: what it says, shortened; never where it may tell of a person."     json:"value,omitempty"`
	Detail string `doc:"Rejected: why, in words."                                                    json:"detail,omitempty"`
}

const rejected = "rejected"

func (a *API) addPushes() {
	huma.Register(a.huma, a.operation(token.Push, huma.Operation{
		OperationID: "push-dossiers", Method: http.MethodPost, Path: pathDossiers,
		Summary: "Send dossiers",
		Description: "One row a dossier, each the whole of what its source says of it: what a row leaves out is unknown from then on. " +
			"The same rows again change nothing. Good rows go in, each rejected one is named; rows of one dossier are taken in their order.",
	}), func(ctx context.Context, in *pushInput) (*pushOutput, error) {
		return a.push(ctx, in, func(r io.Reader, f intake.Format, d intake.Defaults) Rows { return intake.NewDossiers(r, f, d) })
	})
	huma.Register(a.huma, a.operation(token.Push, huma.Operation{
		OperationID: "push-events", Method: http.MethodPost, Path: pathEvents,
		Summary: "Send steps of dossiers that are here",
		Description: "One row a step. Nothing else of its dossier changes; the last step by its time says where the dossier stands. " +
			"A step that is known changes nothing. One of a dossier that is not here is rejected.",
	}), func(ctx context.Context, in *pushInput) (*pushOutput, error) {
		return a.push(ctx, in, func(r io.Reader, f intake.Format, d intake.Defaults) Rows { return intake.NewSteps(r, f, d) })
	})
	a.describeRows()
}

// reader reads rows of one kind.
type reader func(io.Reader, intake.Format, intake.Defaults) Rows

func (a *API) push(ctx context.Context, in *pushInput, read reader) (*pushOutput, error) {
	c := callOf(ctx)
	how, p := a.how(c, in)
	if p != nil {
		return nil, p
	}
	format, p := a.formatOf(c)
	if p != nil {
		return nil, p
	}
	body, p := a.body(c)
	if p != nil {
		return nil, p
	}
	select {
	case a.slots <- struct{}{}:
		defer func() { <-a.slots }()
	default:
		return nil, a.problem(c.lang, http.StatusServiceUnavailable, "busy", nil).later(2)
	}
	mappings, err := a.c.Dossiers.Mappings(ctx)
	if err != nil {
		return nil, a.failed(ctx, c, "read mappings", err)
	}
	source := cmp.Or(in.Source, c.token.Source)
	rows := read(body, format, intake.Defaults{AsOf: how.AsOf, Source: source, Mappings: mappings})
	var out []Row
	how.Reject = func(r intake.Reject) { out = append(out, rejectedRow(r, c.lang)) }
	if in.Rows != rejected {
		how.Took = func(t intake.Took) {
			out = append(out, Row{Row: t.Nth, Code: string(t.Code), Result: string(t.Came)})
		}
	}
	sum, err := a.c.Dossiers.Push(ctx, &limitedRows{Rows: rows, left: a.c.Limits.Rows}, how)
	if sum.Told > 0 && !in.DryRun {
		a.countTold(ctx, c, sum.Told)
	}
	slices.SortStableFunc(out, func(a, b Row) int { return a.Row - b.Row })
	return a.answer(ctx, c, result(&sum, out, in.DryRun), err)
}

// how reads what the push says beside its rows, within what the token lets it do.
func (a *API) how(c *call, in *pushInput) (How, *Problem) {
	how := How{AsOf: c.now, DryRun: in.DryRun, Part: !in.Whole, Bounds: c.token.Bounds, MostTold: c.token.TellLeft(c.now)}
	if how.MostTold == 0 {
		how.MostTold = -1
	}
	if in.AsOf != "" {
		at, ok := intake.ReadTime(in.AsOf)
		if !ok || at.After(c.now.Add(24*time.Hour)) {
			return how, a.fault(c.lang, "as_of", in.AsOf, "as_of")
		}
		how.AsOf = at
	}
	if in.Source = strings.TrimSpace(norm.NFC.String(in.Source)); strings.ContainsFunc(in.Source, unicode.IsControl) {
		return how, a.fault(c.lang, "source", "", "control")
	}
	if !c.token.HoldsSource(in.Source) && in.Source != "" {
		return how, a.problem(c.lang, http.StatusForbidden, "source", words.Args{"source": c.token.Source})
	}
	if in.Tell > 0 {
		if !c.token.May(token.Tell) {
			return how, a.problem(c.lang, http.StatusForbidden, "scope", words.Args{"scope": string(token.Tell)})
		}
		how.MostTold = in.Tell
	}
	return how, nil
}

// countTold: what was sent went in; that it is not counted must not hide that.
func (a *API) countTold(ctx context.Context, c *call, n int) {
	if err := a.c.Tokens.CountTold(context.WithoutCancel(ctx), c.token.ID, n, c.now); err != nil {
		a.c.Log.Warn("how many followers a token had told could not be kept", "token", c.token.ID, "followers", n, "err", err)
	}
}

func rejectedRow(r intake.Reject, lang string) Row {
	return Row{Row: r.Nth, Result: rejected, Line: r.Line, Reason: string(r.Reason), Field: r.Field, Value: r.Value, Detail: r.Text(lang)}
}

func result(sum *intake.Summary, rows []Row, dryRun bool) Result {
	if rows == nil {
		rows = []Row{}
	}
	return Result{
		DryRun: dryRun, Read: sum.Read, New: sum.New, Changed: sum.Changed, Unchanged: sum.Unchanged, Rejected: sum.Rejected,
		Told: sum.Told, Odd: sum.Odd, UnknownUnits: sum.Unknown, Rows: rows,
	}
}

// answer: 200 all went in or was there, 207 some, 422 none. Where it broke off, what went in
// before stays in and is said with the problem.
func (a *API) answer(ctx context.Context, c *call, done Result, err error) (*pushOutput, error) {
	if err != nil {
		p := a.broken(ctx, c, err)
		if done.Read > 0 {
			p.Result = &done
		}
		return nil, p
	}
	switch {
	case done.Read == 0:
		return nil, a.problem(c.lang, http.StatusUnprocessableEntity, "empty", nil)
	case done.Rejected == done.Read:
		p := a.problem(c.lang, http.StatusUnprocessableEntity, "rows", words.Args{"n": strconv.Itoa(done.Rejected)})
		p.Result = &done
		return nil, p
	case done.Rejected > 0:
		return &pushOutput{Status: http.StatusMultiStatus, Body: done}, nil
	}
	return &pushOutput{Status: http.StatusOK, Body: done}, nil
}

// broken says why a push broke off.
func (a *API) broken(ctx context.Context, c *call, err error) *Problem {
	var many *ManyToldError
	var sent *http.MaxBytesError
	var whole *intake.FileError
	var late net.Error
	switch {
	case errors.As(err, &many):
		p := a.problem(c.lang, http.StatusConflict, "told", words.Args{"told": strconv.Itoa(many.Told), "most": strconv.Itoa(many.Most)})
		p.Told, p.Most = many.Told, &many.Most
		return p
	case errors.As(err, &sent), errors.Is(err, errManyBytes), errors.Is(err, errManyRows):
		return a.large(c)
	case errors.Is(err, errTwice):
		return a.problem(c.lang, http.StatusBadRequest, "twice", nil)
	case errors.Is(err, errGzip):
		return a.problem(c.lang, http.StatusBadRequest, "gzip", nil)
	case errors.Is(err, io.ErrUnexpectedEOF):
		return a.problem(c.lang, http.StatusBadRequest, "cut", nil)
	case errors.As(err, &whole):
		p := a.problem(c.lang, http.StatusBadRequest, "file", nil)
		p.Detail = whole.In(c.lang)
		return p
	case errors.As(err, &late) && late.Timeout() && !isAway(err):
		return a.problem(c.lang, http.StatusRequestTimeout, "slow", nil)
	}
	return a.failed(ctx, c, "take rows in", err)
}

func (a *API) large(c *call) *Problem {
	return a.problem(c.lang, http.StatusRequestEntityTooLarge, "large", words.Args{
		"rows": strconv.Itoa(a.c.Limits.Rows), "sent": mib(a.c.Limits.Sent), "bytes": mib(a.c.Limits.Bytes),
	})
}

func mib(n int64) string { return fmt.Sprintf("%d MiB", n>>20) }
