package management

import (
	"context"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/assignments"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/pacing"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/reads"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/scopes"
)

// Types of the packages below, for callers that know only this one.
type (
	// TokenSource provides the bearer tokens of the requests.
	TokenSource = rest.TokenSource
	// Settings are properties of an object whose meaning this code does not know.
	Settings = rest.Settings
	// Summary counts a client's requests.
	Summary = rest.Summary
	// Error is a request that the service refused, or that got no answer.
	Error = rest.Error
	// CauseError is an error whose cause concerns each request.
	CauseError = rest.CauseError
	// InterruptedError says that the caller of a request stopped waiting.
	InterruptedError = rest.InterruptedError
	// LostCreateError says that an object may have been created.
	LostCreateError = rest.LostCreateError
	// TooManyError says that the service has more objects than it lists.
	TooManyError = reads.TooManyError
	// Kind is a kind of object that a resource can hold.
	Kind = holdings.Kind
	// Origin says how a create came by its object.
	Origin = holdings.Origin
	// Creation is what a create reports of an object beside its properties.
	Creation = holdings.Creation
	// ExistsError reports that a create met an object that exists already.
	ExistsError = holdings.ExistsError
	// HeldError reports that an object was not deleted, because this run created it or
	// took it over for another resource.
	HeldError = holdings.HeldError
	// Scope is one permission of an API.
	Scope = scopes.Scope
	// ScopesCreated is the outcome of creating a scope or a set of scopes.
	ScopesCreated = scopes.Created
	// ScopesDeleted is the outcome of removing scopes.
	ScopesDeleted = scopes.Deleted
	// Interference is what another process was seen to do to scopes.
	Interference = scopes.Interference
	// AliasError says that an API was named by something other than its identifier.
	AliasError = scopes.AliasError
	// ForeignScopesError says that an API has scopes that the caller does not know.
	ForeignScopesError = scopes.ForeignScopesError
	// AssignmentList is a list of what is assigned to a role, a user or an organization.
	AssignmentList = assignments.List
	// AssignmentKind is a kind of such lists.
	AssignmentKind = assignments.Kind
	// Assignment is an item of such a list.
	Assignment = assignments.Item
	// ForeignAssignmentsError says that a list has items that the caller does not know.
	ForeignAssignmentsError = assignments.ForeignError
)

// The kinds of objects that a resource can hold.
const (
	ResourceServerKind = holdings.ResourceServer
	ApplicationKind    = holdings.Client
	ClientGrantKind    = holdings.ClientGrant
	ScopeKind          = holdings.Scope
	CredentialsKind    = holdings.Credentials
	RoleKind           = holdings.Role
)

// How a create came by its object; see [holdings.Origin].
const (
	Created     = holdings.Created
	AnswerLost  = holdings.AnswerLost
	Interrupted = holdings.Interrupted
	Adopted     = holdings.Adopted
)

// ScopeID returns the ID under which a scope is held: the service gives it none.
func ScopeID(identifier, value string) string { return holdings.ScopeID(identifier, value) }

// IsNotFound reports whether the service said that the object does not exist.
func IsNotFound(err error) bool { return rest.IsNotFound(err) }

// IsConflict reports whether the service said that the object already exists.
func IsConflict(err error) bool { return rest.IsConflict(err) }

// IsUndecided reports whether a request failed in a way that leaves open whether the
// service carried it out: there was no answer, or a server error.
func IsUndecided(err error) bool { return rest.IsUndecided(err) }

// WithWaitNotice returns a context that has notice called when a request that is
// made with it waits for a second or more; see [pacing.WithWaitNotice].
func WithWaitNotice(ctx context.Context, notice func(line string)) context.Context {
	return pacing.WithWaitNotice(ctx, notice)
}
