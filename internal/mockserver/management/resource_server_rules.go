package management

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

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

// DefaultResourceServer is the settings that a new API gets of which nothing is
// said, without an ID and an identifier.
func DefaultResourceServer() *store.ResourceServer { return defaultResourceServer("", nil) }

func defaultResourceServer(id string, sent map[string]any) *store.ResourceServer {
	identifier, _ := sent["identifier"].(string)
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

// buildResourceServer is the stored API (or the defaults of a new one) with
// what was sent, checked and completed.
func (a *api) buildResourceServer(stored *store.ResourceServer, sent map[string]any) (*store.ResourceServer, error) {
	others := maps.Clone(sent)
	delete(others, subjectTypes)
	rs, err := merged(stored, others)
	if err != nil {
		return nil, err
	}
	if policies, given := sent[subjectTypes].(map[string]any); given {
		rs.SubjectTypeAuthorization = mergeSubjectTypes(stored.SubjectTypeAuthorization, policies)
	}
	if err := checkScopes(rs.Scopes); err != nil {
		return nil, err
	}
	if err := settleLifetimes(rs, sent); err != nil {
		return nil, err
	}
	if err := a.settleSigningSecret(rs, sent); err != nil {
		return nil, err
	}
	if isSet(sent, "token_encryption") {
		key := &rs.TokenEncryption.EncryptionKey
		if key.ThumbprintSHA256, err = thumbprint(key.PEM); err != nil {
			return nil, invalidBody("token_encryption.encryption_key.pem: %s.", err)
		}
	}
	settleProofOfPossession(rs)
	return rs, nil
}

// mergeSubjectTypes: each subject type is a setting of its own. What else the
// service's schema lets through inside of one has no meaning.
func mergeSubjectTypes(stored *store.SubjectTypeAuthorization, sent map[string]any) *store.SubjectTypeAuthorization {
	out := store.SubjectTypeAuthorization{}
	if stored != nil {
		out = *stored
	}
	for subject, policy := range map[string]*string{subjectClient: &out.Client.Policy, subjectUser: &out.User.Policy} {
		object, _ := sent[subject].(map[string]any)
		if value, given := object["policy"].(string); given {
			*policy = value
		}
	}
	return &out
}

func checkScopes(scopes []store.Scope) error {
	seen := make(map[string]bool, len(scopes))
	for _, scope := range scopes {
		if seen[scope.Value] {
			return invalidBody("scopes must be unique, but %s occurs more than once.", scope.Value)
		}
		seen[scope.Value] = true
	}
	return nil
}

// settleLifetimes holds token_lifetime_for_web at or below token_lifetime. Only
// a value that was sent is refused: one that is left from before, or the
// default, follows the token_lifetime down.
func settleLifetimes(rs *store.ResourceServer, sent map[string]any) error {
	if rs.TokenLifetimeForWeb <= rs.TokenLifetime {
		return nil
	}
	if isSet(sent, "token_lifetime_for_web") {
		return invalidBody("token_lifetime_for_web (%d) must not be greater than token_lifetime (%d).", rs.TokenLifetimeForWeb, rs.TokenLifetime)
	}
	rs.TokenLifetimeForWeb = rs.TokenLifetime
	return nil
}

// settleSigningSecret: an HS256 API always has a secret, no other ever has one.
func (a *api) settleSigningSecret(rs *store.ResourceServer, sent map[string]any) error {
	if rs.SigningAlg != algorithmHS256 {
		if isSet(sent, "signing_secret") {
			return invalidBody("signing_secret is only for APIs with signing_alg HS256, not %s.", rs.SigningAlg)
		}
		rs.SigningSecret = ""
		return nil
	}
	if rs.SigningSecret != "" {
		return nil
	}
	var err error
	rs.SigningSecret, err = newSecret(a.Random)
	return err
}

// settleProofOfPossession completes DPoP: once required, it is for all clients
// unless the setting says for whom. Mutual TLS has no such choice.
func settleProofOfPossession(rs *store.ResourceServer) {
	if pop := rs.ProofOfPossession; pop != nil && pop.Mechanism == "dpop" && pop.Required && pop.RequiredFor == "" {
		pop.RequiredFor = "all_clients"
	}
}

// changeableOfSystem are the properties of a system API that can be changed; of
// subject_type_authorization, only what it says of users.
func changeableOfSystem() []string {
	return []string{"token_lifetime", "token_lifetime_for_web", "skip_consent_for_verifiable_first_party_clients", subjectTypes}
}

func mayChange(rs *store.ResourceServer, sent map[string]any) error {
	if !rs.IsSystem {
		return nil
	}
	var refused []string
	for name := range sent {
		if !slices.Contains(changeableOfSystem(), name) {
			refused = append(refused, name)
		}
	}
	if policies, given := sent[subjectTypes].(map[string]any); given && isSet(policies, subjectClient) {
		refused = append(refused, subjectTypes+"."+subjectClient)
	}
	if refused == nil {
		return nil
	}
	slices.Sort(refused)
	return systemObject("%s is a system API, of which only %s can be changed, not %s.",
		rs.Identifier, strings.Join(changeableOfSystem(), ", "), strings.Join(refused, ", "))
}

// authorizationDetailTypes are the types of rich authorization requests
// (RFC 9396) that the API knows.
func authorizationDetailTypes(rs *store.ResourceServer) ([]string, error) {
	if len(rs.AuthorizationDetails) == 0 {
		return nil, nil
	}
	var entries []json.RawMessage
	if err := json.Unmarshal(rs.AuthorizationDetails, &entries); err != nil {
		return nil, fmt.Errorf("reading the authorization_details of %s: %w", rs.Identifier, err)
	}
	var types []string
	for _, entry := range entries {
		var detail struct {
			Type string `json:"type"`
		}
		// The service takes entries of any form; one without a type has none.
		if json.Unmarshal(entry, &detail) == nil && detail.Type != "" {
			types = append(types, detail.Type)
		}
	}
	return types, nil
}
