package deploycli_test

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/deploycli"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// loadTwice loads a configuration, expects these lines, and then that a second load
// changes nothing. Lines of the second are those of the first except for the outcome
// and a created client's ID.
func loadTwice(t *testing.T, mock *mocktest.Mock, configuration deploycli.Configuration, want ...string) {
	t.Helper()
	expect(t, load(t, mock, configuration), want...)
	again := load(t, mock, configuration)
	for line := range strings.SplitSeq(again, "\n") {
		if !strings.HasPrefix(line, "unchanged ") && !strings.HasPrefix(line, "skipped ") {
			t.Errorf("the second load: %s", line)
		}
	}
}

func clientNamed(t *testing.T, mock *mocktest.Mock, name string) (client object) {
	t.Helper()
	var clients []object
	mock.API(http.MethodGet, "/clients?is_global=false", nil, &clients)
	for _, each := range clients {
		if each["name"] == name {
			client = each
		}
	}
	if client == nil {
		t.Fatalf("there is no client %s", name)
	}
	return client
}

// Former names: handler clients of the deploy CLI 8.44, sanitizeCrossOriginAuth and
// sanitizeOidcLogout.
func TestPropertiesOfOlderExportsAreRenamed(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	logout := func(url string) object { return object{"backchannel_logout_urls": []any{url}} }
	loadTwice(t, mock, deploycli.Configuration{Clients: of(
		object{"name": "former", "app_type": "spa", "cross_origin_auth": true, "oidc_backchannel_logout": logout("https://former.test/")},
		object{
			"name": "both", "app_type": "spa", "cross_origin_auth": true, "cross_origin_authentication": false,
			"oidc_backchannel_logout": logout("https://former.test/"), "oidc_logout": logout("https://present.test/"),
		},
		object{
			"name": "backend", "app_type": "resource_server", "resource_server_identifier": mock.URL + "/api/v2/",
			"refresh_token": object{"rotation_type": "rotating", "expiration_type": "expiring"}, "oidc_logout": logout("https://former.test/"),
		},
	)}, "created client former: ID of former", "created client both: ID of both", "created client backend: ID of backend")
	for name, want := range map[string]struct {
		crossOrigin bool
		logout      string
	}{"former": {true, "https://former.test/"}, "both": {false, "https://present.test/"}} {
		client := clientNamed(t, mock, name)
		urls, _ := json.Marshal(client["oidc_logout"])
		if client["cross_origin_authentication"] != want.crossOrigin || !strings.Contains(string(urls), want.logout) {
			t.Errorf("%s: got %v, %s", name, client["cross_origin_authentication"], urls)
		}
	}
}

func publicKeyPEM(t *testing.T) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
}

func keyed(credentials ...any) object {
	return object{"private_key_jwt": object{"credentials": credentials}}
}

// Credentials: handler clientAuthCredentials of the deploy CLI 8.44, which matches
// them by name and never exports a PEM.
func TestKeysAreCreatedOnceFromTheirPEM(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	first, second := publicKeyPEM(t), publicKeyPEM(t)
	configuration := deploycli.Configuration{
		APIs: of(object{"identifier": "urn:a", "name": "A"}),
		Clients: of(
			object{
				"name": "with-pem", "app_type": "non_interactive", "token_endpoint_auth_method": "client_secret_post",
				"client_authentication_methods": keyed(object{"name": "k", "pem": first}),
			},
			object{"name": "without", "app_type": "non_interactive", "client_authentication_methods": keyed(object{"name": "k", "credential_type": "public_key"})},
			object{"name": "ids", "app_type": "non_interactive", "client_authentication_methods": keyed(object{"id": "cred_ofAnotherTenant"})},
			object{"name": "requests", "app_type": "regular_web", "signed_request_object": object{"required": false, "credentials": []any{object{"id": "cred_x"}}}},
		),
		Grants: of(object{"client_id": "without", "audience": "urn:a", "scope": []any{}}),
	}
	expect(t, load(t, mock, configuration), "created API urn:a",
		"created client with-pem: ID of with-pem", "created client without: ID of without; without the key k (it has no pem)",
		`created client ids: ID of ids; without the key "" (it has no pem)`,
		`created client requests: ID of requests; without the key "" (it has no pem)`, "created grant of without on urn:a")
	expect(t, load(t, mock, configuration), "unchanged API urn:a",
		"unchanged client with-pem", "unchanged client without: without the key k (it has no pem)", `unchanged client ids: without the key "" (it has no pem)`,
		`unchanged client requests: without the key "" (it has no pem)`, "unchanged grant of without on urn:a")

	client := clientNamed(t, mock, "with-pem")
	if client["token_endpoint_auth_method"] != nil || client["client_authentication_methods"] == nil {
		t.Errorf("got %v", client)
	}
	var credentials []object
	mock.API(http.MethodGet, "/clients/"+client["client_id"].(string)+"/credentials", nil, &credentials)
	if len(credentials) != 1 || credentials[0]["name"] != "k" {
		t.Errorf("credentials %v", credentials)
	}

	// A second key, and then an export, which has no PEM.
	configuration.Clients[0].Properties["client_authentication_methods"] = keyed(object{"name": "k", "pem": first}, object{"name": "next", "pem": second})
	expect(t, load(t, mock, deploycli.Configuration{Clients: configuration.Clients[:1]}), "updated client with-pem: keys")
	configuration.Clients[0].Properties["client_authentication_methods"] = keyed(object{"name": "k"}, object{"name": "next"})
	expect(t, load(t, mock, deploycli.Configuration{Clients: configuration.Clients[:1]}), "unchanged client with-pem")
}

// What no update takes: stripUpdateFields of the deploy CLI 8.44.
func TestWhatNoUpdateTakesIsNamed(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	partner := object{"name": "partner", "app_type": "regular_web", "is_first_party": false, "third_party_security_mode": "permissive"}
	app := object{"name": "app", "app_type": "spa", "jwt_configuration": object{"secret_encoded": true, "lifetime_in_seconds": json.Number("60")}}
	loadTwice(t, mock, deploycli.Configuration{Clients: of(partner, app)}, "created client partner: ID of partner", "created client app: ID of app")
	partner["third_party_security_mode"] = "strict"
	app["jwt_configuration"] = object{"secret_encoded": false, "lifetime_in_seconds": json.Number("61")}
	expect(t, load(t, mock, deploycli.Configuration{Clients: of(partner, app)}),
		"unchanged client partner: without third_party_security_mode (no update takes it)", "updated client app: jwt_configuration")
	configuration, _ := clientNamed(t, mock, "app")["jwt_configuration"].(object)
	if configuration["secret_encoded"] != true || configuration["lifetime_in_seconds"] != 61.0 {
		t.Errorf("got %v", configuration)
	}
}

// The deploy CLI 8.44 exports a grant without a client with this client_id.
func TestTheExportOfADefaultGrantIsLoaded(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	loadTwice(t, mock, deploycli.Configuration{
		APIs: of(object{"identifier": "urn:a", "name": "A"}),
		Grants: of(
			object{"client_id": "undefined_clientId", "default_for": "third_party_clients", "audience": "urn:a", "scope": []any{}, "subject_type": "user"},
		),
	}, "created API urn:a", "created grant of third_party_clients on urn:a")
}

// System APIs: handler resourceServers of the deploy CLI 8.44, updateResourceServer.
func TestTheTenantsOwnSystemAPIIsLoaded(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	loadTwice(t, mock, deploycli.Configuration{APIs: of(
		object{"name": "Auth0 My Account API", "identifier": mock.URL + "/me/", "token_lifetime": json.Number("900")},
		object{"name": "Auth0 My Account API", "identifier": "https://tenant.example/me/", "token_lifetime": json.Number("900")},
		object{"name": "Auth0 My Organization API", "identifier": "https://##AUTH0_DOMAIN##/my-org/", "is_system": true},
	)}, "created API "+mock.URL+"/me/", "skipped API https://tenant.example/me/: the system API of another tenant",
		"skipped API https://##AUTH0_DOMAIN##/my-org/: the system API of another tenant")
	var api object
	mock.API(http.MethodGet, "/resource-servers/"+strings.NewReplacer(":", "%3A", "/", "%2F").Replace(mock.URL+"/me/"), nil, &api)
	if api["is_system"] != true || api["token_lifetime"] != 900.0 {
		t.Errorf("got %v", api)
	}
}

// The kinds of clients in the vendor's examples (examples/directory of
// auth0-deploy-cli) that refer to what a mock lacks.
func TestWhatRefersToOtherResourcesIsLeftOutAndNamed(t *testing.T) {
	t.Parallel()
	mock := mocktest.Start(t)
	express := func(profile string) object {
		return object{
			"initiate_login_uri_template": "https://app.test/start?org={organization_name}&conn={connection_name}", "enable_client": true, "enable_organization": true,
			"user_attribute_profile_id": profile, "connection_profile_id": "cop_1", "okta_oin_client_id": "oin", "admin_login_domain": "login.app.test",
		}
	}
	configuration := deploycli.Configuration{Clients: of(
		object{"name": "oin", "app_type": "regular_web"},
		object{"name": "by-name", "app_type": "regular_web", "express_configuration": express("My Profile")},
		object{"name": "by-id", "app_type": "regular_web", "express_configuration": express("uap_1")},
		object{"name": "integration", "app_type": "spa", "b2b_integration_configuration": object{"integration_type": "custom_auth_server"}},
		object{"name": "cimd", "app_type": "regular_web", "external_client_id": "https://mcp.test/client.json"},
		object{"name": "vault", "app_type": "regular_web", "token_vault_privileged_access": object{"ip_allowlist": []any{"192.0.2.1"}}},
	)}
	load(t, mock, configuration)
	expect(t, load(t, mock, configuration), "unchanged client oin",
		"unchanged client by-name: without express_configuration (a mock has no such profiles)",
		"unchanged client by-id",
		"unchanged client integration: without b2b_integration_configuration (a mock has no such integrations)",
		"unchanged client cimd: without external_client_id (POST /clients/cimd/register registers its metadata document)",
		"unchanged client vault: without token_vault_privileged_access (the deploy CLI exports it, but does not deploy it)")
	got, _ := clientNamed(t, mock, "by-id")["express_configuration"].(object)
	if got["okta_oin_client_id"] != clientNamed(t, mock, "oin")["client_id"] {
		t.Errorf("got %v", got)
	}
}
