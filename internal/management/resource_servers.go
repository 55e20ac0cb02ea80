package management

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/creates"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/reads"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// ResourceServer is an API of the tenant.
type ResourceServer struct {
	ID, Identifier string
	// Scopes is empty for an API without scopes.
	Scopes []Scope
	// Settings are all other properties of the answer.
	Settings Settings
	// Creation is set by a create.
	Creation Creation
}

// UnmarshalJSON reads the service's form.
func (r *ResourceServer) UnmarshalJSON(data []byte) error {
	var known struct {
		Scopes []Scope `json:"scopes"`
	}
	if err := json.Unmarshal(data, &known); err != nil {
		return err
	}
	if err := json.Unmarshal(data, &r.Settings); err != nil {
		return err
	}
	r.ID, r.Identifier = r.Settings.Take("id"), r.Settings.Take("identifier")
	r.Scopes = known.Scopes
	delete(r.Settings, "scopes")
	if r.ID == "" {
		return rest.ErrNoID
	}
	return nil
}

// CreateResourceServer creates an API. An *ExistsError reports that the tenant
// has an API of this identifier, and that there is no reason to take it over.
func (c *Client) CreateResourceServer(ctx context.Context, identifier string, settings Settings) (*ResourceServer, error) {
	var created ResourceServer
	creation, err := c.creates.Create(ctx, creates.Keyed{
		Kind: ResourceServerKind, ReadKind: reads.ResourceServers(), Path: rest.Path(rest.ResourceServers), Key: identifier,
		Body:     settings.With(Settings{"identifier": identifier}),
		Find:     func(ctx context.Context) ([]byte, error) { return c.findResourceServer(ctx, identifier) },
		Defaults: creates.ResourceServerDefaults(),
		// An API whose create has just been sent cannot have scopes yet.
		Untouched: func(object []byte) bool {
			var api ResourceServer
			return json.Unmarshal(object, &api) == nil && len(api.Scopes) == 0
		},
	}, &created)
	if err != nil {
		return nil, err
	}
	created.Creation = creation
	if creation.Origin == Created {
		c.scopes.Learn(created.ID, created.Identifier, created.Scopes)
	}
	return &created, nil
}

// findResourceServer reads an API by its identifier. It returns nil if no API has
// the identifier.
func (c *Client) findResourceServer(ctx context.Context, identifier string) ([]byte, error) {
	answer, err := c.rest.Call(ctx, rest.Request{Method: http.MethodGet, Path: rest.Path(rest.ResourceServers, identifier)})
	if IsNotFound(err) {
		return nil, nil
	}
	return answer, err
}

// ReadResourceServer reads an API by its ID or identifier. Reads at the same time
// share requests, and an API that was read within the last minute takes none.
// IsNotFound reports that there is no such API.
func (c *Client) ReadResourceServer(ctx context.Context, idOrIdentifier string) (*ResourceServer, error) {
	return reads.Read[ResourceServer](ctx, c.reads, reads.ResourceServers(), reads.Ref{Either: idOrIdentifier})
}

// SharedResourceServer is ReadResourceServer for callers that do not change the
// result: many of them, such as the scopes of one API, get the same value.
func (c *Client) SharedResourceServer(ctx context.Context, idOrIdentifier string) (*ResourceServer, error) {
	return reads.Shared[ResourceServer](ctx, c.reads, reads.ResourceServers(), reads.Ref{Either: idOrIdentifier})
}

// ReadResourceServerByID reads an API by its ID, as ReadResourceServer does.
// identifier is its identifier as it was last read, or empty; with it, several reads
// can share a request.
func (c *Client) ReadResourceServerByID(ctx context.Context, id, identifier string) (*ResourceServer, error) {
	return reads.Read[ResourceServer](ctx, c.reads, reads.ResourceServers(), reads.Ref{ID: id, Alias: identifier})
}

// UpdateResourceServer changes these settings of an API and no others.
// Without settings it only reads.
func (c *Client) UpdateResourceServer(ctx context.Context, idOrIdentifier string, settings Settings) (*ResourceServer, error) {
	if len(settings) == 0 {
		return c.ReadResourceServer(ctx, idOrIdentifier)
	}
	var updated ResourceServer
	if err := c.rest.Do(ctx, http.MethodPatch, rest.Path(rest.ResourceServers, idOrIdentifier), settings, &updated); err != nil {
		return nil, err
	}
	return &updated, nil
}

// DeleteResourceServer deletes an API and, with it, the client grants on it. It
// succeeds when the API does not exist. owner is the text of the resource's private
// state; a *HeldError reports that this run created the API or took it over for
// another resource, and that nothing was deleted.
func (c *Client) DeleteResourceServer(ctx context.Context, id, owner string) error {
	return c.holdings.Delete(holdings.Object{Kind: ResourceServerKind, ID: id}, owner, func() error {
		defer c.scopes.Forget(id)
		return c.rest.Delete(ctx, rest.Path(rest.ResourceServers, id))
	})
}

// ListResourceServers returns the APIs of the tenant, including the system's. With
// identifiers, it returns only the APIs among them that exist. A request lists 100
// APIs, or 50 identifiers. Without identifiers, a tenant with more than 1000 APIs,
// which the service cannot list, is a *TooManyError.
func (c *Client) ListResourceServers(ctx context.Context, identifiers ...string) ([]*ResourceServer, error) {
	var found []*ResourceServer
	for _, s := range reads.ByIdentifiers(identifiers) {
		some, err := reads.Select[ResourceServer](ctx, c.reads, s)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// EachResourceServer is ListResourceServers page by page; it ends with the first
// error.
func (c *Client) EachResourceServer(ctx context.Context, identifiers ...string) iter.Seq2[*ResourceServer, error] {
	return reads.Each[ResourceServer](ctx, c.reads, reads.ByIdentifiers(identifiers)...)
}

// KnownResourceServer returns an API that was read within the last minute and not written
// since; nil where reading it would take a request.
func (c *Client) KnownResourceServer(identifier string) *ResourceServer {
	return reads.Known[ResourceServer](c.reads, reads.ResourceServers(), reads.Ref{Alias: identifier})
}
