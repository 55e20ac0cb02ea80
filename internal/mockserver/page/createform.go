package page

import (
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/form"
)

// createForm is a form that creates an object, and its view.
type createForm struct {
	// Title is also the label of the button.
	Title string
	// Section is the view of the navigation that the form belongs to. Action and Back are
	// the paths that the form is sent to, and that Cancel leads to.
	Section, Action, Back string
	Fields                []form.Field

	properties []form.Property
	defaults   map[string]any
	// endpoint is the path of the Management API, below /api/v2.
	endpoint string
}

// created is what the views need of the response to a create.
type created struct {
	ID       string `json:"id"`
	ClientID string `json:"client_id"`
	Secret   string `json:"client_secret"`
}

// showCreate shows a form that creates an object, with what was sent if it was refused.
func (p *page) showCreate(w http.ResponseWriter, r *http.Request, status int, body createForm, sent *sentForm) {
	body.Fields = form.Of(body.properties, body.defaults)
	if sent != nil {
		body.Fields = sent.fields
	}
	p.render(w, r, status, shown{View: viewCreate, Title: body.Title, Section: body.Section, Refused: sent.refusal(), Body: body})
}

// create creates an object from a posted form. complete adds to the body of the request
// what the form has no fields for. If the request was refused, create shows the form
// again, and ok is false.
func (p *page) create(w http.ResponseWriter, r *http.Request, of createForm, complete func(body map[string]any)) (object created, ok bool) {
	sent := &sentForm{fields: form.Posted(of.properties, r.PostForm)}
	body, valid := form.Creation(sent.fields)
	if !valid {
		sent.refused = invalid()
		p.showCreate(w, r, http.StatusBadRequest, of, sent)
		return created{}, false
	}
	complete(body)
	var err error
	switch sent.refused, err = p.change(r.Context(), http.MethodPost, of.endpoint, body, &object); {
	case err != nil:
		p.failed(w, r, err)
	case sent.refused != nil:
		form.Blame(sent.fields, sent.refused.Message)
		p.showCreate(w, r, sent.refused.Status, of, sent)
	default:
		return object, true
	}
	return created{}, false
}
