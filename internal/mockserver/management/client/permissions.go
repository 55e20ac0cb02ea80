package client

import (
	"maps"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/credential"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
)

// visibility is how much of a client a bearer token may see beside its summary.
type visibility struct {
	// properties: what is neither summary nor key.
	properties bool
	// keys: the client's secret and keys, and how it authenticates.
	keys bool
}

// everything is what the one who creates a client or rotates its secret sees.
func everything() visibility { return visibility{properties: true, keys: true} }

// visibleTo says what the service documents for readers. What a token sees that
// may only write is unknown; here it sees what it may write.
func visibleTo(r *endpoint.Request) visibility {
	return visibility{
		properties: r.HasScope("read:clients", "read:client_keys", "update:clients", "update:client_keys"),
		keys:       r.HasScope("read:client_keys", "read:client_credentials", "update:client_keys"),
	}
}

// summary is what each reader sees.
func summary() []string {
	return []string{"client_id", "app_type", "name", "description"}
}

// keyProperties are what only readers of keys see.
func keyProperties() []string {
	return []string{"client_secret", "encryption_key", "signing_keys", credential.Methods}
}

// mayCreate: how a client authenticates is for those who may create credentials
// (documented).
func mayCreate(r *endpoint.Request) error {
	if endpoint.IsSet(r.Body, credential.Methods) {
		return r.RequireScope("create:client_credentials")
	}
	return nil
}

// mayUpdate refuses what a token that may update a client may not update of it
// (documented). Since the Management API lists no scope for the token vault,
// who may update clients may update that too.
func mayUpdate(r *endpoint.Request) error {
	for _, name := range slices.Sorted(maps.Keys(r.Body)) {
		var err error
		switch name {
		case "client_secret", "encryption_key":
			err = r.RequireScope("update:client_keys")
		case credential.Methods:
			err = r.RequireScope("update:client_credentials")
		case credential.TokenVault:
			err = r.RequireScope("update:client_token_vault_privileged_access", "update:clients")
		default:
			err = r.RequireScope("update:clients")
		}
		if err != nil {
			return err
		}
	}
	return nil
}
