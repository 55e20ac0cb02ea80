package client

import (
	"maps"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/keys"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// shower shows clients as the service answers them to one request.
type shower struct {
	tenant      endpoint.Tenant
	may         visibility
	signingKeys []any
}

// showerFor prepares to show clients, one or a list of them.
func (h handlers) showerFor(tx store.Reader, may visibility) (*shower, error) {
	s := &shower{tenant: h.Tenant, may: may}
	var err error
	s.signingKeys, err = h.signingKeys(tx, "/CN="+h.Domain(), false)
	return s, err
}

// signingKeys are the tenant's keys as clients show them. Only the answer to a
// POST has the private key (recorded 2026-08).
func (h handlers) signingKeys(tx store.Reader, subject string, withPrivate bool) ([]any, error) {
	list := []any{}
	for _, key := range tx.SigningKeys() {
		if !keys.IsCurrent(key) {
			continue
		}
		forms, err := keys.FormsOf(key)
		if err != nil {
			return nil, err
		}
		shown := map[string]any{"cert": forms.Cert, "pkcs7": forms.PKCS7, "subject": subject}
		if withPrivate {
			if shown["key"], err = keys.PKCS1(key); err != nil {
				return nil, err
			}
		}
		list = append(list, shown)
	}
	return list, nil
}

// show is the client as the service answers it.
func (s *shower) show(client *store.Client) (map[string]any, error) {
	properties, err := decodeProperties(client.Properties)
	if err != nil {
		return nil, err
	}
	return s.view(client, properties), nil
}

func (s *shower) view(client *store.Client, properties map[string]any) map[string]any {
	view := maps.Clone(properties)
	view["client_id"] = client.ClientID
	view["tenant"] = s.tenant.Name()
	view["global"] = client.IsGlobal()
	if !client.IsGlobal() {
		view["callback_url_template"] = false
		view["cross_origin_auth"] = properties["cross_origin_authentication"] == true
	}
	if !usesKeys(properties) && client.ClientSecret != "" {
		view["client_secret"] = client.ClientSecret
	}
	view["signing_keys"] = s.signingKeys
	return s.visible(view)
}

// visible leaves out what the token may not see.
func (s *shower) visible(view map[string]any) map[string]any {
	switch {
	case s.may.properties && s.may.keys:
		return view
	case s.may.properties:
		for _, name := range keyProperties() {
			delete(view, name)
		}
		return view
	case s.may.keys:
		return endpoint.Pick(view, append(summary(), keyProperties()...))
	}
	return endpoint.Pick(view, summary())
}

// showCreated is the answer to a POST, which alone has some members. The
// properties have the credentials whole.
func (h handlers) showCreated(tx store.Reader, client *store.Client, properties map[string]any) (map[string]any, error) {
	signingKeys, err := h.signingKeys(tx, "/CN="+h.Domain(), true)
	if err != nil {
		return nil, err
	}
	s := &shower{tenant: h.Tenant, may: everything(), signingKeys: signingKeys}
	view := s.view(client, properties)
	view["encrypted"] = true
	return view, nil
}
