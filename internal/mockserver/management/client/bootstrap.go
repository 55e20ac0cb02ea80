package client

import (
	"io"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// New makes a client that no request asked for: with the defaults of its
// app_type, and a new secret. An empty id is made up.
func New(random io.Reader, id, name, appType string) (*store.Client, error) {
	properties := defaults(map[string]any{})
	properties["name"], properties["app_type"] = name, appType
	return build(random, id, properties)
}

// NewGlobal makes the client that every tenant has, for settings of all
// applications (recorded 2026-08). It has no grant types, and no type.
func NewGlobal(random io.Reader) (*store.Client, error) {
	return build(random, "", map[string]any{
		"global": true, "name": "All Applications", "callbacks": []any{}, isFirstParty: true, "owners": []any{},
		refreshToken: defaultRefreshToken(nil), "cross_origin_authentication": true, "custom_login_page_on": true,
	})
}

func build(random io.Reader, id string, properties map[string]any) (*store.Client, error) {
	client := &store.Client{ClientID: id}
	var err error
	if client.ClientID == "" {
		if client.ClientID, err = endpoint.NewClientID(random); err != nil {
			return nil, err
		}
	}
	if client.ClientSecret, err = endpoint.NewSecret(random); err != nil {
		return nil, err
	}
	return client, complete(client, properties)
}
