package provider_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// assignmentCase is a resource that assigns something to a role, a user or an
// organization.
type assignmentCase struct {
	config acctest.Values
	id     string
	// identity is what identifies the object in an import block.
	identity map[string]string
	// path is the list of the Management API, key what it calls the items.
	path, key string
	// byHand is the body that assigns the same, not through Terraform, and undo the
	// request that removes it.
	byHand acctest.Object
	undo   func(*acctest.Tenant)
	// at is the attribute of an error about the item, and holder that of its holder.
	at, holder string
	// missing is the ID of a holder that does not exist.
	missing string
	// blocks are the names of the attributes that are lists.
	official acctest.Values
}

// withAccess is a tenant with an API, a grant, a role, a user and an organization, and a
// case for each resource.
func withAccess(t testing.TB) (*acctest.Tenant, map[string]assignmentCase) {
	t.Helper()
	tenant := acctest.NewTenant(t)
	tenant.Create("resource-servers", acctest.Object{"identifier": appointments, "name": "Appointments", "scopes": []acctest.Object{{"value": "read:a"}, {"value": "write:a"}}})
	client := newClient(tenant, "c")
	text := func(object acctest.Object, name string) string { return fmt.Sprint(object[name]) }
	grant := text(tenant.Create("client-grants", acctest.Object{"client_id": client, "audience": appointments, "scope": []string{}, "organization_usage": "allow"}), "id")
	role := text(tenant.Create("roles", acctest.Object{"name": "Editor"}), "id")
	user := text(tenant.Create("users", acctest.Object{"connection": "Username-Password-Authentication", "user_id": "1", "email": "u@example.test"}), "user_id")
	organization := text(tenant.Create("organizations", acctest.Object{"name": "acme"}), "id")
	permission := acctest.Object{"permissions": []acctest.Object{{"resource_server_identifier": appointments, "permission_name": "read:a"}}}
	block := list{object{"resource_server_identifier": appointments, "name": "read:a"}}
	officialBlock := list{object{"resource_server_identifier": appointments, "name": "read:a", "description": "", "resource_server_name": "Appointments"}}
	remove := func(path string, body acctest.Object) func(*acctest.Tenant) {
		return func(tenant *acctest.Tenant) { tenant.API(http.MethodDelete, path, body, nil) }
	}
	rolePath, userPath := "/roles/"+role+"/permissions", "/users/"+url.PathEscape(user)
	return tenant, map[string]assignmentCase{
		"auth0api_role_permission": {
			config: acctest.Values{"role_id": role, "resource_server_identifier": appointments, "permission": "read:a"}, id: role + "::" + appointments + "::read:a",
			identity: map[string]string{"role_id": role, "resource_server_identifier": appointments, "permission": "read:a"},
			path:     rolePath, key: "permissions", byHand: permission, undo: remove(rolePath, permission), at: "permission", holder: "role_id", missing: "rol_0000000000000000",
			official: acctest.Values{"role_id": role, "resource_server_identifier": appointments, "permission": "read:a", "resource_server_name": "Appointments", "description": ""},
		},
		"auth0api_role_permissions": {
			config: acctest.Values{"role_id": role, "permissions": block}, id: role, identity: map[string]string{"role_id": role},
			path: rolePath, key: "permissions", byHand: permission, undo: remove(rolePath, permission), at: "permissions", holder: "role_id", missing: "rol_0000000000000000",
			official: acctest.Values{"role_id": role, "permissions": officialBlock},
		},
		"auth0api_user_permissions": {
			config: acctest.Values{"user_id": user, "permissions": block}, id: user, identity: map[string]string{"user_id": user},
			path: userPath + "/permissions", key: "permissions", byHand: permission, undo: remove(userPath+"/permissions", permission), at: "permissions", holder: "user_id", missing: "auth0|2",
			official: acctest.Values{"user_id": user, "permissions": officialBlock},
		},
		"auth0api_user_roles": {
			config: acctest.Values{"user_id": user, "roles": list{role}}, id: user, identity: map[string]string{"user_id": user},
			path: userPath + "/roles", key: "roles", byHand: acctest.Object{"roles": []string{role}}, undo: remove(userPath+"/roles", acctest.Object{"roles": []string{role}}), at: "roles", holder: "user_id", missing: "auth0|2",
			official: acctest.Values{"user_id": user, "roles": list{role}},
		},
		"auth0api_organization_client_grant": {
			config: acctest.Values{"organization_id": organization, "grant_id": grant}, id: organization + "::" + grant,
			identity: map[string]string{"organization_id": organization, "grant_id": grant},
			path:     "/organizations/" + organization + "/client-grants", key: "client_grants", byHand: acctest.Object{"grant_id": grant},
			undo: remove("/organizations/"+organization+"/client-grants/"+grant, nil), at: "grant_id", holder: "organization_id", missing: "org_0000000000000000",
			official: acctest.Values{"organization_id": organization, "grant_id": grant},
		},
	}
}

// assigned is how many items a list has.
func assigned(t *testing.T, tenant *acctest.Tenant, c assignmentCase) int {
	t.Helper()
	var items []acctest.Object
	tenant.API(http.MethodGet, c.path, nil, &items)
	return len(items)
}

// eachAssignment runs a test for each resource, with a tenant of its own.
func eachAssignment(t *testing.T, test func(t *testing.T, tenant *acctest.Tenant, resource string, c assignmentCase)) {
	t.Helper()
	_, cases := withAccess(t)
	for resource := range cases {
		t.Run(resource, func(t *testing.T) {
			t.Parallel()
			tenant, cases := withAccess(t)
			test(t, tenant, resource, cases[resource])
		})
	}
}

func TestAssignmentsAreCreatedReadAndDestroyed(t *testing.T) {
	t.Parallel()
	eachAssignment(t, func(t *testing.T, tenant *acctest.Tenant, resource string, c assignmentCase) {
		p := connected(t, tenant)
		made := p.Apply(resource, noState, c.config)
		mustHaveNone(t, made)
		if made.Attribute("id") != c.id || assigned(t, tenant, c) != 1 {
			t.Errorf("the ID is %v, want %s; the list has %d items", made.Attribute("id"), c.id, assigned(t, tenant, c))
		}
		read := p.ReadAfter(resource, made)
		mustHaveNone(t, read)
		if !read.Value.Equal(made.Value) {
			t.Errorf("read as\n%s, made as\n%s", read.Value, made.Value)
		}
		// Once more, by a process that reads first: nothing is planned.
		other := connected(t, tenant)
		if plan := other.PlanAfter(resource, other.ReadAfter(resource, read), c.config); !plan.Value.Equal(made.Value) {
			t.Errorf("the plan has changes: %s", plan.Value)
		}
		c.undo(tenant)
		if gone := connected(t, tenant).ReadAfter(resource, read); !gone.Value.IsNull() || len(gone.Diagnostics) > 0 {
			t.Errorf("what was removed by hand is read as %s, %v", gone.Value, gone.Diagnostics)
		}
		tenant.API(http.MethodPost, c.path, c.byHand, nil)
		mustHaveNone(t, connected(t, tenant).Destroy(resource, read))
		if n := assigned(t, tenant, c); n != 0 {
			t.Errorf("after the destroy, the list has %d items", n)
		}
		mustHaveNone(t, connected(t, tenant).Destroy(resource, read)) // again
	})
}

func TestAnAssignmentThatExistsIsAnError(t *testing.T) {
	t.Parallel()
	eachAssignment(t, func(t *testing.T, tenant *acctest.Tenant, resource string, c assignmentCase) {
		tenant.API(http.MethodPost, c.path, c.byHand, nil)
		got := connected(t, tenant).Apply(resource, noState, c.config)
		expectDiagnostic(t, got, "error at "+c.at+": ", " already: Creating", "nothing was changed",
			"import {\n    to = "+resource+".NAME\n    id = \""+c.id+"\"\n  }", "moved {", "adopt_existing = true")
		adopted := connectedWith(t, tenant, acctest.Values{"adopt_existing": true}).Apply(resource, noState, c.config)
		expectDiagnostic(t, adopted, "warning at "+c.at+": Taken over: ", c.id)
		if adopted.Attribute("id") != c.id || assigned(t, tenant, c) != 1 {
			t.Errorf("adopted as %v", adopted.Attribute("id"))
		}
	})
}

func TestAnAssignmentToWhatDoesNotExistIsAnErrorAtItsHolder(t *testing.T) {
	t.Parallel()
	eachAssignment(t, func(t *testing.T, tenant *acctest.Tenant, resource string, c assignmentCase) {
		config := maps.Clone(c.config)
		config[c.holder] = c.missing
		p := connected(t, tenant)
		expectDiagnostic(t, p.Apply(resource, noState, config), "error at "+c.holder+": Creating ", "404")
		made := p.Apply(resource, noState, c.config)
		mustHaveNone(t, made)
		kind, id, _ := strings.Cut(strings.TrimPrefix(c.path, "/"), "/")
		id, _, _ = strings.Cut(id, "/")
		tenant.API(http.MethodDelete, "/"+kind+"/"+id, nil, nil)
		if gone := connected(t, tenant).ReadAfter(resource, made); !gone.Value.IsNull() || len(gone.Diagnostics) > 0 {
			t.Errorf("its holder was deleted, and it is read as %s, %v", gone.Value, gone.Diagnostics)
		}
		mustHaveNone(t, connected(t, tenant).Destroy(resource, made))
	})
}

// By ID, by identity, by a query, and from the official provider's state: all lead to
// the same state.
func TestAssignmentsAreImportedFoundAndMoved(t *testing.T) {
	t.Parallel()
	eachAssignment(t, func(t *testing.T, tenant *acctest.Tenant, resource string, c assignmentCase) {
		p := connected(t, tenant)
		made := p.Apply(resource, noState, c.config)
		mustHaveNone(t, made)
		official := maps.Clone(c.official)
		official["id"] = c.id
		for how, got := range map[string]acctest.Answer{
			"ID": p.Import(resource, c.id), "identity": p.ImportIdentity(resource, c.identity),
			"moved": p.Move(resource, officialAddress, strings.Replace(resource, "auth0api_", "auth0_", 1), official),
		} {
			mustHaveNone(t, got)
			if read := connected(t, tenant).ReadAfter(resource, got); !read.Value.Equal(made.Value) || len(read.Diagnostics) > 0 {
				t.Errorf("by %s:\n%s\nwant\n%s", how, read.Value, made.Value)
			}
		}
		filter := acctest.Values{c.holder + "s": list{c.config[c.holder]}}
		found := p.Query(resource, filter, true, 0)
		if len(found) != 1 || !maps.Equal(found[0].Identity, c.identity) || !found[0].Object.Value.Equal(made.Value) {
			t.Errorf("the query found %+v", found)
		}
		if c.holder == "role_id" {
			if all := p.Query(resource, nil, false, 0); len(all) != 1 {
				t.Errorf("without a filter the query found %+v", all)
			}
		}
		if resource == "auth0api_role_permission" || resource == "auth0api_organization_client_grant" {
			if bad := p.Import(resource, "nonsense"); len(bad.Diagnostics) != 1 || !strings.Contains(bad.Diagnostics[0], "::") {
				t.Errorf("a bad ID: %v", bad.Diagnostics)
			}
		}
	})
}

// Identifiers of APIs and names of scopes may have the separator of the ID.
func TestAPermissionIsImportedWhereverItsPartsEnd(t *testing.T) {
	t.Parallel()
	tenant, _ := withAccess(t)
	role := fmt.Sprint(tenant.List("roles")[0]["id"])
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn::x", "scopes": []acctest.Object{{"value": "a::b"}}})
	tenant.API(http.MethodPost, "/roles/"+role+"/permissions", acctest.Object{"permissions": []acctest.Object{{"resource_server_identifier": "urn::x", "permission_name": "a::b"}}}, nil)
	got := connected(t, tenant).Import("auth0api_role_permission", role+"::urn::x::a::b")
	mustHaveNone(t, got)
	if got.Attribute("resource_server_identifier") != "urn::x" || got.Attribute("permission") != "a::b" {
		t.Errorf("imported %s", got.Value)
	}
	missing := connected(t, tenant).Import("auth0api_role_permission", role+"::urn::x::a::c")
	expectDiagnostic(t, missing, "error: It does not exist")
}

// A whole list removes what is no longer declared, adds what is, each in one request,
// and writes nothing where something unknown came in between.
func TestAWholeListIsReplacedByOneRequestEach(t *testing.T) {
	t.Parallel()
	for _, resource := range []string{"auth0api_role_permissions", "auth0api_user_permissions"} {
		tenant, cases := withAccess(t)
		c := cases[resource]
		p := connected(t, tenant)
		made := p.Apply(resource, noState, c.config)
		mustHaveNone(t, made)
		next := maps.Clone(c.config)
		next["permissions"] = list{object{"resource_server_identifier": appointments, "name": "write:a"}}
		read := connected(t, tenant).ReadAfter(resource, made)
		tenant.Requests.Reset()
		changed := connected(t, tenant).ApplyAfter(resource, read, next)
		mustHaveNone(t, changed)
		counts := tenant.Requests.Counts()
		route := "/api/v2/" + strings.Split(c.path, "/")[1] + "/{id}/permissions"
		if counts["POST "+route] != 1 || counts["DELETE "+route] != 1 {
			t.Errorf("%s: the requests are %v", resource, counts)
		}
		tenant.API(http.MethodPost, c.path, c.byHand, nil)
		foreign := connected(t, tenant).ApplyAfter(resource, changed, acctest.Values{c.holder: c.config[c.holder], "permissions": list{
			object{"resource_server_identifier": appointments, "name": "write:a"}, object{"resource_server_identifier": appointments, "name": "none"},
		}})
		expectDiagnostic(t, foreign, "error at permissions: There is more", appointments+"::read:a")
		if n := assigned(t, tenant, c); n != 2 {
			t.Errorf("%s: the list has %d items, want 2", resource, n)
		}
	}
}

// One of a group that the service refuses does not fail the others.
func TestARefusedPermissionFailsAlone(t *testing.T) {
	t.Parallel()
	tenant, cases := withAccess(t)
	c := cases["auth0api_role_permission"]
	p := connected(t, tenant)
	answers := map[string]chan acctest.Answer{}
	for _, name := range []string{"read:a", "write:a", "missing"} {
		config := maps.Clone(c.config)
		config["permission"] = name
		answers[name] = make(chan acctest.Answer, 1)
		go func() { answers[name] <- p.Apply("auth0api_role_permission", noState, config) }()
	}
	mustHaveNone(t, <-answers["read:a"])
	mustHaveNone(t, <-answers["write:a"])
	expectDiagnostic(t, <-answers["missing"], "error at permission: Creating ", "has no permission missing")
	if n := assigned(t, tenant, c); n != 2 {
		t.Errorf("the role has %d permissions, want 2", n)
	}
}

// Permissions of one role that are created or destroyed at once share requests.
func TestPermissionsOfARoleShareRequests(t *testing.T) {
	t.Parallel()
	const count = 10
	tenant := acctest.NewTenant(t)
	scopes := make([]acctest.Object, count)
	for i := range scopes {
		scopes[i] = acctest.Object{"value": fmt.Sprint("scope:", i)}
	}
	tenant.Create("resource-servers", acctest.Object{"identifier": "urn:a", "scopes": scopes})
	p := connected(t, tenant)
	role := p.Apply("auth0api_role", noState, acctest.Values{"name": "Editor"})
	mustHaveNone(t, role)
	atOnce := func(do func(i int) acctest.Answer) []acctest.Answer {
		answers := make([]acctest.Answer, count)
		done := make(chan int)
		for i := range answers {
			go func() { answers[i] = do(i); done <- i }()
		}
		for range answers {
			mustHaveNone(t, answers[<-done])
		}
		return answers
	}
	tenant.Requests.Reset()
	made := atOnce(func(i int) acctest.Answer {
		return p.Apply("auth0api_role_permission", noState, acctest.Values{
			"role_id": role.Attribute("id"), "resource_server_identifier": "urn:a", "permission": fmt.Sprint("scope:", i),
		})
	})
	reader := connected(t, tenant)
	atOnce(func(i int) acctest.Answer { return reader.ReadAfter("auth0api_role_permission", made[i]) })
	atOnce(func(i int) acctest.Answer { return p.Destroy("auth0api_role_permission", made[i]) })
	counts := tenant.Requests.Counts()
	const route = " /api/v2/roles/{id}/permissions"
	if counts["POST"+route] > 2 || counts["DELETE"+route] > 2 || counts["GET"+route] > 1 {
		encoded, _ := json.Marshal(counts)
		t.Errorf("the requests are %s, want one or two writes of each kind, and one read", encoded)
	}
	methods := slices.Sorted(maps.Keys(counts))
	if len(methods) == 0 {
		t.Error("nothing was counted")
	}
}
