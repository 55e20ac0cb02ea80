package management

import (
	"context"
	"errors"
	"fmt"
	"io"
	"reflect"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/client"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/systemapi"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// BootstrapOptions say what a tenant starts with.
type BootstrapOptions struct {
	Store store.Store
	// Issuer is the tenant's URL with a slash at its end.
	Issuer string
	// ClientID and ClientSecret are those of the bootstrap client. If they are
	// empty, the stored values apply, or else values are generated.
	ClientID, ClientSecret string
	Random                 io.Reader
}

// Credentials are those of the bootstrap client.
type Credentials struct{ ClientID, ClientSecret string }

// Bootstrap makes sure that the tenant has what its Management API cannot work
// without: the Management API itself as a system API, a client that is granted
// all of its scopes, and the global client. Doing it again changes nothing, and with another
// issuer renames the system API and moves the grants on it.
func Bootstrap(ctx context.Context, o BootstrapOptions) (Credentials, error) {
	var credentials Credentials
	err := o.Store.Update(ctx, func(tx store.Writer) error {
		rs, err := bootstrapAPI(tx, o)
		if err != nil {
			return err
		}
		if err := bootstrapGlobal(tx, o); err != nil {
			return err
		}
		admin, err := bootstrapClient(tx, o)
		if err != nil {
			return err
		}
		credentials = Credentials{ClientID: admin.ClientID, ClientSecret: admin.ClientSecret}
		return bootstrapGrant(tx, o, admin, rs)
	})
	if err != nil {
		return Credentials{}, fmt.Errorf("setting up the Management API %s and its client: %w", Audience(o.Issuer), err)
	}
	return credentials, nil
}

// bootstrapAPI makes the Management API, or brings the stored one up to date. All
// system APIs move with the tenant's issuer.
func bootstrapAPI(tx store.Writer, o BootstrapOptions) (*store.ResourceServer, error) {
	stored := storedManagementAPI(tx)
	if stored == nil {
		id, err := endpoint.NewResourceServerID(o.Random)
		if err != nil {
			return nil, err
		}
		rs := systemapi.Management().Server
		rs.ID, rs.Identifier = id, Audience(o.Issuer)
		return &rs, putSystemAPI(tx, &rs)
	}
	rs := *stored
	rs.Scopes = systemapi.ManagementScopes()
	former, _ := systemapi.ManagementIssuer(stored.Identifier)
	if former != o.Issuer {
		rs.Identifier = Audience(o.Issuer)
		if err := moveSystemAPIs(tx, former, o.Issuer); err != nil {
			return nil, err
		}
	}
	if reflect.DeepEqual(*stored, rs) {
		return stored, nil
	}
	return &rs, putSystemAPI(tx, &rs)
}

func storedManagementAPI(tx store.Reader) *store.ResourceServer {
	for _, each := range tx.ResourceServers().All() {
		if _, is := systemapi.ManagementIssuer(each.Identifier); is && each.IsSystem {
			return each
		}
	}
	return nil
}

// moveSystemAPIs gives the system APIs of a tenant, and the grants on them, the
// identifiers that belong to its new issuer.
func moveSystemAPIs(tx store.Writer, former, issuer string) error {
	for _, api := range tx.ResourceServers().All() {
		identifier := systemapi.Moved(api.Identifier, former, issuer)
		if !api.IsSystem || identifier == api.Identifier {
			continue
		}
		moved := *api
		moved.Identifier = identifier
		grants := tx.ClientGrantsOfAudience(api.Identifier)
		if err := putSystemAPI(tx, &moved); err != nil {
			return err
		}
		for _, grant := range grants {
			changed := *grant
			changed.Audience = identifier
			if err := tx.PutClientGrant(&changed); err != nil {
				return err
			}
		}
	}
	return nil
}

func putSystemAPI(tx store.Writer, rs *store.ResourceServer) error {
	err := tx.PutResourceServer(rs)
	if errors.Is(err, store.ErrConflict) {
		return fmt.Errorf("another API of the data file has the identifier %s; use another domain: %w", rs.Identifier, err)
	}
	return err
}

// bootstrapGlobal makes the client "All Applications", which every tenant has.
func bootstrapGlobal(tx store.Writer, o BootstrapOptions) error {
	if slices.ContainsFunc(tx.Clients().All(), (*store.Client).IsGlobal) {
		return nil
	}
	global, err := client.NewGlobal(o.Random)
	if err != nil {
		return err
	}
	return tx.PutClient(global)
}

// bootstrapClient finds, creates or promotes the bootstrap client. The previous
// bootstrap client, if it is another client, stays as an ordinary client.
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
	var admin store.Client
	if stored != nil {
		admin = *stored
	} else {
		made, err := newBootstrapClient(o)
		if err != nil {
			return nil, err
		}
		admin = *made
	}
	admin.Bootstrap = true
	if o.ClientSecret != "" {
		admin.ClientSecret = o.ClientSecret
	}
	if former != nil && former.ClientID != admin.ClientID {
		if err := demote(tx, former); err != nil {
			return nil, err
		}
	}
	if stored != nil && reflect.DeepEqual(*stored, admin) {
		return stored, nil
	}
	return &admin, tx.PutClient(&admin)
}

// newBootstrapClient has no token_endpoint_auth_method: the secret may be sent
// either way.
func newBootstrapClient(o BootstrapOptions) (*store.Client, error) {
	return client.New(o.Random, o.ClientID, "Bootstrap client of the mock tenant", "non_interactive")
}

func demote(tx store.Writer, former *store.Client) error {
	ordinary := *former
	ordinary.Bootstrap = false
	if err := tx.PutClient(&ordinary); err != nil {
		return err
	}
	for _, grant := range tx.ClientGrantsOfClient(former.ClientID) {
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

func bootstrapGrant(tx store.Writer, o BootstrapOptions, admin *store.Client, rs *store.ResourceServer) error {
	stored := tx.ClientGrantFor(admin.ClientID, rs.Identifier, "client")
	grant := store.ClientGrant{ClientID: admin.ClientID, Audience: rs.Identifier, SubjectType: "client"}
	if stored != nil {
		grant = *stored
	} else {
		var err error
		if grant.ID, err = endpoint.NewClientGrantID(o.Random); err != nil {
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
