package postgres_test

import (
	"errors"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/store/storetest"
)

// Who asks for what the server refuses spoils it for nobody who asks at the same time.
func TestLookupsTogether(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	p.load(t, at(9), row("accepted", 8))
	var all sync.WaitGroup
	for range 40 {
		all.Go(func() {
			found, err := p.DossiersByCode(t.Context(), []dossier.Code{code})
			if err != nil || len(found) != 1 {
				t.Errorf("%d found: %v", len(found), err)
			}
		})
		all.Go(func() {
			_, err := p.DossiersByCode(t.Context(), []dossier.Code{"\x00"})
			if _, refused := errors.AsType[*pgconn.PgError](err); !refused {
				t.Errorf("no server takes a zero byte: %v", err)
			}
		})
	}
	all.Wait()
}

func TestWaitingsTogether(t *testing.T) {
	t.Parallel()
	s := storetest.Store(t)
	must(t, s.AddToOutbox(t.Context(), []chat.Outgoing{outgoing("full", "1", 1)}))
	var all sync.WaitGroup
	for range 40 {
		for at, want := range map[chat.Speaker]bool{
			{Channel: chat.Telegram, Chat: "full"}:  true,
			{Channel: chat.Telegram, Chat: "empty"}: false,
			{Channel: chat.Web, Chat: "full"}:       false,
		} {
			all.Go(func() {
				if waits, err := s.OutboxWaits(t.Context(), at.Channel, at.Chat); err != nil || waits != want {
					t.Errorf("%s in %s: %v, %v", at.Chat, at.Channel, waits, err)
				}
			})
		}
	}
	all.Wait()
}
