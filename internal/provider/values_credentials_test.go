package provider_test

import (
	"strings"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// credentialsValues are the rows of a client's credentials.
func credentialsValues(t *testing.T) map[string]blockRows {
	t.Helper()
	private, public := keyPair(t)
	withKey := keyed("c", acctest.Values{"pem": public})
	const key = "private_key_jwt.credentials"
	rows := map[string]valueRow{
		"client_id":             {refused: []refusedValue{{"", "at least 1", ""}, {"c\n", "trimspace", ""}, {" ", "blank", ""}}},
		"authentication_method": {refused: oneOf("none")},
		"client_secret":         {refused: empty(), accepted: []any{longSecret, strings.Repeat("é", 40)}},
		"client_secret_wo": {
			with: acctest.Values{"client_secret_wo_version": int64(1)}, refused: empty(), accepted: []any{longSecret},
		},
		"client_secret_wo_version": {with: acctest.Values{"client_secret_wo": longSecret}, refused: []refusedValue{{int64(0), "at least 1", ""}}},
		"private_key_jwt":          {with: withKey, note: itsMembers},
		key:                        {with: withKey, refused: []refusedValue{{list{}, "at least 1", ""}}},
		key + ".name":              {with: withKey, refused: between(1, 128)},
		key + ".credential_type":   {with: withKey, refused: oneOf("public_key")},
		key + ".algorithm":         {with: withKey, refused: append(oneOf("RS256"), refusedValue{"RS512", "value must be one of", ""})},
		key + ".expires_at": {
			with:     withKey,
			refused:  []refusedValue{{"2090-01-01", "2030-12-31T00:00:00Z", ""}, {"2090-01-01T00:00:00", "RFC 3339", ""}, {"tomorrow", "RFC 3339", ""}, {"", "RFC 3339", ""}, {"2090-02-30T00:00:00Z", "RFC 3339", ""}},
			accepted: []any{"2090-01-01t00:00:00z", "2090-01-01T00:00:00.5+02:00"},
			same:     [][]any{{"2090-01-01T02:00:00+02:00", "2090-01-01T00:00:00Z", "2090-01-01t00:00:00.000z", nil}},
		},
		key + ".pem": {
			with: withKey,
			refused: []refusedValue{
				{private, "is a private key", ""}, {"key.pem", `use file("key.pub.pem")`, ""}, {ellipticKey(t), "elliptic-curve", ""}, {"", "is not PEM", ""},
				{keyOfBits(t, 2047), "2047 bits", ""}, {keyOfBits(t, 4097), "2048 to 4096", ""}, {public + public, "one public key or one certificate", ""},
				{nil, "The public key is missing", ""}, {thumbprintURI + strings.Repeat("a", 43), "The public key is missing", ""},
			},
			accepted: []any{keyOfBits(t, 2048), keyOfBits(t, 4096)},
			same:     [][]any{{public, crlf(public), "\n" + public + "\n", certificateOf(t, private)}},
		},
	}
	return map[string]blockRows{"resource " + credentialsResource: {base: acctest.Values{"client_id": "c"}, rows: timeoutsRows(rows)}}
}
