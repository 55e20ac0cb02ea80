package schema_test

import (
	"encoding/json"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
)

func TestFormatsOfURLsAndIDs(t *testing.T) {
	t.Parallel()
	// property is the JSON around a value of the format, with %s for the value.
	tests := map[string]struct{ good, bad []string }{
		"callbacks": {
			good: []string{"https://a.example.test/cb", "http://localhost:3000", "com.app://cb", "com.app:/cb", "https://{organization_name}.example.test", "https://*.example.test"},
			bad:  []string{"", "x", "javascript:alert(1)", "data:text/html,x", "https://", "https://a b", "https://<a>"},
		},
		"allowed_origins": {
			good: []string{"https://a.example.test", "http://localhost:3000", "https://*.example.test"},
			bad:  []string{"", "*", "a.example.test", "com.app:/x"},
		},
		"logo_uri":           {good: []string{"", "https://a.example.test/logo.png", "http://a"}, bad: []string{"logo.png", "/logo.png"}},
		"initiate_login_uri": {good: []string{"", "https://a.example.test/login"}, bad: []string{"http://a.example.test/login", "x"}},
		"cross_origin_loc":   {good: []string{"https://a.example.test/x", "http://a"}, bad: []string{"", "ftp://a", "x"}},
	}
	lists := map[string]bool{"callbacks": true, "allowed_origins": true}
	schemas := compiled(t)
	body := func(property, value string) string {
		var content any = value
		if lists[property] {
			content = []string{value}
		}
		text, err := json.Marshal(map[string]any{"name": "c", property: content})
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for property, values := range tests {
		for _, value := range values.good {
			if got := check(t, schemas, schema.ClientCreate, body(property, value)); got != "" {
				t.Errorf("%s %q: %s", property, value, got)
			}
		}
		for _, value := range values.bad {
			if got := check(t, schemas, schema.ClientCreate, body(property, value)); got == "" {
				t.Errorf("%s %q is accepted", property, value)
			}
		}
	}
}
