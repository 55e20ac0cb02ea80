package page

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// newScope are the properties of the form that adds a scope.
func newScope() []property {
	return []property{
		{Name: "value", Label: "Scope", Kind: kindText, Required: true, Hint: "Such as read:orders, without spaces."},
		{Name: "description", Label: "Description", Kind: kindText},
	}
}

// scopesView is the view of the scopes of an API.
type scopesView struct {
	Scopes []store.Scope
	Fields []field
}

func scopesViewOf(api *store.ResourceServer, form *sentForm) scopesView {
	view := scopesView{Scopes: slices.Clone(api.Scopes), Fields: fieldsOf(newScope(), nil)}
	slices.SortFunc(view.Scopes, func(a, b store.Scope) int { return cmp.Compare(a.Value, b.Value) })
	if form != nil && form.fields != nil {
		view.Fields = form.fields
	}
	return view
}

func (p *page) addScope(w http.ResponseWriter, r *http.Request) {
	api := p.readAPI(w, r, nil)
	if api == nil {
		return
	}
	form := &sentForm{fields: fieldsFrom(newScope(), r.PostForm)}
	body, ok := creation(form.fields)
	if !ok {
		form.refused = invalid()
		p.showAPI(w, r, http.StatusBadRequest, viewScopes, form)
		return
	}
	scopes := make([]any, 0, len(api.Scopes)+1)
	for _, scope := range api.Scopes {
		scopes = append(scopes, scope)
	}
	p.replaceScopes(w, r, api, append(scopes, body), doneScope, form)
}

func (p *page) removeScope(w http.ResponseWriter, r *http.Request) {
	api := p.readAPI(w, r, nil)
	if api == nil {
		return
	}
	scopes := []any{}
	for _, scope := range api.Scopes {
		if scope.Value != r.PostForm.Get("value") {
			scopes = append(scopes, scope)
		}
	}
	p.replaceScopes(w, r, api, scopes, doneScopeGone, &sentForm{})
}

// replaceScopes writes the whole list of an API's scopes: the service has no endpoint for
// a single scope.
func (p *page) replaceScopes(w http.ResponseWriter, r *http.Request, api *store.ResourceServer, scopes []any, done string, form *sentForm) {
	var err error
	form.refused, err = p.change(r.Context(), http.MethodPatch, "/resource-servers/"+url.PathEscape(api.ID), map[string]any{"scopes": scopes}, nil)
	switch {
	case err != nil:
		p.failed(w, r, err)
	case form.refused != nil:
		p.showAPI(w, r, form.refused.Status, viewScopes, form)
	default:
		finish(w, r, apiPath(api.ID)+"/"+viewScopes, done)
	}
}
