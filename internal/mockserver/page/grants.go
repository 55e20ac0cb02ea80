package page

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/list"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/paths"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/trial"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// grantView is a grant on an API. It does not have the client's secret.
type grantView struct {
	ID string
	// Client and ClientID are the name and ID of the client. For a default grant,
	// Client is the class of clients.
	Client, ClientID string
	// ClientPath and Path are the paths of the views of client and grant.
	ClientPath, Path string
	Audience         string
	ForUsers         bool
	AllScopes        bool
	Scopes           []string
	// IsSystem says that the tenant made the grant.
	IsSystem bool
}

func grantViewOf(tenant store.Reader, grant *store.ClientGrant) grantView {
	view := grantView{
		ID: grant.ID, Client: "all clients of the class " + grant.DefaultFor, ClientID: grant.ClientID, Path: paths.Grant(grant.ID),
		Audience: grant.Audience, ForUsers: grant.SubjectType == "user", IsSystem: grant.IsSystem,
		AllScopes: grant.AllowAllScopes != nil && *grant.AllowAllScopes, Scopes: slices.Sorted(slices.Values(grant.Scope)),
	}
	if client := tenant.Client(grant.ClientID); client != nil {
		view.Client, view.ClientPath = client.Name, paths.Client(client.ClientID)
	}
	return view
}

// isOwnGrant reports whether the grant is that of the tenant's own client on the Management
// API.
func isOwnGrant(tenant store.Reader, grant *store.ClientGrant) bool {
	client, api := tenant.Client(grant.ClientID), tenant.ResourceServerByIdentifier(grant.Audience)
	return client != nil && client.Bootstrap && api != nil && api.IsSystem
}

// grantsView is the view of the grants on an API.
type grantsView struct {
	List   list.Listing
	Grants []grantView
	// Clients are the clients that can be authorized. If there are more, Many is true.
	Clients []trial.Candidate
	Many    bool
	// ClientID is the selected client, and Scopes those of the form.
	ClientID string
	Scopes   []checkbox
	ForUsers bool
	// AllScopes is offered unless the API is a system API.
	AllScopes bool
}

// checkbox is a scope in a form.
type checkbox struct {
	Value, Description string
	Checked            bool
}

func checkboxes(api *store.ResourceServer, checked []string) []checkbox {
	var boxes []checkbox
	for _, scope := range api.Scopes {
		box := checkbox{Value: scope.Value, Checked: slices.Contains(checked, scope.Value)}
		if scope.Description != nil {
			box.Description = *scope.Description
		}
		boxes = append(boxes, box)
	}
	slices.SortFunc(boxes, func(a, b checkbox) int { return cmp.Compare(a.Value, b.Value) })
	return boxes
}

func (p *page) grantsViewOf(r *http.Request, tenant store.Reader, api *store.ResourceServer, sent *sentForm) grantsView {
	var rows []grantView
	granted := map[string]bool{}
	for _, grant := range tenant.ClientGrantsOfAudience(api.Identifier) {
		rows = append(rows, grantViewOf(tenant, grant))
		granted[grant.ClientID] = granted[grant.ClientID] || grant.SubjectType == "client"
	}
	columns := []list.Column[grantView]{
		list.ByText("client", "Client", func(g grantView) string { return g.Client }),
		list.ByText("id", "Client ID", func(g grantView) string { return g.ClientID }),
		list.ByNumber("scopes", "Scopes", func(g grantView) int { return len(g.Scopes) }),
	}
	view := grantsView{ClientID: r.URL.Query().Get("client_id")}
	view.Grants, view.List = list.Of(r, rows, columns, func(g grantView) []string { return append([]string{g.Client, g.ClientID, g.ID}, g.Scopes...) })
	view.List.Path = paths.API(api.ID) + "/" + viewGrants // also after a form was posted there

	for _, client := range tenant.Clients().All() {
		if !client.IsGlobal() && !granted[client.ClientID] {
			view.Clients = append(view.Clients, trial.Candidate{ID: client.ClientID, Name: client.Name, Bootstrap: client.Bootstrap})
		}
	}
	view.Many = len(view.Clients) > trial.MaxClients
	slices.SortFunc(view.Clients, func(a, b trial.Candidate) int {
		if a.Bootstrap != b.Bootstrap { // the least likely choice is the last
			return map[bool]int{true: 1, false: -1}[a.Bootstrap]
		}
		return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.ID, b.ID))
	})
	var checked []string
	if sent != nil {
		checked, view.ClientID = sent.values["scope"], sent.values.Get("client_id")
		view.ForUsers = sent.values.Get("subject_type") == "user"
		view.AllScopes = sent.values.Get("allow_all_scopes") != ""
	}
	view.Scopes = checkboxes(api, checked)
	return view
}

// authorize creates a grant.
func (p *page) authorize(w http.ResponseWriter, r *http.Request) {
	api := p.readAPI(w, r, nil)
	if api == nil {
		return
	}
	body := map[string]any{"client_id": strings.TrimSpace(r.PostForm.Get("client_id")), "audience": api.Identifier, "subject_type": "client"}
	if r.PostForm.Get("subject_type") == "user" {
		body["subject_type"] = "user"
	}
	setScopes(body, r.PostForm)
	switch refused, err := p.change(r.Context(), http.MethodPost, "/client-grants", body, nil); {
	case err != nil:
		p.failed(w, r, err)
	case refused != nil:
		p.showAPI(w, r, refused.Status, viewGrants, &sentForm{values: r.PostForm, refused: refused})
	default:
		finish(w, r, paths.API(api.ID)+"/"+viewGrants, doneAuthorized)
	}
}

// setScopes sets the scopes of a form in the body of a grant.
func setScopes(body map[string]any, form url.Values) {
	if form.Get("allow_all_scopes") != "" {
		body["allow_all_scopes"] = true
		return
	}
	body["scope"] = append([]string{}, form["scope"]...)
}

// grantDetails is the view of one grant.
type grantDetails struct {
	grantView
	API    *apiView
	Boxes  []checkbox
	Kept   string
	Action string
}

func (p *page) grant(w http.ResponseWriter, r *http.Request) { p.showGrant(w, r, http.StatusOK, nil) }

func (p *page) showGrant(w http.ResponseWriter, r *http.Request, status int, sent *sentForm) {
	var details *grantDetails
	if err := p.Store.View(r.Context(), func(tenant store.Reader) error {
		if grant := tenant.ClientGrant(r.PathValue("id")); grant != nil {
			details = grantDetailsOf(tenant, grant, sent)
		}
		return nil
	}); err != nil {
		p.failed(w, r, err)
		return
	}
	if details == nil {
		p.fail(w, r, http.StatusNotFound, "The tenant has no grant with this ID; it may have been deleted.")
		return
	}
	p.render(w, r, status, shown{View: viewGrant, Title: "Grant of " + details.Client, Section: viewAPIs, Refused: sent.refusal(), Body: details})
}

func grantDetailsOf(tenant store.Reader, grant *store.ClientGrant, sent *sentForm) *grantDetails {
	details := &grantDetails{grantView: grantViewOf(tenant, grant), Action: paths.Grant(grant.ID)}
	if grant.IsSystem || isOwnGrant(tenant, grant) {
		details.Kept = "The tenant itself needs this grant, so the page neither changes nor deletes it."
	}
	checked := details.Scopes
	if sent != nil {
		checked = sent.values["scope"]
		details.AllScopes = sent.values.Get("allow_all_scopes") != ""
	}
	if api := tenant.ResourceServerByIdentifier(grant.Audience); api != nil {
		details.API = viewOf(api)
		details.Boxes = checkboxes(api, checked)
	}
	for _, scope := range checked { // the service accepts scopes that the API lacks
		if !slices.ContainsFunc(details.Boxes, func(b checkbox) bool { return b.Value == scope }) {
			details.Boxes = append(details.Boxes, checkbox{Value: scope, Description: "not defined by the API, and so in no token", Checked: true})
		}
	}
	return details
}

func (p *page) saveGrant(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	body := map[string]any{}
	setScopes(body, r.PostForm)
	wasAll, kept := false, false
	if err := p.Store.View(r.Context(), func(tenant store.Reader) error {
		if grant := tenant.ClientGrant(id); grant != nil {
			wasAll = grant.AllowAllScopes != nil && *grant.AllowAllScopes
			kept = grant.IsSystem || isOwnGrant(tenant, grant)
		}
		return nil
	}); err != nil {
		p.failed(w, r, err)
		return
	}
	if kept {
		p.showGrant(w, r, http.StatusForbidden, nil)
		return
	}
	if wasAll && body["allow_all_scopes"] == nil {
		body["allow_all_scopes"] = false
	}
	switch refused, err := p.change(r.Context(), http.MethodPatch, "/client-grants/"+url.PathEscape(id), body, nil); {
	case err != nil:
		p.failed(w, r, err)
	case refused != nil:
		p.showGrant(w, r, refused.Status, &sentForm{values: r.PostForm, refused: refused})
	default:
		finish(w, r, paths.Grant(id), doneSaved)
	}
}
