package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/http"
	"net/netip"
	"time"

	"motcua/handlers/api"
	"motcua/internal/citizen"
	"motcua/internal/intake"
	"motcua/internal/report"
	"motcua/store/postgres"
)

// apiTries are those who come without a token that holds: twenty in ten minutes from one
// network. Nobody is counted who has one.
func apiTries() citizen.Limits {
	wide := citizen.Rate{N: 1000, Per: time.Second}
	return citizen.Limits{Hits: wide, Misses: citizen.Rate{N: 20, Per: 10 * time.Minute}, NetHits: wide, NetMisses: wide}
}

// joinAPI builds what answers other systems.
func (a *app) joinAPI(key []byte) error {
	var err error
	a.api, err = api.New(api.Config{
		Tokens: a.store, Dossiers: pushes{a.store}, Units: a.store, Figures: reports{a.store}, Tries: a.redis.Limits(apiTries()),
		Net: func(r *http.Request) string { return networkName(key, clientIP(r, a.set.TrustedProxies)) },
		Now: time.Now, Log: a.log,
	})
	return err
}

// networkName is a name of a network from which nobody reads the address: one address, or an
// IPv6 /64 in which its machines choose their own.
func networkName(key []byte, ip netip.Addr) string {
	if ip.Is6() {
		if net, err := ip.Prefix(64); err == nil {
			ip = net.Addr()
		}
	}
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte("api network " + ip.String())) // never fails
	return hex.EncodeToString(mac.Sum(nil)[:16])
}

// pushes is the store as the API sees it.
type pushes struct{ *postgres.Store }

// Push takes rows in.
func (p pushes) Push(ctx context.Context, rows api.Rows, how api.How) (intake.Summary, error) {
	sum, err := p.ImportDossiers(ctx, rows, postgres.ImportOptions{
		AsOf: how.AsOf, DryRun: how.DryRun, MostTold: how.MostTold, Part: how.Part, Bounds: how.Bounds, Took: how.Took, Reject: how.Reject,
	})
	if many, ok := errors.AsType[*postgres.ManyToldError](err); ok {
		err = &api.ManyToldError{Told: many.Told, Most: many.Most}
	}
	return sum, err
}

// reports are the store's figures as the API sees them: counted anew each time, for who asks
// keeps them.
type reports struct{ *postgres.Store }

// Report makes the report of a period.
func (r reports) Report(ctx context.Context, p report.Period, unit string) (any, error) {
	return reportOf(ctx, r.Store, p, report.Only{Unit: unit})
}
