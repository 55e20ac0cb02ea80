package page

import (
	"bytes"
	"html/template"
	"net/http"
	"time"
)

// The views, by the names of their templates and, but for the first of an API,
// the last part of their paths.
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

// shown is what every template is given.
type shown struct {
	// View and Title say what is shown.
	View, Title string
	Issuer      string
	CSRF        string
	// API is the one that the view is about, or nil.
	API *apiView
	// Body is the view's own.
	Body any
}

// parseViews parses the templates, each view with the layout around it. They
// are part of the program, so a mistake in one is a mistake in the program.
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
	_, _ = w.Write(text.Bytes()) // the browser is gone when this fails
}

// fail answers with a message and the way back.
func (p *page) fail(w http.ResponseWriter, status int, message string) {
	p.render(w, status, shown{View: viewError, Title: http.StatusText(status), Body: message})
}

// failed answers with an error of the tenant's.
func (p *page) failed(w http.ResponseWriter, err error) {
	p.fail(w, http.StatusInternalServerError, "The mock tenant failed: "+err.Error())
}
