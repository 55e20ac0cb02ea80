package management

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"net/url"
)

const clientGrants = "client-grants"

// GrantKey is what makes a grant unique in its tenant.
type GrantKey struct {
	// ClientID is the client that the grant is for; empty for a grant that is
	// the default for a class of clients.
	ClientID string
	// DefaultFor is that class ("third_party_clients"); empty with a ClientID.
	DefaultFor string
	// Audience is the API's identifier.
	Audience string
	// SubjectType is "client" or "user". Empty leaves it to the service.
	SubjectType string
}

// values are the properties that the key gives.
func (k GrantKey) values() map[string]string {
	given := map[string]string{"client_id": k.ClientID, "default_for": k.DefaultFor, "audience": k.Audience, "subject_type": k.SubjectType}
	maps.DeleteFunc(given, func(_, value string) bool { return value == "" })
	return given
}

// ClientGrant permits a client to ask for tokens for one API.
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
	g.ID = g.Settings.take("id")
	g.GrantKey = GrantKey{
		ClientID: g.Settings.take("client_id"), DefaultFor: g.Settings.take("default_for"),
		Audience: g.Settings.take("audience"), SubjectType: g.Settings.take("subject_type"),
	}
	if g.ID == "" {
		return errNoID
	}
	return nil
}

// CreateClientGrant creates a grant. An *ExistsError reports that the tenant has
// a grant of this key, and that there is no reason to take it over.
func (c *Client) CreateClientGrant(ctx context.Context, key GrantKey, settings Settings) (*ClientGrant, error) {
	body := settings.with(nil)
	for name, value := range key.values() {
		body[name] = value
	}
	if key.SubjectType == "" {
		key.SubjectType = "client" // the service's default
	}
	var created ClientGrant
	n := create{
		client: c, kind: ClientGrantKind, path: escaped(clientGrants), key: fmt.Sprintf("%q", key), body: body,
		find:     func(ctx context.Context) ([]byte, error) { return c.findClientGrant(ctx, key) },
		id:       func(object []byte) string { return identityOf(clientGrantKind(), object).id },
		defaults: clientGrantDefaults(),
	}
	creation, err := n.run(ctx, &created)
	if err != nil {
		return nil, err
	}
	created.Creation = creation
	return &created, nil
}

// ReadClientGrant reads a grant by its ID. Reads at the same time share
// requests, and what was read within the last minute is not asked for again.
func (c *Client) ReadClientGrant(ctx context.Context, id string) (*ClientGrant, error) {
	return read[ClientGrant](ctx, c.readers[clientGrants], ref{id: id})
}

// UpdateClientGrant changes the given settings of a grant and no others.
// Without settings it only reads.
func (c *Client) UpdateClientGrant(ctx context.Context, id string, settings Settings) (*ClientGrant, error) {
	if len(settings) == 0 {
		return c.ReadClientGrant(ctx, id)
	}
	var updated ClientGrant
	if err := c.do(ctx, http.MethodPatch, escaped(clientGrants, id), settings, &updated); err != nil {
		return nil, err
	}
	return &updated, nil
}

// DeleteClientGrant deletes a grant. It succeeds when the grant does not exist.
// owner and *HeldError are as in [Client.DeleteResourceServer].
func (c *Client) DeleteClientGrant(ctx context.Context, id, owner string) error {
	return c.deleteHeld(heldObject{ClientGrantKind, id}, owner, func() error {
		return c.remove(ctx, escaped(clientGrants, id))
	})
}

// FindClientGrant finds a grant by its key, of which the tenant has one at most;
// nil when it has none.
func (c *Client) FindClientGrant(ctx context.Context, key GrantKey) (*ClientGrant, error) {
	raw, err := c.findClientGrant(ctx, key)
	if err != nil || raw == nil {
		return nil, err
	}
	var g ClientGrant
	if err := (object{raw: raw}).decode(clientGrantKind(), &g); err != nil {
		return nil, err
	}
	return &g, nil
}

func (c *Client) findClientGrant(ctx context.Context, key GrantKey) ([]byte, error) {
	filter := url.Values{}
	for name, value := range key.values() {
		filter.Set(name, value)
	}
	for raw, err := range list(ctx, c, clientGrantKind(), filter) {
		if err != nil {
			return nil, err
		}
		var g ClientGrant
		if err := (object{raw: raw}).decode(clientGrantKind(), &g); err != nil {
			return nil, err
		}
		if g.GrantKey == key {
			return raw, nil
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
	// AllowAnyOrganization selects only those that do; the service cannot select
	// those that do not.
	AllowAnyOrganization bool
}

// ListClientGrants returns the grants of the tenant that the filter selects.
func (c *Client) ListClientGrants(ctx context.Context, filter ClientGrantFilter) ([]*ClientGrant, error) {
	return selected[ClientGrant](ctx, c, filter.selection())
}

// EachClientGrant is ListClientGrants page by page; the first error ends it.
func (c *Client) EachClientGrant(ctx context.Context, filter ClientGrantFilter) iter.Seq2[*ClientGrant, error] {
	return each[ClientGrant](ctx, c, filter.selection())
}

func (filter ClientGrantFilter) selection() selection {
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
	return selection{kind: clientGrantKind(), filter: query}
}
