package provider_test

import (
	"strings"

	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/management"
	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

func ownershipMistakes() []mistake {
	api := acctest.Values{"identifier": "urn:appointments"}
	return []mistake{
		{"An API that exists", func(s *scene) {
			s.start()
			s.tenant.Create("resource-servers", acctest.Object{"identifier": "urn:appointments", "name": "Appointments"})
			s.plan(apiResource, api, true)
		}},
		{"A scope that exists", func(s *scene) {
			s.start()
			s.tenant.Create("resource-servers", acctest.Object{"identifier": "urn:appointments", "scopes": []acctest.Object{{"value": "read", "description": "Read"}}})
			s.plan(scopeResource, acctest.Values{"resource_server_identifier": "urn:appointments", "scope": "read"}, true)
		}},
		{"Two blocks for one API", func(s *scene) {
			s.start()
			s.block("resource", apiResource, "first", api)
			s.plugin.PlanAfter(apiResource, acctest.Answer{}, api)
			s.plan(apiResource, api, false)
		}},
		{"A block that was renamed without a moved block", func(s *scene) {
			s.start()
			state := s.made(apiResource, api)
			s.connect(nil)
			s.plugin.PlanDestroy(apiResource, state)
			s.plan(apiResource, api, false)
		}},
		{"Adopting what another block manages", func(s *scene) {
			s.start()
			state := s.made(apiResource, api)
			s.connect(acctest.Values{"adopt_existing": true})
			s.plugin.PlanAfter(apiResource, state, api)
			s.plan(apiResource, api, false)
		}},
		{"Adopting what exists", func(s *scene) {
			s.start()
			s.tenant.Create("resource-servers", acctest.Object{"identifier": "urn:appointments"})
			s.connect(acctest.Values{"adopt_existing": true})
			s.say("With `adopt_existing = true` in the provider block.")
			s.plan(apiResource, api, true)
		}},
		{"Destroying what another block took over in the same run", func(s *scene) {
			s.start()
			old := s.made(apiResource, api)
			s.connect(acctest.Values{"adopt_existing": true})
			s.plugin.ApplyAfter(apiResource, acctest.Answer{}, api)
			s.plugin.TakeProblems()
			s.say("The block was renamed, with `adopt_existing = true`, and Terraform created the new one first.")
			s.destroyed(apiResource, old)
			s.prints("terraform apply")
		}},
	}
}

func importMistakes() []mistake {
	return []mistake{
		{"An empty import ID", func(s *scene) {
			s.start()
			s.imports(clientResource, "")
		}},
		{"A state of the official provider that has no ID", func(s *scene) {
			s.start()
			s.say("A `moved` block from `auth0_client.example` to `auth0api_client.example`.")
			s.plugin.Move(clientResource, "registry.terraform.io/auth0/auth0", "auth0_client", acctest.Values{"name": "c"})
			s.prints("terraform plan")
		}},
		{"A state that is not the official provider's", func(s *scene) {
			s.start()
			s.say("A `moved` block from `auth0_client.example` to `auth0api_client.example`.")
			s.plugin.MoveRaw(clientResource, "registry.terraform.io/auth0/auth0", "auth0_client", []byte("[]"))
			s.prints("terraform plan")
		}},
		{"A move from another type", func(s *scene) {
			s.start()
			s.say("A `moved` block from `auth0_role.example` to `auth0api_client.example`.")
			s.plugin.Move(clientResource, "registry.terraform.io/auth0/auth0", "auth0_role", acctest.Values{"id": "rol_1"})
			s.prints("terraform plan")
		}},
	}
}

// destroyed destroys an object, without the diagnostics of the plan.
func (s *scene) destroyed(resource string, state acctest.Answer) {
	s.plugin.PlanDestroy(resource, state)
	s.plugin.TakeProblems()
	s.plugin.Destroy(resource, state)
}

const settingsResource = "auth0api_tenant_settings"

func tenantMistakes() []mistake {
	config := acctest.Values{"resource_parameter_profile": "compatibility"}
	return []mistake{
		planning("An unknown profile", settingsResource, acctest.Values{"resource_parameter_profile": "rfc8707"}),
		{"Destroying the settings of a tenant", func(s *scene) {
			s.start()
			state := s.made(settingsResource, config)
			s.plugin.Destroy(settingsResource, state)
			s.prints("terraform destroy")
		}},
		{"A state that is used for another tenant", func(s *scene) {
			s.start()
			state := s.made(settingsResource, config)
			host := strings.TrimPrefix(s.tenant.URL, "http://")
			s.hide(host, "acme.eu.auth0.com")
			s.start()
			s.hide(strings.TrimPrefix(s.tenant.URL, "http://"), "other.eu.auth0.com")
			s.plugin.ReadAfter(settingsResource, state)
			s.prints("terraform plan")
		}},
		{"Importing the settings by something else than the domain", func(s *scene) {
			s.start()
			s.hide(strings.TrimPrefix(s.tenant.URL, "http://"), "acme.eu.auth0.com")
			s.imports(settingsResource, "tenant")
		}},
	}
}

func readerMistakes() []mistake {
	reading := func(title, source string, config acctest.Values) mistake {
		return mistake{title, func(s *scene) {
			s.start()
			s.data(source, config)
		}}
	}
	return []mistake{
		reading("An API that does not exist", apiResource, acctest.Values{"identifier": "urn:appointments"}),
		reading("A client that does not exist", clientResource, acctest.Values{"client_id": "CLIENT_ID"}),
		reading("A client by a name that no client has", clientResource, acctest.Values{"name": "appointments"}),
		{"A client by a name that several have", func(s *scene) {
			s.start()
			s.newClientHidden("one", acctest.Object{"name": "appointments"})
			s.newClientHidden("two", acctest.Object{"name": "appointments"})
			s.data(clientResource, acctest.Values{"name": "appointments"})
		}},
		reading("Access to an API that does not exist", accessSource, acctest.Values{"audience": "urn:appointments"}),
		reading("Access of a client that does not exist", accessSource, acctest.Values{"client_id": "CLIENT_ID"}),
		{"The tenant's log without its scope", func(s *scene) {
			s.start(responding("GET", "/api/v2/logs", 403,
				`{"statusCode":403,"error":"Forbidden","message":"Insufficient scope, expected any of: read:logs","errorCode":"insufficient_scope"}`))
			s.data(changesSource, acctest.Values{"client_id": "CLIENT_ID"})
		}},
		{"An answer in another form than the service's", func(s *scene) {
			s.start(responding("GET", "/api/v2/clients", 200, `{"client_id":"CLIENT_ID","name":"c","callbacks":"https://app.example.test"}`))
			s.data(clientResource, acctest.Values{"client_id": "CLIENT_ID"})
		}},
		{"More APIs than the service lists", func(s *scene) {
			var diags diag.Diagnostics
			kit.ReportTooManyAPIs(&management.TooManyError{Total: 1200, Reachable: 1000}, path.Root("identifiers"), &diags)
			s.block("data", "auth0api_resource_servers", resourceName, acctest.Values{})
			s.shows("terraform plan", []acctest.Problem{{Severity: "Error", Attribute: "identifiers", Summary: diags[0].Summary(), Detail: diags[0].Detail()}})
		}},
		{"A JWKS that cannot be read", func(s *scene) {
			s.start(responding("GET", "/.well-known/jwks.json", 404, "Not Found"))
			s.data("auth0api_jwks", acctest.Values{})
		}},
		{"A blank ID", func(s *scene) {
			s.start()
			s.opens("auth0api_client_secret", acctest.Values{"client_id": " "})
		}},
		{"Revoking a signing key when every key is in use", func(s *scene) {
			s.start()
			s.invokes("auth0api_revoke_signing_key", acctest.Values{})
		}},
		reading("A client by ID and by name", clientResource, acctest.Values{"client_id": "CLIENT_ID", "name": "appointments"}),
		{"The secret of a client that authenticates by keys", func(s *scene) {
			s.start()
			id := s.clientWithKey("signer")
			s.data(clientResource, acctest.Values{"client_id": id, "client_secret_in_state": true})
			s.text.WriteString("\n")
			s.opens("auth0api_client_secret", acctest.Values{"client_id": id})
		}},
		{"The signing secret of an API that has none", func(s *scene) {
			s.start()
			s.tenant.Create("resource-servers", acctest.Object{"identifier": "urn:appointments"})
			s.opens("auth0api_resource_server_signing_secret", acctest.Values{"identifier": "urn:appointments"})
		}},
	}
}

func tokenMistakes() []mistake {
	return []mistake{
		{"A token for an API that does not exist", func(s *scene) {
			s.start()
			s.data("auth0api_token", acctest.Values{"audience": "urn:appointments"})
		}},
		{"A token for an API without a grant", func(s *scene) {
			s.start()
			s.tenant.Create("resource-servers", acctest.Object{"identifier": "urn:appointments"})
			s.data("auth0api_token", acctest.Values{"audience": "urn:appointments"})
		}},
		{"A token with a provider that has no client", func(s *scene) {
			s.start()
			s.connect(acctest.Values{"client_id": nil, "client_secret": nil, "api_token": "eyJ"})
			s.data("auth0api_token", acctest.Values{"audience": "urn:appointments"})
		}},
		{"A scope that was not granted", func(s *scene) { s.token([]string{"read"}, nil, list{"read", "write"}, nil) }},
		{"A token of an organization", func(s *scene) {
			s.token([]string{}, acctest.Object{"organization_usage": "require"}, nil, nil)
		}},
		{"A token of an organization that the grant is not associated with", func(s *scene) {
			s.start()
			s.grantForToken([]string{}, acctest.Object{"organization_usage": "allow"}, nil)
			organization, _ := s.tenant.Create("organizations", acctest.Object{"name": "acme"})["id"].(string)
			s.hide(organization, "ORGANIZATION_ID")
			s.data("auth0api_token", s.tokenConfig(acctest.Values{"organization": organization}))
		}},
		{"A client without a secret or a key", func(s *scene) {
			s.start()
			s.data("auth0api_token", acctest.Values{"audience": "urn:appointments", "client_id": "CLIENT_ID"})
		}},
		{"The name of a file instead of a private key", func(s *scene) {
			s.start()
			s.data("auth0api_token", acctest.Values{"audience": "urn:appointments", "client_id": "CLIENT_ID", "private_key": "key.pem"})
		}},
		{"A token without the proof that the API demands", func(s *scene) {
			s.token([]string{}, nil, nil, acctest.Object{"proof_of_possession": acctest.Object{"mechanism": "dpop", "required": true}})
		}},
		{"A key for a token that the tenant does not bind", func(s *scene) {
			s.start()
			s.grantForToken([]string{}, nil, nil)
			private := privateCurveKey(s.t)
			s.hide(private, "EC_PRIVATE_KEY")
			s.data("auth0api_token", s.tokenConfig(acctest.Values{"dpop_private_key": private}))
		}},
		{"A token that is signed with a secret", func(s *scene) { s.token([]string{}, nil, nil, acctest.Object{"signing_alg": "HS256"}) }},
		{"A token that is signed in another algorithm", func(s *scene) {
			s.start()
			s.grantForToken([]string{}, nil, acctest.Object{"signing_alg": "PS256"})
			s.data("auth0api_token", s.tokenConfig(acctest.Values{"signing_alg": "RS256"}))
		}},
		{"A token for a user of a client that cannot log users in", func(s *scene) {
			s.start()
			s.tenant.Create("resource-servers", acctest.Object{"identifier": "urn:appointments"})
			id := s.newClientHidden("machine", nil)
			s.data("auth0api_user_token", acctest.Values{"audience": "urn:appointments", "client_id": id, "user": "alice@example.test"})
		}},
		{"Rotating the secret of a client that does not exist", func(s *scene) {
			s.start()
			s.invokes("auth0api_rotate_client_secret", acctest.Values{"client_id": "CLIENT_ID"})
		}},
		{"Revoking a signing key that does not exist", func(s *scene) {
			s.start()
			s.invokes("auth0api_revoke_signing_key", acctest.Values{"kid": "no-such-key"})
		}},
	}
}

// token asks for a token of a client that has a grant.
func (s *scene) token(granted []string, grant acctest.Object, wanted any, api acctest.Object) {
	s.start()
	s.grantForToken(granted, grant, api)
	config := s.tokenConfig(nil)
	if wanted != nil {
		config["scopes"] = wanted
	}
	s.data("auth0api_token", config)
}

// grantForToken makes an API, a client and its grant.
func (s *scene) grantForToken(granted []string, grant, api acctest.Object) {
	scopes := []acctest.Object{{"value": "read"}, {"value": "write"}}
	s.tenant.Create("resource-servers", withAll(acctest.Values{"identifier": "urn:appointments", "scopes": scopes}, api))
	id := s.newClientHidden("reader", nil)
	s.tenant.Create("client-grants", withAll(acctest.Values{"client_id": id, "audience": "urn:appointments", "scope": granted}, grant))
	secret, _ := s.client(id)["client_secret"].(string)
	s.hide(secret, "READER_SECRET")
	s.reader = acctest.Values{"client_id": id, "client_secret": secret}
}

func (s *scene) tokenConfig(more acctest.Values) acctest.Values {
	return withAll(withAll(s.reader, acctest.Values{"audience": "urn:appointments"}), more)
}

// client returns a client as the tenant has it.
func (s *scene) client(id string) acctest.Object {
	var found acctest.Object
	s.tenant.API("GET", "/clients/"+id, nil, &found)
	return found
}

// call shows the error of a function.
func (s *scene) call(expression, name string, arguments ...any) {
	s.t.Helper()
	s.isFunction = true
	s.plugin = plugin(s.t)
	got := s.plugin.Call(name, arguments...)
	if got.Error == "" {
		s.t.Errorf("%s has no error", expression)
	}
	s.text.WriteString("`provider::auth0api::" + expression + "` prints:\n\n```text\n" +
		s.clean(wrap("Error: Error in function call")+"\n"+wrap("Call to function \"provider::auth0api::"+name+"\" failed: "+strings.TrimSpace(got.Error))) + "```\n")
}

func functionMistakes() []mistake {
	calling := func(title, expression, name string, arguments ...any) mistake {
		return mistake{title, func(s *scene) { s.call(expression, name, arguments...) }}
	}
	object := tftypes.NewValue(tftypes.Object{AttributeTypes: map[string]tftypes.Type{"scope": tftypes.String}}, map[string]tftypes.Value{"scope": tftypes.NewValue(tftypes.String, "read")})
	return []mistake{
		calling("A text that is not a token", `decode_token("hello")`, "decode_token", "hello"),
		calling("The claims of something else", `has_scopes("read", ["read"])`, "has_scopes", tftypes.NewValue(tftypes.String, "read"), list{"read"}),
		calling("Two scopes in one", `has_scopes({ scope = "read" }, ["read write"])`, "has_scopes", object, list{"read write"}),
		calling("A scope ID with a space", `scope_id("urn:a", "not admin")`, "scope_id", "urn:a", "not admin"),
		calling("A URL instead of a key set", `verify_token("a.b.c", "https://acme.eu.auth0.com/.well-known/jwks.json", …)`, "verify_token", "a.b.c", "https://acme.eu.auth0.com/.well-known/jwks.json", "https://acme.eu.auth0.com/", "urn:a"),
		calling("A signing secret that is too short", `verify_token("a.b.c", "short", …)`, "verify_token", "a.b.c", "short", "https://acme.eu.auth0.com/", "urn:a"),
	}
}
