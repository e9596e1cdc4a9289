package main

import (
	"context"
	"errors"
	"time"

	"motcua/internal/announce"
	"motcua/internal/chat"
)

// announcementLost notes that an announcement did not arrive in a chat, for its figures.
func (a *app) announcementLost(ctx context.Context, key chat.Key) {
	if err := a.store.AnnouncementLost(ctx, key); err != nil {
		a.log.Warn("that an announcement did not arrive could not be noted; its figures count it as sent", "err", err)
	}
}

// forgetAnnounced forgets to which chats announcements were sent, and pages that remember
// nobody any more.
func (a *app) forgetAnnounced(ctx context.Context, now time.Time) error {
	return errors.Join(a.store.ForgetAnnounced(ctx, now.Add(-announce.Kept)), a.store.ForgetListeners(ctx, now.Add(-linesKept)))
}
