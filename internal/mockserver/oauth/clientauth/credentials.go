package clientauth

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// The methods of client authentication, by their registered names (RFC 7591,
// section 2; RFC 7523).
const (
	MethodNone  = "none"
	MethodPost  = "client_secret_post"
	MethodBasic = "client_secret_basic"
	MethodJWT   = "private_key_jwt"
)

// credentials are what a request presents to authenticate its client.
type credentials struct {
	method   string
	clientID string
	// secret or assertion, by the method.
	secret, assertion string
}

// credentialsOf determines how the client authenticates. More than one method at
// once is an error (RFC 6749, section 2.3).
func credentialsOf(r *http.Request, params protocol.Params) (credentials, error) {
	out := credentials{method: MethodNone, clientID: params["client_id"]}
	methods := 0
	if header := r.Header.Get("Authorization"); isBasic(header) {
		id, secret, ok := parseBasic(header)
		if !ok {
			refused := protocol.Unauthorized()
			refused.Challenge = true
			return credentials{}, refused
		}
		if out.clientID != "" && out.clientID != id {
			return credentials{}, protocol.InvalidRequest("client_id is not the client of the Authorization header")
		}
		out.method, out.clientID, out.secret = MethodBasic, id, secret
		methods++
	}
	if params["client_secret"] != "" {
		out.method, out.secret = MethodPost, params["client_secret"]
		methods++
	}
	if params["client_assertion"] != "" || params["client_assertion_type"] != "" {
		if params["client_assertion_type"] != assertionType {
			return credentials{}, protocol.InvalidRequest("client_assertion_type must be %s", assertionType)
		}
		out.method, out.assertion = MethodJWT, params["client_assertion"]
		methods++
	}
	if methods > 1 {
		return credentials{}, protocol.InvalidRequest("the client authenticates in more than one way; use only one of %s, %s and %s", MethodPost, MethodBasic, MethodJWT)
	}
	if out.method == MethodJWT && out.clientID == "" {
		// RFC 7521, section 4.2: the assertion's subject names the client.
		if token, err := verify.Decode(out.assertion); err == nil {
			out.clientID = token.Subject()
		}
	}
	if out.clientID == "" {
		return credentials{}, protocol.Missing("client_id")
	}
	return out, nil
}

func isBasic(header string) bool {
	scheme, _, _ := strings.Cut(header, " ")
	return strings.EqualFold(scheme, "Basic")
}

// parseBasic reads HTTP Basic as RFC 6749, section 2.3.1 has it: id and secret
// are form-encoded before they are joined.
func parseBasic(header string) (id, secret string, ok bool) {
	_, encoded, _ := strings.Cut(header, " ")
	pair, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if err != nil {
		return "", "", false
	}
	rawID, rawSecret, found := strings.Cut(string(pair), ":")
	id, errID := url.QueryUnescape(rawID)
	secret, errSecret := url.QueryUnescape(rawSecret)
	return id, secret, found && errID == nil && errSecret == nil && id != ""
}
