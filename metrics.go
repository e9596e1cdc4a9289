package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"motcua/handlers/citizen"
	"motcua/internal/chat"
	"motcua/internal/follow"
)

// metrics are what an operator watches. No label carries anything of a person.
type metrics struct {
	registry *prometheus.Registry
	turns    *prometheus.CounterVec
	seconds  prometheus.Histogram
	lookups  *prometheus.CounterVec
	rests    prometheus.Counter
	sends    *prometheus.CounterVec
	notices  *prometheus.CounterVec
	untold   prometheus.Counter

	sourceSeen, sourceLate *prometheus.GaugeVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		turns: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "motcua_turns_total", Help: "Messages handled, by how the Turn went.",
		}, []string{"outcome"}),
		seconds: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "motcua_turn_seconds", Help: "Time from taking a message to its last delivered reply.",
			Buckets: []float64{.002, .005, .01, .02, .05, .1, .2, .5, 1, 2, 5, 10},
		}),
		lookups: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "motcua_lookups_total", Help: "Codes looked up: found (hit), not found (miss), put off by a limit (limited). Many misses mean that somebody guesses.",
		}, []string{"result"}),
	}
	m.rests = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "motcua_proof_rests_total", Help: "Dossiers whose weak proof rests until the next day after too many wrong tries of all accounts: somebody guesses.",
	})
	m.sends = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "motcua_sends_total", Help: "Replies of channels that send: waiting (put into the outbox), sent from it, later, unsure, refused, given_up, blocked.",
	}, []string{"channel", "result"})
	m.sourceSeen = prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "motcua_source_last_import_timestamp_seconds", Help: "As-of of a source's last whole import.",
	}, []string{"source"})
	m.sourceLate = prometheus.NewGaugeVec(prometheus.GaugeOpts{
		Name: "motcua_source_late", Help: "1 while a source that was told how often to come is late.",
	}, []string{"source"})
	m.notices = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "motcua_notices_total", Help: "Notices to followers of a dossier, by what they are about. They still wait to be sent: see motcua_sends_total.",
	}, []string{"kind"})
	m.untold = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "motcua_follows_untold_total", Help: "Followers whom the daily look found untold of a change: a job was lost. They are told then.",
	})
	for _, kind := range follow.Kinds {
		m.notices.WithLabelValues(string(kind))
	}
	for _, what := range []string{citizen.Hit, citizen.Miss, citizen.Limited} {
		m.lookups.WithLabelValues(what) // there from the start, so that an alarm sees a rise from nothing
	}
	m.registry.MustRegister(m.turns, m.seconds, m.lookups, m.rests, m.sends, m.notices, m.untold, m.sourceSeen, m.sourceLate, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) countLookups(result string, n int) {
	m.lookups.WithLabelValues(result).Add(float64(n))
}

func (m *metrics) countRests() { m.rests.Inc() }

func (m *metrics) countNotices(kind string) { m.notices.WithLabelValues(kind).Inc() }

func (m *metrics) countUntold(n int) { m.untold.Add(float64(n)) }

func (m *metrics) countSends(channel chat.Channel, result string, n int) {
	m.sends.WithLabelValues(string(channel), result).Add(float64(n))
}

func (m *metrics) observe(outcome string, took time.Duration) {
	m.turns.WithLabelValues(outcome).Inc()
	m.seconds.Observe(took.Seconds())
}
