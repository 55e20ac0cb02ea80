package management

import (
	"encoding/json"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

func (a *api) createClient(r *request) (any, error) {
	clientID, err := newClientID(a.Random)
	if err != nil {
		return nil, err
	}
	properties := defaultClient(r.body)
	laid(properties, r.body)
	client := &store.Client{ClientID: clientID}
	if client.Credentials, err = a.registerCredentials(properties); err != nil {
		return nil, err
	}
	if err := settleClient(a.Random, client, properties); err != nil {
		return nil, err
	}
	var view map[string]any
	err = a.Store.Update(r.ctx, func(tx store.Writer) error {
		if err := linkResourceServer(tx, client, properties); err != nil {
			return err
		}
		if err := tx.PutClient(client); err != nil {
			return err
		}
		view, err = a.viewClient(tx, client, everything())
		return err
	})
	return view, err
}

func (a *api) readClient(r *request) (any, error) {
	var view map[string]any
	err := a.Store.View(r.ctx, func(tx store.Reader) error {
		client := tx.Client(r.id)
		if client == nil {
			return missingClient(r.id)
		}
		var err error
		view, err = a.viewClient(tx, client, readable(r.token))
		return err
	})
	return selectFields(view, r.query), err
}

func (a *api) updateClient(r *request) (any, error) {
	if err := mayUpdate(r.token, r.body); err != nil {
		return nil, err
	}
	var view map[string]any
	err := a.Store.Update(r.ctx, func(tx store.Writer) error {
		stored := tx.Client(r.id)
		if stored == nil {
			return missingClient(r.id)
		}
		client, err := a.changedClient(stored, r.body)
		if err != nil {
			return err
		}
		if err := tx.PutClient(client); err != nil {
			return err
		}
		view, err = a.viewClient(tx, client, readable(r.token))
		return err
	})
	return view, err
}

// changedClient is the stored client with what was sent.
func (a *api) changedClient(stored *store.Client, sent map[string]any) (*store.Client, error) {
	method, one := sent["token_endpoint_auth_method"]
	methods, other := sent["client_authentication_methods"]
	if one && other && method == nil && methods == nil {
		return nil, invalidBody("one of token_endpoint_auth_method and client_authentication_methods must not be null.")
	}
	properties, err := decodeProperties(stored.Properties)
	if err != nil {
		return nil, err
	}
	laid(properties, sent)
	client := *stored
	if secret, given := sent["client_secret"].(string); given {
		client.ClientSecret = secret
	}
	if err := checkAttached(client.Credentials, properties); err != nil {
		return nil, err
	}
	return &client, settleClient(a.Random, &client, properties)
}

// deleteClient succeeds also when there is nothing to delete. The client's
// grants go with it.
func (a *api) deleteClient(r *request) (any, error) {
	return nil, a.Store.Update(r.ctx, func(tx store.Writer) error {
		client := tx.Client(r.id)
		if client == nil {
			return nil
		}
		if client.Bootstrap {
			return systemObject("The client %s is the one that the mock tenant was started with, which cannot be deleted.", client.ClientID)
		}
		if err := unlinkResourceServer(tx, client); err != nil {
			return err
		}
		return tx.DeleteClient(client.ClientID)
	})
}

func (a *api) rotateClientSecret(r *request) (any, error) {
	secret, err := newSecret(a.Random)
	if err != nil {
		return nil, err
	}
	var view map[string]any
	err = a.Store.Update(r.ctx, func(tx store.Writer) error {
		stored := tx.Client(r.id)
		if stored == nil {
			return missingClient(r.id)
		}
		client := *stored
		client.ClientSecret = secret
		if err := tx.PutClient(&client); err != nil {
			return err
		}
		view, err = a.viewClient(tx, &client, everything())
		return err
	})
	return view, err
}

func missingClient(clientID string) error {
	return notFound("inexistent_client", "The client %s does not exist.", clientID)
}

// laid lays what was sent over the properties: a value replaces, null removes.
// The members of client_metadata are treated the same way, each for itself.
func laid(properties, sent map[string]any) {
	for name, value := range sent {
		switch name {
		case "client_secret":
			// Kept in a field of its own, never among the properties.
		case "client_metadata":
			metadata := map[string]any{}
			if stored, isObject := properties[name].(map[string]any); isObject {
				metadata = stored
			}
			sentMetadata, _ := value.(map[string]any)
			for key, member := range sentMetadata {
				set(metadata, key, member)
			}
			properties[name] = metadata
		default:
			set(properties, name, value)
		}
	}
}

func set(object map[string]any, name string, value any) {
	if value == nil {
		delete(object, name)
		return
	}
	object[name] = value
}

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

func decodeProperties(properties map[string]json.RawMessage) (map[string]any, error) {
	out := make(map[string]any, len(properties))
	for name, text := range properties {
		var value any
		if err := json.Unmarshal(text, &value); err != nil {
			return nil, err
		}
		out[name] = value
	}
	return out, nil
}
