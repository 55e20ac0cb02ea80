package export_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/export"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// exported is the configuration of a tenant with these objects, put in this
// order.
func exported(t *testing.T, objects ...any) string {
	t.Helper()
	tenant := store.NewMemory()
	err := tenant.Update(t.Context(), func(tx store.Writer) error {
		for _, object := range objects {
			var err error
			switch object := object.(type) {
			case *store.ResourceServer:
				err = tx.PutResourceServer(object)
			case *store.Client:
				err = tx.PutClient(object)
			case *store.ClientGrant:
				err = tx.PutClientGrant(object)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return configuration(t.Context(), t, tenant)
}

func configuration(ctx context.Context, t *testing.T, tenant store.Store) string {
	t.Helper()
	text, err := export.Configuration(ctx, tenant)
	if err != nil {
		t.Fatal(err)
	}
	if _, diags := hclsyntax.ParseConfig(text, "main.tf", hcl.InitialPos); diags.HasErrors() {
		t.Fatalf("the configuration does not parse: %v\n%s", diags, text)
	}
	return string(text)
}

func newAPI(id, identifier string, scopes ...string) *store.ResourceServer {
	api := &store.ResourceServer{ID: id, Identifier: identifier, SigningAlg: "RS256", TokenLifetime: 86400, TokenLifetimeForWeb: 7200}
	for _, scope := range scopes {
		api.Scopes = append(api.Scopes, store.Scope{Value: scope})
	}
	return api
}

func newClient(id, name string, properties map[string]any) *store.Client {
	client := &store.Client{ClientID: id, Name: name, ClientSecret: "secret-of-" + id, AppType: "non_interactive", Properties: map[string]json.RawMessage{}}
	all := map[string]any{"name": name, "app_type": "non_interactive"}
	for property, value := range properties {
		all[property] = value
	}
	for property, value := range all {
		client.Properties[property], _ = json.Marshal(value)
	}
	return client
}

func newGrant(id, client, audience string, scopes ...string) *store.ClientGrant {
	return &store.ClientGrant{ID: id, ClientID: client, Audience: audience, SubjectType: "client", Scope: append([]string{}, scopes...)}
}

// A whole tenant, as people will read it.
func TestConfigurationOfATenant(t *testing.T) {
	t.Parallel()
	description := "Sees \"all\" of it"
	api := newAPI("1", "https://appointments.example.test/", "write:appointments", "read:appointments")
	api.Name, api.TokenLifetime, api.TokenLifetimeForWeb, api.SigningAlg, api.SigningSecret = "Appointments", 3600, 3600, "HS256", "secret-of-the-api"
	api.Scopes[1].Description = &description
	management := newAPI("0", "https://tenant.test/api/v2/", "read:clients")
	management.IsSystem = true
	admin := newClient("admin", "Admin", nil)
	admin.Bootstrap = true
	ofAdmin := newGrant("cgr_0", "admin", management.Identifier, "read:clients")
	ofAdmin.IsSystem = true
	spa := newClient("c2", "Calendar", map[string]any{
		"app_type": "spa", "callbacks": []string{}, "logo_uri": "https://logo.example.test/",
		"grant_types":                []string{"authorization_code", "implicit", "refresh_token"},
		"token_endpoint_auth_method": "none", "client_metadata": map[string]any{"a key": "${value}"},
		"refresh_token": map[string]any{"rotation_type": "rotating", "expiration_type": "expiring", "leeway": 0, "policies": []any{
			map[string]any{"audience": api.Identifier, "scope": []string{"write:appointments", "read:appointments"}}}},
	})
	spa.AppType = "spa"
	all := newGrant("cgr_2", "c1", api.Identifier)
	yes := true
	all.Scope, all.AllowAllScopes, all.SubjectType = nil, &yes, "user"
	got := exported(t, management, admin, ofAdmin, api, newAPI("2", "urn:bare"), newClient("c1", "Reader", nil), spa,
		newGrant("cgr_1", "c1", api.Identifier, "read:appointments"), all,
		newGrant("cgr_3", "c1", management.Identifier, "a", "b", "c", "d"), newGrant("cgr_4", "admin", "urn:bare"))
	const golden = "testdata/tenant.tf"
	want, err := os.ReadFile(filepath.FromSlash(golden))
	if err != nil {
		t.Fatal(err)
	}
	if got != string(bytes.ReplaceAll(want, []byte("\r\n"), []byte("\n"))) {
		t.Errorf("the configuration is not that of %s:\n%s", golden, got)
	}
	if strings.Contains(got, "secret-of-") {
		t.Error("the configuration holds a secret")
	}
}

func TestOrderOfCreationDoesNotMatter(t *testing.T) {
	t.Parallel()
	objects := []any{
		newAPI("1", "https://a.test/", "b", "a"), newAPI("2", "https://a-test"), newClient("c1", "A", nil), newClient("c2", "A", nil),
		newGrant("g1", "c1", "https://a.test/", "b", "a"), newGrant("g2", "c2", "https://a.test/"),
	}
	first := exported(t, objects...)
	again := exported(t, objects[1], objects[0], objects[3], objects[2], objects[5], objects[4])
	if first != again {
		t.Errorf("first\n%s\nand then\n%s", first, again)
	}
	for _, name := range []string{`"auth0api_resource_server" "a_test"`, `"auth0api_resource_server" "a_test_2"`, `"auth0api_client" "a"`, `"auth0api_client" "a_2"`,
		`"auth0api_client_grant" "a_a_test_2"`, `"auth0api_client_grant" "a_2_a_test_2"`} {
		if strings.Count(first, "resource "+name+" {") != 1 {
			t.Errorf("there is not one %s:\n%s", name, first)
		}
	}
}

// What the text of a tenant's objects says, the configuration says again, and
// as nothing but text.
func TestTextsAreLiterals(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`"`, `\`, `${var.x}`, `%{ if true }`, `$${x}`, "a\nb\tc\r", "\u0000\u200b\u2028", "予約", `\${x}`, "$", "${", `<<EOT`, `# no comment`} {
		got := exported(t, newClient("c1", text, map[string]any{"client_metadata": map[string]any{text: text}}))
		file, _ := hclsyntax.ParseConfig([]byte(got), "main.tf", hcl.InitialPos)
		for _, block := range file.Body.(*hclsyntax.Body).Blocks {
			if block.Type != "resource" {
				continue
			}
			for _, expression := range []string{"name", "client_metadata"} {
				value, diags := block.Body.Attributes[expression].Expr.Value(nil)
				if diags.HasErrors() {
					t.Errorf("%q: %v\n%s", text, diags, got)
					continue
				}
				if expression == "client_metadata" {
					value = value.GetAttr(text)
				}
				if value.AsString() != text {
					t.Errorf("%q became %q:\n%s", text, value.AsString(), got)
				}
			}
		}
	}
}

// A tenant may have what the resource does not take.
func TestWhatTheResourceDoesNotTakeIsLeftOut(t *testing.T) {
	t.Parallel()
	api, empty := newAPI("1", "urn:a", "read"), ""
	api.AuthorizationDetails = json.RawMessage(`[{"type": "payment"}, {"other": 1}]`)
	api.Scopes[0].Description = &empty // which reads as none
	client := newClient("c1", "A", map[string]any{"refresh_token": map[string]any{"rotation_type": "non-rotating", "leeway": 3}})
	got := exported(t, api, client)
	for _, name := range []string{"authorization_details", "description", "refresh_token"} {
		if strings.Contains(got, name) {
			t.Errorf("the configuration has %s:\n%s", name, got)
		}
	}
}

// How the service treats a third party's client cannot change, and what a new one
// gets differs from tenant to tenant (facts part 2, chapter 4).
func TestTheSecurityModeOfThirdPartiesIsAlwaysWritten(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		firstParty      bool
		mode            string
		written, absent []string
	}{
		"strict":      {false, "strict", []string{`third_party_security_mode = "strict"`, `redirection_policy = "allow_always"`}, nil},
		"permissive":  {false, "permissive", []string{`third_party_security_mode = "permissive"`}, []string{"redirection_policy"}},
		"first party": {true, "strict", nil, []string{"third_party_security_mode", "redirection_policy"}},
	} {
		client := newClient("a", "A", map[string]any{
			"is_first_party": c.firstParty, "third_party_security_mode": c.mode, "redirection_policy": "allow_always",
		})
		client.IsFirstParty = c.firstParty
		got := strings.Join(strings.Fields(exported(t, client)), " ")
		for _, want := range c.written {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %s in %s", name, want, got)
			}
		}
		for _, not := range c.absent {
			if strings.Contains(got, not) {
				t.Errorf("%s: %s in %s", name, not, got)
			}
		}
	}
}

func TestTheSettingsOfTheTenantAndItsDocumentClientsAreExported(t *testing.T) {
	t.Parallel()
	tenant := store.NewMemory()
	err := tenant.Update(t.Context(), func(tx store.Writer) error {
		properties := settings.Defaults()
		settings.Merge(properties, map[string]any{
			"resource_parameter_profile": "compatibility", "friendly_name": "Test", "default_audience": "urn:a",
			"flags":               map[string]any{"enable_dynamic_client_registration": true, "enable_sso": false},
			"default_token_quota": map[string]any{"clients": map[string]any{"client_credentials": map[string]any{"per_hour": 10, "enforce": true}}},
		})
		document := &store.Client{ClientID: "tpc_1", Name: "Editor", Properties: map[string]json.RawMessage{"external_client_id": []byte(`"https://editor.example.test/client.json"`)}}
		grant := &store.ClientGrant{ID: "cgr_1", ClientID: "tpc_1", Audience: "urn:a", SubjectType: "user", Scope: []string{}}
		return errors.Join(settings.Put(tx, properties), tx.PutClient(document), tx.PutClientGrant(grant))
	})
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(configuration(t.Context(), t, tenant)), " ")
	for _, want := range []string{
		`resource "auth0api_tenant_settings" "this" { resource_parameter_profile = "compatibility" enable_dynamic_client_registration = true default_audience = "urn:a" ` +
			`default_token_quota = { clients = { client_credentials = { per_hour = 10 enforce = true } } } }`,
		`to = auth0api_client_cimd.editor id = "tpc_1" } resource "auth0api_client_cimd" "editor" { external_client_id = "https://editor.example.test/client.json" }`,
		`client_id = auth0api_client_cimd.editor.client_id`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the configuration has no %s:\n%s", want, got)
		}
	}
	if empty := configuration(t.Context(), t, store.NewMemory()); strings.Contains(empty, "auth0api_tenant_settings") {
		t.Errorf("a new tenant has settings:\n%s", empty)
	}
}
