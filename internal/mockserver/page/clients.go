package page

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// maxClients is how many clients a view lists at most, except for the list of clients.
const maxClients = 200

// clientView is a client without its secret.
type clientView struct {
	ID, Name, Type, Description string
	// Auth is how the client authenticates, in words.
	Auth string
	// Path is the path of the client's view.
	Path string
	// Grants is the number of the client's grants.
	Grants int
	// Kept says why the client can be neither deleted nor get another secret; empty if
	// it can.
	Kept string
	// HasSecret reports whether the client authenticates with a secret.
	HasSecret bool
}

// clientPath returns the path of a client's view.
func clientPath(id string) string { return prefix + "clients/" + url.PathEscape(id) }

func clientViewOf(tenant store.Reader, client *store.Client) clientView {
	method := authenticationOf(client)
	view := clientView{
		ID: client.ClientID, Name: client.Name, Type: client.AppType, Auth: method.words(), Path: clientPath(client.ClientID),
		Grants: len(tenant.ClientGrantsOfClient(client.ClientID)), Kept: keptBecause(client), HasSecret: method.usesSecret(),
	}
	_ = json.Unmarshal(client.Properties["description"], &view.Description) // "" if it is not set
	return view
}

// keptBecause returns why a client cannot be deleted, or "" if it can.
func keptBecause(client *store.Client) string {
	switch {
	case client.Bootstrap:
		return "It is the client that mock-server prints. The tenant is managed with it, also by this page."
	case client.IsGlobal():
		return "It is the tenant's global client, which the service does not let anyone delete."
	}
	return ""
}

// authentication is how a client authenticates at the token endpoint: a value of
// token_endpoint_auth_method, or a member of client_authentication_methods.
type authentication string

// The methods that the page can use, and none.
const (
	authPost  authentication = "client_secret_post"
	authBasic authentication = "client_secret_basic"
	authKey   authentication = "private_key_jwt"
	authNone  authentication = "none"
)

func (a authentication) usesSecret() bool { return a == authPost || a == authBasic }

func (a authentication) words() string {
	switch a {
	case authPost, authBasic:
		return "secret (" + string(a) + ")"
	case authKey:
		return "private key (private_key_jwt)"
	case authNone:
		return "none: a public client"
	}
	return "client certificate (" + string(a) + ")"
}

// authenticationOf returns how a client authenticates. A client without a method may send
// its secret in either way.
func authenticationOf(client *store.Client) authentication {
	var methods map[string]json.RawMessage
	_ = json.Unmarshal(client.Properties["client_authentication_methods"], &methods) // nil if it is not set
	for _, method := range []authentication{authKey, "tls_client_auth", "self_signed_tls_client_auth"} {
		if methods[string(method)] != nil {
			return method
		}
	}
	if client.TokenEndpointAuthMethod == "" {
		return authPost
	}
	return authentication(client.TokenEndpointAuthMethod)
}

// clientList is one page of the tenant's clients.
type clientList struct {
	List    listing
	Clients []clientView
}

func (p *page) clients(w http.ResponseWriter, r *http.Request) {
	var rows []clientView
	if err := p.Store.View(r.Context(), func(tenant store.Reader) error {
		for _, client := range tenant.Clients().All() {
			if !client.IsGlobal() {
				rows = append(rows, clientViewOf(tenant, client))
			}
		}
		return nil
	}); err != nil {
		p.failed(w, r, err)
		return
	}
	columns := []column[clientView]{
		byText("name", "Name", func(c clientView) string { return c.Name }),
		byText("id", "Client ID", func(c clientView) string { return c.ID }),
		byText("type", "Type", func(c clientView) string { return c.Type }),
		byNumber("grants", "Grants", func(c clientView) int { return c.Grants }),
	}
	var body clientList
	body.Clients, body.List = listOf(r, rows, columns, func(c clientView) []string { return []string{c.Name, c.ID, c.Description} })
	p.render(w, r, http.StatusOK, shown{View: viewClients, Title: "Clients", Section: viewClients, Body: body})
}

// clientDetails is the view of one client.
type clientDetails struct {
	clientView
	Fields      []field
	Others      []setting
	Credentials []store.Credential
	GrantList   []grantView
	// Secret is shown once, after the client was created or its secret was rotated.
	Secret string
}

func (p *page) client(w http.ResponseWriter, r *http.Request) {
	p.showClient(w, r, http.StatusOK, r.PathValue("id"), "", nil)
}

// showClient answers with the view of a client. secret is empty unless the tenant has just
// made it.
func (p *page) showClient(w http.ResponseWriter, r *http.Request, status int, id, secret string, form *sentForm) {
	var details *clientDetails
	if err := p.Store.View(r.Context(), func(tenant store.Reader) error {
		if client := tenant.Client(id); client != nil {
			details = detailsOf(tenant, client)
		}
		return nil
	}); err != nil {
		p.failed(w, r, err)
		return
	}
	if details == nil {
		p.fail(w, r, http.StatusNotFound, "The tenant has no client with this ID; it may have been deleted.")
		return
	}
	details.Secret = secret
	if form != nil && form.fields != nil {
		details.Fields = form.fields
	}
	p.render(w, r, status, shown{View: viewClient, Title: details.Name, Section: viewClients, Refused: form.refusal(), Body: details})
}

func detailsOf(tenant store.Reader, client *store.Client) *clientDetails {
	details := &clientDetails{clientView: clientViewOf(tenant, client)}
	object := map[string]any{}
	for name, raw := range client.Properties {
		var value any
		if err := json.Unmarshal(raw, &value); err == nil {
			object[name] = value
		}
	}
	details.Fields = fieldsOf(clientProperties(client), object)
	for _, name := range sortedKeys(object) {
		secret := slices.Contains([]string{"client_secret", "signing_keys", "encryption_key"}, name)
		inForm := slices.ContainsFunc(details.Fields, func(f field) bool { return f.Name == name })
		if !secret && !inForm && object[name] != nil {
			details.Others = append(details.Others, settingOf(name, object[name]))
		}
	}
	for _, credential := range client.Credentials {
		credential.PEM = ""
		details.Credentials = append(details.Credentials, credential)
	}
	for _, grant := range tenant.ClientGrantsOfClient(client.ClientID) {
		details.GrantList = append(details.GrantList, grantViewOf(tenant, grant))
	}
	slices.SortFunc(details.GrantList, func(a, b grantView) int { return strings.Compare(a.Audience, b.Audience) })
	return details
}
