package page

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/display"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/form"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/list"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/paths"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/trial"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// clientView is a client without its secret.
type clientView struct {
	ID, Name, Type, Description string
	// Auth is how the client authenticates, in words.
	Auth string
	// Path is the path of the client's view.
	Path string
	// Grants is the number of the client's grants.
	Grants int
	// Kept says why the client can be neither changed nor deleted; empty if it can.
	Kept string
	// HasSecret reports whether the client authenticates with a secret.
	HasSecret bool
}

func clientViewOf(tenant store.Reader, client *store.Client) clientView {
	method := trial.MethodOf(client)
	view := clientView{
		ID: client.ClientID, Name: client.Name, Type: client.AppType, Auth: method.Words(), Path: paths.Client(client.ClientID),
		Grants: len(tenant.ClientGrantsOfClient(client.ClientID)), Kept: keptBecause(client), HasSecret: method.UsesSecret(),
	}
	if client.TokenEndpointAuthMethod == "" && method.UsesSecret() {
		view.Auth = "secret (client_secret_post or client_secret_basic)"
	}
	_ = json.Unmarshal(client.Properties["description"], &view.Description) // "" if it is not set
	return view
}

// keptBecause returns why a client can be neither changed nor deleted, or "" if it can.
func keptBecause(client *store.Client) string {
	switch {
	case client.Bootstrap:
		return "mock-server prints this client at start. This page manages the tenant with it, and therefore does not change or delete it."
	case client.IsGlobal():
		return "It is the tenant's global client, which the service does not let anyone delete."
	}
	return ""
}

// clientList is one page of the tenant's clients.
type clientList struct {
	List    list.Listing
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
	columns := []list.Column[clientView]{
		list.ByText("name", "Name", func(c clientView) string { return c.Name }),
		list.ByText("id", "Client ID", func(c clientView) string { return c.ID }),
		list.ByText("type", "Type", func(c clientView) string { return c.Type }),
		list.ByNumber("grants", "Grants", func(c clientView) int { return c.Grants }),
	}
	var body clientList
	body.Clients, body.List = list.Of(r, rows, columns, func(c clientView) []string { return []string{c.Name, c.ID, c.Description} })
	p.render(w, r, http.StatusOK, shown{View: viewClients, Title: "Clients", Section: viewClients, Body: body})
}

// clientDetails is the view of one client.
type clientDetails struct {
	clientView
	Fields      []form.Field
	Others      []display.Setting
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
func (p *page) showClient(w http.ResponseWriter, r *http.Request, status int, id, secret string, sent *sentForm) {
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
	if sent != nil && sent.fields != nil {
		details.Fields = sent.fields
	}
	p.render(w, r, status, shown{View: viewClient, Title: details.Name, Section: viewClients, Refused: sent.refusal(), Body: details})
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
	details.Fields = form.Of(clientProperties(client), object)
	for _, name := range slices.Sorted(maps.Keys(object)) {
		secret := slices.Contains([]string{"client_secret", "signing_keys", "encryption_key"}, name)
		inForm := slices.ContainsFunc(details.Fields, func(f form.Field) bool { return f.Name == name })
		if !secret && !inForm && object[name] != nil {
			details.Others = append(details.Others, display.SettingOf(name, object[name]))
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
