package management

import (
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/management/rest"
)

func FuzzResourceServer(f *testing.F) {
	f.Add(`{"id":"r","identifier":"urn:a","scopes":[{"value":"a"},{"value":"b","description":""}],"token_lifetime":86400,"new":{"a":[null]}}`)
	f.Add(`{"id":"r","scopes":null}`)
	f.Add(`{"ID":"r","Scopes":[{}],"id":7}`)
	f.Fuzz(func(t *testing.T, text string) {
		var api ResourceServer
		if (rest.Request{}).Decode([]byte(text), &api) != nil {
			return
		}
		if api.ID == "" {
			t.Errorf("%q has no ID, which is no error", text)
		}
		for _, field := range []string{"id", "identifier", "scopes"} {
			if _, twice := api.Settings[field]; twice {
				t.Errorf("%q: %s is a setting too, and an update would send it back", text, field)
			}
		}
	})
}
