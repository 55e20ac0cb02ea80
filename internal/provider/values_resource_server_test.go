package provider_test

import (
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// timeoutsRows are those of the attribute timeouts, whose members have one rule.
func timeoutsRows(rows map[string]valueRow) map[string]valueRow {
	rows["timeouts"] = valueRow{note: itsMembers}
	rows["timeouts.create"] = valueRow{
		refused:  []refusedValue{{"5", "is not a duration", ""}, {"-5m", "above zero", ""}, {"0s", "above zero", ""}, {"", "is not a duration", ""}, {"5 minutes", "such as 90s", ""}},
		accepted: []any{"90s", "1h30m"},
	}
	return rows
}

// resourceServerValues are the rows of an API. Its identifier and texts are compared
// character by character, by the service too: letter case, a trailing slash and the
// normal form of Unicode make another value. Terraform itself turns each text into
// the normal form C.
func resourceServerValues(t *testing.T) map[string]blockRows {
	t.Helper()
	rows := map[string]valueRow{
		"identifier": {refused: between(1, 600), accepted: []any{"urn:a", "https://a.example.test", "https://a.example.test/", strings.Repeat("é", 600)}},
		"name":       {refused: append(between(1, 200), refusedValue{"<a>", "must not contain < or >", ""}), accepted: []any{"é", strings.Repeat("é", 200)}},

		"signing_alg": {refused: oneOf("RS256")},
		"signing_secret": {
			with:     acctest.Values{"signing_alg": "HS256"},
			refused:  []refusedValue{{"short", "at least 16", ""}, {"", "at least 16", ""}},
			accepted: []any{strings.Repeat("é", 16)},
		},
		"signing_secret_wo": {
			with:    acctest.Values{"signing_alg": "HS256", "signing_secret_wo_version": int64(1)},
			refused: []refusedValue{{"short", "at least 16", ""}, {"", "at least 16", ""}},
		},
		"signing_secret_wo_version": {
			with: acctest.Values{"signing_alg": "HS256", "signing_secret_wo": longSecret},
			note: "A number of the user's own: only a change of it means something.",
		},
		"token_dialect": {refused: oneOf("rfc9068_profile")},
		"token_lifetime": {
			refused:  []refusedValue{{int64(-1), "between 0 and 2592000", ""}, {int64(2592001), "between 0 and 2592000", ""}},
			accepted: []any{int64(2592000)},
		},
		"token_lifetime_for_web": {
			with:    acctest.Values{"token_lifetime": int64(600)},
			refused: []refusedValue{{int64(601), "must not be above token_lifetime (600 seconds)", ""}, {int64(-1), "between 0 and 2592000", ""}},
		},
		"consent_policy":                           {refused: oneOf("transactional-authorization-with-mfa")},
		"authorization_policy":                     {note: itsMembers},
		"authorization_policy.policy_id":           {refused: between(1, 1024)},
		"subject_type_authorization":               {note: itsMembers},
		"subject_type_authorization.client":        {note: itsMembers},
		"subject_type_authorization.client.policy": {refused: append(oneOf("deny_all"), refusedValue{"allow_all", "value must be one of", ""})},
		"subject_type_authorization.user":          {note: itsMembers},
		"subject_type_authorization.user.policy":   {refused: oneOf("deny_all")},
		"authorization_details":                    {note: itsMembers},
		"authorization_details.type":               {refused: empty()},
		"verification_location":                    {refused: []refusedValue{{"a.example.test", "http or https URL", ""}, {"", "http or https URL", ""}, {"ftp://a", "http or https URL", ""}}},
		"proof_of_possession":                      {note: itsMembers},
		"proof_of_possession.mechanism":            {refused: oneOf("mtls")},
		"proof_of_possession.required_for":         {refused: oneOf("all_clients")},
	}
	encryptionValues(t, rows)
	return map[string]blockRows{"resource " + apiResource: {
		base: acctest.Values{
			"identifier":            "urn:a",
			"authorization_policy":  nil,
			"authorization_details": list{acctest.Values{"type": "payment"}},
			"proof_of_possession":   acctest.Values{"mechanism": "dpop", "required": true},
		},
		rows: timeoutsRows(rows),
	}}
}

// encryptionValues are the rows of token_encryption.
func encryptionValues(t *testing.T, rows map[string]valueRow) {
	t.Helper()
	private, public := keyPair(t)
	base := encrypted(public, nil)
	at := func(name string, row valueRow) {
		row.with = base
		rows[tokenEncryptionPath+name] = row
	}
	at("", valueRow{note: itsMembers})
	at(".encryption_key", valueRow{note: itsMembers})
	at(".format", valueRow{refused: oneOf("compact-nested-jwe")})
	at(".encryption_key.algorithm", valueRow{refused: oneOf("RSA-OAEP-256")})
	at(".encryption_key.kid", valueRow{refused: between(1, 128)})
	at(".encryption_key.name", valueRow{refused: between(1, 128)})
	at(".encryption_key.pem", valueRow{
		refused: []refusedValue{
			{private, "is a private key", ""}, {"key.pem", `use file("key.pub.pem")`, ""}, {ellipticKey(t), "RSA", ""}, {keyOfBits(t, 1024), "1024 bits", ""},
			{public + public, "one public key or one certificate", ""}, {strings.Repeat("a", 4097), "between 1 and 4096", ""},
			{thumbprintURI + "x", "set pem to the public key as PEM", ""},
		},
		same: [][]any{{public, crlf(public), "\n" + public, certificateOf(t, private), public}},
	})
}

const tokenEncryptionPath = "token_encryption"
