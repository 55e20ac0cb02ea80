// Package cimd serves clients that are described by a client ID metadata document:
// /clients/cimd (facts 7.2).
package cimd

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/clientdocument"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/client"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/credential"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

type handlers struct {
	endpoint.Tenant
	documents *clientdocument.Fetcher
}

// Operations are those on metadata documents.
func Operations(tenant endpoint.Tenant, documents *clientdocument.Fetcher) []endpoint.Operation {
	h := handlers{tenant, documents}
	return []endpoint.Operation{
		{
			Method: "POST", Path: "clients/cimd/preview", Scopes: []string{"read:clients"},
			Query: schema.NoQuery, Body: schema.ClientDocument, ReadOnly: true, Status: http.StatusOK, Handle: h.preview,
		},
		{
			Method: "POST", Path: "clients/cimd/register", Scopes: []string{"create:clients", "update:clients"}, AllScopes: true,
			Query: schema.NoQuery, Body: schema.ClientDocument, Status: http.StatusCreated, Handle: h.register,
		},
	}
}

// answer is what both operations answer, in the order of the recorded one (2026-04).
type answer struct {
	ClientID   string                `json:"client_id,omitempty"`
	Fields     clientdocument.Fields `json:"mapped_fields"`
	Validation validation            `json:"validation"`
}

type validation struct {
	Valid      bool     `json:"valid"`
	Violations []string `json:"violations"`
	Warnings   []string `json:"warnings"`
}

func answerOf(clientID string, document *clientdocument.Document) answer {
	orEmpty := func(list []string) []string { return append([]string{}, list...) }
	return answer{clientID, document.Fields, validation{document.Valid(), orEmpty(document.Violations), orEmpty(document.Warnings)}}
}

// preview fetches a document and changes nothing. A document that cannot be fetched is
// answered with errors alone (documented).
func (h handlers) preview(r *endpoint.Request) (any, error) {
	url, _ := r.Body["external_client_id"].(string)
	document, err := h.documents.Fetch(r.Context, url)
	if err != nil {
		return map[string]any{"errors": []string{err.Error()}}, nil //nolint:nilerr // the answer has the error
	}
	clientID := ""
	err = h.Store.View(r.Context, func(tx store.Reader) error {
		if registered := tx.ClientByExternalID(url); registered != nil {
			clientID = registered.ClientID
		}
		return nil
	})
	return answerOf(clientID, document), err
}

// register creates the client of a document, or has it follow the document again. The
// statuses are documented; the texts of refusals are unknown.
func (h handlers) register(r *endpoint.Request) (any, error) {
	url, _ := r.Body["external_client_id"].(string)
	document, err := h.documents.Fetch(r.Context, url)
	if err != nil {
		return nil, endpoint.BadBody("The client ID metadata document could not be fetched: %s", err)
	}
	if !document.Valid() {
		return nil, endpoint.BadBody("The client ID metadata document is not valid: %s", strings.Join(document.Violations, "; "))
	}
	var registered *store.Client
	status := http.StatusCreated
	err = h.Store.Update(r.Context, func(tx store.Writer) (err error) {
		stored := tx.ClientByExternalID(url)
		if stored != nil {
			status = http.StatusOK
		}
		if registered, err = h.client(stored, document); err != nil {
			return err
		}
		return tx.PutClient(registered)
	})
	if err != nil {
		return nil, err
	}
	return endpoint.Answer{Status: status, Body: answerOf(registered.ClientID, document)}, nil
}

// client returns the client of a document, made of the stored one unless it is nil.
func (h handlers) client(stored *store.Client, document *clientdocument.Document) (*store.Client, error) {
	var had []store.Credential
	if stored != nil {
		had = stored.Credentials
	}
	credentials, err := h.credentials(had, document.Fields.Methods)
	if err != nil {
		return nil, err
	}
	fields, err := fieldsOf(document, credentials)
	if err != nil {
		return nil, err
	}
	if stored == nil {
		return client.NewOfDocument(h.Tenant, fields, credentials)
	}
	return client.FollowDocument(stored, fields, credentials)
}

// credentials are the keys of a document. A key that the client has keeps its ID; a kid
// that it has for another key is refused (documented), and the old key stays. unknown:
// whether keys that the document no longer has are deleted; here they are.
func (h handlers) credentials(had []store.Credential, methods *clientdocument.Methods) ([]store.Credential, error) {
	var out []store.Credential
	if methods == nil {
		return nil, nil
	}
	for _, key := range methods.PrivateKeyJWT.Credentials {
		made, err := credential.New(h.Tenant, map[string]any{"credential_type": key.Type, "pem": key.PEM, "alg": key.Alg, "kid": key.Kid})
		if err != nil {
			return nil, credential.Within("jwks_uri", err)
		}
		if i := slices.IndexFunc(had, func(c store.Credential) bool { return c.Kid == key.Kid }); i >= 0 {
			if had[i].PEM != made.PEM || had[i].Alg != made.Alg {
				return nil, endpoint.BadBody("The key set has another key under the kid %s, which the client has already.", key.Kid)
			}
			made = had[i]
		}
		if err := credential.CheckAdded(out, made); err != nil {
			return nil, err
		}
		out = append(out, made)
	}
	return out, nil
}

// fieldsOf are the properties that the document decides, nil where it has none.
func fieldsOf(document *clientdocument.Document, credentials []store.Credential) (map[string]any, error) {
	text, err := json.Marshal(document.Fields)
	if err != nil {
		return nil, err
	}
	fields := map[string]any{
		"name": nil, "callbacks": nil, "logo_uri": nil, "grant_types": nil, "app_type": nil,
		"token_endpoint_auth_method": nil, "jwks_uri": nil, credential.Methods: nil,
	}
	if err := json.Unmarshal(text, &fields); err != nil {
		return nil, err
	}
	if document.Fields.Methods != nil {
		ids := make([]any, len(credentials))
		for i, each := range credentials {
			ids[i] = map[string]any{"id": each.ID}
		}
		fields[credential.Methods] = map[string]any{"private_key_jwt": map[string]any{"credentials": ids}}
	}
	return fields, nil
}
