package management

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
)

const resourceServers = "resource-servers"

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

// Scope is one permission of an API.
type Scope struct {
	Value string `json:"value"`
	// Description is nil for a scope that has none; the service tells that
	// from an empty one.
	Description *string `json:"description,omitempty"`
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
	r.ID, r.Identifier = r.Settings.take("id"), r.Settings.take("identifier")
	r.Scopes = known.Scopes
	delete(r.Settings, "scopes")
	if r.ID == "" {
		return errNoID
	}
	return nil
}

// CreateResourceServer creates an API. An *ExistsError reports that the tenant
// has an API of this identifier, and that there is no reason to take it over.
func (c *Client) CreateResourceServer(ctx context.Context, identifier string, settings Settings) (*ResourceServer, error) {
	var created ResourceServer
	n := create{
		client: c, kind: ResourceServerKind, path: escaped(resourceServers), key: identifier,
		body:     settings.with(Settings{"identifier": identifier}),
		find:     func(ctx context.Context) ([]byte, error) { return c.rawResourceServer(ctx, identifier) },
		id:       func(object []byte) string { return identityOf(resourceServerKind(), object).id },
		defaults: resourceServerDefaults(),
		// An API whose create has just been sent cannot have scopes yet.
		untouched: func(object []byte) bool {
			var api ResourceServer
			return json.Unmarshal(object, &api) == nil && len(api.Scopes) == 0
		},
	}
	creation, err := n.run(ctx, &created)
	if err != nil {
		return nil, err
	}
	created.Creation = creation
	if creation.Origin == Created {
		c.scopes.learn(&created)
	}
	return &created, nil
}

// rawResourceServer reads an API by its identifier; nothing when there is none.
func (c *Client) rawResourceServer(ctx context.Context, identifier string) ([]byte, error) {
	answer, err := c.call(ctx, request{method: http.MethodGet, path: escaped(resourceServers, identifier)})
	if IsNotFound(err) {
		return nil, nil
	}
	return answer, err
}

// ReadResourceServer reads an API by its ID or identifier. Reads at the same
// time share requests, and what was read within the last minute is not asked
// for again. IsNotFound tells that there is none.
func (c *Client) ReadResourceServer(ctx context.Context, idOrIdentifier string) (*ResourceServer, error) {
	return read[ResourceServer](ctx, c.readers[resourceServers], ref{either: idOrIdentifier})
}

// ReadResourceServerByID reads an API by its ID, as ReadResourceServer does.
// identifier is what it was called when it was last seen, or empty; with it,
// several reads can share a request.
func (c *Client) ReadResourceServerByID(ctx context.Context, id, identifier string) (*ResourceServer, error) {
	return read[ResourceServer](ctx, c.readers[resourceServers], ref{id: id, alias: identifier})
}

// UpdateResourceServer changes the given settings of an API and no others.
// Without settings it only reads.
func (c *Client) UpdateResourceServer(ctx context.Context, idOrIdentifier string, settings Settings) (*ResourceServer, error) {
	if len(settings) == 0 {
		return c.ReadResourceServer(ctx, idOrIdentifier)
	}
	var updated ResourceServer
	if err := c.do(ctx, http.MethodPatch, escaped(resourceServers, idOrIdentifier), settings, &updated); err != nil {
		return nil, err
	}
	return &updated, nil
}

// DeleteResourceServer deletes an API and, with it, the client grants on it. It
// succeeds when the API does not exist. owner is the text of the resource's
// private state; a *HeldError reports that this run created the API or took it
// over for another resource, and that nothing was deleted.
func (c *Client) DeleteResourceServer(ctx context.Context, id, owner string) error {
	return c.deleteHeld(heldObject{ResourceServerKind, id}, owner, func() error {
		defer c.scopes.forget(id)
		return c.remove(ctx, escaped(resourceServers, id))
	})
}

// ListResourceServers returns the APIs of the tenant, the system's among them,
// or those of the identifiers when some are given; one that does not exist is
// left out. A request lists 100 APIs, or 50 identifiers. A tenant with more than
// 1000 APIs, which the service cannot list, is a *TooManyError unless
// identifiers are given.
func (c *Client) ListResourceServers(ctx context.Context, identifiers ...string) ([]*ResourceServer, error) {
	var found []*ResourceServer
	for _, s := range resourceServerSelections(identifiers) {
		some, err := selected[ResourceServer](ctx, c, s)
		if err != nil {
			return nil, err
		}
		found = append(found, some...)
	}
	return found, nil
}

// EachResourceServer is ListResourceServers page by page; the first error ends
// it.
func (c *Client) EachResourceServer(ctx context.Context, identifiers ...string) iter.Seq2[*ResourceServer, error] {
	return each[ResourceServer](ctx, c, resourceServerSelections(identifiers)...)
}

// resourceServerSelections are as few selections as hold the identifiers, or
// the one of all APIs when there are none.
func resourceServerSelections(identifiers []string) []selection {
	if len(identifiers) == 0 {
		return []selection{{kind: resourceServerKind()}}
	}
	var selections []selection
	for len(identifiers) > 0 {
		count := filterable(identifiers)
		selections = append(selections, selection{kind: resourceServerKind(), filter: url.Values{"identifiers": identifiers[:count]}})
		identifiers = identifiers[count:]
	}
	return selections
}
