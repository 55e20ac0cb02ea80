package export

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// names has the names of the resources in the configuration, and the objects in the
// order in which they are written.
type names struct {
	apis    []*store.ResourceServer
	clients []*store.Client
	grants  []*store.ClientGrant
	// access is what is assigned to roles, users and organizations.
	access access
	// tenant are the settings of the tenant; nil where only one object is written.
	tenant map[string]any

	// The names: of APIs by identifier, of clients and grants by ID.
	api, client, grant map[string]string
	// hasDocument are the IDs of the clients that a metadata document describes.
	hasDocument map[string]bool
	// hasScopes are the identifiers of the APIs whose scopes are written.
	hasScopes map[string]bool
}

// nameAll names all objects that a configuration can manage. It sorts them by their
// names, and equal names by ID.
func nameAll(tx store.Reader) *names {
	n := &names{api: map[string]string{}, client: map[string]string{}, grant: map[string]string{}, hasScopes: map[string]bool{}, hasDocument: map[string]bool{}}
	n.apis = slices.DeleteFunc(tx.ResourceServers().All(), func(api *store.ResourceServer) bool { return api.IsSystem })
	slices.SortFunc(n.apis, func(a, b *store.ResourceServer) int { return cmp.Compare(a.Identifier, b.Identifier) })
	n.clients = slices.DeleteFunc(tx.Clients().All(), func(client *store.Client) bool { return client.Bootstrap || client.IsGlobal() })
	slices.SortFunc(n.clients, func(a, b *store.Client) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), cmp.Compare(a.ClientID, b.ClientID))
	})
	n.grants = slices.DeleteFunc(tx.ClientGrants().All(), func(grant *store.ClientGrant) bool { return grant.IsSystem })

	apis, clients, grants := unique{}, unique{}, unique{}
	for _, api := range n.apis {
		n.api[api.Identifier] = apis.name(cmp.Or(slug(api.Name), slug(withoutScheme(api.Identifier)), "api"))
		n.hasScopes[api.Identifier] = len(api.Scopes) > 0
	}
	for _, client := range n.clients {
		n.client[client.ClientID] = clients.name(cmp.Or(slug(client.Name), "client"))
		n.hasDocument[client.ClientID] = client.ExternalID() != ""
	}
	slices.SortFunc(n.grants, func(a, b *store.ClientGrant) int {
		return cmp.Or(cmp.Compare(n.grantName(a), n.grantName(b)), cmp.Compare(a.ID, b.ID))
	})
	for _, grant := range n.grants {
		n.grant[grant.ID] = grants.name(n.grantName(grant))
	}
	return n
}

// grantName joins the names of client and API, and the subject type unless it is the
// usual one, client.
func (n *names) grantName(grant *store.ClientGrant) string {
	holder := cmp.Or(n.client[grant.ClientID], slug(grant.DefaultFor), slug(grant.ClientID), "client")
	name := holder + "_" + cmp.Or(n.api[grant.Audience], slug(withoutScheme(grant.Audience)), "api")
	if grant.SubjectType != "client" {
		name += "_" + grant.SubjectType
	}
	return name
}

// identifier returns a reference to the identifier of an API.
func (n *names) identifier(identifier string) hclwrite.Tokens {
	return reference(typeAPI, n.api[identifier], "identifier", identifier)
}

// audience returns a reference to the identifier of an API that also depends on the
// scopes of the API: they must exist before a resource that names them.
func (n *names) audience(identifier string) hclwrite.Tokens {
	if n.hasScopes[identifier] {
		return reference(typeScopes, n.api[identifier], "resource_server_identifier", identifier)
	}
	return n.identifier(identifier)
}

// clientID returns a reference to the ID of a client.
func (n *names) clientID(id string) hclwrite.Tokens {
	kind := typeClient
	if n.hasDocument[id] {
		kind = typeDocumentClient
	}
	return reference(kind, n.client[id], "client_id", id)
}

// reference returns a reference to an attribute of a resource. If the configuration
// does not have the resource, name is "" and the result is the value itself.
func reference(kind, name, attribute, value string) hclwrite.Tokens {
	if name == "" {
		return hclwrite.TokensForValue(cty.StringVal(value))
	}
	return hclwrite.TokensForTraversal(hcl.Traversal{
		hcl.TraverseRoot{Name: kind}, hcl.TraverseAttr{Name: name}, hcl.TraverseAttr{Name: attribute},
	})
}

// unique has the names of one resource type so far.
type unique map[string]bool

// name returns the wanted name, with a number if it is in use.
func (u unique) name(wanted string) string {
	name := wanted
	for n := 2; u[name]; n++ {
		name = wanted + "_" + strconv.Itoa(n)
	}
	u[name] = true
	return name
}

// maxSlugLength limits the names, in characters: the name of a client has no limit.
const maxSlugLength = 60

// slug converts a text to a name in Terraform's language: its letters, in lower case,
// and digits, with one underscore for all characters between them. It does not begin
// with a digit, and may be empty.
func slug(text string) string {
	var out []rune
	gap := false
	for _, r := range text {
		r = unicode.ToLower(r)
		if !isNameRune(r) {
			gap = true
			continue
		}
		if len(out) == 0 && !hclsyntax.ValidIdentifier(string(r)) || gap && len(out) > 0 {
			out = append(out, '_')
		}
		if len(out) >= maxSlugLength {
			break
		}
		out, gap = append(out, r), false
	}
	return strings.TrimRight(string(out), "_")
}

// isNameRune reports whether a letter or digit may be in an HCL identifier. HCL does not
// know letters of newer Unicode versions.
func isNameRune(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r)) && hclsyntax.ValidIdentifier("a"+string(r))
}

// withoutScheme removes the scheme of an identifier, which most identifiers share.
func withoutScheme(identifier string) string {
	for _, scheme := range []string{"https://", "http://", "urn:"} {
		if rest, has := strings.CutPrefix(identifier, scheme); has {
			return rest
		}
	}
	return identifier
}
