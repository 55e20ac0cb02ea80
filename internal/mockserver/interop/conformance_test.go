package interop_test

import (
	"encoding/json"
	"net/http"
	"os"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// TestMCPConformance runs the authorization server scenarios of the MCP conformance suite:
// metadata, and an authorization code flow with PKCE, resource and iss.
func TestMCPConformance(t *testing.T) {
	n := newNodeOf(t, "conformance")
	t.Parallel()
	copyFile(t, "mcp/browser.mjs", n.dir)
	for name, properties := range map[string]object{
		"public":       {"app_type": "native", "token_endpoint_auth_method": "none"},
		"confidential": {"app_type": "regular_web", "token_endpoint_auth_method": "client_secret_post"},
		"third party": {
			"app_type": "regular_web", "token_endpoint_auth_method": "client_secret_post", "is_first_party": false, "third_party_security_mode": "strict",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const resource = "https://mcp.example.test/"
			port := freePort(t)
			mock := mocktest.Start(t, mocktest.WithTenantSettings(object{
				"resource_parameter_profile": "compatibility", "authorization_response_iss_parameter_supported": true, "client_id_metadata_document_supported": true,
			}))
			mock.API(http.MethodPost, "/resource-servers", object{"identifier": resource}, nil)
			mock.API(http.MethodPost, "/client-grants", object{
				"default_for": "third_party_clients", "audience": resource, "scope": []string{}, "subject_type": "user",
			}, nil)
			properties["name"], properties["callbacks"] = "Conformance", []string{"http://127.0.0.1:" + port + "/callback"}
			var client application
			mock.API(http.MethodPost, "/clients", properties, &client)
			command := n.command(t, "conformance.mjs")
			command.Stderr = os.Stderr
			command.Env = append(os.Environ(), "ISSUER="+mock.Server.Issuer(), "CLIENT_ID="+client.ID, "RESOURCE="+resource, "PORT="+port)
			if properties["token_endpoint_auth_method"] != "none" {
				command.Env = append(command.Env, "CLIENT_SECRET="+client.Secret)
			}
			out, err := command.Output()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			expectSuccess(t, out)
		})
	}
}

// expectSuccess takes the checks that the suite made: none may fail or warn.
func expectSuccess(t *testing.T, checks []byte) {
	t.Helper()
	var made []struct {
		ID, Status, ErrorMessage string
		Details                  any
	}
	if err := json.Unmarshal(checks, &made); err != nil {
		t.Fatalf("%v\n%s", err, checks)
	}
	succeeded := map[string]bool{}
	for _, check := range made {
		succeeded[check.ID] = check.Status == "SUCCESS"
		if check.Status != "SUCCESS" && check.Status != "INFO" {
			t.Errorf("%s: %s: %s %v", check.ID, check.Status, check.ErrorMessage, check.Details)
		}
	}
	for _, id := range []string{"authorization-server-metadata", "authorization-server-metadata-cimd", "authorization-code-grant"} {
		if !succeeded[id] {
			t.Errorf("the suite did not check %s, or it failed: %v", id, succeeded)
		}
	}
}
