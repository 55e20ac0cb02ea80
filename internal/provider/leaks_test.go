package provider_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/mocktest"
)

// secretsSeen remembers each secret and each token that a tenant answered with,
// or was sent.
type secretsSeen struct {
	mu     sync.Mutex
	byText map[string]string // what each is
	before func(*http.Request)
}

// secretTenant is a tenant and the secrets that go through its door. Unless it is
// nil, before sees each request first.
func secretTenant(t *testing.T, before func(*http.Request), options ...mocktest.Option) (*acctest.Tenant, *secretsSeen) {
	t.Helper()
	seen := &secretsSeen{byText: map[string]string{}, before: before}
	tenant := acctest.NewTenant(t, append(options, mocktest.WithMiddleware(seen.watch))...)
	seen.add("the secret of the provider's client", tenant.ClientSecret)
	return tenant, seen
}

func (s *secretsSeen) add(what, secret string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.byText[secret] == "" {
		s.byText[secret] = what
	}
}

func (s *secretsSeen) all() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.byText)
}

func (s *secretsSeen) watch(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.before != nil {
			s.before(r)
		}
		answer := httptest.NewRecorder()
		next.ServeHTTP(answer, r)
		var body any
		if json.Unmarshal(answer.Body.Bytes(), &body) == nil {
			s.learn(r.URL.Path, body)
		}
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	})
}

// learn finds secrets in an answer, at every depth.
func (s *secretsSeen) learn(path string, value any) {
	switch value := value.(type) {
	case []any:
		for _, element := range value {
			s.learn(path, element)
		}
	case map[string]any:
		for name, member := range value {
			text, isText := member.(string)
			switch name {
			case "access_token", "client_secret", "signing_secret", "id_token", "refresh_token":
				if isText && text != "" {
					s.add("a "+name+" of "+path, text)
				}
			}
			s.learn(path, member)
		}
	}
}

// expectNone checks that a text holds none of the secrets, in no encoding that
// a log or a file may have them in.
func (s *secretsSeen) expectNone(t *testing.T, where string, text []byte) {
	t.Helper()
	s.expectNoneBut(t, where, text, nil)
}

// expectNoneBut is the same for a text that may hold the allowed secrets.
func (s *secretsSeen) expectNoneBut(t *testing.T, where string, text []byte, allowed map[string]bool) {
	t.Helper()
	for secret, what := range s.all() {
		if allowed[secret] {
			continue
		}
		for encoding, encoded := range encodings(secret) {
			if at := bytes.Index(text, []byte(encoded)); at >= 0 {
				t.Errorf("%s holds %s (%s) after %q", where, what, encoding, text[max(0, at-80):at])
			}
		}
	}
}

// encodings are the texts by which a secret may be found.
func encodings(secret string) map[string]string {
	quoted, _ := json.Marshal(secret)
	out := map[string]string{
		"as it is": secret, "in JSON": strings.Trim(string(quoted), `"`), "in a URL": url.QueryEscape(secret),
	}
	// In base64 a text is one of three, by where it begins; at both ends its
	// neighbours take part.
	for skipped, encoding := range []string{"in base64", "in base64, a byte late", "in base64, two bytes late"} {
		inner := []byte(secret)[skipped:]
		out[encoding] = base64.StdEncoding.EncodeToString(inner[:len(inner)/3*3])
	}
	return out
}

// files are the contents of all that is in a folder, plans unzipped.
func files(t *testing.T, folder string) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		if bytes.HasPrefix(content, []byte("PK")) {
			content = []byte(unzipped(t, path))
		}
		name, _ := filepath.Rel(folder, path)
		found[name] = content
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// inState are the attributes by which Terraform's protocol needs the state to
// hold a secret: each is sensitive, and each has a way without.
func inState() map[string][]string {
	return map[string][]string{
		"auth0api_client":     {"client_secret"},
		"auth0api_token":      {"access_token", "client_secret", "signing_secret", "private_key", "dpop_private_key"},
		"auth0api_user_token": {"access_token", "client_secret", "signing_secret"},
	}
}

// withoutInState is a state, or the JSON of a plan or a state, without those
// attributes, and with what is in base64 in it decoded.
func withoutInState(t *testing.T, document []byte) []byte {
	t.Helper()
	var value any
	if err := json.Unmarshal(document, &value); err != nil {
		t.Fatalf("%v: %.100s", err, document)
	}
	var out bytes.Buffer
	var walk func(value any, hidden []string)
	walk = func(value any, hidden []string) {
		switch value := value.(type) {
		case []any:
			for _, element := range value {
				walk(element, hidden)
			}
		case map[string]any:
			if kind, _ := value["type"].(string); inState()[kind] != nil {
				hidden = inState()[kind]
			}
			for name, member := range value {
				if !slices.Contains(hidden, name) {
					out.WriteString(name + "\n")
					walk(member, hidden)
				}
			}
		case string:
			out.WriteString(value + "\n")
			if decoded, err := base64.StdEncoding.DecodeString(value); err == nil && len(decoded) > 0 {
				out.Write(append(decoded, '\n'))
				var inner any
				if json.Unmarshal(decoded, &inner) == nil {
					walk(inner, nil)
				}
			}
		}
	}
	walk(value, nil)
	return out.Bytes()
}
