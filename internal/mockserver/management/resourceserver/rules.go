package resourceserver

import (
	"maps"
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/systemapi"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/publickey"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// Defaults of the service, in seconds.
const (
	defaultTokenLifetime       = 86400
	defaultTokenLifetimeForWeb = 7200
)

const algorithmHS256 = "HS256"

// subjectTypes is the one property of which each part is a setting of its own.
const subjectTypes = "subject_type_authorization"

// Defaults are the settings that a new API gets of which nothing is said,
// without an ID and an identifier.
func Defaults() *store.ResourceServer { return defaultsOf("", "") }

func defaultsOf(id, identifier string) *store.ResourceServer {
	return &store.ResourceServer{
		ID:                  id,
		Identifier:          identifier,
		SigningAlg:          "RS256",
		TokenLifetime:       defaultTokenLifetime,
		TokenLifetimeForWeb: defaultTokenLifetimeForWeb,
		SubjectTypeAuthorization: &store.SubjectTypeAuthorization{
			Client: store.SubjectTypePolicy{Policy: "require_client_grant"},
			User:   store.SubjectTypePolicy{Policy: "allow_all"},
		},
	}
}

// build is the stored API (or the defaults of a new one) with
// what was sent, checked and completed.
func (h handlers) build(stored *store.ResourceServer, sent map[string]any) (*store.ResourceServer, error) {
	others := maps.Clone(sent)
	delete(others, subjectTypes)
	rs, err := endpoint.Merged(stored, others)
	if err != nil {
		return nil, err
	}
	if policies, isSet := sent[subjectTypes].(map[string]any); isSet {
		rs.SubjectTypeAuthorization = mergeSubjectTypes(stored.SubjectTypeAuthorization, policies)
	}
	if err := checkScopes(rs.Scopes); err != nil {
		return nil, err
	}
	if err := checkLifetimes(rs, sent); err != nil {
		return nil, err
	}
	if err := h.completeSigningSecret(rs, sent); err != nil {
		return nil, err
	}
	if endpoint.IsSet(sent, "token_encryption") {
		key := &rs.TokenEncryption.EncryptionKey
		if key.ThumbprintSHA256, err = publickey.Thumbprint(key.PEM); err != nil {
			return nil, endpoint.InvalidBody("token_encryption.encryption_key.pem: %s.", err)
		}
	}
	completeProofOfPossession(rs)
	return rs, nil
}

// mergeSubjectTypes: each subject type is a setting of its own. What else the
// service's schema lets through inside of one has no meaning.
func mergeSubjectTypes(stored *store.SubjectTypeAuthorization, sent map[string]any) *store.SubjectTypeAuthorization {
	out := store.SubjectTypeAuthorization{}
	if stored != nil {
		out = *stored
	}
	for subject, policy := range map[string]*string{"client": &out.Client.Policy, "user": &out.User.Policy} {
		object, _ := sent[subject].(map[string]any)
		if value, isSet := object["policy"].(string); isSet {
			*policy = value
		}
	}
	return &out
}

// MaxScopes is how many scopes an API may have, on any plan (documented).
const MaxScopes = 1000

// checkScopes refuses too many scopes, and a scope that occurs twice. That the
// service refuses the latter is inferred, and so is the wording of both errors.
func checkScopes(scopes []store.Scope) error {
	if len(scopes) > MaxScopes {
		return endpoint.InvalidBody("'Array is too long (%d), maximum %d' on property scopes.", len(scopes), MaxScopes)
	}
	seen := make(map[string]bool, len(scopes))
	for _, scope := range scopes {
		if seen[scope.Value] {
			return endpoint.InvalidBody("scopes must be unique, but %s occurs more than once.", scope.Value)
		}
		seen[scope.Value] = true
	}
	return nil
}

// checkLifetimes keeps token_lifetime_for_web at or below token_lifetime. Only a
// value that was sent is refused: an earlier one, or the default, follows the
// token_lifetime down.
func checkLifetimes(rs *store.ResourceServer, sent map[string]any) error {
	if rs.TokenLifetimeForWeb <= rs.TokenLifetime {
		return nil
	}
	if endpoint.IsSet(sent, "token_lifetime_for_web") {
		return endpoint.InvalidBody("token_lifetime_for_web (%d) must not be greater than token_lifetime (%d).", rs.TokenLifetimeForWeb, rs.TokenLifetime)
	}
	rs.TokenLifetimeForWeb = rs.TokenLifetime
	return nil
}

// completeSigningSecret: an HS256 API always has a secret, no other ever has one.
func (h handlers) completeSigningSecret(rs *store.ResourceServer, sent map[string]any) error {
	if rs.SigningAlg != algorithmHS256 {
		if endpoint.IsSet(sent, "signing_secret") {
			return endpoint.InvalidBody("signing_secret is only for APIs with signing_alg HS256, not %s.", rs.SigningAlg)
		}
		rs.SigningSecret = ""
		return nil
	}
	if rs.SigningSecret != "" {
		return nil
	}
	var err error
	rs.SigningSecret, err = endpoint.NewSecret(h.Random)
	return err
}

// completeProofOfPossession completes DPoP: once required, it is for all clients
// unless the setting says for whom. Mutual TLS has no such choice.
func completeProofOfPossession(rs *store.ResourceServer) {
	if pop := rs.ProofOfPossession; pop != nil && pop.Mechanism == "dpop" && pop.Required && pop.RequiredFor == "" {
		pop.RequiredFor = "all_clients"
	}
}

// changeableOfSystem are the settings of a system API that can be changed: known
// from the service's dashboard and pages. For the rest it is unknown.
func changeableOfSystem(api systemapi.API) []string {
	all := []string{
		"authorization_policy", "proof_of_possession", "skip_consent_for_verifiable_first_party_clients", subjectTypes, "token_lifetime", "token_lifetime_for_web",
	}
	return slices.DeleteFunc(all, func(name string) bool { return slices.Contains(api.Fixed, name) })
}

// mayChange refuses a change of what is fixed of a system API: its name
// (recorded 2025-11), its policy for clients (documented), and more.
func (h handlers) mayChange(rs *store.ResourceServer, sent map[string]any) error {
	if !rs.IsSystem {
		return nil
	}
	api, _ := systemapi.Find(h.Issuer, rs.Identifier)
	changeable := changeableOfSystem(api)
	var refused []string
	for name := range sent {
		if !slices.Contains(changeable, name) {
			refused = append(refused, name)
		}
	}
	if policies, isSet := sent[subjectTypes].(map[string]any); isSet && endpoint.IsSet(policies, "client") {
		refused = append(refused, subjectTypes+".client")
	}
	if refused == nil {
		return nil
	}
	slices.Sort(refused)
	return endpoint.NotSupported("%s is a system API, of which only %s can be changed, not %s.",
		rs.Identifier, strings.Join(changeable, ", "), strings.Join(refused, ", "))
}
