package management

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
)

const clientGrants = "client-grants"

// ClientGrant permits a client to ask for tokens for one API.
type ClientGrant struct {
	ID, ClientID, Audience string
	// SubjectType is "client" or "user".
	SubjectType string
	// Settings are all other properties, such as scope and allow_all_scopes.
	Settings Settings
}

// UnmarshalJSON reads the service's form.
func (g *ClientGrant) UnmarshalJSON(data []byte) error {
	if err := json.Unmarshal(data, &g.Settings); err != nil {
		return err
	}
	g.ID, g.ClientID = g.Settings.take("id"), g.Settings.take("client_id")
	g.Audience, g.SubjectType = g.Settings.take("audience"), g.Settings.take("subject_type")
	if g.ID == "" {
		return errNoID
	}
	return nil
}

// CreateClientGrant creates a grant; an empty subjectType leaves it to the
// service. IsConflict tells that the client has one for this API already.
func (c *Client) CreateClientGrant(ctx context.Context, clientID, audience, subjectType string, settings Settings) (*ClientGrant, error) {
	body := settings.with(Settings{"client_id": clientID, "audience": audience})
	if subjectType != "" {
		body["subject_type"] = subjectType
	}
	var created ClientGrant
	if err := c.do(ctx, http.MethodPost, escaped(clientGrants), body, &created); err != nil {
		return nil, err
	}
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

// DeleteClientGrant deletes a grant; no error when it is gone already.
func (c *Client) DeleteClientGrant(ctx context.Context, id string) error {
	return c.remove(ctx, escaped(clientGrants, id))
}

// FindClientGrant finds a grant by its natural key, of which the tenant has one
// at most; nil when it has none.
func (c *Client) FindClientGrant(ctx context.Context, clientID, audience, subjectType string) (*ClientGrant, error) {
	filter := url.Values{"client_id": {clientID}, "audience": {audience}, "subject_type": {subjectType}}
	for raw, err := range list(ctx, c, clientGrantKind(), filter) {
		if err != nil {
			return nil, err
		}
		var g ClientGrant
		if err := (object{raw: raw}).decode(clientGrantKind(), &g); err != nil {
			return nil, err
		}
		if g.ClientID == clientID && g.Audience == audience && g.SubjectType == subjectType {
			return &g, nil
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
	return selected[ClientGrant](ctx, c, selection{kind: clientGrantKind(), filter: query})
}
