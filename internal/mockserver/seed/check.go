package seed

import (
	"slices"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/customclaims"
)

// check reports what the schema cannot say.
func (s *Seed) check(p *problems) {
	apis, roles, users, organizations := s.section(sectionAPIs), s.section(sectionRoles), s.section(sectionUsers), s.section(sectionOrganizations)
	s.unique(p, apis, "the API", "identifier")
	for _, api := range apis {
		s.unique(p, objects(api.properties, api.path, "scopes"), "the scope", "value")
	}
	s.unique(p, roles, "the role", "name")
	s.unique(p, roles, "the role ID", "id")
	s.unique(p, users, "the user", "user_id")
	s.unique(p, users, "the e-mail address", "email")
	s.unique(p, users, "the username", "username")
	s.unique(p, organizations, "the organization", "name")
	s.unique(p, organizations, "the organization ID", "id")
	for _, holder := range slices.Concat(roles, users) {
		s.unique(p, objects(holder.properties, holder.path, "permissions"), "the permission", "permission_name", "resource_server_identifier")
	}
	for _, user := range users {
		if user.text("email") == "" && user.text("username") == "" {
			p.add(s.tree.at[user.path], "the user %s lacks a name to log in with: set email, username or both", user.text("user_id"))
		}
		s.uniqueRoles(p, user)
	}
	for _, organization := range organizations {
		s.checkQuota(p, organization)
	}
	s.unique(p, s.section(sectionClaims), "the custom claims", "resource_server_identifier", "user_id")
	s.checkClaims(p)
}

// unique reports objects with the same values of the properties as an earlier object. An
// object without the first property is not compared.
func (s *Seed) unique(p *problems, all []object, what string, properties ...string) {
	type key [2]string
	lines := map[key]int{}
	for _, each := range all {
		var k key
		for i, property := range properties {
			k[i] = each.text(property)
		}
		at := s.tree.at[each.path+"/"+properties[0]]
		switch line, isThere := lines[k]; {
		case k[0] == "":
		case isThere && k[1] != "":
			p.add(at, "%s %q of %q is declared already, in line %d; each can be declared once", what, k[0], k[1], line)
		case isThere:
			p.add(at, "%s %q is declared already, in line %d; each can be declared once", what, k[0], line)
		default:
			lines[k] = at.line
		}
	}
}

func (s *Seed) uniqueRoles(p *problems, user object) {
	lines := map[string]int{}
	for _, role := range s.rolesOf(user) {
		at := s.tree.at[role.path]
		if line, isThere := lines[role.name]; isThere {
			p.add(at, "the role %q is declared already, in line %d; each can be declared once", role.name, line)
			continue
		}
		lines[role.name] = at.line
	}
}

func (s *Seed) checkQuota(p *problems, organization object) {
	quota, _ := organization.properties["token_quota"].(map[string]any)
	limits, isSet := quota["client_credentials"].(map[string]any)
	if isSet && limits["per_hour"] == nil && limits["per_day"] == nil {
		p.add(s.tree.at[organization.path+"/token_quota/client_credentials"], "the quota has no limit: set per_hour, per_day or both")
	}
}

// checkClaims reports names that the service refuses, and too many claims.
func (s *Seed) checkClaims(p *problems) {
	var entries []customclaims.Entry
	for _, each := range s.section(sectionClaims) {
		entry := entryOf(each)
		for name := range entry.Claims {
			if err := customclaims.CheckName(name); err != nil {
				p.add(s.tree.keys[each.path+"/claims/"+escape(name)], "%s", err)
			}
		}
		if err := customclaims.CheckSize(entries, entry); err != nil {
			p.add(s.tree.keys[each.path+"/claims"], "%s", err)
		}
		entries = append(entries, entry)
	}
}

func entryOf(o object) customclaims.Entry {
	claims, _ := o.properties["claims"].(map[string]any)
	return customclaims.Entry{API: o.text("resource_server_identifier"), UserID: o.text("user_id"), Claims: claims}
}
