// Package export writes a mock tenant's state as Terraform configuration.
package export

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/client"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/resourceserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The types of the resources that are written.
const (
	typeAPI            = "auth0api_resource_server"
	typeScopes         = "auth0api_resource_server_scopes"
	typeClient         = "auth0api_client"
	typeDocumentClient = "auth0api_client_cimd"
	typeGrant          = "auth0api_client_grant"
)

const header = `# Written by mock-server export. The first apply imports what the tenant has;
# after it, the import blocks can be removed.

`

// Configuration returns the APIs of a tenant with their scopes, its clients, its client
// grants, and what is assigned to roles, users and organizations, as Terraform
// configuration, each with an import block: in a new folder, a plan for that tenant imports them all, and changes nothing. It omits what the tenant
// created itself (system APIs and grants, the bootstrap client, the global client), what
// no resource can set, and secrets. The same state gives the same bytes.
//
// It fails if the tenant cannot be read, or has content that the Management API would
// have refused.
func Configuration(ctx context.Context, tenant store.Store) (text []byte, err error) {
	err = tenant.View(ctx, func(tx store.Reader) (err error) {
		text, err = configuration(tx)
		return err
	})
	return text, err
}

// API returns the API with an ID, with its scopes, like [Configuration]. It fails if the
// tenant has no such API, or if it is a system API, which no resource creates.
func API(ctx context.Context, tenant store.Store, id string) ([]byte, error) {
	return one(ctx, tenant, func(n *names) {
		n.apis = slices.DeleteFunc(n.apis, func(api *store.ResourceServer) bool { return api.ID != id })
		n.clients, n.grants = nil, nil
	})
}

// Client returns the client with an ID, like [Configuration]. It fails if the tenant has no
// such client, or if the tenant itself created it.
func Client(ctx context.Context, tenant store.Store, id string) ([]byte, error) {
	return one(ctx, tenant, func(n *names) {
		n.clients = slices.DeleteFunc(n.clients, func(client *store.Client) bool { return client.ClientID != id })
		n.apis, n.grants = nil, nil
	})
}

// Grant returns the client grant with an ID, like [Configuration], with the client's ID and
// the identifier of the API as literals. It fails if the tenant has no such grant, or if the
// tenant itself created it.
func Grant(ctx context.Context, tenant store.Store, id string) ([]byte, error) {
	return one(ctx, tenant, func(n *names) {
		n.grants = slices.DeleteFunc(n.grants, func(grant *store.ClientGrant) bool { return grant.ID != id })
		n.apis, n.clients = nil, nil
	})
}

// one returns the configuration of the objects that keep leaves.
func one(ctx context.Context, tenant store.Store, keep func(*names)) (text []byte, err error) {
	err = tenant.View(ctx, func(tx store.Reader) (err error) {
		n := nameAll(tx)
		keep(n)
		if len(n.apis)+len(n.clients)+len(n.grants) == 0 {
			return errNotExportable
		}
		// Only what is written can be referred to.
		if len(n.apis) == 0 {
			n.api, n.hasScopes = nil, nil
		}
		if len(n.clients) == 0 {
			n.client = nil
		}
		text, err = written(n)
		return err
	})
	return text, err
}

var errNotExportable = errors.New("the tenant has no such object, or created it itself, so that no resource can create it")

func configuration(tx store.Reader) ([]byte, error) {
	n := nameAll(tx)
	var err error
	if n.tenant, err = settings.Properties(tx); err != nil {
		return nil, err
	}
	n.access = access{tx.Roles().All(), tx.Users().All(), tx.Organizations().All()}
	return written(n)
}

// written returns the objects of n as configuration.
func written(n *names) ([]byte, error) {
	file := hclwrite.NewEmptyFile()
	source := hclwrite.TokensForValue(cty.ObjectVal(map[string]cty.Value{"source": cty.StringVal("auth0api/auth0api")}))
	file.Body().AppendNewBlock("terraform", nil).Body().AppendNewBlock("required_providers", nil).Body().SetAttributeRaw("auth0api", source)

	w := writer{file: file, names: n}
	for _, api := range w.names.apis {
		if err := w.api(api); err != nil {
			return nil, fmt.Errorf("writing the API %s: %w", api.Identifier, err)
		}
	}
	for _, client := range w.names.clients {
		if err := w.client(client); err != nil {
			return nil, fmt.Errorf("writing the client %s: %w", client.ClientID, err)
		}
	}
	for _, grant := range w.names.grants {
		if err := w.grant(grant); err != nil {
			return nil, fmt.Errorf("writing the client grant %s: %w", grant.ID, err)
		}
	}
	w.access(n.access)
	w.tenantSettings(n.tenant)
	return append([]byte(header), hclwrite.Format(file.Bytes())...), nil
}

// writer appends objects to a file.
type writer struct {
	file  *hclwrite.File
	names *names
}

// resource appends an import block and an empty resource, and returns its body.
func (w *writer) resource(kind, name, id string) *hclwrite.Body {
	body := w.file.Body()
	body.AppendNewline()
	imports := body.AppendNewBlock("import", nil).Body()
	imports.SetAttributeTraversal("to", hcl.Traversal{hcl.TraverseRoot{Name: kind}, hcl.TraverseAttr{Name: name}})
	imports.SetAttributeValue("id", cty.StringVal(id))
	body.AppendNewline()
	return body.AppendNewBlock("resource", []string{kind, name}).Body()
}

func (w *writer) api(api *store.ResourceServer) error {
	name := w.names.api[api.Identifier]
	byDefault := resourceserver.Defaults()
	// The service lowers this lifetime together with the other.
	byDefault.TokenLifetimeForWeb = min(byDefault.TokenLifetimeForWeb, api.TokenLifetime)
	values, err := properties(api)
	if err != nil {
		return err
	}
	defaults, err := properties(byDefault)
	if err != nil {
		return err
	}
	body := w.resource(typeAPI, name, api.Identifier)
	body.SetAttributeValue("identifier", cty.StringVal(api.Identifier))
	w.settings(body, apiSettings(), values, defaults)
	if len(api.Scopes) > 0 {
		w.scopes(api, name)
	}
	return nil
}

func (w *writer) scopes(api *store.ResourceServer, name string) {
	body := w.resource(typeScopes, name, api.Identifier)
	body.SetAttributeRaw("resource_server_identifier", w.names.identifier(api.Identifier))
	for _, scope := range slices.SortedFunc(slices.Values(api.Scopes), func(a, b store.Scope) int { return cmp.Compare(a.Value, b.Value) }) {
		body.AppendNewline()
		block := body.AppendNewBlock("scopes", nil).Body()
		block.SetAttributeValue("name", cty.StringVal(scope.Value))
		if scope.Description != nil && *scope.Description != "" {
			block.SetAttributeValue("description", cty.StringVal(*scope.Description))
		}
	}
}

func (w *writer) client(exported *store.Client) error {
	if document := exported.ExternalID(); document != "" {
		body := w.resource(typeDocumentClient, w.names.client[exported.ClientID], exported.ClientID)
		body.SetAttributeValue("external_client_id", cty.StringVal(document))
		return nil
	}
	values, err := properties(exported.Properties)
	if err != nil {
		return err
	}
	// The service keeps these for a first party's client, where they have no effect
	// and the resource refuses them.
	if exported.IsFirstParty {
		delete(values, "third_party_security_mode")
	}
	if !exported.IsStrict() {
		delete(values, "redirection_policy")
	}
	defaults, err := client.Defaults(values)
	if err != nil {
		return err
	}
	// The resource's defaults: the type of a client, and the grant types of a client
	// of that type.
	defaults["app_type"] = "non_interactive"
	if exported.AppType == "non_interactive" {
		defaults["grant_types"] = []any{"client_credentials"}
	}
	body := w.resource(typeClient, w.names.client[exported.ClientID], exported.ClientID)
	w.settings(body, clientSettings(), values, defaults)
	return nil
}

func (w *writer) grant(grant *store.ClientGrant) error {
	values, err := properties(grant)
	if err != nil {
		return err
	}
	body := w.resource(typeGrant, w.names.grant[grant.ID], grant.ID)
	w.settings(body, grantSettings(), values, map[string]any{
		"subject_type": "client", "organization_usage": "deny", "allow_all_scopes": false, "allow_any_organization": false,
	})
	return nil
}

// properties returns an object as in the Management API's JSON.
func properties(object any) (map[string]any, error) {
	encoded, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	var decoded map[string]any
	return decoded, json.Unmarshal(encoded, &decoded)
}
