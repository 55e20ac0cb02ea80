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

// quickStart is what an API has to check of a token, and how.
type quickStart struct {
	Issuer, Audience, Algorithm, JWKS string
	// Symmetric: the key is the API's signing secret.
	Symmetric bool
	// Type is the media type of the tokens, in their header.
	Type string
	// Encrypted: tokens are JWE, which the API decrypts first.
	Encrypted bool
	// Scope is one of the API's scopes, or an example.
	Scope    string
	Snippets []snippet
}

// snippet is a program that checks tokens.
type snippet struct{ Language, Needs, Code string }

// secretVariable is where the snippets have an HS256 API's secret from.
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

// fill writes a snippet with this API's values. It is text for people to copy;
// the page's own template makes HTML of it.
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

// quote writes a string as Go, JavaScript and Python all read it: as JSON.
func quote(text string) (string, error) {
	var quoted bytes.Buffer
	encoder := json.NewEncoder(&quoted)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(text)
	return strings.TrimSpace(quoted.String()), err
}
