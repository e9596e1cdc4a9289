package main

import (
	"time"

	"motcua/handlers/citizen"
	"motcua/handlers/site"
	"motcua/internal/announce"
	"motcua/internal/audit"
	"motcua/internal/checklist"
	"motcua/internal/follow"
	"motcua/internal/proof"
	"motcua/internal/ticket"
	"motcua/store/postgres"
	"motcua/store/redis"
)

// joinSite builds the public pages that need no conversation.
func (a *app) joinSite() error {
	pages, err := site.New(site.Config{
		Procedures: a.store, Units: a.store, Operator: a.set.OperatorName, Hotline: a.set.Hotline, Now: time.Now, Log: a.log,
		Kept: kept(), Figures: a.figures,
	})
	a.site = pages
	return err
}

// kept is how long what is kept, for the privacy notice: the constants by which it is deleted.
func kept() site.Kept {
	return site.Kept{
		Conversation: linesKept, Marks: redis.MarksKept, Words: ticket.WordsKept, File: postgres.FilesKept, FileAfter: postgres.FileAfter,
		Photo: citizen.PhotoWaits, Lists: checklist.Kept, Follows: follow.Kept, FollowsReady: follow.KeptReady, Announced: announce.Kept, Details: proof.Lasts, Tries: postgres.TriesKept, Searches: missesKept,
		AuditMonths: audit.Kept,
	}
}
