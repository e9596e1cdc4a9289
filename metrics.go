package main

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"motcua/handlers/citizen"
	"motcua/internal/chat"
)

// metrics are what an operator watches. No label carries anything of a person.
type metrics struct {
	registry *prometheus.Registry
	turns    *prometheus.CounterVec
	seconds  prometheus.Histogram
	lookups  *prometheus.CounterVec
	rests    prometheus.Counter
	sends    *prometheus.CounterVec

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
	for _, what := range []string{citizen.Hit, citizen.Miss, citizen.Limited} {
		m.lookups.WithLabelValues(what) // there from the start, so that an alarm sees a rise from nothing
	}
	m.registry.MustRegister(m.turns, m.seconds, m.lookups, m.rests, m.sends, m.sourceSeen, m.sourceLate, collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) countLookups(result string, n int) {
	m.lookups.WithLabelValues(result).Add(float64(n))
}

func (m *metrics) countRests() { m.rests.Inc() }

func (m *metrics) countSends(channel chat.Channel, result string, n int) {
	m.sends.WithLabelValues(string(channel), result).Add(float64(n))
}

func (m *metrics) observe(outcome string, took time.Duration) {
	m.turns.WithLabelValues(outcome).Inc()
	m.seconds.Observe(took.Seconds())
}
