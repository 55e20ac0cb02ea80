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
	// changed are the objects that were put or deleted, each once, in order. changes has the
	// JSON of those that were put.
	changed []ref
	changes map[ref][]byte
}

func (m *image) begin() *transaction {
	return &transaction{image: m.next(), changes: map[ref][]byte{}}
}

func (t *transaction) touch(k kind, id string) { t.change(ref{k, id}, nil) }

func (t *transaction) change(r ref, data []byte) {
	if _, ok := t.changes[r]; !ok {
		t.changed = append(t.changed, r)
	}
	t.changes[r] = data
}

// newRow returns the row of an object that the caller puts in the table, and marks it as changed.
func newRow[T any](t *transaction, objects *table[T], r ref, object *T) (row[T], error) {
	data, err := marshal(object)
	if err != nil {
		return row[T]{}, fmt.Errorf("storing %s %q: %w", r.kind, r.id, err)
	}
	t.change(r, data)
	return row[T]{order: orderOf(&t.image, objects, r.id), object: object, bytes: len(data)}, nil
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
	row, err := newRow(t, &t.resourceServers, ref{kindResourceServer, api.ID}, api)
	if err != nil {
		return err
	}
	t.putResourceServer(row)
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
	row, err := newRow(t, &t.clients, ref{kindClient, client.ClientID}, client)
	if err != nil {
		return err
	}
	t.putClient(row)
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
	row, err := newRow(t, &t.grants, ref{kindClientGrant, grant.ID}, grant)
	if err != nil {
		return err
	}
	t.putClientGrant(row)
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
	row, err := newRow(t, &t.refreshTokens, ref{kindRefreshToken, token.ID}, token)
	if err != nil {
		return err
	}
	if former, ok := t.refreshTokens.byID.Get(token.ID); ok {
		row.bytes = former.bytes
	}
	t.putRefreshToken(row)
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
	row, err := newRow(t, &t.signingKeys, ref{kindSigningKey, key.Kid}, key)
	if err != nil {
		return err
	}
	t.putSigningKey(row)
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
