// Package client serves clients (applications): /clients.
package client

import (
	"encoding/json"
	"net/http"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/credential"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

type handlers struct{ endpoint.Tenant }

// Operations are those on clients.
func Operations(tenant endpoint.Tenant) []endpoint.Operation {
	h := handlers{tenant}
	readers := []string{"read:clients", "read:client_keys", "read:client_credentials", "read:client_summary"}
	writers := []string{"update:clients", "update:client_keys", "update:client_credentials", "update:client_token_vault_privileged_access"}
	const all, one = "clients", "clients/{id}"
	return []endpoint.Operation{
		{Method: "GET", Path: all, Scopes: readers, Query: schema.ClientList, Status: http.StatusOK, Handle: h.list},
		{
			Method: "POST", Path: all, Scopes: []string{"create:clients"}, Query: schema.NoQuery, Body: schema.ClientCreate,
			Status: http.StatusCreated, Handle: h.create,
		},
		{Method: "GET", Path: one, Scopes: readers, Query: schema.ClientRead, Status: http.StatusOK, Handle: h.read},
		{Method: "PATCH", Path: one, Scopes: writers, Query: schema.NoQuery, Body: schema.ClientUpdate, Status: http.StatusOK, Handle: h.update},
		{Method: "DELETE", Path: one, Scopes: []string{"delete:clients"}, Query: schema.NoQuery, Status: http.StatusNoContent, Handle: h.delete},
		{
			Method: "POST", Path: one + "/rotate-secret", Scopes: []string{"update:client_keys"},
			Query: schema.NoQuery, Status: http.StatusOK, Handle: h.rotateSecret,
		},
	}
}

func (h handlers) create(r *endpoint.Request) (any, error) {
	if err := mayCreate(r); err != nil {
		return nil, err
	}
	properties := newProperties(r.Body)
	if err := checkNewThirdParty(properties, r.Body); err != nil {
		return nil, err
	}
	client, err := h.newClient(properties)
	if err != nil {
		return nil, err
	}
	registered, err := credential.Register(h.Tenant, properties)
	if err != nil {
		return nil, err
	}
	client.Credentials = registered.Credentials
	if err := complete(client, properties); err != nil {
		return nil, err
	}
	var view map[string]any
	err = h.Store.Update(r.Context, func(tx store.Writer) error {
		if err := h.putNew(tx, client, properties); err != nil {
			return err
		}
		registered.Expand()
		view, err = h.showCreated(tx, client, properties)
		return err
	})
	return view, err
}

// newClient has an id and a secret.
func (h handlers) newClient(properties map[string]any) (*store.Client, error) {
	newID := endpoint.NewClientID
	if isStrict(properties) {
		newID = endpoint.NewThirdPartyClientID
	}
	id, err := newID(h.Random)
	if err != nil {
		return nil, err
	}
	secret, err := endpoint.NewSecret(h.Random)
	return &store.Client{ClientID: id, ClientSecret: secret}, err
}

// putNew stores a new client with what comes with it.
func (h handlers) putNew(tx store.Writer, client *store.Client, properties map[string]any) error {
	if err := linkResourceServer(tx, client, properties); err != nil {
		return err
	}
	if err := tx.PutClient(client); err != nil {
		return err
	}
	if client.AppType == typeExpress {
		return h.grantExpress(tx, client)
	}
	return nil
}

func (h handlers) read(r *endpoint.Request) (any, error) {
	var view map[string]any
	err := h.Store.View(r.Context, func(tx store.Reader) error {
		client := tx.Client(r.ID)
		if client == nil {
			return endpoint.MissingClient()
		}
		shower, err := h.showerFor(tx, visibleTo(r))
		if err != nil {
			return err
		}
		view, err = shower.show(client)
		return err
	})
	return selectFields(view, r.Query), err
}

// selectFields keeps the fields that the query names, and signing_keys: so is
// every recorded answer. Whether the service or the recorder put them there is
// unknown.
func selectFields(view, query map[string]any) map[string]any {
	signingKeys, visible := view["signing_keys"]
	selected := endpoint.SelectFields(view, query)
	if endpoint.Selects(query) && query["include_fields"] != false && visible {
		selected["signing_keys"] = signingKeys
	}
	return selected
}

func (h handlers) update(r *endpoint.Request) (any, error) {
	if err := mayUpdate(r); err != nil {
		return nil, err
	}
	var view map[string]any
	err := h.Store.Update(r.Context, func(tx store.Writer) error {
		stored := tx.Client(r.ID)
		if stored == nil {
			return endpoint.MissingClient()
		}
		client, err := h.changed(stored, r.Body)
		if err != nil {
			return err
		}
		if err := tx.PutClient(client); err != nil {
			return err
		}
		shower, err := h.showerFor(tx, visibleTo(r))
		if err != nil {
			return err
		}
		view, err = shower.show(client)
		for _, name := range externalProperties() { // recorded 2026-04
			delete(view, name)
		}
		return err
	})
	return view, err
}

// changed is the stored client with what was sent.
func (h handlers) changed(stored *store.Client, sent map[string]any) (*store.Client, error) {
	method, one := sent[authMethod]
	methods, other := sent[credential.Methods]
	if one && other && method == nil && methods == nil {
		return nil, endpoint.InvalidBody("one of %s and %s must not be null.", authMethod, credential.Methods)
	}
	properties, err := decodeProperties(stored.Properties)
	if err != nil {
		return nil, err
	}
	if err := checkChangedThirdParty(properties, sent); err != nil {
		return nil, err
	}
	merge(properties, sent)
	client := *stored
	if secret, isSet := sent["client_secret"].(string); isSet {
		client.ClientSecret = secret
	}
	if client.ClientSecret == "" && client.ExternalID() == "" {
		// A public client in a data file of an earlier version.
		if client.ClientSecret, err = endpoint.NewSecret(h.Random); err != nil {
			return nil, err
		}
	}
	if err := credential.CheckAttached(client.Credentials, properties); err != nil {
		return nil, err
	}
	return &client, complete(&client, properties)
}

// delete succeeds also when there is nothing to delete (recorded 2024). The
// client's grants go with it.
func (h handlers) delete(r *endpoint.Request) (any, error) {
	return nil, h.Store.Update(r.Context, func(tx store.Writer) error {
		client := tx.Client(r.ID)
		switch {
		case client == nil:
			return nil
		case client.Bootstrap:
			return endpoint.NotSupported("The mock tenant was started with the client %s, which cannot be deleted.", client.ClientID)
		case client.IsGlobal():
			return endpoint.NotSupported("The client %s is the tenant's global client, which cannot be deleted.", client.ClientID)
		}
		if err := unlinkResourceServer(tx, client); err != nil {
			return err
		}
		return tx.DeleteClient(client.ClientID)
	})
}

// rotateSecret gives a client another secret. A client that authenticates with
// keys is refused (documented; the words are unknown).
func (h handlers) rotateSecret(r *endpoint.Request) (any, error) {
	secret, err := endpoint.NewSecret(h.Random)
	if err != nil {
		return nil, err
	}
	var view map[string]any
	err = h.Store.Update(r.Context, func(tx store.Writer) error {
		stored := tx.Client(r.ID)
		if stored == nil {
			return endpoint.MissingClient()
		}
		if stored.Properties[credential.Methods] != nil {
			return endpoint.NotSupported("The client %s has %s, and therefore no secret to rotate.", stored.ClientID, credential.Methods)
		}
		client := *stored
		client.ClientSecret = secret
		if err := tx.PutClient(&client); err != nil {
			return err
		}
		shower, err := h.showerFor(tx, everything())
		if err != nil {
			return err
		}
		view, err = shower.show(&client)
		return err
	})
	return view, err
}

// encodeProperties makes the stored form of what the Management API answers.
func encodeProperties(properties map[string]any) (map[string]json.RawMessage, error) {
	out := make(map[string]json.RawMessage, len(properties))
	for name, value := range properties {
		text, err := json.Marshal(value)
		if err != nil {
			return nil, err
		}
		out[name] = text
	}
	return out, nil
}

// decodeProperties reads the stored form.
func decodeProperties(properties map[string]json.RawMessage) (map[string]any, error) {
	out := make(map[string]any, len(properties))
	for name, text := range properties {
		var value any
		if err := json.Unmarshal(text, &value); err != nil {
			return nil, err
		}
		out[name] = value
	}
	if out[isFirstParty] == false && out[securityMode] == nil {
		// Clients older than the modes answer so (documented).
		out[securityMode] = permissive
	}
	return out, nil
}
