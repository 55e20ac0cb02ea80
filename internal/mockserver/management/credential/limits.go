package credential

import (
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/publickey"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// maxStored is how many credentials a client stores, in use or not (the
// official provider is prepared for the refusal).
const maxStored = 4

// CheckAdded refuses a credential that the client has no room for, or whose key
// it has already. The texts are those that the official provider is prepared
// for.
func CheckAdded(stored []store.Credential, added store.Credential) error {
	if len(stored) >= maxStored {
		return endpoint.BadBody("A client can have a maximum of %d credentials.", maxStored)
	}
	for _, each := range stored {
		if same, err := sameKey(each, added); err != nil {
			return err
		} else if same {
			return endpoint.BadBody("credentials contains public keys that already exist in client")
		}
	}
	return nil
}

// sameKey reports whether two credentials are of one public key, or have one
// kid, by which a verifier would have to tell them apart.
func sameKey(a, b store.Credential) (bool, error) {
	if a.Type != PublicKey || b.Type != PublicKey {
		return false, nil
	}
	if a.Kid == b.Kid {
		return true, nil
	}
	one, err := publickey.Thumbprint(a.PEM)
	if err != nil {
		return false, err
	}
	other, err := publickey.Thumbprint(b.PEM)
	return one == other, err
}

// Index is the place of the credential with that id, or -1.
func Index(credentials []store.Credential, id string) int {
	return slices.IndexFunc(credentials, func(c store.Credential) bool { return c.ID == id })
}
