// Package registration is the endpoint at which applications register themselves as
// clients (RFC 7591): /oidc/register. It is off by default, needs no token, and is
// bounded (facts 7.1).
package registration

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/client"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/management/endpoint"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/oauth/protocol"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/schema"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/settings"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store"
	"github.com/auth0api/terraform-provider-auth0api/internal/mockserver/store/transient"
)

// Path is the path of the endpoint.
const Path = "/oidc/register"

// The bounds of registration.
const (
	// maxRate is how many requests a second a tenant answers (documented).
	maxRate = 5
	// maxBody bounds a request, in bytes.
	maxBody = 64 << 10
	// maxRegistered bounds how many clients have registered themselves. The limit of
	// the service is that of the plan, for all clients.
	maxRegistered = 1000
	// maxCallbacks bounds redirect_uris.
	maxCallbacks = 100
)

// Endpoint registers clients. It is safe for concurrent use.
type Endpoint struct {
	tenant endpoint.Tenant
	counts transient.Store
}

// New returns the endpoint of a tenant. counts has the number of requests in a second.
func New(tenant endpoint.Tenant, counts transient.Store) *Endpoint {
	return &Endpoint{tenant: tenant, counts: counts}
}

// request is what of a request is used. Other members are ignored: MCP clients send
// application_type, scope, client_uri and others (facts 7.1, inferred).
type request struct {
	Name         string   `json:"client_name"`
	RedirectURIs []string `json:"redirect_uris"`
	Method       string   `json:"token_endpoint_auth_method"`
	GrantTypes   []string `json:"grant_types"`
}

// answer is in the order of the reported one.
type answer struct {
	Name            string   `json:"client_name"`
	ClientID        string   `json:"client_id"`
	Secret          string   `json:"client_secret,omitempty"`
	RedirectURIs    []string `json:"redirect_uris"`
	SecretExpiresAt int      `json:"client_secret_expires_at"`
	GrantTypes      []string `json:"grant_types"`
	Method          string   `json:"token_endpoint_auth_method"`
}

const (
	methodNone  = "none"
	methodPost  = "client_secret_post"
	methodBasic = "client_secret_basic"

	strict = "strict"
)

// Register serves the endpoint.
func (e *Endpoint) Register(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	registered, err := e.register(w, r)
	if err != nil {
		endpoint.WriteError(w, endpoint.AsError(err))
		return
	}
	protocol.WriteJSON(w, http.StatusCreated, registered)
}

func (e *Endpoint) register(w http.ResponseWriter, r *http.Request) (*answer, error) {
	permitted, err := e.permit(r.Context(), e.tenant.Now())
	if err != nil {
		return nil, err
	}
	if !permitted {
		// unknown: the text; here that of the Management API.
		return nil, endpoint.Refuse(http.StatusTooManyRequests, "too_many_requests", "Global limit has been reached")
	}
	var s settings.Settings
	if err := e.tenant.Store.View(r.Context(), func(tx store.Reader) (err error) {
		s, err = settings.Of(tx)
		return err
	}); err != nil {
		return nil, err
	}
	if !s.Flags.DynamicRegistration {
		return nil, endpoint.Refuse(http.StatusBadRequest, "", "dynamic client registration is disabled") // reported 2026
	}
	asked, err := read(w, r)
	if err != nil {
		return nil, err
	}
	mode := s.RegistrationMode
	if mode == "" {
		mode = strict
	}
	return e.create(r, mode, asked)
}

// permit reports whether another request is answered in this second.
// All replicas count together.
func (e *Endpoint) permit(ctx context.Context, now time.Time) (permitted bool, err error) {
	second := now.Truncate(time.Second)
	key := transient.Key{Kind: transient.KindRegistration, ID: strconv.FormatInt(second.Unix(), 10)}
	err = e.counts.Update(ctx, []transient.Key{key}, now, func(current [][]byte) ([]*transient.Value, error) {
		permitted = len(current[0]) < maxRate // one byte for each request
		if !permitted {
			return []*transient.Value{nil}, nil
		}
		data := append(slices.Clone(current[0]), '.')
		return []*transient.Value{{Data: data, Expires: second.Add(time.Second), Relaxed: true}}, nil
	})
	if err != nil {
		return false, fmt.Errorf("counting the registrations of this second: %w", err)
	}
	return permitted, nil
}

// read reads and checks a request. That bad metadata is refused with 400 is documented;
// the texts are unknown.
func read(w http.ResponseWriter, r *http.Request) (*request, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return nil, endpoint.Refuse(http.StatusRequestEntityTooLarge, "", "the request has more than %d bytes", maxBody)
	}
	if err != nil {
		return nil, refuse("the request could not be read")
	}
	var asked request
	if err := json.Unmarshal(body, &asked); err != nil {
		return nil, refuse("the request is not a JSON object with the members of client metadata")
	}
	if strings.ContainsAny(asked.Name, "<>") {
		return nil, refuse("client_name must not contain < or >")
	}
	switch asked.Method {
	case "":
		asked.Method = methodPost
	case methodPost, methodBasic, methodNone:
	default:
		return nil, refuse("token_endpoint_auth_method must be %s, %s or %s", methodPost, methodBasic, methodNone)
	}
	if len(asked.RedirectURIs) == 0 || len(asked.RedirectURIs) > maxCallbacks {
		return nil, refuse("redirect_uris must have 1 to %d elements", maxCallbacks)
	}
	for _, callback := range asked.RedirectURIs {
		if !schema.IsCallbackURL(callback) || strings.Contains(callback, "*") {
			return nil, refuse("redirect_uris has %q, which is not a URL that a client can have", callback)
		}
	}
	return &asked, nil
}

func refuse(format string, args ...any) error {
	return endpoint.Refuse(http.StatusBadRequest, "", format, args...)
}

// create makes a new client: each registration makes another one (facts 7.1).
func (e *Endpoint) create(r *http.Request, mode string, asked *request) (*answer, error) {
	grants := grantTypes(asked)
	sent := map[string]any{"name": asked.Name, "callbacks": elements(asked.RedirectURIs), "grant_types": elements(grants), "token_endpoint_auth_method": asked.Method}
	if asked.Name == "" {
		sent["name"] = "Registered client" // unknown
	}
	made, err := client.NewRegistered(e.tenant, mode, sent)
	if err != nil {
		return nil, err
	}
	err = e.tenant.Store.Update(r.Context(), func(tx store.Writer) error {
		if countRegistered(tx) >= maxRegistered { // reported 2026
			return endpoint.Refuse(http.StatusForbidden, endpoint.CodeTooMany, "You reached the limit of entities of this type for this tenant.")
		}
		return tx.PutClient(made)
	})
	if err != nil {
		return nil, err
	}
	out := &answer{Name: made.Name, ClientID: made.ClientID, RedirectURIs: asked.RedirectURIs, GrantTypes: grants, Method: asked.Method}
	if asked.Method != methodNone {
		out.Secret = made.ClientSecret
	}
	return out, nil
}

// grantTypes are those asked for that a client can have that registers itself. unknown:
// what a client gets that asks for none, here the default of RFC 7591.
func grantTypes(asked *request) []string {
	if asked.GrantTypes == nil {
		return []string{"authorization_code"}
	}
	granted := []string{}
	for _, grant := range []string{"authorization_code", "refresh_token"} {
		if slices.Contains(asked.GrantTypes, grant) {
			granted = append(granted, grant)
		}
	}
	return granted
}

func elements(list []string) []any {
	out := make([]any, len(list))
	for i, each := range list {
		out[i] = each
	}
	return out
}

func countRegistered(tx store.Reader) int {
	count := 0
	for _, each := range tx.Clients().All() {
		if string(each.Properties["external_metadata_type"]) == `"dcr"` {
			count++
		}
	}
	return count
}
