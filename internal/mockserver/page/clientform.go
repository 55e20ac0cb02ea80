package page

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/form"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/paths"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/trial"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// clientTypes are the types of clients that a form offers: those of the service's
// dashboard.
func clientTypes() []form.Option {
	return []form.Option{
		form.Choice("non_interactive", "Machine-to-machine (non_interactive)"), form.Choice("regular_web", "Regular web application (regular_web)"),
		form.Choice("spa", "Single-page application (spa)"), form.Choice("native", "Native application (native)"),
	}
}

// newClient is the form that creates a client.
func newClient() createForm {
	return createForm{
		Title: "Create client", Section: viewClients, Action: paths.Prefix + "clients", Back: paths.Prefix + "clients", endpoint: "/clients",
		defaults: map[string]any{"app_type": "non_interactive"},
		properties: []form.Property{
			{Name: "name", Label: "Name", Kind: form.Text, Required: true},
			{Name: "app_type", Label: "Type", Kind: form.Select, Options: clientTypes()},
			{Name: "description", Label: "Description", Kind: form.Text},
		},
	}
}

// clientProperties are the settings of a client that a form can change.
func clientProperties(client *store.Client) []form.Property {
	types := clientTypes()
	if !slices.ContainsFunc(types, func(o form.Option) bool { return o.Value == client.AppType }) {
		types = append(types, form.Choice(client.AppType, client.AppType))
	}
	properties := []form.Property{
		{Name: "name", Label: "Name", Kind: form.Text, Required: true},
		{Name: "description", Label: "Description", Kind: form.Text},
		{Name: "app_type", Label: "Type", Kind: form.Select, Options: types},
		{Name: "grant_types", Label: "Grant types", Kind: form.Lines, Hint: "One per line, such as client_credentials."},
		{Name: "callbacks", Label: "Callback URLs", Kind: form.Lines, Hint: "One per line."},
	}
	if method := trial.MethodOf(client); method.UsesSecret() || method == trial.None {
		properties = append(properties, form.Property{Name: "token_endpoint_auth_method", Label: "Authentication", Kind: form.Select, Options: []form.Option{
			form.Choice("", "not set: a secret, by either method"), form.Choice(string(trial.SecretPost), string(trial.SecretPost)), form.Choice(string(trial.SecretBasic), string(trial.SecretBasic)), form.Choice(string(trial.None), "none, for public clients"),
		}})
	}
	return properties
}

// createClient creates a client and shows its secret, this once.
func (p *page) createClient(w http.ResponseWriter, r *http.Request) {
	client, ok := p.create(w, r, newClient(), func(body map[string]any) {
		// As the dashboard does. Without it, the service adds the flows for users.
		switch body["app_type"] {
		case "non_interactive":
			body["grant_types"] = []string{trial.ClientCredentials}
		case "spa", "native":
			body["token_endpoint_auth_method"] = trial.None
		}
	})
	switch {
	case !ok:
	case client.Secret == "":
		finish(w, r, paths.Client(client.ClientID), doneCreated)
	default:
		p.showClient(w, r, http.StatusCreated, client.ClientID, client.Secret, nil)
	}
}

func (p *page) saveClient(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	client, ok := p.changeable(w, r)
	if !ok {
		return
	}
	p.save(w, r, clientProperties(client), "/clients/"+url.PathEscape(id), paths.Client(id), func(status int, sent *sentForm) {
		p.showClient(w, r, status, id, "", sent)
	})
}

// changeable returns the client of the path. If the client does not exist, or must not be
// changed, it answers the request, and ok is false.
func (p *page) changeable(w http.ResponseWriter, r *http.Request) (client *store.Client, ok bool) {
	id := r.PathValue("id")
	if err := p.Store.View(r.Context(), func(tenant store.Reader) error {
		client = tenant.Client(id)
		return nil
	}); err != nil {
		p.failed(w, r, err)
		return nil, false
	}
	if client == nil {
		p.showClient(w, r, http.StatusNotFound, id, "", nil)
		return nil, false
	}
	if kept := keptBecause(client); kept != "" {
		p.showClient(w, r, http.StatusForbidden, id, "", &sentForm{refused: &refusal{Message: kept}})
		return nil, false
	}
	return client, true
}

// rotateSecret gives a client another secret and shows it, this once.
func (p *page) rotateSecret(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if _, ok := p.changeable(w, r); !ok {
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
