package doctor

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	oldestPostgres = 15
	oldestRedis    = 7
	clockAdvice    = 2 * time.Second
	clockMust      = time.Minute
	slowRedis      = 50 * time.Millisecond
)

// current reports whether what is in the database can be read.
func (d Database) current() bool {
	return !d.Unborn && d.Server.Err == "" && d.Server.Schema == d.Server.Wanted
}

// server judges PostgreSQL.
func server(r *report, f *Facts) {
	d := f.Database
	switch {
	case d.Unborn:
		r.advise("postgres.unborn")
		return
	case d.Server.Err != "" && d.Private:
		r.must("postgres.private-away", "why", d.Server.Err, "log", quoted(d.Log))
		return
	case d.Server.Err != "":
		r.must("postgres.away", "why", d.Server.Err)
		return
	}
	s := d.Server
	version := fmt.Sprintf("%d.%d", s.Version/10000, s.Version%10000)
	if s.Version/10000 < oldestPostgres {
		r.must("postgres.old", "version", version, "want", strconv.Itoa(oldestPostgres))
	} else {
		r.well("postgres.well", "version", version, "size", bytes(s.Size), "left", strconv.Itoa(s.Left), "most", strconv.Itoa(s.Most))
	}
	schema(r, d)
	for _, name := range s.Unsafe {
		r.must("postgres.unsafe", "name", name)
	}
	switch room := []string{"left", strconv.Itoa(s.Left), "most", strconv.Itoa(s.Most), "pool", strconv.Itoa(s.Pool), "double", strconv.Itoa(2 * s.Most)}; {
	case s.Left < 5:
		r.must("postgres.no-room", room...)
	case s.Left < s.Pool:
		r.advise("postgres.little-room", room...)
	}
	switch off := s.Ahead.Abs(); {
	case off > clockMust:
		r.must("postgres.clock", "off", seconds(off))
	case off > clockAdvice:
		r.advise("postgres.clock", "off", seconds(off))
	}
}

func schema(r *report, d Database) {
	s := d.Server
	versions := []string{"have", strconv.FormatInt(s.Schema, 10), "want", strconv.FormatInt(s.Wanted, 10)}
	switch {
	case s.Schema > s.Wanted:
		r.must("schema.newer", versions...)
	case s.Schema == s.Wanted:
	case d.Private: // serve brings its own up to date
		r.advise("schema.older", versions...)
	case s.Schema == 0:
		r.must("schema.empty", versions...)
	default:
		r.must("schema.older", versions...)
	}
}

// conversations judges Redis.
func conversations(r *report, f *Facts) {
	d := f.Redis
	switch {
	case d.Private && d.Lasting:
		r.well("redis.private")
		return
	case d.Private:
		r.advise("redis.inside")
		return
	case d.Err != "":
		r.must("redis.away", "why", d.Err)
		return
	}
	if major(d.Version) < oldestRedis {
		r.must("redis.old", "version", d.Version)
	} else {
		r.well("redis.well", "version", d.Version, "took", millis(d.Latency))
	}
	if d.MaxMemory > 0 && d.Policy != "noeviction" {
		r.must("redis.policy", "policy", d.Policy)
	}
	if !d.Keeps {
		r.advise("redis.forgets")
	}
	if d.Latency > slowRedis {
		r.advise("redis.slow", "took", millis(d.Latency))
	}
}

// major is the first number of a version; 0 where there is none.
func major(version string) int {
	first, _, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(first)
	if err != nil {
		return 0
	}
	return n
}

const (
	manyPending = 100
	freshError  = 15 * time.Minute
	staleError  = 24 * time.Hour
)

// messenger judges Telegram.
func messenger(r *report, f *Facts) {
	t := f.Telegram
	switch {
	case t.Off:
		r.well("telegram.off")
		return
	case t.Refused:
		r.must("telegram.refused", "why", t.Err)
		return
	case t.Err != "":
		r.must("telegram.away", "why", t.Err)
		return
	case t.Webhook:
		r.well("telegram.webhook", "name", t.Name)
	default:
		r.well("telegram.poll", "name", t.Name)
	}
	switch {
	case t.Elsewhere && !t.Webhook:
		r.must("telegram.hooked", "host", t.Calls)
	case t.Elsewhere && t.Calls == "":
		r.must("telegram.unhooked")
	case t.Elsewhere:
		r.must("telegram.elsewhere", "host", t.Calls)
	}
	if t.NoSecret {
		r.must("telegram.no-secret")
	}
	if t.Pending > manyPending {
		r.advise("telegram.pending", "n", strconv.Itoa(t.Pending))
	}
	why := []string{"why", t.LastError, "when", when(t.LastErrorAt)}
	switch age := f.Now.Sub(t.LastErrorAt); {
	case t.LastError == "" || age > staleError:
	case age <= freshError:
		r.must("telegram.error", why...)
	default:
		r.advise("telegram.error", why...)
	}
}
