package api_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"pgregory.net/rapid"

	"motcua/handlers/api"
	"motcua/internal/dossier"
	"motcua/internal/intake"
	"motcua/internal/token"
)

// described is the API as its own description has it, read as a stranger reads it.
type described struct {
	doc      map[string]any
	compiler *jsonschema.Compiler
}

const documentURL = "https://motcua.test/openapi.json"

func (w *world) description() *described {
	w.Helper()
	a := w.send(http.MethodGet, "/api/v1/openapi.json", "", nil)
	if a.status != http.StatusOK || a.head.Get("Content-Type") != "application/openapi+json" {
		w.Fatalf("%d %v", a.status, a.head)
	}
	doc, err := jsonschema.UnmarshalJSON(strings.NewReader(a.body))
	must(w.T, err)
	d := &described{doc: doc.(map[string]any), compiler: jsonschema.NewCompiler()}
	d.compiler.DefaultDraft(jsonschema.Draft2020)
	must(w.T, d.compiler.AddResource(documentURL, doc))
	if v := d.doc["openapi"]; !strings.HasPrefix(fmt.Sprint(v), "3.1") {
		w.Errorf("OpenAPI %v", v)
	}
	return d
}

// at goes into the document; nil where there is no such place.
func at(v any, path ...string) any {
	for _, name := range path {
		m, ok := v.(map[string]any)
		if !ok {
			return nil
		}
		v = m[name]
	}
	return v
}

// operation is one thing that can be asked for.
type operation struct {
	path, method string
	is           map[string]any
}

func (d *described) operations() []operation {
	var all []operation
	paths := at(d.doc, "paths").(map[string]any)
	for _, path := range slices.Sorted(maps.Keys(paths)) {
		item := paths[path].(map[string]any)
		for _, method := range slices.Sorted(maps.Keys(item)) {
			all = append(all, operation{path, method, item[method].(map[string]any)})
		}
	}
	return all
}

// schema follows references.
func (d *described) schema(v any) map[string]any {
	m := v.(map[string]any)
	if ref, ok := m["$ref"].(string); ok {
		return d.schema(at(d.doc, strings.Split(strings.TrimPrefix(ref, "#/"), "/")...))
	}
	return m
}

func escaped(s string) string {
	return strings.NewReplacer("~", "~0", "/", "~1").Replace(s)
}

// check says what of an answer the description does not say.
func (d *described) check(o operation, a answer) error {
	media, _, _ := strings.Cut(a.head.Get("Content-Type"), ";")
	status := strconv.Itoa(a.status)
	if at(o.is, "responses", status, "content", media) == nil {
		return fmt.Errorf("status %s as %q is not described", status, media)
	}
	where := documentURL + "#/paths/" + escaped(o.path) + "/" + o.method + "/responses/" + status + "/content/" + escaped(media) + "/schema"
	schema, err := d.compiler.Compile(where)
	if err != nil {
		return err
	}
	body, err := jsonschema.UnmarshalJSON(strings.NewReader(a.body))
	if err != nil {
		return err
	}
	return schema.Validate(body)
}

// secret is what only fields that tell of a person hold: it is in no answer and no log.
const secret = "Bí Mật 0912345678"

var personal = []string{"applicant", "phone", "reason", "note", "name", "url"}

// hostile are texts that programs stumble over.
var hostile = []string{
	"", " ", "\x00", "'; DROP TABLE dossiers; --", "{{.}}", "<script>alert(1)</script>", "\u202e\u200b", "=cmd|' /C calc'!A0", "%s%n", "../../etc/passwd",
	"2026-02-30", "9999-12-31T23:59:60Z", "-1", "1e999", "NaN", "true", "null", "\ufeff", "Nguye\u0302\u0303n", "\r\nSet-Cookie: a=b", strings.Repeat("a", 1001), strings.Repeat("ấ", 9000),
}

// oneIn is true once in n times; what the library draws is mostly small, and shrinks to 0.
func oneIn(t *rapid.T, n uint64, name string) bool {
	return rapid.Uint64().Draw(t, name)*0x9e3779b97f4a7c15>>40%n == n-1
}

// value makes something for a schema: mostly what fits, now and then not.
func (d *described) value(t *rapid.T, name string, v any, deep int) any {
	s := d.schema(v)
	if oneIn(t, 60, "odd") {
		return rapid.OneOf(
			rapid.Map(rapid.SampledFrom(hostile), func(s string) any { return s }), rapid.Just(any(nil)), rapid.Just(any(true)),
			rapid.Map(rapid.Int64(), func(n int64) any { return n }), rapid.Just(any(-1.5e300)), rapid.Just(any([]any{map[string]any{"a": []any{}}})),
			rapid.Just(any(map[string]any{"": nil})),
		).Draw(t, "odd value")
	}
	for _, of := range []string{"anyOf", "oneOf"} {
		if list, ok := s[of].([]any); ok {
			return d.value(t, name, rapid.SampledFrom(list).Draw(t, of), deep)
		}
	}
	if enum, ok := s["enum"].([]any); ok {
		return rapid.SampledFrom(enum).Draw(t, name)
	}
	kind := s["type"]
	if list, ok := kind.([]any); ok {
		kind = list[0]
	}
	switch kind {
	case "object":
		return d.object(t, s, deep)
	case "array":
		list := []any{}
		for range rapid.IntRange(0, max(0, 3-deep)).Draw(t, "length") {
			list = append(list, d.value(t, name, s["items"], deep+1))
		}
		return list
	case "integer", "number":
		return rapid.Int64Range(number(s["minimum"], 0), number(s["maximum"], 1e12)).Draw(t, name)
	case "boolean":
		return rapid.Bool().Draw(t, name)
	}
	return text(t, name, s)
}

func number(v any, otherwise int64) int64 {
	if n, ok := v.(json.Number); ok {
		if f, err := n.Float64(); err == nil {
			return int64(f)
		}
	}
	return otherwise
}

// text makes a text: codes and times that could be, and what programs stumble over.
func text(t *rapid.T, name string, s map[string]any) any {
	switch {
	case slices.Contains(personal, name):
		return rapid.SampledFrom([]string{secret, "https://" + secret}).Draw(t, name)
	case name == "code" || name == "MaHoSo":
		return fmt.Sprintf("H29.171-2611%02d-%04d", rapid.IntRange(1, 28).Draw(t, "day"), rapid.IntRange(0, 30).Draw(t, "number"))
	case s["format"] == "date":
		return fmt.Sprintf("202%d-%02d-01", rapid.IntRange(5, 6).Draw(t, "year"), rapid.IntRange(1, 12).Draw(t, "month"))
	case name == "at" || name == "from" || name == "to" || name == "as_of" || strings.HasSuffix(name, "_at") && name != "return_at":
		return fmt.Sprintf("2026-%02d-%02d", rapid.IntRange(1, 12).Draw(t, "month"), rapid.IntRange(1, 29).Draw(t, "day")) + rapid.SampledFrom([]string{"", "T08:40:00+07:00", "T08:40:00Z"}).Draw(t, "time")
	case s["examples"] != nil && rapid.Bool().Draw(t, "example"):
		return s["examples"].([]any)[0]
	}
	return rapid.OneOf(rapid.SampledFrom([]string{"SG-LT", "SG-TA", "igate", "Phường Lái Thiêu", "1.001193"}), rapid.String()).Draw(t, name)
}

func (d *described) object(t *rapid.T, s map[string]any, deep int) any {
	out := map[string]any{}
	required, _ := s["required"].([]any)
	properties, _ := s["properties"].(map[string]any)
	for _, name := range slices.Sorted(maps.Keys(properties)) {
		needed := slices.Contains(required, any(name)) || name == "status"
		if needed && !oneIn(t, 40, "lacks "+name) || !needed && oneIn(t, 5, "has "+name) {
			out[name] = d.value(t, name, properties[name], deep+1)
		}
	}
	if oneIn(t, 40, "more") {
		out[rapid.SampledFrom(hostile).Draw(t, "another")] = secret
	}
	if oneIn(t, 40, "national") {
		out[rapid.SampledFrom([]string{"MaHoSo", "TrangThaiHoSo", "Mã hồ sơ"}).Draw(t, "its name")] = "nobody knows"
	}
	return out
}

// request is one that was made up.
type request struct {
	operation

	target  string
	bearer  string
	body    []byte
	codes   []string // of its rows
	headers []string
}

func (d *described) request(t *rapid.T, bearers []string) request {
	r := request{operation: rapid.SampledFrom(d.operations()).Draw(t, "operation"), bearer: rapid.SampledFrom(bearers).Draw(t, "bearer")}
	query := url.Values{}
	parameters, _ := r.is["parameters"].([]any)
	for _, p := range parameters {
		name := at(p, "name").(string)
		needed := at(p, "required") == true
		if needed && !oneIn(t, 15, "lacks "+name) || !needed && oneIn(t, 10, "has "+name) {
			query.Set(name, fmt.Sprint(d.value(t, name, at(p, "schema"), 0)))
		}
	}
	if oneIn(t, 40, "more") {
		query.Set(rapid.SampledFrom(hostile).Draw(t, "name"), rapid.SampledFrom(hostile).Draw(t, "value"))
	}
	r.target = r.path
	if len(query) > 0 {
		r.target += "?" + query.Encode()
	}
	if content, ok := at(r.is, "requestBody", "content").(map[string]any); ok {
		d.fill(t, &r, content)
	}
	r.headers = append(r.headers, "Accept-Language", rapid.SampledFrom([]string{"", "vi", "en"}).Draw(t, "language"))
	return r
}

// fill gives a request a body: rows, sometimes with their letters shuffled.
func (d *described) fill(t *rapid.T, r *request, content map[string]any) {
	media := rapid.SampledFrom(slices.Sorted(maps.Keys(content))).Draw(t, "media")
	row := at(content["application/x-ndjson"], "schema")
	var rows []any
	for range 5 - rapid.IntRange(0, 5).Draw(t, "fewer") {
		v := d.value(t, "row", row, 0)
		rows = append(rows, v)
		r.codes = append(r.codes, strings.TrimSpace(strings.ToUpper(fmt.Sprint(at(v, "code"), at(v, "MaHoSo")))))
	}
	var b bytes.Buffer
	if media == "application/json" {
		encode(t, &b, rows)
	} else {
		for _, v := range rows {
			encode(t, &b, v)
		}
	}
	r.body = b.Bytes()
	if oneIn(t, 10, "broken") && len(r.body) > 0 {
		for range rapid.IntRange(1, 4).Draw(t, "times") {
			r.body[rapid.IntRange(0, len(r.body)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		}
		r.codes = nil
	}
	if oneIn(t, 4, "packed") {
		r.body = gzipped(t, r.body)
		if oneIn(t, 6, "cut off") {
			r.body = r.body[:rapid.IntRange(0, len(r.body)-1).Draw(t, "length")]
			r.codes = nil
		}
	}
	if oneIn(t, 15, "another media") {
		media = rapid.SampledFrom([]string{"", "text/csv", "a/b;c", "multipart/form-data", ";"}).Draw(t, "media")
	}
	r.headers = append(r.headers, "Content-Type", media)
}

func encode(t *rapid.T, b *bytes.Buffer, v any) {
	if err := json.NewEncoder(b).Encode(v); err != nil {
		t.Fatal(err)
	}
}

// Whatever is sent, the answer is one that the description has, nothing breaks, nothing of a
// person is said again, and what went in once says nothing new the second time.
func TestAnythingThatIsDescribed(t *testing.T) {
	t.Parallel()
	w := openWorld(t)
	w.units()
	d := w.description()
	every := w.token(token.Bounds{}, token.Scopes...)
	bearers := []string{every, every, every, every, every, every, every, w.token(token.Bounds{Source: "igate", Units: []string{"SG-LT"}}, token.Scopes...), w.token(token.Bounds{}, token.Report), "", secret}
	seen := map[int]int{}
	rapid.Check(t, func(t *rapid.T) {
		for range 3 {
			r := d.request(t, bearers)
			seen[w.try(t, d, r)]++
		}
	})
	t.Logf("answers by status: %v", seen)
}

// try sends what was made up, and gives the status.
func (w *world) try(t *rapid.T, d *described, r request) int {
	a := w.send(strings.ToUpper(r.method), r.target, headerSafe(r.bearer), r.body, r.headers...)
	if err := d.check(r.operation, a); err != nil || a.status >= http.StatusInternalServerError {
		t.Fatalf("%s %s: %d %s\n%v\n%q", r.method, r.target, a.status, a.body, err, r.body)
	}
	if log := w.log.take(); strings.Contains(a.body, "Bí Mật") || strings.Contains(a.body, "0912345678") || log != "" {
		t.Fatalf("something of a person, or of ours, is told: %s\n%s", a.body, log)
	}
	if a.status == http.StatusOK && r.method == "post" || a.status == http.StatusMultiStatus {
		w.counts(t, r, a)
	}
	return a.status
}

// headerSafe is a bearer that may stand in a header.
func headerSafe(s string) string { return strings.Map(func(r rune) rune { return min(r, '~') }, s) }

// counts holds the sums of an answer against its rows, and sends the request again.
func (w *world) counts(t *rapid.T, r request, a answer) {
	all := !strings.Contains(r.target, "rows=rejected")
	if a.New+a.Changed+a.Unchanged+a.Rejected != a.Read || (all && len(a.Rows) != a.Read) || (!all && len(a.Rows) != a.Rejected) {
		t.Fatalf("sums: %s", a.body)
	}
	for i, x := range a.Rows {
		if all && x.Row != i+1 {
			t.Fatalf("row %d is told as %d: %s", i+1, x.Row, a.body)
		}
	}
	codes := slices.Clone(r.codes)
	slices.Sort(codes)
	if r.codes == nil || len(slices.Compact(codes)) < len(r.codes) || strings.Contains(r.target, "dry_run") {
		return // rows of one dossier may contradict one another each time anew
	}
	again := w.send(strings.ToUpper(r.method), r.target, r.bearer, r.body, r.headers...)
	if again.New+again.Changed > 0 || again.Unchanged != a.New+a.Changed+a.Unchanged {
		t.Fatalf("again: %s\nfirst: %s\n%s", again.body, a.body, r.body)
	}
}

// The rows that are described are those that are read, with the same words.
func TestRowsAreDescribed(t *testing.T) {
	t.Parallel()
	w := openWorld(t)
	d := w.description()
	for name, fields := range map[string][]string{"DossierRow": intake.DossierFields(), "EventRow": intake.StepFields()} {
		properties := at(d.doc, "components", "schemas", name, "properties").(map[string]any)
		if got := slices.Sorted(maps.Keys(properties)); !slices.Equal(got, fields) {
			t.Errorf("%s is described with %v, read are %v", name, got, fields)
		}
		var statuses []string
		for _, s := range at(properties["status"], "enum").([]any) {
			statuses = append(statuses, s.(string))
		}
		for _, s := range dossier.Statuses {
			if !slices.Contains(statuses, string(s)) || len(statuses) != len(dossier.Statuses) {
				t.Errorf("%s: statuses %v", name, statuses)
			}
		}
	}
	for _, o := range d.operations() {
		for _, must := range []string{"operationId", "summary", "security"} {
			if o.is[must] == nil {
				t.Errorf("%s %s has no %s", o.method, o.path, must)
			}
		}
	}
	if limits := fmt.Sprint(at(d.doc, "paths", dossiers, "post", "requestBody", "description")); !strings.Contains(limits, "100,000 rows") || api.StandardLimits != (api.Limits{Rows: 100_000, Sent: 64 << 20, Bytes: 256 << 20}) {
		t.Error("the limits that are described are others")
	}
}
