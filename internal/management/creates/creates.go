// Package creates creates objects. A create whose answer is lost is looked up, an
// object that is in the way is taken over or reported, and what a killed process
// created is recognised by its notes.
package creates

import (
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/reads"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// Options of Creates; the functions are required.
type Options struct {
	// AdoptExisting takes over an object that exists exactly as a create would make
	// it, unless a resource of this run manages it. Clients, whose names are not
	// unique, are looked up before they are created.
	AdoptExisting bool
	// NewOwner makes the text that stands for a resource in this run.
	NewOwner func() string
	// Now is the clock.
	Now func() time.Time
}

// Creates creates the objects of one tenant. It is safe for concurrent use.
type Creates struct {
	rest     *rest.Client
	reads    *reads.Reads
	holdings *holdings.Holdings
	notes    *holdings.Notes
	options  Options
	// keys are the locks of creates by natural key.
	keys    keyedLock
	clients *clientCreates
}

// New makes Creates.
func New(client *rest.Client, r *reads.Reads, h *holdings.Holdings, notes *holdings.Notes, o Options) *Creates {
	return &Creates{rest: client, reads: r, holdings: h, notes: notes, options: o, clients: newClientCreates()}
}
