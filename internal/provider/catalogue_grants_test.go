package provider_test

import "github.com/auth0api/terraform-provider-auth0api/internal/acctest"

func grantSetMistakes() []mistake {
	const identifier = "urn:appointments"
	set := func(blocks ...any) acctest.Values {
		return acctest.Values{"resource_server_identifier": identifier, "grants": blocks}
	}
	one := acctest.Values{"client_id": "CLIENT_ID", "scopes": list{"read:appointments"}}
	// started has an API and a client with a grant, of which the set knows nothing.
	started := func(s *scene) (clientID string) {
		s.start()
		s.tenant.Create("resource-servers", acctest.Object{"identifier": identifier, "scopes": []acctest.Object{{"value": "read:appointments"}, {"value": "delete:appointments"}}})
		return s.newClientHidden("reader", nil)
	}
	byHand := func(s *scene, clientID string) {
		s.tenant.Create("client-grants", acctest.Object{"client_id": clientID, "audience": identifier, "scope": []string{"delete:appointments"}})
		s.connect(nil)
	}
	return []mistake{
		planning("A grant that is declared twice in a set", grantSetResource, set(one, withAll(one, acctest.Values{"scopes": list{}}))),
		planning("A grant that is declared and excepted", grantSetResource, withAll(set(one), acctest.Values{"except": list{"CLIENT_ID"}})),
		planning("A grant of a set without a client", grantSetResource, set(acctest.Values{"scopes": list{}})),
		applying("A set of grants with a client that does not exist", grantSetResource, set(one)),
		{"All grants for an API, and a single one beside them", func(s *scene) {
			s.start()
			s.block("resource", grantSetResource, "all", set(one))
			s.plugin.PlanAfter(grantSetResource, acctest.Answer{}, set(one))
			s.plan(grantResource, withAll(one, acctest.Values{"client_id": "OTHER_CLIENT_ID", "audience": identifier}), false)
		}},
		{"A set of grants for an API that has grants", func(s *scene) {
			id := started(s)
			byHand(s, id)
			s.plan(grantSetResource, set(), true)
		}},
		{"A grant that was made by hand", func(s *scene) {
			id := started(s)
			state := s.made(grantSetResource, set())
			s.say("A colleague grants a client `delete:appointments` in the dashboard.")
			byHand(s, id)
			state = s.plugin.ReadAfter(grantSetResource, state)
			s.changed(grantSetResource, state, set(), false)
		}},
		{"A grant that was made while the plan waited", func(s *scene) {
			id := started(s)
			state := s.made(grantSetResource, set())
			config := withAll(set(), acctest.Values{"except": list{"OTHER_CLIENT_ID"}})
			plan := s.plugin.PlanAfter(grantSetResource, state, config)
			s.say("After the plan, a colleague grants a client `delete:appointments` in the dashboard.")
			byHand(s, id)
			s.block("resource", grantSetResource, resourceName, config)
			s.plugin.ApplyPlan(grantSetResource, state, plan, config)
			s.prints("terraform apply")
		}},
		{"A set of grants that a plan does not refresh", func(s *scene) {
			started(s)
			state := s.made(grantSetResource, set())
			s.connect(nil)
			s.block("resource", grantSetResource, resourceName, set())
			s.plugin.PlanAfter(grantSetResource, state, set())
			s.prints("terraform plan -minimal-refresh")
		}},
		{"A client that leaves the exceptions of a set of grants", func(s *scene) {
			id := started(s)
			byHand(s, id)
			state := s.made(grantSetResource, withAll(set(), acctest.Values{"except": list{id}}))
			s.changed(grantSetResource, state, set(), false)
		}},
		{"A set without the grant of the provider's own client", func(s *scene) {
			s.start()
			audience := s.tenant.URL + "/api/v2/"
			client := s.tenant.Create("clients", acctest.Object{"name": "terraform", "grant_types": []string{"client_credentials"}})
			s.tenant.Create("client-grants", acctest.Object{"client_id": client["client_id"], "audience": audience, "scope": []string{"read:client_grants", "read:resource_servers"}})
			s.connect(acctest.Values{"client_id": client["client_id"], "client_secret": client["client_secret"]})
			state := s.imported(grantSetResource, audience)
			s.changed(grantSetResource, state, acctest.Values{"resource_server_identifier": audience, "grants": list{}}, false)
		}},
	}
}
