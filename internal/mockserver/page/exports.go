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

// The names of objects in titles.
func tenantName(store.Reader, string) string { return "The tenant" }

func apiName(tenant store.Reader, id string) string {
	if api := tenant.ResourceServer(id); api != nil {
		return viewOf(api).Name
	}
	return id
}

func clientName(tenant store.Reader, id string) string {
	if client := tenant.Client(id); client != nil {
		return client.Name
	}
	return id
}

func grantName(tenant store.Reader, id string) string {
	if grant := tenant.ClientGrant(id); grant != nil {
		return "Grant of " + grantViewOf(tenant, grant).Client
	}
	return id
}

// terraform shows objects as Terraform configuration, or sends it as a file if the query has
// download. section is the view that lists the objects, name returns the name of the object
// with an ID, and back its path.
func (p *page) terraform(section string, from source, name func(tenant store.Reader, id string) string, back func(id string) string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		id, title := r.PathValue("id"), ""
		err := p.Store.View(r.Context(), func(tenant store.Reader) error {
			title = name(tenant, id) + " as Terraform"
			return nil
		})
		if err != nil {
			p.failed(w, r, err)
			return
		}
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
		p.render(w, r, status, shown{View: viewTerraform, Title: title, Section: section, Body: body})
	}
}
