package tenants_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/tenants"
)

func TestATenantHasAtMostSoManyObjects(t *testing.T) {
	t.Parallel()
	registry := open(t, func(o *tenants.Options) { o.Tenant.MaxObjects = 10 })
	server := create(t, registry, tenants.Request{Name: "main"})
	objects, _, err := server.Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for i := objects; i < 12; i++ {
		err := server.Admin(t.Context(), http.MethodPost, "/resource-servers", map[string]any{"identifier": "urn:" + strings.Repeat("x", i)}, nil)
		if (err != nil) != (i >= 10) || err != nil && !strings.Contains(err.Error(), "too_many_entities") {
			t.Errorf("object %d: %v", i+1, err)
		}
	}
	var roles []string
	for i := range 11 {
		roles = append(roles, fmt.Sprintf(`{"name": "role %d"}`, i))
	}
	body := fmt.Sprintf(`{"name": "seeded", "seed": {"roles": [%s]}}`, strings.Join(roles, ","))
	if a := ask(t, registry, "POST "+domain+"/_mock/tenants", body); a.status != http.StatusForbidden || !strings.Contains(a.body, "--max-objects allows 10") {
		t.Errorf("a seed with too many objects: %d %s", a.status, a.body)
	}
	if registry.Len() != 1 {
		t.Errorf("%d tenants", registry.Len())
	}
}

// sized is what a tenant with a limit of its size answers.
type sized struct {
	t        *testing.T
	registry *tenants.Registry
	server   *mockserver.Server
}

// bytes returns the size that the tenants' API answers.
func (s sized) bytes() int64 {
	s.t.Helper()
	var info tenants.Info
	ask(s.t, s.registry, "GET "+domain+"/_mock/tenants/main", "").into(s.t, http.StatusOK, &info)
	if info.Bytes == nil {
		s.t.Fatal("no size")
	}
	return *info.Bytes
}

// refused fails the test unless an error is that of the limit.
func (s sized) refused(what string, err error) {
	s.t.Helper()
	if err == nil || !strings.Contains(err.Error(), "403") || !strings.Contains(err.Error(), "too_many_entities") || !strings.Contains(err.Error(), "--max-tenant-size allows 100000") {
		s.t.Errorf("%s: %v", what, err)
	}
}

// The size of a tenant is that of its objects: creates and updates that exceed the limit are
// refused and change nothing, and those that make it smaller are not.
func TestATenantHasAtMostSoManyBytes(t *testing.T) {
	t.Parallel()
	for name, data := range map[string]func(*testing.T) string{
		"memory": func(*testing.T) string { return "" }, "file": (*testing.T).TempDir, "database": func(t *testing.T) string { t.Helper(); return databases.URL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const limit = 100_000
			url := data(t)
			registry := open(t, func(o *tenants.Options) { o.Tenant.MaxBytes, o.Data = limit, url })
			s := sized{t, registry, create(t, registry, tenants.Request{Name: "main"})}
			empty := s.bytes()
			if empty < 10_000 || empty > 50_000 {
				t.Errorf("an empty tenant has %d bytes", empty)
			}
			api := func(n int, description int) map[string]any {
				scopes := make([]any, n)
				for i := range scopes {
					scopes[i] = map[string]any{"value": fmt.Sprintf("scope:%03d", i), "description": strings.Repeat("é", description)}
				}
				return map[string]any{"scopes": scopes}
			}
			large, small := api(60, 450), api(1, 1)
			create := map[string]any{"identifier": "urn:api", "scopes": large["scopes"]}
			var made struct{ ID string }
			if err := s.server.Admin(t.Context(), http.MethodPost, "/resource-servers", create, &made); err != nil {
				t.Fatal(err)
			}
			if grown := s.bytes() - empty; grown < 60*450*2 || grown > 60*(450*2+60)+500 {
				t.Errorf("an API of 54 kB takes %d bytes", grown)
			}
			create["identifier"] = "urn:other"
			s.refused("a create", s.server.Admin(t.Context(), http.MethodPost, "/resource-servers", create, nil))
			before := s.bytes()
			s.refused("an update", s.server.Admin(t.Context(), http.MethodPatch, "/resource-servers/"+made.ID, api(120, 450), nil))
			if s.bytes() != before {
				t.Errorf("the refused requests left %d bytes, before %d", s.bytes(), before)
			}
			if err := s.server.Admin(t.Context(), http.MethodPatch, "/resource-servers/"+made.ID, small, nil); err != nil {
				t.Error(err)
			}
			if err := s.server.Admin(t.Context(), http.MethodDelete, "/resource-servers/"+made.ID, nil, nil); err != nil {
				t.Error(err)
			}
			if s.bytes() != empty {
				t.Errorf("%d bytes, and %d before the API", s.bytes(), empty)
			}
			text := strings.Repeat("x", 450)
			var scopes []string
			for i := range 200 {
				scopes = append(scopes, fmt.Sprintf(`{"value": "s:%d", "description": %q}`, i, text))
			}
			seeded := fmt.Sprintf(`{"name": "seeded", "seed": {"resource_servers": [{"identifier": "urn:a", "scopes": [%s]}]}}`, strings.Join(scopes, ","))
			if a := ask(t, registry, "POST "+domain+"/_mock/tenants", seeded); a.status != http.StatusForbidden || !strings.Contains(a.body, "too_many_entities") {
				t.Errorf("a seed that is too large: %d %s", a.status, a.body)
			}
			if registry.Len() != 1 {
				t.Errorf("%d tenants", registry.Len())
			}
		})
	}
}

// A tenant that was larger before the limit can still shrink. Uses of a refresh token do not
// change the size, and a login that needs another one is refused.
func TestALoginCountsTowardsTheSize(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	first := open(t, func(o *tenants.Options) { o.Data = folder })
	p := newParty(t, first, "main", "")
	p.issue()
	before := (sized{t, first, p.Server}).bytes()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}

	p.registry = open(t, func(o *tenants.Options) { o.Data, o.Tenant.MaxBytes = folder, before-1 })
	s := sized{t, p.registry, nil}
	for range 12 { // to a number of two digits
		var renewed struct {
			Refresh string `json:"refresh_token"`
		}
		p.token("grant_type", "refresh_token", "client_id", p.app, "client_secret", p.appSecret, "refresh_token", p.refresh).into(t, http.StatusOK, &renewed)
		if renewed.Refresh != "" {
			p.refresh = renewed.Refresh
		}
	}
	if s.bytes() != before {
		t.Errorf("%d bytes, and %d before", s.bytes(), before)
	}
	p.login()
	if a := p.token("grant_type", "authorization_code", "client_id", p.app, "client_secret", p.appSecret, "code", p.newCode(), "redirect_uri", callback); a.status != http.StatusForbidden || !strings.Contains(a.body, `"error":"too_many_entities"`) {
		t.Errorf("%d %s", a.status, a.body)
	}
	body, isForm := form("client_id", p.app, "client_secret", p.appSecret, "token", p.refresh)
	if a := p.ask("POST "+oauth.RevokePath, body, isForm); a.status != http.StatusOK || s.bytes() >= before {
		t.Errorf("revocation: %d %s, %d bytes", a.status, a.body, s.bytes())
	}
}

// Snapshots share the objects that did not change, which count once.
func TestTheSnapshotsOfATenantAreLimited(t *testing.T) {
	t.Parallel()
	registry := open(t, func(o *tenants.Options) { o.Tenant.MaxBytes = 100_000 })
	server := create(t, registry, tenants.Request{Name: "main"})
	keep := func(name string) answer {
		t.Helper()
		return ask(t, registry, "POST http://main.localhost:8080/_mock/snapshots", `{"name": "`+name+`"}`)
	}
	set := func(text string) {
		t.Helper()
		if err := server.Admin(t.Context(), http.MethodPatch, "/organizations/"+organization(t, server), map[string]any{"metadata": metadata(text)}, nil); err != nil {
			t.Fatal(err)
		}
	}
	if err := server.Admin(t.Context(), http.MethodPost, "/organizations", map[string]any{"name": "one"}, nil); err != nil {
		t.Fatal(err)
	}
	for i := range 20 { // 20 times the 30 kB of an empty tenant
		if a := keep(fmt.Sprint(i)); a.status != http.StatusCreated || !strings.Contains(a.body, `"bytes":`) {
			t.Fatalf("snapshot %d of the same objects: %d %s", i, a.status, a.body)
		}
	}
	last := 0
	for i := range 30 { // 6 kB each
		set(fmt.Sprint(i))
		a := keep(fmt.Sprintf("changed-%d", i))
		if a.status == http.StatusForbidden && strings.Contains(a.body, "--max-tenant-size") {
			last = i
			break
		}
		if a.status != http.StatusCreated {
			t.Fatalf("%d %s", a.status, a.body)
		}
	}
	if last < 5 || last > 15 {
		t.Errorf("the snapshot number %d was refused", last)
	}
	// A snapshot that is replaced is not counted, and stays if the new one is refused.
	if a := keep("changed-0"); a.status != http.StatusCreated {
		t.Errorf("replacing one: %d %s", a.status, a.body)
	}
	if a := keep("0"); a.status != http.StatusCreated { // the objects are the same as of changed-0
		t.Errorf("replacing another one: %d %s", a.status, a.body)
	}
	set("again")
	if a := keep("0"); a.status != http.StatusForbidden {
		t.Errorf("replacing a snapshot by another with the same objects: %d %s", a.status, a.body)
	}
	if a := ask(t, registry, "POST http://main.localhost:8080/_mock/snapshots/0/restore", ""); a.status != http.StatusNoContent {
		t.Errorf("%d %s", a.status, a.body)
	}
}

// organization returns the ID of the tenant's only organization.
func organization(t *testing.T, server *mockserver.Server) string {
	t.Helper()
	var all []struct{ ID string }
	if err := server.Admin(t.Context(), http.MethodGet, "/organizations", nil, &all); err != nil || len(all) != 1 {
		t.Fatalf("%v %v", all, err)
	}
	return all[0].ID
}

// metadata returns 25 members of 250 bytes.
func metadata(text string) map[string]any {
	members := map[string]any{}
	for i := range 25 {
		members[fmt.Sprintf("m%d", i)] = text + strings.Repeat("x", 245-len(text))
	}
	return members
}

func TestTheBodyOfANewTenantIsLimited(t *testing.T) {
	t.Parallel()
	registry := open(t)
	body := func(length int) string {
		const begin, end = `{"name": "a", "seed": "roles: [{name: A}] #`, `"}`
		return begin + strings.Repeat("x", length-len(begin)-len(end)) + end
	}
	if a := ask(t, registry, "POST "+domain+"/_mock/tenants", body(1<<20+1)); a.status != http.StatusRequestEntityTooLarge || !strings.Contains(a.body, "longer than the 1048576 bytes") {
		t.Errorf("%d %s", a.status, a.body)
	}
	if a := ask(t, registry, "POST "+domain+"/_mock/tenants", body(1<<20)); a.status != http.StatusCreated {
		t.Errorf("%d %s", a.status, a.body)
	}
}
