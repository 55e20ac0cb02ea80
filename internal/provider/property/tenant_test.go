package property_test

import (
	"slices"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// tenant is the mock that the configuration is applied to.
type tenant struct{ *acctest.Tenant }

// fresh are the settings of a new API and a new client of which a configuration
// says nothing but what is required.
func fresh(t *testing.T) (api, client map[string]any) {
	t.Helper()
	mock := acctest.NewTenant(t)
	api = mock.Create("resource-servers", acctest.Object{"identifier": "https://fresh.example.test/"})
	client = mock.Create("clients", acctest.Object{"name": "fresh", "app_type": "non_interactive"})
	return only(api, apiSettings()), only(client, clientSettings())
}

// facts are what the tenant holds, in the words of world.expected.
func (m tenant) facts() []string {
	var lines []string
	for _, a := range m.List("resource-servers") {
		if a["is_system"] == true || a["identifier"] == foreignAPI {
			continue
		}
		identifier := text(a["identifier"])
		lines = append(lines, apiLines(identifier, a, m.Scopes(identifier))...)
	}
	names := map[string]any{}
	for _, c := range m.List("clients") {
		id := text(c["client_id"])
		if id == m.ClientID || c["global"] == true {
			continue
		}
		names[id] = c["name"]
		lines = append(lines, clientLine(c))
	}
	for _, g := range m.List("client-grants") {
		id := text(g["client_id"])
		if id == m.ClientID {
			continue
		}
		list, _ := g["scope"].([]any)
		scopes := make([]string, len(list))
		for i, s := range list {
			scopes[i] = text(s)
		}
		lines = append(lines, grantLine(names[id], text(g["audience"]), scopes))
	}
	lines = append(lines, m.roleFacts()...)
	lines = append(lines, m.userFacts()...)
	lines = append(lines, m.organizationFacts(names)...)
	slices.Sort(lines)
	return lines
}

// clientID finds a client by all that the model knows of it; "" where another
// one is the same.
func (m tenant) clientID(c *object) string {
	found := ""
	for _, each := range m.List("clients") {
		if id := text(each["client_id"]); id != m.ClientID && clientLine(each) == clientLine(c.held) {
			if found != "" {
				return ""
			}
			found = id
		}
	}
	return found
}

// grantID finds a grant; "" where its client cannot be told from another.
func (m tenant) grantID(g *grant) string {
	client := m.clientID(g.client)
	for _, each := range m.List("client-grants") {
		if client != "" && each["client_id"] == client && each["audience"] == g.api.identifier {
			return text(each["id"])
		}
	}
	return ""
}

func text(v any) string {
	s, _ := v.(string)
	return s
}
