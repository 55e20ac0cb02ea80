package page

import (
	"context"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/export"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// exported is the view of objects as Terraform configuration.
type exported struct {
	// Configuration is empty if the object cannot be exported: Reason says why.
	Configuration, Reason string
	// Download is the path of the configuration as a file, and Back that of the object.
	Download, Back string
}

// source returns the configuration of the object with an ID.
type source func(ctx context.Context, tenant store.Store, id string) ([]byte, error)

// exportAll returns the configuration of the whole tenant.
func exportAll(ctx context.Context, tenant store.Store, _ string) ([]byte, error) {
	return export.Configuration(ctx, tenant)
}

// terraform shows objects as Terraform configuration, or sends it as a file if the query has
// download. section is the view that lists the objects, and back returns the path of the
// object with an ID.
func (p *page) terraform(section string, from source, back func(id string) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id := r.PathValue("id")
		text, err := from(r.Context(), p.Store, id)
		body := exported{Configuration: string(text), Back: back(id), Download: r.URL.EscapedPath() + "?download=1"}
		if err != nil {
			body.Reason = err.Error()
		}
		if r.URL.Query().Has("download") && err == nil {
			w.Header().Set("Content-Type", "text/plain; charset=utf-8")
			w.Header().Set("Content-Disposition", `attachment; filename="main.tf"`)
			_, _ = w.Write(text) // an error means that the browser closed the connection
			return
		}
		status := http.StatusOK
		if err != nil {
			status = http.StatusNotFound
		}
		p.render(w, r, status, shown{View: viewTerraform, Title: "Export as Terraform", Section: section, Body: body})
	}
}
