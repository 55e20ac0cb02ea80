package provider_test

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"

	"github.com/go-jose/go-jose/v4"

	"github.com/auth0api/terraform-provider-auth0api/internal/acctest"
)

// credentialService stands before a tenant, records the writes to clients and
// their credentials, and refuses what the service refuses: to delete a
// credential in use, a second one of a key, and more than it stores. The texts
// are those that the official provider's code expects.
type credentialService struct {
	mu sync.Mutex
	// writes are the requests, with credentials numbered in the order of their
	// creation.
	writes []string
	// failing answers a write in the tenant's place if it returns true; n counts
	// the writes since the last reset, from 1.
	failing func(n int, w http.ResponseWriter, r *http.Request, tenant http.Handler) bool
	// stores is how many credentials a client may have.
	stores  int
	numbers map[string]int
}

// reset forgets the writes, and sets what fails from now on.
func (s *credentialService) reset(failing func(n int, w http.ResponseWriter, r *http.Request, tenant http.Handler) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.writes, s.failing = nil, failing
}

func (s *credentialService) recorded() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.writes)
}

func (s *credentialService) wrap(tenant http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/api/v2/clients/"), "/")
		if r.Method == http.MethodGet || !strings.HasPrefix(r.URL.Path, "/api/v2/clients/") {
			tenant.ServeHTTP(w, r)
			return
		}
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.mu.Lock()
		s.writes = append(s.writes, s.line(r.Method, parts, body))
		n, failing := len(s.writes), s.failing
		s.mu.Unlock()
		if failing != nil && failing(n, w, r, tenant) {
			return
		}
		if refusal := s.refusal(r, parts, body, tenant); refusal != "" {
			refuseWith(w, refusal)
			return
		}
		answer := httptest.NewRecorder()
		tenant.ServeHTTP(answer, r)
		var made struct {
			ID string `json:"id"`
		}
		if len(parts) == 2 && json.Unmarshal(answer.Body.Bytes(), &made) == nil && made.ID != "" {
			s.number(made.ID)
		}
		if r.Method == http.MethodDelete && len(parts) == 3 && answer.Code == http.StatusNotFound {
			answer.Code, answer.Body = http.StatusNoContent, new(bytes.Buffer)
		}
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	})
}

func (s *credentialService) number(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.numbers == nil {
		s.numbers = map[string]int{}
	}
	if s.numbers[id] == 0 {
		s.numbers[id] = len(s.numbers) + 1
	}
}

// line is a write without IDs: "PATCH {…}", "POST", "DELETE #1".
func (s *credentialService) line(method string, parts []string, body []byte) string {
	switch {
	case len(parts) == 3:
		return fmt.Sprintf("%s #%d", method, s.numbers[parts[2]])
	case len(parts) == 2:
		return method
	}
	text := string(body)
	for id, number := range s.numbers {
		text = strings.ReplaceAll(text, id, fmt.Sprintf("#%d", number))
	}
	return method + " " + text
}

// refusal is what the service says to a request; empty when it accepts it.
func (s *credentialService) refusal(r *http.Request, parts []string, body []byte, tenant http.Handler) string {
	read := func(path string) []byte {
		req := httptest.NewRequestWithContext(r.Context(), http.MethodGet, path, nil)
		req.Header.Set("Authorization", r.Header.Get("Authorization"))
		answer := httptest.NewRecorder()
		tenant.ServeHTTP(answer, req)
		return answer.Body.Bytes()
	}
	client := "/api/v2/clients/" + parts[0]
	switch {
	case r.Method == http.MethodDelete && len(parts) == 3:
		if bytes.Contains(read(client), []byte(`"`+parts[2]+`"`)) {
			return "Cannot delete credential still associated with a client"
		}
	case r.Method == http.MethodPost && len(parts) == 2 && parts[1] == "credentials":
		var stored []acctest.Object
		_ = json.Unmarshal(read(client+"/credentials"), &stored)
		if s.stores > 0 && len(stored) >= s.stores {
			return fmt.Sprintf("A client can have a maximum of %d credentials.", s.stores)
		}
		var sent struct {
			PEM string `json:"pem"`
		}
		_ = json.Unmarshal(body, &sent)
		kid := thumbprintOf(sent.PEM)
		if slices.ContainsFunc(stored, func(c acctest.Object) bool { return c["kid"] == kid }) {
			return "credentials contains public keys that already exist in client"
		}
	}
	return ""
}

// thumbprintOf is the kid that the service gives a public key (RFC 7638).
func thumbprintOf(text string) string {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return ""
	}
	key, err := x509.ParsePKIXPublicKey(block.Bytes)
	if err != nil {
		return ""
	}
	sum, err := (&jose.JSONWebKey{Key: key}).Thumbprint(crypto.SHA256)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(sum)
}

// refuseWith answers 400, which is not repeated.
func refuseWith(w http.ResponseWriter, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusBadRequest)
	_ = json.NewEncoder(w).Encode(acctest.Object{"statusCode": 400, "error": "Bad Request", "message": message, "errorCode": "invalid_body"})
}

// refuseOne refuses the nth write, and with more all that follow.
func refuseOne(nth int, more bool) func(int, http.ResponseWriter, *http.Request, http.Handler) bool {
	return func(n int, w http.ResponseWriter, _ *http.Request, _ http.Handler) bool {
		if n != nth && (n < nth || !more) {
			return false
		}
		refuseWith(w, "refused by the test")
		return true
	}
}
