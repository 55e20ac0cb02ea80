package client

import (
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// linkResourceServer makes a client that stands for an API (app_type
// resource_server) known to that API, which shows its id (recorded 2026-04).
func linkResourceServer(tx store.Writer, client *store.Client, properties map[string]any) error {
	identifier, isSet := properties["resource_server_identifier"].(string)
	if !isSet {
		return nil
	}
	rs := tx.ResourceServerByIdentifier(identifier)
	if rs == nil {
		return endpoint.MissingResourceServer()
	}
	if rs.ClientID != "" {
		// One client an API: inferred, and so are status and words.
		return endpoint.Conflict("resource_server_linked", "The resource server %s is linked to the client %s already.", identifier, rs.ClientID)
	}
	linked := *rs
	linked.ClientID = client.ClientID
	return tx.PutResourceServer(&linked)
}

func unlinkResourceServer(tx store.Writer, client *store.Client) error {
	properties, err := decodeProperties(client.Properties)
	if err != nil {
		return err
	}
	identifier, _ := properties["resource_server_identifier"].(string)
	rs := tx.ResourceServerByIdentifier(identifier)
	if rs == nil || rs.ClientID != client.ClientID {
		return nil
	}
	unlinked := *rs
	unlinked.ClientID = ""
	return tx.PutResourceServer(&unlinked)
}
