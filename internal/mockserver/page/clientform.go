package page

import (
	"maps"
	"net/http"
	"net/url"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func sortedKeys(object map[string]any) []string { return slices.Sorted(maps.Keys(object)) }

// clientTypes are the types of clients that a form offers: those of the service's
// dashboard.
func clientTypes() []option {
	return []option{
		{"non_interactive", "Machine-to-machine (non_interactive)"}, {"regular_web", "Regular web application (regular_web)"},
		{"spa", "Single-page application (spa)"}, {"native", "Native application (native)"},
	}
}

// newClient are the properties of the form that creates a client.
func newClient() []property {
	return []property{
		{Name: "name", Label: "Name", Kind: kindText, Required: true},
		{Name: "app_type", Label: "Type", Kind: kindSelect, Options: clientTypes()},
		{Name: "description", Label: "Description", Kind: kindText},
	}
}

// clientProperties are the settings of a client that a form can change.
func clientProperties(client *store.Client) []property {
	types := clientTypes()
	if !slices.ContainsFunc(types, func(o option) bool { return o.Value == client.AppType }) {
		types = append(types, option{client.AppType, client.AppType})
	}
	properties := []property{
		{Name: "name", Label: "Name", Kind: kindText, Required: true},
		{Name: "description", Label: "Description", Kind: kindText},
		{Name: "app_type", Label: "Type", Kind: kindSelect, Options: types},
		{Name: "grant_types", Label: "Grant types", Kind: kindLines, Hint: "One on a line, such as client_credentials."},
		{Name: "callbacks", Label: "Callback URLs", Kind: kindLines, Hint: "One on a line."},
	}
	if method := authenticationOf(client); method.usesSecret() || method == authNone {
		properties = append(properties, property{Name: "token_endpoint_auth_method", Label: "Authentication", Kind: kindSelect, Options: []option{
			{"", "not set: the secret, sent in either way"}, {string(authPost), string(authPost)}, {string(authBasic), string(authBasic)}, {string(authNone), "none, for public clients"},
		}})
	}
	return properties
}

func (p *page) showNewClient(w http.ResponseWriter, r *http.Request, status int, form *sentForm) {
	body := createForm{
		Action: prefix + "clients", Back: prefix + "clients", Submit: "Create client",
		Fields: fieldsOf(newClient(), map[string]any{"app_type": "non_interactive"}),
	}
	if form != nil {
		body.Fields = form.fields
	}
	p.render(w, r, status, shown{View: viewCreate, Title: "Create client", Section: viewClients, Refused: form.refusal(), Body: body})
}

// createClient creates a client and shows its secret, this once.
func (p *page) createClient(w http.ResponseWriter, r *http.Request) {
	form := &sentForm{fields: fieldsFrom(newClient(), r.PostForm)}
	body, ok := creation(form.fields)
	if !ok {
		form.refused = invalid()
		p.showNewClient(w, r, http.StatusBadRequest, form)
		return
	}
	// As the dashboard does. Without it, the service adds the flows for users.
	switch body["app_type"] {
	case "non_interactive":
		body["grant_types"] = []string{clientCredentials}
	case "spa", "native":
		body["token_endpoint_auth_method"] = authNone
	}
	var created struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	var err error
	switch form.refused, err = p.change(r.Context(), http.MethodPost, "/clients", body, &created); {
	case err != nil:
		p.failed(w, r, err)
	case form.refused != nil:
		blame(form.fields, form.refused)
		p.showNewClient(w, r, form.refused.Status, form)
	case created.Secret == "":
		finish(w, r, clientPath(created.ID), doneCreated)
	default:
		p.showClient(w, r, http.StatusCreated, created.ID, created.Secret, nil)
	}
}

func (p *page) saveClient(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	var properties []property
	if err := p.Store.View(r.Context(), func(tenant store.Reader) error {
		if client := tenant.Client(id); client != nil {
			properties = clientProperties(client)
		}
		return nil
	}); err != nil {
		p.failed(w, r, err)
		return
	}
	p.save(w, r, properties, "/clients/"+url.PathEscape(id), clientPath(id), func(status int, form *sentForm) {
		p.showClient(w, r, status, id, "", form)
	})
}

// rotateSecret gives a client another secret and shows it, this once.
func (p *page) rotateSecret(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	var kept string
	if err := p.Store.View(r.Context(), func(tenant store.Reader) error {
		if client := tenant.Client(id); client != nil {
			kept = keptBecause(client)
		}
		return nil
	}); err != nil {
		p.failed(w, r, err)
		return
	}
	if kept != "" {
		p.showClient(w, r, http.StatusForbidden, id, "", &sentForm{refused: &refusal{Message: kept}})
		return
	}
	var rotated struct {
		Secret string `json:"client_secret"`
	}
	switch refused, err := p.change(r.Context(), http.MethodPost, "/clients/"+url.PathEscape(id)+"/rotate-secret", nil, &rotated); {
	case err != nil:
		p.failed(w, r, err)
	case refused != nil:
		p.showClient(w, r, refused.Status, id, "", &sentForm{refused: refused})
	default:
		p.showClient(w, r, http.StatusOK, id, rotated.Secret, nil)
	}
}
