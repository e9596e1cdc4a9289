package doctor

import (
	"net/netip"
	"net/url"
	"strings"
)

// settings judges what was set, and the folder of data.
func settings(r *report, f *Facts) {
	s, before := f.Settings, len(r.out)
	for _, why := range s.Wrong {
		r.must("settings.wrong", "why", why)
	}
	if s.OperatorName == "" {
		r.must("settings.operator")
	}
	if s.Hotline == "" {
		r.advise("settings.hotline")
	}
	address(r, s)
	if s.LimitsOff {
		r.must("settings.limits")
	}
	if s.QuietOff {
		r.must("settings.quiet")
	}
	if s.OldKey {
		r.advise("settings.old-key")
	}
	secretKey(r, f)
	if len(r.out) == before {
		r.well("settings.well", "url", s.PublicURL)
	}
	folder(r, f)
}

// address judges PUBLIC_URL, and the proxies that https needs: serve itself speaks http.
func address(r *report, s Settings) {
	u, err := url.Parse(s.PublicURL)
	switch {
	case s.PublicURL == "":
		r.advise("settings.no-url")
	case err != nil || u.Scheme == "https": // what is no address is refused already
	case !local(u.Hostname()):
		r.must("settings.http", "host", u.Host)
	}
	for _, p := range s.TrustedProxies {
		if p.Bits() == 0 {
			r.must("settings.all-proxies", "net", p.String())
		}
	}
	if len(s.TrustedProxies) == 0 && strings.HasPrefix(s.PublicURL, "https://") {
		r.must("settings.no-proxies")
	}
}

// local is a host that only this machine reaches.
func local(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || (err == nil && ip.IsLoopback())
}

// secretKey judges the file that holds it.
func secretKey(r *report, f *Facts) {
	k := f.Folder.Key
	switch {
	case k.Given:
	case k.Err != "":
		r.must("key.err", "why", k.Err, "file", quoted(k.File))
	case k.Missing && f.Database.Data.Dossiers:
		r.must("key.lost", "file", quoted(k.File))
	case k.Missing:
	case k.Size < 32:
		r.must("key.short", "file", quoted(k.File))
	default:
		if k.Mode.Perm()&0o077 != 0 {
			r.must("key.open", "file", quoted(k.File), "mode", octal(k.Mode))
		}
		if k.Foreign {
			r.must("key.foreign", "file", quoted(k.File), "dir", quoted(f.Folder.Dir))
		}
	}
}

const (
	freeMust = 256 << 20 // below it PostgreSQL may stop any moment
	freeAir  = 1 << 30
)

// folder judges DATA_DIR: backups go there, and a private database.
func folder(r *report, f *Facts) {
	d, size := f.Folder, f.Database.Server.Size
	dir := quoted(d.Dir)
	switch {
	case d.Err != "":
		r.must("folder.err", "dir", dir, "why", d.Err)
		return
	case d.Missing:
		r.well("folder.missing", "dir", dir)
		return
	case d.Mode.Perm()&0o002 != 0:
		r.must("folder.open", "dir", dir, "mode", octal(d.Mode))
	case d.Mode.Perm()&0o020 != 0:
		r.advise("folder.group", "dir", dir, "mode", octal(d.Mode))
	}
	free := int64(min(d.Free, 1<<62))
	values := []string{"dir", dir, "free", bytes(free), "size", bytes(size)}
	switch {
	case d.Free == 0:
	case free < freeMust:
		r.must("folder.full", values...)
	case free < 2*size+freeAir:
		r.advise("folder.narrow", values...)
	default:
		r.well("folder.well", values...)
	}
}
