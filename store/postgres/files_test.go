package postgres_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"motcua/internal/chat"
	"motcua/internal/ticket"
	"motcua/store/postgres"
	"motcua/store/storetest"
)

func photo(id string) chat.File {
	return chat.File{ID: id, Kind: chat.Photo, Type: "image/jpeg", Name: "giấy hẹn.jpg", Size: 3}
}

func kept(t *testing.T, s *postgres.Store, id string, now time.Time) bool {
	t.Helper()
	_, data, _, err := s.FileData(t.Context(), id, now)
	if (err == nil) != (len(data) > 0) {
		t.Errorf("%d bytes, %v", len(data), err)
	}
	if err != nil && !errors.Is(err, ticket.ErrNone) {
		t.Fatal(err)
	}
	return err == nil
}

// A file that nobody is to have goes at a word; one of a ticket stays.
func TestFileIsDropped(t *testing.T) {
	t.Parallel()
	s := openPlace(t).Store
	for _, id := range []string{"dropped", "other"} {
		must(t, s.KeepFile(t.Context(), 0, photo(id), []byte("abc"), at(10)))
	}
	must(t, s.KeepFile(t.Context(), ask(t, s, waiting("c")).ID, photo("taken"), []byte("abc"), at(10)))
	for _, id := range []string{"dropped", "dropped", "taken", "never there"} {
		must(t, s.DropFile(t.Context(), id))
	}
	if kept(t, s, "dropped", at(9)) || !kept(t, s, "other", at(9)) || !kept(t, s, "taken", at(9)) {
		t.Error("something else was dropped")
	}
}

func TestFileIsKeptWhole(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	for _, data := range []string{"abc", "another"} { // the same name again is the same file
		must(t, s.KeepFile(t.Context(), 0, photo("f"), []byte(data), at(10)))
	}
	f, data, of, err := s.FileData(t.Context(), "f", at(9))
	if must(t, err); !cmp.Equal(f, photo("f")) || string(data) != "abc" || of != 0 {
		t.Errorf("%+v, %q, of %d", f, data, of)
	}
	if kept(t, s, "f", at(10)) {
		t.Error("still there at its end")
	}
	if kept(t, s, "g", at(9)) {
		t.Error("there is a file that nobody kept")
	}
}

// A line that names a file makes it its ticket's, for thirty days, or a day after the
// ticket closed; reopened, it is there again.
func TestFileGoesWithItsTicket(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	for _, id := range []string{"first", "second"} {
		must(t, s.KeepFile(t.Context(), 0, photo(id), []byte("abc"), at(9)))
	}
	line := func(id string) ticket.Line {
		f := photo(id)
		return ticket.Line{At: at(8), What: ticket.Said, File: &f}
	}
	q, _, err := s.OpenTicket(t.Context(), waiting("c"), "", []ticket.Line{line("first")}, nil)
	must(t, err)
	change(t, s, q.ID, hold(1), line("second"))
	other, _, err := s.OpenTicket(t.Context(), waiting("d"), "", []ticket.Line{line("first")}, nil)
	must(t, err)
	for _, id := range []string{"first", "second"} {
		if _, _, of, err := s.FileData(t.Context(), id, at(12)); of != q.ID || err != nil {
			t.Errorf("%s is of %d, %v; want %d and not %d", id, of, err, q.ID, other.ID)
		}
		if !kept(t, s, id, at(8).AddDate(0, 0, 29)) || kept(t, s, id, at(8).AddDate(0, 0, 30)) {
			t.Errorf("%s does not live thirty days", id)
		}
	}
	change(t, s, q.ID, finish(10))
	if !kept(t, s, "first", at(10).Add(23*time.Hour)) || kept(t, s, "first", at(10).Add(24*time.Hour)) {
		t.Error("does not end a day after its ticket")
	}
	change(t, s, q.ID, func(x *ticket.Ticket) { x.State, x.ClosedAt = ticket.Waiting, time.Time{} })
	if !kept(t, s, "first", at(10).Add(24*time.Hour)) {
		t.Error("gone, with its ticket open again")
	}
}

func TestForgetFiles(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	q := ask(t, p.Store, waiting("c"))
	change(t, p.Store, q.ID, finish(10))
	must(t, p.KeepFile(t.Context(), q.ID, photo("closed"), []byte("abc"), at(10).AddDate(0, 0, 9)))
	must(t, p.KeepFile(t.Context(), 0, photo("past"), []byte("abc"), at(10)))
	must(t, p.KeepFile(t.Context(), 0, photo("there"), []byte("abc"), at(10).AddDate(0, 0, 9)))
	for _, step := range []struct {
		now  time.Time
		want int64
	}{{at(9), 0}, {at(10), 1}, {at(10).Add(24 * time.Hour), 1}, {at(10).Add(25 * time.Hour), 0}} {
		if n, err := p.ForgetFiles(t.Context(), step.now); n != step.want || err != nil {
			t.Errorf("at %v forgot %d, %v; want %d", step.now, n, err, step.want)
		}
	}
	if !kept(t, p.Store, "there", at(11)) {
		t.Error("forgot one that has time")
	}
}
