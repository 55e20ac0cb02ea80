// Package metrics counts what a mock server does, for Prometheus:
//
//	auth0api_mock_http_requests_total              requests, by method, route and status
//	auth0api_mock_http_request_duration_seconds    their duration, by route
//	auth0api_mock_access_tokens_issued_total       access tokens, by algorithm and grant type
//	auth0api_mock_signing_duration_seconds         the time of one signature, by algorithm
//	auth0api_mock_store_transaction_duration_seconds
//	                                               the time of a transaction, by its kind
//	auth0api_mock_tenants                          tenants of the process
//
// and what the client library reports about the Go runtime and the process.
//
// All labels have few values, whatever clients send: routes are patterns, and methods,
// algorithms and grant types that are not known are "other".
package metrics

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/local"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Path is where a mock server serves its metrics.
const Path = "/_mock/metrics"

const (
	namespace = "auth0api_mock"
	// other is the value of a label in place of a value that is not known.
	other = "other"
)

// Metrics counts. Its methods are safe for concurrent use, and do nothing on a nil *Metrics.
type Metrics struct {
	gatherer prometheus.Gatherer
	now      func() time.Time

	requests *prometheus.CounterVec
	duration *prometheus.HistogramVec
	tokens   *prometheus.CounterVec
	signing  *prometheus.HistogramVec
	store    *prometheus.HistogramVec
	// tenants returns the number of tenants of the process.
	tenants atomic.Pointer[func() int]
}

// New registers the metrics in the registry, which no other Metrics may use. now must be
// monotonic, as time.Now is.
func New(registry *prometheus.Registry, now func() time.Time) (*Metrics, error) {
	m := &Metrics{
		gatherer: registry, now: now,
		requests: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "http_requests_total",
			Help: "Requests that were answered, by method, route and status of the response.",
		}, []string{"method", "route", "status"}),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "http_request_duration_seconds",
			Help:    "Time from the arrival of a request to the end of its response, by route.",
			Buckets: prometheus.ExponentialBuckets(0.000_25, 4, 9), // to 16 s
		}, []string{"route"}),
		tokens: prometheus.NewCounterVec(prometheus.CounterOpts{
			Namespace: namespace, Name: "access_tokens_issued_total",
			Help: "Access tokens that were issued, by signature algorithm and grant type.",
		}, []string{"alg", "grant_type"}),
		signing: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "signing_duration_seconds",
			Help:    "Time of one signature of an access or ID token, by algorithm.",
			Buckets: prometheus.ExponentialBuckets(0.000_001, 4, 10), // to 0.26 s
		}, []string{"alg"}),
		store: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Namespace: namespace, Name: "store_transaction_duration_seconds",
			Help:    "Time of one transaction of the store, by kind: view or update.",
			Buckets: prometheus.ExponentialBuckets(0.000_001, 4, 12), // to 4.2 s
		}, []string{"transaction"}),
	}
	tenants := prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Namespace: namespace, Name: "tenants",
		Help: "Tenants that the process serves.",
	}, m.countTenants)
	for _, collector := range []prometheus.Collector{
		m.requests, m.duration, m.tokens, m.signing, m.store, tenants,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	} {
		if err := registry.Register(collector); err != nil {
			return nil, fmt.Errorf("registering the metrics: %w", err)
		}
	}
	return m, nil
}

// Handler returns the handler of [Path]. It answers in the format that the scraper accepts.
// The metrics have no secrets, but tell what the tenant is used for: unless remote is true,
// only programs on this machine get them (see package local).
func (m *Metrics) Handler(remote bool) http.Handler {
	expose := promhttp.HandlerFor(m.gatherer, promhttp.HandlerOpts{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := local.Check(r); err != nil && !remote {
			management.WriteError(w, http.StatusForbidden, "", "The endpoint of the metrics "+err.Error()+". With --metrics, it answers all machines.")
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			management.WriteError(w, http.StatusMethodNotAllowed, "", "The metrics can only be read, with GET")
			return
		}
		expose.ServeHTTP(w, r)
	})
}

// Request counts an answered request.
func (m *Metrics) Request(e requestlog.Entry) {
	if m == nil {
		return
	}
	route := e.Route
	if route == "" {
		route = other
	}
	m.requests.WithLabelValues(oneOf(e.Method, methods()), route, strconv.Itoa(e.Status)).Inc()
	m.duration.WithLabelValues(route).Observe(e.Duration.Seconds())
}

// CountTenants makes count, which may be called concurrently, return the number of tenants of
// the process. Until then, there is one tenant.
func (m *Metrics) CountTenants(count func() int) {
	if m != nil {
		m.tenants.Store(&count)
	}
}

func (m *Metrics) countTenants() float64 {
	if count := m.tenants.Load(); count != nil {
		return float64((*count)())
	}
	return 1
}

// AccessTokenIssued counts an access token. alg is the algorithm of its signature (RFC 7518,
// section 3.1), and grantType the grant type for which it was issued, or "implicit".
func (m *Metrics) AccessTokenIssued(alg, grantType string) {
	if m != nil {
		m.tokens.WithLabelValues(oneOf(alg, algorithms()), oneOf(grantType, grantTypes())).Inc()
	}
}

// Signing begins the measurement of one signature. The caller calls done when it is made.
func (m *Metrics) Signing(alg string) (done func()) {
	if m == nil {
		return func() {}
	}
	start := m.now()
	return func() {
		m.signing.WithLabelValues(oneOf(alg, algorithms())).Observe(m.now().Sub(start).Seconds())
	}
}

// Store returns a store that measures the transactions of st.
func (m *Metrics) Store(st store.Store) store.Store {
	if m == nil {
		return st
	}
	return &measured{Store: st, now: m.now, view: m.store.WithLabelValues("view"), update: m.store.WithLabelValues("update")}
}

// measured is a store whose transactions are measured.
type measured struct {
	store.Store
	now          func() time.Time
	view, update prometheus.Observer
}

// View implements store.Store.
func (s *measured) View(ctx context.Context, fn func(store.Reader) error) error {
	start := s.now()
	err := s.Store.View(ctx, fn)
	s.view.Observe(s.now().Sub(start).Seconds())
	return err
}

// Update implements store.Store.
func (s *measured) Update(ctx context.Context, fn func(store.Writer) error) error {
	start := s.now()
	err := s.Store.Update(ctx, fn)
	s.update.Observe(s.now().Sub(start).Seconds())
	return err
}

// oneOf returns the value if it is known, else "other".
func oneOf(value string, known []string) string {
	if slices.Contains(known, value) {
		return value
	}
	return other
}

func methods() []string {
	return []string{
		http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions,
	}
}

func algorithms() []string { return []string{"RS256", "PS256", "HS256", "RS512"} }

func grantTypes() []string {
	return []string{
		"client_credentials", "authorization_code", "refresh_token", "implicit", "urn:ietf:params:oauth:grant-type:token-exchange",
	}
}
