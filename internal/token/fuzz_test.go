package token

import (
	"strings"
	"testing"
	"time"
)

// FuzzAnswer checks that what a token endpoint answers is a token or an error,
// and that no error repeats a secret.
func FuzzAnswer(f *testing.F) {
	const secret, accessToken = "s3cret-of-the-client", "s3cret-of-the-t0ken"
	for _, seed := range []string{
		`{"access_token":"s3cret-of-the-t0ken","token_type":"Bearer","expires_in":60,"scope":"a b"}`,
		`{"access_token":"s3cret-of-the-t0ken","token_type":"DPoP"}`, `{"access_token":"s3cret-of-the-t0ken","expires_in":-1,"token_type":"bearer"}`,
		`{"access_token":"s3cret-of-the-t0ken","expires_in":1e99}`, `{"access_token":"s3cret-of-the-t0ken`, `[]`, ``, `null`,
		`{"error":"access_denied","error_description":"s3cret-of-the-client is wrong"}`, `{"error":7}`,
	} {
		f.Add([]byte(seed))
	}
	request := Request{Credentials: Credentials{ClientID: "reader", ClientSecret: secret}, Audience: "urn:a"}
	f.Fuzz(func(t *testing.T, body []byte) {
		now := time.Unix(1_700_000_000, 0)
		token, err := parseToken(body, false, now)
		if (token == nil) == (err == nil) {
			t.Fatalf("%q: %v, %v", body, token, err)
		}
		if err == nil && (token.AccessToken == "" || token.ExpiresIn < 0 || !token.ExpiresAt.IsZero() && token.ExpiresAt.Before(now)) {
			t.Errorf("%q is %+v", body, token)
		}
		// A fuzzer may put that text anywhere; only as the access token is it one.
		if err != nil && strings.Contains(err.Error(), accessToken) && !strings.Contains(err.Error(), "token_type is") {
			t.Errorf("the error repeats the token: %v", err)
		}
		if text := newError(request, 403, body).Error(); strings.Contains(text, secret) || len(text) > 4*maxDescription {
			t.Errorf("the error repeats the secret, or too much: %s", text)
		}
	})
}
