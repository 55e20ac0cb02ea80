// Package customclaims has the claims that Actions of the service would add to access
// tokens for users. The mock runs no Actions: a seed file declares what they would add.
package customclaims

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// storeKey is the setting of the store that has the entries, as JSON.
const storeKey = "custom_claims"

// MaxBytes is how much JSON all custom claims of a token can have (facts 11.3).
const MaxBytes = 100 << 10

// ErrTooLarge says that the claims of a token would exceed MaxBytes.
var ErrTooLarge = errors.New("all custom claims of a token together can have at most 100 KiB of JSON")

// Entry has claims of the access tokens for one API.
type Entry struct {
	// API is its identifier. The API need not exist.
	API string `json:"resource_server_identifier"`
	// UserID is the subject of the user; empty for all users.
	UserID string         `json:"user_id,omitempty"`
	Claims map[string]any `json:"claims"`
}

// Put replaces all entries of the tenant. It writes nothing if they are the same.
func Put(tx store.Writer, entries []Entry) error {
	text, err := json.Marshal(entries)
	if err != nil {
		return fmt.Errorf("encoding the custom claims: %w", err)
	}
	if tx.Setting(storeKey) == string(text) {
		return nil
	}
	return tx.SetSetting(storeKey, string(text))
}

// For returns the custom claims of a token for the API and the user with this subject: those
// for all users, and over them the user's own. Tokens for APIs of the service itself carry
// only names with a namespace (facts 11.3).
func For(tenant store.Reader, api *store.ResourceServer, subject string) (map[string]any, error) {
	text := tenant.Setting(storeKey)
	if text == "" {
		return nil, nil
	}
	var entries []Entry
	if err := json.Unmarshal([]byte(text), &entries); err != nil {
		return nil, fmt.Errorf("decoding the custom claims of the data file: %w", err)
	}
	return merged(entries, api, subject), nil
}

// CheckSize reports whether a token for each of the entries' users can carry their claims. The
// error is ErrTooLarge.
func CheckSize(entries []Entry, last Entry) error {
	text, err := json.Marshal(merged(append(entries[:len(entries):len(entries)], last), &store.ResourceServer{Identifier: last.API}, last.UserID))
	if err != nil {
		return fmt.Errorf("encoding the custom claims: %w", err)
	}
	if len(text) > MaxBytes {
		return ErrTooLarge
	}
	return nil
}

func merged(entries []Entry, api *store.ResourceServer, subject string) map[string]any {
	claims := map[string]any{}
	for _, forUser := range []bool{false, true} {
		for _, entry := range entries {
			if entry.API == api.Identifier && (entry.UserID != "") == forUser && (!forUser || entry.UserID == subject) {
				maps.Copy(claims, entry.Claims)
			}
		}
	}
	maps.DeleteFunc(claims, func(name string, _ any) bool { return api.IsSystem && !HasNamespace(name) })
	return claims
}
