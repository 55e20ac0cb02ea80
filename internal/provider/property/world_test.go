package property_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// api is an API with its scopes: one resource for each, or one for all.
type api struct {
	*object
	identifier string
	set        bool
	scopes     []*scope
	// has are the scopes that the tenant holds, with their descriptions.
	has map[string]string
}

type scope struct{ label, name, description string }

// grant lets a client ask for scopes of an API.
type grant struct {
	label  string
	client *object
	api    *api
	scopes []string
	// forOrganizations reports that organizations can use the grant.
	forOrganizations bool
}

// world is a configuration and the tenant that follows from it. A tenant made
// by hand of these rules is what the mock has to equal.
type world struct {
	freshAPI, freshClient map[string]any

	apis    []*api
	clients []*object
	grants  []*grant
	roles   []*role
	// users and organizations are not managed by Terraform, only what is assigned to them.
	users         []*user
	organizations []*organization
	associations  []*association
	// once are blocks for the next apply alone: moved, import.
	once []string
	made int
}

// label is a name that was not there before.
func (w *world) label(prefix string) string {
	w.made++
	return fmt.Sprintf("%s%d", prefix, w.made)
}

// tidy takes out what would not be valid: grants without a client or an API,
// scopes of grants that the API does not declare, a second grant of a pair.
func (w *world) tidy() {
	pairs := map[string]bool{}
	w.grants = slices.DeleteFunc(w.grants, func(g *grant) bool {
		pair := g.client.label + " " + g.api.label
		if pairs[pair] || !slices.Contains(w.clients, g.client) || !slices.Contains(w.apis, g.api) {
			return true
		}
		pairs[pair] = true
		g.scopes = slices.DeleteFunc(g.scopes, func(name string) bool { return g.api.scope(name) == nil })
		return false
	})
	w.tidyRoles()
	w.tidyUsers()
	w.tidyAssociations()
}

func (a *api) scope(name string) *scope {
	for _, s := range a.scopes {
		if s.name == name {
			return s
		}
	}
	return nil
}

// apply brings the tenant to what the configuration says.
func (w *world) apply() {
	for _, a := range w.apis {
		if a.held == nil {
			a.has = map[string]string{}
		}
		a.apply(apiSettings(), w.freshAPI)
		if a.set && len(a.scopes) > 0 {
			a.has = map[string]string{} // one resource says all of them
		}
		for _, s := range a.scopes {
			a.has[s.name] = s.description
		}
	}
	for _, c := range w.clients {
		c.apply(clientSettings(), w.freshClient)
	}
	for _, o := range w.roles {
		o.apply()
	}
	for _, u := range w.users {
		u.apply()
	}
	w.once = nil
}

// hcl is the configuration.
func (w *world) hcl() string {
	var text strings.Builder
	for _, a := range w.apis {
		fmt.Fprintf(&text, "resource \"auth0api_resource_server\" %q {\n  identifier = %q\n%s}\n", a.label, a.identifier, a.hcl())
		a.writeScopes(&text)
	}
	for _, c := range w.clients {
		fmt.Fprintf(&text, "resource \"auth0api_client\" %q {\n%s}\n", c.label, c.hcl())
	}
	for _, g := range w.grants {
		scopes := make([]string, len(g.scopes))
		for i, name := range g.scopes {
			scopes[i] = fmt.Sprintf("%q", name)
			if !g.api.set {
				scopes[i] = "auth0api_resource_server_scope." + g.api.scope(name).label + ".scope"
			}
		}
		audience := "auth0api_resource_server." + g.api.label + ".identifier"
		if g.api.set && len(g.api.scopes) > 0 {
			audience = "auth0api_resource_server_scopes." + g.api.label + ".resource_server_identifier"
		}
		usage := ""
		if g.forOrganizations {
			usage = "  organization_usage = \"allow\"\n"
		}
		fmt.Fprintf(&text, "resource \"auth0api_client_grant\" %q {\n  client_id = auth0api_client.%s.client_id\n  audience = %s\n  scopes = [%s]\n%s}\n",
			g.label, g.client.label, audience, strings.Join(scopes, ", "), usage)
	}
	for _, o := range w.roles {
		text.WriteString(o.hcl())
	}
	for _, u := range w.users {
		text.WriteString(u.hcl())
	}
	for _, a := range w.associations {
		text.WriteString(a.hcl())
	}
	return text.String() + strings.Join(w.once, "")
}

func (a *api) writeScopes(text *strings.Builder) {
	if a.set && len(a.scopes) > 0 {
		fmt.Fprintf(text, "resource \"auth0api_resource_server_scopes\" %q {\n  resource_server_identifier = auth0api_resource_server.%s.identifier\n", a.label, a.label)
		for _, s := range a.scopes {
			fmt.Fprintf(text, "  scopes {\n    name = %q\n    description = %q\n  }\n", s.name, s.description)
		}
		text.WriteString("}\n")
		return
	}
	for _, s := range a.scopes {
		if !a.set {
			fmt.Fprintf(text, "resource \"auth0api_resource_server_scope\" %q {\n  resource_server_identifier = auth0api_resource_server.%s.identifier\n  scope = %q\n  description = %q\n}\n",
				s.label, a.label, s.name, s.description)
		}
	}
}

// expected is the tenant that the world describes, a line for each fact.
func (w *world) expected() []string {
	var lines []string
	for _, a := range w.apis {
		lines = append(lines, apiLines(a.identifier, a.held, a.has)...)
	}
	for _, c := range w.clients {
		lines = append(lines, clientLine(c.held))
	}
	for _, g := range w.grants {
		lines = append(lines, grantLine(g.client.held["name"], g.api.identifier, g.scopes))
	}
	for _, o := range w.roles {
		lines = append(lines, o.lines()...)
	}
	for _, u := range w.users {
		lines = append(lines, u.lines()...)
	}
	for _, o := range w.organizations {
		lines = append(lines, associationLine(o.name, foreignClient, foreignAPI))
	}
	for _, a := range w.associations {
		lines = append(lines, a.line())
	}
	slices.Sort(lines)
	return lines
}

func apiLines(identifier string, settings map[string]any, scopes map[string]string) []string {
	lines := []string{fmt.Sprintf("API %s %s", identifier, value(only(settings, apiSettings())))}
	for _, name := range slices.Sorted(maps.Keys(scopes)) {
		lines = append(lines, fmt.Sprintf("API %s has scope %s (%s)", identifier, name, scopes[name]))
	}
	return lines
}

func clientLine(settings map[string]any) string {
	return "client " + value(only(settings, clientSettings()))
}

func grantLine(client any, identifier string, scopes []string) string {
	return fmt.Sprintf("grant of a client %v on %s: %v", client, identifier, slices.Sorted(slices.Values(scopes)))
}

// only is the settings that sequences change, without those that are nothing.
func only(all map[string]any, settings []setting) map[string]any {
	some := map[string]any{}
	for _, s := range settings {
		switch v := all[s.name].(type) {
		case nil:
		case []any:
			if len(v) > 0 {
				some[s.name] = v
			}
		case map[string]any:
			if len(v) > 0 {
				some[s.name] = v
			}
		default:
			some[s.name] = v
		}
	}
	return some
}
