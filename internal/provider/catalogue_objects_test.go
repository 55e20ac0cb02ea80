package provider_test

import (
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func apiMistakes() []mistake {
	api := func(more acctest.Values) acctest.Values {
		return withAll(acctest.Values{"identifier": "https://appointments.example.test/"}, more)
	}
	return []mistake{
		planning("An empty identifier", apiResource, acctest.Values{"identifier": ""}),
		planning("A name with angle brackets", apiResource, api(acctest.Values{"name": "<Appointments>"})),
		planning("An algorithm in the wrong letter case", apiResource, api(acctest.Values{"signing_alg": "rs256"})),
		planning("A lifetime out of its range", apiResource, api(acctest.Values{"token_lifetime": int64(2592001)})),
		planning("A lifetime for the web above the lifetime", apiResource, api(acctest.Values{"token_lifetime": int64(600), "token_lifetime_for_web": int64(601)})),
		planning("A signing secret without HS256", apiResource, api(acctest.Values{"signing_secret": longSecret})),
		planning("A signing secret that is too short", apiResource, api(acctest.Values{"signing_alg": "HS256", "signing_secret": "short"})),
		planning("HS256", apiResource, api(acctest.Values{"signing_alg": "HS256"})),
		{"A private key to encrypt tokens for", func(s *scene) {
			s.start()
			private, _ := keyPair(s.t)
			s.plan(apiResource, encrypted(private, nil), false)
		}},
		{"An elliptic-curve key to encrypt tokens for", func(s *scene) {
			s.start()
			s.plan(apiResource, encrypted(ellipticKey(s.t), nil), false)
		}},
		planning("A thumbprint where the key is needed", apiResource, encrypted(thumbprintURI+"x", nil)),
		{"A setting of the tenant's own API that cannot change", func(s *scene) {
			s.start()
			state := s.imported(apiResource, s.tenant.URL+"/api/v2/")
			s.say("The Management API was imported.")
			s.changed(apiResource, state, acctest.Values{"identifier": s.tenant.URL + "/api/v2/", "signing_alg": "PS256"}, false)
			s.text.WriteString("\n")
			s.plugin.Destroy(apiResource, state)
			s.prints("terraform destroy")
		}},
		{"A shorter lifetime of an API in use", func(s *scene) {
			s.start()
			state := s.made(apiResource, api(nil))
			s.changed(apiResource, state, api(acctest.Values{"token_lifetime": int64(600)}), false)
		}},
		{"Destroying an API on which there are grants", func(s *scene) {
			s.start()
			state := s.made(apiResource, api(nil))
			id := s.newClientHidden("reader", nil)
			s.tenant.Create("client-grants", acctest.Object{"client_id": id, "audience": "https://appointments.example.test/", "scope": []string{}})
			s.connect(nil)
			s.say("A client has a grant for the API.")
			s.plugin.PlanDestroy(apiResource, state)
			s.prints("terraform plan -destroy")
		}},
	}
}

// imported imports an object that the entry only mentions.
func (s *scene) imported(resource, id string) acctest.Answer {
	s.t.Helper()
	state := s.plugin.ReadAfter(resource, s.plugin.Import(resource, id))
	s.plugin.TakeProblems()
	return state
}

func scopeMistakes() []mistake {
	const identifier = "https://appointments.example.test/"
	one := acctest.Values{"resource_server_identifier": identifier, "scope": "read:appointments"}
	set := func(scopes ...any) acctest.Values {
		return acctest.Values{"resource_server_identifier": identifier, "scopes": scopes}
	}
	read := acctest.Values{"name": "read:appointments"}
	return []mistake{
		planning("A scope with a space", scopeResource, withAll(one, acctest.Values{"scope": "not admin"})),
		planning("No scopes", scopesResource, set()),
		planning("A scope that is declared twice", scopesResource, set(withAll(read, acctest.Values{"description": "Read"}), read)),
		applying("A scope of an API that does not exist", scopeResource, one),
		{"The ID of the API instead of its identifier", func(s *scene) {
			s.start()
			id := s.tenant.Create("resource-servers", acctest.Object{"identifier": identifier})["id"]
			s.plan(scopeResource, withAll(one, acctest.Values{"resource_server_identifier": id}), true)
		}},
		{"All scopes, and a single one beside them", func(s *scene) {
			s.start()
			s.block("resource", scopesResource, "all", set(read))
			s.plugin.PlanAfter(scopesResource, acctest.Answer{}, set(read))
			s.plan(scopeResource, withAll(one, acctest.Values{"scope": "write:appointments"}), false)
		}},
		{"A scope that was added while the plan waited", func(s *scene) {
			s.start()
			s.tenant.Create("resource-servers", acctest.Object{"identifier": identifier})
			state := s.made(scopesResource, set(read))
			s.say("After the plan, a colleague adds `delete:appointments` in the dashboard.")
			config := set(read, acctest.Values{"name": "write:appointments"})
			plan := s.plugin.PlanAfter(scopesResource, state, config)
			s.tenant.Change("resource-servers", identifier, acctest.Object{"scopes": []acctest.Object{{"value": "read:appointments"}, {"value": "delete:appointments"}}})
			s.connect(nil)
			s.block("resource", scopesResource, resourceName, config)
			s.plugin.ApplyPlan(scopesResource, state, plan, config)
			s.prints("terraform apply")
		}},
		{"Removing a scope that a client is granted", func(s *scene) {
			s.start()
			s.tenant.Create("resource-servers", acctest.Object{"identifier": identifier})
			state := s.made(scopesResource, set(read, acctest.Values{"name": "write:appointments"}))
			id := s.newClientHidden("writer", nil)
			s.tenant.Create("client-grants", acctest.Object{"client_id": id, "audience": identifier, "scope": []string{"write:appointments"}})
			s.connect(nil)
			state = s.plugin.ReadAfter(scopesResource, state)
			s.changed(scopesResource, state, set(read), false)
		}},
		{"Removing a scope without the permission to read grants", func(s *scene) {
			s.start(responding("GET", "/api/v2/client-grants", 403, `{"statusCode":403,"error":"Forbidden","message":"Insufficient scope, expected any of: read:client_grants","errorCode":"insufficient_scope"}`))
			s.tenant.Create("resource-servers", acctest.Object{"identifier": identifier})
			state := s.made(scopesResource, set(read, acctest.Values{"name": "write:appointments"}))
			s.connect(nil)
			state = s.plugin.ReadAfter(scopesResource, state)
			s.changed(scopesResource, state, set(read), false)
		}},
		{"An import ID that is not that of a scope", func(s *scene) {
			s.start()
			s.imports(scopeResource, "read:appointments")
		}},
		{"An import ID of a scope that does not exist", func(s *scene) {
			s.start()
			s.imports(scopeResource, "urn:a::b::read:appointments")
		}},
	}
}

// accessSettingMistakes are about for whom a client gets tokens, and how many.
func accessSettingMistakes() []mistake {
	return []mistake{
		planning("A lifetime with a fraction", apiResource, acctest.Values{"identifier": "urn:appointments", "token_lifetime": 1.5}),
		planning("A quota without a limit", clientResource, acctest.Values{"name": "reader", "token_quota": acctest.Values{"client_credentials": acctest.Values{"enforce": true}}}),
		planning("A question for an organization that no user belongs to", clientResource, acctest.Values{"name": "app", "organization_usage": "deny", "organization_require_behavior": "pre_login_prompt"}),
		planning("A question after the login of a client with legacy features", clientResource, acctest.Values{
			"name": "app", "oidc_conformant": false, "organization_usage": "require", "organization_require_behavior": "post_login_prompt",
		}),
	}
}

func clientMistakes() []mistake {
	client := func(more acctest.Values) acctest.Values { return withAll(acctest.Values{"name": "Appointments"}, more) }
	strictClient := func(more acctest.Values) acctest.Values {
		return client(withAll(acctest.Values{"is_first_party": false, "third_party_security_mode": "strict"}, more))
	}
	return []mistake{
		planning("An unknown type of application", clientResource, client(acctest.Values{"app_type": "machine"})),
		planning("A typo in a grant type", clientResource, client(acctest.Values{"grant_types": list{"client_credential"}})),
		planning("client_credentials for a public client", clientResource, client(acctest.Values{"token_endpoint_auth_method": "none", "grant_types": list{"client_credentials"}})),
		planning("A callback without a scheme", clientResource, client(acctest.Values{"callbacks": list{"localhost:3000/callback"}})),
		planning("A description that is too long", clientResource, client(acctest.Values{"description": strings.Repeat("a", 141)})),
		planning("A key of the metadata with a dot", clientResource, client(acctest.Values{"client_metadata": acctest.Values{"cost.centre": "4711"}})),
		planning("Refresh tokens that rotate and do not expire", clientResource, client(acctest.Values{"refresh_token": acctest.Values{"rotation_type": "rotating", "expiration_type": "non-expiring"}})),
		planning("A client that stands for an API, with another type", clientResource, client(acctest.Values{"app_type": "spa", "resource_server_identifier": "urn:appointments"})),
		applying("A client that stands for an API that does not exist", clientResource, client(acctest.Values{"app_type": "resource_server", "resource_server_identifier": "urn:appointments"})),
		planning("A security mode for a first-party client", clientResource, client(acctest.Values{"third_party_security_mode": "strict"})),
		planning("Something that a strict third-party client cannot have", clientResource, strictClient(acctest.Values{"callbacks": list{"https://*.example.test/callback"}})),
		planning("A redirection policy without effect", clientResource, client(acctest.Values{"redirection_policy": "allow_always"})),
		planning("A prompt for an organization that users cannot log in through", clientResource, client(acctest.Values{"organization_usage": "deny", "organization_require_behavior": "pre_login_prompt"})),
		planning("A prompt that needs OpenID Connect", clientResource, client(acctest.Values{"organization_usage": "require", "oidc_conformant": false, "organization_require_behavior": "post_login_prompt"})),
		{"A client that was deleted in the dashboard", func(s *scene) {
			s.start()
			state := s.made(clientResource, client(nil))
			config := client(acctest.Values{"description": "Books appointments"})
			plan := s.plugin.PlanAfter(clientResource, state, config)
			s.tenant.Delete("clients", state.Attribute("client_id").(string))
			s.block("resource", clientResource, resourceName, config)
			s.plugin.ApplyPlan(clientResource, state, plan, config)
			s.prints("terraform apply")
		}},
		{"A secret that was rotated in the dashboard", func(s *scene) {
			s.start()
			state := s.made(clientResource, client(nil))
			s.tenant.API("POST", "/clients/"+state.Attribute("client_id").(string)+"/rotate-secret", nil, nil)
			s.connect(nil)
			s.plugin.ReadAfter(clientResource, state)
			s.prints("terraform plan")
		}},
	}
}
