package store

import (
	"errors"
	"fmt"
)

// errNoID is returned for an object without an id.
var errNoID = errors.New("the object has no id")

// A kind is the name of a kind of objects in the file.
type kind string

const (
	kindResourceServer kind = "resource_server"
	kindClient         kind = "client"
	kindClientGrant    kind = "client_grant"
	kindRefreshToken   kind = "refresh_token"
	kindSigningKey     kind = "signing_key"
	kindSetting        kind = "setting"
	kindRole           kind = "role"
	kindUser           kind = "user"
	kindOrganization   kind = "organization"
)

// A ref refers to an object or a setting.
type ref struct {
	kind kind
	id   string
}

// A transaction is a Writer on a copy of the image. Its creator publishes or discards the
// copy.
type transaction struct {
	image
	// changed are the objects that were put or deleted, each once, in order.
	changed []ref
	seen    map[ref]struct{}
}

func (m *image) begin() *transaction {
	return &transaction{image: m.next(), seen: map[ref]struct{}{}}
}

func (t *transaction) touch(k kind, id string) {
	r := ref{k, id}
	if _, ok := t.seen[r]; ok {
		return
	}
	t.seen[r] = struct{}{}
	t.changed = append(t.changed, r)
}

func (t *transaction) PutResourceServer(api *ResourceServer) error {
	if api.ID == "" {
		return fmt.Errorf("storing the API %q: %w", api.Identifier, errNoID)
	}
	if holder := t.ResourceServerByIdentifier(api.Identifier); holder != nil && holder.ID != api.ID {
		return fmt.Errorf("storing the API %s with the identifier %q, which the API %s has: %w",
			api.ID, api.Identifier, holder.ID, ErrConflict)
	}
	if err := t.followScopes(t.ResourceServer(api.ID), api); err != nil {
		return err
	}
	t.putResourceServer(row[ResourceServer]{orderOf(&t.image, &t.resourceServers, api.ID), api})
	t.touch(kindResourceServer, api.ID)
	return nil
}

func (t *transaction) DeleteResourceServer(id string) error {
	api := t.ResourceServer(id)
	if api == nil {
		return nil
	}
	if err := t.deleteGrants(t.ClientGrantsOfAudience(api.Identifier)); err != nil {
		return err
	}
	if err := t.deleteRefreshTokens(func(r *RefreshToken) bool { return r.Audience == api.Identifier }); err != nil {
		return err
	}
	if err := t.followScopes(api, nil); err != nil {
		return err
	}
	t.deleteResourceServer(id)
	t.touch(kindResourceServer, id)
	return nil
}

func (t *transaction) PutClient(client *Client) error {
	if client.ClientID == "" {
		return fmt.Errorf("storing the client %q: %w", client.Name, errNoID)
	}
	if id := client.ExternalID(); id != "" {
		if holder := t.ClientByExternalID(id); holder != nil && holder.ClientID != client.ClientID {
			return fmt.Errorf("storing the client %s with the external id %q, which the client %s has: %w", client.ClientID, id, holder.ClientID, ErrConflict)
		}
	}
	t.putClient(row[Client]{orderOf(&t.image, &t.clients, client.ClientID), client})
	t.touch(kindClient, client.ClientID)
	return nil
}

func (t *transaction) DeleteClient(clientID string) error {
	if t.Client(clientID) == nil {
		return nil
	}
	if err := t.deleteGrants(t.ClientGrantsOfClient(clientID)); err != nil {
		return err
	}
	if err := t.deleteRefreshTokens(func(r *RefreshToken) bool { return r.ClientID == clientID }); err != nil {
		return err
	}
	t.deleteClient(clientID)
	t.touch(kindClient, clientID)
	return nil
}

func (t *transaction) PutClientGrant(grant *ClientGrant) error {
	if grant.ID == "" {
		return fmt.Errorf("storing the grant of %q on %q: %w", grant.ClientID, grant.Audience, errNoID)
	}
	holder := t.ClientGrantFor(grant.ClientID, grant.Audience, grant.SubjectType)
	if holder != nil && holder.ID != grant.ID {
		return fmt.Errorf("storing the grant %s of the client %q on %q for the subject type %q, which is the grant %s: %w",
			grant.ID, grant.ClientID, grant.Audience, grant.SubjectType, holder.ID, ErrConflict)
	}
	t.putClientGrant(row[ClientGrant]{orderOf(&t.image, &t.grants, grant.ID), grant})
	t.touch(kindClientGrant, grant.ID)
	return nil
}

func (t *transaction) DeleteClientGrant(id string) error {
	if t.ClientGrant(id) == nil {
		return nil
	}
	if err := t.dissociate(id); err != nil {
		return err
	}
	t.deleteClientGrant(id)
	t.touch(kindClientGrant, id)
	return nil
}

func (t *transaction) deleteGrants(grants []*ClientGrant) error {
	for _, grant := range grants {
		if err := t.DeleteClientGrant(grant.ID); err != nil {
			return err
		}
	}
	return nil
}

func (t *transaction) PutRefreshToken(token *RefreshToken) error {
	if token.ID == "" {
		return fmt.Errorf("storing a refresh token of the client %q: %w", token.ClientID, errNoID)
	}
	t.putRefreshToken(row[RefreshToken]{orderOf(&t.image, &t.refreshTokens, token.ID), token})
	t.touch(kindRefreshToken, token.ID)
	return nil
}

func (t *transaction) DeleteRefreshToken(id string) error {
	if t.RefreshToken(id) == nil {
		return nil
	}
	t.deleteRefreshToken(id)
	t.touch(kindRefreshToken, id)
	return nil
}

// deleteRefreshTokens searches all refresh tokens: clients and APIs are deleted too rarely
// for an index.
func (t *transaction) deleteRefreshTokens(which func(*RefreshToken) bool) error {
	for _, token := range t.refreshTokens.list().All() {
		if which(token) {
			if err := t.DeleteRefreshToken(token.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *transaction) PutSigningKey(key *SigningKey) error {
	if key.Kid == "" {
		return fmt.Errorf("storing a signing key: %w", errNoID)
	}
	t.putSigningKey(row[SigningKey]{orderOf(&t.image, &t.signingKeys, key.Kid), key})
	t.touch(kindSigningKey, key.Kid)
	return nil
}

func (t *transaction) DeleteSigningKey(kid string) error {
	if _, ok := t.signingKeys.byID.Get(kid); !ok {
		return nil
	}
	t.deleteSigningKey(kid)
	t.touch(kindSigningKey, kid)
	return nil
}

func (t *transaction) SetSetting(name, value string) error {
	if name == "" {
		return fmt.Errorf("storing a setting of the tenant: %w", errNoID)
	}
	t.setSetting(name, value)
	t.touch(kindSetting, name)
	return nil
}

// result returns the changed image, without the transaction.
func (t *transaction) result() *image {
	m := t.image
	return &m
}
