package page

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"text/template"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
)

// quickStart describes how to verify the tokens of an API.
type quickStart struct {
	Issuer, Audience, Algorithm, JWKS string
	// Symmetric means that the key is the API's signing secret.
	Symmetric bool
	// Type is the "typ" of the tokens.
	Type string
	// Encrypted means that the tokens are JWE, which the API decrypts first.
	Encrypted bool
	// Scope is one of the API's scopes, or an example.
	Scope    string
	Snippets []snippet
}

// snippet is a program that verifies tokens.
type snippet struct{ Language, Needs, Code string }

// secretVariable is the environment variable from which the snippets read the secret of
// an HS256 API.
const secretVariable = "API_SIGNING_SECRET"

func (p *page) quickStart(api *store.ResourceServer) (quickStart, error) {
	q := quickStart{
		Issuer: p.Issuer, Audience: api.Identifier, Algorithm: api.SigningAlg,
		JWKS:      strings.TrimSuffix(p.Issuer, "/") + oauth.JWKSPath,
		Symmetric: api.SigningAlg == "HS256", Type: "JWT", Encrypted: api.TokenEncryption != nil, Scope: "read:example",
	}
	if strings.HasPrefix(api.TokenDialect, "rfc9068_profile") {
		q.Type = "at+jwt"
	}
	if len(api.Scopes) > 0 {
		q.Scope = api.Scopes[0].Value
	}
	for _, each := range []struct{ file, language, needs string }{
		{"go.tmpl", "Go", "go get github.com/lestrrat-go/jwx/v3"},
		{"node.tmpl", "Node", "npm install express express-oauth2-jwt-bearer"},
		{"python.tmpl", "Python", "pip install 'pyjwt[crypto]'"},
	} {
		code, err := q.fill(each.file)
		if err != nil {
			return q, err
		}
		q.Snippets = append(q.Snippets, snippet{Language: each.language, Needs: each.needs, Code: code})
	}
	return q, nil
}

// fill returns a snippet with the values of this API, as plain text: the template of the
// page escapes it.
func (q quickStart) fill(file string) (string, error) {
	parsed, err := template.New(file).Funcs(template.FuncMap{"quote": quote, "secret": func() string { return secretVariable }}).
		ParseFS(files, "snippets/"+file)
	if err != nil {
		return "", fmt.Errorf("reading the snippet %s: %w", file, err)
	}
	var code bytes.Buffer
	if err := parsed.Execute(&code, q); err != nil {
		return "", fmt.Errorf("writing the snippet %s: %w", file, err)
	}
	return code.String(), nil
}

// quote encodes a string as JSON, which is also a literal in Go, JavaScript and Python.
func quote(text string) (string, error) {
	var quoted bytes.Buffer
	encoder := json.NewEncoder(&quoted)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(text)
	return strings.TrimSpace(quoted.String()), err
}
