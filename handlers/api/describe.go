package api

import (
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"motcua/internal/token"
)

// What the description says that the library cannot see: tokens, problems, and rows, which are
// read one by one and never as a whole.

const bearerScheme = "bearer"

func describe(doc *huma.OpenAPI) {
	doc.Info.Description = "Dossiers in, figures out. A token comes from `motcua api token create`. Whatever is sent may be sent again. " +
		"What is wrong is said as application/problem+json, in Vietnamese where Accept-Language begins with vi, else in English."
	doc.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		bearerScheme: {Type: "http", Scheme: "bearer", Description: "A token that `motcua api token create` printed, with the scope that the operation names."},
	}
}

// operation adds what all operations share.
func (a *API) operation(scope token.Scope, op huma.Operation) huma.Operation {
	op.Security = []map[string][]string{{bearerScheme: {string(scope)}}}
	op.Middlewares = huma.Middlewares{a.guard(scope)}
	op.Responses = map[string]*huma.Response{}
	problems := map[int]string{
		http.StatusUnauthorized: "No token that holds.", http.StatusForbidden: "The token does not let you do that.",
		http.StatusUnprocessableEntity: "A parameter cannot be read, or no row went in.",
		http.StatusTooManyRequests:     "Too many tries without a token that holds.",
		http.StatusInternalServerError: "Something of ours is broken.", http.StatusServiceUnavailable: "Try again later.",
	}
	if op.Method == http.MethodPost {
		op.Responses["200"] = a.response(Result{}, "All rows went in, or were there already.")
		op.Responses["207"] = a.response(Result{}, "Some rows were rejected; the others are in.")
		problems[http.StatusBadRequest] = "The body cannot be read."
		problems[http.StatusRequestTimeout] = "Nothing more came."
		problems[http.StatusConflict] = "More followers would be told than may be."
		problems[http.StatusRequestEntityTooLarge] = "Too many rows or bytes at once."
		problems[http.StatusUnsupportedMediaType] = "Not NDJSON or JSON, or packed by something else than gzip."
	}
	for status, what := range problems {
		op.Responses[strconv.Itoa(status)] = &huma.Response{
			Description: what,
			Content:     map[string]*huma.MediaType{problemKind: {Schema: a.schema(Problem{})}},
		}
	}
	return op
}

func (a *API) response(of any, what string) *huma.Response {
	return &huma.Response{Description: what, Content: map[string]*huma.MediaType{"application/json": {Schema: a.schema(of)}}}
}

func (a *API) schema(of any) *huma.Schema {
	return a.huma.OpenAPI().Components.Schemas.Schema(reflect.TypeOf(of), true, "")
}

// describeRows comes after the operations: a body that the library knows of it would read.
func (a *API) describeRows() {
	national := &huma.Schema{
		Type: huma.TypeObject, Required: []string{"MaHoSo"}, AdditionalProperties: true,
		Properties:  map[string]*huma.Schema{"MaHoSo": {Type: huma.TypeString}},
		Description: "The record that systems send to the national portal, as it is; or a row of its progress.",
	}
	dossier := a.schema(DossierRow{})
	paths := a.huma.OpenAPI().Paths
	paths[pathDossiers].Post.RequestBody = rowsBody(&huma.Schema{AnyOf: []*huma.Schema{dossier, national}})
	paths[pathEvents].Post.RequestBody = rowsBody(a.schema(EventRow{}))
}

func rowsBody(row *huma.Schema) *huma.RequestBody {
	return &huma.RequestBody{
		Required: true,
		Description: "Rows; packed with gzip or not. At most 100,000 rows, 64 MiB as sent and 256 MiB unpacked; " +
			"a row of at most 1 MiB.",
		Content: map[string]*huma.MediaType{
			"application/x-ndjson": {Schema: row}, // of each line
			"application/json":     {Schema: &huma.Schema{OneOf: []*huma.Schema{{Type: huma.TypeArray, Items: row}, row}}},
		},
	}
}

// Names in the description.
type (
	// DossierRow is a dossier as it is sent; docs/import.md says more of each field.
	DossierRow struct {
		Code          string       `doc:"The dossier's public number, as its source issues it."                       example:"H29.171-261119-0001"                                                                                           json:"code"                     maxLength:"200"`
		Status        string       `doc:"Where it stands; may be left out where events say it."                       enum:"registered,accepted,rejected,processing,supplement_requested,payment_requested,withdrawal_requested,stopped,completed,returned" json:"status,omitempty"`
		UpdatedAt     string       `doc:"When the source saw this state: RFC 3339 or a date."                         example:"2026-11-25T08:40:00+07:00"                                                                                     json:"updated_at,omitempty"     maxLength:"200"`
		ProcedureCode string       `doc:"Code of the procedure."                                                      example:"1.001193"                                                                                                      json:"procedure_code,omitempty" maxLength:"200"`
		Procedure     string       `doc:"Its name."                                                                   json:"procedure,omitempty"                                                                                              maxLength:"20000"`
		Field         string       `doc:"Name of its field."                                                          json:"field,omitempty"                                                                                                  maxLength:"1000"`
		Unit          string       `doc:"Who resolves it: a unit's code, an identifier or its exact name."            json:"unit,omitempty"                                                                                                   maxLength:"1000"`
		ReceivedBy    string       `doc:"Where it was handed in."                                                     json:"received_by,omitempty"                                                                                            maxLength:"1000"`
		ReturnAt      string       `doc:"Where the result is returned."                                               json:"return_at,omitempty"                                                                                              maxLength:"1000"`
		Channel       string       `doc:"How it came in."                                                             enum:"counter,online,post"                                                                                              json:"channel,omitempty"`
		ReturnChannel string       `doc:"How the result goes back."                                                   enum:"counter,online,post"                                                                                              json:"return_channel,omitempty"`
		Applicant     string       `doc:"Shown masked only."                                                          json:"applicant,omitempty"                                                                                              maxLength:"1000"`
		Phone         string       `doc:"Kept as keyed hashes only."                                                  json:"phone,omitempty"                                                                                                  maxLength:"200"`
		BirthYear     int          `doc:"The applicant's."                                                            json:"birth_year,omitempty"                                                                                             maximum:"2100"                  minimum:"1900"`
		SubmittedAt   string       `json:"submitted_at,omitempty"                                                     maxLength:"200"`
		ReceivedAt    string       `json:"received_at,omitempty"                                                      maxLength:"200"`
		DueAt         string       `doc:"The appointment."                                                            json:"due_at,omitempty"                                                                                                 maxLength:"200"`
		FinishedAt    string       `json:"finished_at,omitempty"                                                      maxLength:"200"`
		ReturnedAt    string       `json:"returned_at,omitempty"                                                      maxLength:"200"`
		FeeDue        int64        `doc:"đồng"                                                                        json:"fee_due,omitempty"                                                                                                minimum:"0"`
		FeePaid       int64        `doc:"đồng"                                                                        json:"fee_paid,omitempty"                                                                                               minimum:"0"`
		PaidOnline    bool         `json:"paid_online,omitempty"`
		Digitised     bool         `json:"digitised,omitempty"`
		EResult       bool         `doc:"There is an electronic result."                                              json:"e_result,omitempty"`
		Results       []NamedURL   `json:"results,omitempty"`
		Supplements   []Supplement `doc:"What the applicant is to bring."                                             json:"supplements,omitempty"`
		Extensions    []Extension  `doc:"New dates, each with an apology."                                            json:"extensions,omitempty"`
		Reason        string       `doc:"Of refusal or stopping."                                                     json:"reason,omitempty"                                                                                                 maxLength:"20000"`
		Events        []Step       `doc:"The history, as far as the source has it."                                   json:"events,omitempty"`
		Source        string       `doc:"Name of the system it comes from."                                           json:"source,omitempty"                                                                                                 maxLength:"200"`
	}

	// EventRow is a step of a dossier that is here.
	EventRow struct {
		Code   string `doc:"The dossier's code."            example:"H29.171-261119-0001"                                                                                                                                      json:"code"               maxLength:"200"`
		At     string `doc:"When: RFC 3339 or a date."      example:"2026-11-25T08:40:00+07:00"                                                                                                                                json:"at"                 maxLength:"200"`
		Status string `doc:"What it brought the dossier to." enum:"registered,accepted,rejected,processing,supplement_requested,payment_requested,withdrawal_requested,stopped,completed,returned" json:"status"`
		Unit   string `doc:"Where."                         json:"unit,omitempty"                                                                                                                                              maxLength:"1000"`
		Note   string `doc:"Internal, never shown."         json:"note,omitempty"                                                                                                                                              maxLength:"20000"`
		Source string `doc:"Name of the system it comes from." json:"source,omitempty"                                                                                                                                         maxLength:"200"`
	}

	// Step is one of a dossier's history.
	Step struct {
		At     string `json:"at"             maxLength:"200"`
		Status string `enum:"registered,accepted,rejected,processing,supplement_requested,payment_requested,withdrawal_requested,stopped,completed,returned" json:"status"`
		Unit   string `json:"unit,omitempty" maxLength:"1000"`
		Note   string `doc:"Internal, never shown." json:"note,omitempty" maxLength:"20000"`
	}

	// NamedURL is a result.
	NamedURL struct {
		Name string `json:"name,omitempty" maxLength:"1000"`
		URL  string `json:"url,omitempty"  maxLength:"20000" pattern:"^https?://"`
	}

	// Supplement is something that the applicant is to bring.
	Supplement struct {
		Name    string `json:"name,omitempty"     maxLength:"20000"`
		Reason  string `json:"reason,omitempty"   maxLength:"20000"`
		AskedAt string `json:"asked_at,omitempty" maxLength:"200"`
		DueAt   string `json:"due_at,omitempty"   maxLength:"200"`
	}

	// Extension is a new date.
	Extension struct {
		From   string `json:"from,omitempty"   maxLength:"200"`
		To     string `json:"to,omitempty"     maxLength:"200"`
		Reason string `json:"reason,omitempty" maxLength:"20000"`
		At     string `json:"at,omitempty"     maxLength:"200"`
	}
)
