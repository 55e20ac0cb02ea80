// Package tokenrequest writes a client's request for an access token as a program: for
// curl, Go, Node and Python. The programs contain no secrets: they read the client's secret
// and the token of a user from the environment, and a private key from a file.
package tokenrequest

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"strings"
	"text/template"
)

//go:embed programs/*.tmpl
var files embed.FS

// Method is how the client authenticates: a value of token_endpoint_auth_method, or
// private_key_jwt (RFC 7523). A client with the method none only names itself.
type Method string

// The methods.
const (
	SecretPost  Method = "client_secret_post"
	SecretBasic Method = "client_secret_basic"
	PrivateKey  Method = "private_key_jwt"
)

// Request is a request for a token, and a request to the API with that token. The grant type
// is client_credentials (RFC 6749, section 4.4.2), unless Exchange or Login is set.
type Request struct {
	// TokenURL is the token endpoint, and APIURL an endpoint of the API.
	TokenURL, APIURL string
	ClientID         string
	Method           Method
	// Key signs the assertion; only for PrivateKey.
	Key      Key
	Audience string
	// Scope has the scopes, separated by spaces. Empty means all that are granted.
	Scope string
	// Exchange says that the client exchanges the token of a user (RFC 8693).
	Exchange bool
	// Login is how a user logs in to the client before; nil if no user does.
	Login *Login
}

// Key describes the key with which a client signs its assertions (RFC 7523, section 3).
type Key struct {
	// ID is the kid, and Alg one of RS256, RS384 and PS256.
	ID, Alg string
	// Audience is what the assertions are for: the tenant's issuer.
	Audience string
}

// Bits returns the size of the digest: 256 or 384.
func (k Key) Bits() string { return k.Alg[len(k.Alg)-3:] }

// PSS reports whether the signature has the padding RSASSA-PSS.
func (k Key) PSS() bool { return strings.HasPrefix(k.Alg, "PS") }

// Secret returns the name of the environment variable that the programs read: the
// client's secret, or the file with its private key. A public client has neither.
func (r Request) Secret() string {
	if r.Signs() {
		return "PRIVATE_KEY_FILE"
	}
	return "CLIENT_SECRET"
}

// UsesSecret reports whether the client authenticates with its secret.
func (r Request) UsesSecret() bool { return r.Method == SecretPost || r.Method == SecretBasic }

// Signs reports whether the client authenticates with an assertion that it signs.
func (r Request) Signs() bool { return r.Method == PrivateKey }

// Basic reports whether the client authenticates in the Authorization header.
func (r Request) Basic() bool { return r.Method == SecretBasic }

// Pair is a parameter of the request.
type Pair struct{ Name, Value string }

// Parameters returns the parameters of the request, without the secret.
func (r Request) Parameters() []Pair {
	pairs := []Pair{{"grant_type", r.grantType()}}
	if !r.Basic() {
		pairs = append(pairs, Pair{"client_id", r.ClientID})
	}
	if r.Signs() {
		pairs = append(pairs, Pair{"client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"})
	}
	if r.Login != nil {
		return append(pairs, Pair{"redirect_uri", r.Login.RedirectURI})
	}
	if r.Exchange {
		pairs = append(pairs, Pair{"subject_token_type", accessTokenType}, Pair{"requested_token_type", accessTokenType})
	}
	pairs = append(pairs, Pair{"audience", r.Audience})
	if r.Scope != "" {
		pairs = append(pairs, Pair{"scope", r.Scope})
	}
	return pairs
}

// The grant types, and the type of the tokens that are exchanged (RFC 8693, section 3).
const (
	clientCredentials = "client_credentials"
	authorizationCode = "authorization_code"
	tokenExchange     = "urn:ietf:params:oauth:grant-type:token-exchange"
	accessTokenType   = "urn:ietf:params:oauth:token-type:access_token"
)

func (r Request) grantType() string {
	switch {
	case r.Login != nil:
		return authorizationCode
	case r.Exchange:
		return tokenExchange
	default:
		return clientCredentials
	}
}

// InBody reports whether the client sends its secret in the body.
func (r Request) InBody() bool { return r.UsesSecret() && !r.Basic() }

// Program is the request as a program.
type Program struct{ Language, Code string }

// Programs returns the request as programs, curl first.
func (r Request) Programs() ([]Program, error) {
	var programs []Program
	for _, each := range []struct{ file, language string }{{"curl.tmpl", "curl"}, {"go.tmpl", "Go"}, {"node.tmpl", "Node"}, {"python.tmpl", "Python"}} {
		parsed, err := template.New(each.file).Funcs(template.FuncMap{"quote": quote, "shell": shell}).ParseFS(files, "programs/"+each.file)
		if err != nil {
			return nil, fmt.Errorf("reading the program %s: %w", each.file, err)
		}
		var code bytes.Buffer
		if err := parsed.Execute(&code, r); err != nil {
			return nil, fmt.Errorf("writing the program %s: %w", each.file, err)
		}
		programs = append(programs, Program{each.language, code.String()})
	}
	return programs, nil
}

// quote encodes a string as JSON, which is also a literal in Go, JavaScript and Python.
func quote(text string) (string, error) {
	var quoted bytes.Buffer
	encoder := json.NewEncoder(&quoted)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(text)
	return strings.TrimSpace(quoted.String()), err
}

// shell quotes a text as one word of a POSIX shell.
func shell(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }
