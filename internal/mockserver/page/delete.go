package page

import (
	"net/http"
	"net/url"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/display"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/paths"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// deletion is the view that asks before an object is deleted.
type deletion struct {
	// What is the object, such as "the API Orders", and Loss what is deleted with it.
	What, Loss string
	// Action is the path that deletes it, and Back the path of the object.
	Action, Back string
	// Kept says why it cannot be deleted; empty if it can.
	Kept string

	section string
	// path is the path of the object in the Management API, and next the list to show
	// afterwards.
	path, next, done string
}

// deletionOf describes the deletion of the object with an ID. It returns nil if the
// object does not exist.
type deletionOf func(tenant store.Reader, id string) *deletion

func apiDeletion(tenant store.Reader, id string) *deletion {
	api := tenant.ResourceServer(id)
	if api == nil {
		return nil
	}
	d := &deletion{
		What: "the API " + viewOf(api).Name,
		Loss: "It is deleted with its " + display.Plural(len(api.Scopes), "scope") + " and " +
			display.Plural(len(tenant.ClientGrantsOfAudience(api.Identifier)), "grant") + ". Clients can no longer get tokens for it.",
		Action: paths.API(id) + "/delete", Back: paths.API(id) + "/" + viewSettings,
		section: viewAPIs, path: "/resource-servers/" + url.PathEscape(id), next: "/", done: doneDeleted,
	}
	if api.IsSystem {
		d.Kept = "It is a system API, which the service does not let anyone delete."
	}
	return d
}

func clientDeletion(tenant store.Reader, id string) *deletion {
	client := tenant.Client(id)
	if client == nil {
		return nil
	}
	d := &deletion{
		What:   "the client " + client.Name,
		Loss:   "It is deleted with its " + display.Plural(len(tenant.ClientGrantsOfClient(id)), "grant") + " and its keys. Tokens that it has already remain valid until they expire.",
		Action: paths.Client(id) + "/delete", Back: paths.Client(id),
		section: viewClients, path: "/clients/" + url.PathEscape(id), next: paths.Prefix + "clients", done: doneDeleted,
	}
	d.Kept = keptBecause(client)
	return d
}

func grantDeletion(tenant store.Reader, id string) *deletion {
	grant := tenant.ClientGrant(id)
	if grant == nil {
		return nil
	}
	view := grantViewOf(tenant, grant)
	d := &deletion{
		What:   "the grant of " + view.Client + " on " + grant.Audience,
		Loss:   "The client gets no further tokens for this API. Tokens that it has already remain valid until they expire.",
		Action: paths.Grant(id) + "/delete", Back: paths.Grant(id),
		section: viewAPIs, path: "/client-grants/" + url.PathEscape(id), next: "/", done: doneRevoked,
	}
	if api := tenant.ResourceServerByIdentifier(grant.Audience); api != nil {
		d.next = paths.API(api.ID) + "/" + viewGrants
	}
	if grant.IsSystem || isOwnGrant(tenant, grant) {
		d.Kept = "The tenant itself needs it."
	}
	return d
}

// confirm shows the view that asks before an object is deleted.
func (p *page) confirm(describe deletionOf) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if d := p.deletion(w, r, describe); d != nil {
			p.showDeletion(w, r, http.StatusOK, d, nil)
		}
	}
}

// remove deletes an object.
func (p *page) remove(describe deletionOf) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		d := p.deletion(w, r, describe)
		if d == nil {
			return
		}
		if d.Kept != "" {
			p.showDeletion(w, r, http.StatusForbidden, d, nil)
			return
		}
		switch refused, err := p.change(r.Context(), http.MethodDelete, d.path, nil, nil); {
		case err != nil:
			p.failed(w, r, err)
		case refused != nil:
			p.showDeletion(w, r, refused.Status, d, refused)
		default:
			finish(w, r, d.next, d.done)
		}
	}
}

func (p *page) deletion(w http.ResponseWriter, r *http.Request, describe deletionOf) *deletion {
	var d *deletion
	err := p.Store.View(r.Context(), func(tenant store.Reader) error {
		d = describe(tenant, r.PathValue("id"))
		return nil
	})
	switch {
	case err != nil:
		p.failed(w, r, err)
		return nil
	case d == nil:
		p.fail(w, r, http.StatusNotFound, "The tenant has no object with this ID; it may have been deleted.")
	}
	return d
}

func (p *page) showDeletion(w http.ResponseWriter, r *http.Request, status int, d *deletion, refused *refusal) {
	p.render(w, r, status, shown{View: viewDelete, Title: "Delete " + d.What, Section: d.section, Refused: refused, Body: d})
}
