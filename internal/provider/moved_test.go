package provider_test

import (
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

const officialAddress = "registry.terraform.io/auth0/auth0"

// inOfficialForm converts a value of this provider's state to the form that it has
// in the official provider's state.
func inOfficialForm(value any) any {
	switch v := value.(type) {
	case nil:
		return "" // of a text; other absent values are null there, as here
	case list:
		elements := make(list, len(v))
		for i, e := range v {
			if members, ok := e.(object); ok {
				elements[i] = officialMembers(members)
			} else {
				elements[i] = e
			}
		}
		return elements
	case object:
		if len(v) == 0 {
			return v // a map, such as jwt_configuration.scopes
		}
		return list{officialMembers(v)}
	default:
		return v
	}
}

func officialMembers(members object) object {
	official := object{}
	for name, value := range members {
		official[name] = inOfficialForm(value)
	}
	return official
}

// What our provider made with every setting is moved from the state that the
// official provider would have of it: nothing is planned, before a refresh and
// after.
func TestAStateWithEveryAttributeIsMoved(t *testing.T) {
	t.Parallel()
	_, pem := keyPair(t)
	for resource, config := range map[string]acctest.Values{
		"auth0api_resource_server": {
			"identifier": "urn:moved", "name": "Moved", "signing_alg": "PS256", "allow_offline_access": true, "allow_online_access": true,
			"allow_online_access_with_ephemeral_sessions": true, "token_lifetime": int64(600), "token_lifetime_for_web": int64(300),
			"skip_consent_for_verifiable_first_party_clients": true, "enforce_policies": true, "token_dialect": "rfc9068_profile_authz",
			"verification_location": "https://a.example.test/", "consent_policy": "transactional-authorization-with-mfa",
			"authorization_policy": object{"policy_id": "p1"}, "authorization_details": list{object{"type": "payment"}},
			"proof_of_possession":        object{"mechanism": "dpop", "required": true, "required_for": "all_clients"},
			"subject_type_authorization": object{"user": object{"policy": "deny_all"}, "client": object{"policy": "require_client_grant"}},
			"token_encryption":           object{"format": "compact-nested-jwe", "encryption_key": object{"name": "k", "algorithm": "RSA-OAEP-256", "pem": pem}},
		},
		"auth0api_resource_server_scope": {"resource_server_identifier": "urn:a", "scope": "read", "description": "Reads"},
		"auth0api_resource_server_scopes": {
			"resource_server_identifier": "urn:b", "scopes": list{object{"name": "read", "description": "Reads"}, object{"name": "write", "description": nil}},
		},
		"auth0api_client": {
			"name": "app", "description": "An app", "app_type": "spa", "grant_types": list{"authorization_code", "refresh_token"},
			"callbacks": list{"https://app.example.test/callback"}, "allowed_logout_urls": list{"https://app.example.test/"}, "web_origins": list{"https://app.example.test"},
			"oidc_conformant": true, "is_first_party": true, "organization_usage": "allow", "client_metadata": object{"team": "a"},
			"jwt_configuration": object{"alg": "RS256", "lifetime_in_seconds": int64(60)},
			"refresh_token":     object{"rotation_type": "rotating", "expiration_type": "expiring", "token_lifetime": int64(3600), "idle_token_lifetime": int64(1800)},
			"token_quota":       object{"client_credentials": object{"per_hour": int64(5)}}, "token_exchange": object{"allow_any_profile_of_type": list{"custom_authentication"}},
			"default_organization":          object{"organization_id": "org_0123456789abcdef", "flows": list{"client_credentials"}},
			"organization_require_behavior": "pre_login_prompt", "require_proof_of_possession": true,
		},
		"auth0api_client_grant": {
			"client_id": "CLIENT", "audience": "urn:a", "scopes": list{"read"}, "subject_type": "client", "organization_usage": "allow", "allow_any_organization": true,
		},
	} {
		t.Run(resource, func(t *testing.T) {
			t.Parallel()
			tenant := acctest.NewTenant(t)
			for _, identifier := range []string{"urn:a", "urn:b"} {
				tenant.Create("resource-servers", acctest.Object{"identifier": identifier, "scopes": []acctest.Object{{"value": "read", "description": "Reads"}, {"value": "write"}}})
			}
			if config["client_id"] == "CLIENT" {
				config["client_id"] = newClient(tenant, "c")
			}
			if resource == "auth0api_resource_server_scopes" || resource == "auth0api_resource_server_scope" {
				for _, identifier := range []string{"urn:a", "urn:b"} {
					tenant.Change("resource-servers", identifier, acctest.Object{"scopes": []acctest.Object{}})
				}
			}
			p := connected(t, tenant)
			made := p.Apply(resource, noState, config)
			mustHaveNone(t, made)
			official := object{}
			all, _ := made.Plain().(object)
			for name, value := range all {
				switch {
				case name == "client_metadata":
					official[name] = value
				case value != nil || strings.HasPrefix(name, "description"):
					official[name] = inOfficialForm(value)
				}
			}
			after := connected(t, tenant)
			moved := after.Move(resource, officialAddress, strings.Replace(resource, "auth0api_", "auth0_", 1), official)
			mustHaveNone(t, moved)
			for _, state := range []acctest.Answer{moved, after.Read(resource, moved.Value)} {
				mustHaveNone(t, state)
				plan := after.Plan(resource, state.Value, config)
				if len(plan.Replace) > 0 || !plan.Value.Equal(state.Value) {
					difference, _ := plan.Value.Diff(state.Value)
					t.Errorf("the plan differs from the state: %v", difference)
				}
			}
		})
	}
}

func TestWhatIsNotTheOfficialStateIsNotMoved(t *testing.T) {
	t.Parallel()
	p := connected(t, acctest.NewTenant(t))
	good := acctest.Values{"id": "r", "identifier": "urn:a"}
	for name, c := range map[string]struct {
		moved acctest.Answer
		want  string
	}{
		"another provider": {p.Move(apiResource, "registry.terraform.io/other/auth0", "auth0_resource_server", good), "Unable to Move Resource State"},
		"another resource": {p.Move(apiResource, officialAddress, "auth0_client", good), "Unable to Move Resource State"},
		"no ID":            {p.Move(apiResource, officialAddress, "auth0_resource_server", acctest.Values{"identifier": "urn:a"}), "The state to move has no ID"},
		"no object":        {p.MoveRaw(apiResource, officialAddress, "auth0_resource_server", []byte(`["secret"]`)), "The state to move has an unexpected form"},
	} {
		if lines := strings.Join(c.moved.Diagnostics, "\n"); !strings.Contains(lines, c.want) || strings.Contains(lines, `"secret"`) {
			t.Errorf("%s: got %q, want %q", name, lines, c.want)
		}
	}
	mustHaveNone(t, p.Move(apiResource, "auth0", "auth0_resource_server", good)) // OpenTofu 1.11
	other := p.Move(apiResource, "registry.opentofu.org/auth0/auth0", "auth0_resource_server", good)
	mustHaveNone(t, other)
}
