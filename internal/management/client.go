// Package management has the typed calls of the tenant's Management API. It puts
// together the packages below it: pacing and rest send requests, reads answers reads
// with few of them, creates and scopes write, and holdings records which objects
// this run manages.
package management

import (
	"context"
	cryptorand "crypto/rand"
	"math/rand/v2"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/auth0api/terraform-provider-auth0api/internal/journal"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/assignments"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/creates"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/pacing"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/reads"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/scopes"
	"github.com/auth0api/terraform-provider-auth0api/internal/retry"
)

// defaultMaxRetries applies unless Options say otherwise.
const defaultMaxRetries = 10

// Options of a Client; the zero value is ready for use.
type Options struct {
	// MaxRetries is how often one request is repeated after a refusal or failure that
	// may be temporary. Zero means 10, below zero means never.
	MaxRetries int
	// MaxRequestsPerSecond bounds the rate of the requests; zero means that only the
	// tenant's rate limit does.
	MaxRequestsPerSecond float64
	// MaxConcurrentRequests bounds the requests in flight. Zero means 10, below zero
	// means no bound.
	MaxConcurrentRequests int
	// LevelsFolder is where the processes of this machine share what is left of the
	// rate limits of tenants with small ones; empty means that they share nothing.
	LevelsFolder string
	// Reserve is the share of the tenant's rate limit, from 0 to below 1, that is kept
	// for its production; nil means a quarter.
	Reserve *float64
	// VerifyAfter is how long after the last change of scopes the lists are read
	// again, in case another process wrote them at the same time: long enough for its
	// write to arrive, and short enough not to be noticed. Zero means ten latencies of
	// the service, from 60 to 200 ms; below zero means never.
	VerifyAfter time.Duration
	// AdoptExisting takes over an API, a scope, a grant or a client that exists exactly
	// as a create would make it, unless a resource of this run manages it. Clients,
	// whose names are not unique, are looked up before they are created.
	AdoptExisting bool
	// Journal remembers creates beyond the end of the process; nil means that they are
	// not remembered.
	Journal *journal.Journal
	// NewOwner makes the text that stands for a resource in this run; nil means a
	// random one.
	NewOwner func() string
	// Now is the clock; nil means time.Now.
	Now func() time.Time
	// Sleep waits between attempts and returns early with the context's error; nil
	// means real time.
	Sleep func(context.Context, time.Duration) error
	// Pause lets callers gather for a few milliseconds; nil means real time.
	Pause func(context.Context, time.Duration) error
	// Jitter lengthens a wait, so that many processes do not come back at once; nil
	// means up to a quarter more.
	Jitter func(time.Duration) time.Duration
}

// withDefaults returns complete options.
func (o Options) withDefaults() Options {
	if o.MaxRetries == 0 {
		o.MaxRetries = defaultMaxRetries
	}
	if o.NewOwner == nil {
		o.NewOwner = cryptorand.Text
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = retry.Sleep
	}
	if o.Pause == nil {
		o.Pause = retry.Sleep
	}
	if o.Jitter == nil {
		o.Jitter = func(d time.Duration) time.Duration { return d + rand.N(d/4+1) } //nolint:gosec // spreads load, guards nothing
	}
	return o
}

// Client calls the Management API of one tenant. It is safe for concurrent use.
type Client struct {
	rest     *rest.Client
	reads    *reads.Reads
	holdings *holdings.Holdings
	newOwner func() string
	notes    *holdings.Notes
	creates  *creates.Creates
	scopes   *scopes.Scopes
	assigned *assignments.Assignments
}

// New makes a client. http has the tenant's base URL set.
func New(http *resty.Client, tokens TokenSource, options Options) *Client {
	o := options.withDefaults()
	c := &Client{holdings: holdings.New(), newOwner: o.NewOwner}
	var shared pacing.Shared
	if o.LevelsFolder != "" {
		shared = pacing.NewSharedFile(o.LevelsFolder, http.BaseURL)
	}
	c.rest = rest.New(http, tokens, rest.Options{MaxRetries: o.MaxRetries, Pacing: pacing.Options{
		MaxRequestsPerSecond: o.MaxRequestsPerSecond, MaxConcurrentRequests: o.MaxConcurrentRequests, Reserve: o.Reserve, Shared: shared,
		Now: o.Now, Sleep: o.Sleep, Jitter: o.Jitter,
	}})
	c.reads = reads.New(c.rest, reads.Options{Now: o.Now, Pause: o.Pause})
	c.notes = holdings.NewNotes(o.Journal, c.rest.BaseURL())
	c.creates = creates.New(c.rest, c.reads, c.holdings, c.notes, creates.Options{AdoptExisting: o.AdoptExisting, NewOwner: o.NewOwner, Now: o.Now})
	c.scopes = scopes.New(c.rest, c.reads, c.holdings, c.notes, scopes.Options{
		VerifyAfter: o.VerifyAfter, AdoptExisting: o.AdoptExisting, NewOwner: o.NewOwner, Now: o.Now, Jitter: o.Jitter,
	})
	c.assigned = assignments.New(c.rest, c.holdings, c.notes, assignments.Options{AdoptExisting: o.AdoptExisting, NewOwner: o.NewOwner, Now: o.Now})
	return c
}

// Summary counts the requests so far.
func (c *Client) Summary() Summary { return c.rest.Summary() }

// Refreshing notes that a resource is about to be compared with what the service
// holds, and reports whether that begins a new walk; see [reads.Reads.Refreshing].
func (c *Client) Refreshing(resource string) (newWalk bool) {
	newWalk = c.reads.Refreshing(resource)
	if newWalk {
		c.assigned.Forget()
	}
	return newWalk
}

// Refreshed reports whether Refreshing was called for a resource in this walk. A walk
// that applies a plan refreshes nothing, nor does one with -refresh=false.
func (c *Client) Refreshed(resource string) bool { return c.reads.Refreshed(resource) }

// Hold records that the state of a resource has the object, so that no create of this
// run takes it over, and no later process takes it for an object that a killed
// process created. owner is the text that the resource's private state has from its
// create; it is empty for an object that was imported.
func (c *Client) Hold(kind Kind, id, owner string) {
	c.holdings.Read(holdings.Object{Kind: kind, ID: id}, owner)
	c.notes.Recorded(id)
}

// HoldCreated records that a create of this run made the object, and returns the
// owner for the private state of its resource.
func (c *Client) HoldCreated(kind Kind, id string) (owner string) {
	owner = c.newOwner()
	c.holdings.Claim(holdings.Object{Kind: kind, ID: id}, owner)
	return owner
}

// NewOwner returns a text that stands for a resource in this run, for the private state
// of a resource that creates several objects.
func (c *Client) NewOwner() string { return c.newOwner() }

// Held reports whether a resource of this run manages the object.
func (c *Client) Held(kind Kind, id string) bool {
	return c.holdings.Held(holdings.Object{Kind: kind, ID: id})
}

// HeldForOther reports whether this run created the object, or took it over, for
// another owner.
func (c *Client) HeldForOther(kind Kind, id, owner string) bool {
	return c.holdings.HeldForOther(holdings.Object{Kind: kind, ID: id}, owner)
}

// Forget records that the object was removed, or that it does not exist.
func (c *Client) Forget(kind Kind, id string) {
	c.holdings.Forget(holdings.Object{Kind: kind, ID: id})
}

// Recorded records that a state holds the object, so that no later process takes it
// for an object that a killed process created.
func (c *Client) Recorded(id string) { c.notes.Recorded(id) }
