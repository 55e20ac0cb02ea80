package page

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/form"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/paths"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// newScope are the properties of the form that adds a scope.
func newScope() []form.Property {
	return []form.Property{
		{Name: "value", Label: "Scope", Kind: form.Text, Required: true, Hint: "Such as read:orders, without spaces."},
		{Name: "description", Label: "Description", Kind: form.Text},
	}
}

// scopesView is the view of the scopes of an API.
type scopesView struct {
	Scopes []store.Scope
	Fields []form.Field
}

func scopesViewOf(api *store.ResourceServer, sent *sentForm) scopesView {
	view := scopesView{Scopes: slices.Clone(api.Scopes), Fields: form.Of(newScope(), nil)}
	slices.SortFunc(view.Scopes, func(a, b store.Scope) int { return cmp.Compare(a.Value, b.Value) })
	if sent != nil && sent.fields != nil {
		view.Fields = sent.fields
	}
	return view
}

func (p *page) addScope(w http.ResponseWriter, r *http.Request) {
	api := p.readAPI(w, r, nil)
	if api == nil {
		return
	}
	sent := &sentForm{fields: form.Posted(newScope(), r.PostForm)}
	body, ok := form.Creation(sent.fields)
	if !ok {
		sent.refused = invalid()
		p.showAPI(w, r, http.StatusBadRequest, viewScopes, sent)
		return
	}
	scopes := make([]any, 0, len(api.Scopes)+1)
	for _, scope := range api.Scopes {
		scopes = append(scopes, scope)
	}
	p.replaceScopes(w, r, api, append(scopes, body), doneScope, sent)
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
func (p *page) replaceScopes(w http.ResponseWriter, r *http.Request, api *store.ResourceServer, scopes []any, done string, sent *sentForm) {
	var err error
	sent.refused, err = p.change(r.Context(), http.MethodPatch, "/resource-servers/"+url.PathEscape(api.ID), map[string]any{"scopes": scopes}, nil)
	switch {
	case err != nil:
		p.failed(w, r, err)
	case sent.refused != nil:
		p.showAPI(w, r, sent.refused.Status, viewScopes, sent)
	default:
		finish(w, r, paths.API(api.ID)+"/"+viewScopes, done)
	}
}
