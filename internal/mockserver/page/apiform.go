package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/display"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/form"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/paths"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// sentForm is a form that was refused. A nil sentForm means that no form was sent.
type sentForm struct {
	values  url.Values
	fields  []form.Field
	refused *refusal
}

func (f *sentForm) refusal() *refusal {
	if f == nil {
		return nil
	}
	return f.refused
}

// apiAlgorithms are the values of signing_alg.
func apiAlgorithms() []form.Option {
	return []form.Option{form.Choice("RS256", "RS256"), form.Choice("PS256", "PS256"), form.Choice("RS512", "RS512"), form.Choice("HS256", "HS256, with a shared secret")}
}

// newAPI is the form that creates an API.
func newAPI() createForm {
	return createForm{
		Title: "Create API", Section: viewAPIs, Action: paths.Prefix + "apis", Back: "/", endpoint: "/resource-servers",
		defaults: map[string]any{"signing_alg": "RS256"},
		properties: []form.Property{
			{Name: "name", Label: "Name", Kind: form.Text, Hint: "For people, such as Orders."},
			{Name: "identifier", Label: "Identifier", Kind: form.Text, Required: true,
				Hint: "The audience of the API's tokens: a URI such as https://orders.example.com/. Nothing has to respond there. It cannot be changed later."},
			{Name: "signing_alg", Label: "Signing algorithm", Kind: form.Select, Options: apiAlgorithms()},
		},
	}
}

// apiProperties are the settings of an API that a form can change.
func apiProperties() []form.Property {
	const lifetime = "In seconds, up to 2592000 (30 days)."
	words := func(text string) string {
		seconds, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return ""
		}
		return "Now " + display.Duration(seconds) + "."
	}
	return []form.Property{
		{Name: "name", Label: "Name", Kind: form.Text},
		{Name: "signing_alg", Label: "Signing algorithm", Kind: form.Select, Options: apiAlgorithms()},
		{Name: "token_lifetime", Label: "Token lifetime", Kind: form.Number, Hint: lifetime, Explain: words},
		{Name: "token_lifetime_for_web", Label: "Token lifetime in browser flows", Kind: form.Number, Hint: "In seconds, not more than the token lifetime.", Explain: words},
		{Name: "token_dialect", Label: "Token dialect", Kind: form.Select, Options: []form.Option{
			form.Choice("", "not set (access_token)"), form.Choice("access_token", "access_token"), form.Choice("access_token_authz", "access_token_authz, with permissions"),
			form.Choice("rfc9068_profile", "rfc9068_profile"), form.Choice("rfc9068_profile_authz", "rfc9068_profile_authz, with permissions"),
		}},
		{Name: "enforce_policies", Label: "Enforce policies (RBAC)", Kind: form.Switch, Hint: "A user's token has only the permissions of the user."},
		{Name: "allow_offline_access", Label: "Allow offline access", Kind: form.Switch, Hint: "Applications may request refresh tokens."},
		{Name: "skip_consent_for_verifiable_first_party_clients", Label: "Skip consent for verifiable first-party clients", Kind: form.Switch},
		{Name: "subject_type_authorization.client.policy", Label: "Access by clients", Kind: form.Select, Options: []form.Option{
			form.Choice("require_client_grant", "require_client_grant: clients with a grant"), form.Choice("deny_all", "deny_all: no client"),
		}},
		{Name: "subject_type_authorization.user.policy", Label: "Access by users", Kind: form.Select, Options: []form.Option{
			form.Choice("allow_all", "allow_all: every first-party client"), form.Choice("require_client_grant", "require_client_grant: clients with a grant"), form.Choice("deny_all", "deny_all: no client"),
		}},
	}
}

func (p *page) createAPI(w http.ResponseWriter, r *http.Request) {
	if api, ok := p.create(w, r, newAPI(), func(map[string]any) {}); ok {
		finish(w, r, paths.API(api.ID), doneCreated)
	}
}

// invalid is the refusal of a form by the page itself.
func invalid() *refusal { return &refusal{Message: "Some values are missing or invalid."} }

// settingsView is the view of the settings of an API.
type settingsView struct {
	Fields []form.Field
	// Others are the settings that the form does not have.
	Others []display.Setting
}

func settingsViewOf(api *store.ResourceServer, sent *sentForm) (settingsView, error) {
	var view settingsView
	object, err := decoded(api)
	if err != nil {
		return view, fmt.Errorf("listing the settings of the API %s: %w", api.ID, err)
	}
	view.Fields = form.Of(apiProperties(), object)
	if sent != nil {
		view.Fields = sent.fields
	}
	all, err := display.APISettings(api)
	view.Others = slices.DeleteFunc(all, func(s display.Setting) bool {
		return s.Name == "subject_type_authorization" ||
			slices.ContainsFunc(apiProperties(), func(p form.Property) bool { return p.Name == s.Name })
	})
	return view, err
}

func (p *page) saveAPI(w http.ResponseWriter, r *http.Request) {
	api := p.readAPI(w, r, nil)
	if api == nil {
		return
	}
	p.save(w, r, apiProperties(), "/resource-servers/"+url.PathEscape(api.ID), paths.API(api.ID)+"/"+viewSettings, func(status int, sent *sentForm) {
		p.showAPI(w, r, status, viewSettings, sent)
	})
}

// save sends what a form changes of an object to its path in the Management API, and
// leads the browser to the view at back. again shows a form that was refused.
func (p *page) save(w http.ResponseWriter, r *http.Request, properties []form.Property, path, back string, again func(int, *sentForm)) {
	sent := &sentForm{fields: form.Posted(properties, r.PostForm)}
	body, ok := form.Changes(sent.fields)
	if !ok {
		sent.refused = invalid()
		again(http.StatusBadRequest, sent)
		return
	}
	if len(body) == 0 {
		finish(w, r, back, doneUnchanged)
		return
	}
	var err error
	switch sent.refused, err = p.change(r.Context(), http.MethodPatch, path, body, nil); {
	case err != nil:
		p.failed(w, r, err)
	case sent.refused != nil:
		form.Blame(sent.fields, sent.refused.Message)
		again(sent.refused.Status, sent)
	default:
		finish(w, r, back, doneSaved)
	}
}

// decoded returns an object as in the Management API's JSON.
func decoded(object any) (map[string]any, error) {
	encoded, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	var out map[string]any
	return out, json.NewDecoder(bytes.NewReader(encoded)).Decode(&out)
}
