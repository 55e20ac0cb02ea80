package provider_test

import (
	"fmt"
	"net/http"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

const roleResource, permissionResource, permissionsResource = "auth0api_role", "auth0api_role_permission", "auth0api_role_permissions"

// permissionBlock is a permission on the API of access.
func permissionBlock(name string) acctest.Values {
	return acctest.Values{"resource_server_identifier": "urn:appointments", "name": name}
}

// access makes an API with two scopes, and a role with these permissions. It returns the
// ID of the role, which it hides.
func (s *scene) access(permissions ...string) string {
	s.start()
	s.tenant.Create("resource-servers", acctest.Object{"identifier": "urn:appointments", "scopes": []acctest.Object{{"value": "read"}, {"value": "write"}}})
	role, _ := s.tenant.Create("roles", acctest.Object{"name": "Editor"})["id"].(string)
	s.hide(role, "ROLE_ID")
	s.permit(role, permissions...)
	return role
}

// permit gives a role permissions outside Terraform.
func (s *scene) permit(role string, permissions ...string) {
	if len(permissions) > 0 {
		s.tenant.API(http.MethodPost, "/roles/"+role+"/permissions", permissionsBody("urn:appointments", permissions...), nil)
	}
}

// accessMistakes are about roles and what is assigned.
func accessMistakes() []mistake {
	permission := func(role, name string) acctest.Values {
		return acctest.Values{"role_id": role, "resource_server_identifier": "urn:appointments", "permission": name}
	}
	return []mistake{
		{"A role that exists", func(s *scene) {
			s.access()
			s.plan(roleResource, acctest.Values{"name": "Editor"}, true)
		}},
		{"A role that does not exist", func(s *scene) {
			s.access()
			s.data(roleResource, acctest.Values{"name": "editor"})
		}},
		planning("No permissions", permissionsResource, acctest.Values{"role_id": "ROLE_ID", "permissions": list{}}),
		{"A permission on a scope that the API does not have", func(s *scene) {
			role := s.access()
			s.say("The API is in the same configuration, so that the plan has read it.")
			s.plugin.ReadAfter(apiResource, s.plugin.Import(apiResource, "urn:appointments"))
			s.plan(permissionResource, permission(role, "delete"), false)
		}},
		{"A permission on a scope that the set of scopes lacks", func(s *scene) {
			role := s.access()
			s.plugin.PlanAfter(scopesResource, acctest.Answer{}, acctest.Values{"resource_server_identifier": "urn:appointments", "scopes": list{acctest.Values{"name": "read"}}})
			s.say("`auth0api_resource_server_scopes` declares only the scope `read`.")
			s.plan(permissionResource, permission(role, "write"), false)
		}},
		{"Removing a scope that roles permit", func(s *scene) {
			s.access("read")
			scope := s.plugin.ReadAfter(scopeResource, s.plugin.Import(scopeResource, "urn:appointments::read"))
			s.plugin.PlanDestroy(scopeResource, scope)
			s.prints("terraform plan -destroy")
		}},
		{"A permission that a role has already", func(s *scene) {
			role := s.access("read")
			s.plan(permissionResource, permission(role, "read"), true)
		}},
		{"A permission that another process added", func(s *scene) {
			role := s.access()
			config := func(names ...string) acctest.Values {
				blocks := list{}
				for _, name := range names {
					blocks = append(blocks, permissionBlock(name))
				}
				return acctest.Values{"role_id": role, "permissions": blocks}
			}
			state := s.made(permissionsResource, config("read"))
			s.tenant.Change("resource-servers", "urn:appointments", acctest.Object{"scopes": []acctest.Object{{"value": "read"}, {"value": "write"}, {"value": "delete"}}})
			s.permit(role, "write")
			s.connect(nil)
			s.changed(permissionsResource, state, config("read", "delete"), true)
		}},
		{"An import ID with too few parts", func(s *scene) {
			s.access()
			s.imports(permissionResource, "ROLE_ID")
		}},
		{"An import ID of a permission that the role does not have", func(s *scene) {
			role := s.access()
			s.imports(permissionResource, role+"::urn:appointments::read::write")
		}},
	}
}

// documentMistakes are about clients that a metadata document describes.
func documentMistakes() []mistake {
	of := func(title, document string, then func(s *scene, site *documentSite, config acctest.Values)) mistake {
		return mistake{title, func(s *scene) {
			s.start(mocktest.WithCIMDFromLoopback())
			site := newDocumentSite(s.t)
			site.put(document)
			s.hide(strings.TrimSuffix(site.url, "/client.json"), "https://editor.example.test")
			then(s, site, acctest.Values{"external_client_id": site.url})
		}}
	}
	return []mistake{
		of("A metadata document that cannot be fetched", "", func(s *scene, _ *documentSite, config acctest.Values) { s.plan(cimdResource, config, false) }),
		of("A metadata document that is not valid", strings.ReplaceAll(exampleDocument, `"redirect_uris":["https://editor.example.test/callback"],`, ""),
			func(s *scene, _ *documentSite, config acctest.Values) { s.plan(cimdResource, config, false) }),
		of("A metadata document with a property that the service ignores", strings.Replace(exampleDocument, "{", `{"software_version":"1",`, 1),
			func(s *scene, _ *documentSite, config acctest.Values) { s.plan(cimdResource, config, false) }),
		of("A metadata document that changes between plan and apply", exampleDocument, func(s *scene, site *documentSite, config acctest.Values) {
			s.block("resource", cimdResource, resourceName, config)
			planned := s.plugin.PlanAfter(cimdResource, acctest.Answer{}, config)
			site.put(strings.ReplaceAll(exampleDocument, "Editor", "Other"))
			s.plugin.ApplyPlan(cimdResource, acctest.Answer{}, planned, config)
			s.prints("terraform apply")
		}),
		of("Importing a client that has no metadata document", exampleDocument, func(s *scene, _ *documentSite, _ acctest.Values) {
			s.imports(cimdResource, s.newClientHidden("reader", nil))
		}),
		of("Importing the client of a document that is not registered", exampleDocument, func(s *scene, site *documentSite, _ acctest.Values) {
			s.imports(cimdResource, fmt.Sprint(site.url))
		}),
	}
}
