package page

import (
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/access"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/list"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/mcp"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/paths"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/trial"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// apiView is what the views of one API have in common.
type apiView struct {
	ID, Name, Identifier string
	SigningAlg           string
	// Path is the path of the API's Quick Start.
	Path     string
	Scopes   []store.Scope
	IsSystem bool
	// EnforcesPolicies says that the tokens of users carry only permissions that they have.
	EnforcesPolicies bool
}

func viewOf(api *store.ResourceServer) *apiView {
	name := api.Name
	if name == "" {
		name = api.Identifier
	}
	return &apiView{
		ID: api.ID, Name: name, Identifier: api.Identifier, SigningAlg: api.SigningAlg,
		Path: paths.API(api.ID), Scopes: api.Scopes, IsSystem: api.IsSystem, EnforcesPolicies: api.EnforcePolicies != nil && *api.EnforcePolicies,
	}
}

// apiList is one page of the tenant's APIs.
type apiList struct {
	List list.Listing
	APIs []*apiView
}

func (p *page) apis(w http.ResponseWriter, r *http.Request) {
	var rows []*apiView
	if err := p.Store.View(r.Context(), func(tenant store.Reader) error {
		for _, api := range tenant.ResourceServers().All() {
			rows = append(rows, viewOf(api))
		}
		return nil
	}); err != nil {
		p.failed(w, r, err)
		return
	}
	columns := []list.Column[*apiView]{
		list.ByText("name", "Name", func(a *apiView) string { return a.Name }),
		list.ByText("identifier", "Identifier", func(a *apiView) string { return a.Identifier }),
		list.ByText("algorithm", "Algorithm", func(a *apiView) string { return a.SigningAlg }),
		list.ByNumber("scopes", "Scopes", func(a *apiView) int { return len(a.Scopes) }),
	}
	var body apiList
	body.APIs, body.List = list.Of(r, rows, columns, func(a *apiView) []string {
		texts := []string{a.Name, a.Identifier, a.ID}
		for _, scope := range a.Scopes {
			texts = append(texts, scope.Value)
		}
		return texts
	})
	p.render(w, r, http.StatusOK, shown{View: viewAPIs, Title: "APIs", Body: body})
}

// api serves one view of an API.
func (p *page) api(view string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { p.showAPI(w, r, http.StatusOK, view, nil) }
}

// apiTitle returns the title of a view of an API.
func apiTitle(view string) string {
	return map[string]string{
		viewQuickStart: "Quick Start", viewSettings: "Settings", viewScopes: "Scopes", viewGrants: "Machine-to-machine", viewPermissions: "Permissions", viewAccess: "Access", viewTest: "Test", viewTestUser: "Test as a user", viewMCP: "MCP",
	}[view]
}

// showAPI answers with one view of the API of the path. A form that was refused is shown
// as it was sent.
func (p *page) showAPI(w http.ResponseWriter, r *http.Request, status int, view string, sent *sentForm) {
	var body any
	api := p.readAPI(w, r, func(tenant store.Reader, api *store.ResourceServer) (err error) {
		switch view {
		case viewSettings:
			body, err = settingsViewOf(api, sent)
		case viewScopes:
			body = scopesViewOf(api, sent)
		case viewGrants:
			body = p.grantsViewOf(r, tenant, api, sent)
		case viewPermissions:
			body = permissionsViewOf(r, tenant, api)
		case viewAccess:
			body, err = access.MatrixOf(r, tenant, api)
		case viewTest:
			body, err = p.trier().Prepare(tenant, api, r.URL.Query().Get("client_id"), r.URL.Query().Get("scope"), r.URL.Query().Get("kid"))
		case viewTestUser:
			body, err = p.trier().PrepareUser(tenant, api, r.URL.Query())
		case viewMCP:
			body, err = mcp.ReportOf(tenant, api)
		}
		return err
	})
	if api == nil {
		return
	}
	if view == viewQuickStart {
		var err error
		if body, err = p.quickStart(api); err != nil {
			p.failed(w, r, err)
			return
		}
	}
	p.render(w, r, status, shown{View: view, Title: apiTitle(view), API: viewOf(api), Refused: sent.refusal(), Body: body})
}

// readAPI returns the API of the path, and calls more in the same transaction. If the API
// does not exist, it answers the request and returns nil.
func (p *page) readAPI(w http.ResponseWriter, r *http.Request, more func(store.Reader, *store.ResourceServer) error) *store.ResourceServer {
	var api *store.ResourceServer
	err := p.Store.View(r.Context(), func(tenant store.Reader) error {
		if api = tenant.ResourceServer(r.PathValue("id")); api == nil || more == nil {
			return nil
		}
		return more(tenant, api)
	})
	switch {
	case err != nil:
		p.failed(w, r, err)
		return nil
	case api == nil:
		p.fail(w, r, http.StatusNotFound, "The tenant has no API with this ID; it may have been deleted.")
	}
	return api
}

func (p *page) trier() trial.Trier {
	return trial.Trier{Issuer: p.Issuer, Tenant: p.Tenant, Random: p.Random}
}

// try fetches a token as a client does, and calls the API with it.
func (p *page) try(w http.ResponseWriter, r *http.Request) {
	var t *trial.Trial
	api := p.readAPI(w, r, func(tenant store.Reader, api *store.ResourceServer) (err error) {
		t, err = p.trier().Prepare(tenant, api, r.PostForm.Get("client_id"), strings.Join(r.PostForm["scope"], " "), "")
		if err == nil {
			t.SubjectToken = strings.TrimSpace(r.PostForm.Get("subject_token"))
		}
		return err
	})
	if api == nil {
		return
	}
	p.trier().Try(r.Context(), t, api, r.PostForm["client_assertion"])
	p.render(w, r, http.StatusOK, shown{View: viewTest, Title: apiTitle(viewTest), API: viewOf(api), Body: t})
}

// tryUser fetches a token for a declared user, and calls the API with it.
func (p *page) tryUser(w http.ResponseWriter, r *http.Request) {
	var t *trial.UserTrial
	api := p.readAPI(w, r, func(tenant store.Reader, api *store.ResourceServer) (err error) {
		t, err = p.trier().PrepareUser(tenant, api, r.PostForm)
		return err
	})
	if api == nil {
		return
	}
	if err := p.trier().TryUser(r.Context(), t, api, r.PostForm["client_assertion"]); err != nil {
		p.failed(w, r, err)
		return
	}
	p.render(w, r, http.StatusOK, shown{View: viewTestUser, Title: apiTitle(viewTestUser), API: viewOf(api), Body: t})
}
