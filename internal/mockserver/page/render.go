package page

import (
	"bytes"
	"errors"
	"html/template"
	"net/http"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/access"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/display"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/form"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/requestlist"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/trial"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// The views: the names of their templates. Those of an API, except for its Quick Start, are
// also the last segment of their paths.
const (
	viewAPIs        = "apis"
	viewCreate      = "create"
	viewDelete      = "delete"
	viewTerraform   = "terraform"
	viewQuickStart  = "quickstart"
	viewSettings    = "settings"
	viewScopes      = "scopes"
	viewGrants      = "grants"
	viewTest        = "test"
	viewTestUser    = "test-user"
	viewPermissions = "permissions"
	viewAccess      = "access"
	viewUsers       = "users"
	viewUser        = "user"
	viewRoles       = "roles"
	viewRole        = "role"
	viewMCP         = "mcp"
	viewGrant       = "grant"
	viewClients     = "clients"
	viewClient      = "client"
	viewKeys        = "keys"
	viewRequests    = "requests"
	viewError       = "error"
)

func allViews() []string {
	return []string{
		viewAPIs, viewCreate, viewDelete, viewTerraform, viewQuickStart, viewSettings, viewScopes, viewGrants, viewTest, viewTestUser, viewMCP,
		viewPermissions, viewAccess, viewUsers, viewUser, viewRoles, viewRole,
		viewGrant, viewClients, viewClient, viewKeys, viewRequests, viewError,
	}
}

// shown is the data of the templates.
type shown struct {
	// View is the name of the view, and Title its title.
	View, Title string
	// Section is the entry of the navigation that the view belongs to: a name of a view.
	Section string
	Issuer  string
	CSRF    string
	// API is the API of the view, or nil.
	API *apiView
	// Notice says that a change succeeded, and Refused why it was refused.
	Notice  string
	Refused *refusal
	// Body is the data of the view.
	Body any
}

// ParseViews parses the templates: each view with the layout. It panics on an error,
// because the templates are part of the program.
func ParseViews() Views {
	functions := template.FuncMap{
		"maxClients": func() int { return trial.MaxClients },
		"results":    requestlist.Results,
		"methods": func() []string {
			return []string{http.MethodGet, http.MethodPost, http.MethodPatch, http.MethodPut, http.MethodDelete}
		},
		"options": func(all []form.Option, chosen string) map[string]any {
			return map[string]any{"Options": all, "Chosen": chosen}
		},
		"pair":   func(row int, cell access.Cell) map[string]any { return map[string]any{"Row": row, "Cell": cell} },
		"clock":  func(t time.Time) string { return t.UTC().Format("15:04:05.000") },
		"took":   display.Took,
		"plural": func(n int, noun string) string { return display.Plural(n, noun) },
		"lines":  func(text string) int { return min(max(strings.Count(text, "\n")+1, 2), 8) },
	}
	views := Views{}
	for _, view := range allViews() {
		views[view] = template.Must(template.New("layout.html").Funcs(functions).
			ParseFS(files, "templates/layout.html", "templates/parts.html", "templates/"+view+".html"))
	}
	return views
}

// render answers with a view.
func (p *page) render(w http.ResponseWriter, r *http.Request, status int, s shown) {
	s.Issuer, s.CSRF = p.Issuer, p.FormToken
	if s.Section == "" {
		s.Section = s.View
	}
	if s.API != nil {
		s.Section = viewAPIs
	}
	if r.Method == http.MethodGet {
		s.Notice = noticeFor(r.URL.Query().Get("done"))
	}
	var text bytes.Buffer
	if err := p.Views[s.View].Execute(&text, s); err != nil {
		http.Error(w, "The mock's page failed: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(text.Bytes()) // an error means that the browser closed the connection
}

// fail answers with a message and a link back.
func (p *page) fail(w http.ResponseWriter, r *http.Request, status int, message string) {
	p.render(w, r, status, shown{View: viewError, Title: http.StatusText(status), Body: message})
}

// failed answers with an error of the tenant.
func (p *page) failed(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, store.ErrUnavailable) {
		w.Header().Set("Retry-After", store.RetryAfter)
		p.fail(w, r, http.StatusServiceUnavailable, "The mock tenant cannot answer now. Reload the page to try again: "+err.Error())
		return
	}
	p.fail(w, r, http.StatusInternalServerError, "The mock tenant failed: "+err.Error())
}
