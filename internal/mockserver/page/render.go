package page

import (
	"bytes"
	"html/template"
	"net/http"
	"time"
)

// The views: the names of their templates and, except for an API's Quick Start, the last
// segment of their paths.
const (
	viewAPIs       = "apis"
	viewQuickStart = "quickstart"
	viewSettings   = "settings"
	viewScopes     = "scopes"
	viewClients    = "clients"
	viewTest       = "test"
	viewKeys       = "keys"
	viewRequests   = "requests"
	viewError      = "error"
)

// shown is the data of the templates.
type shown struct {
	// View is the name of the view, and Title the title of the page.
	View, Title string
	Issuer      string
	CSRF        string
	// API is the API of the view, or nil.
	API *apiView
	// Body is the data of the view.
	Body any
}

// parseViews parses the templates: each view with the layout. It panics on an error,
// because the templates are part of the program.
func parseViews() map[string]*template.Template {
	functions := template.FuncMap{
		"maxClients": func() int { return maxClients },
		"clock":      func(t time.Time) string { return t.UTC().Format("15:04:05.000") },
		"took":       func(d time.Duration) time.Duration { return d.Round(10 * time.Microsecond) },
	}
	views := map[string]*template.Template{}
	for _, view := range []string{viewAPIs, viewQuickStart, viewSettings, viewScopes, viewClients, viewTest, viewKeys, viewRequests, viewError} {
		views[view] = template.Must(template.New("layout.html").Funcs(functions).
			ParseFS(files, "templates/layout.html", "templates/"+view+".html"))
	}
	return views
}

// render answers with a view.
func (p *page) render(w http.ResponseWriter, status int, s shown) {
	s.Issuer, s.CSRF = p.Issuer, p.csrf
	var text bytes.Buffer
	if err := p.views[s.View].Execute(&text, s); err != nil {
		http.Error(w, "The mock's page failed: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(text.Bytes()) // an error means that the browser closed the connection
}

// fail answers with a message and a link back.
func (p *page) fail(w http.ResponseWriter, status int, message string) {
	p.render(w, status, shown{View: viewError, Title: http.StatusText(status), Body: message})
}

// failed answers with an error of the tenant.
func (p *page) failed(w http.ResponseWriter, err error) {
	p.fail(w, http.StatusInternalServerError, "The mock tenant failed: "+err.Error())
}
