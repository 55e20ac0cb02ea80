package page

import (
	"net/http"
	"strconv"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// pageSize is the number of objects on one page of a list.
const pageSize = 100

// apiView is what the views of one API have in common.
type apiView struct {
	ID, Name, Identifier string
	SigningAlg           string
	// Path is the path of the API's Quick Start.
	Path     string
	Scopes   []store.Scope
	IsSystem bool
}

func viewOf(api *store.ResourceServer) *apiView {
	name := api.Name
	if name == "" {
		name = api.Identifier
	}
	return &apiView{
		ID: api.ID, Name: name, Identifier: api.Identifier, SigningAlg: api.SigningAlg,
		Path: prefix + "apis/" + api.ID, Scopes: api.Scopes, IsSystem: api.IsSystem,
	}
}

// apiList is one page of the tenant's APIs.
type apiList struct {
	APIs []*apiView
	// First and Last are the positions of the first and last API of the page, from 1.
	First, Last, Total int
	// Previous and Next are where the previous and next page begin; -1 if they do not
	// exist.
	Previous, Next int
}

func (p *page) apis(w http.ResponseWriter, r *http.Request) {
	from, err := strconv.Atoi(r.URL.Query().Get("from"))
	if err != nil || from < 0 {
		from = 0
	}
	list := apiList{Previous: -1, Next: -1}
	err = p.Store.View(r.Context(), func(tenant store.Reader) error {
		all := tenant.ResourceServers()
		list.Total = all.Len()
		from = min(from, list.Total)
		for _, api := range all.Slice(from, from+pageSize) {
			list.APIs = append(list.APIs, viewOf(api))
		}
		return nil
	})
	if err != nil {
		p.failed(w, err)
		return
	}
	list.First, list.Last = from+1, from+len(list.APIs)
	if from > 0 {
		list.Previous = max(0, from-pageSize)
	}
	if list.Last < list.Total {
		list.Next = list.Last
	}
	p.render(w, http.StatusOK, shown{View: viewAPIs, Title: "APIs", Body: list})
}

// api serves one view of an API.
func (p *page) api(view string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var body any
		api := p.readAPI(w, r, func(tenant store.Reader, api *store.ResourceServer) (err error) {
			switch view {
			case viewSettings:
				body, err = settingsOf(api)
			case viewClients:
				body = grantsOf(tenant, api)
			case viewTest:
				body = trial{Candidates: candidates(tenant, api)}
			}
			return err
		})
		if api == nil {
			return
		}
		if view == viewQuickStart {
			var err error
			if body, err = p.quickStart(api); err != nil {
				p.failed(w, err)
				return
			}
		}
		p.render(w, http.StatusOK, shown{View: view, Title: viewOf(api).Name, API: viewOf(api), Body: body})
	}
}

// readAPI returns the API of the path, and calls more in the same transaction. If the API
// does not exist, it answers the request and returns nil.
func (p *page) readAPI(w http.ResponseWriter, r *http.Request, more func(store.Reader, *store.ResourceServer) error) *store.ResourceServer {
	var api *store.ResourceServer
	err := p.Store.View(r.Context(), func(tenant store.Reader) error {
		if api = tenant.ResourceServer(r.PathValue("id")); api == nil {
			return nil
		}
		return more(tenant, api)
	})
	switch {
	case err != nil:
		p.failed(w, err)
		return nil
	case api == nil:
		p.fail(w, http.StatusNotFound, "The tenant has no API with this id; it may have been deleted.")
	}
	return api
}
