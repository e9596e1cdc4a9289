package postgres_test

import (
	"testing"

	"motcua/internal/source"
)

func TestSources(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.load(t, at(12), row("processing", 9, `"source":"a"`))
	if ok, err := p.ExpectSource(t.Context(), "b", source.Every{Days: 1}); ok || err != nil {
		t.Errorf("a source that never came: %v, %v", ok, err)
	}
	for _, every := range []source.Every{{Days: 2}, {Hours: 6}, {}} {
		if ok, err := p.ExpectSource(t.Context(), "a", every); !ok || err != nil {
			t.Fatalf("expect %s: %v, %v", every, ok, err)
		}
		all, err := p.SourcesCounted(t.Context())
		must(t, err)
		if len(all) != 1 || all[0].Name != "a" || all[0].Every != every || all[0].Dossiers != 1 || !all[0].LastImport.Equal(at(12)) {
			t.Errorf("sources: %+v", all)
		}
		if d := p.get(t, code); d.SourceEvery != every || !d.SourceSeenAt.Equal(at(12)) {
			t.Errorf("a dossier's source: %s, %v", d.SourceEvery, d.SourceSeenAt)
		}
	}
	// An import keeps what was said.
	_, err := p.ExpectSource(t.Context(), "a", source.Every{Days: 1})
	must(t, err)
	p.load(t, at(13), row("processing", 9, `"source":"a"`))
	if d := p.get(t, code); d.SourceEvery != (source.Every{Days: 1}) {
		t.Errorf("after another import: %s", d.SourceEvery)
	}
}
