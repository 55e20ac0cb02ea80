package management

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// BootstrapOptions say what a tenant starts with.
type BootstrapOptions struct {
	Store store.Store
	// Issuer is the tenant's URL with a slash at its end.
	Issuer string
	// ClientID and ClientSecret are those of the bootstrap client. Empty means
	// the ones that the store has, or else generated ones.
	ClientID, ClientSecret string
	Random                 io.Reader
}

// Credentials are those of the bootstrap client.
type Credentials struct{ ClientID, ClientSecret string }

// Bootstrap makes sure that the tenant has what its Management API cannot work
// without: the Management API itself as a system API, and a client that is
// granted all of its scopes. Doing it again changes nothing, and with another
// issuer renames the system API and moves the grants on it.
func Bootstrap(ctx context.Context, o BootstrapOptions) (Credentials, error) {
	var credentials Credentials
	err := o.Store.Update(ctx, func(tx store.Writer) error {
		rs, err := bootstrapAPI(tx, o)
		if err != nil {
			return err
		}
		client, err := bootstrapClient(tx, o)
		if err != nil {
			return err
		}
		credentials = Credentials{ClientID: client.ClientID, ClientSecret: client.ClientSecret}
		return bootstrapGrant(tx, o, client, rs)
	})
	if err != nil {
		return Credentials{}, fmt.Errorf("setting up the Management API %s and its client: %w", Audience(o.Issuer), err)
	}
	return credentials, nil
}

func bootstrapAPI(tx store.Writer, o BootstrapOptions) (*store.ResourceServer, error) {
	var stored *store.ResourceServer
	for _, each := range tx.ResourceServers().All() {
		if each.IsSystem {
			stored = each
		}
	}
	audience := Audience(o.Issuer)
	var rs store.ResourceServer
	if stored != nil {
		rs = *stored
	} else {
		id, err := newResourceServerID(o.Random)
		if err != nil {
			return nil, err
		}
		rs = *defaultResourceServer(id, nil)
		rs.Name, rs.IsSystem = "Auth0 Management API", true
	}
	rs.Identifier = audience
	rs.Scopes = managementScopes()
	if stored != nil && reflect.DeepEqual(*stored, rs) {
		return stored, nil
	}
	if err := tx.PutResourceServer(&rs); err != nil {
		if errors.Is(err, store.ErrConflict) {
			return nil, fmt.Errorf("another API of the data file has the identifier %s; use another domain: %w", audience, err)
		}
		return nil, err
	}
	if stored == nil || stored.Identifier == audience {
		return &rs, nil
	}
	for _, grant := range tx.ClientGrantsOfAudience(stored.Identifier) {
		moved := *grant
		moved.Audience = audience
		if err := tx.PutClientGrant(&moved); err != nil {
			return nil, err
		}
	}
	return &rs, nil
}

// bootstrapClient finds, makes or promotes the client. One that was it before
// stays as an ordinary client.
func bootstrapClient(tx store.Writer, o BootstrapOptions) (*store.Client, error) {
	var former *store.Client
	for _, each := range tx.Clients().All() {
		if each.Bootstrap {
			former = each
		}
	}
	stored := former
	if o.ClientID != "" {
		stored = tx.Client(o.ClientID)
	}
	var client store.Client
	if stored != nil {
		client = *stored
	} else if err := newBootstrapClient(&client, o); err != nil {
		return nil, err
	}
	client.Bootstrap = true
	if o.ClientSecret != "" {
		client.ClientSecret = o.ClientSecret
	}
	if former != nil && former.ClientID != client.ClientID {
		if err := demote(tx, former); err != nil {
			return nil, err
		}
	}
	if stored != nil && reflect.DeepEqual(*stored, client) {
		return stored, nil
	}
	return &client, tx.PutClient(&client)
}

func newBootstrapClient(client *store.Client, o BootstrapOptions) error {
	// No token_endpoint_auth_method: the secret may be sent either way.
	properties := defaultClient(map[string]any{"app_type": nonInteractive})
	delete(properties, "token_endpoint_auth_method")
	properties["name"], properties["app_type"] = "Bootstrap client of the mock tenant", nonInteractive
	client.ClientID, client.ClientSecret = o.ClientID, o.ClientSecret
	if client.ClientID == "" {
		var err error
		if client.ClientID, err = newClientID(o.Random); err != nil {
			return err
		}
	}
	return settleClient(o.Random, client, properties)
}

func demote(tx store.Writer, client *store.Client) error {
	ordinary := *client
	ordinary.Bootstrap = false
	if err := tx.PutClient(&ordinary); err != nil {
		return err
	}
	for _, grant := range tx.ClientGrantsOfClient(client.ClientID) {
		if !grant.IsSystem {
			continue
		}
		changeable := *grant
		changeable.IsSystem = false
		if err := tx.PutClientGrant(&changeable); err != nil {
			return err
		}
	}
	return nil
}

func bootstrapGrant(tx store.Writer, o BootstrapOptions, client *store.Client, rs *store.ResourceServer) error {
	stored := tx.ClientGrantFor(client.ClientID, rs.Identifier, subjectClient)
	grant := store.ClientGrant{ClientID: client.ClientID, Audience: rs.Identifier, SubjectType: subjectClient}
	if stored != nil {
		grant = *stored
	} else {
		var err error
		if grant.ID, err = newClientGrantID(o.Random); err != nil {
			return err
		}
	}
	grant.IsSystem = true
	grant.Scope = nil
	for _, scope := range rs.Scopes {
		grant.Scope = append(grant.Scope, scope.Value)
	}
	if stored != nil && reflect.DeepEqual(*stored, grant) {
		return nil
	}
	return tx.PutClientGrant(&grant)
}
