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

// CreateResourceServer creates an API. IsConflict tells an identifier that was
// taken before: an API that this create made, and whose answer was lost, is found
// by it.
func (c *Client) CreateResourceServer(ctx context.Context, identifier string, settings Settings) (*ResourceServer, error) {
	var created ResourceServer
	body := settings.with(Settings{"identifier": identifier})
	r := request{method: http.MethodPost, path: escaped(resourceServers), look: func(ctx context.Context) ([]byte, error) {
		answer, existing, err := c.asPlanned(ctx, identifier, body)
		if existing == nil || len(existing.Scopes) > 0 {
			return nil, err // ours cannot have scopes yet
		}
		return answer, nil
	}}
	if err := c.exchange(ctx, r, body, &created); err != nil {
		return nil, err
	}
	c.scopes.learn(&created)
	return &created, nil
}

// FindResourceServerAsCreated finds an API that is as CreateResourceServer would
// make it with these settings, and that nobody has changed since, but for its
// scopes; nil when there is none.
func (c *Client) FindResourceServerAsCreated(ctx context.Context, identifier string, settings Settings) (*ResourceServer, error) {
	_, existing, err := c.asPlanned(ctx, identifier, settings.with(Settings{"identifier": identifier}))
	return existing, err
}

// asPlanned reads an API that is as the body makes it; nil when there is none.
func (c *Client) asPlanned(ctx context.Context, identifier string, body Settings) ([]byte, *ResourceServer, error) {
	r := request{method: http.MethodGet, path: escaped(resourceServers, identifier)}
	answer, err := c.call(ctx, r)
	if IsNotFound(err) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, err
	}
	sent, err := json.Marshal(body)
	if err != nil || !asCreated(answer, sent, freshResourceServer()) {
		return nil, nil, err
	}
	var existing ResourceServer
	if err := r.decode(answer, &existing); err != nil {
		return nil, nil, err
	}
	return answer, &existing, nil
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

// DeleteResourceServer deletes an API and, with it, the client grants on it; no
// error when it is gone already.
func (c *Client) DeleteResourceServer(ctx context.Context, idOrIdentifier string) error {
	defer c.scopes.forget(idOrIdentifier)
	return c.remove(ctx, escaped(resourceServers, idOrIdentifier))
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
