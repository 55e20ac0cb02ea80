package session

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/diag"

	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/token"
)

// Session is what a configured provider hands to its objects: access to one
// tenant, and what the plans of one walk share.
type Session struct {
	Management *management.Client
	Tokens     *token.Fetcher
	// Credentials are those that the token data source uses by default; empty
	// when the provider is configured with a ready token.
	Credentials token.Credentials
	Now         func() time.Time
	Plans       PlanNotes
	Keys        plannedKeys
	validations validations
	// applies is set once a create has begun: what a plan keeps or destroys from then on
	// belongs to another walk than what the plans created before.
	applies atomic.Bool
	// CredentialsTurns serialize the operations on the credentials of one client.
	CredentialsTurns CredentialsTurns
	Removals         scopeRemovals
	// AdoptsExisting is set when creates take over what exists as planned.
	AdoptsExisting bool
	stopper        stopper
	// Pending is set while the provider's configuration has unknown values.
	Pending bool
}

// FromProviderData takes the session out of what the framework passes to a
// resource; nil before the provider is configured, as at validation.
func FromProviderData(data any, diags *diag.Diagnostics) *Session {
	if data == nil {
		return nil
	}
	c, ok := data.(*Session)
	if !ok {
		diags.AddError("The provider is not configured as expected",
			fmt.Sprintf("Provider data is a %T. This is a bug in the provider; please report it.", data))
		return nil
	}
	return c
}

// Ready reports an operation that cannot be done while the provider's
// configuration has unknown values. That includes an import: an object of which
// only the ID is known would be planned to be replaced.
func (c *Session) Ready(action string, diags *diag.Diagnostics) bool {
	if !c.Pending {
		return true
	}
	diags.AddError(notKnownYet,
		fmt.Sprintf("%s needs the tenant, but the provider block has values that come from resources not applied yet. "+
			"Apply those first (terraform apply -target=…), let this wait for them (depends_on), or give the provider values that are known at plan.", action))
	return false
}

// BeginRefresh reports whether a resource can be refreshed. While the provider's
// configuration has unknown values, the state stays as it is, with a warning.
// object is a name that no other resource has.
func (c *Session) BeginRefresh(object string, diags *diag.Diagnostics) bool {
	if c.Pending {
		diags.AddWarning("Not refreshed: the provider's configuration is not known yet",
			fmt.Sprintf("%s was not compared with the tenant, since the provider block has values that come from resources not applied yet.", object))
		return false
	}
	if c.Management.Refreshing(object) {
		c.Plans.clear()
		c.Keys.clear()
		c.Removals.clear()
	}
	return true
}

// notKnownYet is the summary of what has to wait for the provider's configuration.
const notKnownYet = "The provider's configuration is not known yet"

// Recorded notes that a state has the object, so that no later run takes it for an
// object that a killed run left. A refresh notes it too, but -refresh=false skips
// the refresh.
func (c *Session) Recorded(id string) {
	if !c.Pending {
		c.Management.Recorded(id)
	}
}

// Options are what a configured provider knows of its tenant.
type Options struct {
	Management  *management.Client
	Tokens      *token.Fetcher
	Credentials token.Credentials
	Now         func() time.Time
	// Adopts is set when creates take over what exists as planned.
	Adopts bool
}

// New makes the session of a configured provider.
func New(o Options) *Session {
	return &Session{
		Management: o.Management, Tokens: o.Tokens, Credentials: o.Credentials, Now: o.Now, AdoptsExisting: o.Adopts,
		stopper: newStopper(),
	}
}

// NewPending makes the session of a provider whose configuration has unknown
// values.
func NewPending(now func() time.Time) *Session { return &Session{Pending: true, Now: now} }
