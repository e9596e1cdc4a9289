package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// contentPolicy allows what our own pages ship and nothing else: no inline
// script or style, no other host. Who may frame a page is said page by page.
const contentPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; font-src 'self'; " +
	"connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors "

// handler is everything that answers on HTTP_ADDR.
func (a *app) handler() http.Handler {
	mux := http.NewServeMux()
	a.page.Routes(mux)
	if a.desk != nil {
		a.desk.Routes(mux)
	}
	if a.site != nil {
		a.site.Routes(mux)
	}
	if a.api != nil {
		a.api.Routes(mux)
	}
	if a.telegram != nil {
		if at, h := a.telegram.Webhook(); at != "" {
			mux.Handle("POST "+at, h)
		}
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("alive\n")) })
	mux.HandleFunc("GET /readyz", a.readyz)
	mux.Handle("GET /metrics", privateOnly(a.set.TrustedProxies, promhttp.HandlerFor(a.metrics.registry, promhttp.HandlerOpts{})))

	guarded := http.NewCrossOriginProtection().Handler(mux)
	return recovered(a.log, headers(a.set.secure(), a.page.FrameAncestors, guarded))
}

// headers sets what every answer carries. frames says who may show it in a frame.
func headers(secure bool, frames func(*http.Request) string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", contentPolicy+frames(r))
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=31536000")
		}
		next.ServeHTTP(w, r)
	})
}

// recovered keeps one broken answer from ending the process. The log gets the
// cause, the caller a plain line.
func recovered(log *slog.Logger, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			cause := recover()
			if cause == nil {
				return
			}
			if err, ok := cause.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				panic(cause)
			}
			log.Error("a page panicked", "path", r.URL.Path, "cause", fmt.Sprint(cause))
			http.Error(w, "Trợ lý đang chậm, mời anh/chị thử lại sau vài phút.", http.StatusInternalServerError)
		}()
		next.ServeHTTP(w, r)
	})
}

// privateOnly answers callers on loopback and private networks. For others the
// page does not exist; nor for whoever comes through a proxy that is not trusted,
// since the address that we see is then the proxy's.
func privateOnly(proxies []netip.Prefix, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ip := clientIP(r, proxies)
		hidden := forwarded(r) && !trusted(parseIP(r.RemoteAddr), proxies)
		if hidden || (!ip.IsLoopback() && !ip.IsPrivate()) {
			http.NotFound(w, r)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// forwarded says whether a proxy handed the request on.
func forwarded(r *http.Request) bool {
	return r.Header.Get("X-Forwarded-For") != "" || r.Header.Get("Forwarded") != ""
}

// clientIP is who really asks: the connection's own address, or, behind trusted
// proxies, the last address in X-Forwarded-For that is not one of them. The zero
// address means "cannot tell" and is nobody's friend.
func clientIP(r *http.Request, proxies []netip.Prefix) netip.Addr {
	ip := parseIP(r.RemoteAddr)
	if !trusted(ip, proxies) {
		return ip
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		hop := strings.TrimSpace(hop)
		if hop == "" {
			continue
		}
		if ip = parseIP(hop); !trusted(ip, proxies) {
			return ip
		}
	}
	return ip
}

// originHost is a host as browsers write it into an origin: a content policy knows
// no other form, and nothing else can get into one.
var originHost = regexp.MustCompile(`^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?$`)

// checkEmbedding refuses sites that browsers would not let show our page.
func checkEmbedding(origins []string, publicURL string) error {
	if len(origins) == 0 {
		return nil
	}
	if !safeOrigin(publicURL) {
		return errors.New("EMBED_ORIGINS is set, but PUBLIC_URL is not https: browsers keep no cookie of a plain http page in another site's frame; set PUBLIC_URL to the https address, or to http://127.0.0.1:8080 to try it on one machine")
	}
	for _, origin := range origins {
		_, host, _ := strings.Cut(origin, "://")
		if !originHost.MatchString(host) || !safeOrigin(origin) {
			return fmt.Errorf("EMBED_ORIGINS %q is not the origin of a site: it looks like https://thuanan.example.gov.vn, with https, in small letters, without a path and without a slash at the end", origin)
		}
	}
	return nil
}

// safeOrigin is what browsers take for safe: https, or http on this very machine.
func safeOrigin(s string) bool {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return false
	}
	ip, _ := netip.ParseAddr(u.Hostname())
	here := ip.IsLoopback() || strings.HasSuffix("."+u.Hostname(), ".localhost")
	return u.Scheme == "https" || (u.Scheme == "http" && here)
}

func parseIP(s string) netip.Addr {
	if host, _, err := net.SplitHostPort(s); err == nil {
		s = host
	}
	ip, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Addr{}
	}
	return ip.Unmap().WithZone("")
}

func trusted(ip netip.Addr, proxies []netip.Prefix) bool {
	for _, p := range proxies {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}

// readyz says whether we can answer citizens: PostgreSQL must, all else degrades.
func (a *app) readyz(w http.ResponseWriter, r *http.Request) {
	type answer struct {
		Status   string   `json:"status"`
		Degraded []string `json:"degraded,omitempty"`
	}
	out, code := answer{Status: "ready"}, http.StatusOK
	if !answers(r.Context(), a.redis.Ping) {
		out.Degraded = append(out.Degraded, "redis")
	}
	if a.telegram != nil {
		if state := a.telegram.State(); state != "" {
			out.Degraded = append(out.Degraded, state)
		}
	}
	if n, oldest := a.outbox(r.Context()); n > 0 && time.Since(oldest) > outboxLate {
		out.Degraded = append(out.Degraded, fmt.Sprintf("outbox: %d waiting since %s", n, oldest.Format(time.RFC3339)))
	}
	for _, name := range a.lateSources() {
		out.Degraded = append(out.Degraded, "source late: "+name)
	}
	if !answers(r.Context(), a.store.Ping) {
		out = answer{Status: "unavailable", Degraded: append(out.Degraded, "postgres")}
		code = http.StatusServiceUnavailable
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	body, _ := json.Marshal(out) //nolint:errchkjson // strings always marshal
	_, _ = w.Write(body)
}

// outboxLate is when replies that wait are worth an operator's look.
const outboxLate = time.Minute

// outbox is how many replies wait to be sent, and since when; none where nobody can tell.
func (a *app) outbox(ctx context.Context) (int64, time.Time) {
	if a.telegram == nil {
		return 0, time.Time{}
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	n, oldest, err := a.store.OutboxDepth(ctx)
	if err != nil {
		return 0, time.Time{} // the ping tells
	}
	return n, oldest
}

// answers asks a store with a time of its own, so that one that is silent does not
// make another look so.
func answers(ctx context.Context, ping func(context.Context) error) bool {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	return ping(ctx) == nil
}
