package provider

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/auth0api/terraform-provider-auth0api/internal/provider/kit"
)

// block is a provider block with these texts. That of embedded is "PATH" or "PATH seed SEED".
func block(t *testing.T, values map[string]string) *providerModel {
	t.Helper()
	embedded := map[string]attr.Type{"path": types.StringType, "seed": types.StringType}
	m := &providerModel{Embedded: types.ObjectNull(embedded)}
	for name, value := range values {
		v := types.StringValue(value)
		switch name {
		case "domain":
			m.Domain = v
		case "client_id":
			m.ClientID = v
		case "client_secret":
			m.ClientSecret = v
		case "api_token":
			m.APIToken = v
		case "audience":
			m.Audience = v
		case "client_assertion_private_key":
			m.ClientAssertionPrivateKey = v
		case "client_assertion_signing_alg":
			m.ClientAssertionSigningAlg = v
		case "embedded":
			file, seed, hasSeed := strings.Cut(value, " seed ")
			attributes := map[string]attr.Value{"path": types.StringValue(file), "seed": types.StringNull()}
			if hasSeed {
				attributes["seed"] = types.StringValue(seed)
			}
			m.Embedded = types.ObjectValueMust(embedded, attributes)
		default:
			t.Fatalf("no attribute %q", name)
		}
	}
	return m
}

func environment(values map[string]string) func(string) string {
	return func(name string) string { return values[name] }
}

// told are diagnostics as "attribute: summary: detail".
func told(diags diag.Diagnostics) []string {
	var lines []string
	for _, d := range diags {
		at := ""
		if located, ok := d.(diag.DiagnosticWithPath); ok {
			at = located.Path().String()
		}
		lines = append(lines, at+": "+d.Summary()+": "+d.Detail())
	}
	return lines
}

func privateKey(t *testing.T) string {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)}))
}

type texts = map[string]string

func TestConnectionIsResolvedFromBlockAndEnvironment(t *testing.T) {
	t.Parallel()
	key := privateKey(t)
	const host = "tenant.eu.auth0.com"
	for name, c := range map[string]struct {
		block, env texts
		// want is "AUDIENCE as WHO".
		want string
	}{
		"block alone": {
			block: texts{"domain": host, "client_id": "id", "client_secret": "secret"},
			want:  "https://tenant.eu.auth0.com/api/v2/ as client id with secret",
		},
		"environment alone": {
			env:  texts{kit.EnvDomain: host, kit.EnvClientID: "id", kit.EnvClientSecret: "secret"},
			want: "https://tenant.eu.auth0.com/api/v2/ as client id with secret",
		},
		"empty texts in the block leave it to the environment": {
			block: texts{"domain": "", "client_id": "", "client_secret": ""},
			env:   texts{kit.EnvDomain: host, kit.EnvClientID: "id", kit.EnvClientSecret: "secret"},
			want:  "https://tenant.eu.auth0.com/api/v2/ as client id with secret",
		},
		"the block wins, one by one": {
			block: texts{"domain": host, "client_id": "mine"},
			env:   texts{kit.EnvDomain: "other.example", kit.EnvClientID: "id", kit.EnvClientSecret: "secret", kit.EnvAudience: "urn:m"},
			want:  "urn:m as client mine with secret",
		},
		"audience of the block": {
			block: texts{"audience": "urn:block"},
			env:   texts{kit.EnvDomain: host, kit.EnvClientID: "id", kit.EnvClientSecret: "secret", kit.EnvAudience: "urn:m"},
			want:  "urn:block as client id with secret",
		},
		"a token of the block rules out the environment's client": {
			block: texts{"domain": host, "api_token": "t0ken"},
			env:   texts{kit.EnvClientID: "id", kit.EnvClientSecret: "secret", kit.EnvAssertionKey: key, kit.EnvAssertionAlg: "RS256"},
			want:  "https://tenant.eu.auth0.com/api/v2/ as token t0ken",
		},
		"a secret of the block rules out the environment's token and key": {
			block: texts{"domain": host, "client_id": "id", "client_secret": "secret"},
			env:   texts{kit.EnvAPIToken: "t0ken", kit.EnvAssertionKey: key, kit.EnvAssertionAlg: "RS256"},
			want:  "https://tenant.eu.auth0.com/api/v2/ as client id with secret",
		},
		"a client of the block rules out the environment's token": {
			block: texts{"domain": host, "client_id": "id"},
			env:   texts{kit.EnvAPIToken: "t0ken", kit.EnvClientSecret: "secret"},
			want:  "https://tenant.eu.auth0.com/api/v2/ as client id with secret",
		},
		"a token of the environment, with the name of a client": {
			env:  texts{kit.EnvDomain: host, kit.EnvAPIToken: "t0ken", kit.EnvClientID: "id"},
			want: "https://tenant.eu.auth0.com/api/v2/ as token t0ken",
		},
		"a private key": {
			block: texts{"domain": host, "client_id": "id", "client_assertion_private_key": key, "client_assertion_signing_alg": "PS256"},
			env:   texts{kit.EnvClientSecret: "secret"},
			want:  "https://tenant.eu.auth0.com/api/v2/ as client id with key",
		},
		"a private key of the environment": {
			env:  texts{kit.EnvDomain: host, kit.EnvClientID: "id", kit.EnvAssertionKey: key, kit.EnvAssertionAlg: "RS384"},
			want: "https://tenant.eu.auth0.com/api/v2/ as client id with key",
		},
		"plain http for a loopback host": {
			block: texts{"domain": "http://127.0.0.1:8080", "api_token": "t0ken"},
			want:  "http://127.0.0.1:8080/api/v2/ as token t0ken",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, diags := block(t, c.block).connection(environment(c.env))
			if diags.HasError() {
				t.Fatal(told(diags))
			}
			who := "token " + got.apiToken
			if got.apiToken == "" {
				who = "client " + got.credentials.ClientID + " with "
				if got.credentials.Assertion != nil {
					who += "key"
				}
				who += got.credentials.ClientSecret
			} else if got.credentials.ClientID != "" || got.credentials.ClientSecret != "" {
				t.Errorf("a client beside the token: %v", got.credentials)
			}
			if text := got.audience + " as " + who; text != c.want {
				t.Errorf("got %s, want %s", text, c.want)
			}
		})
	}
}

func TestBadConfigurationIsReportedAtTheAttribute(t *testing.T) {
	t.Parallel()
	key := privateKey(t)
	const host = "tenant.eu.auth0.com"
	for name, c := range map[string]struct {
		block, env texts
		at, says   string
		// names is what the detail has to name, beside what it says.
		names []string
	}{
		"nothing at all":      {at: "domain", says: "No tenant is configured", names: []string{kit.EnvDomain, "embedded"}},
		"no credentials":      {block: texts{"domain": host}, at: "client_id", says: "No credentials", names: []string{kit.EnvClientID, kit.EnvClientSecret, kit.EnvAPIToken}},
		"a client's ID alone": {block: texts{"domain": host, "client_id": "id"}, at: "client_secret", says: "secret is missing", names: []string{kit.EnvClientSecret, kit.EnvAssertionKey}},
		"a client's ID alone, of the environment": {
			block: texts{"domain": host}, env: texts{kit.EnvClientID: "id"},
			at: "client_secret", says: "secret is missing", names: []string{kit.EnvClientSecret, "comes from the environment variable " + kit.EnvClientID},
		},
		"a secret alone": {block: texts{"domain": host, "client_secret": "s3cret"}, at: "client_id", says: "ID is missing", names: []string{kit.EnvClientID}},
		"a key alone": {
			block: texts{"domain": host, "client_assertion_private_key": key, "client_assertion_signing_alg": "RS256"},
			at:    "client_id", says: "ID is missing", names: []string{kit.EnvClientID},
		},
		"a key without an algorithm": {
			block: texts{"domain": host, "client_id": "id", "client_assertion_private_key": key},
			at:    "client_assertion_signing_alg", says: "algorithm of the client's assertions is missing", names: []string{kit.EnvAssertionAlg, "RS256, RS384, PS256"},
		},
		"an algorithm without a key": {
			block: texts{"domain": host, "client_id": "id", "client_secret": "s3cret", "client_assertion_signing_alg": "RS256"},
			at:    "client_assertion_signing_alg", says: "key of the client's assertions is missing", names: []string{kit.EnvAssertionKey},
		},
		"an algorithm that the service does not know": {
			block: texts{"domain": host, "client_id": "id", "client_assertion_private_key": key, "client_assertion_signing_alg": "ES256"},
			at:    "client_assertion_signing_alg", says: "cannot be signed", names: []string{"ES256", "RS256, RS384, PS256"},
		},
		"a key that is none": {
			block: texts{"domain": host, "client_id": "id", "client_assertion_private_key": "key.pem", "client_assertion_signing_alg": "RS256"},
			at:    "client_assertion_private_key", says: "cannot be signed", names: []string{"not PEM"},
		},
		"a key of the environment that is none": {
			block: texts{"domain": host}, env: texts{kit.EnvClientID: "id", kit.EnvAssertionKey: "s3cret", kit.EnvAssertionAlg: "RS256"},
			at: "client_assertion_private_key", says: "cannot be signed", names: []string{"environment variable " + kit.EnvAssertionKey},
		},
		"a token and a secret in the block": {
			block: texts{"domain": host, "api_token": "t0ken", "client_id": "id", "client_secret": "s3cret"},
			at:    "api_token", says: "Two kinds of credentials", names: []string{kit.EnvAPIToken, kit.EnvClientSecret},
		},
		"a token and a client in the block": {
			block: texts{"domain": host, "api_token": "t0ken", "client_id": "id"}, at: "api_token", says: "Two kinds of credentials",
		},
		"a token and a key in the block": {
			block: texts{"domain": host, "api_token": "t0ken", "client_assertion_private_key": key}, at: "api_token", says: "Two kinds of credentials",
		},
		"a token and a secret in the environment": {
			block: texts{"domain": host}, env: texts{kit.EnvAPIToken: "t0ken", kit.EnvClientID: "id", kit.EnvClientSecret: "s3cret"},
			at: "api_token", says: "Two kinds of credentials", names: []string{"comes from the environment variable " + kit.EnvAPIToken},
		},
		"a secret and a key in the block": {
			block: texts{"domain": host, "client_id": "id", "client_secret": "s3cret", "client_assertion_private_key": key, "client_assertion_signing_alg": "RS256"},
			at:    "client_assertion_private_key", says: "Two kinds of client credentials", names: []string{kit.EnvClientSecret, kit.EnvAssertionKey},
		},
		"a secret and a key in the environment": {
			block: texts{"domain": host}, env: texts{kit.EnvClientID: "id", kit.EnvClientSecret: "s3cret", kit.EnvAssertionKey: key, kit.EnvAssertionAlg: "RS256"},
			at: "client_assertion_private_key", says: "Two kinds of client credentials",
		},
		"plain http":      {block: texts{"domain": "http://" + host, "api_token": "t0ken"}, at: "domain", says: "domain is not usable", names: []string{"plain http"}},
		"a path":          {block: texts{"domain": host + "/api/v2/", "api_token": "t0ken"}, at: "domain", says: "domain is not usable", names: []string{"path"}},
		"a bad port":      {block: texts{"domain": host + ":http", "api_token": "t0ken"}, at: "domain", says: "domain is not usable"},
		"a user and pass": {block: texts{"domain": "https://u:s3cret@" + host, "api_token": "t0ken"}, at: "domain", says: "domain is not usable"},
		"a bad domain of the environment": {
			env: texts{kit.EnvDomain: "http://" + host, kit.EnvAPIToken: "t0ken"},
			at:  "domain", says: "domain is not usable", names: []string{"comes from the environment variable " + kit.EnvDomain},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, diags := block(t, c.block).connection(environment(c.env))
			lines := told(diags)
			if len(lines) == 0 {
				t.Fatal("there is no error")
			}
			if !strings.HasPrefix(lines[0], c.at+": ") || !strings.Contains(lines[0], c.says) {
				t.Errorf("got %q, want %q at %s", lines[0], c.says, c.at)
			}
			for _, n := range c.names {
				if !strings.Contains(lines[0], n) {
					t.Errorf("%q does not name %q", lines[0], n)
				}
			}
			if name != "nothing at all" && len(lines) != 1 {
				t.Errorf("more than one error: %q", lines)
			}
			for _, secret := range []string{"s3cret", "t0ken", "BEGIN", key[100:140]} {
				if text := strings.ReplaceAll(strings.Join(lines, "\n"), "-----BEGIN PRIVATE KEY-----", ""); strings.Contains(text, secret) {
					t.Errorf("an error repeats a secret: %q", lines)
				}
			}
		})
	}
}

func TestAnEmbeddedTenantTakesNoCredentials(t *testing.T) {
	t.Parallel()
	credentials := texts{
		"client_id": "id", "client_secret": "secret", "api_token": "token", "audience": "urn:x",
		"client_assertion_private_key": "key", "client_assertion_signing_alg": "RS256",
	}
	for _, name := range slices.Sorted(maps.Keys(credentials)) {
		p := &auth0apiProvider{getenv: environment(nil)}
		_, diags := p.connect(context.Background(), block(t, texts{"embedded": "/nowhere/tenant.db", name: credentials[name]}), "1.14.0")
		lines := told(diags)
		if len(lines) != 1 || !strings.HasPrefix(lines[0], name+": An embedded tenant needs no credentials") || !strings.Contains(lines[0], kit.EnvDomain) {
			t.Errorf("%s: got %q", name, lines)
		}
	}
}

func TestABadEmbeddedTenantIsReportedAtTheAttribute(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ block, want texts }{
		"no file":     {block: texts{"embedded": ""}, want: texts{"embedded": "has no file"}},
		"no folder":   {block: texts{"embedded": t.TempDir() + "/none/tenant.db"}, want: texts{"embedded": "did not start"}},
		"a folder":    {block: texts{"embedded": t.TempDir()}, want: texts{"embedded": "did not start"}},
		"no seed":     {block: texts{"embedded": t.TempDir() + "/tenant.db seed /nowhere/tenant.yaml"}, want: texts{"embedded": "The seed file is not usable"}},
		"seed empty":  {block: texts{"embedded": t.TempDir() + "/tenant.db seed "}, want: texts{"embedded": "The seed file is not usable"}},
		"a bad name":  {block: texts{"embedded": t.TempDir() + "/tenant.db", "domain": "a/b"}, want: texts{"domain": "not usable"}},
		"a name http": {block: texts{"embedded": t.TempDir() + "/tenant.db", "domain": "http://tenant.example"}, want: texts{"domain": "plain http"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &auth0apiProvider{getenv: environment(texts{kit.EnvDomain: "env.example", kit.EnvClientID: "id"})}
			_, diags := p.connect(context.Background(), block(t, c.block), "1.14.0")
			lines := told(diags)
			for at, says := range c.want {
				if len(lines) != 1 || !strings.HasPrefix(lines[0], at+": ") || !strings.Contains(lines[0], says) {
					t.Errorf("got %q, want %q at %s", lines, says, at)
				}
			}
		})
	}
}
