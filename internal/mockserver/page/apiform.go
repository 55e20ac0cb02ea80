package page

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// sentForm is a form that was refused. A nil sentForm means that no form was sent.
type sentForm struct {
	values  url.Values
	fields  []field
	refused *refusal
}

func (f *sentForm) refusal() *refusal {
	if f == nil {
		return nil
	}
	return f.refused
}

// apiAlgorithms are the values of signing_alg.
func apiAlgorithms() []option {
	return []option{{"RS256", "RS256"}, {"PS256", "PS256"}, {"RS512", "RS512"}, {"HS256", "HS256, with a shared secret"}}
}

// newAPI are the properties of the form that creates an API.
func newAPI() []property {
	return []property{
		{Name: "name", Label: "Name", Kind: kindText, Hint: "For people, such as Orders."},
		{Name: "identifier", Label: "Identifier", Kind: kindText, Required: true,
			Hint: "The audience of the API's tokens: a URI such as https://orders.example.com/, which need not lead anywhere. It cannot be changed later."},
		{Name: "signing_alg", Label: "Signing algorithm", Kind: kindSelect, Options: apiAlgorithms()},
	}
}

// apiProperties are the settings of an API that a form can change.
func apiProperties() []property {
	const lifetime = "In seconds, up to 2592000 (30 days)."
	words := func(text string) string {
		seconds, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return ""
		}
		return "Now " + inWords(seconds) + "."
	}
	return []property{
		{Name: "name", Label: "Name", Kind: kindText},
		{Name: "signing_alg", Label: "Signing algorithm", Kind: kindSelect, Options: apiAlgorithms()},
		{Name: "token_lifetime", Label: "Token lifetime", Kind: kindNumber, Hint: lifetime, Explain: words},
		{Name: "token_lifetime_for_web", Label: "Token lifetime in browser flows", Kind: kindNumber, Hint: "In seconds, not above the token lifetime.", Explain: words},
		{Name: "token_dialect", Label: "Token dialect", Kind: kindSelect, Options: []option{
			{"", "not set (access_token)"}, {"access_token", "access_token"}, {"access_token_authz", "access_token_authz, with permissions"},
			{"rfc9068_profile", "rfc9068_profile"}, {"rfc9068_profile_authz", "rfc9068_profile_authz, with permissions"},
		}},
		{Name: "enforce_policies", Label: "Enforce policies (RBAC)", Kind: kindSwitch, Hint: "A user's token has only the permissions of the user."},
		{Name: "allow_offline_access", Label: "Allow offline access", Kind: kindSwitch, Hint: "Applications may request refresh tokens."},
		{Name: "skip_consent_for_verifiable_first_party_clients", Label: "Skip consent for verifiable first-party clients", Kind: kindSwitch},
		{Name: "subject_type_authorization.client.policy", Label: "Access of clients on their own", Kind: kindSelect, Options: []option{
			{"require_client_grant", "require_client_grant: clients with a grant"}, {"deny_all", "deny_all: no client"},
		}},
		{Name: "subject_type_authorization.user.policy", Label: "Access for users", Kind: kindSelect, Options: []option{
			{"allow_all", "allow_all: every first-party client"}, {"require_client_grant", "require_client_grant: clients with a grant"}, {"deny_all", "deny_all: no client"},
		}},
	}
}

// createForm is the view with the form that creates an object.
type createForm struct {
	Action, Back, Submit string
	Fields               []field
}

func (p *page) showNewAPI(w http.ResponseWriter, r *http.Request, status int, form *sentForm) {
	body := createForm{Action: prefix + "apis", Back: "/", Submit: "Create API", Fields: fieldsOf(newAPI(), map[string]any{"signing_alg": "RS256"})}
	if form != nil {
		body.Fields = form.fields
	}
	p.render(w, r, status, shown{View: viewCreate, Title: "Create API", Section: viewAPIs, Refused: form.refusal(), Body: body})
}

func (p *page) createAPI(w http.ResponseWriter, r *http.Request) {
	form := &sentForm{fields: fieldsFrom(newAPI(), r.PostForm)}
	body, ok := creation(form.fields)
	if !ok {
		form.refused = invalid()
		p.showNewAPI(w, r, http.StatusBadRequest, form)
		return
	}
	var created struct {
		ID string `json:"id"`
	}
	var err error
	switch form.refused, err = p.change(r.Context(), http.MethodPost, "/resource-servers", body, &created); {
	case err != nil:
		p.failed(w, r, err)
	case form.refused != nil:
		blame(form.fields, form.refused)
		p.showNewAPI(w, r, form.refused.Status, form)
	default:
		finish(w, r, apiPath(created.ID), doneCreated)
	}
}

// creation returns the body that creates an object: the fields that are not empty. It
// sets the errors of fields; ok is false if there is one.
func creation(fields []field) (body map[string]any, ok bool) {
	for i := range fields {
		fields[i].Was = ""
	}
	body, ok = bodyOf(fields)
	for i := range fields {
		if fields[i].Required && fields[i].Value == "" {
			fields[i].Error, ok = "Enter a value.", false
		}
	}
	return body, ok
}

// invalid is the refusal of a form by the page itself.
func invalid() *refusal { return &refusal{Message: "Some values are missing or invalid."} }

// settingsView is the view of the settings of an API.
type settingsView struct {
	Fields []field
	// Others are the settings that the form does not have.
	Others []setting
}

func settingsViewOf(api *store.ResourceServer, form *sentForm) (settingsView, error) {
	var view settingsView
	object, err := decoded(api)
	if err != nil {
		return view, fmt.Errorf("listing the settings of the API %s: %w", api.ID, err)
	}
	view.Fields = fieldsOf(apiProperties(), object)
	if form != nil {
		view.Fields = form.fields
	}
	all, err := settingsOf(api)
	view.Others = slices.DeleteFunc(all, func(s setting) bool {
		return s.Name == "subject_type_authorization" ||
			slices.ContainsFunc(apiProperties(), func(p property) bool { return p.Name == s.Name })
	})
	return view, err
}

func (p *page) saveAPI(w http.ResponseWriter, r *http.Request) {
	api := p.readAPI(w, r, nil)
	if api == nil {
		return
	}
	p.save(w, r, apiProperties(), "/resource-servers/"+url.PathEscape(api.ID), apiPath(api.ID)+"/"+viewSettings, func(status int, form *sentForm) {
		p.showAPI(w, r, status, viewSettings, form)
	})
}

// save sends what a form changes of an object to its path in the Management API, and
// leads the browser to the view at back. again shows a form that was refused.
func (p *page) save(w http.ResponseWriter, r *http.Request, properties []property, path, back string, again func(int, *sentForm)) {
	form := &sentForm{fields: fieldsFrom(properties, r.PostForm)}
	body, ok := bodyOf(form.fields)
	if !ok {
		form.refused = invalid()
		again(http.StatusBadRequest, form)
		return
	}
	if len(body) == 0 {
		finish(w, r, back, doneUnchanged)
		return
	}
	var err error
	switch form.refused, err = p.change(r.Context(), http.MethodPatch, path, body, nil); {
	case err != nil:
		p.failed(w, r, err)
	case form.refused != nil:
		blame(form.fields, form.refused)
		again(form.refused.Status, form)
	default:
		finish(w, r, back, doneSaved)
	}
}
