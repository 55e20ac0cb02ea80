package export

import (
	"reflect"
	"slices"

	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
)

// setting is an attribute that a resource can set.
type setting struct {
	name string
	// property is its name in the Management API's JSON, if that differs.
	property string
	// members are the attributes of an object, or of each object of a list.
	members []setting
	// always means that it is written even if its value is the default.
	always bool
	// unordered is a set. It is sorted, so that the output is always the same.
	unordered bool
	// refer converts a value that names another object to a reference.
	refer func(n *names, value string) hclwrite.Tokens
}

// always returns settings that are required.
func always(settings ...setting) []setting {
	for i := range settings {
		settings[i].always = true
	}
	return settings
}

// plain returns settings with these names and no special properties.
func plain(names ...string) []setting {
	settings := make([]setting, len(names))
	for i, name := range names {
		settings[i].name = name
	}
	return settings
}

func apiSettings() []setting {
	policy := always(plain("policy")...)
	return append(plain("name", "signing_alg", "allow_offline_access", "allow_online_access", "allow_online_access_with_ephemeral_sessions",
		"token_lifetime", "token_lifetime_for_web", "token_dialect", "skip_consent_for_verifiable_first_party_clients", "consent_policy", "enforce_policies"),
		setting{name: "verification_location", property: "verificationLocation"},
		setting{name: "authorization_policy", members: always(plain("policy_id")...)},
		setting{name: "authorization_details", members: always(plain("type")...)},
		setting{name: "subject_type_authorization", members: []setting{{name: "client", members: policy}, {name: "user", members: policy}}},
		setting{name: "proof_of_possession", members: append(always(plain("mechanism", "required")...), plain("required_for")...)},
		setting{name: "token_encryption", members: always(plain("format")[0], setting{name: "encryption_key", members: append(
			always(setting{name: "algorithm", property: "alg"}, setting{name: "pem"}), plain("kid", "name")...)})},
	)
}

func clientSettings() []setting {
	policies := always(setting{name: "audience", refer: (*names).audience}, setting{name: "scope", unordered: true})
	return slices.Concat(always(plain("name", "third_party_security_mode")...), // a mode that is left out is the tenant's choice
		plain("description", "app_type", "grant_types", "token_endpoint_auth_method", "is_first_party", "redirection_policy", "oidc_conformant", "organization_usage",
			"organization_require_behavior", "require_proof_of_possession", "client_metadata", "callbacks", "allowed_logout_urls", "web_origins"),
		[]setting{
			{name: "resource_server_identifier", refer: (*names).identifier},
			{name: "default_organization", members: always(plain("organization_id", "flows")...)},
			{name: "token_quota", members: tokenQuota()},
			{name: "token_exchange", members: always(plain("allow_any_profile_of_type")...)},
			{name: "jwt_configuration", members: plain("alg", "lifetime_in_seconds", "secret_encoded", "scopes")},
			{name: "refresh_token", members: slices.Concat(always(plain("rotation_type", "expiration_type")...),
				plain("leeway", "token_lifetime", "infinite_token_lifetime", "idle_token_lifetime", "infinite_idle_token_lifetime"),
				[]setting{{name: "policies", members: policies}})},
		})
}

// tokenQuota are the members of a quota, of a client and of the tenant's defaults.
func tokenQuota() []setting {
	return []setting{{name: "client_credentials", members: plain("per_day", "per_hour", "enforce")}}
}

func grantSettings() []setting {
	return slices.Concat(
		[]setting{{name: "client_id", refer: (*names).clientID}},
		plain("default_for"),
		[]setting{
			{name: "audience", refer: (*names).audience},
			// An empty list is a grant without scopes. A missing list is a grant of all.
			{name: "scopes", property: "scope", unordered: true, always: true},
		},
		plain("subject_type", "allow_all_scopes", "organization_usage", "allow_any_organization"),
		[]setting{{name: "authorization_details_types", unordered: true}})
}

// settings writes the values that differ from the defaults.
func (w *writer) settings(body *hclwrite.Body, table []setting, values, defaults map[string]any) {
	for _, s := range table {
		if tokens := w.expression(s, values[s.key()], defaults[s.key()]); tokens != nil {
			body.SetAttributeRaw(s.name, tokens)
		}
	}
}

func (s setting) key() string {
	if s.property != "" {
		return s.property
	}
	return s.name
}

// expression returns the value of a setting, or nil if it is not written: it is not
// set, is the default, or lacks an attribute that the resource requires.
func (w *writer) expression(s setting, value, byDefault any) hclwrite.Tokens {
	if value == nil || !s.always && (reflect.DeepEqual(value, byDefault) || byDefault == nil && isEmpty(value)) {
		return nil
	}
	list, isList := value.([]any)
	switch {
	case s.members != nil && isList:
		elements := make([]hclwrite.Tokens, len(list))
		for i, element := range list {
			if elements[i] = w.object(s.members, element, nil); elements[i] == nil {
				return nil
			}
		}
		return hclwrite.TokensForTuple(elements)
	case s.members != nil:
		return w.object(s.members, value, byDefault)
	case s.refer != nil:
		text, _ := value.(string)
		return s.refer(w.names, text)
	case isList:
		return texts(list, s.unordered)
	}
	return hclwrite.TokensForValue(literal(value))
}

// object returns an object with the members that differ from the defaults. It is nil if all
// are the defaults, or a required member is missing.
func (w *writer) object(members []setting, value, byDefault any) hclwrite.Tokens {
	values, _ := value.(map[string]any)
	defaults, _ := byDefault.(map[string]any)
	var attributes []hclwrite.ObjectAttrTokens
	for _, s := range members {
		tokens := w.expression(s, values[s.key()], defaults[s.key()])
		switch {
		case tokens != nil:
			attributes = append(attributes, hclwrite.ObjectAttrTokens{Name: hclwrite.TokensForIdentifier(s.name), Value: tokens})
		case s.always:
			return nil
		}
	}
	if attributes == nil {
		return nil
	}
	return hclwrite.TokensForObject(attributes)
}

func isEmpty(value any) bool {
	switch value := value.(type) {
	case []any:
		return len(value) == 0
	case map[string]any:
		return len(value) == 0
	}
	return false
}

// literal converts a value of JSON that is not a list: a string, number, boolean, or a
// map of them.
func literal(value any) cty.Value {
	switch value := value.(type) {
	case string:
		return cty.StringVal(value)
	case float64:
		return cty.NumberFloatVal(value)
	case bool:
		return cty.BoolVal(value)
	case map[string]any:
		members := make(map[string]cty.Value, len(value))
		for name, member := range value {
			members[name] = literal(member)
		}
		return cty.ObjectVal(members)
	}
	return cty.NullVal(cty.DynamicPseudoType)
}
