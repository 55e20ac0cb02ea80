package provider_test

import (
	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

func credentialsMistakes() []mistake {
	withKey := func(title string, key func(s *scene) acctest.Values) mistake {
		return mistake{title, func(s *scene) {
			s.start()
			s.plan(credentialsResource, keyed("CLIENT_ID", key(s)), false)
		}}
	}
	return []mistake{
		withKey("A private key", func(s *scene) acctest.Values {
			private, _ := keyPair(s.t)
			return acctest.Values{"pem": private}
		}),
		withKey("The name of a file instead of a key", func(*scene) acctest.Values { return acctest.Values{"pem": "key.pub.pem"} }),
		withKey("A key of 1024 bits", func(s *scene) acctest.Values { return acctest.Values{"pem": keyOfBits(s.t, 1024)} }),
		withKey("No key", func(*scene) acctest.Values { return acctest.Values{"name": "one"} }),
		withKey("A text that is not a time", func(s *scene) acctest.Values {
			return acctest.Values{"pem": keyOfBits(s.t, 2048), "expires_at": "2030-12-31"}
		}),
		withKey("A key that has expired", func(s *scene) acctest.Values {
			return acctest.Values{"pem": keyOfBits(s.t, 2048), "expires_at": "2001-01-01T00:00:00Z"}
		}),
		withKey("The expiry of a key that is not a certificate", func(s *scene) acctest.Values {
			return acctest.Values{"pem": keyOfBits(s.t, 2048), "parse_expiry_from_cert": true}
		}),
		{"One key under two names", func(s *scene) {
			s.start()
			key := keyOfBits(s.t, 2048)
			s.plan(credentialsResource, keyed("CLIENT_ID", acctest.Values{"pem": key, "name": "one"}, acctest.Values{"pem": key, "name": "two"}), false)
		}},
	}
}

func credentialsInUseMistakes() []mistake {
	return []mistake{
		planning("Keys without their method", credentialsResource, acctest.Values{"client_id": "CLIENT_ID", "authentication_method": "private_key_jwt"}),
		{"Keys beside another method", func(s *scene) {
			s.start()
			config := keyed("CLIENT_ID", acctest.Values{"pem": keyOfBits(s.t, 2048)})
			config["authentication_method"] = "client_secret_post"
			s.plan(credentialsResource, config, false)
		}},
		planning("A secret for a public client", credentialsResource, acctest.Values{"client_id": "CLIENT_ID", "authentication_method": "none", "client_secret": longSecret}),
		planning("A short secret", credentialsResource, acctest.Values{"client_id": "CLIENT_ID", "client_secret": "secret"}),
		planning("A write-only secret without its version", credentialsResource, acctest.Values{"client_id": "CLIENT_ID", "client_secret_wo": longSecret}),
		applying("A client that never existed", credentialsResource, acctest.Values{"client_id": "CLIENT_ID", "authentication_method": "client_secret_post"}),
		{"A client that authenticates by keys already", func(s *scene) {
			s.start()
			id := s.clientWithKey("signer")
			s.plan(credentialsResource, acctest.Values{"client_id": id, "authentication_method": "client_secret_post"}, true)
		}},
		{"Replacing the credentials to rotate the secret", func(s *scene) {
			s.start()
			config := acctest.Values{"client_id": s.newClientHidden("machine", nil), "authentication_method": "client_secret_post"}
			state := s.made(credentialsResource, config)
			s.connect(nil)
			s.plugin.ReadAfter(credentialsResource, state)
			s.block("resource", credentialsResource, resourceName, config)
			s.plugin.PlanAfter(credentialsResource, acctest.Answer{}, config)
			s.prints("terraform plan -replace=" + credentialsResource + "." + resourceName)
		}},
		{"A public client that may use client_credentials", func(s *scene) {
			s.start()
			machine := acctest.Values{"name": "m"}
			client := s.made(clientResource, machine)
			s.connect(nil)
			s.plugin.PlanAfter(clientResource, client, machine)
			s.plan(credentialsResource, acctest.Values{"client_id": client.Attribute("client_id"), "authentication_method": "none"}, false)
		}},
		{"An unused credential of the same key", func(s *scene) {
			s.start()
			id, key := s.newClientHidden("signer", nil), keyOfBits(s.t, 2048)
			s.tenant.Create("clients/"+id+"/credentials", acctest.Object{"credential_type": "public_key", "pem": key})
			s.plan(credentialsResource, keyed(id, acctest.Values{"pem": key}), true)
		}},
		{"A credential that cannot be deleted", undeletedCredential},
		{"Destroying credentials that another block sets", func(s *scene) {
			s.start()
			config := acctest.Values{"client_id": s.newClientHidden("machine", nil), "authentication_method": "client_secret_post"}
			old := s.made(credentialsResource, config)
			s.connect(nil)
			s.made(credentialsResource, config)
			s.say("The block was renamed, and Terraform created the new one first.")
			s.destroyed(credentialsResource, old)
			s.prints("terraform apply")
		}},
		{"Destroying credentials whose method was changed in the dashboard", func(s *scene) {
			s.start()
			id := s.newClientHidden("machine", nil)
			state := s.made(credentialsResource, acctest.Values{"client_id": id, "authentication_method": "client_secret_basic"})
			s.tenant.Change("clients", id, acctest.Object{"token_endpoint_auth_method": "none", "grant_types": list{}})
			s.connect(nil)
			s.plugin.Destroy(credentialsResource, state)
			s.prints("terraform destroy")
		}},
		{"Destroying credentials beside a key that was attached in the dashboard", func(s *scene) {
			s.start()
			id := s.newClientHidden("signer", nil)
			state := s.made(credentialsResource, keyed(id, acctest.Values{"pem": keyOfBits(s.t, 2048)}))
			key := s.tenant.Create("clients/"+id+"/credentials", acctest.Object{"credential_type": "public_key", "pem": keyOfBits(s.t, 2048)})
			own := keysIn(s.t, state)[0]["id"]
			s.attach(id, own, key["id"])
			s.connect(nil)
			s.plugin.Destroy(credentialsResource, state)
			s.prints("terraform destroy")
		}},
	}
}

// undeletedCredential replaces a key while the tenant deletes nothing, and destroys the
// resource then.
func undeletedCredential(s *scene) {
	s.start(responding("DELETE", "/api/v2/clients/", 500, `{"statusCode":500,"error":"Internal Server Error","message":"An internal error occurred"}`))
	id := s.newClientHidden("signer", nil)
	state := s.made(credentialsResource, keyed(id, acctest.Values{"pem": keyOfBits(s.t, 2048)}))
	state = s.changed(credentialsResource, state, keyed(id, acctest.Values{"pem": keyOfBits(s.t, 2048)}), true)
	s.text.WriteString("\n")
	s.connect(nil)
	s.destroyed(credentialsResource, state)
	s.prints("terraform destroy")
}

// clientWithKey creates a client that authenticates by a key, outside Terraform.
func (s *scene) clientWithKey(name string) string {
	id := s.newClientHidden(name, nil)
	key := s.tenant.Create("clients/"+id+"/credentials", acctest.Object{"credential_type": "public_key", "pem": keyOfBits(s.t, 2048)})
	s.attach(id, key["id"])
	return id
}

// attach has a client use credentials.
func (s *scene) attach(clientID string, ids ...any) {
	var credentials []acctest.Object
	for _, id := range ids {
		credentials = append(credentials, acctest.Object{"id": id})
	}
	s.tenant.Change("clients", clientID, acctest.Object{
		"token_endpoint_auth_method": nil, "client_authentication_methods": acctest.Object{"private_key_jwt": acctest.Object{"credentials": credentials}},
	})
}

func grantMistakes() []mistake {
	grant := func(more acctest.Values) acctest.Values {
		return withAll(acctest.Values{"client_id": "CLIENT_ID", "audience": "urn:appointments", "scopes": list{"read:appointments"}}, more)
	}
	return []mistake{
		planning("No scopes and not all of them", grantResource, acctest.Values{"client_id": "CLIENT_ID", "audience": "urn:appointments"}),
		planning("All scopes and some scopes", grantResource, grant(acctest.Values{"allow_all_scopes": true})),
		planning("A grant for a client and for all", grantResource, grant(acctest.Values{"default_for": "third_party_clients"})),
		planning("A scope with a quotation mark", grantResource, grant(acctest.Values{"scopes": list{`read:"appointments"`}})),
		planning("Authorization details for a machine", grantResource, grant(acctest.Values{"authorization_details_types": list{"payment"}})),
		applying("A grant for a client that does not exist", grantResource, grant(acctest.Values{"audience": "urn:appointments"})),
		{"A grant for an API that does not exist", func(s *scene) {
			s.start()
			s.plan(grantResource, grant(acctest.Values{"client_id": s.newClientHidden("reader", nil)}), true)
		}},
		{"All scopes of the Management API", func(s *scene) {
			s.start()
			s.plan(grantResource, acctest.Values{"client_id": "CLIENT_ID", "audience": s.tenant.URL + "/api/v2/", "allow_all_scopes": true}, false)
		}},
		{"A scope that the API does not define", func(s *scene) {
			s.start()
			scopes := acctest.Values{"resource_server_identifier": "urn:appointments", "scopes": list{acctest.Values{"name": "read:appointments"}}}
			s.block("resource", scopesResource, "all", scopes)
			s.plugin.PlanAfter(scopesResource, acctest.Answer{}, scopes)
			s.plan(grantResource, grant(acctest.Values{"scopes": list{"read:appointment"}}), false)
		}},
		{"A second grant of one client and API", func(s *scene) {
			s.start()
			id := s.newClientHidden("reader", nil)
			s.tenant.Create("resource-servers", acctest.Object{"identifier": "urn:appointments", "scopes": []acctest.Object{{"value": "read:appointments"}}})
			s.tenant.Create("client-grants", acctest.Object{"client_id": id, "audience": "urn:appointments", "scope": []string{"read:appointments"}})
			s.plan(grantResource, grant(acctest.Values{"client_id": id, "scopes": list{}}), true)
		}},
	}
}
