package citizen

import (
	"context"
	"errors"
	"fmt"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/media"
)

// kinds of files, as texts are named after them. What is something else cannot be used
// by anybody here.
var fileKinds = map[chat.FileKind]string{chat.Photo: "photo", chat.Document: "document", chat.Voice: "voice"}

// file answers a photo, a document or a voice message. A photo is read where no human
// waits for it. What the assistant cannot use joins the open question, is the question
// where one is waited for, and else a person is offered. It is kept only for somebody who
// agreed.
func (h *Handler) file(ctx context.Context, t *Talk) error {
	if done, err := h.photo(ctx, t); done || err != nil {
		return err
	}
	kind := fileKinds[t.Message.File.Kind]
	switch {
	case h.Desk == nil:
		return h.besideFile(ctx, t)
	case kind == "" && (t.open() || t.Awaited == verbHuman):
		t.Say("human.file.type", nil)
		t.offerAfterFile()
		return nil
	case t.open(), t.reopens():
		return h.keep(ctx, t, func(f *chat.File) error { return h.join(ctx, t, t.text, f) })
	case t.Awaited == verbHuman:
		return h.keep(ctx, t, func(f *chat.File) error { return h.open(ctx, t, t.text, f) })
	case t.Awaited == verbConsent:
		t.fileKind = kind
		t.askConsentAgain("consent.file", lines(t.Session.Draft, t.text))
		return nil
	case kind == "", t.oneCode(t.text) != "":
		return h.besideFile(ctx, t)
	}
	t.Say("human.file."+kind, nil)
	t.More(t.Text("human.file.offer", nil))
	t.Offer(t.choice("human.choice", verbHuman), t.choice("lookup.where.choice", verbWhere), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
	t.keepDraft(t.text)
	t.Await(verbFile, kind)
	return nil
}

// awaitedFile is the kind of the file that came before it could be kept, "" for none.
func (t *Talk) awaitedFile() string {
	for _, kind := range fileKinds {
		if t.About == kind {
			return kind
		}
	}
	return ""
}

// besideFile answers what was written beside a file that is of no use here.
func (h *Handler) besideFile(ctx context.Context, t *Talk) error {
	read := dossier.ParseCode(t.text, t.place.known, t.Now)
	if len(read.Codes)+len(read.Slips) > 0 {
		return h.answer(ctx, t, read)
	}
	t.media()
	return nil
}

// keep checks and keeps the file of this message, and goes on with it.
func (h *Handler) keep(ctx context.Context, t *Talk, with func(f *chat.File) error) error {
	f, err := h.KeepFile(ctx, t.Message.File, h.Now().Add(fileWaits))
	for wrong, key := range map[error]string{
		media.ErrType: "human.file.type", media.ErrSize: "human.file.size", media.ErrBroken: "human.file.broken",
	} {
		if errors.Is(err, wrong) {
			t.Say(key, nil)
			t.offerAfterFile()
			return nil
		}
	}
	if err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	return with(f)
}

// offerAfterFile offers what can follow a file that was not taken; where a question was
// waited for it still is.
func (t *Talk) offerAfterFile() {
	if t.open() {
		t.offerTicket(verbState, verbStop)
		return
	}
	if t.Awaited == verbHuman {
		t.Await(verbHuman, "")
		t.noHuman = true
	}
	t.Offer(t.choice("lookup.choice", verbLookup), t.choice("office.choice", verbOffice), t.choice("menu.choice", verbMenu))
}
