package trial

import (
	"slices"
	"strings"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/page/tokenrequest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// assertionType is the client_assertion_type of RFC 7523, section 2.2.
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"

// Signing is what the browser needs to sign the requests of a client.
type Signing struct {
	// Keys are the registered keys of a client that signs its requests; none of others.
	Keys []store.Credential
	// SignedFor is the audience of what the browser signs.
	SignedFor string
}

func (p Trier) signingOf(client *store.Client) Signing {
	s := Signing{SignedFor: p.Issuer}
	if MethodOf(client) != PrivateKey {
		return s
	}
	for _, credential := range client.Credentials {
		if credential.Type == "public_key" {
			credential.PEM = ""
			s.Keys = append(s.Keys, credential)
		}
	}
	return s
}

// programs returns a request of the client as programs, which sign with the key kid, or with
// the client's first key if it has no key of this ID. There are no programs for a client that
// authenticates with a certificate, or lacks its key.
func (p Trier) programs(client *store.Client, signing Signing, kid string, request tokenrequest.Request) ([]tokenrequest.Program, error) {
	method := MethodOf(client)
	if !method.UsesSecret() && method != None && len(signing.Keys) == 0 {
		return nil, nil
	}
	base := strings.TrimSuffix(p.Issuer, "/")
	request.TokenURL, request.APIURL = base+oauth.TokenPath, base+oauth.CheckPath(request.Audience)
	request.ClientID, request.Method = client.ClientID, tokenrequest.Method(method)
	if len(signing.Keys) > 0 {
		key := signing.Keys[max(0, slices.IndexFunc(signing.Keys, func(k store.Credential) bool { return k.Kid == kid }))]
		request.Key = tokenrequest.Key{ID: key.Kid, Alg: key.Alg, Audience: p.Issuer}
	}
	return request.Programs()
}

// unsigned returns why the page cannot authenticate as a client of this method, or "".
func unsigned(method Method, assertions []string) string {
	switch {
	case method == PrivateKey && len(assertions) == 0:
		return "This client signs its requests with a private key. Paste the key above: the browser signs with it, which needs JavaScript."
	case !method.UsesSecret() && method != PrivateKey && method != None:
		return "This client authenticates with a TLS client certificate (" + string(method) + "), which the page does not have."
	}
	return ""
}
