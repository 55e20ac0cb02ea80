// Package mockserver is a mock Auth0 tenant: the Management API for APIs
// (resource servers), clients and client grants, and the Authentication API
// that issues tokens under those grants. It is for development and tests; it is not
// an identity provider.
//
// A [Server] is an http.Handler. It is served by [Listen] or an httptest.Server, or
// called in process by [Server.Transport].
package mockserver

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/clientdocument"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/control"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/eventlog"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/metrics"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/requestlog"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

// Options are the options of [New].
type Options struct {
	// Issuer is the tenant's URL with a slash at the end, such as
	// "https://tenant.example/". The audience of its Management API is
	// Issuer + "api/v2/".
	Issuer string
	// ClientID and ClientSecret are the credentials of the bootstrap client, which
	// may manage the tenant. Empty means those in the data file, or else generated
	// ones.
	ClientID, ClientSecret string
	// DataFile is the file that stores the tenant. It is created if it does not
	// exist. Several processes can open it at once. The URL of a PostgreSQL database,
	// postgres://USER:PASSWORD@HOST:PORT/NAME, stores the tenant there: processes of
	// several machines can open it at once, and are one tenant. Empty means in memory.
	DataFile string
	// DatabaseTenant is the name of the tenant in a PostgreSQL database, which can have
	// many. A data file has one.
	DatabaseTenant string
	// StaleReads is how old what a request reads may be, with a PostgreSQL database. 0
	// means that a request sees each write that was answered before it, by any process.
	StaleReads time.Duration
	// Stores, if not nil, are what stores the tenant instead of DataFile. Several servers with
	// the same stores are replicas of one tenant.
	Stores *Stores
	// OnLocked, if not nil, is called once if New has waited for half a second because
	// another program has locked the data file.
	OnLocked func()
	// SigningKeys are the first keys of a new tenant, so that a test need not
	// generate RSA keys. If there are too few, the others are generated.
	SigningKeys []keys.Pair
	// Now is the base of the tenant's clock. Nil means time.Now.
	Now func() time.Time
	// Clock sets the tenant's clock at start.
	Clock faults.ClockSettings
	// Faults are the tenant's faults at start.
	Faults faults.Settings
	// Sleep waits for latency and slow responses. Nil means [retry.Sleep].
	Sleep func(context.Context, time.Duration) error
	// Control enables the control API, /_mock/ (see package control).
	Control bool
	// ControlKey is the key of the control API. Nil means that it answers programs on
	// this machine only.
	ControlKey *control.Key
	// Page enables the tenant's page, at / (see package page). PageNetworks are the
	// networks, besides this machine, whose browsers it answers.
	Page         bool
	PageNetworks []netip.Prefix
	// TenantSettings are settings of the tenant that it has at start, in the form of
	// a PATCH of /tenants/settings. They are not checked.
	TenantSettings map[string]any
	// From, if not nil, makes a new tenant a copy of that snapshot of another tenant: the
	// same objects with the same ids, users and settings. The issuer, the signing keys and
	// the secret of the bootstrap client are the tenant's own, and no user is logged in.
	From *Snapshot
	// Seed, if not nil, is applied to the tenant before anything else can use it.
	Seed *Seed
	// CIMDAllowLoopback also fetches client ID metadata documents from this machine.
	// Otherwise they are fetched from public addresses only.
	CIMDAllowLoopback bool
	// CIMDRoots are the certificate authorities that the hosts of those documents must
	// have. Nil means the system's.
	CIMDRoots *x509.CertPool
	// Introspection enables token introspection (RFC 7662), which the service does
	// not have, and adds it to the discovery document.
	Introspection bool
	// OnlyDeclaredUsers lets only users of the Management API log in. Otherwise the
	// login page takes any name.
	OnlyDeclaredUsers bool
	// Rand is the randomness for ids, secrets and keys. Nil means
	// crypto/rand.Reader. It must be safe for concurrent use.
	Rand io.Reader
	// Shared is what several tenants of a process share. Nil means nothing.
	Shared *Shared
	// MaxObjects limits the number of objects that clients and the seed can create. 0 means
	// no limit.
	MaxObjects int
	// MaxBytes limits the size of the tenant: the length of the JSON of its objects and
	// settings. An empty tenant has about 30 kB. Its kept snapshots can have as much
	// again. 0 means no limit of the tenant, and the default of its snapshots.
	MaxBytes int64
	// KeptRequests is how many of the latest requests the request log has. 0 means
	// [requestlog.Kept].
	KeptRequests int
	// OnRequest, if not nil, is called after each request, possibly concurrently. It
	// is not called for [Server.Change].
	OnRequest func(RequestLogEntry)
	// Metrics counts what the tenant does. Nil counts nothing. Several tenants can share
	// one.
	Metrics *metrics.Metrics
}

// RequestLogEntry describes one request that the tenant answered.
type RequestLogEntry = requestlog.Entry

// Server is a mock tenant. It is safe for concurrent use.
type Server struct {
	issuer                 string
	clientID, clientSecret string
	store                  store.Store
	values                 transient.Store
	keys                   *keys.Ring
	start                  *Snapshot
	snapshots              keptSnapshots
	handler                http.Handler
	oauth                  *oauth.Handler
	clock                  *faults.Clock
	faults                 *faults.Faults
	requests               requestlog.Log
	events                 *eventlog.Log
	replicated             bool             // other replicas share the clock and the faults
	closes                 bool             // the stores belong to the server
	stop                   func()           // ends what the replicas share; nil without replicas
	now                    func() time.Time // the base of the tenant's clock
	onRequest              func(RequestLogEntry)
	metrics                *metrics.Metrics
	hasPage                bool
	managementRoutes       func() []string
}

// New creates a tenant, or opens the tenant of an existing data file. It uses ctx only
// until it returns. The caller closes the server.
func New(ctx context.Context, o Options) (server *Server, err error) {
	domain, err := checkIssuer(o.Issuer)
	if err != nil {
		return nil, err
	}
	o.setDefaults()
	clock, err := faults.NewClock(o.Now, o.Clock)
	if err != nil {
		return nil, fmt.Errorf("setting the tenant's clock: %w", err)
	}
	st, values, schemas, err := prepare(ctx, o)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, o.closeStores(st, values))
		}
	}()
	if err := shareClock(ctx, clock, o, st); err != nil {
		return nil, err
	}

	ring, admin, err := populate(ctx, st, domain, clock, o)
	if err != nil {
		return nil, err
	}
	s := &Server{
		issuer:       o.Issuer,
		clientID:     admin.ClientID,
		clientSecret: admin.ClientSecret,
		store:        st,
		values:       values,
		events:       eventlog.New(values, o.Now),
		replicated:   o.replicated(),
		closes:       o.Stores == nil,
		keys:         ring,
		clock:        clock,
		now:          o.Now,
		onRequest:    o.OnRequest,
		metrics:      o.Metrics,
		hasPage:      o.Page,
		requests:     requestlog.Log{Limit: o.KeptRequests},
		snapshots:    keptSnapshots{maxBytes: cmp.Or(o.MaxBytes, defaultSnapshotBytes)},

		managementRoutes: sync.OnceValue(management.Routes),
	}
	if err := s.assemble(ctx, o, schemas); err != nil {
		return nil, err
	}
	if err := s.oauth.Sweep(ctx); err != nil {
		return nil, err
	}
	if s.start, err = s.Snapshot(ctx); err != nil {
		return nil, err
	}
	return s, s.join(ctx, o.Rand)
}

// assemble creates the handlers.
func (s *Server) assemble(ctx context.Context, o Options, schemas *schema.Schemas) error {
	var err error
	s.faults, err = faults.New(faults.Options{
		Settings: o.Faults, Clock: s.clock, Sleep: o.Sleep, Random: o.Rand, Buckets: s.values,
		RotateKeys: func(ctx context.Context) error {
			_, err := s.RotateKeys(ctx)
			return err
		},
	})
	if err != nil {
		return fmt.Errorf("setting the tenant's faults: %w", err)
	}
	limited := store.Limit(s.store, store.Limits{Bytes: o.MaxBytes})
	api := management.New(management.Deps{
		Store: limited, Keys: s.keys, Issuer: o.Issuer, Schemas: schemas, Now: s.clock.Now, Random: o.Rand,
		RateLimit: s.faults, TokensFrom: s.faults.TokensFrom, Events: s.events, Documents: clientdocument.Fetcher{AllowLoopback: o.CIMDAllowLoopback, Roots: o.CIMDRoots},
	})
	s.oauth = oauth.New(oauth.Deps{
		Store: limited, Transient: s.values, Keys: s.keys, Issuer: o.Issuer, Now: s.clock.Now, Random: o.Rand,
		Introspection: o.Introspection, OnlyDeclaredUsers: o.OnlyDeclaredUsers, Meter: o.Metrics,
	})
	front := frontRouter{tenant: s.faults.Handler(s.limitObjects(o.MaxObjects, tenantRouter{management: api, oauth: s.oauth}))}
	if o.Control {
		front.control = control.New(s, o.ControlKey)
	}
	if o.Page {
		if front.page, err = s.newPage(ctx, o); err != nil {
			return err
		}
	}
	s.handler = front
	return nil
}

func (s *Server) newPage(ctx context.Context, o Options) (http.Handler, error) {
	token, err := s.formToken(ctx, o.Rand)
	if err != nil {
		return nil, err
	}
	return page.New(page.Deps{
		Store: s.store, Requests: &s.requests, Issuer: o.Issuer, Tenant: s.Transport(),
		SigningKeys: s.keys.List, RotateKeys: s.RotateKeys, Change: s.Change, Networks: o.PageNetworks, FormToken: token,
		Random: o.Rand, Views: o.Shared.views(),
	})
}

func (o *Options) setDefaults() {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Sleep == nil {
		o.Sleep = retry.Sleep
	}
	if o.Shared == nil {
		o.Shared = NewShared()
	}
}

// Issuer returns the tenant's URL with a slash at the end: the "iss" of its
// tokens.
func (s *Server) Issuer() string { return s.issuer }

// ClientID returns the id of the client that may manage the tenant.
func (s *Server) ClientID() string { return s.clientID }

// ClientSecret returns that client's secret.
func (s *Server) ClientSecret() string { return s.clientSecret }

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.observe(w, r) }

// Close releases the data file, or the connections to the database. The server must not be
// used afterwards.
func (s *Server) Close() error {
	if s.stop != nil {
		s.stop()
	}
	if !s.closes {
		return nil
	}
	return errors.Join(s.values.Close(), s.store.Close())
}

// prepare opens the stores and compiles the schemas, concurrently, because both take
// most of the time of a start.
func prepare(ctx context.Context, o Options) (st store.Store, values transient.Store, schemas *schema.Schemas, err error) {
	var group errgroup.Group
	group.Go(func() (err error) {
		schemas, err = o.Shared.schemas()
		return err
	})
	st, values, err = openStores(ctx, o)
	if failed := group.Wait(); failed != nil && err == nil {
		err = errors.Join(failed, o.closeStores(st, values))
	}
	return o.Metrics.Store(st), values, schemas, err
}

// checkIssuer returns the domain of the issuer.
func checkIssuer(issuer string) (domain string, err error) {
	u, err := url.Parse(issuer)
	if err != nil || u.Host == "" || u.Path != "/" || u.RawQuery != "" || u.Fragment != "" || u.User != nil ||
		(u.Scheme != "https" && u.Scheme != "http") {
		return "", fmt.Errorf("issuer %q is not a tenant's URL with a slash at the end, such as https://tenant.example/", issuer)
	}
	return u.Hostname(), nil
}
