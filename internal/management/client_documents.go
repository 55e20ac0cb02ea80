package management

import (
	"context"
	"net/http"
	"net/url"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

// ClientDocument is what the service says of a client ID metadata document (CIMD).
type ClientDocument struct {
	// ClientID is the client that is registered by the document; empty if it is not registered.
	ClientID string `json:"client_id"`
	// Fields are the properties of the client that the document decides.
	Fields     Settings `json:"mapped_fields"`
	Validation struct {
		Valid      bool     `json:"valid"`
		Violations []string `json:"violations"`
		Warnings   []string `json:"warnings"`
	} `json:"validation"`
	// Errors say why a preview could not fetch the document.
	Errors []string `json:"errors"`
}

// PreviewClientDocument has the service fetch the document at a URL. Nothing is changed.
func (c *Client) PreviewClientDocument(ctx context.Context, documentURL string) (*ClientDocument, error) {
	return c.clientDocument(ctx, "preview", documentURL)
}

// RegisterClientDocument creates the client that the document at a URL describes. A
// client that exists is changed to what the document says now.
func (c *Client) RegisterClientDocument(ctx context.Context, documentURL string) (*ClientDocument, error) {
	document, err := c.clientDocument(ctx, "register", documentURL)
	if err == nil && document.ClientID == "" {
		return nil, rest.ErrNoID
	}
	return document, err
}

func (c *Client) clientDocument(ctx context.Context, operation, documentURL string) (*ClientDocument, error) {
	var document ClientDocument
	err := c.rest.Do(ctx, http.MethodPost, rest.Path(rest.Clients, "cimd", operation), Settings{"external_client_id": documentURL}, &document)
	return &document, err
}

// FindApplicationByDocument finds the client that is registered by the document at a
// URL; nil if there is no such client.
func (c *Client) FindApplicationByDocument(ctx context.Context, documentURL string) (*Application, error) {
	var found []*Application
	request := rest.Request{Method: http.MethodGet, Path: rest.Path(rest.Clients), Query: url.Values{"external_client_id": {documentURL}}}
	if err := c.rest.Exchange(ctx, request, nil, &found); err != nil || len(found) == 0 {
		return nil, err
	}
	return found[0], nil
}
