package citizen

import (
	"context"
	"errors"
	"fmt"
	"time"

	"motcua/internal/chat"
	"motcua/internal/ticket"
)

// A photo that could not be read is kept for a few minutes, so that one press hands it to
// a human without a second photo. Not pressed, it is gone by itself.

// Files is where such a photo waits.
type Files interface {
	FileData(ctx context.Context, id string, now time.Time) (f chat.File, data []byte, ticket int64, err error)
	DropFile(ctx context.Context, id string) error
}

const (
	// PhotoWaits is how long a photo is kept that could not be read.
	PhotoWaits = 10 * time.Minute
	// fileWaits is how long a file is kept until the question that it belongs to is.
	fileWaits = time.Hour
)

// unread says that there is no code in the photo, and how it could be read after all.
func (h *Handler) unread(ctx context.Context, t *Talk, key string) error {
	t.Say(key, nil)
	if h.Desk != nil {
		f, err := h.KeepFile(ctx, t.Message.File, h.Now().Add(PhotoWaits))
		if err != nil {
			return fmt.Errorf("keep a photo: %w", err)
		}
		h.dropPhoto(ctx, t)
		t.Session.Photo = f.ID
		t.More(t.Text("photo.offer", nil))
		t.offerPass()
		t.noHuman = true
	}
	t.Offer(t.choice("lookup.where.choice", verbWhere), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
	t.keepDraft(t.text)
	t.Await(verbFile, "photo")
	return nil
}

// offerPass offers to hand on the photo that is kept, where one is.
func (t *Talk) offerPass() {
	if t.Session.Photo != "" {
		t.Offer(t.choice("photo.choice", verbPass+":"+t.Session.Photo))
	}
}

// dropPhoto lets go of the photo that is kept. Where that fails it goes by itself.
func (h *Handler) dropPhoto(ctx context.Context, t *Talk) {
	if t.Session.Photo == "" || h.Files == nil {
		return
	}
	if err := h.Files.DropFile(ctx, t.Session.Photo); err != nil {
		h.Log.Warn("a photo that nobody is to see could not be dropped; it goes by itself in ten minutes", "err", err)
	}
	t.Session.Photo = ""
}

// pass hands a photo on: consent first, then the queue.
func (h *Handler) pass(ctx context.Context, t *Talk, id string) error {
	if h.Desk == nil || h.Files == nil {
		t.nobody()
		return nil
	}
	f, of, err := h.keptPhoto(ctx, id)
	switch {
	case errors.Is(err, ticket.ErrNone):
		t.photoGone()
		return nil
	case err != nil:
		return err
	}
	if err := h.refresh(ctx, t); err != nil {
		return err
	}
	if of != 0 { // pressed before
		return h.state(ctx, t, t.number())
	}
	t.Session.Photo = id
	agreed, err := h.agreed(ctx, t)
	switch {
	case err != nil:
		return err
	case !agreed && !t.open():
		t.handsOn = true
		t.Say("consent.text", nil)
		t.More(t.Text("photo.consent", nil))
		t.waitForConsent(t.draft)
		return nil
	}
	return h.handOn(ctx, t, t.draft, &f)
}

// passAgreed hands on the photo that waited for the consent. One that is gone meanwhile is
// asked for again.
func (h *Handler) passAgreed(ctx context.Context, t *Talk) error {
	f, of, err := h.keptPhoto(ctx, t.Session.Photo)
	switch {
	case errors.Is(err, ticket.ErrNone):
		t.Session.Photo = ""
		t.askQuestion("photo")
		return nil
	case err != nil:
		return err
	case of != 0:
		return h.state(ctx, t, t.number())
	}
	return h.handOn(ctx, t, t.Session.Draft, &f)
}

// keptPhoto is a photo that is still kept, and the ticket that has it already, 0 for none.
func (h *Handler) keptPhoto(ctx context.Context, id string) (chat.File, int64, error) {
	f, _, of, err := h.Files.FileData(ctx, id, h.Now())
	if err != nil {
		return f, 0, fmt.Errorf("find the photo: %w", err)
	}
	return f, of, nil
}

// handOn puts a photo into the question, with what was written beside it or else the wish
// that was pressed.
func (h *Handler) handOn(ctx context.Context, t *Talk, text string, f *chat.File) error {
	if text == "" {
		text = t.Text("photo.choice", nil)
	}
	t.Session.Photo = ""
	if t.open() {
		return h.join(ctx, t, text, f)
	}
	return h.open(ctx, t, text, f)
}

// photoGone says that the photo is not kept any more.
func (t *Talk) photoGone() {
	t.Session.Photo = ""
	t.Say("photo.gone", nil)
	t.offerWhere()
}
