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
	err := c.do(ctx, http.MethodPost, escaped(clientGrants), nil, body, &created)
	return &created, err
}

// ReadClientGrant reads a grant by its ID. The answer is shared by concurrent
// callers, and must not be changed.
func (c *Client) ReadClientGrant(ctx context.Context, id string) (*ClientGrant, error) {
	return read[ClientGrant](ctx, c, escaped(clientGrants, id))
}

// UpdateClientGrant changes the given settings of a grant and no others.
// Without settings it only reads.
func (c *Client) UpdateClientGrant(ctx context.Context, id string, settings Settings) (*ClientGrant, error) {
	if len(settings) == 0 {
		return c.ReadClientGrant(ctx, id)
	}
	var updated ClientGrant
	err := c.do(ctx, http.MethodPatch, escaped(clientGrants, id), nil, settings, &updated)
	return &updated, err
}

// DeleteClientGrant deletes a grant.
func (c *Client) DeleteClientGrant(ctx context.Context, id string) error {
	return c.do(ctx, http.MethodDelete, escaped(clientGrants, id), nil, nil, nil)
}

// FindClientGrant finds a grant by its natural key, of which the tenant has one
// at most; nil when it has none.
func (c *Client) FindClientGrant(ctx context.Context, clientID, audience, subjectType string) (*ClientGrant, error) {
	filter := url.Values{"client_id": {clientID}, "audience": {audience}, "subject_type": {subjectType}}
	var found *ClientGrant
	err := list(ctx, c, clientGrants, filter, func(g *ClientGrant) {
		if g.ClientID == clientID && g.Audience == audience && g.SubjectType == subjectType {
			found = g
		}
	})
	return found, err
}
