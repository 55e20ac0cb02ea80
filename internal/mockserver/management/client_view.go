package management

import (
	"net/url"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// visibility is how much of a client a bearer token may see.
type visibility struct {
	// properties: more than the summary.
	properties bool
	// keys: the client's secret and keys.
	keys bool
}

// everything is what the one who creates a client or rotates its secret sees.
func everything() visibility { return visibility{properties: true, keys: true} }

func readable(token *verify.Token) visibility {
	return visibility{
		properties: hasScope(token, "read:clients", "read:client_keys", "read:client_credentials", "update:clients", "update:client_keys"),
		keys:       hasScope(token, "read:client_keys", "read:client_credentials", "update:client_keys"),
	}
}

// summary is what read:client_summary alone lets through.
func summary() []string {
	return []string{"tenant", "client_id", "name", "description", "app_type", "is_first_party", "logo_uri", "global"}
}

// viewClient is the object as the service answers it.
func (a *api) viewClient(tx store.Reader, client *store.Client, may visibility) (map[string]any, error) {
	view, err := decodeProperties(client.Properties)
	if err != nil {
		return nil, err
	}
	view["client_id"] = client.ClientID
	view["tenant"] = a.tenantName()
	view["global"] = false
	view["callback_url_template"] = false
	if !may.properties {
		return pick(view, summary()), nil
	}
	if !may.keys {
		delete(view, "encryption_key")
		return view, nil
	}
	if client.ClientSecret != "" {
		view["client_secret"] = client.ClientSecret
	}
	// A client signs with the tenant's key.
	certificates := []any{}
	for _, key := range tx.SigningKeys() {
		if key.State == "current" {
			certificates = append(certificates, map[string]any{"cert": key.CertificatePEM})
		}
	}
	view["signing_keys"] = certificates
	return view, nil
}

// tenantName is the first label of the tenant's host.
func (a *api) tenantName() string {
	issuer, err := url.Parse(a.Issuer)
	if err != nil {
		return ""
	}
	name, _, _ := strings.Cut(issuer.Hostname(), ".")
	return name
}

// mayUpdate refuses what a token that may update a client may not update of it.
func mayUpdate(token *verify.Token, sent map[string]any) error {
	for name := range sent {
		switch name {
		case "client_secret", "encryption_key":
			if err := requireScope(token, "update:client_keys"); err != nil {
				return err
			}
		case "client_authentication_methods":
			if err := requireScope(token, "update:clients", "update:client_credentials"); err != nil {
				return err
			}
		default:
			if err := requireScope(token, "update:clients"); err != nil {
				return err
			}
		}
	}
	return nil
}

// selectFields keeps the fields that the query names, or with
// include_fields=false all others. A dotted name means a member of an object.
func selectFields(view map[string]any, query map[string]any) map[string]any {
	list, given := query["fields"].(string)
	if !given || view == nil {
		return view
	}
	fields := strings.Split(list, ",")
	if include, said := query["include_fields"].(bool); !said || include {
		return pick(view, fields)
	}
	for _, field := range fields {
		name, member, dotted := strings.Cut(field, ".")
		if !dotted {
			delete(view, name)
		} else if object, isObject := view[name].(map[string]any); isObject {
			delete(object, member)
		}
	}
	return view
}

func pick(view map[string]any, fields []string) map[string]any {
	out := map[string]any{}
	for _, field := range fields {
		name, member, dotted := strings.Cut(field, ".")
		value, found := view[name]
		switch {
		case !found:
		case !dotted:
			out[name] = value
		default:
			object, _ := value.(map[string]any)
			if inner, found := object[member]; found {
				kept, isObject := out[name].(map[string]any)
				if !isObject {
					kept = map[string]any{}
					out[name] = kept
				}
				kept[member] = inner
			}
		}
	}
	return out
}
