// Package tenants serves many mock tenants in one process, or the same tenants in several
// processes on one PostgreSQL database, each under a host name of its own, as at the service:
// NAME.localhost on a laptop, NAME.mock.example.test behind a wildcard. Each tenant is a
// [mockserver.Server] with its own issuer, keys, administrator, clock, faults, request log,
// control API and page. They share only what does not depend on a tenant, such as compiled
// schemas.
package tenants

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/control"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/faults"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
)

// The errors of [Registry.Create] and [Registry.Delete], which they wrap.
var (
	// ErrUnknown says that there is no tenant with the name.
	ErrUnknown = errors.New("there is no such tenant")
	// ErrExists says that a tenant has the name already.
	ErrExists = errors.New("this tenant exists; GET it for its credentials, or DELETE it first")
	// ErrTooMany says that the process serves as many tenants as it may.
	ErrTooMany = errors.New("there are as many tenants as --max-tenants allows; DELETE one")
	// errDeleted says that another process has deleted the tenant.
	errDeleted = fmt.Errorf("%w: it was deleted at this moment", ErrUnknown)
	// errClosed says that the registry was closed.
	errClosed = errors.New("the tenants are being closed")
)

// DefaultMax is how many tenants a registry has at most unless its options say otherwise.
const DefaultMax = 1000

// keysOfTenant is how many signing keys a new tenant needs: the current and the next one.
const keysOfTenant = 2

// Options are the options of [Open].
type Options struct {
	// URL is the base URL of the domain below which the tenants are, without a slash at
	// the end, such as "http://localhost:8080": the tenant main has the issuer
	// "http://main.localhost:8080/".
	URL string
	// Data is the folder that stores the tenants, each in a file NAME.db, or the URL of a
	// PostgreSQL database. The registries of several processes on one database serve the same
	// tenants: each is as new in one as in the others. Empty means in memory.
	Data string
	// Tenant is what all tenants have in common. Issuer, DataFile, Stores, From, Shared and
	// OnRequest are set for each. Seed is what a new tenant contains, unless it is a copy
	// or has a seed of its own. Without SigningKeys, each tenant has keys of its own, from
	// Keys.
	Tenant mockserver.Options
	// Keys generates the keys of new tenants. It is required without Tenant.SigningKeys.
	Keys KeySource
	// Max is the maximum number of tenants, of all processes on a database. 0 means DefaultMax.
	Max int
	// IdleAfter deletes new tenants that were not used for this time, unless their request
	// says otherwise. 0 means never.
	IdleAfter time.Duration
	// Now is the real time, which decides what has expired. Nil means time.Now.
	Now func() time.Time
	// OnRequest, if not nil, is called after each request to a tenant or, with an empty
	// name, to the domain. It can be called concurrently.
	OnRequest func(tenant string, entry mockserver.RequestLogEntry)
}

// KeySource returns signing keys; *keys.Reserve is one.
type KeySource interface {
	Take(ctx context.Context, n int) ([]keys.Pair, error)
}

// Registry is the tenants of one process. It is an http.Handler, and safe for concurrent use.
type Registry struct {
	options Options
	base    *url.URL
	stored  storage
	routes  routes

	mu      sync.Mutex
	tenants map[string]*tenant
	// closing are the deleted tenants that requests still use.
	closing map[string]*tenant
	closed  bool
	// changes counts the tenants that became complete.
	changes int
}

// Request describes a tenant to create.
type Request struct {
	// Name is a DNS label. Empty means a generated name.
	Name string
	// From is the name of the tenant to copy; see [mockserver.Options].From.
	From string
	// Seed is applied to the new tenant, also to a copy.
	Seed *mockserver.Seed
	// ExpiresAfter and IdleAfter delete the tenant after this time, and after this time
	// without requests. 0 means never; a negative IdleAfter also means never, where the
	// registry has a default.
	ExpiresAfter, IdleAfter time.Duration
}

// Open returns the registry of the tenants in the folder or the database of the options. It
// opens a tenant when it is first used. The caller closes the registry.
func Open(ctx context.Context, o Options) (*Registry, error) {
	base, err := url.Parse(o.URL)
	if err != nil || base.Hostname() == "" || base.Path != "" {
		return nil, fmt.Errorf("the URL of the tenants' domain is %q; expected one such as http://localhost:8080", o.URL)
	}
	if o.Max == 0 {
		o.Max = DefaultMax
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Tenant.Now == nil {
		o.Tenant.Now = o.Now
	}
	if o.Tenant.Shared == nil {
		o.Tenant.Shared = mockserver.NewShared()
	}
	r := &Registry{options: o, base: base, tenants: map[string]*tenant{}, closing: map[string]*tenant{}}
	if r.stored, err = openStorage(ctx, o); err != nil {
		return nil, err
	}
	if err := r.refresh(ctx); err != nil {
		return nil, errors.Join(err, r.stored.close())
	}
	r.routes = r.newRoutes()
	return r, nil
}

// Create creates a tenant. Errors are ErrExists, ErrTooMany, ErrUnknown for the tenant to
// copy, an error of the name, of the seed, or of its data file.
func (r *Registry) Create(ctx context.Context, request Request) (*mockserver.Server, string, error) {
	if request.Name == "" {
		request.Name = "t-" + strings.ToLower(rand.Text()[:12])
	}
	if err := CheckName(request.Name); err != nil {
		return nil, "", err
	}
	server, err := r.create(ctx, request)
	if err != nil {
		return nil, "", fmt.Errorf("creating the tenant %s: %w", request.Name, err)
	}
	return server, request.Name, nil
}

func (r *Registry) create(ctx context.Context, request Request) (*mockserver.Server, error) {
	options := r.optionsOf(request.Name)
	if request.From != "" {
		snapshot, err := r.snapshotOf(ctx, request.From)
		if err != nil {
			return nil, fmt.Errorf("copying the tenant %s: %w", request.From, err)
		}
		options.From, options.Seed = snapshot, nil
	}
	if request.Seed != nil {
		options.Seed = request.Seed
	}
	switch {
	case request.IdleAfter == 0:
		request.IdleAfter = r.options.IdleAfter
	case request.IdleAfter < 0:
		request.IdleAfter = 0
	}
	t := newTenant(request.Name, record{
		Created: r.options.Now().UTC(), ExpiresAfter: faults.Duration(request.ExpiresAfter), IdleAfter: faults.Duration(request.IdleAfter),
	})
	if err := r.add(ctx, t); err != nil {
		return nil, err
	}
	server, err := t.create(func() (*mockserver.Server, error) { return r.startNew(ctx, t, options) })
	if err != nil {
		_ = r.delete(t) // the error of the start says more
		return nil, err
	}
	r.mu.Lock()
	r.changes++
	t.since = r.changes
	r.mu.Unlock()
	return server, nil
}

// startNew stores a new tenant and starts its server. Other processes see it when it is complete.
func (r *Registry) startNew(ctx context.Context, t *tenant, o mockserver.Options) (*mockserver.Server, error) {
	if err := r.stored.reserve(ctx, t.name, t.record, r.options.Max); err != nil {
		r.mu.Lock()
		t.isGone = true // what the storage has under the name is not of this tenant
		r.mu.Unlock()
		return nil, err
	}
	var err error
	if t.closeStores, err = r.stored.open(ctx, t.name, true, &o); err != nil {
		return nil, err
	}
	server, err := r.start(ctx, o)
	if err != nil {
		return nil, err
	}
	if err := r.stored.complete(ctx, t.name); err != nil {
		return nil, errors.Join(err, server.Close())
	}
	return server, nil
}

// optionsOf returns the options of a tenant's server.
func (r *Registry) optionsOf(name string) mockserver.Options {
	o := r.options.Tenant
	o.Issuer = r.issuer(name)
	o.DataFile, o.StaleReads = "", 0 // the storage knows
	if report := r.options.OnRequest; report != nil {
		o.OnRequest = func(entry mockserver.RequestLogEntry) { report(name, entry) }
	}
	return o
}

// start starts the server of a tenant that has no keys yet.
func (r *Registry) start(ctx context.Context, o mockserver.Options) (*mockserver.Server, error) {
	if len(o.SigningKeys) == 0 {
		var err error
		if o.SigningKeys, err = r.options.Keys.Take(ctx, keysOfTenant); err != nil {
			return nil, err
		}
	}
	return mockserver.New(ctx, o)
}

// add registers a new tenant. It waits for the end of a deleted tenant of the same name.
func (r *Registry) add(ctx context.Context, t *tenant) error {
	if err := r.expire(ctx); err != nil {
		return err
	}
	for {
		former, err := r.tryAdd(t)
		if former == nil {
			return err
		}
		select {
		case <-former.ended:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// tryAdd registers a new tenant unless it returns the deleted tenant of the same name, whose
// end the caller must await.
func (r *Registry) tryAdd(t *tenant) (former *tenant, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch former := r.closing[t.name]; {
	case former != nil:
		return former, nil
	case r.closed:
		return nil, errClosed
	case r.tenants[t.name] != nil:
		return nil, ErrExists
	case len(r.tenants) >= r.options.Max:
		return nil, ErrTooMany
	}
	t.noteUse(r.options.Now())
	t.usedStored.Store(t.lastUsed.Load())
	t.opening <- struct{}{} // others wait until it is created
	r.tenants[t.name] = t
	return nil, nil
}

// snapshotOf returns the content of a tenant.
func (r *Registry) snapshotOf(ctx context.Context, name string) (*mockserver.Snapshot, error) {
	server, release, err := r.use(ctx, name)
	if err != nil {
		return nil, err
	}
	defer release()
	return server.Snapshot(ctx)
}

// Tenant returns a tenant, and opens it if no request has used it yet. It must not be used
// after it was deleted. The error is ErrUnknown if it does not exist.
func (r *Registry) Tenant(ctx context.Context, name string) (*mockserver.Server, error) {
	server, release, err := r.use(ctx, name)
	if err != nil {
		return nil, err
	}
	release()
	return server, nil
}

// Delete deletes a tenant with its data. Requests that it is answering end first; new ones
// find no tenant. The error is ErrUnknown if it does not exist.
func (r *Registry) Delete(ctx context.Context, name string) error {
	if r.stored.isShared() {
		if err := r.refresh(ctx); err != nil {
			return err
		}
	}
	t, err := r.hold(ctx, name)
	if err != nil {
		return err
	}
	err = r.delete(t)
	if failed := r.release(t); failed != nil {
		err = failed
	}
	if err == nil {
		select {
		case <-t.ended:
			err = t.failure
		case <-ctx.Done(): // the last request ends it
		}
	}
	if err != nil {
		return fmt.Errorf("deleting the tenant %s: %w", name, err)
	}
	return nil
}

// Len returns the number of tenants.
func (r *Registry) Len() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.tenants)
}

// Close closes all tenants, without deleting them. It does not wait for requests.
func (r *Registry) Close() error {
	r.mu.Lock()
	r.closed = true
	all := r.tenants
	r.tenants = map[string]*tenant{}
	r.mu.Unlock()
	var errs []error
	for _, t := range all {
		errs = append(errs, t.close())
	}
	return errors.Join(append(errs, r.stored.close())...)
}

// issuer returns the issuer of the tenant with that name.
func (r *Registry) issuer(name string) string {
	return r.base.Scheme + "://" + name + "." + r.base.Host + "/"
}

// controlURL returns the URL of a tenant's control API.
func (r *Registry) controlURL(name string) string {
	return strings.TrimSuffix(r.issuer(name), "/") + control.Prefix
}
