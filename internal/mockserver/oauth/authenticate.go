package oauth

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/token/verify"
)

// The methods of client authentication, by their registered names (RFC 7591,
// section 2; RFC 7523).
const (
	methodNone  = "none"
	methodPost  = "client_secret_post"
	methodBasic = "client_secret_basic"
	methodJWT   = "private_key_jwt"
)

// presented is what a client says of itself in one request.
type presented struct {
	method   string
	clientID string
	// secret or assertion, by the method.
	secret, assertion string
}

// presentedBy finds out how the client authenticates. More than one method at
// once is an error (RFC 6749, section 2.3).
func presentedBy(r *http.Request, params params) (presented, *refusal) {
	out := presented{method: methodNone, clientID: params["client_id"]}
	methods := 0
	if header := r.Header.Get("Authorization"); isBasic(header) {
		id, secret, ok := basicCredentials(header)
		if !ok {
			return out, &refusal{status: http.StatusUnauthorized, code: "access_denied", description: "Unauthorized", challenge: true}
		}
		if out.clientID != "" && out.clientID != id {
			return out, badRequest("client_id is not the client of the Authorization header")
		}
		out.method, out.clientID, out.secret = methodBasic, id, secret
		methods++
	}
	if params["client_secret"] != "" {
		out.method, out.secret = methodPost, params["client_secret"]
		methods++
	}
	if params["client_assertion"] != "" || params["client_assertion_type"] != "" {
		if params["client_assertion_type"] != assertionType {
			return out, badRequest("client_assertion_type must be %s", assertionType)
		}
		out.method, out.assertion = methodJWT, params["client_assertion"]
		methods++
	}
	if methods > 1 {
		return out, badRequest("the client authenticates in more than one way; use only one of %s, %s and %s", methodPost, methodBasic, methodJWT)
	}
	if out.method == methodJWT && out.clientID == "" {
		// RFC 7521, section 4.2: the assertion's subject names the client.
		if token, err := verify.Decode(out.assertion); err == nil {
			out.clientID = token.Subject()
		}
	}
	if out.clientID == "" {
		return out, badRequest("Missing required parameter: client_id")
	}
	return out, nil
}

func isBasic(header string) bool {
	scheme, _, _ := strings.Cut(header, " ")
	return strings.EqualFold(scheme, "Basic")
}

// basicCredentials reads HTTP Basic as RFC 6749, section 2.3.1 has it: id and
// secret are form-encoded before they are joined.
func basicCredentials(header string) (id, secret string, ok bool) {
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

// authenticate makes sure that the client is who it says, by a method that it
// is registered for. client is nil when there is none of that id.
func (h *handler) authenticate(ctx context.Context, client *store.Client, by presented) *refusal {
	switch by.method {
	case methodPost, methodBasic:
		// The comparison comes first and is always made, so that its time says
		// nothing about the client.
		secret := ""
		if client != nil {
			secret = client.ClientSecret
		}
		if !h.sameSecret(secret, by.secret) || client == nil || !mayUse(client, by.method) {
			refused := unauthorized()
			refused.challenge = by.method == methodBasic
			return refused
		}
		return nil
	case methodJWT:
		if client == nil || !mayUse(client, methodJWT) {
			return unauthorized()
		}
		return h.checkAssertion(ctx, client, by.assertion)
	}
	// A public client cannot act on its own: that grant is for clients that
	// prove who they are (RFC 6749, section 4.4).
	return unauthorized()
}

// mayUse reports whether the client is registered for the method. One that
// names none may use its keys if it has any, and else its secret in either way.
func mayUse(client *store.Client, method string) bool {
	switch client.TokenEndpointAuthMethod {
	case "":
		return (method == methodJWT) == (len(assertionKeys(client)) > 0)
	default:
		return client.TokenEndpointAuthMethod == method
	}
}

// sameSecret compares in a time that depends on neither secret. No secret is
// the same as an empty one.
func (h *handler) sameSecret(registered, given string) bool {
	a, b := sha256.Sum256([]byte(registered)), sha256.Sum256([]byte(given))
	return h.CompareSecrets(a[:], b[:]) == 1 && registered != ""
}
