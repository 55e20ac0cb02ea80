package credential

import (
	"fmt"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Registered are the credentials that a new client came with.
type Registered struct {
	Credentials []store.Credential
	lists       []registeredList
}

// registeredList is where a body had credentials: object["credentials"].
type registeredList struct {
	object map[string]any
	made   []store.Credential
}

// Register makes the credentials that a new client's body has in full (facts
// 2.4), and puts their ids in their place, by which alone later answers name
// them.
func Register(tenant endpoint.Tenant, properties map[string]any) (*Registered, error) {
	out := &Registered{}
	methods, _ := properties[Methods].(map[string]any)
	for name, method := range methods {
		object, _ := method.(map[string]any)
		if err := out.register(tenant, Methods+"."+name, object); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{SignedRequestObject, TokenVault} {
		object, isSet := properties[name].(map[string]any)
		if !isSet || object["credentials"] == nil {
			continue
		}
		if err := out.register(tenant, name, object); err != nil {
			return nil, err
		}
	}
	return out, CheckAttached(out.Credentials, properties)
}

func (r *Registered) register(tenant endpoint.Tenant, place string, object map[string]any) error {
	list, _ := object["credentials"].([]any)
	ids := make([]any, len(list))
	made := make([]store.Credential, len(list))
	for i, each := range list {
		sent, _ := each.(map[string]any)
		credential, err := New(tenant, sent)
		if err != nil {
			return Within(fmt.Sprintf("%s.credentials[%d]", place, i), err)
		}
		if err := CheckAdded(r.Credentials, credential); err != nil {
			return err
		}
		ids[i], made[i] = map[string]any{"id": credential.ID}, credential
		r.Credentials = append(r.Credentials, credential)
	}
	object["credentials"] = ids
	r.lists = append(r.lists, registeredList{object, made})
	return nil
}

// Expand puts the credentials whole where Register put their ids: the answer to
// the POST, and no later one, shows them so (recorded 2023 to 2026).
func (r *Registered) Expand() {
	for _, list := range r.lists {
		views := make([]any, len(list.made))
		for i, credential := range list.made {
			views[i] = Show(credential)
		}
		list.object["credentials"] = views
	}
}
