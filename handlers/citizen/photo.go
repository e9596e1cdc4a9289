package citizen

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"motcua/internal/chat"
	"motcua/internal/dossier"
	"motcua/internal/media"
	"motcua/internal/receipt"
	"motcua/internal/words"
)

// A photo is read for the mark of a receipt, and what the mark says is answered as if it
// had been typed. Nothing of the photo is kept, but for one that could not be read (see
// photo_pass.go), and nothing of it is logged.

// readWait is how long the reader may take, its queue included: a Turn has ten seconds.
const readWait = 6 * time.Second

// mostCodes is how many codes of one photo are answered, as of one message.
const mostCodes = 5

// errBusy says that the reader had no time for a photo.
var errBusy = errors.New("no time to read a photo")

// isPhoto reports whether a file is called a picture. People also send photos as files,
// and some phones do not say what theirs are.
func isPhoto(f *chat.Sent) bool {
	ending := strings.ToLower(path.Ext(f.Name))
	return f.Kind == chat.Photo || f.Kind == chat.Document && (strings.HasPrefix(f.Type, "image/") || ending == ".heic" || ending == ".heif")
}

// humansFile reports whether a file that comes now is for a human.
func (t *Talk) humansFile() bool {
	return t.open() || t.Awaited == verbHuman || t.Awaited == verbConsent || t.Awaited == verbAdd && t.reopens()
}

// photo reads a photo. One for a human is looked at for an identity card alone, and so is
// all else that may hold a picture; done is false where a human is to have it.
func (h *Handler) photo(ctx context.Context, t *Talk) (done bool, err error) {
	human := t.humansFile()
	if h.ReadReceipt == nil || !isPhoto(t.Message.File) && (!human || t.Message.File.Kind != chat.Document) {
		return false, nil
	}
	beside := dossier.ParseCode(t.text, t.place.known, t.Now)
	if !human && !t.reopens() {
		if may := h.Limits.Photo(ctx, t.asker(), t.Now); may.Codes == 0 {
			if hasCode(beside) {
				return true, h.answer(ctx, t, beside)
			}
			t.sayPhotoLimit(may.Until)
			return true, nil
		}
	}
	seen, err := h.lookAt(ctx, t)
	read := t.marks(seen.Texts)
	switch {
	case seen.Kind == receipt.Identity:
		return true, h.refuseIdentity(ctx, t, beside)
	case human:
		return false, nil
	case hasCode(beside):
		return true, h.answer(ctx, t, beside)
	case hasCode(read):
		return true, h.answer(ctx, t, read)
	case seen.Kind == receipt.Payment:
		t.payment()
		return true, nil
	case t.reopens():
		return false, nil
	case err != nil:
		return true, t.notOpened(err)
	case seen.Kind == receipt.Found:
		return true, h.unread(ctx, t, "photo.no_code")
	}
	return true, h.unread(ctx, t, "photo.none")
}

// lookAt fetches the photo, once for all that look at it, and reads it.
func (h *Handler) lookAt(ctx context.Context, t *Talk) (receipt.Reading, error) {
	data, err := media.Fetch(ctx, t.Message.File)
	if err != nil {
		return receipt.Reading{}, err
	}
	t.Message.File = media.InMemory(*t.Message.File, data)
	reading, cancel := context.WithTimeoutCause(ctx, readWait, errBusy)
	defer cancel()
	seen, err := h.ReadReceipt(reading, data)
	if err != nil && ctx.Err() == nil && reading.Err() != nil {
		err = context.Cause(reading)
	}
	return seen, err
}

// marks reads codes out of what the marks of a photo say, each mark by itself: what stands
// in two of them is no code.
func (t *Talk) marks(texts []string) dossier.Reading {
	var all dossier.Reading
	for _, text := range texts {
		read := dossier.ParseCode(plain(text), t.place.known, t.Now)
		all.Slips = append(all.Slips, read.Slips...)
		all.More = all.More || read.More
		for _, code := range read.Codes {
			if !slices.ContainsFunc(all.Codes, func(c dossier.Found) bool { return c.Code() == code.Code() }) {
				all.Codes = append(all.Codes, code)
			}
		}
	}
	if len(all.Codes) > mostCodes {
		all.Codes, all.More = all.Codes[:mostCodes], true
	}
	if len(all.Codes) > 0 { // the same receipt, read twice and once worse
		all.Slips = nil
	}
	return all
}

// hasCode reports whether there is something to be looked up or pointed out.
func hasCode(read dossier.Reading) bool { return len(read.Codes)+len(read.Slips) > 0 }

// refuseIdentity refuses the photo of an identity card. What is waited for still is.
func (h *Handler) refuseIdentity(ctx context.Context, t *Talk, beside dossier.Reading) error {
	h.Log.Info("identity QR refused", "channel", t.Message.Channel)
	t.Reply(chat.Reply{Sign: signAttention, Text: t.Text("photo.identity", nil)})
	t.hides = true
	if t.Message.Channel != chat.Web { // our page shows no picture
		t.More(t.Text("photo.identity_delete", nil))
	}
	if !hasCode(beside) {
		t.More(t.Text("photo.identity_instead", nil))
	}
	switch {
	case t.Awaited == verbConsent:
		t.fileKind = t.awaitedFile()
		t.waitForConsent(t.Session.Draft)
	case t.open(), t.Awaited == verbHuman:
		t.offerAfterFile()
	case hasCode(beside):
		return h.answer(ctx, t, beside)
	default:
		t.offerWhere()
	}
	return nil
}

// payment says that a mark is there to pay with, and how fees are really paid.
func (t *Talk) payment() {
	t.Reply(chat.Reply{Sign: signAttention, Text: t.Text("photo.payment", nil)})
	t.offerWhere()
}

// notOpened says why a photo was not read, and the way out. A store or a channel that is
// away is another matter: the message is tried again.
func (t *Talk) notOpened(err error) error {
	for wrong, key := range map[error]string{
		media.ErrType: "photo.type", media.ErrSize: "photo.size", media.ErrBroken: "photo.broken",
		receipt.ErrTime: "photo.slow", errBusy: "photo.slow",
	} {
		if errors.Is(err, wrong) {
			t.Say(key, nil)
			t.offerWhere()
			return nil
		}
	}
	return fmt.Errorf("read a photo: %w", err)
}

// sayPhotoLimit says when the next photo may come; typing always works.
func (t *Talk) sayPhotoLimit(until time.Time) {
	until = until.Add(time.Minute - time.Nanosecond).Truncate(time.Minute)
	t.Say("photo.limit", words.Args{"time": clock(until)})
	t.offerWhere()
}
