package main

import (
	"time"

	"motcua/handlers/site"
)

// joinSite builds the public pages that need no conversation.
func (a *app) joinSite() error {
	pages, err := site.New(site.Config{
		Procedures: a.store, Units: a.store, Operator: a.set.OperatorName, Hotline: a.set.Hotline, Now: time.Now, Log: a.log,
	})
	a.site = pages
	return err
}
