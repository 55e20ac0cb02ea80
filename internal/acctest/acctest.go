// Package acctest helps acceptance tests: it serves the provider under test, starts a
// mock tenant for each test, and reads and changes that tenant without Terraform.
package acctest

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider"
)

// Factories serves the provider under test to the CLI, in the process of the test.
func Factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		"auth0api": providerserver.NewProtocol6WithError(provider.New("test")()),
	}
}

// Tenant is a mock tenant that belongs to one test.
type Tenant struct {
	*mocktest.Mock
}

// NewTenant starts a tenant that stops at the end of the test.
func NewTenant(tb testing.TB, options ...mocktest.Option) *Tenant {
	tb.Helper()
	return &Tenant{Mock: mocktest.Start(tb, options...)}
}

// Config returns a provider block for this tenant, followed by hcl.
func (t *Tenant) Config(hcl string) string {
	return fmt.Sprintf(`
provider "auth0api" {
  domain        = %q
  client_id     = %q
  client_secret = %q
}
%s`, t.URL, t.ClientID, t.ClientSecret, hcl)
}

// Object is a JSON object of the Management API.
type Object = map[string]any

// ResourceServer reads an API by ID or identifier.
func (t *Tenant) ResourceServer(idOrIdentifier string) Object {
	var out Object
	t.API(http.MethodGet, "/resource-servers/"+url.PathEscape(idOrIdentifier), nil, &out)
	return out
}

// Scopes returns the scopes of an API, with their descriptions.
func (t *Tenant) Scopes(identifier string) map[string]string {
	scopes := map[string]string{}
	list, _ := t.ResourceServer(identifier)["scopes"].([]any)
	for _, s := range list {
		scope, _ := s.(Object)
		name, _ := scope["value"].(string)
		description, _ := scope["description"].(string)
		scopes[name] = description
	}
	return scopes
}

// Change patches an object, not through Terraform. kind is the path of the
// collection, such as "resource-servers".
func (t *Tenant) Change(kind, id string, body Object) {
	t.API(http.MethodPatch, "/"+kind+"/"+url.PathEscape(id), body, nil)
}

// Create creates an object, not through Terraform, and returns it.
func (t *Tenant) Create(kind string, body Object) Object {
	var out Object
	t.API(http.MethodPost, "/"+kind, body, &out)
	return out
}

// Delete deletes an object, not through Terraform.
func (t *Tenant) Delete(kind, id string) {
	t.API(http.MethodDelete, "/"+kind+"/"+url.PathEscape(id), nil, nil)
}

// List returns all objects of a kind, such as "client-grants": at most 100. For clients it
// omits the global client, which each tenant has.
func (t *Tenant) List(kind string) []Object {
	var out []Object
	query := "?per_page=100"
	if kind == "clients" {
		query += "&is_global=false"
	}
	t.API(http.MethodGet, "/"+kind+query, nil, &out)
	return out
}
