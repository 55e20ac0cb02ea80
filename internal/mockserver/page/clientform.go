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

// newClient are the properties of the form that creates a client.
func newClient() []form.Property {
	return []form.Property{
		{Name: "name", Label: "Name", Kind: form.Text, Required: true},
		{Name: "app_type", Label: "Type", Kind: form.Select, Options: clientTypes()},
		{Name: "description", Label: "Description", Kind: form.Text},
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
		{Name: "grant_types", Label: "Grant types", Kind: form.Lines, Hint: "One on a line, such as client_credentials."},
		{Name: "callbacks", Label: "Callback URLs", Kind: form.Lines, Hint: "One on a line."},
	}
	if method := trial.MethodOf(client); method.UsesSecret() || method == trial.None {
		properties = append(properties, form.Property{Name: "token_endpoint_auth_method", Label: "Authentication", Kind: form.Select, Options: []form.Option{
			form.Choice("", "not set: the secret, sent in either way"), form.Choice(string(trial.SecretPost), string(trial.SecretPost)), form.Choice(string(trial.SecretBasic), string(trial.SecretBasic)), form.Choice(string(trial.None), "none, for public clients"),
		}})
	}
	return properties
}

func (p *page) showNewClient(w http.ResponseWriter, r *http.Request, status int, sent *sentForm) {
	body := createForm{
		Action: paths.Prefix + "clients", Back: paths.Prefix + "clients", Submit: "Create client",
		Fields: form.Of(newClient(), map[string]any{"app_type": "non_interactive"}),
	}
	if sent != nil {
		body.Fields = sent.fields
	}
	p.render(w, r, status, shown{View: viewCreate, Title: "Create client", Section: viewClients, Refused: sent.refusal(), Body: body})
}

// createClient creates a client and shows its secret, this once.
func (p *page) createClient(w http.ResponseWriter, r *http.Request) {
	sent := &sentForm{fields: form.Posted(newClient(), r.PostForm)}
	body, ok := form.Creation(sent.fields)
	if !ok {
		sent.refused = invalid()
		p.showNewClient(w, r, http.StatusBadRequest, sent)
		return
	}
	// As the dashboard does. Without it, the service adds the flows for users.
	switch body["app_type"] {
	case "non_interactive":
		body["grant_types"] = []string{trial.ClientCredentials}
	case "spa", "native":
		body["token_endpoint_auth_method"] = trial.None
	}
	var created struct {
		ID     string `json:"client_id"`
		Secret string `json:"client_secret"`
	}
	var err error
	switch sent.refused, err = p.change(r.Context(), http.MethodPost, "/clients", body, &created); {
	case err != nil:
		p.failed(w, r, err)
	case sent.refused != nil:
		form.Blame(sent.fields, sent.refused.Message)
		p.showNewClient(w, r, sent.refused.Status, sent)
	case created.Secret == "":
		finish(w, r, paths.Client(created.ID), doneCreated)
	default:
		p.showClient(w, r, http.StatusCreated, created.ID, created.Secret, nil)
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
