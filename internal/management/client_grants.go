package management

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/creates"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/holdings"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/reads"
	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// GrantKey is what makes a grant unique in its tenant.
type GrantKey struct {
	// ClientID is the client of the grant; empty for a grant that is the default for a
	// class of clients.
	ClientID string
	// DefaultFor is that class ("third_party_clients"); empty with a ClientID.
	DefaultFor string
	// Audience is the API's identifier.
	Audience string
	// SubjectType is "client" or "user". Empty leaves it to the service.
	SubjectType string
}

// properties returns the properties of the key that are not empty.
func (k GrantKey) properties() map[string]string {
	values := map[string]string{"client_id": k.ClientID, "default_for": k.DefaultFor, "audience": k.Audience, "subject_type": k.SubjectType}
	maps.DeleteFunc(values, func(_, value string) bool { return value == "" })
	return values
}

// ClientGrant permits a client to request tokens for one API.
type ClientGrant struct {
	ID string
	GrantKey
	// Settings are all other properties, such as scope and allow_all_scopes.
	Settings Settings
	// Creation is set by a create.
	Creation Creation
}

// UnmarshalJSON reads the service's form.
func (g *ClientGrant) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &g.Settings); err != nil {
		return err
	}
	g.ID = g.Settings.Take("id")
	g.GrantKey = GrantKey{
		ClientID: g.Settings.Take("client_id"), DefaultFor: g.Settings.Take("default_for"),
		Audience: g.Settings.Take("audience"), SubjectType: g.Settings.Take("subject_type"),
	}
	if g.ID == "" {
		return rest.ErrNoID
	}
	return nil
}

// CreateClientGrant creates a grant. An *ExistsError reports that the tenant has a
// grant of this key, and that there is no reason to take it over.
func (c *Client) CreateClientGrant(ctx context.Context, key GrantKey, settings Settings) (*ClientGrant, error) {
	return c.CreateOwnedClientGrant(ctx, "", key, settings)
}

// CreateOwnedClientGrant is CreateClientGrant for a resource that has several grants:
// owner, from [Client.NewOwner], stands for the resource. An empty owner is replaced by
// a new one.
func (c *Client) CreateOwnedClientGrant(ctx context.Context, owner string, key GrantKey, settings Settings) (*ClientGrant, error) {
	body := settings.With(nil)
	for name, value := range key.properties() {
		body[name] = value
	}
	if key.SubjectType == "" {
		key.SubjectType = "client" // the service's default
	}
	var created ClientGrant
	creation, err := c.creates.Create(ctx, creates.Keyed{
		Kind: ClientGrantKind, ReadKind: reads.ClientGrants(), Path: rest.Path(rest.ClientGrants), Key: fmt.Sprintf("%q", key), Body: body, Owner: owner,
		Find:     func(ctx context.Context) ([]byte, error) { return c.findClientGrant(ctx, key) },
		Defaults: creates.ClientGrantDefaults(),
	}, &created)
	if err != nil {
		return nil, err
	}
	created.Creation = creation
	return &created, nil
}

// ReadClientGrant reads a grant by its ID. Reads at the same time share requests, and a
// grant that was read within the last minute takes none.
func (c *Client) ReadClientGrant(ctx context.Context, id string) (*ClientGrant, error) {
	return reads.Read[ClientGrant](ctx, c.reads, reads.ClientGrants(), reads.Ref{ID: id})
}

// ClientGrantsOn returns all grants on the API with this identifier. Calls share the
// list of grants with each other and with the reads of single grants: in a tenant
// with up to 100 grants it is one request for all of them. In a larger one the first
// page is followed by a request for each API, or by the rest of the list where that
// is cheaper.
func (c *Client) ClientGrantsOn(ctx context.Context, identifier string) ([]*ClientGrant, error) {
	grants, err := reads.Read[[]*ClientGrant](ctx, c.reads, reads.ClientGrants(), reads.Ref{Audience: identifier})
	if err != nil {
		return nil, err
	}
	return *grants, nil
}

// UpdateClientGrant changes these settings of a grant and no others.
// Without settings it only reads.
func (c *Client) UpdateClientGrant(ctx context.Context, id string, settings Settings) (*ClientGrant, error) {
	if len(settings) == 0 {
		return c.ReadClientGrant(ctx, id)
	}
	var updated ClientGrant
	if err := c.rest.Do(ctx, http.MethodPatch, rest.Path(rest.ClientGrants, id), settings, &updated); err != nil {
		return nil, err
	}
	return &updated, nil
}

// DeleteClientGrant deletes a grant. It succeeds when the grant does not exist.
// owner and *HeldError are as in [Client.DeleteResourceServer].
func (c *Client) DeleteClientGrant(ctx context.Context, id, owner string) error {
	return c.holdings.Delete(holdings.Object{Kind: ClientGrantKind, ID: id}, owner, func() error {
		return c.rest.Delete(ctx, rest.Path(rest.ClientGrants, id))
	})
}

// FindClientGrant finds the grant of a key; nil when the tenant has none.
func (c *Client) FindClientGrant(ctx context.Context, key GrantKey) (*ClientGrant, error) {
	raw, err := c.findClientGrant(ctx, key)
	if err != nil || raw == nil {
		return nil, err
	}
	var g ClientGrant
	if err := (rest.Request{Method: http.MethodGet, Path: rest.Path(rest.ClientGrants)}).Decode(raw, &g); err != nil {
		return nil, err
	}
	return &g, nil
}

func (c *Client) findClientGrant(ctx context.Context, key GrantKey) ([]byte, error) {
	filter := url.Values{}
	for name, value := range key.properties() {
		filter.Set(name, value)
	}
	for o, err := range c.reads.List(ctx, reads.ClientGrants(), filter) {
		if err != nil {
			return nil, err
		}
		var g ClientGrant
		if err := o.Decode(&g); err != nil {
			return nil, err
		}
		if g.GrantKey == key {
			return o.Raw, nil
		}
	}
	return nil, nil
}

// ClientGrantFilter selects client grants; the zero value selects all, and an
// empty field does not restrict.
type ClientGrantFilter struct {
	ClientID, Audience string
	// SubjectType is "client" or "user".
	SubjectType string
	// DefaultFor is "third_party_clients".
	DefaultFor string
	// AllowAnyOrganization selects the grants that do; the service cannot select those
	// that do not.
	AllowAnyOrganization bool
}

// ListClientGrants returns the grants of the tenant that the filter selects.
func (c *Client) ListClientGrants(ctx context.Context, filter ClientGrantFilter) ([]*ClientGrant, error) {
	return reads.Select[ClientGrant](ctx, c.reads, filter.selection())
}

// EachClientGrant is ListClientGrants page by page; it ends with the first error.
func (c *Client) EachClientGrant(ctx context.Context, filter ClientGrantFilter) iter.Seq2[*ClientGrant, error] {
	return reads.Each[ClientGrant](ctx, c.reads, filter.selection())
}

func (filter ClientGrantFilter) selection() reads.Selection {
	query := url.Values{}
	for name, value := range map[string]string{
		"client_id": filter.ClientID, "audience": filter.Audience, "subject_type": filter.SubjectType, "default_for": filter.DefaultFor,
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	if filter.AllowAnyOrganization {
		query.Set("allow_any_organization", "true")
	}
	return reads.Selection{Kind: reads.ClientGrants(), Filter: query}
}
